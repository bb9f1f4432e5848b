"""``armsgraph load``: the files of a folder into the graph, all of them or nothing.

Everything is checked before anything is written, and everything is written in one
transaction. Loading the same files again changes nothing; a row that has changed is
corrected. Nodes that no file names any more stay as they are.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from graph import constraints
from graph.clauses import quoted
from graph.declare import Model, Property
from graph.driver import Graph, Statement, Transaction
from graph.errors import LoadError
from graph.model import MODEL
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
    async with graph.transaction() as transaction:
        changed = await _write(transaction, data, progress)
    return LoadReport(
        version=data.version,
        nodes=_count(data.nodes),
        relationships=_count(data.relationships),
        changed=changed,
    )


async def loaded_version(graph: Graph) -> str | None:
    """The version of the data that a graph holds; None where none were loaded."""
    rows = await graph.read(LOADED)
    return str(rows[0][0]) if rows else None


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


async def _write(transaction: Transaction, data: Dataset, progress: Progress) -> int:
    # Writing the bookkeeping first makes loads wait for one another.
    changed = await _run(transaction, BOOK, {"version": data.version})
    for label, rows in data.nodes.items():
        progress(f"{len(rows):,} {label}")
        properties = MODEL.nodes[label].properties
        written = [_node(row, properties) for row in rows.values()]
        changed += await _in_batches(transaction, [merge_nodes(label)], written)
    labels = {id: label for label, rows in data.nodes.items() for id in rows}
    for type_, rows in data.relationships.items():
        progress(f"{len(rows):,} {type_}")
        for ends, linked in _by_ends(rows.values(), labels).items():
            texts = [unlink_moved(type_), merge_relationships(type_, ends)]
            changed += await _in_batches(transaction, texts, linked)
    return changed


async def _in_batches(
    transaction: Transaction, texts: Sequence[str], rows: Sequence[dict[str, Any]]
) -> int:
    changed = 0
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        for text in texts:
            changed += await _run(transaction, text, {"rows": batch})
    return changed


async def _run(transaction: Transaction, text: str, params: dict[str, Any]) -> int:
    ((changed,),) = await transaction.run(Statement(text, params))
    return int(changed)


def _node(row: Row, properties: Mapping[str, Property]) -> dict[str, Any]:
    derived = {name: _first(row, p) for name, p in properties.items()}
    return row.properties | {n: v for n, v in derived.items() if v is not None}


def _first(row: Row, declared: Property) -> Any:
    known = (row.properties.get(name) for name in declared.first_of)
    return next((value for value in known if value is not None), None)


def _by_ends(
    rows: Iterable[Row], labels: Mapping[str, str]
) -> dict[tuple[str, str], list[dict[str, Any]]]:
    grouped: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        link = {"start": row.start, "end": row.end, "properties": row.properties}
        grouped[labels[row.start], labels[row.end]].append(link)
    return grouped


def merge_nodes(label: str) -> str:
    """Cypher that makes ``$rows`` the nodes of a label; the number it changed."""
    return f"""\
UNWIND $rows AS row
MERGE (n:{quoted(label)} {{id: row.id}})
WITH n, row WHERE properties(n) <> row
SET n = row
RETURN count(*) AS changed"""


def unlink_moved(type_: str) -> str:
    """Cypher that takes away the relationships among ``$rows`` that join others now."""
    return f"""\
UNWIND $rows AS row
MATCH (a)-[r:{quoted(type_)} {{id: row.properties.id}}]->(b)
WHERE a.id <> row.start OR b.id <> row.end
DELETE r
RETURN count(*) AS changed"""


def merge_relationships(type_: str, ends: tuple[str, str]) -> str:
    """Cypher that makes ``$rows`` the relationships of a type between two labels."""
    start, end = map(quoted, ends)
    return f"""\
UNWIND $rows AS row
MATCH (a:{start} {{id: row.start}})
MATCH (b:{end} {{id: row.end}})
MERGE (a)-[r:{quoted(type_)} {{id: row.properties.id}}]->(b)
WITH r, row WHERE properties(r) <> row.properties
SET r = row.properties
RETURN count(*) AS changed"""


BOOK = f"""\
MERGE (v:{quoted(constraints.BOOKKEEPING)} {{id: 'data-version'}})
WITH v, coalesce(v.version, '') AS before
SET v.version = $version
RETURN toInteger(before <> $version) AS changed"""
LOADED = Statement(
    f"MATCH (v:{quoted(constraints.BOOKKEEPING)} {{id: 'data-version'}}) "
    "RETURN v.version"
)
