"""Which form a file has, told by its beginning, and what reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

import orjson

from graph.errors import LoadError
from graph.model import MODEL
from imports.batches import ORDER
from imports.csv import read_csv
from imports.facts import Record
from imports.federal_register import is_notice, read_notice
from imports.ftm import is_ftm, read_ftm
from imports.jsonl import FORM, parsed, read_jsonl
from imports.mapping import Mapped
from imports.opening import LARGEST_DOCUMENT, LONGEST_LINE, opened, plain_name

Read: TypeAlias = Callable[[int, datetime], Iterator[Record]]
"""Reads the records behind a place; claims that are new are recorded at an instant."""


@dataclass(frozen=True, slots=True)
class Given:
    """A file of a known form; ``adds`` where it states what others may state, too."""

    file: Path
    form: str
    read: Read
    adds: bool = False


def recognised(file: Path, mapped: Mapped | None) -> Given:
    """A file with its form.

    Raises :class:`LoadError` where it has none that can be imported.
    """
    if mapped is not None or plain_name(file).endswith(".csv"):
        return Given(file, "CSV", lambda after, _: read_csv(file, mapped, after))
    with opened(file) as source:
        first = parsed(source.readline(LONGEST_LINE))
    if isinstance(first, dict) and FORM & first.keys():
        return Given(file, "JSON Lines", lambda after, _: read_jsonl(file, after))
    if is_ftm(first):
        read: Read = lambda after, at: read_ftm(file, at, after)  # noqa: E731
        return Given(file, "FollowTheMoney", read, adds=True)
    documents = _documents(file)
    if documents:
        return Given(file, "Federal Register", _notices(file, documents), adds=True)
    raise LoadError(
        f"{file.name} has no form that can be imported: CSV (named .csv, or with "
        "--mapping), JSON Lines as `armsgraph export` writes them, FollowTheMoney "
        "entities, or a document of the Federal Register in JSON.",
        [],
    )


def _documents(file: Path) -> list[dict[str, Any]]:
    """The documents of the Federal Register in a file, one or several."""
    with opened(file) as source:
        content = source.read(LARGEST_DOCUMENT)
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        return []
    if isinstance(value, dict) and isinstance(value.get("results"), list):
        value = value["results"]
    several = value if isinstance(value, list) else [value]
    return several if all(map(is_notice, several)) else []


def _notices(file: Path, documents: Sequence[dict[str, Any]]) -> Read:
    def read(after: int, at: datetime) -> Iterator[Record]:
        for number, document in enumerate(documents, start=1):
            if number > after:
                yield read_notice(file, document, number, at)

    return read


def found_in(paths: Sequence[Path]) -> list[Path]:
    """The files that are named, and those of folders, in the order of their tables."""
    files = [
        file
        for path in paths
        for file in (sorted(path.glob("*/*.csv*")) if path.is_dir() else [path])
    ]
    return sorted(files, key=_place)


def _place(file: Path) -> int:
    name = plain_name(file).partition(".")[0]
    known = name in MODEL.nodes or name in MODEL.relationships
    return ORDER.index(name) if known else -1
