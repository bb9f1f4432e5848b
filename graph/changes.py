"""Changes in the structure: what begins, and what ends.

The relationship types of the structure are declared (:class:`graph.declare.Structure`),
and so are the days from which nodes are there (``begins``).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from graph.declare import Model, NodeType, RelationshipType
from graph.entries import PLACE, Entry, Told
from graph.query import Entity, Part, Read


class ChangeKind(Enum):
    """What a change is."""

    ENDED = "The link no longer holds."
    BEGUN = "The link holds, the agency is established, or the instrument issued."


DATES = {ChangeKind.ENDED: "validTo", ChangeKind.BEGUN: "validFrom"}
"""The property of a link that has the day of a change."""


def structure(model: Model) -> list[RelationshipType]:
    """The relationship types of the structure."""
    return [edge for edge in model.relationships.values() if edge.structure]


def beginning(model: Model) -> Iterator[tuple[NodeType, str]]:
    """The node types that are there from a day on, with the property that has it."""
    for node in model.nodes.values():
        for declared in node.properties.values():
            if declared.begins:
                yield node, declared.name


def changes_of(edge: RelationshipType) -> str:
    """The GraphQL type of the changes of a relationship type."""
    assert edge.structure is not None
    return f"{edge.structure.link}Change"


def changes_of_node(node: NodeType) -> str:
    """The GraphQL type of the changes that nodes of a type are."""
    return f"{node.label}Change"


def of_link(
    edge: RelationshipType, kind: ChangeKind, part: Part, **told: Told
) -> Entry:
    """An entry for links that begin or end; ``told`` goes before what they say."""
    facts = {"kind": kind.name, "day": PLACE, **_evidence("link")}
    return Entry(changes_of(edge), part, facts | told)


def of_node(node: NodeType, part: Part) -> Entry:
    """An entry for nodes that are there from a day on."""
    facts = {"kind": ChangeKind.BEGUN.name, "day": PLACE, **_evidence("node")}
    return Entry(changes_of_node(node), part, facts)


def _evidence(of: Entity) -> dict[str, Told]:
    return {name: Read(of, name) for name in ("basis", "rule", "claims")}
