"""``armsgraph load``: the files of a folder into the graph, all of them or nothing.

Everything is checked before anything is written, and everything is written in one
transaction. Loading the same files again changes nothing; a row that has changed is
corrected, and what it was is kept. Nodes that no file names any more stay as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from graph import constraints
from graph.declare import Model, NodeType
from graph.driver import Graph, Statement
from graph.errors import LoadError
from graph.feed import Operation
from graph.model import MODEL
from graph.record import Change, changing, recorded_at
from graph.versions import VERSION
from seed.checks import check
from seed.rows import Problems, Row, Rows, read_nodes, read_relationships

DATA = Path(__file__).parent / "data"
"""The folder of the data that come with ArmsGraph."""
BATCH = 1000
"""Rows that one statement writes."""

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A folder's rows, checked, and the version that tells them from others."""

    version: str
    nodes: Rows
    relationships: Rows


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load found in the files, and how much of the graph it changed."""

    version: str
    nodes: int
    relationships: int
    changed: int


async def load(graph: Graph, directory: Path, *, progress: Progress) -> LoadReport:
    """Load the files of a folder.

    Raises :class:`LoadError` with the place of every problem, or what
    :meth:`Graph.read` raises; in either case the graph is as it was.
    """
    progress("reading the files")
    data = read(directory, MODEL)
    progress("making constraints and indexes")
    await constraints.ensure(graph, MODEL)
    operation = Operation(by="load", why=f"files of version {data.version}")
    async with changing(graph, first=data.version, operation=operation) as change:
        await _write(change, data, progress)
    return LoadReport(
        version=data.version,
        nodes=_count(data.nodes),
        relationships=_count(data.relationships),
        changed=change.facts,
    )


async def loaded_version(graph: Graph) -> str | None:
    """The version of the data that a graph holds; None where none were loaded."""
    rows = await graph.read(Statement(VERSION))
    version: str | None = rows[0][0] if rows else None
    return version


def read(directory: Path, model: Model) -> Dataset:
    """Read and check the files of a folder.

    Raises :class:`LoadError` with the place of every problem.
    """
    problems = Problems()
    nodes = read_nodes(directory, model, problems)
    relationships = read_relationships(directory, model, problems)
    if not problems.texts and not any(nodes.values()):
        raise LoadError(f"{directory} holds no nodes/*.csv with rows.", [])
    if not problems.texts:
        check(nodes, relationships, model, problems)
    if problems.texts:
        raise LoadError("Nothing was loaded: the files do not fit.", problems.texts)
    return Dataset(_version(directory), nodes, relationships)


def _version(directory: Path) -> str:
    """A digest of the files, the same wherever they lie."""
    digest = hashlib.sha256()
    for file in sorted(directory.glob("*/*.csv")):
        digest.update(f"{file.parent.name}/{file.name}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _count(rows: Rows) -> int:
    return sum(map(len, rows.values()))


async def _write(change: Change, data: Dataset, progress: Progress) -> None:
    writing = _Writing(data)
    for label, rows in data.nodes.items():
        progress(f"{len(rows):,} {label}")
        node = MODEL.nodes[label]
        written = [writing.node(row, node) for row in rows.values()]
        for batch in _batches(written):
            await change.merge_nodes(node, batch)
    for type_, rows in data.relationships.items():
        progress(f"{len(rows):,} {type_}")
        written = [writing.link(row) for row in rows.values()]
        for batch in _batches(written):
            await change.merge_links(type_, batch)


class _Writing:
    """The rows of one data set, as they are stored."""

    def __init__(self, data: Dataset) -> None:
        claims = data.nodes["Claim"]
        self._claimed = {id: row.properties["recordedAt"] for id, row in claims.items()}

    def node(self, row: Row, node: NodeType) -> dict[str, Any]:
        """A node as it is stored."""
        recorded = self._recorded(row) if node.evidenced else {}
        return row.properties | node.derived(row.properties) | recorded

    def link(self, row: Row) -> dict[str, Any]:
        """A relationship as it is stored."""
        properties = row.properties | self._recorded(row)
        return {"start": row.start, "end": row.end, "properties": properties}

    def _recorded(self, row: Row) -> dict[str, Any]:
        claimed = [self._claimed[id] for id in row.properties["claims"]]
        at = recorded_at(row.properties.get("basis"), claimed)
        return {} if at is None else {"recordedAt": at}


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        yield batch
