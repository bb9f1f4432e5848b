"""The rows that do not fit: written down with the reason, up to a limit."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import orjson

from graph.errors import LoadError
from imports.facts import Record

SHOWN = 20
"""Problems that an error shows."""


class Rejects:
    """A file of rejected rows, as JSON Lines; without a path they are only counted.

    What was written behind the position from which an import goes on is taken back.
    """

    def __init__(self, path: Path | None, most: int, *, count: int, after: int) -> None:
        self._path = path
        self._most = most
        self.count = count
        if path is not None:
            _cut(path, after)

    def add(self, records: Sequence[Record]) -> None:
        """Write rows down, so that they are there before what was accepted is.

        Raises :class:`LoadError` where they are more than allowed.
        """
        if not records:
            return
        self.count += len(records)
        if self._path is not None:
            with self._path.open("ab") as file:
                file.writelines(map(_line, records))
                file.flush()
                os.fsync(file.fileno())
        if self.count > self._most:
            problems = [p for record in records for p in record.problems]
            raise LoadError(
                f"Rows that do not fit: {self.count:,}; at most {self._most:,} may be "
                "rejected (--max-rejects). What was imported before stays; mend the "
                "file and import it again.",
                problems[:SHOWN],
            )


def _line(record: Record) -> bytes:
    told = {
        "line": record.number,
        "reasons": record.problems,
        "row": record.given,
    }
    return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)


def _cut(path: Path, after: int) -> None:
    """Leave only the rows up to a line."""
    if not path.exists():
        return
    kept = [
        line for line in path.read_bytes().splitlines(True) if _place(line) <= after
    ]
    draft = path.with_name(f".{path.name}.partial")
    draft.write_bytes(b"".join(kept))
    draft.replace(path)


def _place(line: bytes) -> float:
    try:
        return float(orjson.loads(line)["line"])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return float("inf")
