"""A GraphQL operation to a plan: one Cypher statement and the readers of its rows.

A plan is made for a document, an operation and the shape of the variables; their
leaves only fill parameters. Where a leaf decides more than a parameter (the nulls in a
cursor, the type in an id), the planner *observes* it, and the plan holds only for
requests that observe the same.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
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

from graph import shape
from graph.arguments import Tree, arguments
from graph.arguments import shape as shape_of
from graph.cypher import Cypher, write
from graph.declare import Model, Property, RelationshipType
from graph.driver import Statement
from graph.errors import BadUserInput
from graph.fields import (
    AnyById,
    Attribute,
    ById,
    Everything,
    Joins,
    Meaning,
    References,
    Relates,
    Shows,
    Structure,
    Traverses,
)
from graph.filters import Filters, both, follow, read, value
from graph.oversight import keys_of, source_of
from graph.paging import Paging, paging
from graph.query import (
    All,
    Bound,
    ByLabel,
    Compare,
    Counted,
    Depth,
    End,
    Evidence,
    Expression,
    First,
    Given,
    Holds,
    Key,
    Listed,
    Nothing,
    Operation,
    Operator,
    Predicate,
    Quantifier,
    Read,
    Referred,
    Related,
    Row,
    Source,
    Value,
)
from graph.selection import Selections, subselections
from graph.shape import Field, Reader

Planned: TypeAlias = tuple[Expression, Reader]
Observation: TypeAlias = tuple[Value, Callable[[Any], Hashable], Hashable]


@dataclass(frozen=True, slots=True)
class Plan:
    """How one operation is answered.

    ``introspection`` holds the root fields about the schema itself, which are
    answered without the graph.
    """

    cypher: Cypher | None
    fields: tuple[Field, ...]
    introspection: tuple[FieldNode, ...]
    observations: tuple[Observation, ...]

    def fits(self, leaves: Sequence[Any]) -> bool:
        """Whether a request with these leaves may use the plan."""
        return all(see(v.resolve(leaves)) == seen for v, see, seen in self.observations)

    def statement(self, leaves: Sequence[Any]) -> Statement:
        """The statement with its parameters.

        Raises :class:`BadUserInput` where a value does not fit its argument.
        """
        assert self.cypher is not None
        params = {f"p{i}": v.resolve(leaves) for i, v in enumerate(self.cypher.values)}
        return Statement(self.cypher.text, params)

    def read(self, row: Sequence[Any]) -> tuple[Any, list[shape.Path]]:
        """The data of the one row, and the paths where non-null values are missing."""
        return shape.read_root(self.fields, row)


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

    ``max_plans`` bounds how many keys are kept, ``max_variants`` how many plans per
    key; the least recently used go first.
    """

    schema: GraphQLSchema
    model: Model
    max_page_size: int
    max_plans: int = 512
    max_variants: int = 16
    _plans: OrderedDict[Hashable, list[Plan]] = field(default_factory=OrderedDict)

    def plan(self, request: Request) -> Plan:
        """The plan of an operation.

        Raises :class:`BadUserInput` for arguments that cannot be answered.
        """
        key = request.key
        variants = self._plans.setdefault(key, [])
        self._plans.move_to_end(key)
        for plan in variants:
            if plan.fits(request.leaves):
                return plan
        try:
            plan = _Planning(self, request).plan()
        except BadUserInput:
            if not variants:
                del self._plans[key]
            raise
        variants.append(plan)
        del variants[: -self.max_variants]
        if len(self._plans) > self.max_plans:
            self._plans.popitem(last=False)
        return plan


