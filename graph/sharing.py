"""Nodes that many rows lead to: what is read of each stands once beside the rows.

A thousand sales lead to few partners. With each sale, its partner would be read, sent
and built again. So the rows of a long page have the partner's number instead, what is
read of each partner stands beside them, and who reads the rows puts the two together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from graph.query import (
    Aside,
    Beside,
    ByLabel,
    Counted,
    Expression,
    Facts,
    First,
    Follow,
    Given,
    Grouped,
    Led,
    Listed,
    Nothing,
    Number,
    Overseers,
    Paged,
    Place,
    Read,
    Referred,
    ReviewedUnder,
    Row,
    Several,
    Source,
    Subordinates,
    Superiors,
    Supported,
    Value,
)
from graph.shape import (
    Connection,
    Constant,
    Field,
    FromAside,
    Instance,
    Many,
    OneOf,
    PageRows,
    Shape,
)

LONG = 200
"""How many rows a page must be able to have before sharing pays."""

Planned: TypeAlias = tuple[Expression, Shape]
IsLong: TypeAlias = Callable[[Value], bool]
"""Whether a page with this limit may be long."""


def share(expression: Expression, shape: Shape, is_long: IsLong) -> Planned:
    """A root field's expression and shape, in whose long pages nodes are shared."""
    return _Sharing(is_long).walk(expression, shape, _Here())


@dataclass(frozen=True, slots=True)
class _Here:
    """Where a walk is: at a place in the rows of a long page, or in none.

    ``source`` is what led to the current node, while nothing of it has been met.
    """

    asides: list[Aside] | None = None
    place: Place = ()
    source: Source | None = None

    def at(self, *steps: int | None) -> _Here:
        """A place further in."""
        return replace(self, place=(*self.place, *steps))


@dataclass(slots=True)
class _Sharing:
    """Walks an expression and its shape side by side."""

    is_long: IsLong

    def walk(self, expression: Expression, shape: Shape, here: _Here) -> Planned:
        if here.asides is not None and _pays(here.source, expression, shape):
            here.asides.append(Aside(here.place, _labels(here.source), expression))
            return Number(), FromAside(len(here.asides) - 1, shape)
        match expression, shape:
            case _, Instance(fields, bare=True):
                return self._bare(expression, fields, here)
            case Row(), Instance(fields):
                return self._row(expression, fields, here)
            case First(listed), _:
                source = replace(here, source=listed.source)
                body, shape = self.walk(listed.body, shape, source)
                return First(replace(listed, body=body)), shape
            case Listed(), Many(item):
                each = replace(here.at(None), source=expression.source)
                body, item = self.walk(expression.body, item, each)
                return replace(expression, body=body), replace(shape, item=item)
            case Paged(page=Listed()), Connection():
                return self._paged(expression, shape, here)
            case _:
                return expression, shape

    def _bare(
        self, expression: Expression, fields: tuple[Field, ...], here: _Here
    ) -> Planned:
        """An object of one value: of its fields, all others are constants."""
        here = replace(here, source=None)
        walked = []
        for own in fields:
            if not isinstance(own.shape, Constant):
                expression, shape = self.walk(expression, own.shape, here)
                own = replace(own, shape=shape)
            walked.append(own)
        return expression, Instance(tuple(walked), bare=True)

    def _row(self, row: Row, fields: tuple[Field, ...], here: _Here) -> Planned:
        """An object; where it is an edge, one of its fields is the node."""
        if _speaks_of_node(row):
            here = replace(here, source=None)
        items = list(row.items)
        walked = []
        for own in fields:
            if own.index is not None:
                item, shape = self.walk(items[own.index], own.shape, here.at(own.index))
                items[own.index] = item
                own = replace(own, shape=shape)
            walked.append(own)
        return replace(row, items=tuple(items)), Instance(tuple(walked))

    def _paged(self, paged: Paged, connection: Connection, here: _Here) -> Planned:
        page = paged.page
        assert isinstance(page, Listed)
        assert page.limit is not None
        if isinstance(paged.source, (ReviewedUnder, Grouped, Supported)):
            return paged, connection
        if here.asides is not None or not self.is_long(page.limit):
            rows = here.at(None) if paged.bare else here.at(1, None)
            body, fields = self._page(page, connection.fields, rows)
            page = replace(page, body=body)
            return replace(paged, page=page), replace(connection, fields=fields)
        asides: list[Aside] = []
        body, fields = self._page(page, connection.fields, _Here(asides))
        apart = replace(paged, page=replace(page, body=body), asides=tuple(asides))
        places = tuple(aside.place for aside in asides)
        return apart, replace(connection, fields=fields, asides=places)

    def _page(
        self, page: Listed, fields: tuple[Field, ...], rows: _Here
    ) -> tuple[Expression, tuple[Field, ...]]:
        """What is read of each row of a page: one column, or several in a row."""
        if rows.place:
            rows = replace(rows, source=page.source)
        body = page.body
        walked = []
        for own in fields:
            match own.shape:
                case PageRows(None, item):
                    body, item = self.walk(body, item, rows)
                case PageRows(int() as index, item):
                    assert isinstance(body, Row)
                    columns = list(body.items)
                    columns[index], item = self.walk(
                        columns[index], item, rows.at(index)
                    )
                    body = Row(tuple(columns))
                case _:
                    walked.append(own)
                    continue
            walked.append(replace(own, shape=replace(own.shape, item=item)))
        return body, tuple(walked)


def _pays(source: Source | None, body: Expression, shape: Shape) -> bool:
    """Whether nodes that a source leads to are better read apart.

    They must be what others lead to as well, as is known now, and have more to be read
    than one property.
    """
    match source:
        case Follow(known=None, shared=True) | Referred(known=None):
            whole = isinstance(shape, (Instance, OneOf))
            return whole and not _is_single(body) and _speaks_of_node(body)
        case _:
            return False


def _is_single(body: Expression) -> bool:
    match body:
        case Read() | Row((Read(),)) | Row(()):
            return True
        case _:
            return False


def _labels(source: Source | None) -> tuple[str, ...]:
    match source:
        case Follow(labels=labels):
            return labels
        case Referred(label):
            return (label,)
        case _:
            raise AssertionError(source)


def _speaks_of_node(expression: Expression) -> bool:
    """Whether an expression speaks of the current node, and not of its link."""
    match expression:
        case Read(of):
            return of == "node"
        case Given() | Nothing():
            return True
        case Row(items):
            return all(map(_speaks_of_node, items))
        case ByLabel(cases):
            return all(_speaks_of_node(row) for _, row in cases)
        case Beside(left, right):
            return _speaks_of_node(left) and _speaks_of_node(right)
        case First(Listed(source)) | Listed(source) | Counted(source) | Facts(source):
            return _starts_from_node(source)
        case Paged(source=source, facts=facts):
            return _starts_from_node(source) and all(map(_speaks_of_node, facts))
        case _:
            return False


def _starts_from_node(source: Source) -> bool:
    match source:
        case Follow() | Superiors() | Subordinates() | Overseers() | Led() | Several():
            return True
        case Referred(ids=ids):
            return _speaks_of_node(ids)
        case Grouped(source):
            return _starts_from_node(source)
        case _:
            return False
