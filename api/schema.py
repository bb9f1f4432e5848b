"""The Strawberry schema, derived from the model.

Types refer to each other in circles, so all of them exist as empty classes before any
gets its fields. No field has a resolver: what a field reads is said by its metadata,
and :mod:`api.execution` answers whole operations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from itertools import chain
from operator import or_
from typing import Annotated

import strawberry
from graphql import (
    DirectiveLocation,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
)
from strawberry.directive import DirectiveValue
from strawberry.schema.config import StrawberryConfig
from strawberry.schema_directives import OneOf
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from api import why_not
from api.aggregates import AggregateTypes
from api.chronicles import ChronicleTypes
from api.feed import FeedTypes, fact_type
from api.fields import (
    FieldsOf,
    Type,
    argument,
    connection_arguments,
    field,
    optional,
    page_arguments,
)
from api.mutations import MutationTypes
from api.paths import LinkDirection, PathTypes
from api.scalars import SCALAR_MAP, SCALARS
from graph import view
from graph.assertions import UserErrorCode
from graph.changes import ChangeKind
from graph.chronicles import CHRONICLES, Chronicle
from graph.declare import (
    Evidenced,
    Model,
    Node,
    NodeType,
    Property,
    Relation,
    Relationship,
    RelationshipType,
    Scalar,
    properties_of,
)
from graph.feed import Recording
from graph.fields import (
    AnyById,
    Attribute,
    ById,
    Everything,
    Meaning,
    Recounts,
    References,
    Relates,
    Scores,
    Searches,
    Shows,
    Traverses,
)
from graph.fulltext import MAX_LENGTH, MAX_WORDS
from graph.oversight import TRAVERSALS, Traversal
from graph.plan import EXPLAIN
from graph.query import Entity
from graph.reasons import WhyNotCondition
from graph.search import enum_name
from graph.timeline import EventStatus
from graph.view import Argument, DateMatching

SHOWN = {
    "depth": "How many reporting lines lie between.",
    "chain": "The reporting lines, from the bottom up.",
    "tenure": "The tenure by which the official led the agency at the top.",
    "review": "The review that decides: a stated one first, then the earliest.",
}


class SortDirection(Enum):
    """How to sort; missing values come last unless said otherwise."""

    ASC = "Smallest first."
    DESC = "Largest first."
    ASC_NULLS_FIRST = "Missing values, then smallest first."
    DESC_NULLS_FIRST = "Missing values, then largest first."


@strawberry.directive(
    name=EXPLAIN,
    locations=[DirectiveLocation.QUERY],
    description="Says in extensions how the answer was found: cypher is the statement "
    "that was run, receipt says what was asked, of which data, and what came of it.",
)
def explain(value: DirectiveValue[str]) -> str:
    """Declared for callers; the planner heeds it."""
    return value


class Schema(strawberry.Schema):
    """Strawberry's schema, answered by :mod:`api.execution` instead of resolvers."""

    @property
    def core(self) -> GraphQLSchema:
        """The schema as graphql-core knows it."""
        return self._schema


def build_schema(model: Model) -> Schema:
    """The schema of a model."""
    return _Builder(model).schema()


@dataclass(frozen=True, slots=True)
class _Definition:
    """A type to be: its class is empty until ``fields`` is called."""

    cls: type
    description: str
    fields: FieldsOf
    kind: str


