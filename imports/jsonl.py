"""JSON Lines in the model's form, as ``armsgraph export`` writes them.

Whole, or what has changed since a cursor (:mod:`exports.delta`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from imports.facts import Reading, Record
from imports.opening import lines, opened

FORM = {"node", "relationship", "gone", "cursor"}
"""Keys by which a line is told to be of this form."""


def read_jsonl(file: Path, after: int) -> Iterator[Record]:
    """The facts of a file from behind a line on, each a record."""
    reading = Reading(file.name)
    with opened(file) as source:
        for number, line in lines(source, file.name):
            if number > after:
                yield _record(reading, number, line)


def _record(reading: Reading, number: int, line: bytes) -> Record:
    given = parsed(line)
    record = Record(number, line.decode(errors="replace").strip())
    match given:
        case {"gone": str(name)}:
            reading.gone(record, name, given.get("id"), given.get("into"))
        case {"node": str(name), "properties": dict(properties)}:
            reading.from_json(record, name, properties)
        case {"properties": dict(properties)}:
            name = str(given.get("relationship"))
            ends = (given.get("from"), given.get("to"))
            reading.from_json(record, name, properties, *ends)
        case {"cursor": _} if len(given) == 1:
            pass  # It says where the next file goes on.
        case _:
            record.problems.append('write {"node": …, "properties": {…}} on a line')
    return record


def parsed(line: bytes) -> Any:
    """A line's value; None where it is no JSON."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
