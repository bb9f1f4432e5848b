"""One batch of records within one transaction: checked against the graph, then written.

A record is taken as a whole or not at all. What it refers to must be in the graph, in
an earlier record, or in itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import (
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from itertools import groupby
from typing import Any, Protocol, TypeAlias, runtime_checkable

from exports.tables import tables
from graph.clauses import quoted
from graph.declare import Relation
from graph.driver import Run, Statement
from graph.instants import RECORDED
from graph.model import MODEL
from graph.record import recorded_at
from imports.facts import Fact, Gone, Named, Record, Reference, stored

Place: TypeAlias = tuple[str, str, str]
"""A node, a relationship type and a direction."""
CLAIM = "Claim"
ORDER = [table.name for table in tables(MODEL)]
"""The tables in the order in which they are written."""


@runtime_checkable
class Instant(Protocol):
    """An instant as the driver gives it."""

    def to_native(self) -> datetime: ...


class Held:
    """What the graph holds of that which a batch is about."""

    def __init__(self, run: Run) -> None:
        self._ask = run

    async def ids(self, label: str, ids: Iterable[str]) -> dict[str, datetime | None]:
        """Those of some ids that there are; of claims, when they were recorded."""
        text = f"UNWIND $ids AS id MATCH (n:{quoted(label)} {{id: id}})"
        # The driver takes far longer over instants than over texts, and over many rows.
        at = "toString(n.recordedAt)" if label == CLAIM else "null"
        text = f"{text} RETURN collect([id, {at}])"
        ((found,),) = await self._run(text, ids=list(ids))
        return {id: at and _instant(at) for id, at in found}

    async def named(self, label: str, names: Iterable[str]) -> dict[str, str]:
        """The ids of the nodes that have these names."""
        text = f"MATCH (n:{quoted(label)}) WHERE n.name IN $names"
        rows = await self._run(f"{text} RETURN n.name, n.id", names=sorted(names))
        return dict(rows)

    async def only(
        self, label: str, relation: Relation, ids: Iterable[str]
    ) -> dict[str, str]:
        """The relationships that nodes have of which they may have one."""
        link = f"-[r:{quoted(relation.type)}]-"
        arrow = f"{link}>()" if relation.direction == "out" else f"<{link}()"
        text = f"UNWIND $ids AS id MATCH (n:{quoted(label)} {{id: id}}){arrow}"
        return dict(await self._run(f"{text} RETURN id, r.id", ids=list(ids)))

    async def facts(self, write: Write) -> dict[str, dict[str, Any]]:
        """The properties of the facts that are to be written, by id."""
        name = quoted(write.table)
        linked = write.table in MODEL.relationships
        fact = f"()-[f:{name} {{id: id}}]->()" if linked else f"(f:{name} {{id: id}})"
        text = f"UNWIND $ids AS id MATCH {fact} RETURN id, properties(f)"
        rows = await self._run(text, ids=list(write.rows))
        return {id: {n: _native(v) for n, v in found.items()} for id, found in rows}

    async def _run(self, text: str, **params: Any) -> list[list[Any]]:
        return await self._ask(Statement(text, params))


@dataclass(slots=True)
class Known:
    """What references may lead to: ids, and of claims when they were recorded."""

    ids: dict[str, datetime | None] = field(default_factory=dict)
    taken: dict[Place, str] = field(default_factory=dict)
    """The one relationship of a type that a node has in a direction."""


@dataclass(slots=True)
class Write:
    """What is written of a table, by id, as it is stored."""

    table: str
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)


class Batch:
    """Some records, and whether what they say is added to what the graph has.

    ``adds`` is for what others state: a fact that is there already keeps its values and
    gains a claim.
    """

    def __init__(self, records: Sequence[Record], *, adds: bool) -> None:
        self.records = records
        self._adds = adds
        self._known = Known()

    @property
    def known(self) -> dict[str, datetime | None]:
        """The ids that are in the graph once the batch is."""
        return self._known.ids

    @property
    def accepted(self) -> list[Record]:
        """The records that fit."""
        return [record for record in self.records if not record.problems]

    @property
    def gone(self) -> list[tuple[str, list[Gone]]]:
        """The facts that are no longer held, in order, by their tables."""
        gone = [record.gone for record in self.accepted if record.gone]
        grouped = groupby(gone, key=lambda each: each.table)
        return [(table, list(alike)) for table, alike in grouped]

    @property
    def rejected(self) -> list[Record]:
        """The others."""
        return [record for record in self.records if record.problems]

    async def check(self, held: Held) -> None:
        """Take down what does not fit the graph."""
        await self._resolve(held)
        self._known = Known(await self._ids(held), await self._taken(held))
        for record in self.accepted:
            self._check(record)

    async def _resolve(self, held: Held) -> None:
        """Turn names into relationships."""
        wanted: dict[str, set[str]] = defaultdict(set)
        for record in self.accepted:
            for named in record.named:
                wanted[named.label].add(named.name)
        found = {label: await held.named(label, n) for label, n in wanted.items()}
        for record in self.accepted:
            for named in record.named:
                _resolve(record, named, found[named.label].get(named.name))

    async def _ids(self, held: Held) -> dict[str, datetime | None]:
        wanted: dict[str, set[str]] = defaultdict(set)
        for record in self.accepted:
            for fact in record.facts:
                for of in (*fact.references, *fact.ends):
                    wanted[of.label].add(of.id)
        for table, gone in self.gone:
            for each in gone:
                if each.into is not None:
                    wanted[table].add(each.into)
        wanted.pop("", None)
        known: dict[str, datetime | None] = {}
        for label, ids in wanted.items():
            known |= await held.ids(label, ids)
        return known

    async def _taken(self, held: Held) -> dict[Place, str]:
        wanted: dict[tuple[str, Relation], set[str]] = defaultdict(set)
        for record in self.accepted:
            for fact in record.facts:
                for end, relation in _single(fact):
                    wanted[end.label, relation].add(end.id)
        taken: dict[Place, str] = {}
        for (label, relation), ids in wanted.items():
            for id, link in (await held.only(label, relation, ids)).items():
                taken[id, relation.type, relation.direction] = link
        return taken

    def _check(self, record: Record) -> None:
        own = {
            fact.row.id: fact.row.properties.get(RECORDED)
            for fact in record.facts
            if not fact.ends
        }
        for fact in record.facts:
            record.problems += self._problems(fact, own)
        into = record.gone and record.gone.into
        if into is not None and into not in self._known.ids:
            record.problems.append(f"into: there is no {into!r}.")
        if record.problems:
            return
        for id, at in own.items():
            self._known.ids.setdefault(id, at)
        for fact in record.facts:
            for end, relation in _single(fact):
                place = (end.id, relation.type, relation.direction)
                self._known.taken[place] = fact.row.id

    def _problems(self, fact: Fact, own: Mapping[str, Any]) -> Iterator[str]:
        row, known = fact.row, self._known
        for of in (*fact.references, *fact.ends):
            if of.id not in own and of.id not in known.ids:
                yield f"{row.at(of.column)}: there is no {of.id!r}."
        for end, relation in _single(fact):
            place = (end.id, relation.type, relation.direction)
            if known.taken.get(place, row.id) != row.id:
                yield (
                    f"{row.at('id')}: {end.id!r} has a {relation.type} already and may "
                    "have one."
                )

    async def writes(self, held: Held) -> list[Write]:
        """What is to be written, in order."""
        facts = [fact for record in self.accepted for fact in record.facts]
        by_table: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            by_table[fact.table].append(fact)
        found = []
        for table in sorted(by_table, key=ORDER.index):
            write = Write(table)
            for fact in by_table[table]:
                self._put(write, fact)
            if self._adds:
                _add(write, await held.facts(write))
            found.append(write)
        return found

    def _put(self, write: Write, fact: Fact) -> None:
        id = fact.row.id
        properties = stored(fact, self._recorded(fact))
        if fact.ends:
            start, end = fact.ends
            write.rows[id] = {
                "start": start.id,
                "end": end.id,
                "properties": properties,
            }
        else:
            write.rows[id] = properties

    def _recorded(self, fact: Fact) -> datetime | None:
        """When a fact was first known, unless a dump says it."""
        properties = fact.row.properties
        if RECORDED in properties or "claims" not in properties:
            return None
        known = (self._known.ids.get(id) for id in properties["claims"])
        claimed = [at for at in known if at is not None]
        return recorded_at(properties.get("basis"), claimed)


def _resolve(record: Record, named: Named, id: str | None) -> None:
    if id is None and named.make is not None:
        id = named.make()
    if id is None:
        record.problems.append(
            f"the graph has no {named.label} whose name is {named.name!r}"
        )
    else:
        named.link(id)


def _add(write: Write, held: Mapping[str, dict[str, Any]]) -> None:
    """Let what the graph holds of these facts stand, with one claim more."""
    for id, properties in held.items():
        row = write.rows[id]
        given = row.get("properties", row)
        combined = {**given, **properties}
        for name in ("claims", "sources"):
            if name in given:
                listed = [*properties.get(name, ()), *given[name]]
                combined[name] = list(dict.fromkeys(listed))
        if "properties" in row:
            row["properties"] = combined
        else:
            write.rows[id] = combined


@lru_cache(1000)
def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _native(value: Any) -> Any:
    """An instant of the driver as it is written; others as they are."""
    return value.to_native().astimezone(UTC) if isinstance(value, Instant) else value


def _single(fact: Fact) -> Iterator[tuple[Reference, Relation]]:
    """The ends that may have only this one relationship of its type."""
    for end, direction in zip(fact.ends, ("out", "in"), strict=False):
        relation = _SINGLE.get((fact.table, end.label, direction))
        if relation:
            yield end, relation


_SINGLE: dict[tuple[str, str, str], Relation] = {
    (relation.type, node.label, relation.direction): relation
    for node in MODEL.nodes.values()
    for relation in node.relations.values()
    if not relation.many
}
"""The relations of which a node may have one, by type, label and direction."""