class _Builder:
    """Defines every type first, then fills them in the same order."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._types: dict[str, Type] = {}
        self._definitions: list[_Definition] = []
        ours = (
            SortDirection,
            DateMatching,
            EventStatus,
            ChangeKind,
            WhyNotCondition,
            Recording,
            UserErrorCode,
            LinkDirection,
        )
        enums: list[type[Enum]] = [*model.enums.values(), *ours]
        for enum in enums:
            self._types[enum.__name__] = _enum(enum)
        self._types["NodeLabel"] = _node_labels(model)
        self._types["FactType"] = fact_type(model)
        self._interfaces()
        self._page_info()
        self._filters()
        self._aggregates = AggregateTypes(model, self._types, self._define)
        for relationship in model.relationships.values():
            self._inputs(relationship.name, relationship.properties)
        for node in model.nodes.values():
            self._node(node)
        self._chronicles = ChronicleTypes(
            model,
            self._types,
            self._define,
            lambda edge: self._properties(edge.properties, "link"),
        )
        self._define(
            "WhyNotCheck", why_not.CHECK, lambda: why_not.check_fields(self._types)
        )
        for traversal in TRAVERSALS:
            self._traversal(traversal)
        self._found()
        self._feed = FeedTypes(self._types, self._define)
        self._paths = PathTypes(model, self._types, self._define, self._properties)
        self._define("Query", "What can be asked.", self._root_fields)
        MutationTypes(
            model,
            self._types,
            self._define,
            kind=self._kind,
            target=self._one_of,
            properties=lambda edge: self._properties(edge.properties, "link"),
        )

    def schema(self) -> Schema:
        for definition in self._definitions:
            _fill(definition)
        nodes, chronicles = self._model.nodes, self._chronicles.implementing
        facts = (edge.fact for edge in self._model.relationships.values())
        named = (*nodes, *chronicles, *self._paths.links, *facts)
        schema = Schema(
            self._types["Query"],
            mutation=self._types["Mutation"],
            subscription=self._types["Subscription"],
            types=[self._types[name] for name in named],
            directives=[explain],
            config=StrawberryConfig(auto_camel_case=False, scalar_map=SCALAR_MAP),
        )
        _enforce_one_of(schema.core)
        return schema

    def _define(
        self,
        name: str,
        description: str,
        fields: FieldsOf,
        *,
        kind: str = "object",
        implements: Iterable[str] = (),
    ) -> None:
        bases = tuple(self._types[base] for base in implements)
        cls = type(name, bases, {"__module__": __name__})
        self._types[name] = cls
        self._definitions.append(_Definition(cls, description, fields, kind))

    # Interfaces and structure

    def _interfaces(self) -> None:
        node, evidenced = properties_of(Node), properties_of(Evidenced)
        link = properties_of(Relationship)
        evidence = {k: v for k, v in evidenced.items() if k not in node}
        for cls, properties, implements in (
            (Node, node, []),
            (Evidenced, evidence, []),
            (Relationship, link, ["Evidenced"]),
        ):
            self._interface(cls, properties, implements)

    def _interface(
        self, cls: type, properties: dict[str, Property], implements: list[str]
    ) -> None:
        self._define(
            cls.__name__,
            _text(cls),
            lambda: self._properties(properties, "node"),
            kind="interface",
            implements=implements,
        )

    def _page_info(self) -> None:
        self._define(
            "PageInfo",
            "Where a page lies in its connection.",
            lambda: [
                field("hasNextPage", bool, "Whether nodes follow the page."),
                field("hasPreviousPage", bool, "Whether nodes precede the page."),
                field("startCursor", str | None, "The first edge's cursor."),
                field("endCursor", str | None, "The last edge's cursor."),
            ],
        )

    # Nodes

    def _node(self, node: NodeType) -> None:
        implements = ["Node", "Evidenced"] if node.evidenced else ["Node"]
        self._define(
            node.label,
            node.description,
            lambda: self._node_fields(node),
            implements=implements,
        )
        self._inputs(node.label, node.properties, node)
        self._connection(
            node.label,
            lambda: self._types[node.label],
            lambda: (),
            more=lambda: self._aggregates.fields(node.label),
        )
        for relation in node.relations.values():
            if relation.many:
                self._relation(node, relation)

    def _node_fields(self, node: NodeType) -> Iterator[StrawberryField]:
        yield from self._properties(node.properties, "node")
        for relation in node.relations.values():
            yield self._relation_field(node, relation)
        for traversal in TRAVERSALS:
            if traversal.owner == node.label:
                yield self._traversal_field(traversal)
        for chronicle in CHRONICLES:
            if chronicle.owner == node.label:
                yield self._chronicle_field(chronicle)

    def _properties(
        self, properties: dict[str, Property], of: Entity
    ) -> Iterator[StrawberryField]:
        for declared in properties.values():
            type_: Type = self._kind(declared)
            reads: Meaning = Attribute(declared, of)
            if declared.refers_to is not None:
                type_ = self._types[declared.refers_to]
                reads = References(declared, of)
            if declared.is_list:
                type_ = list[type_]
            if not declared.required:
                type_ = type_ | None
            yield field(declared.name, type_, declared.description, reads=reads)

    def _kind(self, declared: Property | Argument) -> Type:
        if isinstance(declared.kind, Scalar):
            return SCALARS[declared.kind]
        return self._types[declared.kind.__name__]

    def _relation_field(self, node: NodeType, relation: Relation) -> StrawberryField:
        reads = Relates(node.label, relation)
        if relation.many:
            base = _relation_name(node, relation)
            return field(
                relation.name,
                self._types[base + "Connection"],
                relation.description,
                reads=reads,
                arguments=[*self._connection_arguments(base), *self._view_arguments()],
            )
        type_ = self._types[relation.targets[0]]
        return field(
            relation.name,
            type_ if relation.required else type_ | None,
            relation.description,
            reads=reads,
            arguments=self._view_arguments(),
        )

    # Views

    def _view_arguments(self, *others: Argument) -> list[StrawberryArgument]:
        """The arguments that set a view, behind a traversal's own."""
        taken = {a.name for a in others}
        rest = (a for a in view.ARGUMENTS if a.name not in taken)
        return self._arguments((*others, *rest))

    def _arguments(self, every: Iterable[Argument]) -> list[StrawberryArgument]:
        return [
            argument(
                a.name,
                list[self._kind(a)] if a.is_list else self._kind(a),  # type: ignore[misc]
                a.description,
                required=a.required,
            )
            for a in every
        ]

    # Relations

    def _relation(self, node: NodeType, relation: Relation) -> None:
        base = _relation_name(node, relation)
        edge = self._model.relationships[relation.type]
        self._connection(
            base,
            lambda: self._target(relation),
            lambda: self._properties(edge.properties, "link"),
            implements=["Relationship", "Evidenced"],
            description=edge.description,
            more=lambda: self._aggregates.fields(*relation.targets, edge=edge),
        )
        self._relation_inputs(base, relation, edge)

    def _target(self, relation: Relation) -> Type:
        """The type at the other end."""
        return self._one_of(relation.targets)

    def _one_of(self, labels: tuple[str, ...]) -> Type:
        """The type of nodes of one label; a union where it may be one of several."""
        if len(labels) == 1:
            return self._types[labels[0]]
        name = "Or".join(labels)
        if name not in self._types:
            members = reduce(or_, (self._types[label] for label in labels))
            text = f"One of {', '.join(labels)}."
            self._types[name] = Annotated[
                members, strawberry.union(name, description=text)
            ]
        return self._types[name]

    def _connection(
        self,
        base: str,
        target: Callable[[], Type],
        edge_fields: FieldsOf,
        *,
        implements: Iterable[str] = (),
        description: str = "",
        more: FieldsOf,
    ) -> None:
        def edge() -> Iterator[StrawberryField]:
            yield field("cursor", str, "Where the edge stands in its connection.")
            yield field("node", target(), "The node.")
            yield from edge_fields()

        def connection() -> Iterator[StrawberryField]:
            edges = self._types[base + "Edge"]
            yield field("edges", list[edges], "The page's edges.")  # type: ignore[valid-type]
            yield field("nodes", list[target()], "The page's nodes.")  # type: ignore[misc]
            yield field("pageInfo", self._types["PageInfo"], "Where the page lies.")
            yield field("totalCount", int, "How many nodes there are on all pages.")
            yield from more()

        text = description or "An edge of a connection."
        self._define(base + "Edge", text, edge, implements=implements)
        self._define(base + "Connection", "A list of nodes in pages.", connection)

    def _connection_arguments(self, base: str) -> list[StrawberryArgument]:
        where, order = self._types[base + "Where"], self._types[base + "Order"]
        return connection_arguments(where, order)

    # Traversals

    def _traversal(self, traversal: Traversal) -> None:
        self._connection(
            _traversal_name(traversal),
            lambda: self._types[traversal.target],
            lambda: self._shown(traversal),
            description=traversal.description,
            more=lambda: self._aggregates.fields(traversal.target),
        )

    def _shown(self, traversal: Traversal) -> Iterator[StrawberryField]:
        steps = self._types["ReportingStep"]
        types = {
            "depth": int,
            "chain": list[steps],  # type: ignore[valid-type]
            "tenure": self._types["Tenure"],
            "review": self._types["Review"],
        }
        for part, type_ in types.items():
            if part in traversal.shows:
                yield field(part, type_, SHOWN[part], reads=Shows(part))
        claims, sources = self._types["Claim"], self._types["Source"]
        text = "that the answer rests on: the review's, the chain's and the tenure's."
        yield field("claims", list[claims], f"Claims {text}", reads=Shows("claims"))  # type: ignore[valid-type]
        yield field("sources", list[sources], f"Sources {text}", reads=Shows("sources"))  # type: ignore[valid-type]

    def _traversal_field(self, traversal: Traversal) -> StrawberryField:
        own = self._view_arguments(*traversal.arguments)
        return field(
            traversal.name,
            self._types[_traversal_name(traversal) + "Connection"],
            traversal.description,
            reads=Traverses(traversal),
            arguments=own + self._connection_arguments(traversal.target),
        )

    def _chronicle_field(self, chronicle: Chronicle) -> StrawberryField:
        own = self._arguments(chronicle.arguments)
        return field(
            chronicle.name,
            self._types[chronicle.connection + "Connection"],
            chronicle.description,
            reads=Recounts(chronicle),
            arguments=own + page_arguments("entries"),
        )

    # Full text

    def _found(self) -> None:
        text = (
            "How well the node fits, in comparison with the others; larger is better."
        )
        self._connection(
            "Search",
            lambda: self._types["Node"],
            lambda: [field("score", float, text, reads=Scores())],
            description="A node that fits the text searched for.",
            more=lambda: (),
        )

    def _search_field(self) -> StrawberryField:
        label = self._types["NodeLabel"]
        return field(
            "search",
            self._types["SearchConnection"],
            f"The nodes of any type that fit a text, best first. {_SEARCH_TEXT}",
            reads=Searches(),
            arguments=[
                argument("text", str, "What to look for.", required=True),
                argument("types", list[label], "Only nodes of these types."),  # type: ignore[valid-type]
                *page_arguments("nodes"),
                *self._view_arguments(),
            ],
        )

    def _root_arguments(self, node: NodeType) -> Iterator[StrawberryArgument]:
        if node.text_properties:
            text = "Only nodes that fit this text, best first unless ordered."
            yield argument("search", str, f"{text} {_SEARCH_TEXT}")
        yield from self._connection_arguments(node.label)
        yield from self._view_arguments()

    # Inputs

    def _filters(self) -> None:
        self._define(
            "CaseInsensitiveFilter",
            "Conditions on String values in which upper and lower case are the same; "
            "all of them must hold. No index serves them: every value is read.",
            lambda: [*_equality(str), *_parts_of_text(str)],
            kind="input",
        )
        kinds = {(p.kind, p.is_list): p for p in self._model.every_property()}
        for (kind, is_list), declared in kinds.items():
            name = _filter_name(declared)
            self._define(
                name,
                f"Conditions on {'a list of ' * is_list}{_kind_name(declared)} values; "
                "all of them must hold.",
                lambda kind=kind, is_list=is_list, declared=declared: chain(  # type: ignore[misc]
                    _operators(self._kind(declared), kind, is_list=is_list),
                    self._in_any_case(kind, is_list=is_list),
                ),
                kind="input",
            )

    def _in_any_case(
        self, kind: Scalar | type[Enum], *, is_list: bool
    ) -> Iterator[StrawberryField]:
        if kind is Scalar.STRING and not is_list:
            type_ = self._types["CaseInsensitiveFilter"]
            text = "The same without regard to upper and lower case."
            yield optional("caseInsensitive", type_, text)

    def _inputs(
        self,
        name: str,
        properties: dict[str, Property],
        node: NodeType | None = None,
    ) -> None:
        """``Where`` and ``Order`` of a node type or of a relationship's properties."""

        def where() -> Iterator[StrawberryField]:
            if node is not None:
                yield from self._logic(name)
            yield from self._node_conditions(properties, node)

        def order() -> Iterator[StrawberryField]:
            return self._order_fields(properties, node)

        text = f"Conditions on {name}; all of them must hold."
        self._define(name + "Where", text, where, kind="input")
        text = f"One key by which to order {name}."
        self._define(name + "Order", text, order, kind="one of")

    def _logic(self, name: str) -> Iterator[StrawberryField]:
        where = self._types[name + "Where"]
        yield optional("AND", list[where], "All of these.")  # type: ignore[valid-type]
        yield optional("OR", list[where], "At least one of these.")  # type: ignore[valid-type]
        yield optional("NOT", where, "Not this.")

    def _node_conditions(
        self, properties: dict[str, Property], node: NodeType | None
    ) -> Iterator[StrawberryField]:
        for declared in properties.values():
            type_ = self._types[_filter_name(declared)]
            yield optional(declared.name, type_, declared.description)
        for relation in node.relations.values() if node else ():
            name = relation.targets[0] + "Where"
            if relation.many:
                assert node is not None
                name = _relation_name(node, relation) + "Filter"
            yield optional(relation.name, self._types[name], relation.description)

    def _order_fields(
        self, properties: dict[str, Property], node: NodeType | None
    ) -> Iterator[StrawberryField]:
        direction = self._types["SortDirection"]
        for declared in properties.values():
            if not declared.is_list:
                yield optional(declared.name, direction, declared.description)
        for relation in node.relations.values() if node else ():
            if not relation.many:
                order = self._types[relation.targets[0] + "Order"]
                yield optional(relation.name, order, relation.description)
            elif len(relation.targets) == 1:
                order = self._types[relation.targets[0] + "ConnectionOrder"]
                yield optional(relation.name, order, relation.description)

    def _relation_inputs(
        self, base: str, relation: Relation, edge: RelationshipType
    ) -> None:
        def where() -> Iterator[StrawberryField]:
            yield from self._logic(base)
            yield optional("edge", self._types[edge.name + "Where"], edge.description)
            yield from self._target_conditions(relation)

        def order() -> Iterator[StrawberryField]:
            yield optional("edge", self._types[edge.name + "Order"], edge.description)
            if len(relation.targets) == 1:
                target = self._model.nodes[relation.targets[0]]
                yield from self._order_fields(target.properties, target)
            else:
                yield optional("id", self._types["SortDirection"], _ID_TEXT)

        def quantified() -> Iterator[StrawberryField]:
            type_ = self._types[base + "Where"]
            yield optional("some", type_, "At least one is so.")
            yield optional("all", type_, "All are so; true where there is none.")
            yield optional("none", type_, "None is so.")
            yield optional("single", type_, "Exactly one is so.")
            yield from self._aggregates.conditions(*relation.targets)

        text = "Conditions on related nodes and on the relationship, under edge."
        self._define(base + "Where", text, where, kind="input")
        text = "One key by which to order related nodes."
        self._define(base + "Order", text, order, kind="one of")
        text = "How many related nodes must satisfy conditions."
        self._define(base + "Filter", text, quantified, kind="input")

    def _target_conditions(self, relation: Relation) -> Iterator[StrawberryField]:
        if len(relation.targets) == 1:
            target = self._model.nodes[relation.targets[0]]
            yield from self._node_conditions(target.properties, target)
            return
        for label in relation.targets:
            name = label[0].lower() + label[1:]
            text = f"Where the node is of type {label}, conditions on it."
            yield optional(name, self._types[label + "Where"], text)

    # Root

    def _root_fields(self) -> Iterator[StrawberryField]:
        id_ = argument("id", strawberry.ID, "The node's id.", required=True)
        ids = argument("ids", list[strawberry.ID], "The nodes' ids.", required=True)
        node = self._types["Node"]
        yield field(
            "node",
            node | None,
            "The node with an id, of any type.",
            reads=AnyById(several=False),
            arguments=[id_, *self._view_arguments()],
        )
        yield field(
            "nodes",
            list[node | None],  # type: ignore[valid-type]
            "The nodes with these ids, in their order, null where there is none.",
            reads=AnyById(several=True),
            arguments=[ids, *self._view_arguments()],
        )
        for type_ in self._model.nodes.values():
            yield field(
                type_.label[0].lower() + type_.label[1:],
                self._types[type_.label] | None,
                type_.description,
                reads=ById(type_.label),
                arguments=[
                    argument("id", strawberry.ID, _ID_TEXT, required=True),
                    *self._view_arguments(),
                ],
            )
            yield field(
                type_.plural,
                self._types[type_.label + "Connection"],
                f"All: {type_.description}",
                reads=Everything(type_.label),
                arguments=self._root_arguments(type_),
            )
        yield self._search_field()
        own = self._view_arguments(*why_not.ARGUMENTS)
        yield why_not.why_not_field(self._types, own)
        yield from self._paths.root_fields(self._view_arguments)
        for traversal in TRAVERSALS:
            if traversal.owner is None:
                yield self._traversal_field(traversal)
        for chronicle in CHRONICLES:
            if chronicle.owner is None:
                yield self._chronicle_field(chronicle)
        yield self._feed.changes_field()


