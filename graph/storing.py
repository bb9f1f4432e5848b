"""Cypher that stores rows as facts: asks what is held, makes what is new, corrects.

Whoever runs these holds the lock on the data (:mod:`graph.versions`), so nobody makes
in between what was not held. A ``MERGE`` would look each fact up as well, and take
new ones through all that only held ones need.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from graph.clauses import quoted
from graph.declare import NodeType
from graph.history import VERSION, VERSION_OF, retracted_label, retracted_type
from graph.model import MODEL

Stored: TypeAlias = Mapping[str, Any]
"""A node's properties; or of a relationship its ``start``, ``end`` and properties."""


def held_nodes(label: str) -> str:
    """Cypher that says which of ``$ids`` the graph holds, or held once.

    Of each of these it lists the id, and whether it is held.
    """
    return f"""\
UNWIND $ids AS id
WITH id, EXISTS {{ (:{quoted(label)} {{id: id}}) }} AS held,
  EXISTS {{ (:{quoted(retracted_label(label))} {{id: id}}) }} AS once
WHERE held OR once
RETURN collect([id, held])"""


def create_nodes(label: str) -> str:
    """Cypher that makes ``$rows`` new nodes of a label."""
    return f"UNWIND $rows AS row CREATE (n:{quoted(label)}) SET n = row"


def correct_nodes(node: NodeType) -> str:
    """Cypher that makes held nodes of a type what ``$rows`` say.

    It lists the ids of those that were another. Each leaves a version, retracted at
    ``$now``. Properties that last are kept where a row does not give them.
    """
    now = "\nSET n.recordedAt = $now" if node.dated else ""
    return f"""\
UNWIND $rows AS row
MATCH (n:{quoted(node.label)} {{id: row.id}})
WITH n, {_with_lasting(node)} AS row, properties(n) AS before
WHERE {_differ("n", "row", dated=node.dated)}
CREATE (v:{quoted(VERSION)})-[:{quoted(VERSION_OF)}]->(n)
SET v = before, v.retractedAt = $now
SET n = row{now}
RETURN collect(row.id)"""


def _with_lasting(node: NodeType) -> str:
    """A row with those properties of its node that last."""
    row = "row"
    for declared in node.properties.values():
        if declared.lasting:
            name = quoted(declared.name)
            kept = f"row.{name} IS NULL AND n.{name} IS NOT NULL"
            added = f"row {{.*, {name}: n.{name}}}"
            row = f"CASE WHEN {kept} THEN {added} ELSE {row} END"
    return row


def held_links(type_: str) -> str:
    """Cypher that says which of ``$ids`` the graph holds, or held once.

    Of each of these it lists the id and, where it is held, the ids of its ends.
    """
    return f"""\
UNWIND $ids AS id
OPTIONAL MATCH (a)-[r:{quoted(type_)} {{id: id}}]->(b)
WITH id, r, a, b
WHERE r IS NOT NULL
  OR EXISTS {{ ()-[:{quoted(retracted_type(type_))} {{id: id}}]->() }}
RETURN collect([id, a.id, b.id])"""


def by_ends(links: Iterable[Stored]) -> dict[tuple[str, str], list[Stored]]:
    """Relationships by the labels that they join."""
    grouped: dict[tuple[str, str], list[Stored]] = defaultdict(list)
    for link in links:
        grouped[_label(link["start"]), _label(link["end"])].append(link)
    return grouped


def _label(id: str) -> str:
    node = MODEL.of_id(id)
    assert node is not None, id
    return node.label


def create_links(type_: str, ends: tuple[str, str]) -> str:
    """Cypher that makes ``$rows`` new relationships of a type between two labels."""
    start, end = map(quoted, ends)
    return f"""\
UNWIND $rows AS row
MATCH (a:{start} {{id: row.start}})
MATCH (b:{end} {{id: row.end}})
CREATE (a)-[r:{quoted(type_)}]->(b)
SET r = row.properties"""


def correct_links(type_: str) -> str:
    """Cypher that makes held relationships of a type what ``$rows`` say.

    It lists ids as above. Each that was another leaves a copy, retracted at ``$now``.
    """
    return f"""\
UNWIND $rows AS row
MATCH (a)-[r:{quoted(type_)} {{id: row.properties.id}}]->(b)
WITH a, b, r, row.properties AS new, properties(r) AS before
WHERE {_differ("r", "new", dated=True)}
CREATE (a)-[o:{quoted(retracted_type(type_))}]->(b)
SET o = before, o.retractedAt = $now
SET r = new
SET r.recordedAt = $now
RETURN collect(new.id)"""


def _differ(fact: str, row: str, *, dated: bool) -> str:
    """Whether a fact is another than a row, whenever each was recorded."""
    if not dated:
        return f"properties({fact}) <> {row}"
    return f"{fact} {{.*, recordedAt: 0}} <> {row} {{.*, recordedAt: 0}}"


def retract_links(type_: str) -> str:
    """Cypher that retracts the relationships ``$ids`` of a type.

    Of each that was held it gives its id and those of its ends.
    """
    return f"""\
UNWIND $ids AS id
MATCH (a)-[r:{quoted(type_)} {{id: id}}]->(b)
WITH id, a, b, r
CREATE (a)-[o:{quoted(retracted_type(type_))}]->(b)
SET o = properties(r), o.retractedAt = $now
DELETE r
RETURN id, a.id, b.id"""
