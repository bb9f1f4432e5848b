"""What has changed since a place in the feed, as JSON Lines.

Each fact that was changed stands there once: as it is now, in the order in which whole
exports have them, or as gone. Links that are gone come first, as others may be in their
place, and nodes that are gone come behind, as they may lead to new ones. Last is the
cursor from which to go on::

    {"gone": "TO", "id": "to:…"}
    {"node": "Sale", "properties": {"id": "sale:…", …}}
    {"relationship": "TO", "from": "sale:…", "to": "partner:…", "properties": {…}}
    {"gone": "Agency", "id": "agency:…", "into": "agency:…"}
    {"cursor": "…"}

A node that was merged names the one that it went ``into``.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence

from exports.encoder import json_line
from exports.jsonl import open_jsonl
from exports.snapshot import PAGE, Page, Snapshot
from exports.tables import Table
from graph.clauses import quoted
from graph.driver import Statement
from graph.feed import BATCH, Place, check_kept
from graph.history import REDIRECTED

BATCHES = 20
"""Batches that are read at once, and noted before others are answered again."""
_CHANGES = f"""\
MATCH (b:{quoted(BATCH)}) WHERE $number <= b.number <= $last
WITH b ORDER BY b.number LIMIT $most
RETURN b.number, b.type, b.ids"""


async def changes(
    snapshot: Snapshot, tables: Sequence[Table], since: Place
) -> AsyncIterator[bytes]:
    """The lines of a file, a page at a time.

    Raises :class:`CursorExpired` where changes behind the place are no longer kept, and
    :class:`DataChanged` as :meth:`Snapshot.pages` does.
    """
    encoder = open_jsonl(tables)
    with _Changed() as changed:
        await _note(snapshot, since, changed)
        links = [table for table in tables if table.links]
        for table in reversed(links):
            for ids in changed.pages(table.name):
                held = await snapshot.held(table, ids)
                gone = [id for id in ids if id not in held]
                changed.told(table.name, gone)
                yield await _gone(snapshot, table, gone)
        for table in tables:
            for ids in changed.pages(table.name):
                page = await snapshot.page_of(table, ids)
                changed.told(table.name, _ids(page))
                yield await asyncio.to_thread(encoder.encode, page)
        for table in reversed([table for table in tables if not table.links]):
            for ids in changed.pages(table.name):
                yield await _gone(snapshot, table, ids)
    await snapshot.check()
    yield json_line({"cursor": snapshot.cursor})


async def _note(snapshot: Snapshot, since: Place, changed: _Changed) -> None:
    """Note the facts that were changed behind a place in the feed."""
    number, place = since
    at = number
    while at <= snapshot.last:
        params = {"number": at, "last": snapshot.last, "most": BATCHES}
        rows = await snapshot.graph.read(Statement(_CHANGES, params))
        if not rows:
            break
        for batch, type_, ids in rows:
            passed = place + 1 if batch == number else 0
            # What is restricted leaves its place empty.
            changed.note(type_, (id for id in ids[passed:] if id))
        at = rows[-1][0] + 1
    await check_kept(snapshot.graph.read, "since", since)


async def _gone(snapshot: Snapshot, table: Table, ids: Sequence[str]) -> bytes:
    merged = Statement(REDIRECTED, {"ids": ids})
    into = {} if table.links else dict(await snapshot.graph.read(merged))
    lines = (
        {"gone": table.name, "id": id, **({"into": into[id]} if id in into else {})}
        for id in ids
    )
    return b"".join(map(json_line, lines))


def _ids(page: Page) -> Iterator[str]:
    yield from (node["id"] for node in page.nodes)
    yield from (link.properties["id"] for link in page.links)


class _Changed:
    """The ids of facts that are still to be told of, in a file once they are many."""

    def __init__(self) -> None:
        self._ids = sqlite3.connect("", isolation_level=None)
        self._ids.execute(
            "CREATE TABLE changed (name TEXT, id TEXT, PRIMARY KEY (name, id)) "
            "WITHOUT ROWID"
        )

    def __enter__(self) -> _Changed:
        return self

    def __exit__(self, *_: object) -> None:
        self._ids.close()

    def note(self, name: str, ids: Iterable[str]) -> None:
        """Note facts of a label or type."""
        rows = ((name, id) for id in ids)
        self._ids.executemany("INSERT OR IGNORE INTO changed VALUES (?, ?)", rows)

    def told(self, name: str, ids: Iterable[str]) -> None:
        """Forget facts that were told of."""
        rows = ((name, id) for id in ids)
        self._ids.executemany("DELETE FROM changed WHERE name = ? AND id = ?", rows)

    def pages(self, name: str) -> Iterator[list[str]]:
        """The ids of a label or type in their order; those of a page may be forgotten
        before the next."""
        last = ""
        page = "SELECT id FROM changed WHERE name = ? AND id > ? ORDER BY id LIMIT ?"
        while found := [id for (id,) in self._ids.execute(page, (name, last, PAGE))]:
            yield found
            last = found[-1]
