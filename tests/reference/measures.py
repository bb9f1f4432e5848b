"""What is said of many nodes together, and how they fall into groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from graph.declare import NodeType, Scalar, snake_case
from graph.model import MODEL
from tests.reference.pages import Key
from tests.reference.rows import Edge, Node
from tests.reference.views import Sight


def values_of(name: str, rows: Iterable[Mapping[str, Any]]) -> list[Any]:
    """The values of one name that are not missing."""
    return [row[name] for row in rows if row.get(name) is not None]


def measure(function: str, values: Sequence[Any]) -> Any:
    """What an aggregate function says of values."""
    match function:
        case "sum":
            return sum(values)
        case "avg":
            return float(sum(values)) / len(values) if values else None
        case "min":
            return min(values, default=None)
        case _:
            return max(values, default=None)


def together(name: str, function: str, edges: Sequence[Edge]) -> Any:
    """What an aggregate function says of a property of nodes."""
    return measure(function, values_of(name, (edge.node.values for edge in edges)))


def key_of(tree: Mapping[str, Any], edges: Sequence[Edge]) -> Key:
    """What one key of an order by many nodes together says of them."""
    ((name, inner),) = tree.items()
    if name == "count":
        return Key(len(edges), inner)
    ((function, direction),) = inner.items()
    return Key(together(name, function, edges), direction)


@dataclass(frozen=True, slots=True)
class Group:
    """Edges that have something in common: values and nodes by the names of keys."""

    label: str
    key: Mapping[str, Any]
    edges: list[Edge]


def groups_of(
    sight: Sight, label: str, names: Iterable[str], edges: Iterable[Edge]
) -> list[Group]:
    """Edges by what they have in common; the names are those of an enum of keys."""
    found: dict[tuple[Any, ...], Group] = {}
    keys = {snake_case(key).upper(): key for key in _keys(MODEL.nodes[label])}
    chosen = [keys[name] for name in dict.fromkeys(names)]
    for edge in edges:
        for values in product(*(_common(sight, edge.node, key) for key in chosen)):
            key = dict(zip(chosen, values, strict=True))
            group = found.setdefault(values, Group(label, key, []))
            group.edges.append(edge)
    return list(found.values())


def _keys(type_: NodeType) -> Iterator[str]:
    for declared in type_.properties.values():
        yield f"{declared.name}Year" if declared.kind is Scalar.DATE else declared.name
    yield from type_.relations


def _common(sight: Sight, node: Node, key: str) -> list[Any]:
    """The values of a key, or the nodes, that put a node into a group each."""
    if key in node.type.relations:
        related = sight.related(node, node.type.relations[key])
        return list(dict.fromkeys(edge.node for edge in related)) or [None]
    if key in node.type.properties:
        return [node.values.get(key)]
    day = node.values.get(key.removesuffix("Year"))
    return [None if day is None else day[:4]]