_SEARCH_TEXT = (
    f"Each word must occur; typing errors are forgiven. {MAX_LENGTH} characters and "
    f"{MAX_WORDS} words at most."
)
_ID_TEXT = "The id, stable and readable: type prefix, colon, slug."


def _fill(definition: _Definition) -> None:
    cls = definition.cls
    cls.__annotations__ = {}
    for one in definition.fields():
        assert one.type_annotation is not None
        cls.__annotations__[one.python_name] = one.type_annotation.raw_annotation
        setattr(cls, one.python_name, one)
    strawberry.type(
        cls,
        name=cls.__name__,
        description=definition.description,
        is_interface=definition.kind == "interface",
        is_input=definition.kind in ("input", "one of"),
        directives=[OneOf()] if definition.kind == "one of" else [],
    )


def _enforce_one_of(schema: GraphQLSchema) -> None:
    """Tell graphql-core of ``@oneOf``; Strawberry keeps that to rules of its own.

    Its introspection says false of types that are no inputs, where null is due.
    """
    about = schema.type_map["__Type"]
    assert isinstance(about, GraphQLObjectType)
    about.fields["isOneOf"].resolve = lambda of, _: getattr(of, "is_one_of", None)
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLInputObjectType):
            definition = type_.extensions["strawberry-definition"]
            type_.is_one_of = definition.is_one_of
            type_.out_type = GraphQLInputObjectType.out_type  # type: ignore[method-assign]


