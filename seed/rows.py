"""Data files read against the model: every cell checked, every problem placed.

A folder holds ``nodes/<Label>.csv`` and ``relationships/<TYPE>.csv``; the form is
described in ``seed/data/README.md``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.declare import SLUG, Model, NodeType, Property, RelationshipType
from seed.cells import Parse, parser

ENDS = ("from", "to")
LONGEST_CELL = 1_000_000
"""Characters of the longest cell that is read."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file, a line, perhaps a column."""

    file: str
    line: int
    column: str = ""

    def __str__(self) -> str:
        column = f":{self.column}" if self.column else ""
        return f"{self.file}:{self.line}{column}"


@dataclass(frozen=True, slots=True)
class Row:
    """One node, or one relationship with the ids of its ends."""

    file: str
    line: int
    id: str
    properties: dict[str, Any]
    start: str = ""
    end: str = ""

    def at(self, column: str) -> Place:
        """The place of one of its cells."""
        return Place(self.file, self.line, column)


Rows = dict[str, dict[str, Row]]
"""Rows by label or relationship type, and by id."""


@dataclass(slots=True)
class Problems:
    """What does not fit, in the order it was found."""

    texts: list[str] = field(default_factory=list)

    def add(self, place: Place, message: str) -> None:
        """Take down that something does not fit."""
        self.texts.append(f"{place}: {message}.")


@dataclass(frozen=True, slots=True)
class Table:
    """What a file may hold: the columns of a label or relationship type."""

    name: str
    prefix: str
    properties: Mapping[str, Property]
    ends: tuple[str, ...]
    parsers: Mapping[str, Parse]

    @classmethod
    def of(cls, declared: NodeType | RelationshipType) -> Table:
        """The table of a label or relationship type."""
        stored = {name: p for name, p in declared.properties.items() if p.given}
        if isinstance(declared, NodeType):
            name, prefix = declared.label, declared.prefix
        else:
            name, prefix = declared.type, declared.prefix
        return cls(
            name=name,
            prefix=prefix,
            ends=() if isinstance(declared, NodeType) else ENDS,
            properties=stored,
            parsers={name: parser(p) for name, p in stored.items()},
        )

    @property
    def columns(self) -> set[str]:
        """Every column the file may have."""
        return {*self.ends, *self.properties}

    @property
    def required(self) -> set[str]:
        """The columns it must have."""
        needed = {n for n, p in self.properties.items() if p.required and not p.is_list}
        return {*self.ends, *needed}


def read_nodes(folder: Path, model: Model, problems: Problems) -> Rows:
    """The rows of ``nodes/``, by label."""
    tables = {label: Table.of(node) for label, node in model.nodes.items()}
    return _read_tables(folder, "nodes", tables, problems)


def read_relationships(folder: Path, model: Model, problems: Problems) -> Rows:
    """The rows of ``relationships/``, by type."""
    tables = {type_: Table.of(r) for type_, r in model.relationships.items()}
    return _read_tables(folder, "relationships", tables, problems)


def _read_tables(
    folder: Path, kind: str, tables: Mapping[str, Table], problems: Problems
) -> Rows:
    read: Rows = {name: {} for name in tables}
    for file in sorted((folder / kind).glob("*")):
        place = Place(f"{kind}/{file.name}", 1)
        if file.suffix == ".csv" and file.stem in tables:
            read[file.stem] = _read_table(file, place, tables[file.stem], problems)
        else:
            names = ", ".join(f"{name}.csv" for name in tables)
            problems.add(place, f"no such table; the tables are {names}")
    return read


def _read_table(
    file: Path, place: Place, table: Table, problems: Problems
) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    try:
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = 1 + error.object.count(b"\n", 0, error.start)
        problems.add(Place(place.file, line), "the file is not UTF-8")
        return rows
    if not _check_text(text, place.file, problems):
        return rows
    for row in _read_rows(text, place, table, problems):
        first = rows.setdefault(row.id, row)
        if first is not row:
            problems.add(row.at("id"), f"{row.id!r} stands in line {first.line} too")
    return rows


def _check_text(text: str, file: str, problems: Problems) -> bool:
    if text.startswith("\ufeff"):
        problems.add(Place(file, 1), "the file starts with a byte order mark")
        return False
    nul = text.find("\0")
    if nul >= 0:
        line = 1 + text.count("\n", 0, nul)
        problems.add(Place(file, line), "the line holds a NUL character")
    return nul < 0


def _read_rows(
    text: str, place: Place, table: Table, problems: Problems
) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    line = 1
    try:
        header = next(reader, [])
        if not _check_header(header, place, table, problems):
            return
        line = reader.line_num + 1
        for cells in reader:
            here = Place(place.file, line)
            if len(cells) == len(header):
                yield _read_row(
                    here, table, dict(zip(header, cells, strict=True)), problems
                )
            else:
                problems.add(here, f"{len(cells)} cells instead of {len(header)}")
            line = reader.line_num + 1
    except csv.Error as error:
        problems.add(Place(place.file, line), f"the line is not CSV ({error})")


def _check_header(
    header: Sequence[str], place: Place, table: Table, problems: Problems
) -> bool:
    before = len(problems.texts)
    columns = table.columns
    for name in dict.fromkeys(header):
        if name not in columns:
            problems.add(place, f"{table.name} has no column {name!r}")
        if header.count(name) > 1:
            problems.add(place, f"the column {name!r} stands there twice")
    for name in sorted(table.required - set(header)):
        problems.add(place, f"the column {name!r} is missing")
    return len(problems.texts) == before


def _read_row(
    place: Place, table: Table, cells: Mapping[str, str], problems: Problems
) -> Row:
    check_id(place, table.prefix, cells.get("id", ""), problems)
    properties: dict[str, Any] = {}
    for name, declared in table.properties.items():
        column = Place(place.file, place.line, name)
        text = cells.get(name, "")
        if text:
            try:
                properties[name] = table.parsers[name](text)
            except ValueError as error:
                problems.add(column, str(error))
        elif declared.is_list:
            properties[name] = []
        elif declared.required and name in cells:
            problems.add(column, "a value is required")
    return Row(
        file=place.file,
        line=place.line,
        id=cells.get("id", ""),
        properties=properties,
        start=cells.get("from", ""),
        end=cells.get("to", ""),
    )


def check_id(place: Place, prefix: str, id: str, problems: Problems) -> None:
    """Take down that an id is not of the form that its table has."""
    found, _, slug = id.partition(":")
    if found != prefix or not SLUG.fullmatch(slug):
        problems.add(
            Place(place.file, place.line, "id"),
            f"{id!r} is no id here; write {prefix}: and a slug of a-z, 0-9 and hyphens",
        )
