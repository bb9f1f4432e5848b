"""``where`` and ``orderBy`` over rows in memory, by the logic of three values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import ge, gt, le, lt
from typing import Any, TypeAlias

from graph.declare import Relation
from tests.reference.measures import key_of, together
from tests.reference.pages import Key
from tests.reference.rows import Edge, Node
from tests.reference.views import Sight

Truth: TypeAlias = bool | None
"""None where a value is missing that a comparison needs."""
Tree: TypeAlias = Mapping[str, Any]
"""An input object as graphql-core hands it to a resolver."""


def every(truths: Iterable[Truth]) -> Truth:
    found = list(truths)
    return False if False in found else None if None in found else True


def some(truths: Iterable[Truth]) -> Truth:
    found = list(truths)
    return True if True in found else None if None in found else False


def opposite(truth: Truth) -> Truth:
    return None if truth is None else not truth


def each(holds: Callable[[str, Any], Truth], tree: Tree) -> Truth:
    """Whether all parts of a tree hold; a null is as if it were not there."""
    given = ((name, inner) for name, inner in tree.items() if inner is not None)
    return every(holds(name, inner) for name, inner in given)


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, operand: bool(value == operand),
    "in": lambda value, operand: value in operand,
    "lt": lt,
    "lte": le,
    "gt": gt,
    "gte": ge,
    "contains": lambda value, operand: operand in value,
    "startsWith": lambda value, operand: value.startswith(operand),
    "endsWith": lambda value, operand: value.endswith(operand),
    "includes": lambda value, operand: operand in value,
}


def fits(value: Any, tree: Tree) -> Truth:
    """Whether a value satisfies a filter such as ``{gte: 5, isNull: false}``."""
    return every(_fits(value, name, operand) for name, operand in tree.items())


def _fits(value: Any, name: str, operand: Any) -> Truth:
    match name, operand:
        case "isNull", None:
            return True
        case "isNull", _:
            return bool((value is None) == operand)
        case "eq", None:
            return value is None
        case "in", []:
            return False
        case "caseInsensitive", _:
            lowered = None if value is None else value.lower()
            return fits(lowered, _lowered(operand or {}))
        case _ if value is None:
            return None
        case _ if isinstance(value, datetime):
            return COMPARISONS[name](value, _instant(operand))
        case _:
            return COMPARISONS[name](value, operand)


def _lowered(tree: Tree) -> Tree:
    def lower(operand: Any) -> Any:
        if isinstance(operand, list):
            return [lower(one) for one in operand]
        return None if operand is None else operand.lower()

    return {name: lower(operand) for name, operand in tree.items()}


def _instant(operand: Any) -> Any:
    if isinstance(operand, list):
        return [_instant(one) for one in operand]
    return datetime.fromisoformat(operand)


@dataclass(frozen=True, slots=True)
class Conditions:
    """Tells whether ``where`` trees hold, and what ``orderBy`` trees order by."""

    sight: Sight

    def holding(
        self, tree: Tree | None, edges: Iterable[Edge], targets: Sequence[str]
    ) -> list[Edge]:
        """The edges of which a tree is true."""
        return [edge for edge in edges if self._holds(tree or {}, edge, targets)]

    def _holds(self, tree: Tree, edge: Edge, targets: Sequence[str]) -> Truth:
        return each(lambda n, inner: self._part_holds(n, inner, edge, targets), tree)

    def _part_holds(
        self, name: str, tree: Any, edge: Edge, targets: Sequence[str]
    ) -> Truth:
        node = edge.node
        match name:
            case "AND":
                return every(self._holds(inner, edge, targets) for inner in tree)
            case "OR":
                return some(self._holds(inner, edge, targets) for inner in tree)
            case "NOT":
                return opposite(self._holds(tree, edge, targets))
            case "edge":
                assert edge.link is not None
                values = edge.link.values
                return each(lambda n, inner: fits(values.get(n), inner), tree)
            case _ if len(targets) > 1:
                if name != node.label[0].lower() + node.label[1:]:
                    return False
                return self._holds(tree, Edge(node), [node.label])
            case _ if name in node.type.properties:
                return fits(node.values.get(name), tree)
            case _:
                return self._related_hold(tree, node, node.type.relations[name])

    def _related_hold(self, tree: Tree, node: Node, relation: Relation) -> Truth:
        edges, targets = self.sight.related(node, relation), relation.targets
        if not relation.many:
            return bool(self.holding(tree, edges, targets))
        return each(lambda n, inner: self._quantified(n, inner, edges, targets), tree)

    def _quantified(
        self, name: str, tree: Tree, edges: list[Edge], targets: Sequence[str]
    ) -> Truth:
        if name == "aggregate":
            kept = self.holding(tree.get("where"), edges, targets)
            return self.hold_together(tree, kept)
        number = len(self.holding(tree, edges, targets))
        return {
            "some": number > 0,
            "all": number == len(edges),
            "none": number == 0,
            "single": number == 1,
        }[name]

    def hold_together(self, tree: Tree, edges: Sequence[Edge]) -> Truth:
        """Whether a condition on many nodes together holds."""
        return each(lambda name, inner: self._together(name, inner, edges), tree)

    def _together(self, name: str, tree: Any, edges: Sequence[Edge]) -> Truth:
        match name:
            case "where":
                return True
            case "AND":
                return every(self.hold_together(inner, edges) for inner in tree)
            case "OR":
                return some(self.hold_together(inner, edges) for inner in tree)
            case "NOT":
                return opposite(self.hold_together(tree, edges))
            case "count":
                return fits(len(edges), tree)
            case _:
                return each(lambda f, own: fits(together(name, f, edges), own), tree)

    # Orders

    def key(self, tree: Tree, edge: Edge) -> Key:
        """What one key of an order says of an edge."""
        ((name, inner),) = tree.items()
        if name == "edge":
            assert edge.link is not None
            ((own, direction),) = inner.items()
            return Key(edge.link.values.get(own), direction)
        if name in edge.node.type.properties:
            return Key(edge.node.values.get(name), inner)
        relation = edge.node.type.relations[name]
        related = self.sight.related(edge.node, relation)
        if relation.many:
            kept = self.holding(inner.get("where"), related, relation.targets)
            return key_of(inner["aggregate"], kept)
        return self.key(inner, related[0]) if related else Key(None, _direction(inner))


def _direction(tree: Any) -> str:
    """The direction in which a key that leads on ends."""
    while isinstance(tree, Mapping):
        tree = tree.get("aggregate") or next(iter(tree.values()))
    assert isinstance(tree, str)
    return tree
