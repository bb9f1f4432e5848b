"""Rows to JSON values: one reader per expression, built with the plan.

A reader takes what the driver returned for its expression and gives the JSON value.
Where a non-null field has no value, the null moves up to the nearest nullable field
and an error names the place, as the GraphQL specification has it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import orjson

from graph.errors import BadUserInput

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Hole:
    """Stands for a null that moved up; ``at`` leads on to where it arose."""

    at: Path


Holes: TypeAlias = list[Hole]
Reader: TypeAlias = Callable[[Any, Holes], Any]
"""Reads one expression's value; holes it had to leave are added to the list."""


class Missing(Exception):
    """A non-null field has no value; ``at`` leads to it from the reader's value."""

    def __init__(self, at: Path = ()) -> None:
        super().__init__(at)
        self.at = at


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object: its response key, its reader, whether it is non-null.

    ``index`` is its place in the row; None where it reads the whole row.
    """

    key: str
    index: int | None
    read: Reader
    required: bool


def read_root(fields: Sequence[Field], row: Any) -> tuple[Any, list[Path]]:
    """The data of an operation, and the paths at which a non-null value is missing."""
    holes: Holes = []
    try:
        data = instance(fields)(row, holes)
    except Missing as missing:
        return None, [missing.at]
    return (data, _fill(data, ())) if holes else (data, [])


def leaf(raw: Any, holes: Holes) -> Any:
    """A scalar as it is."""
    return raw


def constant(value: Any) -> Reader:
    """A value known with the plan, such as ``__typename``."""
    return lambda raw, holes: value


def item(index: int, read: Reader) -> Reader:
    """One place of a row."""
    return lambda raw, holes: read(raw[index], holes)


def instance(fields: Sequence[Field]) -> Reader:
    """An object from a row, null from null."""

    def read(raw: Any, holes: Holes) -> Any:
        if raw is None:
            return None
        return {field.key: _value(field, raw, holes) for field in fields}

    return read


def _value(field: Field, raw: Any, holes: Holes) -> Any:
    try:
        own = raw if field.index is None else raw[field.index]
        value = field.read(own, holes)
    except Missing as missing:
        if field.required:
            raise Missing((field.key, *missing.at)) from None
        return _hole(missing, holes)
    if value is None and field.required:
        raise Missing((field.key,))
    return value


def _hole(missing: Missing, holes: Holes) -> Hole:
    hole = Hole(missing.at)
    holes.append(hole)
    return hole


def one_of(readers: Sequence[Reader]) -> Reader:
    """An object of an abstract type: the row leads with the number of its case."""

    def read(raw: Any, holes: Holes) -> Any:
        return None if raw is None else readers[raw[0]](raw[1:], holes)

    return read


def many(read: Reader, *, nullable: bool = False) -> Reader:
    """A list, its items non-null unless said otherwise."""

    def read_item(raw: Any, index: int, holes: Holes) -> Any:
        try:
            value = read(raw, holes)
        except Missing as missing:
            if nullable:
                return _hole(missing, holes)
            raise Missing((index, *missing.at)) from None
        if value is None and not nullable:
            raise Missing((index,))
        return value

    def read_all(raw: Any, holes: Holes) -> Any:
        return [read_item(one, i, holes) for i, one in enumerate(raw)]

    return read_all


def in_order(readers: Sequence[Reader]) -> Reader:
    """Nodes in the order of their ids, null for unknown ones.

    Reads ``[ids, rows, rows, …]``, one list of ``[id, row]`` per reader.
    """

    def read(raw: Any, holes: Holes) -> Any:
        ids, *lists = raw
        found = {
            id: (reader, row)
            for reader, rows in zip(readers, lists, strict=True)
            for id, row in rows
        }
        return all_rows([found.get(id) for id in ids], holes)

    def read_one(pair: Any, holes: Holes) -> Any:
        if pair is None:
            return None
        reader, row = pair
        return reader(row, holes)

    all_rows = many(read_one, nullable=True)
    return read


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a connection.

    The statement reads one row more than the page holds; ``more`` says that it was
    there, ``near`` that rows stand before the page in the direction it was walked.
    """

    rows: list[Any]
    total: int | None
    more: bool
    near: bool
    backward: bool


def connection(fields: Sequence[Field], *, backward: bool) -> Reader:
    """A connection from ``[limit, rows, total, near]``; its fields read the page."""
    whole = instance(fields)

    def read(raw: Any, holes: Holes) -> Any:
        limit, rows, total, near = raw
        if rows is None:
            return whole(Page([], total, False, bool(near), backward), holes)
        kept = rows[: limit - 1]
        if backward:
            kept = kept[::-1]
        page = Page(kept, total, len(rows) >= limit, bool(near), backward)
        return whole(page, holes)

    return read


def page_rows(index: int, read: Reader) -> Reader:
    """What each row of a page holds at one place: its edges or its nodes."""
    all_rows = many(item(index, read))
    return lambda page, holes: all_rows(page.rows, holes)


def total_count(page: Page, holes: Holes) -> int | None:
    """How many nodes the whole connection has."""
    return page.total


def has_next_page(page: Page, holes: Holes) -> bool:
    """Whether rows stand behind the page."""
    return page.near if page.backward else page.more


def has_previous_page(page: Page, holes: Holes) -> bool:
    """Whether rows stand before the page."""
    return page.more if page.backward else page.near


def page_cursor(index: int, read: Reader) -> Reader:
    """The cursor of the page's first (0) or last (-1) row, null on an empty page."""

    def read_one(page: Page, holes: Holes) -> Any:
        return read(page.rows[index][0], holes) if page.rows else None

    return read_one


CURSOR_VERSION = 1


def cursor(fingerprint: str) -> Reader:
    """Opaque, versioned cursors: the order's fingerprint and a row's key values."""

    def read(keys: Any, holes: Holes) -> str:
        packed = orjson.dumps([CURSOR_VERSION, fingerprint, *keys])
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    return read


def decode_cursor(text: Any, fingerprint: str, length: int) -> list[Any]:
    """The key values of a cursor.

    Raises :class:`BadUserInput` for text that is no cursor of this connection and
    order.
    """
    try:
        padded = text + "=" * (-len(text) % 4)
        parts = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        version, of, *keys = parts
        if any(isinstance(key, (list, dict)) for key in keys):
            raise TypeError
    except (binascii.Error, ValueError, TypeError):
        raise BadUserInput(
            f"{str(text)[:40]!r} is no cursor; send one that this connection returned"
        ) from None
    if version != CURSOR_VERSION or of != fingerprint or len(keys) != length:
        raise BadUserInput(
            "the cursor belongs to another connection or order; "
            "start again without a cursor"
        )
    return list(keys)


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