@dataclass(frozen=True, slots=True)
class _Connection:
    """What a connection field reads, before its selection is known.

    ``keys`` is the order where the caller gives none, ``tie`` what makes any order
    total.
    """

    coordinate: str
    source: Source
    targets: tuple[str, ...]
    edge: RelationshipType | None
    keys: list[Key]
    tie: Key


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
                fields.append(Field(key, None, shape.constant(None), required=False))
                continue
            fields.append(self._into(roots, root, key, nodes))
        cypher = write(Operation(tuple(roots))) if roots else None
        return Plan(
            cypher, tuple(fields), tuple(introspection), tuple(self._observations)
        )

    def _observe(self, value: Value, see: Callable[[Any], Hashable]) -> Any:
        seen = see(value.resolve(self._request.leaves))
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
            return Field(key, None, shape.constant(type_.name), required=True)
        declared = type_.fields[name]
        expression, reader = self._field(type_, name, nodes)
        row.append(expression)
        return Field(key, len(row) - 1, reader, is_non_null_type(declared.type))

    def _object(
        self, type_: GraphQLObjectType, sets: list[SelectionSetNode]
    ) -> tuple[Row, Reader]:
        row: list[Expression] = []
        fields = [
            self._into(row, type_, key, nodes)
            for key, nodes in self._selections.fields(type_, sets).items()
        ]
        return Row(tuple(row)), shape.instance(fields)

    def _node(self, labels: Sequence[str], nodes: list[FieldNode]) -> Planned:
        """The current node as an object; by label, where it may have several."""
        sets = subselections(nodes)
        planned = [self._object(self._type(label), sets) for label in labels]
        if len(planned) == 1:
            return planned[0]
        cases = tuple(
            (label, row) for label, (row, _) in zip(labels, planned, strict=True)
        )
        return ByLabel(cases), shape.one_of([reader for _, reader in planned])

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
                return read(declared_property, of), shape.leaf
            case References(declared_property, of):
                return self._references(declared_property, of, nodes)
            case Relates(label, relation) if not relation.many:
                source = follow(self._model, label, relation)
                return self._first(source, relation.targets, nodes)
            case Relates() | Everything() | Traverses():
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
            case Shows():
                return self._shown(meaning, declared, nodes)
            case Structure():
                raise AssertionError(f"{owner.name}.{name} is part of a connection")
            case _:
                assert_never(meaning)

    def _first(
        self, source: Source, labels: Sequence[str], nodes: list[FieldNode]
    ) -> Planned:
        body, reader = self._node(labels, nodes)
        return First(Listed(source, body)), reader

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
        body, reader = self._node((label,), nodes)
        order = (Key(Read("node", "id"), nullable=False),)
        return Listed(Referred(label, ids), body, order=order), shape.many(reader)

    def _shown(
        self, meaning: Shows, declared: GraphQLField, nodes: list[FieldNode]
    ) -> Planned:
        match meaning.part:
            case "depth":
                return Depth(), shape.leaf
            case "review":
                return self._first(Bound("review"), ("Review",), nodes)
            case "tenure":
                body, reader = self._object(self._named(declared), subselections(nodes))
                return First(Listed(Bound("tenure"), body)), reader
            case "chain":
                body, reader = self._object(self._named(declared), subselections(nodes))
                return Listed(Bound("lines"), body), shape.many(reader)
            case "claims":
                return self._referred("Claim", Evidence("claims"), nodes)
            case "sources":
                return self._referred("Source", Evidence("sources"), nodes)
            case _:
                assert_never(meaning.part)

    # Look-ups by id

    def _by_id(self, label: str, id: Value, nodes: list[FieldNode]) -> Planned:
        body, reader = self._node((label,), nodes)
        where = Compare(Read("node", "id"), Operator.EQ, id)
        return First(Listed(All(label), body, where)), reader

    def _any_by_id(self, id: Value, nodes: list[FieldNode]) -> Planned:
        label = self._observe(id, self._label)
        if label is None:
            return Nothing(), shape.leaf
        return self._by_id(label, id, nodes)

    def _any_by_ids(self, ids: Value, nodes: list[FieldNode]) -> Planned:
        ids = ids.checked(self._few)
        labels = self._observe(ids, self._labels)
        columns: list[Expression] = [Given(ids)]
        readers = []
        where = Compare(Read("node", "id"), Operator.IN, ids)
        for label in labels:
            body, reader = self._node((label,), nodes)
            row = Row((Read("node", "id"), body))
            columns.append(Listed(All(label), row, where))
            readers.append(reader)
        return Row(tuple(columns)), shape.in_order(readers)

    def _label(self, id: str) -> str | None:
        node = self._model.of_id(id)
        return node.label if node else None

    def _labels(self, ids: Sequence[str]) -> tuple[str, ...]:
        return tuple(sorted({label for id in ids if (label := self._label(id))}))

    def _few(self, ids: list[str]) -> list[str]:
        if len(ids) > self._max_page_size:
            raise BadUserInput(
                f"nodes(ids:): {len(ids)} ids are too many; "
                f"ask for {self._max_page_size} at most"
            )
        return ids

    # Connections

    def _connection_of(
        self, coordinate: str, meaning: Meaning, trees: Mapping[str, Tree]
    ) -> _Connection:
        tie = Key(Read("node", "id"), nullable=False)
        match meaning:
            case Everything(label):
                return _Connection(coordinate, All(label), (label,), None, [], tie)
            case Relates(owner, relation):
                edge = self._model.relationships[relation.type]
                source = follow(self._model, owner, relation)
                tie = Key(Read("link", "id"), nullable=False)
                return _Connection(coordinate, source, relation.targets, edge, [], tie)
            case Traverses(traversal):
                source_ = source_of(traversal, trees)
                keys = keys_of(traversal)
                targets = (traversal.target,)
                return _Connection(coordinate, source_, targets, None, keys, tie)
            case _:
                raise AssertionError(meaning)

    def _connection(
        self,
        connection: _Connection,
        trees: Mapping[str, Tree],
        type_: GraphQLObjectType,
        nodes: list[FieldNode],
    ) -> Planned:
        ordered = self._filters.keys(
            trees.get("orderBy"), connection.targets, connection.edge
        )
        page = paging(
            trees,
            [*(ordered or connection.keys), connection.tie],
            coordinate=connection.coordinate,
            max_page_size=self._max_page_size,
            observe=self._observe,
        )
        where = self._filters.where(
            trees.get("where"), connection.targets, connection.edge
        )
        parts = _Parts(connection, page)
        fields = [
            self._part(parts, type_, key, own)
            for key, own in self._selections.fields(type_, subselections(nodes)).items()
        ]
        row = parts.row(where)
        return row, shape.connection(fields, backward=page.backward)

    def _part(
        self,
        parts: _Parts,
        type_: GraphQLObjectType,
        key: str,
        nodes: list[FieldNode],
    ) -> Field:
        """One field of a connection; all of them read the page."""
        reader: Reader
        match nodes[0].name.value:
            case "nodes":
                body, one = self._node(parts.connection.targets, nodes)
                reader = shape.page_rows(parts.column(body), one)
            case "edges":
                edge = self._named(type_.fields["edges"])
                body, one = self._edge(parts, edge, subselections(nodes))
                reader = shape.page_rows(parts.column(body), one)
            case "pageInfo":
                info = self._named(type_.fields["pageInfo"])
                reader = self._page_info(parts, info, subselections(nodes))
            case "totalCount":
                parts.counted = True
                reader = shape.total_count
            case _:
                reader = shape.constant(type_.name)
        return Field(key, None, reader, required=True)

    def _edge(
        self, parts: _Parts, type_: GraphQLObjectType, sets: list[SelectionSetNode]
    ) -> tuple[Row, Reader]:
        row: list[Expression] = []
        fields: list[Field] = []
        for key, nodes in self._selections.fields(type_, sets).items():
            match nodes[0].name.value:
                case "cursor":
                    row.append(parts.page.keys)
                    reader = shape.cursor(parts.page.fingerprint)
                case "node":
                    body, reader = self._node(parts.connection.targets, nodes)
                    row.append(body)
                case _:
                    fields.append(self._into(row, type_, key, nodes))
                    continue
            fields.append(Field(key, len(row) - 1, reader, required=True))
        return Row(tuple(row)), shape.instance(fields)

    def _page_info(
        self, parts: _Parts, type_: GraphQLObjectType, sets: list[SelectionSetNode]
    ) -> Reader:
        page = parts.page
        fields = []
        for key, nodes in self._selections.fields(type_, sets).items():
            match nodes[0].name.value:
                case "startCursor":
                    reader = shape.page_cursor(0, parts.cursors())
                case "endCursor":
                    reader = shape.page_cursor(-1, parts.cursors())
                case "hasNextPage":
                    parts.look(near=page.backward)
                    reader = shape.has_next_page
                case "hasPreviousPage":
                    parts.look(near=not page.backward)
                    reader = shape.has_previous_page
                case _:
                    reader = shape.constant(type_.name)
            fields.append(Field(key, None, reader, required=False))
        return shape.instance(fields)


