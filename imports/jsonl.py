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

NODE, RELATIONSHIP, GONE, CURSOR = "node", "relationship", "gone", "cursor"
FORM = {NODE, RELATIONSHIP, GONE, CURSOR}
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
    if isinstance(given, dict) and isinstance(given.get(GONE), str):
        reading.gone(record, given[GONE], given.get("id"), given.get("into"))
    elif isinstance(given, dict) and given.keys() == {CURSOR}:
        pass  # where the next file goes on
    elif not isinstance(given, dict) or not isinstance(given.get("properties"), dict):
        record.problems.append(f'write {{"{NODE}": …, "properties": {{…}}}} on a line')
    elif isinstance(given.get(NODE), str):
        reading.from_json(record, given[NODE], given["properties"])
    else:
        name = str(given.get(RELATIONSHIP))
        ends = (given.get("from"), given.get("to"))
        reading.from_json(record, name, given["properties"], *ends)
    return record


def parsed(line: bytes) -> Any:
    """A line's value; None where it is no JSON."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
