"""``where`` and ``orderBy`` arguments to predicates and keys, by the model's names.

Null semantics are Cypher's, which are SQL's: a comparison with a missing value is
neither true nor false, ``NOT`` keeps it so, and only what is true is returned.
``isNull`` asks for missing values; ``eq: null`` means the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from graph.aggregates import measured_conditions, measured_key, of_facts
from graph.arguments import Tree
from graph.comparisons import compare, property_key
from graph.declare import Model, NodeType, Property, Relation, RelationshipType, Scalar
from graph.predicates import ALWAYS, both, either, opposite, related
from graph.query import (
    Both,
    Compare,
    Either,
    Entity,
    First,
    Follow,
    HasLabel,
    Key,
    Listed,
    Operator,
    Predicate,
    Quantifier,
    Read,
    Related,
)
from graph.view import View

LOOK_UPS = {Operator.EQ, Operator.IN, Operator.STARTS_WITH}
"""The operators that an index answers with the nodes alone."""


def follow(model: Model, owner: str, relation: Relation, view: View) -> Follow:
    """The source that a relation of a node type leads to."""
    edge = model.relationships[relation.type]
    reached = {
        end if relation.direction == "out" else start
        for start, end in edge.ends
        if owner == (start if relation.direction == "out" else end)
    }
    return Follow(
        relation.type,
        relation.direction,
        relation.targets,
        sole=reached == set(relation.targets),
        one=not relation.many,
        required=relation.required and not relation.many,
        shared=any(inverse.many for inverse in model.inverses(relation)),
        link=view.of_link(edge, relation),
        known=view.known_at,
        large=relation.large,
    )


class Filters:
    """Reads ``where`` and ``orderBy`` trees against a model, as a view has it."""

    def __init__(self, model: Model, view: View) -> None:
        self._model = model
        self._view = view

    def where(
        self, tree: Tree, targets: Sequence[str], edge: RelationshipType | None = None
    ) -> Predicate | None:
        """The predicate of a ``where`` tree over nodes of the target labels."""
        where = both(self._conditions(tree or {}, targets, edge))
        return None if where == ALWAYS else where

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
                    yield either(self._each(inner, targets, edge))
                case "NOT":
                    yield opposite(self.where(inner, targets, edge) or ALWAYS)
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
            yield self.where(tree, targets, edge) or ALWAYS

    def _member(self, name: str, tree: Tree, targets: Sequence[str]) -> Predicate:
        """A condition on one member of a union, which the member's label implies."""
        (label,) = (t for t in targets if t[0].lower() + t[1:] == name)
        return both([HasLabel(label), self.where(tree, (label,)) or ALWAYS])

    def _node(self, name: str, tree: Tree, node: NodeType) -> Predicate:
        if name in node.properties:
            return both(compare(node.properties[name], tree, "node"))
        relation = node.relations[name]
        source = follow(self._model, node.label, relation, self._view)
        if not relation.many:
            return self._quantified(Quantifier.SOME, tree, source, None)
        edge = self._model.relationships[relation.type]
        return both(
            self._together(inner, source)
            if name == "aggregate"
            else self._quantified(Quantifier(name), inner, source, edge)
            for name, inner in tree.items()
            if inner is not None
        )

    def _quantified(
        self,
        quantifier: Quantifier,
        tree: Tree,
        source: Follow,
        edge: RelationshipType | None,
    ) -> Predicate:
        where = self.where(tree, source.labels, edge)
        selective = self.is_selective(where, source.labels[0])
        return related(quantifier, source, where, selective=selective)

    def _together(self, tree: Tree, source: Follow) -> Predicate:
        """A condition on what aggregates say of related nodes."""
        (label,) = source.labels
        where = self.where(tree.get("where"), (label,))
        node = self._model.nodes[label]
        return both(measured_conditions(tree, node, of_facts(source, where)))

    def _properties(
        self, tree: Tree, properties: dict[str, Property], of: Entity
    ) -> Iterator[Predicate]:
        for name, inner in tree.items():
            if inner is not None:
                yield both(compare(properties[name], inner, of))

    def is_selective(self, where: Predicate | None, label: str) -> bool:
        """Whether some condition is likely to leave few nodes of a label.

        Those are equalities over indexed values of many kinds, and relations.
        """
        match where:
            case Compare(Read("node", name), operator):
                declared = self._model.nodes[label].properties[name]
                indexed = declared.index or name == "id"
                return operator in LOOK_UPS and indexed and _varies(declared)
            case Related(selective=selective, source=Follow(one=one)):
                return selective or one
            case Both(predicates) | Either(predicates):
                return any(self.is_selective(p, label) for p in predicates)
            case _:
                return False

    def keys(
        self, trees: Tree, targets: Sequence[str], edge: RelationshipType | None = None
    ) -> list[Key]:
        """The keys of an ``orderBy`` tree, in the order they were given."""
        node = self._model.nodes[targets[0]]
        return [self._key(tree, node, edge) for tree in trees or ()]

    def _key(self, tree: Tree, node: NodeType, edge: RelationshipType | None) -> Key:
        ((name, inner),) = tree.items()
        if name == "edge" and edge is not None:
            ((own, direction),) = inner.items()
            return property_key(edge.properties[own], direction, "link")
        if name in node.properties:
            return property_key(node.properties[name], inner, "node")
        relation = node.relations[name]
        source = follow(self._model, node.label, relation, self._view)
        if relation.many:
            return self._together_key(source, inner)
        return self._related_key(source, inner)

    def _together_key(self, source: Follow, tree: Tree) -> Key:
        (label,) = source.labels
        where = self.where(tree.get("where"), (label,))
        target = self._model.nodes[label]
        return measured_key(tree["aggregate"], target, of_facts(source, where))

    def _related_key(self, source: Follow, tree: Tree) -> Key:
        (label,) = source.labels
        key = self._key(tree, self._model.nodes[label], None)
        by = First(Listed(source, key.by))
        nullable = key.nullable or not source.required
        return replace(key, by=by, nullable=nullable, index=None)


def _varies(declared: Property) -> bool:
    """Whether a property has more values than an enum or a boolean."""
    return isinstance(declared.kind, Scalar) and declared.kind is not Scalar.BOOLEAN
