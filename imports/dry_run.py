"""A dry run: what an import would change, told without changing anything."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from graph.driver import Graph
from graph.instants import RECORDED
from imports.batches import Batch, Held, Write
from imports.forms import Given
from imports.importing import Allowance, Tell, batches
from imports.rejects import Rejects

SHOWN = 50
"""Differences that are told one by one."""


@dataclass(slots=True)
class Differences:
    """What would be added, changed and gone, by table, and the first in full."""

    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    gone: Counter[str] = field(default_factory=Counter)
    same: int = 0
    rejected: int = 0
    told: list[str] = field(default_factory=list)

    def tell(self, lines: Iterator[str]) -> None:
        """Tell of a change, unless enough were told."""
        if len(self.told) < SHOWN:
            self.told += lines


async def differences(
    graph: Graph, given: Given, allowance: Allowance, tell: Tell
) -> Differences:
    """What importing a file would change.

    Raises :class:`LoadError` where too many rows do not fit.
    """
    found = Differences()
    rejects = Rejects(allowance.rejects, allowance.most, count=0, after=0)
    with closing(Drafted(graph)) as drafted:
        read = 0
        async for records in batches(given.read(0, datetime.now(UTC))):
            batch = Batch(records, adds=given.adds)
            await batch.check(drafted)
            rejects.add(batch.rejected)
            for write in await batch.writes(drafted):
                await _compare(write, drafted, found)
                drafted.add(write)
            for table, gone in batch.gone:
                write = Write(table, {each.id: {} for each in gone})
                for id in await drafted.facts(write):
                    found.gone[table] += 1
                    found.tell(iter([f"- {id}"]))
            read += len(records)
            tell(f"{given.file.name}: {read:,} rows")
    found.rejected = rejects.count
    return found


async def _compare(write: Write, drafted: Drafted, found: Differences) -> None:
    held = await drafted.facts(write)
    for id, row in write.rows.items():
        properties = row.get("properties", row)
        if id not in held:
            found.added[write.table] += 1
            found.tell(iter([f"+ {id}"]))
        elif changes := list(_changes(id, held[id], properties)):
            found.changed[write.table] += 1
            found.tell(iter(changes))
        else:
            found.same += 1


def _changes(
    id: str, held: Mapping[str, Any], given: Mapping[str, Any]
) -> Iterator[str]:
    for name in sorted({*held, *given} - {RECORDED}):
        if held.get(name) != given.get(name):
            yield f"~ {id} {name}: {held.get(name)!r} → {given.get(name)!r}"


class Drafted(Held):
    """A graph together with the ids of what would have been added to it.

    They are kept on disk, so that memory does not grow with the file.
    """

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph.read)
        self._ids = sqlite3.connect("")
        self._ids.execute("CREATE TABLE drafted (id TEXT PRIMARY KEY, at TEXT)")

    def add(self, write: Write) -> None:
        """Keep the ids of what would be written."""
        rows = [
            (id, at.isoformat() if (at := row.get(RECORDED)) else None)
            for id, row in write.rows.items()
        ]
        self._ids.executemany("INSERT OR IGNORE INTO drafted VALUES (?, ?)", rows)

    async def ids(self, label: str, ids: Iterable[str]) -> dict[str, datetime | None]:
        """Those of some ids that there are or would be."""
        wanted = list(ids)
        found = await super().ids(label, wanted)
        for id in wanted:
            for at in self._drafted(id):
                found.setdefault(id, at)
        return found

    def _drafted(self, id: str) -> Iterator[datetime | None]:
        for (at,) in self._ids.execute("SELECT at FROM drafted WHERE id = ?", (id,)):
            yield None if at is None else datetime.fromisoformat(at)

    def close(self) -> None:
        """Forget everything."""
        self._ids.close()
