"""The facts of a graph at one version of the data, page by page.

Neo4j shows readers what has been committed, and what is about to be: a long read then
may see some facts from before a change and others from behind it, in one transaction as
in several. So the version of the data is read, which every change makes another
(:mod:`graph.versions`): before the first page and behind the last while nobody changes
them, and with each page. Where it is no longer the one of the beginning,
:class:`DataChanged` says so, and what was read is to be thrown away. In exchange nobody
is kept waiting by a long read, and memory holds one page, however large the graph.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from exports.tables import Table
from graph.changelog import cursor_at
from graph.clauses import quoted
from graph.declare import Property, Scalar
from graph.driver import Graph, Statement
from graph.errors import DataChanged, LoadError
from graph.feed import LAST_PLACE, show_all
from graph.versions import stamped

PAGE = 1000
"""Facts that one statement reads."""


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship: the ids of its ends, and its properties."""

    start: str
    end: str
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Some nodes' properties, or some relationships, of one table by their ids."""

    table: Table
    nodes: Sequence[dict[str, Any]] = ()
    links: Sequence[Link] = ()

    @property
    def size(self) -> int:
        """How many facts it has."""
        return len(self.links or self.nodes)

    @property
    def last(self) -> str:
        """The id of its last fact."""
        facts = self.links[-1].properties if self.links else self.nodes[-1]
        return str(facts["id"])


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A graph as of one version of its data."""

    graph: Graph
    version: str
    last: int
    """The number of the last batch in its feed."""

    @property
    def cursor(self) -> str:
        """The cursor from which the feed tells what has changed since."""
        return cursor_at(self.last, LAST_PLACE)

    @classmethod
    async def of(cls, graph: Graph) -> Snapshot:
        """The graph as it is now.

        Raises :class:`LoadError` where no data are loaded.
        """
        version, last = await show_all(graph)
        if version is None:
            raise LoadError("The graph holds no data: run `armsgraph load` first.", [])
        return cls(graph, version, last)

    async def pages(
        self, tables: Sequence[Table], *, after: str = ""
    ) -> AsyncIterator[Page]:
        """All facts of some tables, each in the order of their ids.

        ``after`` is the id behind which to begin in the first of them. Raises
        :class:`DataChanged` once the graph holds another version, also behind the last
        page.
        """
        for table in tables:
            position = after
            while page := await self._page(table, position):
                yield page
                position = page.last
                if page.size < PAGE:
                    break
            after = ""
        await self.check()

    async def page_of(self, table: Table, ids: Sequence[str]) -> Page:
        """Those facts of a table that have one of some ids; raises as above."""
        found = await self._read(_with_ids(table), {"ids": ids})
        return _told(table, found)

    async def held(self, table: Table, ids: Sequence[str]) -> set[str]:
        """Those of some ids that facts of a table have; raises as above."""
        return set(await self._read(_ids(table), {"ids": ids}))

    async def check(self) -> None:
        """Raise :class:`DataChanged` where the graph holds another version now."""
        version, _ = await show_all(self.graph)
        if version != self.version:
            raise DataChanged(_CHANGED)

    async def _page(self, table: Table, after: str) -> Page | None:
        facts = await self._read(_reading(table), {"after": after, "size": PAGE})
        return _told(table, facts) if facts else None

    async def _read(self, facts: str, params: dict[str, Any]) -> Any:
        text = "\n".join(stamped([], [f"COLLECT {{ {facts} }} AS facts"]))
        ((value, stamps),) = await self.graph.read(Statement(text, params))
        if any(stamp[0] != self.version for stamp in stamps):
            raise DataChanged(_CHANGED)
        return value


_CHANGED = "The data were changed meanwhile; start again."


def _reading(table: Table) -> str:
    pattern, told = _fact(table)
    return (
        f"MATCH {pattern} WHERE f.id > $after "
        f"WITH * ORDER BY f.id LIMIT $size RETURN {told}"
    )


def _with_ids(table: Table) -> str:
    pattern, told = _fact(table)
    return f"UNWIND $ids AS id MATCH {pattern} WHERE f.id = id RETURN {told}"


def _ids(table: Table) -> str:
    pattern, _ = _fact(table)
    return f"UNWIND $ids AS id MATCH {pattern} WHERE f.id = id RETURN id"


def _fact(table: Table) -> tuple[str, str]:
    """A pattern of a table's facts, and what is told of each."""
    name = quoted(table.name)
    if table.links:
        return f"(a)-[f:{name}]->(b)", "[a.id, b.id, properties(f)]"
    return f"(f:{name})", "properties(f)"


def _told(table: Table, facts: Sequence[Any]) -> Page:
    declared = table.properties.values()
    if table.links:
        links = [Link(start, end, _values(raw, declared)) for start, end, raw in facts]
        return Page(table, links=links)
    return Page(table, nodes=[_values(raw, declared) for raw in facts])


def _values(raw: dict[str, Any], declared: Iterable[Property]) -> dict[str, Any]:
    """The properties that a fact has, in the order of the model."""
    return {p.name: _native(raw[p.name], p) for p in declared if p.name in raw}


def _native(value: Any, declared: Property) -> Any:
    return value.to_native() if declared.kind is Scalar.DATETIME else value
