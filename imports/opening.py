"""Files as they are given: lines of any number, compressed or not, and their digest."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from graph.errors import LoadError

LONGEST_LINE = 4 * 2**20
"""Bytes of the longest line that is read."""
LARGEST_DOCUMENT = 16 * 2**20
"""Bytes of the largest document that is read as a whole."""


@contextmanager
def opened(file: Path) -> Iterator[BinaryIO]:
    """A file's content, expanded where its name ends with .gz or .zst."""
    with file.open("rb") as raw:
        match file.suffix:
            case ".gz":
                yield cast(BinaryIO, gzip.GzipFile(fileobj=raw))
            case ".zst":
                reader = zstandard.ZstdDecompressor().stream_reader(raw)
                yield io.BufferedReader(cast(io.RawIOBase, reader))
            case _:
                yield raw


def plain_name(file: Path) -> str:
    """A file's name without what says how it is compressed."""
    return file.name.removesuffix(".gz").removesuffix(".zst")


def lines(source: BinaryIO, name: str) -> Iterator[tuple[int, bytes]]:
    """The lines of a file that are not blank, with their numbers.

    Raises :class:`LoadError` for one that is too long to be one.
    """
    number = 0
    while line := source.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise LoadError(
                f"{name}:{number} is longer than {LONGEST_LINE} bytes: it is no line "
                "of a form that can be imported.",
                [],
            )
        if not line.isspace():
            yield number, line


def digest(file: Path, *more: bytes) -> str:
    """A digest of a file and of what else decides how it is read."""
    with file.open("rb") as source:
        found = hashlib.file_digest(source, "sha256")
    for part in more:
        found.update(part)
    return found.hexdigest()
