"""``armsgraph import``: facts from files into the graph, batch by batch.

Each batch is one transaction, which also records how far the file was read, under the
file's digest. So an import that was killed goes on where it ended, and nothing is lost
or written twice; a file of any size takes the memory of two batches.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path

from graph.clauses import quoted
from graph.driver import Graph, Statement
from graph.feed import Operation
from graph.model import MODEL
from graph.record import (
    Change,
    changing,
    retract_links,
    retract_links_of,
    retract_node,
)
from imports.batches import Batch, Held, Write
from imports.facts import Gone, Record
from imports.forms import Given
from imports.opening import digest
from imports.rejects import Rejects
from imports.remembered import Remembered

BATCH = 2000
"""Records that one transaction writes."""
POSITION = "ImportPosition"
"""The label of what says how far an import has come."""
_PLACE = f"(p:{quoted(POSITION)} {{id: $id}})"
FIND = f"MATCH {_PLACE} RETURN p.number, p.read, p.changed, p.rejected, p.at"
NOTE = f"""\
MERGE {_PLACE}
SET p.number = $number, p.read = $read, p.changed = $changed,
  p.rejected = $rejected, p.at = $at, p.file = $file"""
FORGET = f"MATCH {_PLACE} DELETE p"

Tell = Callable[[str], None]


@dataclass(slots=True)
class Progress:
    """How far a file was imported, and what came of it.

    ``number`` is the place of the last record, ``at`` when the import was begun.
    """

    at: datetime
    number: int = 0
    read: int = 0
    changed: int = 0
    rejected: int = 0
    resumed: int = 0
    """Records that an earlier run had read."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """Where rejected rows go, and how many there may be."""

    rejects: Path | None = None
    most: int = 0


async def import_file(
    graph: Graph, given: Given, allowance: Allowance, key: bytes, tell: Tell
) -> Progress:
    """Import a file, from where an earlier import of it ended.

    Raises :class:`LoadError` where too many rows do not fit, or what
    :meth:`Graph.read` raises; what was written before stays.
    """
    id = await asyncio.to_thread(digest, given.file, key)
    progress = await _position(graph, id)
    progress.resumed = progress.read
    rejects = Rejects(
        allowance.rejects,
        allowance.most,
        count=progress.rejected,
        after=progress.number,
    )
    started = asyncio.get_running_loop().time()
    remembered = Remembered()
    operation = Operation(by="import", why=given.file.name)
    async for records in batches(given.read(progress.number, progress.at)):
        batch = Batch(records, adds=given.adds)
        async with changing(graph, operation=operation) as change:
            held = remembered.within(change)
            await _write(change, batch, held, rejects, progress)
            await _note(change, id, given, progress)
        remembered.add(batch, change)
        seconds = asyncio.get_running_loop().time() - started
        rate = (progress.read - progress.resumed) / max(seconds, 0.001)
        tell(f"{given.file.name}: {progress.read:,} rows, {rate:,.0f} a second")
    await graph.write([Statement(FORGET, {"id": id})])
    return progress


async def _position(graph: Graph, id: str) -> Progress:
    rows = await graph.read(Statement(FIND, {"id": id}))
    if not rows:
        return Progress(datetime.now(UTC))
    ((number, read, changed, rejected, at),) = rows
    return Progress(at.to_native(), number, read, changed, rejected)


async def batches(records: Iterator[Record]) -> AsyncIterator[list[Record]]:
    """Records in batches, of which the next is read while one is written.

    None says both what is so and what is gone: each is done in the file's order.
    """
    found = _alike(records)

    def following() -> list[Record]:
        return next(found, [])

    reading = asyncio.create_task(asyncio.to_thread(following))
    try:
        while batch := await reading:
            reading = asyncio.create_task(asyncio.to_thread(following))
            yield batch
    finally:
        if not reading.done():
            await asyncio.wait([reading])


def _alike(records: Iterator[Record]) -> Iterator[list[Record]]:
    for _, alike in groupby(records, lambda record: record.gone is None):
        while batch := list(islice(alike, BATCH)):
            yield batch


async def _write(
    change: Change, batch: Batch, held: Held, rejects: Rejects, progress: Progress
) -> None:
    await batch.check(held)
    rejects.add(batch.rejected)
    for write in await batch.writes(held):
        progress.changed += await _merge(change, write)
    for table, gone in batch.gone:
        progress.changed += await _remove(change, table, gone)
    progress.number = batch.records[-1].number
    progress.read += len(batch.records)
    progress.rejected = rejects.count


async def _merge(change: Change, write: Write) -> int:
    node = MODEL.nodes.get(write.table)
    if node is not None:
        return await change.merge_nodes(node, list(write.rows.values()))
    return await change.merge_links(write.table, list(write.rows.values()))


async def _remove(change: Change, table: str, gone: Sequence[Gone]) -> int:
    """Retract facts that are gone; how many of them were held."""
    if table not in MODEL.nodes:
        return len(await retract_links(change, table, [each.id for each in gone]))
    held = 0
    for each in gone:
        await retract_links_of(change, table, each.id)
        held += await retract_node(change, table, each.id, into=each.into)
    return held


async def _note(change: Change, id: str, given: Given, progress: Progress) -> None:
    told = {
        "id": id,
        "number": progress.number,
        "read": progress.read,
        "changed": progress.changed,
        "rejected": progress.rejected,
        "at": progress.at,
        "file": given.file.name,
    }
    await change.run(Statement(NOTE, told))


async def incomplete(graph: Graph) -> list[str]:
    """What the graph holds of nodes that lack a relationship which they need."""
    found = []
    for label, node in MODEL.nodes.items():
        for relation in node.relations.values():
            if relation.required and not relation.many:
                link = f"-[:{quoted(relation.type)}]-"
                arrow = f"{link}>()" if relation.direction == "out" else f"<{link}()"
                text = f"MATCH (n:{quoted(label)}) WHERE NOT (n){arrow} RETURN count(n)"
                ((count,),) = await graph.read(Statement(text))
                if count:
                    found.append(f"{count:,} {label} without {relation.type}")
    return found
