"""How fast files come in and go out, beside hand-written batches of the same rows."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from exports.files import Export, to_file
from exports.forms import FORMS
from exports.jsonl import open_jsonl
from exports.snapshot import Link, Page
from exports.tables import Table, tables
from graph.driver import Graph, Statement
from graph.model import MODEL
from imports.forms import recognised
from imports.importing import BATCH, Allowance, import_file
from seed.generate import create_links, create_nodes, real_sales, source
from seed.rows import Row
from seed.sampling import draw

CLEAR = """\
MATCH (n) WHERE n.id CONTAINS 'generated' WITH n LIMIT 5000
DETACH DELETE n RETURN count(*)"""

Tell = Callable[[str], None]


@dataclass(slots=True)
class Measured:
    """Facts, and the seconds that each way took, round by round."""

    facts: int = 0
    by_hand: list[float] = field(default_factory=list)
    imported: list[float] = field(default_factory=list)
    exported: float = 0.0

    @property
    def ratio(self) -> float:
        """How fast the import is as a share of the hand-written batches, at best."""
        return min(self.by_hand) / min(self.imported)


async def measure(
    graph: Graph, sales: int, folder: Path, *, rounds: int, tell: Tell
) -> Measured:
    """Write generated sales by hand and by import, in turns, and then all out."""
    drawn = draw(range(1, sales + 1), real_sales())
    drawn.nodes["Source"] = [source("to measure with")]
    file = folder / "generated.jsonl"
    measured = Measured(write_file(file, drawn.nodes, drawn.links))
    for number in range(1, rounds + 1):
        await clear(graph)
        started = time.perf_counter()
        await write_by_hand(graph, drawn.nodes, drawn.links)
        measured.by_hand.append(time.perf_counter() - started)
        await clear(graph)
        started = time.perf_counter()
        await import_file(
            graph, recognised(file, None), Allowance(), b"", lambda detail: None
        )
        measured.imported.append(time.perf_counter() - started)
        tell(
            f"round {number}: by hand {measured.by_hand[-1]:.1f} s, "
            f"import {measured.imported[-1]:.1f} s"
        )
    started = time.perf_counter()
    export = Export(FORMS["jsonl"], tables(MODEL))
    await to_file(graph, export, folder / "out.jsonl", lambda detail: None)
    measured.exported = time.perf_counter() - started
    await clear(graph)
    return measured


def write_file(
    file: Path, nodes: dict[str, list[dict[str, Any]]], links: dict[str, list[Row]]
) -> int:
    """Write facts as JSON Lines; how many there are."""
    every = tables(MODEL)
    encoder = open_jsonl(every)
    count = 0
    with file.open("wb") as out:
        for table in every:
            page = page_of(table, nodes.get(table.name, ()), links.get(table.name, ()))
            count += page.size
            out.write(encoder.encode(page))
    return count


def page_of(
    table: Table, nodes: Sequence[dict[str, Any]], links: Sequence[Row]
) -> Page:
    """Facts as an export has them, without what is missing."""
    return Page(
        table,
        [known(node) for node in nodes],
        [Link(li.start, li.end, known({**li.properties, "id": li.id})) for li in links],
    )


def known(properties: dict[str, Any]) -> dict[str, Any]:
    """The properties that have a value."""
    return {name: value for name, value in properties.items() if value is not None}


async def write_by_hand(
    graph: Graph, nodes: dict[str, list[dict[str, Any]]], links: dict[str, list[Row]]
) -> None:
    """The quickest Cypher that we know: CREATE in batches, nothing checked or kept."""
    for table in tables(MODEL):
        for batch in batched(nodes.get(table.name, ())):
            await graph.write([Statement(create_nodes(table.name), {"rows": batch})])
        for ends, rows in by_ends(links.get(table.name, ())).items():
            for batch in batched(rows):
                text = create_links(table.name, ends)
                await graph.write([Statement(text, {"rows": batch})])


def by_ends(links: Sequence[Row]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Relationships by the labels of their ends, as they are sent."""
    grouped: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for link in links:
        properties = {**link.properties, "id": link.id}
        start, end = MODEL.of_id(link.start), MODEL.of_id(link.end)
        assert start is not None
        assert end is not None
        row = {"start": link.start, "end": link.end, "properties": properties}
        grouped[start.label, end.label].append(row)
    return grouped


def batched(rows: Sequence[Any]) -> list[Sequence[Any]]:
    """Rows in batches as large as those of an import."""
    return [rows[i : i + BATCH] for i in range(0, len(rows), BATCH)]


async def clear(graph: Graph) -> None:
    """Take all generated facts away."""
    while (await graph.write([Statement(CLEAR)]))[0][0][0]:
        pass
