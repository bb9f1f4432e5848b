"""CSV with the headers of ``neo4j-admin database import``, a file for each table.

RFC 4180 in UTF-8. A value that is missing is an empty cell; an empty text or list is
``""``, and every other text is quoted, so that they never look alike. What separates
the items of a list stands in no text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from exports.encoder import Encoder, Lines
from exports.snapshot import Page
from exports.tables import Table
from graph.declare import Property, Scalar

SEPARATOR = "\x1f"
"""What stands between the items of a list: the unit separator of ASCII."""
TYPES = {
    Scalar.INT: "int",
    Scalar.MONEY: "long",
    Scalar.BOOLEAN: "boolean",
    Scalar.DATETIME: "datetime",
}
"""How the importer calls what is not text."""
START, END, LABEL, TYPE = ":START_ID", ":END_ID", ":LABEL", ":TYPE"


def open_csv(tables: Sequence[Table]) -> Encoder:
    """Begin the file of a table."""
    (table,) = tables
    return Lines(_write, head=_line(header(table)))


def header(table: Table) -> list[str]:
    """The header of a table's file."""
    ends = [START, END] if table.links else []
    columns = [_column(table, p) for p in table.properties.values()]
    return [*ends, *columns, TYPE if table.links else LABEL]


def _column(table: Table, declared: Property) -> str:
    if declared.name == "id" and not table.links:
        return "id:ID"
    kind = declared.kind
    type_ = TYPES.get(kind, "string") if isinstance(kind, Scalar) else "string"
    return f"{declared.name}:{type_}{'[]' if declared.is_list else ''}"


def _write(page: Page) -> bytes:
    return b"".join(_line(cells) for cells in _rows(page))


def _rows(page: Page) -> Iterator[list[str]]:
    name, names = _quoted(page.table.name), list(page.table.properties)
    for properties in page.nodes:
        yield [*_cells(properties, names), name]
    for link in page.links:
        ends = [_quoted(link.start), _quoted(link.end)]
        yield [*ends, *_cells(link.properties, names), name]


def _cells(properties: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    return [_cell(properties.get(name)) for name in names]


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case list():
            return _quoted(SEPARATOR.join(map(str, value)))
        case str():
            return _quoted(value)
        case _:
            return str(value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _line(cells: Sequence[str]) -> bytes:
    return (",".join(cells) + "\n").encode()
