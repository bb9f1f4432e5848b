"""CSV: tables as in ``seed/data``, as ``neo4j-admin`` has them, or by a mapping."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from exports.csv import END, LABEL, START, TYPE
from exports.csv import SEPARATOR as DUMPED
from graph.declare import Property, Scalar
from graph.errors import LoadError
from graph.model import MODEL
from imports.facts import Reading, Record
from imports.mapping import Mapped
from imports.opening import opened, plain_name
from seed.cells import SEPARATOR
from seed.rows import LONGEST_CELL

ENDS = {START: "from", END: "to"}


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of a table are, by their places, and how lists are cut."""

    table: str
    columns: Sequence[str]
    separator: str
    mapped: Mapped | None

    def named(self, cells: Sequence[str]) -> dict[str, str]:
        """The cells that are not empty, by the names of the model."""
        found = {n: c for n, c in zip(self.columns, cells, strict=True) if c and n}
        return found if self.mapped is None else self.mapped.translated(found)


def read_csv(file: Path, mapped: Mapped | None, after: int) -> Iterator[Record]:
    """The rows of a table from behind a line on, each a record.

    Raises :class:`LoadError` where the file is no table of the model.
    """
    csv.field_size_limit(LONGEST_CELL)
    reading = Reading(file.name)
    with opened(file) as source:
        text = TextIOWrapper(source, encoding="utf-8-sig", newline="")
        reader = csv.reader(text, strict=True)
        try:
            layout = layout_of(file, next(reader, []), mapped)
            number = reader.line_num + 1
            for cells in reader:
                if number > after:
                    yield _record(reading, layout, number, cells)
                number = reader.line_num + 1
        except (csv.Error, UnicodeDecodeError) as error:
            place = f"{file.name}:{reader.line_num + 1}"
            raise LoadError(f"{place} cannot be read as CSV ({error}).", []) from error


def layout_of(file: Path, header: Sequence[str], mapped: Mapped | None) -> Layout:
    """The layout that a file's name and header tell of."""
    if mapped is not None:
        missing = sorted(mapped.needed - set(header))
        if missing:
            raise LoadError(f"{file.name} has no column {missing[0]!r}.", [])
        return Layout(mapped.table, header, SEPARATOR, mapped)
    dumped = any(":" in column for column in header)
    name = plain_name(file).partition(".")[0]
    declared = MODEL.nodes.get(name) or MODEL.relationships.get(name)
    if declared is None:
        names = ", ".join([*MODEL.nodes, *MODEL.relationships])
        raise LoadError(
            f"{file.name} is named after no table: call it after one of {names}, or "
            "say by --mapping what its columns are.",
            [],
        )
    columns = [_column(column) for column in header]
    known = {"", "from", "to", *declared.properties}
    unknown = [column for column in columns if column not in known]
    if unknown:
        raise LoadError(
            f"{file.name}: {name} has no column {unknown[0]!r}; say by --mapping what "
            "the columns are.",
            [],
        )
    return Layout(name, columns, DUMPED if dumped else SEPARATOR, None)


def _column(name: str) -> str:
    """The property that a column of a header is of."""
    if name in ENDS:
        return ENDS[name]
    return "" if name in (LABEL, TYPE) else name.partition(":")[0]


def _record(
    reading: Reading, layout: Layout, number: int, cells: Sequence[str]
) -> Record:
    record = Record(number, cells)
    if len(cells) != len(layout.columns):
        record.problems.append(f"{len(cells)} cells instead of {len(layout.columns)}")
        return record
    named = layout.named(cells)
    linked = layout.table in MODEL.relationships
    ends = (named.pop("from", None), named.pop("to", None)) if linked else ()
    values = _values(layout, named)
    reading.from_json(record, layout.table, values, *ends)
    return record


def _values(layout: Layout, named: Mapping[str, str]) -> dict[str, Any]:
    declared = MODEL.nodes.get(layout.table) or MODEL.relationships[layout.table]
    properties = declared.properties
    return {
        name: _value(text, properties[name], layout.separator)
        if name in properties
        else text
        for name, text in named.items()
    }


def _value(text: str, declared: Property, separator: str) -> Any:
    """A cell as a JSON value; what it should not be is left for the check."""
    if declared.is_list:
        return text.split(separator)
    match declared.kind:
        case Scalar.BOOLEAN:
            return {"true": True, "false": False}.get(text, text)
        case Scalar.INT | Scalar.MONEY:
            plain = text.isascii() and text.isdecimal() and len(text) < 19
            return int(text) if plain else text
        case _:
            return text
