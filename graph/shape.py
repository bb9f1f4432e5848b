"""Rows to JSON values: the shapes of an answer, and how each is read.

A shape takes what the driver returned for its expression and gives the JSON value.
Where a non-null field has no value, the null moves up to the nearest nullable field
and an error names the place, as the GraphQL specification has it. This is the careful
reading; :mod:`graph.reading` writes a faster function for rows in which nothing is
missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from graph.cursors import encode_cursor
from graph.query import Place

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Hole:
    """Stands for a null that moved up; ``at`` leads on to where it arose."""

    at: Path


Holes: TypeAlias = list[Hole]
"""The holes that were left in a value."""


class Missing(Exception):
    """A non-null field has no value; ``at`` leads to it from the value read."""

    def __init__(self, at: Path = ()) -> None:
        super().__init__(at)
        self.at = at


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar as it is."""

    def read(self, raw: Any, holes: Holes) -> Any:
        """The scalar."""
        return raw


@dataclass(frozen=True, slots=True)
class Constant:
    """A value known with the plan, such as ``__typename``."""

    value: Any

    def read(self, raw: Any, holes: Holes) -> Any:
        """The value, whatever the row."""
        return self.value


@dataclass(frozen=True, slots=True)
class Made:
    """A value that is made of what was read."""

    make: Callable[[Any], Any]

    def read(self, raw: Any, holes: Holes) -> Any:
        """The value."""
        return self.make(raw)


@dataclass(frozen=True, slots=True)
class Cursor:
    """An opaque cursor, from a row's key values."""

    fingerprint: str

    def read(self, raw: Any, holes: Holes) -> str:
        """The cursor's text."""
        return encode_cursor(self.fingerprint, raw)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object: its response key, its shape, whether it is non-null.

    ``index`` is its place in the row; None where it reads the whole row.
    """

    key: str
    index: int | None
    shape: Shape
    required: bool

    def read(self, raw: Any, holes: Holes) -> Any:
        """The field's value; a hole where it is missing and may be."""
        try:
            own = raw if self.index is None else raw[self.index]
            value = self.shape.read(own, holes)
        except Missing as missing:
            if self.required:
                raise Missing((self.key, *missing.at)) from None
            return _hole(missing, holes)
        if value is None and self.required:
            raise Missing((self.key,))
        return value


@dataclass(frozen=True, slots=True)
class Instance:
    """An object from a row, null from null.

    A ``bare`` one is read from the value of its only field instead, which may be null
    without the object being so.
    """

    fields: tuple[Field, ...]
    bare: bool = False

    def read(self, raw: Any, holes: Holes) -> Any:
        """The object."""
        if raw is None and not self.bare:
            return None
        return {field.key: field.read(raw, holes) for field in self.fields}


@dataclass(frozen=True, slots=True)
class OneOf:
    """An object of an abstract type: the row leads with the number of its case."""

    cases: tuple[Shape, ...]

    def read(self, raw: Any, holes: Holes) -> Any:
        """The object of the case."""
        return None if raw is None else self.cases[raw[0]].read(raw[1:], holes)


@dataclass(frozen=True, slots=True)
class Many:
    """A list, its items non-null unless said otherwise."""

    item: Shape
    nullable: bool = False

    def read(self, raw: Any, holes: Holes) -> Any:
        """The list."""
        return [self._read(one, i, holes) for i, one in enumerate(raw)]

    def _read(self, raw: Any, index: int, holes: Holes) -> Any:
        try:
            value = self.item.read(raw, holes)
        except Missing as missing:
            if self.nullable:
                return _hole(missing, holes)
            raise Missing((index, *missing.at)) from None
        if value is None and not self.nullable:
            raise Missing((index,))
        return value


@dataclass(frozen=True, slots=True)
class InOrder:
    """Nodes in the order of their ids, null for unknown ones.

    Reads ``[ids, rows, rows, …]``, one list of ``[id, row]`` per case.
    """

    cases: tuple[Shape, ...]

    def read(self, raw: Any, holes: Holes) -> Any:
        """The nodes."""
        ids, *lists = raw
        found = {
            id: (case, row)
            for case, rows in zip(self.cases, lists, strict=True)
            for id, row in rows
        }
        nodes = Many(_Pair(), nullable=True)
        return nodes.read([found.get(id) for id in ids], holes)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A row together with its shape."""

    def read(self, raw: Any, holes: Holes) -> Any:
        return None if raw is None else raw[0].read(raw[1], holes)


@dataclass(frozen=True, slots=True)
class FromAside:
    """A node that is read beside the rows; read with care it is back in its place."""

    aside: int
    shape: Shape

    def read(self, raw: Any, holes: Holes) -> Any:
        """The node's object."""
        return self.shape.read(raw, holes)


