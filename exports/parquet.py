"""Apache Parquet, a file for each table, in row groups written as they fill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from exports.encoder import Encoder
from exports.snapshot import Page
from exports.tables import Table
from graph.declare import Property, Scalar

ROWS = 50_000
"""Rows of a row group: what is held in memory until it is written."""
TYPES = {
    Scalar.INT: pa.int32(),
    Scalar.MONEY: pa.int64(),
    Scalar.BOOLEAN: pa.bool_(),
    Scalar.DATETIME: pa.timestamp("us", tz="UTC"),
}


def open_parquet(tables: Sequence[Table]) -> Encoder:
    """Begin the file of a table."""
    (table,) = tables
    return Parquet(table)


class Parquet:
    """The file of one table."""

    def __init__(self, table: Table) -> None:
        self._schema = schema(table)
        self._sink = _Sink()
        self._writer = pq.ParquetWriter(self._sink, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def begin(self) -> bytes:
        """The mark that Parquet files begin with."""
        return self._sink.taken()

    def encode(self, page: Page) -> bytes:
        """A row group, where enough rows have come."""
        self._rows += _rows(page)
        if len(self._rows) >= ROWS:
            self._write()
        return self._sink.taken()

    def end(self) -> bytes:
        """The last row group, and the directory of all of them."""
        if self._rows:
            self._write()
        self._writer.close()
        return self._sink.taken()

    def _write(self) -> None:
        batch = pa.RecordBatch.from_pylist(self._rows, schema=self._schema)
        self._writer.write_batch(batch)
        self._rows = []


def schema(table: Table) -> pa.Schema:
    """The columns of a table: the ends of a relationship first, then its properties."""
    ends = [pa.field(name, pa.string(), nullable=False) for name in ("from", "to")]
    own = [_column(declared) for declared in table.properties.values()]
    return pa.schema([*(ends if table.links else []), *own])


def _column(declared: Property) -> pa.Field:
    kind = declared.kind
    type_ = TYPES.get(kind, pa.string()) if isinstance(kind, Scalar) else pa.string()
    return pa.field(declared.name, pa.list_(type_) if declared.is_list else type_)


def _rows(page: Page) -> Iterator[dict[str, Any]]:
    yield from page.nodes
    for link in page.links:
        yield {"from": link.start, "to": link.end, **link.properties}


class _Sink:
    """A file that is only written, and whose bytes are taken away as they come."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._place = 0

    def write(self, data: Any) -> int:
        """Take some bytes."""
        self._parts.append(bytes(data))
        self._place += len(self._parts[-1])
        return len(self._parts[-1])

    def tell(self) -> int:
        """How many bytes were written."""
        return self._place

    def flush(self) -> None:
        """Nothing is kept back."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self) -> bytes:
        """What was written since this was last asked."""
        parts, self._parts = self._parts, []
        return b"".join(parts)