@dataclass(slots=True)
class _Parts:
    """Which parts of a connection an operation asks for, as its fields are planned.

    ``columns`` are what is read of each row: first its key values, then a column for
    each time that edges or nodes are asked for.
    """

    connection: _Connection
    page: Paging
    columns: list[Expression] = field(default_factory=lambda: [Nothing()])
    walked: bool = False
    counted: bool = False
    near: bool = False

    def column(self, body: Expression) -> int:
        """Read something of each row, and give its place."""
        self.walked = True
        self.columns.append(body)
        return len(self.columns) - 1

    def cursors(self) -> Reader:
        """Read each row's key values."""
        self.walked = True
        self.columns[0] = self.page.keys
        return shape.cursor(self.page.fingerprint)

    def look(self, *, near: bool) -> None:
        """Ask whether there are rows on the near side of the page, or the far one."""
        if near:
            self.near = True
        else:
            self.walked = True

    def row(self, where: Predicate | None) -> Row:
        """``[limit, rows, total, near]``, null where nothing asks for it."""
        source, page = self.connection.source, self.page
        limit: Expression = Nothing()
        rows: Expression = Nothing()
        total: Expression = Nothing()
        near: Expression = Nothing()
        if self.walked:
            limit = Given(page.limit)
            rows = Listed(
                source,
                Row(tuple(self.columns)),
                _all_of(where, *page.bounds),
                page.order,
                page.limit,
            )
        if self.counted:
            total = Counted(source, where)
        if self.near and page.passed is not None:
            passed = _all_of(where, page.passed)
            near = Holds(Related(Quantifier.SOME, source, passed))
        return Row((limit, rows, total, near))


def _all_of(*predicates: Predicate | None) -> Predicate | None:
    known = [p for p in predicates if p is not None]
    return both(known) if known else None


def meaning_of(field: GraphQLField) -> Meaning:
    """What a field of the schema reads, as declared when the schema was built."""
    meaning: Meaning = field.extensions["strawberry-definition"].metadata["reads"]
    return meaning
