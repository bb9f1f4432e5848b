"""A GraphQL operation to a plan: one Cypher statement and the readers of its rows.

A plan is made for a document, an operation and the shape of the variables; their
leaves only fill parameters. Where a leaf decides more than a parameter (the nulls in a
cursor, the type in an id), the planner *observes* it, and the plan holds only for
requests that observe the same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from typing import Any, TypeAlias, assert_never

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_non_null_type,
)

from graph.aggregates import group_order, group_where, grouped_by
from graph.arguments import Tree, arguments
from graph.arguments import shape as shape_of
from graph.caches import Cache
from graph.comparisons import read, value
from graph.connection import Parts, bare
from graph.cost import Cost, cost_of
from graph.cypher import Cypher, write
from graph.declare import Model, Property, RelationshipType
from graph.driver import Statement
from graph.errors import LimitExceeded
from graph.fields import (
    AnyById,
    Attribute,
    ById,
    Counts,
    Everything,
    Joins,
    KeyOf,
    Keys,
    Meaning,
    Measures,
    References,
    Relates,
    Scores,
    Searches,
    Shows,
    Structure,
    Traverses,
)
from graph.filters import Filters, follow
from graph.oversight import keys_of, source_of
from graph.paging import paging
from graph.query import (
    Aggregate,
    All,
    Beside,
    Bound,
    ByLabel,
    Compare,
    Counted,
    Depth,
    End,
    Entity,
    Evidence,
    Expression,
    Facts,
    First,
    Function,
    Given,
    Grouped,
    GroupNode,
    GroupValue,
    Key,
    Listed,
    Nothing,
    Operation,
    Operator,
    Predicate,
    Read,
    Referred,
    Row,
    Score,
    Source,
    Stretch,
    Value,
)
from graph.reading import ReadRow, reader_of
from graph.search import BY_RELEVANCE, search, search_within
from graph.selection import Selections, subselections
from graph.shape import (
    Connection,
    Constant,
    Cursor,
    Field,
    HasNextPage,
    HasPreviousPage,
    InOrder,
    Instance,
    Leaf,
    Many,
    OneOf,
    Shape,
    TotalCount,
)

Planned: TypeAlias = tuple[Expression, Shape]
Observation: TypeAlias = tuple[Value, Callable[[Any], Hashable], Hashable]


@dataclass(frozen=True, slots=True)
class Plan:
    """How one operation is answered.

    ``read`` gives the data of the statement's one row, and the paths at which a
    non-null value is missing.
    ``introspection`` holds the root fields about the schema itself, which are
    answered without the graph.
    """

    cypher: Cypher | None
    read: ReadRow
    introspection: tuple[FieldNode, ...]
    observations: tuple[Observation, ...]
    cost: Cost

    def fits(self, leaves: Sequence[Any]) -> bool:
        """Whether a request with these leaves may use the plan."""
        return all(see(v.resolve(leaves)) == seen for v, see, seen in self.observations)

    @property
    def weight(self) -> int:
        """What keeping it takes, in characters."""
        return len(self.cypher.text) if self.cypher is not None else 0

    def statement(self, leaves: Sequence[Any]) -> Statement:
        """The statement with its parameters.

        Raises :class:`BadUserInput` where a value does not fit its argument.
        """
        assert self.cypher is not None
        params = {f"p{i}": v.resolve(leaves) for i, v in enumerate(self.cypher.values)}
        return Statement(self.cypher.text, params)


@dataclass(frozen=True, slots=True)
class Request:
    """An operation to plan: a valid document and coerced, split variables."""

    text: str
    document: DocumentNode
    operation: OperationDefinitionNode
    variables: Mapping[str, Tree]
    leaves: Sequence[Any]

    @property
    def key(self) -> Hashable:
        """What decides the plan, besides what the planner observes."""
        name = self.operation.name
        return (self.text, name and name.value, shape_of(dict(self.variables)))


@dataclass(slots=True)
class Planner:
    """Plans operations over a schema, and keeps the plans it made last.

    ``room`` bounds the characters of keys and statements that are kept,
    ``max_variants`` how many plans for one key; the least recently used go first.
    """

    schema: GraphQLSchema
    model: Model
    max_page_size: int
    room: InitVar[int] = 2_000_000
    max_variants: int = 16
    _plans: Cache[Hashable, tuple[Plan, ...]] = field(init=False)

    def __post_init__(self, room: int) -> None:
        self._plans = Cache(room)

    def plan(self, request: Request) -> Plan:
        """The plan of an operation.

        Raises :class:`BadUserInput` for arguments that cannot be answered.
        """
        key = request.key
        variants = self._plans.get(key) or ()
        for plan in variants:
            if plan.fits(request.leaves):
                return plan
        plan = _Planning(self, request).plan()
        variants = (*variants[1 - self.max_variants :], plan)
        weight = len(repr(key)) + sum(p.weight for p in variants)
        self._plans.put(key, variants, weight=weight)
        return plan


@dataclass(frozen=True, slots=True)
class _Connection:
    """What a connection field reads, before its selection is known.

    ``ties`` make any order total, ``order`` is the one where the caller gives none.
    ``targets`` are the types of its nodes.
    """

    coordinate: str
    source: Source
    targets: tuple[str, ...]
    edge: RelationshipType | None
    ties: tuple[Key, ...]
    order: tuple[Key, ...] = ()


class _Planning:
    """The planning of one operation."""

    def __init__(self, planner: Planner, request: Request) -> None:
        self._schema = planner.schema
        self._model = planner.model
        self._max_page_size = planner.max_page_size
        self._request = request
        self._filters = Filters(planner.model)
        self._observations: list[Observation] = []
        fragments = {
            d.name.value: d
            for d in request.document.definitions
            if isinstance(d, FragmentDefinitionNode)
        }
        self._selections = Selections(planner.schema, fragments, request.variables)

    def plan(self) -> Plan:
        operation = self._request.operation
        root = self._schema.get_root_type(operation.operation)
        assert root is not None
        collected = self._selections.fields(root, [operation.selection_set])
        introspection = []
        roots: list[Expression] = []
        fields: list[Field] = []
        for key, nodes in collected.items():
            if nodes[0].name.value in ("__schema", "__type"):
                introspection += nodes
                fields.append(Field(key, None, Constant(None), required=False))
                continue
            fields.append(self._into(roots, root, key, nodes))
        planned = Operation(tuple(roots))
        return Plan(
            write(planned) if roots else None,
            reader_of(fields),
            tuple(introspection),
            tuple(self._observations),
            cost_of(planned),
        )

    def _observe(self, value: Value, see: Callable[[Any], Hashable]) -> Any:
        seen = see(value.resolve(self._request.leaves))
        if value.varies:
            self._observations.append((value, see, seen))
        return seen

    # Objects

    def _into(
        self,
        row: list[Expression],
        type_: GraphQLObjectType,
        key: str,
        nodes: list[FieldNode],
    ) -> Field:
        """Plan a field; its expression joins the row, its reader knows the place."""
        name = nodes[0].name.value
        if name == "__typename":
            return Field(key, None, Constant(type_.name), required=True)
        declared = type_.fields[name]
        expression, shape = self._field(type_, name, nodes)
        row.append(expression)
        return Field(key, len(row) - 1, shape, is_non_null_type(declared.type))

    def _object(
        self, type_: GraphQLObjectType, sets: list[SelectionSetNode]
    ) -> tuple[Row, Instance]:
        row: list[Expression] = []
        fields = [
            self._into(row, type_, key, nodes)
            for key, nodes in self._selections.fields(type_, sets).items()
        ]
        return Row(tuple(row)), Instance(tuple(fields))

    def _node(self, labels: Sequence[str], nodes: list[FieldNode]) -> Planned:
        """The current node as an object; by label, where it may have several."""
        sets = subselections(nodes)
        planned = [self._object(self._type(label), sets) for label in labels]
        if len(planned) == 1:
            return planned[0]
        cases = tuple(
            (label, row) for label, (row, _) in zip(labels, planned, strict=True)
        )
        return ByLabel(cases), OneOf(tuple(instance for _, instance in planned))

    def _type(self, name: str) -> GraphQLObjectType:
        type_ = self._schema.type_map[name]
        assert isinstance(type_, GraphQLObjectType)
        return type_

    def _named(self, field: GraphQLField) -> GraphQLObjectType:
        type_ = get_named_type(field.type)
        assert isinstance(type_, GraphQLObjectType)
        return type_

    # Fields

    def _field(
        self, owner: GraphQLObjectType, name: str, nodes: list[FieldNode]
    ) -> Planned:
        declared = owner.fields[name]
        meaning = meaning_of(declared)
        trees = arguments(declared, nodes[0], self._request.variables)
        match meaning:
            case Attribute(declared_property, of):
                return read(declared_property, of), Leaf()
            case References(declared_property, of):
                return self._references(declared_property, of, nodes)
            case Relates(label, relation) if not relation.many:
                source = follow(self._model, label, relation)
                return self._first(source, relation.targets, nodes)
            case Relates() | Everything() | Searches() | Traverses():
                connection = self._connection_of(f"{owner.name}.{name}", meaning, trees)
                return self._connection(connection, trees, self._named(declared), nodes)
            case ById(label):
                return self._by_id(label, value(trees["id"]), nodes)
            case AnyById(several=True):
                return self._any_by_ids(value(trees["ids"]), nodes)
            case AnyById():
                return self._any_by_id(value(trees["id"]), nodes)
            case Joins(which):
                labels = (get_named_type(declared.type).name,)
                return self._first(End(which), labels, nodes)
            case Scores():
                return Score(), Leaf()
            case Shows():
                return self._shown(meaning, declared, nodes)
            case Counts():
                return Aggregate(Function.COUNT), Leaf()
            case Measures(declared_property, of):
                type_ = self._named(declared)
                return self._measures(declared_property, of, type_, nodes)
            case Keys():
                return self._object(self._named(declared), subselections(nodes))
            case KeyOf(key, str(label)):
                return self._first(GroupNode(key), (label,), nodes)
            case KeyOf(key):
                return GroupValue(key), Leaf()
            case Structure():
                raise AssertionError(f"{owner.name}.{name} is part of a connection")
            case _:
                assert_never(meaning)

    def _first(
        self, source: Source, labels: Sequence[str], nodes: list[FieldNode]
    ) -> Planned:
        body, shape = self._node(labels, nodes)
        return First(Listed(source, body)), shape

    def _references(
        self, declared: Property, of: Any, nodes: list[FieldNode]
    ) -> Planned:
        assert declared.refers_to is not None
        ids: Expression = Read(of, declared.name)
        if not declared.is_list:
            source = Referred(declared.refers_to, Row((ids,)))
            return self._first(source, (declared.refers_to,), nodes)
        return self._referred(declared.refers_to, ids, nodes)

    def _referred(self, label: str, ids: Expression, nodes: list[FieldNode]) -> Planned:
        body, shape = bare(*self._node((label,), nodes))
        order = (Key(Read("node", "id"), nullable=False),)
        source = Referred(label, ids)
        return Listed(source, body, Stretch(order=order)), Many(shape)

    def _shown(
        self, meaning: Shows, declared: GraphQLField, nodes: list[FieldNode]
    ) -> Planned:
        match meaning.part:
            case "depth":
                return Depth(), Leaf()
            case "review":
                return self._first(Bound("review"), ("Review",), nodes)
            case "tenure":
                row, shape = self._object(self._named(declared), subselections(nodes))
                return First(Listed(Bound("tenure"), row)), shape
            case "chain":
                row, shape = self._object(self._named(declared), subselections(nodes))
                body, one = bare(row, shape)
                return Listed(Bound("lines"), body), Many(one)
            case "claims":
                return self._referred("Claim", Evidence("claims"), nodes)
            case "sources":
                return self._referred("Source", Evidence("sources"), nodes)
            case _:
                assert_never(meaning.part)

    # Look-ups by id

    def _by_id(self, label: str, id: Value, nodes: list[FieldNode]) -> Planned:
        body, shape = self._node((label,), nodes)
        where = Compare(Read("node", "id"), Operator.EQ, id)
        return First(Listed(All(label), body, Stretch(where))), shape

    def _any_by_id(self, id: Value, nodes: list[FieldNode]) -> Planned:
        label = self._observe(id, self._label)
        if label is None:
            return Nothing(), Leaf()
        return self._by_id(label, id, nodes)

    def _any_by_ids(self, ids: Value, nodes: list[FieldNode]) -> Planned:
        ids = ids.checked(self._few)
        labels = self._observe(ids, self._labels)
        columns: list[Expression] = [Given(ids)]
        shapes = []
        where = Compare(Read("node", "id"), Operator.IN, ids)
        for label in labels:
            body, shape = self._node((label,), nodes)
            row = Row((Read("node", "id"), body))
            columns.append(Listed(All(label), row, Stretch(where)))
            shapes.append(shape)
        return Row(tuple(columns)), InOrder(tuple(shapes))

    def _label(self, id: str) -> str | None:
        node = self._model.of_id(id)
        return node.label if node else None

    def _labels(self, ids: Sequence[str]) -> tuple[str, ...]:
        return tuple(sorted({label for id in ids if (label := self._label(id))}))

    def _few(self, ids: list[str]) -> list[str]:
        if len(ids) > self._max_page_size:
            raise LimitExceeded(
                f"nodes(ids:): {len(ids)} ids are too many; "
                f"ask for {self._max_page_size} at most",
                limit="pageSize",
                allowed=self._max_page_size,
                actual=len(ids),
            )
        return ids

    # Aggregates

    def _measures(
        self,
        declared: Property,
        of: Entity,
        type_: GraphQLObjectType,
        nodes: list[FieldNode],
    ) -> Planned:
        """What the functions that are asked for say of a property."""
        row: list[Expression] = []
        fields: list[Field] = []
        for key, own in self._selections.fields(type_, subselections(nodes)).items():
            name = own[0].name.value
            if name == "__typename":
                fields.append(Field(key, None, Constant(type_.name), required=True))
                continue
            row.append(Aggregate(Function(name), read(declared, of)))
            fields.append(Field(key, len(row) - 1, Leaf(), required=False))
        return Row(tuple(row)), Instance(tuple(fields))

    def _aggregate(
        self, parts: Parts, type_: GraphQLObjectType, nodes: list[FieldNode]
    ) -> Planned:
        """What holds of all nodes of a connection: measures first, then groups."""
        chosen = self._selections.fields(type_, subselections(nodes))
        source, where = parts.all_nodes
        measures: list[Expression] = []
        groups: list[Expression] = []
        fields: dict[str, Field] = {}
        for key, own in chosen.items():
            if own[0].name.value != "groups":
                fields[key] = self._into(measures, type_, key, own)
        for key, own in chosen.items():
            if own[0].name.value == "groups":
                place = len(measures) + len(groups)
                expression, shape = self._groups(source, where, type_, own)
                groups.append(expression)
                fields[key] = Field(key, place, shape, required=True)
        in_order = Instance(tuple(fields[key] for key in chosen))
        if measures == [Aggregate(Function.COUNT)]:
            return Row((Counted(source, where), *groups)), in_order
        if not measures:
            return Row(tuple(groups)), in_order
        facts = Facts(source, where, Row(tuple(measures)))
        return Beside(facts, Row(tuple(groups))) if groups else facts, in_order

    def _groups(
        self,
        source: Source,
        where: Predicate | None,
        owner: GraphQLObjectType,
        nodes: list[FieldNode],
    ) -> Planned:
        declared = owner.fields["groups"]
        trees = arguments(declared, nodes[0], self._request.variables)
        group = self._named(declared).name.removesuffix("Connection")
        node = self._model.nodes[group.removesuffix("Group")]
        by = grouped_by(trees["by"], node, lambda r: follow(self._model, node.label, r))
        ties = tuple(Key(GroupValue(key.name)) for key in by)
        connection = _Connection(
            f"{owner.name}.groups({', '.join(key.name for key in by)})",
            Grouped(source, where, by),
            (group,),
            None,
            ties,
        )
        return self._page_of(
            connection,
            trees,
            group_order(trees.get("orderBy"), node),
            group_where(trees.get("where"), node),
            (self._named(declared), nodes),
        )

    # Connections

    def _connection_of(
        self, coordinate: str, meaning: Meaning, trees: Mapping[str, Tree]
    ) -> _Connection:
        tie = Key(Read("node", "id"), nullable=False, index="id")
        match meaning:
            case Everything(label) if (text := trees.get("search")) is not None:
                found = search_within(self._model.nodes[label], text, coordinate)
                self._observe(found.query, lambda _: None)
                order = (BY_RELEVANCE,)
                return _Connection(coordinate, found, (label,), None, (tie,), order)
            case Searches():
                found, targets = search(self._model, trees, coordinate)
                self._observe(found.query, lambda _: None)
                order = (BY_RELEVANCE,)
                return _Connection(coordinate, found, targets, None, (tie,), order)
            case Everything(label):
                return _Connection(coordinate, All(label), (label,), None, (tie,))
            case Relates(owner, relation):
                edge = self._model.relationships[relation.type]
                source = follow(self._model, owner, relation)
                tie = Key(Read("link", "id"), nullable=False)
                return _Connection(coordinate, source, relation.targets, edge, (tie,))
            case Traverses(traversal):
                reached = source_of(traversal, trees)
                targets = (traversal.target,)
                own = tuple(keys_of(traversal))
                return _Connection(coordinate, reached, targets, None, (tie,), own)
            case _:
                raise AssertionError(meaning)

    def _connection(
        self,
        connection: _Connection,
        trees: Mapping[str, Tree],
        type_: GraphQLObjectType,
        nodes: list[FieldNode],
    ) -> Planned:
        targets, edge = connection.targets, connection.edge
        ordered = self._filters.keys(trees.get("orderBy"), targets, edge)
        where = self._filters.where(trees.get("where"), targets, edge)
        order = ordered or list(connection.order)
        return self._page_of(connection, trees, order, where, (type_, nodes))

    def _page_of(
        self,
        connection: _Connection,
        trees: Mapping[str, Tree],
        order: list[Key],
        where: Predicate | None,
        selected: tuple[GraphQLObjectType, list[FieldNode]],
    ) -> Planned:
        page = paging(
            trees,
            [*order, *connection.ties],
            coordinate=connection.coordinate,
            max_page_size=self._max_page_size,
            observe=self._observe,
        )
        selective = self._filters.is_selective(where, connection.targets[0])
        parts = Parts(connection.source, page, where, selective)
        type_, nodes = selected
        fields = [
            Field(key, None, self._part(connection, parts, type_, own), required=True)
            for key, own in self._selections.fields(type_, subselections(nodes)).items()
        ]
        return parts.expression(), Connection(parts.fields(fields), page.backward)

    def _part(
        self,
        connection: _Connection,
        parts: Parts,
        type_: GraphQLObjectType,
        nodes: list[FieldNode],
    ) -> Shape:
        """One field of a connection; all of them read the page."""
        match nodes[0].name.value:
            case "nodes":
                return parts.rows(*bare(*self._node(connection.targets, nodes)))
            case "edges":
                edge = self._named(type_.fields["edges"])
                return parts.rows(*self._edge(connection, parts, edge, nodes))
            case "pageInfo":
                info = self._named(type_.fields["pageInfo"])
                return self._page_info(parts, info, subselections(nodes))
            case "totalCount":
                parts.counted = True
                return TotalCount()
            case "aggregate":
                total = self._named(type_.fields["aggregate"])
                return parts.fact(*self._aggregate(parts, total, nodes))
            case "edgeAggregate":
                total = self._named(type_.fields["edgeAggregate"])
                return parts.fact(*self._aggregate(parts, total, nodes))
            case _:
                return Constant(type_.name)

    def _edge(
        self,
        connection: _Connection,
        parts: Parts,
        type_: GraphQLObjectType,
        edges: list[FieldNode],
    ) -> Planned:
        row: list[Expression] = []
        fields: list[Field] = []
        chosen = self._selections.fields(type_, subselections(edges))
        for key, nodes in chosen.items():
            match nodes[0].name.value:
                case "cursor":
                    body: Expression = parts.page.keys
                    shape: Shape = Cursor(parts.page.fingerprint)
                case "node":
                    body, shape = bare(*self._node(connection.targets, nodes))
                case _:
                    fields.append(self._into(row, type_, key, nodes))
                    continue
            row.append(body)
            fields.append(Field(key, len(row) - 1, shape, required=True))
        return bare(Row(tuple(row)), Instance(tuple(fields)))

    def _page_info(
        self, parts: Parts, type_: GraphQLObjectType, sets: list[SelectionSetNode]
    ) -> Instance:
        fields = []
        for key, nodes in self._selections.fields(type_, sets).items():
            shape = self._page_fact(parts, type_, nodes[0].name.value)
            fields.append(Field(key, None, shape, required=False))
        return Instance(tuple(fields))

    def _page_fact(self, parts: Parts, type_: GraphQLObjectType, name: str) -> Shape:
        match name:
            case "startCursor":
                return parts.cursor(0)
            case "endCursor":
                return parts.cursor(-1)
            case "hasNextPage":
                parts.look(near=parts.page.backward)
                return HasNextPage()
            case "hasPreviousPage":
                parts.look(near=not parts.page.backward)
                return HasPreviousPage()
            case _:
                return Constant(type_.name)


def meaning_of(field: GraphQLField) -> Meaning:
    """What a field of the schema reads, as declared when the schema was built."""
    meaning: Meaning = field.extensions["strawberry-definition"].metadata["reads"]
    return meaning
