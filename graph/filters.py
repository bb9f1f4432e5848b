"""``where`` and ``orderBy`` arguments to predicates and keys, by the model's names.

Null semantics are Cypher's, which are SQL's: a comparison with a missing value is
neither true nor false, ``NOT`` keeps it so, and only what is true is returned.
``isNull`` asks for missing values; ``eq: null`` means the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from graph.arguments import Tree
from graph.declare import Model, NodeType, Property, Relation, RelationshipType, Scalar
from graph.errors import BadUserInput
from graph.query import (
    Both,
    Compare,
    Either,
    Entity,
    First,
    Follow,
    HasLabel,
    IsNull,
    Key,
    Listed,
    Not,
    Operator,
    Predicate,
    Quantifier,
    Read,
    Related,
    Value,
)

OPERATORS = {
    "eq": Operator.EQ,
    "in": Operator.IN,
    "lt": Operator.LT,
    "lte": Operator.LTE,
    "gt": Operator.GT,
    "gte": Operator.GTE,
    "contains": Operator.CONTAINS,
    "startsWith": Operator.STARTS_WITH,
    "endsWith": Operator.ENDS_WITH,
    "includes": Operator.INCLUDES,
}


def follow(model: Model, owner: str, relation: Relation) -> Follow:
    """The source that a relation of a node type leads to."""
    ends = model.relationships[relation.type].ends
    reached = {
        end if relation.direction == "out" else start
        for start, end in ends
        if owner == (start if relation.direction == "out" else end)
    }
    return Follow(
        relation.type,
        relation.direction,
        relation.targets,
        sole=reached == set(relation.targets),
    )


class Filters:
    """Reads ``where`` and ``orderBy`` trees against a model."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def where(
        self, tree: Tree, targets: Sequence[str], edge: RelationshipType | None = None
    ) -> Predicate | None:
        """The predicate of a ``where`` tree over nodes of the target labels."""
        conditions = tuple(self._conditions(tree or {}, targets, edge))
        return both(conditions) if conditions else None

    def _conditions(
        self, tree: Tree, targets: Sequence[str], edge: RelationshipType | None
    ) -> Iterator[Predicate]:
        for name, inner in tree.items():
            if inner is None:
                continue
            match name:
                case "AND":
                    yield both(self._each(inner, targets, edge))
                case "OR":
                    yield Either(tuple(self._each(inner, targets, edge)))
                case "NOT":
                    yield Not(self.where(inner, targets, edge) or Both(()))
                case "edge" if edge is not None:
                    yield both(self._properties(inner, edge.properties, "link"))
                case _ if len(targets) > 1:
                    yield self._member(name, inner, targets)
                case _:
                    yield self._node(name, inner, self._model.nodes[targets[0]])

    def _each(
        self, trees: Tree, targets: Sequence[str], edge: RelationshipType | None
    ) -> Iterator[Predicate]:
        for tree in trees if isinstance(trees, list) else []:
            yield self.where(tree, targets, edge) or Both(())

    def _member(self, name: str, tree: Tree, targets: Sequence[str]) -> Predicate:
        """A condition on one member of a union, which the member's label implies."""
        (label,) = (t for t in targets if t[0].lower() + t[1:] == name)
        inner = self.where(tree, (label,))
        return both([HasLabel(label), *([inner] if inner else [])])

    def _node(self, name: str, tree: Tree, node: NodeType) -> Predicate:
        if name in node.properties:
            return both(compare(node.properties[name], tree, "node"))
        relation = node.relations[name]
        source = follow(self._model, node.label, relation)
        if not relation.many:
            return Related(Quantifier.SOME, source, self.where(tree, relation.targets))
        edge = self._model.relationships[relation.type]
        return both(
            Related(
                Quantifier(quantifier),
                source,
                self.where(inner, relation.targets, edge),
            )
            for quantifier, inner in tree.items()
            if inner is not None
        )

    def _properties(
        self, tree: Tree, properties: dict[str, Property], of: Entity
    ) -> Iterator[Predicate]:
        for name, inner in tree.items():
            if inner is not None:
                yield both(compare(properties[name], inner, of))

    def keys(
        self, trees: Tree, targets: Sequence[str], edge: RelationshipType | None = None
    ) -> list[Key]:
        """The keys of an ``orderBy`` tree, in the order they were given."""
        if not isinstance(trees, list):
            return []
        node = self._model.nodes[targets[0]]
        return [key for tree in trees for key in self._keys(tree, node, edge)]

    def _keys(
        self, tree: Tree, node: NodeType, edge: RelationshipType | None
    ) -> Iterator[Key]:
        for name, inner in tree.items():
            if inner is None:
                continue
            if name == "edge" and edge is not None:
                for own, direction in inner.items():
                    yield from _key(edge.properties[own], direction, "link")
            elif name in node.properties:
                yield from _key(node.properties[name], inner, "node")
            else:
                yield from self._related_keys(node, node.relations[name], inner)

    def _related_keys(
        self, node: NodeType, relation: Relation, tree: Tree
    ) -> Iterator[Key]:
        source = follow(self._model, node.label, relation)
        target = self._model.nodes[relation.targets[0]]
        for key in self._keys(tree, target, None):
            by = First(Listed(source, key.by))
            yield replace(key, by=by, nullable=key.nullable or not relation.required)


