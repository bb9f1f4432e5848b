"""Facts as files give them, checked by themselves: every value, its evidence, its days.

A :class:`Record` is what one row or document says: one fact, or several that come and
go together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import Any, assert_never

from graph.declare import NodeType, Property, RelationshipType, Scalar
from graph.instants import RECORDED
from graph.model import MODEL
from graph.values import parse_date, parse_datetime, parse_money
from seed.cells import LARGEST_INTEGER, member
from seed.checks import check_evidence, check_interval
from seed.rows import Place, Problems, Row, Table, check_id

DECLARED: dict[str, NodeType | RelationshipType] = {
    **MODEL.nodes,
    **MODEL.relationships,
}
"""Labels and relationship types as they are declared."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A node that a fact refers to: in which column, by what id, of which label."""

    column: str
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A checked node or relationship, and what it refers to.

    ``ends`` are the nodes that a relationship joins; a node has none.
    """

    table: str
    row: Row
    references: tuple[Reference, ...]
    ends: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A node that is meant by its name.

    ``link`` adds the relationship to its id; ``make`` adds the node where the graph has
    none of the name, and gives its id.
    """

    label: str
    name: str
    link: Callable[[str], None]
    make: Callable[[], str] | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """A fact that is no longer held; a duplicate went ``into`` another node."""

    table: str
    id: str
    into: str | None = None


@dataclass(slots=True)
class Record:
    """What one row or document says, or why it says nothing.

    ``number`` is its place in the file, from 1 on. It says either what is so or what is
    ``gone``.
    """

    number: int
    given: Any
    facts: list[Fact] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    gone: Gone | None = None
    problems: list[str] = field(default_factory=list)


class Reading:
    """The reading of facts from one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._tables = {name: Table.of(d) for name, d in DECLARED.items()}
        self._checkers = {
            name: {n: checker(p) for n, p in d.properties.items() if _read(p)}
            for name, d in DECLARED.items()
        }

    def table(self, name: str) -> Table | None:
        """The table of a label or relationship type, if there is one."""
        return self._tables.get(name)

    def add(self, record: Record, fact: Fact | None, problems: Problems) -> None:
        """Add a fact to a record, or why there is none."""
        if fact is not None and not problems.texts:
            self._check(fact, problems)
        record.problems += problems.texts
        if fact is not None and not record.problems:
            record.facts.append(fact)

    def from_json(
        self, record: Record, name: str, given: Mapping[str, Any], *ends: Any
    ) -> None:
        """Add a fact whose properties are JSON values."""
        problems = Problems()
        self.add(record, self._from_json(record, name, given, ends, problems), problems)

    def _from_json(
        self,
        record: Record,
        name: str,
        given: Mapping[str, Any],
        ends: tuple[Any, ...],
        problems: Problems,
    ) -> Fact | None:
        place = Place(self.file, record.number)
        table = self._tables.get(name)
        if table is None or len(ends) != len(table.ends):
            problems.add(place, f"the model has no {name!r} of this kind")
            return None
        if not all(isinstance(id, str) for id in (given.get("id"), *ends)):
            problems.add(place, "id and ends must be texts")
            return None
        check_id(place, table.prefix, given["id"], problems)
        properties = self._values(place, table, given, problems)
        start, end = ends or ("", "")
        row = Row(self.file, record.number, given["id"], properties, start, end)
        joined = tuple(_ends(row)) if ends else ()
        return Fact(name, row, tuple(_referred(name, properties)), joined)

    def gone(self, record: Record, name: str, id: Any, into: Any) -> None:
        """Have a record say that a fact is gone, perhaps into another node."""
        place, problems = Place(self.file, record.number), Problems()
        table = self._tables.get(name)
        if table is None:
            problems.add(place, f"the model has no {name!r}")
        elif into is not None and name not in MODEL.nodes:
            problems.add(place, f"a {name} is no node, and goes into none")
        else:
            for given in (id,) if into is None else (id, into):
                if isinstance(given, str):
                    check_id(place, table.prefix, given, problems)
                else:
                    problems.add(place, "id and into must be texts")
            if id == into:
                problems.add(place, f"{id!r} cannot go into itself")
        record.problems += problems.texts
        if not record.problems:
            record.gone = Gone(name, id, into)

    def _values(
        self, place: Place, table: Table, given: Mapping[str, Any], problems: Problems
    ) -> dict[str, Any]:
        checkers = self._checkers[table.name]
        for name in given.keys() - checkers.keys():
            declared = DECLARED[table.name].properties.get(name)
            # What the graph derives may stand there; it is derived anew.
            if declared is None:
                problems.add(place, f"{table.name} has no property {name!r}")
        found: dict[str, Any] = {}
        for name, check in checkers.items():
            value = given.get(name)
            if value is not None:
                try:
                    found[name] = check(value)
                except ValueError as error:
                    problems.add(Place(place.file, place.line, name), str(error))
            elif (declared := DECLARED[table.name].properties[name]).is_list:
                found[name] = []
            elif declared.required:
                problems.add(Place(place.file, place.line, name), "a value is required")
        return found

    def _check(self, fact: Fact, problems: Problems) -> None:
        for of in fact.references:
            if _label_of(of.id) != of.label:
                place = fact.row.at(of.column)
                problems.add(place, f"{of.id!r} is no {of.label}")
        declared = MODEL.nodes.get(fact.table)
        if declared is None:
            relationship = MODEL.relationships[fact.table]
            start, end = (end.label for end in fact.ends)
            # Of what no label is known there is another complaint.
            if start and end and (misfit := relationship.misfit(start, end)):
                problems.add(fact.row.at("to"), misfit)
            check_evidence(fact.row, problems)
            check_interval(fact.row, problems, timeless=relationship.timeless)
        elif declared.evidenced:
            check_evidence(fact.row, problems)


def _read(declared: Property) -> bool:
    # Dumps have it beside what whoever states a fact gives.
    return declared.given or declared.name == RECORDED


def checker(declared: Property) -> Callable[[Any], Any]:
    """What turns a JSON value into a property's value, or raises ValueError."""
    check = _checker(declared.kind)
    if not declared.is_list:
        return check
    return lambda value: _each(check, value)


