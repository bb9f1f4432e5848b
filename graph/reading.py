"""Shapes to a Python function that reads rows in which nothing is missing.

Reading a shape object by object takes longer than fetching it. So each plan gets
functions of its own, written from its shapes: one per object, without a look-up that
the plan has settled already. Where a non-null value is missing the function gives up,
and :func:`graph.shape.read_root` reads the row with care.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from textwrap import indent
from typing import Any

from graph.cursors import encode_cursor
from graph.shape import (
    TOTAL,
    Connection,
    Constant,
    Cursor,
    Field,
    Filled,
    FromAside,
    HasNextPage,
    HasPreviousPage,
    InOrder,
    Instance,
    Leaf,
    Made,
    Many,
    Missing,
    OneOf,
    PageCursor,
    PageFact,
    PageRows,
    Path,
    Shape,
    TotalCount,
    read_root,
)

ReadRow = Callable[[Sequence[Any]], tuple[Any, list[Path]]]


def reader_of(fields: Sequence[Field]) -> ReadRow:
    """What reads the one row of an operation, as :func:`read_root` does."""
    kept = tuple(fields)
    read = _Writer().compile(Instance(kept))

    def read_row(row: Sequence[Any]) -> tuple[Any, list[Path]]:
        try:
            return read(row), []
        except Missing:
            return read_root(kept, row)

    return read_row


@dataclass(slots=True)
class _Writer:
    """Writes functions; what they need besides their argument is in ``names``.

    In a function ``r`` is the row; in a connection's, ``rows`` are those of the page,
    and ``t0``, ``t1`` … the objects of its asides, by number. What reads such rows
    takes them as well, as ``tables`` says; ``shared`` are the shapes of these objects.
    Response keys are all that comes from a caller, and the lexer has seen to it that
    they are names.
    """

    names: dict[str, Any] = field(
        default_factory=lambda: {
            "Missing": Missing,
            "missing": _missing,
            "encode_cursor": encode_cursor,
        }
    )
    text: list[str] = field(default_factory=list)
    tables: str = ""
    shared: dict[int, Shape] = field(default_factory=dict)

    def compile(self, root: Instance) -> Callable[[Sequence[Any]], Any]:
        """The function that reads a root object."""
        name = self._instance(root, nullable=False)
        exec("\n".join(self.text), self.names)  # noqa: S102 (of names alone)
        function: Callable[[Sequence[Any]], Any] = self.names[name]
        return function

    def _define(self, lines: Sequence[str]) -> str:
        name = f"f{len(self.text)}"
        body = indent("\n".join(lines), "    ")
        self.text.append(f"def {name}(r{self.tables}):\n{body}")
        return name

    def _bound(self, value: Any) -> str:
        """A name for a value, so that no value is part of the text."""
        name = f"c{len(self.names)}"
        self.names[name] = value
        return name

    def _read(self, shape: Shape, raw: str, *, nullable: bool = True) -> str:
        """The expression that reads a shape from a cheap expression."""
        match shape:
            case Leaf():
                return raw
            case Constant(value):
                return self._bound(value)
            case Made(make):
                return f"{self._bound(make)}({raw})"
            case Cursor(fingerprint):
                return f"encode_cursor({self._bound(fingerprint)}, {raw})"
            case Instance():
                return self._call(self._instance(shape, nullable=nullable), raw)
            case OneOf(cases):
                return self._call(self._one_of(cases, nullable=nullable), raw)
            case Many(item, may_hold_null):
                inner = self._read(item, "v", nullable=may_hold_null)
                return f"[{inner} for v in {raw}]"
            case InOrder(cases):
                return self._call(self._in_order(cases), raw)
            case FromAside(aside, inner):
                self.shared[aside] = inner
                found = f"t{aside}.get({raw})"
                return found if nullable else f"({found} or missing())"
            case Connection(fields, backward=False, bare=True, asides=()):
                return self._parts(fields, backward=False, rows=raw)
            case Connection():
                return self._call(self._connection(shape), raw)
            case Filled(connections):
                return self._call(self._filled(connections), raw)
            case _:
                raise AssertionError(f"{shape} is part of a connection")

    def _instance(self, shape: Instance, *, nullable: bool) -> str:
        lines = []
        if not shape.bare:
            absent = "return None" if nullable else "raise Missing"
            lines = ["if r is None:", f"    {absent}"]
        return self._define([*lines, *self._object(shape.fields)])

    def _object(self, fields: Sequence[Field], offset: int = 0) -> list[str]:
        """Lines that return an object read from ``r``."""
        lines: list[str] = []
        items: list[str] = []
        needed: list[str] = []
        for i, own in enumerate(fields):
            place = "r" if own.index is None else f"r[{own.index + offset}]"
            value = self._read(own.shape, place, nullable=not own.required)
            if own.required and isinstance(own.shape, Leaf):
                lines.append(f"v{i} = {value}")
                value = f"v{i}"
                needed.append(f"v{i} is None")
            items.append(f"{own.key!r}: {value}")
        if needed:
            lines += [f"if {' or '.join(needed)}:", "    raise Missing"]
        return [*lines, f"return {{{', '.join(items)}}}"]

    def _one_of(self, cases: Sequence[Shape], *, nullable: bool) -> str:
        absent = "return None" if nullable else "raise Missing"
        lines = ["if r is None:", f"    {absent}"]
        for i, case in enumerate(cases):
            assert isinstance(case, Instance)
            name = self._define(self._object(case.fields, offset=1))
            lines += [f"if r[0] == {i}:", f"    return {self._call(name, 'r')}"]
        return self._define([*lines, "raise Missing"])

    def _in_order(self, cases: Sequence[Shape]) -> str:
        lines = ["found = {}"]
        for i, case in enumerate(cases, start=1):
            value = self._read(case, "row", nullable=False)
            lines += [f"for id, row in r[{i}]:", f"    found[id] = {value}"]
        return self._define([*lines, "return [found.get(id) for id in r[0]]"])

    def _call(self, name: str, raw: str) -> str:
        return f"{name}({raw}{self.tables})"

    # Connections

    def _connection(self, shape: Connection) -> str:
        """What reads ``[limit, rows, total, near, …]``, as far as it is asked for."""
        if shape.asides:
            self.tables = "".join(f", t{i}" for i in range(len(shape.asides)))
        items = self._parts(shape.fields, backward=shape.backward)
        lines = []
        if shape.asides:
            self.tables = ""
            lines = self._asides(shape)
        elif shape.bare:
            lines = ["rows = r"]
        elif "rows" in items or "more" in items:
            lines = ["rows = r[1] or []"]
        if lines and not shape.bare:
            lines += [
                "more = r[0] is not None and len(rows) >= r[0]",
                "if more:",
                "    rows = rows[: r[0] - 1]",
            ]
        if lines and shape.backward:
            lines.append("rows = rows[::-1]")
        return self._define([*lines, f"return {items}"])

    def _asides(self, shape: Connection) -> list[str]:
        """Lines that take rows and asides, and read every node once."""
        lists = [f"s{i}" for i in range(len(shape.asides))]
        lines = [f"rows, {', '.join(lists)} = r" + ("" if shape.bare else "[1]")]
        for i, nodes in enumerate(lists):
            node = self._read(self.shared.pop(i), "v", nullable=False)
            lines.append(f"t{i} = {{k: {node} for k, v in {nodes}}}")
        return lines

    def _filled(self, connections: Sequence[Connection]) -> str:
        lines = ["found = []"]
        for i, connection in enumerate(connections):
            read = self._connection(connection)
            lines += [f"if r[{i}][{TOTAL}]:", f"    found.append({read}(r[{i}]))"]
        return self._define([*lines, "return found"])

    def _parts(
        self, fields: Sequence[Field], *, backward: bool, rows: str = "rows"
    ) -> str:
        items = [
            f"{own.key!r}: {self._part(own.shape, backward=backward, rows=rows)}"
            for own in fields
        ]
        return f"{{{', '.join(items)}}}"

    def _part(self, shape: Shape, *, backward: bool, rows: str) -> str:
        """The expression that reads a part of a connection from its page."""
        match shape:
            case PageRows(None, Instance(fields, bare=True)) if _is_plain(fields):
                return self._values(fields, rows)
            case PageRows(index, item):
                place = "v" if index is None else f"v[{index}]"
                inner = self._read(item, place, nullable=False)
                return f"[{inner} for v in {rows}]"
            case PageFact(at, fact):
                return self._read(fact, f"r[{4 + at}]", nullable=False)
            case TotalCount():
                return "r[2]"
            case HasNextPage():
                return "bool(r[3])" if backward else "more"
            case HasPreviousPage():
                return "more" if backward else "bool(r[3])"
            case PageCursor(place, index, cursor):
                row = f"{rows}[{place}]"
                keys = row if index is None else f"{row}[{index}]"
                return f"{self._read(cursor, keys)} if {rows} else None"
            case Instance(fields):
                return self._parts(fields, backward=backward, rows=rows)
            case Constant(value):
                return self._bound(value)
            case _:
                raise AssertionError(f"{shape} is no part of a connection")

    def _values(self, fields: Sequence[Field], rows: str) -> str:
        """The expression that reads objects of one value each."""
        items = (f"{own.key!r}: {self._read(own.shape, 'v')}" for own in fields)
        objects = f"[{{{', '.join(items)}}} for v in {rows}]"
        if any(own.required and own.shape == Leaf() for own in fields):
            return f"({objects} if None not in {rows} else missing())"
        return objects


def _missing() -> Any:
    raise Missing


def _is_plain(fields: Sequence[Field]) -> bool:
    """Whether an object needs no function of its own."""
    return all(isinstance(own.shape, (Leaf, Constant)) for own in fields)