def both(predicates: Iterator[Predicate] | Sequence[Predicate] | Any) -> Predicate:
    """The conjunction; a single predicate as it is."""
    parts = tuple(predicates)
    return parts[0] if len(parts) == 1 else Both(parts)


def compare(declared: Property, tree: Tree, of: Entity) -> Iterator[Predicate]:
    """The conditions of a property's filter, such as ``{gte: 5, isNull: false}``."""
    left = read(declared, of)
    for name, operand in tree.items():
        if name == "isNull":
            if operand is not None:
                yield IsNull(left) if operand else Not(IsNull(left))
        elif operand is None and name == "eq":
            yield IsNull(left)
        elif operand is None:
            raise BadUserInput(
                f"{declared.name}: {{ {name}: null }} compares with nothing; "
                "leave it out, or ask for isNull"
            )
        else:
            yield Compare(
                Read(of, declared.name),
                OPERATORS[name],
                value(operand),
                instant=declared.kind is Scalar.DATETIME,
            )


def read(declared: Property, of: Entity) -> Read:
    """The expression that reads a property."""
    return Read(of, declared.name, instant=declared.kind is Scalar.DATETIME)


def value(tree: Tree) -> Value:
    """A tree of one scalar, enum value, boolean or list of them as a value."""
    return tree if isinstance(tree, Value) else Value(constant=tree)


def _key(declared: Property, direction: Tree, of: Entity) -> Iterator[Key]:
    if direction is None:
        return
    yield Key(
        read(declared, of),
        descending=direction.startswith("DESC"),
        nulls_first=direction.endswith("NULLS_FIRST"),
        nullable=not declared.required,
    )


def beyond(
    keys: Sequence[Key], values: Sequence[Value | None], *, inclusive: bool = False
) -> Predicate:
    """The rows behind a place in an order: the place's values, None for a null.

    One alternative per key: equal in all keys before it, and behind in this one.
    """
    alternatives: list[Predicate] = []
    equal: list[Predicate] = []
    for key, at in zip(keys, values, strict=True):
        behind = _behind(key, at)
        if behind is not None:
            alternatives.append(both([*equal, behind]))
        equal.append(IsNull(key.by) if at is None else _than(key, Operator.EQ, at))
    if inclusive:
        alternatives.append(both(equal))
    return Either(tuple(alternatives))


def _behind(key: Key, at: Value | None) -> Predicate | None:
    if at is None:
        return Not(IsNull(key.by)) if key.nulls_first else None
    further = Operator.LT if key.descending else Operator.GT
    behind = _than(key, further, at)
    if key.nullable and not key.nulls_first:
        return Either((behind, IsNull(key.by)))
    return behind


def _than(key: Key, operator: Operator, at: Value) -> Predicate:
    return Compare(key.by, operator, at)
