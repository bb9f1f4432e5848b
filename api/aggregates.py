"""The types of aggregates and groups: what is said of many nodes at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

import strawberry
from strawberry.types.field import StrawberryField

from api.fields import (
    Type,
    argument,
    connection_arguments,
    field,
    optional,
    page_arguments,
)
from api.scalars import SCALARS
from graph.aggregates import FUNCTIONS, GroupKey, group_keys, measured, own_measured
from graph.declare import Model, NodeType, Property, Relation, RelationshipType, Scalar
from graph.fields import Counts, KeyOf, Keys, Measures, Members
from graph.query import Entity, Function

TEXTS: dict[Function, str] = {
    Function.SUM: "The sum; 0 of none.",
    Function.AVG: "The average.",
    Function.MIN: "The least.",
    Function.MAX: "The greatest.",
}
_COUNT = "How many there are."
_RELATED = "Only related nodes of which this is true."


def _result(function: Function, kind: Scalar) -> Any:
    """The type of an aggregate: an average, or a sum of integers, may be a fraction."""
    if function is Function.AVG or (function is Function.SUM and kind is Scalar.INT):
        return float
    return SCALARS[kind]


class AggregateTypes:
    """Defines, for every node type, what can be asked of many of its nodes."""

    def __init__(
        self, model: Model, types: dict[str, Type], define: Callable[..., None]
    ) -> None:
        self._model = model
        self._types = types
        self._define = define
        self._fractions()
        for kind, functions in FUNCTIONS.items():
            self._kind(kind, functions)
        for relationship in model.relationships.values():
            if own := own_measured(relationship):
                self._edge(relationship, own)
        for node in model.nodes.values():
            self._node(node)

    def fields(
        self, *labels: str, edge: RelationshipType | None = None
    ) -> Iterator[StrawberryField]:
        """The fields of a connection of nodes of one label; of several, none."""
        if len(labels) != 1:
            return
        aggregate = self._types[labels[0] + "Aggregate"]
        yield field("aggregate", aggregate, "What holds of all nodes on all pages.")
        if edge is not None and own_measured(edge):
            type_ = self._types[edge.name + "Aggregate"]
            yield field("edgeAggregate", type_, "What holds of all edges.")

    def conditions(self, *labels: str) -> Iterator[StrawberryField]:
        """The condition on all related nodes together."""
        if len(labels) == 1:
            type_ = self._types[labels[0] + "AggregateWhere"]
            yield optional("aggregate", type_, "What must hold of them together.")

    # Values

    def _fractions(self) -> None:
        """Conditions on averages: no stored property is a fraction."""

        def conditions() -> Iterator[StrawberryField]:
            yield optional("isNull", bool, "Whether there is none.")
            yield optional("lt", float, "Less than this.")
            yield optional("lte", float, "Less than or equal to this.")
            yield optional("gt", float, "Greater than this.")
            yield optional("gte", float, "Greater than or equal to this.")

        text = "Conditions on Float values; all of them must hold."
        self._define("FloatFilter", text, conditions, kind="input")

    def _kind(self, kind: Scalar, functions: tuple[Function, ...]) -> None:
        base = f"{kind.value}Aggregate"

        def values() -> Iterator[StrawberryField]:
            for function in functions:
                type_ = _result(function, kind)
                yield field(function, type_ | None, TEXTS[function])

        def conditions() -> Iterator[StrawberryField]:
            for function in functions:
                type_ = self._types[_filter_of(function, kind)]
                yield optional(function, type_, TEXTS[function])

        def order() -> Iterator[StrawberryField]:
            direction = self._types["SortDirection"]
            for function in functions:
                yield optional(function, direction, TEXTS[function])

        text = f"What holds of many {kind.value} values; missing ones are left out."
        self._define(base, text, values)
        text = f"Conditions on many {kind.value} values together."
        self._define(base + "Where", text, conditions, kind="input")
        text = f"One key by which to order by many {kind.value} values together."
        self._define(base + "Order", text, order, kind="one of")

    def _measures(
        self, properties: dict[str, Property], of: Entity
    ) -> Iterator[StrawberryField]:
        yield field("count", int, _COUNT, reads=Counts())
        for declared, kind in measured(properties):
            type_ = self._types[f"{kind.value}Aggregate"]
            reads = Measures(declared, of)
            yield field(declared.name, type_, declared.description, reads=reads)

    def _edge(self, edge: RelationshipType, own: dict[str, Property]) -> None:
        text = f"What holds of many {edge.name} edges together."
        self._define(edge.name + "Aggregate", text, lambda: self._measures(own, "link"))

    # Nodes

    def _node(self, node: NodeType) -> None:
        label, keys = node.label, group_keys(node)
        self._types[label + "GroupBy"] = self._key_enum(node, keys)

        def aggregate() -> Iterator[StrawberryField]:
            yield from self._measures(node.properties, "node")
            yield self._groups_field(label)

        def group() -> Iterator[StrawberryField]:
            key = self._types[label + "GroupKey"]
            yield field("key", key, "What its nodes have in common.", reads=Keys())
            yield from self._measures(node.properties, "node")
            yield self._members_field(node)

        def group_key() -> Iterator[StrawberryField]:
            for key in keys.values():
                yield self._key_field(key)

        self._define(
            label + "Aggregate",
            f"What holds of many {node.plural} together.",
            aggregate,
        )
        self._define(label + "Group", f"A group of {node.plural}.", group)
        text = "The keys of a group; null where nothing is grouped by it."
        self._define(label + "GroupKey", text, group_key)
        self._group_connection(label)
        self._inputs(node)

    def _key_enum(self, node: NodeType, keys: dict[str, GroupKey]) -> Type:
        members = {
            name: strawberry.enum_value(name, description=_key_text(key))
            for name, key in keys.items()
        }
        name = node.label + "GroupBy"
        made: type[Enum] = Enum(name, members)  # type: ignore[misc]
        text = f"What {node.plural} can be grouped by."
        return strawberry.enum(made, name=name, description=text)

    def _key_field(self, key: GroupKey) -> StrawberryField:
        text = _key_text(key)
        if isinstance(key.of, Relation):
            target = key.of.targets[0]
            reads = KeyOf(key.name, target)
            return field(key.name, self._types[target] | None, text, reads=reads)
        type_: Any = str
        if not key.year:
            type_ = self._plain(key.of)
        return field(key.name, type_ | None, text, reads=KeyOf(key.name))

    def _plain(self, declared: Property) -> Type:
        if isinstance(declared.kind, Scalar):
            return SCALARS[declared.kind]
        return self._types[declared.kind.__name__]

    def _groups_field(self, label: str) -> StrawberryField:
        by, where = self._types[label + "GroupBy"], self._types[label + "GroupWhere"]
        order = self._types[label + "GroupOrder"]
        return field(
            "groups",
            self._types[label + "GroupConnection"],
            "The nodes by one or several keys; largest groups first unless ordered.",
            arguments=[
                argument("by", list[by], "What to group by.", required=True),  # type: ignore[valid-type]
                argument("where", where, "Only groups of which this is true."),
                argument("orderBy", list[order], "The order; ties are broken by key."),  # type: ignore[valid-type]
                *page_arguments("groups"),
            ],
        )

    def _members_field(self, node: NodeType) -> StrawberryField:
        label = node.label
        return field(
            node.plural,
            self._types[label + "Connection"],
            f"The {node.plural} in the group, each once.",
            reads=Members(label),
            arguments=connection_arguments(
                self._types[label + "Where"], self._types[label + "Order"]
            ),
        )

    def _group_connection(self, label: str) -> None:
        base = label + "Group"

        def edge() -> Iterator[StrawberryField]:
            yield field("cursor", str, "Where the group stands in its connection.")
            yield field("node", self._types[base], "The group.")

        def connection() -> Iterator[StrawberryField]:
            edges, groups = self._types[base + "Edge"], self._types[base]
            yield field("edges", list[edges], "The page's edges.")  # type: ignore[valid-type]
            yield field("nodes", list[groups], "The page's groups.")  # type: ignore[valid-type]
            yield field("pageInfo", self._types["PageInfo"], "Where the page lies.")
            yield field("totalCount", int, "How many groups there are on all pages.")

        self._define(base + "Edge", "An edge of a connection.", edge)
        self._define(base + "Connection", "A list of groups in pages.", connection)

    # Inputs

    def _inputs(self, node: NodeType) -> None:
        label = node.label

        def related() -> Iterator[StrawberryField]:
            yield optional("where", self._types[label + "Where"], _RELATED)
            yield from self._of_measures(node, "Where")

        def connection() -> Iterator[StrawberryField]:
            yield optional("where", self._types[label + "Where"], _RELATED)
            order = self._types[label + "AggregateOrder"]
            yield field("aggregate", order, "What of them together to order by.")

        def order() -> Iterator[StrawberryField]:
            return self._of_measures(node, "Order")

        def logic() -> Iterator[StrawberryField]:
            where = self._types[label + "GroupWhere"]
            yield optional("AND", list[where], "All of these.")  # type: ignore[valid-type]
            yield optional("OR", list[where], "At least one of these.")  # type: ignore[valid-type]
            yield optional("NOT", where, "Not this.")
            yield from self._of_measures(node, "Where")

        text = f"Conditions on many {node.plural} together; all of them must hold."
        self._define(label + "AggregateWhere", text, related, kind="input")
        self._define(label + "GroupWhere", text, logic, kind="input")
        text = f"One key by which to order by many {node.plural} together."
        self._define(label + "AggregateOrder", text, order, kind="one of")
        self._define(label + "GroupOrder", text, order, kind="one of")
        text = f"How to order by the {node.plural} of a connection."
        self._define(label + "ConnectionOrder", text, connection, kind="input")

    def _of_measures(self, node: NodeType, suffix: str) -> Iterator[StrawberryField]:
        count = "IntFilter" if suffix == "Where" else "SortDirection"
        yield optional("count", self._types[count], _COUNT)
        for declared, kind in measured(node.properties):
            type_ = self._types[f"{kind.value}Aggregate{suffix}"]
            yield optional(declared.name, type_, declared.description)


def _filter_of(function: Function, kind: Scalar) -> str:
    name = "Float" if _result(function, kind) is float else kind.value
    return f"{name}Filter"


def _key_text(key: GroupKey) -> str:
    if isinstance(key.of, Property) and key.year:
        return f"The year of {key.of.name}."
    return key.of.description