# Connections


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a connection.

    ``more`` says that rows stand behind it in the direction it was walked, ``near``
    that rows stand before it.
    """

    rows: list[Any]
    total: int | None
    more: bool
    near: bool
    backward: bool
    facts: list[Any]


TOTAL = 2
"""The place of the count in a connection's row."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection from ``[limit, rows, total, near, …]``; its fields read the page.

    With a limit, the row that reaches it only says that there are more. A ``bare`` one
    is read from its rows alone. With ``asides``, the places of numbers in the rows, the
    rows are ``[rows, nodes, …]``.
    """

    fields: tuple[Field, ...]
    backward: bool
    bare: bool = False
    asides: tuple[Place, ...] = ()

    def read(self, raw: Any, holes: Holes) -> Any:
        """The connection."""
        whole = [None, raw, None, None] if self.bare else raw
        limit, rows, total, near, *facts = whole
        rows = _together(rows, self.asides) if self.asides else rows or []
        more = limit is not None and len(rows) >= limit
        kept = rows[: limit - 1] if more else rows
        if self.backward:
            kept = kept[::-1]
        page = Page(kept, total, more, bool(near), self.backward, facts)
        return Instance(self.fields).read(page, holes)


def _together(raw: Any, asides: Sequence[Place]) -> Any:
    """Rows with the nodes of their asides put in the places of the numbers."""
    rows, *lists = raw
    for place, nodes in zip(asides, lists, strict=True):
        rows = _placed(rows, (None, *place), dict(nodes))
    return rows


def _placed(raw: Any, place: Place, nodes: Mapping[int, Any]) -> Any:
    if raw is None:
        return None
    if not place:
        return nodes.get(raw)
    step, *rest = place
    inner = tuple(rest)
    if step is None:
        return [_placed(each, inner, nodes) for each in raw]
    return [*raw[:step], _placed(raw[step], inner, nodes), *raw[step + 1 :]]


@dataclass(frozen=True, slots=True)
class Filled:
    """Those of several connections that have nodes; each counts them."""

    connections: tuple[Connection, ...]

    def read(self, raw: Any, holes: Holes) -> Any:
        """The list of them."""
        pairs = zip(self.connections, raw, strict=True)
        return Many(_Pair()).read([pair for pair in pairs if pair[1][TOTAL]], holes)


@dataclass(frozen=True, slots=True)
class PageRows:
    """What each row of a page holds at one place, or is: its edges or its nodes."""

    index: int | None
    item: Shape

    def read(self, page: Page, holes: Holes) -> Any:
        """The list of them."""
        item = Field("", self.index, self.item, required=True)
        return Many(_Place(item)).read(page.rows, holes)


@dataclass(frozen=True, slots=True)
class _Place:
    """One place of a row."""

    field: Field

    def read(self, raw: Any, holes: Holes) -> Any:
        own = raw if self.field.index is None else raw[self.field.index]
        return self.field.shape.read(own, holes)


@dataclass(frozen=True, slots=True)
class PageFact:
    """What is said of all nodes of a connection together."""

    index: int
    shape: Shape

    def read(self, page: Page, holes: Holes) -> Any:
        """The object that says it."""
        return self.shape.read(page.facts[self.index], holes)


@dataclass(frozen=True, slots=True)
class TotalCount:
    """How many nodes the whole connection has."""

    def read(self, page: Page, holes: Holes) -> int | None:
        """The number."""
        return page.total


@dataclass(frozen=True, slots=True)
class HasNextPage:
    """Whether rows stand behind the page."""

    def read(self, page: Page, holes: Holes) -> bool:
        """Whether there are."""
        return page.near if page.backward else page.more


@dataclass(frozen=True, slots=True)
class HasPreviousPage:
    """Whether rows stand before the page."""

    def read(self, page: Page, holes: Holes) -> bool:
        """Whether there are."""
        return page.more if page.backward else page.near


@dataclass(frozen=True, slots=True)
class PageCursor:
    """The cursor of the page's first (0) or last (-1) row, null on an empty page."""

    place: int
    index: int | None
    cursor: Cursor

    def read(self, page: Page, holes: Holes) -> str | None:
        """The cursor."""
        if not page.rows:
            return None
        row = page.rows[self.place]
        return self.cursor.read(row if self.index is None else row[self.index], holes)


PagePart: TypeAlias = (
    PageRows | PageFact | TotalCount | HasNextPage | HasPreviousPage | PageCursor
)
Shape: TypeAlias = (
    Leaf
    | Constant
    | Made
    | Cursor
    | Instance
    | OneOf
    | Many
    | InOrder
    | FromAside
    | Connection
    | Filled
    | PagePart
    | _Pair
    | _Place
)


def read_root(fields: Sequence[Field], row: Any) -> tuple[Any, list[Path]]:
    """The data of an operation, and the paths at which a non-null value is missing."""
    holes: Holes = []
    try:
        data = Instance(tuple(fields)).read(row, holes)
    except Missing as missing:
        return None, [missing.at]
    return (data, _fill(data, ())) if holes else (data, [])


def _hole(missing: Missing, holes: Holes) -> Hole:
    hole = Hole(missing.at)
    holes.append(hole)
    return hole


def _fill(value: Any, path: Path) -> list[Path]:
    """Put null in place of each hole, and give the paths where values are missing."""
    places: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        places = list(value.items())
    elif isinstance(value, list):
        places = list(enumerate(value))
    errors: list[Path] = []
    for key, inner in places:
        if isinstance(inner, Hole):
            value[key] = None
            errors.append((*path, key, *inner.at))
        else:
            errors += _fill(inner, (*path, key))
    return errors
