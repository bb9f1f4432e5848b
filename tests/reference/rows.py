"""Rows in memory: nodes, the links between them, and what leads along them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.declare import NodeType
from graph.model import MODEL
from graph.record import recorded_at
from seed.load import Dataset
from seed.rows import Row


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A node and its values; what is missing has no key."""

    label: str
    values: Mapping[str, Any]

    @property
    def id(self) -> str:
        text: str = self.values["id"]
        return text

    @property
    def type(self) -> NodeType:
        return MODEL.nodes[self.label]


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """A relationship between two nodes."""

    type: str
    values: Mapping[str, Any]
    start: Node
    end: Node


@dataclass(frozen=True, slots=True)
class Chain:
    """Reporting lines from the bottom up, and what stands at their ends."""

    lines: tuple[Link, ...]
    tenure: Link | None = None
    review: Node | None = None

    @property
    def links(self) -> tuple[Link, ...]:
        return (*self.lines, *([self.tenure] if self.tenure else []))


@dataclass(frozen=True, slots=True)
class Edge:
    """A node as a connection has it: by itself, over a link, or by a chain."""

    node: Node
    link: Link | None = None
    chain: Chain | None = None


@dataclass(frozen=True, slots=True)
class World:
    """All nodes by id, and all links by type, direction and the id of their end."""

    nodes: Mapping[str, Node]
    links: Mapping[tuple[str, str, str], list[Edge]]

    @classmethod
    def of(cls, nodes: Iterable[Node], links: Iterable[Link]) -> World:
        edges: dict[tuple[str, str, str], list[Edge]] = defaultdict(list)
        for link in links:
            edges[link.type, "out", link.start.id].append(Edge(link.end, link))
            edges[link.type, "in", link.end.id].append(Edge(link.start, link))
        return cls({node.id: node for node in nodes}, edges)

    @classmethod
    def of_dataset(cls, data: Dataset) -> World:
        """The rows of data files, with what is derived from their values."""
        nodes = {
            id: Node(label, _with_first(MODEL.nodes[label], _recorded(data, row)))
            for label, rows in data.nodes.items()
            for id, row in rows.items()
        }
        links = (
            Link(type_, _recorded(data, row), nodes[row.start], nodes[row.end])
            for type_, rows in data.relationships.items()
            for row in rows.values()
        )
        return cls.of(nodes.values(), links)

    def all_links(self) -> Iterator[Link]:
        for (_, direction, _), edges in self.links.items():
            if direction == "out":
                yield from (edge.link for edge in edges if edge.link)

    def labelled(self, label: str) -> list[Edge]:
        return [Edge(node) for node in self.nodes.values() if node.label == label]

    def over(self, type_: str, direction: str, node: Node) -> list[Edge]:
        return self.links.get((type_, direction, node.id), [])


def _recorded(data: Dataset, row: Row) -> Mapping[str, Any]:
    """A row's values, with when its fact was first known."""
    claims = [data.nodes["Claim"][id] for id in row.properties.get("claims", ())]
    claimed = [claim.properties["recordedAt"] for claim in claims]
    at = recorded_at(row.properties.get("basis"), claimed)
    return row.properties if at is None else {**row.properties, "recordedAt": at}


def _with_first(type_: NodeType, values: Mapping[str, Any]) -> dict[str, Any]:
    derived = dict(values)
    for declared in type_.properties.values():
        known = [values[name] for name in declared.first_of if name in values]
        if known:
            derived[declared.name] = known[0]
    return derived
