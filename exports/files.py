"""Exports into files and folders: whole ones, or none."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from exports.csv import SEPARATOR
from exports.forms import Form, encoded
from exports.snapshot import Snapshot
from exports.tables import Table
from graph.bulk import ARGUMENTS
from graph.driver import Graph
from graph.errors import BadUserInput, DataChanged
from graph.feed import Place
from graph.versions import BOOKKEEPING

ATTEMPTS = 3
"""How often an export is begun where the data change meanwhile."""
FOLDERS = {False: "nodes", True: "relationships"}
"""Where the files of nodes and of relationships lie."""
BOOK = "data-version.csv"

STREAM = "-"
"""The target that is standard output."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be written, and how."""

    form: Form
    tables: Sequence[Table]
    compression: str = ""
    after: str = ""
    since: Place | None = None

    def files(self) -> Iterator[tuple[str, Sequence[Table]]]:
        """The files of a form that has one for each table, each with its table."""
        for table in self.tables:
            suffix = self.form.suffix + self.compression
            yield f"{FOLDERS[table.links]}/{table.name}{suffix}", [table]


@dataclass(slots=True)
class Written:
    """How much was written, and the cursor that tells what has changed since."""

    version: str
    cursor: str
    size: int = 0


async def write(graph: Graph, export: Export, target: str, tell: Tell) -> Written:
    """Write an export to where a target says: a file, a new folder, or standard output.

    Raises :class:`DataChanged` where the data changed at each attempt; files are then
    as they were.
    """
    if target == STREAM:
        return await to_stream(graph, export, sys.stdout.buffer)
    if export.form.by_table:
        return await to_folder(graph, export, Path(target), tell)
    return await to_file(graph, export, Path(target), tell)


async def to_stream(graph: Graph, export: Export, out: BinaryIO) -> Written:
    """Write an export to a stream, which may hold a part of it after an error."""
    snapshot = await Snapshot.of(graph)
    written = Written(snapshot.version, snapshot.cursor)
    await _write(snapshot, export, export.tables, out, written)
    return written


async def to_file(graph: Graph, export: Export, file: Path, tell: Tell) -> Written:
    """Write an export into a file, in place of what it held before.

    Raises :class:`DataChanged` where the data changed at each attempt; the file is then
    as it was.
    """

    async def attempt() -> Written:
        with _draft(file) as draft, draft.open("wb") as out:
            return await to_stream(graph, export, out)

    return await _attempts(attempt, tell)


async def to_folder(graph: Graph, export: Export, folder: Path, tell: Tell) -> Written:
    """Write an export into a new folder, a file for each table.

    Raises :class:`BadUserInput` where the folder holds something already, and
    :class:`DataChanged` as :func:`to_file` does.
    """
    _check_new(folder)

    async def attempt() -> Written:
        with _draft(folder) as draft:
            return await _fill(graph, export, draft, tell)

    return await _attempts(attempt, tell)


def _check_new(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadUserInput(f"{folder} holds something already: name a new folder.")


async def _fill(graph: Graph, export: Export, draft: Path, tell: Tell) -> Written:
    snapshot = await Snapshot.of(graph)
    written = Written(snapshot.version, snapshot.cursor)
    for folder in FOLDERS.values():
        (draft / folder).mkdir(parents=True)
    for name, tables in export.files():
        tell(tables[0].name)
        with (draft / name).open("wb") as out:
            await _write(snapshot, export, tables, out, written)
    if export.form.name == "csv":
        _write_for_admin(draft, export, snapshot.version)
    return written


async def _write(
    snapshot: Snapshot,
    export: Export,
    tables: Sequence[Table],
    out: BinaryIO,
    written: Written,
) -> None:
    parts: AsyncIterator[bytes] = encoded(
        snapshot,
        export.form,
        tables,
        compression=export.compression,
        after=export.after,
        since=export.since,
    )
    async for part in parts:
        out.write(part)
        written.size += len(part)


def _write_for_admin(draft: Path, export: Export, version: str) -> None:
    """What ``neo4j-admin database import full`` needs beside the tables."""
    book = f'"data-version","{version}",{BOOKKEEPING}'
    (draft / BOOK).write_text(f"id:ID(book),version:string,:LABEL\n{book}\n")
    nodes = [BOOK, *(name for name, (table,) in export.files() if not table.links)]
    links = [name for name, (table,) in export.files() if table.links]
    arguments = [
        f"--array-delimiter=U+{ord(SEPARATOR):04X}",
        "--multiline-fields=true",
        *(f"--nodes={name}" for name in nodes),
        *(f"--relationships={name}" for name in links),
    ]
    (draft / ARGUMENTS).write_text("\n".join(arguments) + "\n")


async def _attempts(attempt: Callable[[], Awaitable[Written]], tell: Tell) -> Written:
    for _ in range(ATTEMPTS - 1):
        try:
            return await attempt()
        except DataChanged:
            tell("the data were changed, beginning anew")
    return await attempt()


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    """A path beside a target, to be written and then put in its place."""
    draft = target.with_name(f".{target.name}.partial")
    _remove(draft)
    try:
        yield draft
        if target.is_dir():
            target.rmdir()
        os.replace(draft, target)
    finally:
        _remove(draft)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
