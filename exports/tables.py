"""The tables of a dump: one for each label and relationship type, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from graph.declare import Model, NodeType, Property, RelationshipType
from graph.errors import BadUserInput


@dataclass(frozen=True, slots=True)
class Table:
    """What is written of a label or relationship type."""

    declared: NodeType | RelationshipType

    @property
    def name(self) -> str:
        """The label or type."""
        if isinstance(self.declared, NodeType):
            return self.declared.label
        return self.declared.type

    @property
    def links(self) -> bool:
        """Whether its facts are relationships."""
        return isinstance(self.declared, RelationshipType)

    @property
    def prefix(self) -> str:
        """What the ids of its facts begin with, before the colon."""
        if isinstance(self.declared, NodeType):
            return self.declared.prefix
        return self.declared.type.lower().replace("_", "-")

    @property
    def properties(self) -> dict[str, Property]:
        """Its properties by name, in the order of the model."""
        return self.declared.properties


def tables(model: Model) -> list[Table]:
    """All tables of a model: what others refer to first, relationships last."""
    return [
        *(Table(model.nodes[label]) for label in _labels(model)),
        *(Table(declared) for declared in model.relationships.values()),
    ]


def _labels(model: Model) -> Iterator[str]:
    """Labels in such an order that none refers to a later one."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for label, node in model.nodes.items():
        referred = {p.refers_to for p in node.properties.values() if p.refers_to}
        sorter.add(label, *sorted(referred))
    yield from sorter.static_order()


def table_of(model: Model, name: str) -> Table | None:
    """The table of a label or relationship type; None where there is none."""
    declared = model.nodes.get(name) or model.relationships.get(name)
    return None if declared is None else Table(declared)


def following(all_tables: Sequence[Table], id: str) -> Sequence[Table]:
    """The tables from that of a fact on, by the prefix of its id.

    Raises :class:`BadUserInput` where none of them holds such facts.
    """
    prefix = id.partition(":")[0]
    for place, table in enumerate(all_tables):
        if table.prefix == prefix:
            return all_tables[place:]
    raise BadUserInput(f"after: {id!r} is no id of a fact that is exported here")
