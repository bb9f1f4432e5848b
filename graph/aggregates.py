"""What can be said of many nodes at once: measures of their properties, and groups.

Amounts and numbers have a sum, an average, a least and a greatest; dates and instants a
least and a greatest. Nodes are grouped by enums, booleans, the years of dates, and the
nodes that their relations lead to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from graph.arguments import Tree
from graph.comparisons import conditions, keyed
from graph.declare import (
    Model,
    NodeType,
    Property,
    Relation,
    RelationshipType,
    Scalar,
    snake_case,
)
from graph.predicates import ALWAYS, both, either, opposite
from graph.query import (
    Aggregate,
    Counted,
    Expression,
    Facts,
    Follow,
    Function,
    GroupBy,
    Key,
    Predicate,
    Read,
    Source,
    Year,
)

ENDS = (Function.MIN, Function.MAX)
MEASURES = (Function.SUM, Function.AVG, *ENDS)
FUNCTIONS: dict[Scalar, tuple[Function, ...]] = {
    Scalar.INT: MEASURES,
    Scalar.MONEY: MEASURES,
    Scalar.DATE: ENDS,
    Scalar.DATETIME: ENDS,
}
"""The functions of a kind of value, besides counting."""


Follows: TypeAlias = Callable[[Relation], Follow]
Said: TypeAlias = Callable[[Aggregate], Expression]
"""Where the value of an aggregate is read."""


@dataclass(frozen=True, slots=True)
class GroupKey:
    """Something that nodes of a label can be grouped by."""

    name: str
    of: Property | Relation
    year: bool = False

    @property
    def enum_name(self) -> str:
        """Its name in the enum of keys: ``DAY_YEAR`` for ``dayYear``."""
        return snake_case(self.name).upper()


def measured(properties: Mapping[str, Property]) -> Iterator[tuple[Property, Scalar]]:
    """The properties that aggregate functions speak of, with their kinds."""
    for declared in properties.values():
        kind = declared.kind
        if isinstance(kind, Scalar) and kind in FUNCTIONS and not declared.is_list:
            yield declared, kind


def own_measured(relationship: RelationshipType) -> dict[str, Property]:
    """The numbers that a relationship of this type carries beyond its dates."""
    return {
        p.name: p
        for p, kind in measured({p.name: p for p in relationship.own})
        if Function.SUM in FUNCTIONS[kind]
    }


def group_keys(node: NodeType) -> dict[str, GroupKey]:
    """What the nodes of a label can be grouped by, by the name in the enum."""
    keys = [*_property_keys(node), *_relation_keys(node)]
    return {key.enum_name: key for key in keys}


def _property_keys(node: NodeType) -> Iterator[GroupKey]:
    for declared in node.properties.values():
        if declared.is_list:
            continue
        if not isinstance(declared.kind, Scalar) or declared.kind is Scalar.BOOLEAN:
            yield GroupKey(declared.name, declared)
        elif declared.kind is Scalar.DATE:
            yield GroupKey(f"{declared.name}Year", declared, year=True)


def _relation_keys(node: NodeType) -> Iterator[GroupKey]:
    for relation in node.relations.values():
        if len(relation.targets) == 1:
            yield GroupKey(relation.name, relation)


def by_label(model: Model) -> dict[str, dict[str, GroupKey]]:
    """The group keys of every label."""
    return {label: group_keys(node) for label, node in model.nodes.items()}


def of_group(aggregate: Aggregate) -> Expression:
    """An aggregate of the current group."""
    return aggregate


def of_facts(source: Source, where: Predicate | None) -> Said:
    """Aggregates of the nodes of a source."""

    def said(aggregate: Aggregate) -> Expression:
        if aggregate.function is Function.COUNT:
            return Counted(source, where)
        return Facts(source, where, aggregate)

    return said


def measured_conditions(tree: Tree, node: NodeType, said: Said) -> Iterator[Predicate]:
    """The conditions of an aggregate filter over nodes of a type."""
    if (count := tree.get("count")) is not None:
        yield from conditions(said(Aggregate(Function.COUNT)), "count", count)
    for declared, kind in measured(node.properties):
        instant = kind is Scalar.DATETIME
        for function, inner in (tree.get(declared.name) or {}).items():
            if inner is not None:
                of = Read("node", declared.name)
                left = said(Aggregate(Function(function), of))
                name = f"{declared.name}.{function}"
                yield from conditions(left, name, inner, instant=instant)


def measured_key(tree: Tree, node: NodeType, said: Said) -> Key:
    """The key of an aggregate order over nodes of a type."""
    ((name, inner),) = tree.items()
    if name == "count":
        by = said(Aggregate(Function.COUNT))
        return keyed(by, inner, nullable=False, kind=Scalar.INT)
    ((function, direction),) = inner.items()
    by = said(Aggregate(Function(function), Read("node", name)))
    nullable = function != Function.SUM
    return keyed(by, direction, nullable=nullable, kind=node.properties[name].kind)


def group_where(tree: Tree, node: NodeType) -> Predicate | None:
    """The predicate of a ``where`` tree over groups of a type's nodes."""
    where = both(_group_conditions(tree or {}, node))
    return None if where == ALWAYS else where


def _group_conditions(tree: Tree, node: NodeType) -> Iterator[Predicate]:
    if (all_of := tree.get("AND")) is not None:
        yield both(group_where(inner, node) or ALWAYS for inner in all_of)
    if (any_of := tree.get("OR")) is not None:
        yield either(group_where(inner, node) or ALWAYS for inner in any_of)
    if (not_this := tree.get("NOT")) is not None:
        yield opposite(group_where(not_this, node) or ALWAYS)
    yield from measured_conditions(tree, node, of_group)


def group_order(trees: Tree, node: NodeType) -> list[Key]:
    """The keys of an ``orderBy`` tree over groups; largest first without one."""
    given = [measured_key(tree, node, of_group) for tree in trees or ()]
    return given or [Key(Aggregate(Function.COUNT), descending=True, nullable=False)]


def grouped_by(names: Tree, node: NodeType, follow: Follows) -> tuple[GroupBy, ...]:
    """The keys that a list of names asks for, each once."""
    keys = group_keys(node)
    chosen = (keys[name] for name in dict.fromkeys(names))
    return tuple(GroupBy(key.name, _grouping(key, follow)) for key in chosen)


def _grouping(key: GroupKey, follow: Follows) -> Expression | Follow:
    if isinstance(key.of, Relation):
        return follow(key.of)
    value = Read("node", key.of.name)
    return Year(value) if key.year else value