def _each(check: Callable[[Any], Any], value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{value!r} is no list")
    return [check(item) for item in value]


def _checker(kind: Scalar | type[Enum]) -> Callable[[Any], Any]:
    if isinstance(kind, type):
        return lambda value: member(kind, value)
    match kind:
        case Scalar.ID | Scalar.STRING:
            return _text
        case Scalar.INT:
            return _integer
        case Scalar.BOOLEAN:
            return _boolean
        case Scalar.DATE:
            return parse_date
        case Scalar.DATETIME:
            return parse_datetime
        case Scalar.MONEY:
            return parse_money
        case _:
            assert_never(kind)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no text")
    if "\0" in value:
        raise ValueError("the text holds a NUL character")
    return value


def _integer(value: Any) -> int:
    if type(value) is not int or abs(value) > LARGEST_INTEGER:
        raise ValueError(f"{value!r} is no whole number up to {LARGEST_INTEGER}")
    return value


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is no boolean; write true or false")
    return value


def stored(fact: Fact, recorded: Any) -> dict[str, Any]:
    """A node as it is stored, or the properties of a relationship."""
    properties = dict(fact.row.properties)
    declared = MODEL.nodes.get(fact.table)
    if declared is not None:
        properties |= declared.derived(properties)
    if recorded is not None:
        properties[RECORDED] = recorded
    return properties


def _referred(table: str, properties: Mapping[str, Any]) -> Iterator[Reference]:
    """What a fact refers to by its properties.

    What a claim is about may come later, or not at all.
    """
    for name, label, listed in _REFERRING[table]:
        value = properties.get(name)
        if listed:
            for id in value or ():
                yield Reference(name, id, label)
        elif value is not None:
            yield Reference(name, value, label)


def _ends(row: Row) -> Iterator[Reference]:
    for column, id in (("from", row.start), ("to", row.end)):
        yield Reference(column, id, _label_of(id))


@lru_cache(10_000)
def _label_of(id: str) -> str:
    """The label that an id belongs to; nothing where there is none."""
    node = MODEL.of_id(id)
    return node.label if node else ""


_REFERRING = {
    name: [
        (p.name, p.refers_to, p.is_list)
        for p in declared.properties.values()
        if p.refers_to
    ]
    for name, declared in DECLARED.items()
}