def _enum(declared: type[Enum]) -> Type:
    """A GraphQL enum whose values are the names; the declared texts describe them."""
    members = {
        member.name: strawberry.enum_value(member.name, description=member.value)
        for member in declared
    }
    made: type[Enum] = Enum(declared.__name__, members)  # type: ignore[misc]
    return strawberry.enum(made, name=declared.__name__, description=_text(declared))


def _node_labels(model: Model) -> Type:
    """A GraphQL enum of the node types."""
    members = {
        enum_name(label): strawberry.enum_value(label, description=node.description)
        for label, node in model.nodes.items()
    }
    made: type[Enum] = Enum("NodeLabel", members)  # type: ignore[misc]
    return strawberry.enum(made, name="NodeLabel", description="The types of nodes.")


def _text(cls: type) -> str:
    return " ".join((cls.__doc__ or "").split())


def _relation_name(node: NodeType, relation: Relation) -> str:
    return node.label + relation.name[0].upper() + relation.name[1:]


def _traversal_name(traversal: Traversal) -> str:
    return (traversal.owner or "") + traversal.name[0].upper() + traversal.name[1:]


def _kind_name(declared: Property) -> str:
    kind = declared.kind
    return kind.value if isinstance(kind, Scalar) else kind.__name__


def _filter_name(declared: Property) -> str:
    return _kind_name(declared) + ("ListFilter" if declared.is_list else "Filter")


def _operators(
    type_: Type, kind: Scalar | type[Enum], *, is_list: bool
) -> Iterator[StrawberryField]:
    """The operators that a kind of value can be compared with."""
    yield optional("isNull", bool, "Whether the value is missing.")
    if is_list:
        yield optional("includes", type_, "The list includes this.")
        return
    equal, in_list = _equality(type_)
    yield equal
    if kind is Scalar.BOOLEAN:
        return
    yield in_list
    if not isinstance(kind, Scalar):
        return
    yield optional("lt", type_, "Less than this.")
    yield optional("lte", type_, "Less than or equal to this.")
    yield optional("gt", type_, "Greater than this.")
    yield optional("gte", type_, "Greater than or equal to this.")
    if kind in (Scalar.STRING, Scalar.ID):
        yield from _parts_of_text(type_)


def _equality(type_: Type) -> list[StrawberryField]:
    return [
        optional("eq", type_, "Equal; with null, missing."),
        optional("in", list[type_], "One of these."),
    ]


def _parts_of_text(type_: Type) -> list[StrawberryField]:
    return [
        optional("contains", type_, "Contains this text."),
        optional("startsWith", type_, "Begins with this text."),
        optional("endsWith", type_, "Ends with this text."),
    ]
