"""A GraphQL operation to a plan: one Cypher statement and the readers of its rows.

A plan is made for a document, an operation and the shape of the variables; their
leaves only fill parameters. Where a leaf decides more than a parameter (the nulls in a
cursor, the type in an id), the planner *observes* it, and the plan holds only for
requests that observe the same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from copy import copy
from dataclasses import InitVar, dataclass, field, replace
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
from graph.chronicles import Chronicle, entries_of
from graph.comparisons import read, shown, value
from graph.connection import Parts, bare
from graph.cost import Cost, cost_of
from graph.cypher import Cypher, write
from graph.declare import Model, Property, Relation, RelationshipType
from graph.driver import Statement
from graph.entries import BY_PLACE, TIES, Entry, source_of_entries
from graph.errors import LimitExceeded
from graph.fields import (
    AnyById,
    Attribute,
    ById,
    Carries,
    Counts,
    Everything,
    Joins,
    JoinsBeyond,
    KeyOf,
    Keys,
    Meaning,
    Measures,
    Members,
    Recounts,
    References,
    Refutes,
    Relates,
    Scores,
    Searches,
    Shows,
    Structure,
    Tells,
    Traverses,
)
from graph.filters import Filters, follow
from graph.oversight import checks_of, keys_of, source_of
from graph.paging import paging
from graph.predicates import all_of
from graph.query import (
    Aggregate,
    All,
    Beside,
    Bound,
    ByLabel,
    ByPart,
    Compare,
    Counted,
    Depth,
    End,
    Entity,
    Evidence,
    Expression,
    Facts,
    First,
    Follow,
    FullText,
    Function,
    Given,
    Grouped,
    GroupMembers,
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
    Told,
    Value,
)
from graph.reading import ReadRow, reader_of
from graph.reasons import reason
from graph.rows import read_together
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
    Made,
    Many,
    OneOf,
    Shape,
    TotalCount,
)
from graph.sharing import LONG, share
from graph.view import View

EXPLAIN = "explain"
"""The directive on an operation that asks how it was answered."""

Planned: TypeAlias = tuple[Expression, Shape]
Observation: TypeAlias = tuple[Value, Callable[[Any], Hashable], Hashable]


@dataclass(frozen=True, slots=True)
class Plan:
    """How one operation is answered.

    ``read`` gives the data of the statement's one row, and the paths at which a
    non-null value is missing.
    ``introspection`` holds the root fields about the schema itself, which are
    answered without the graph. The row of a ``stamped`` one ends with the version of
    the data before and after it was read.
    """

    cypher: Cypher | None
    read: ReadRow
    introspection: tuple[FieldNode, ...]
    observations: tuple[Observation, ...]
    cost: Cost
    stamped: bool

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
    """An operation to plan: a valid document and coerced, split variables.

    ``sees_all`` where the caller may see what is restricted.
    """

    text: str
    document: DocumentNode
    operation: OperationDefinitionNode
    variables: Mapping[str, Tree]
    leaves: Sequence[Any]
    sees_all: bool = False

    @property
    def key(self) -> Hashable:
        """What decides the plan, besides what the planner observes."""
        name = self.operation.name
        shape = shape_of(dict(self.variables))
        return (self.text, name and name.value, shape, self.sees_all)


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
    ``targets`` are the types of its nodes; one of entries has their kinds instead.
    """

    coordinate: str
    source: Source
    targets: tuple[str, ...]
    edge: RelationshipType | None
    ties: tuple[Key, ...]
    order: tuple[Key, ...] = ()
    entries: tuple[Entry, ...] = ()


class _Planning:
    """The planning of one operation, at a place where a view holds."""

    def __init__(self, planner: Planner, request: Request) -> None:
        self._schema = planner.schema
        self._model = planner.model
        self._max_page_size = planner.max_page_size
        self._request = request
        self._observations: list[Observation] = []
        fragments = {
            d.name.value: d
            for d in request.document.definitions
            if isinstance(d, FragmentDefinitionNode)
        }
        self._selections = Selections(planner.schema, fragments, request.variables)
        self._view = View()
        self._entry: Entry | None = None

    def _under(self, view: View) -> _Planning:
        """The same planning below a field that sets a view."""
        if view == self._view:
            return self
        below = copy(self)
        below._view = view
        return below

    @property
    def _filters(self) -> Filters:
        return Filters(self._model, self._view)

    def _follow(self, owner: str, relation: Relation) -> Follow:
        return follow(self._model, owner, relation, self._view)

    def plan(self) -> Plan:
        operation = self._request.operation
        root = self._schema.get_root_type(operation.operation)
        assert root is not None
        collected = self._selections.fields(root, [operation.selection_set])
        introspection = []
        roots: list[Expression] = []
        written: list[Expression] = []
        fields: list[Field] = []
        for key, nodes in collected.items():
            if nodes[0].name.value in ("__schema", "__type"):
                introspection += nodes
                fields.append(Field(key, None, Constant(None), required=False))
                continue
            own = self._into(roots, root, key, nodes)
            if own.index is not None:
                once, shape = share(roots[-1], own.shape, self._is_long)
                written.append(once)
                own = replace(own, shape=shape)
            fields.append(own)
        stamped = _is_explained(operation)
        sees_all = self._request.sees_all
        planned = Operation(tuple(written), stamped=stamped, seeing_all=sees_all)
        return Plan(
            write(planned) if written or stamped else None,
            reader_of(fields),
            tuple(introspection),
            tuple(self._observations),
            cost_of(Operation(tuple(roots))),
            stamped,
        )

    def _observe(self, value: Value, see: Callable[[Any], Hashable]) -> Any:
        seen = see(value.resolve(self._request.leaves))
        if value.varies:
            self._observations.append((value, see, seen))
        return seen

    def _is_long(self, limit: Value) -> bool:
        long: bool = self._observe(limit, lambda rows: rows >= LONG)
        return long

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
        if isinstance(shape, Constant):
            return Field(key, None, shape, is_non_null_type(declared.type))
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
        together = read_together(self._model.nodes.get(type_.name), row)
        return Row(tuple(row), together), Instance(tuple(fields))

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
        below = self._under(self._view.under(looked_at(meaning, trees)))
        return below._read(owner, declared, trees, nodes)

    def _read(
        self,
        owner: GraphQLObjectType,
        declared: GraphQLField,
        trees: Mapping[str, Tree],
        nodes: list[FieldNode],
    ) -> Planned:
        name = nodes[0].name.value
        meaning = meaning_of(declared)
        match meaning:
            case Attribute(declared_property, of):
                return read(declared_property, of), Leaf()
            case References(declared_property, of):
                return self._references(declared_property, of, nodes)
            case Relates(label, relation) if not relation.many:
                source = self._follow(label, relation)
                return self._first(source, relation.targets, nodes)
            case Relates() | Everything() | Searches() | Traverses() | Members():
                connection = self._connection_of(f"{owner.name}.{name}", meaning, trees)
                return self._connection(connection, trees, self._named(declared), nodes)
            case Recounts(chronicle):
                connection = self._entries(f"{owner.name}.{name}", chronicle, trees)
                selected = (self._named(declared), nodes)
                order = list(connection.order)
                return self._page_of(connection, trees, order, None, selected)
            case Tells(fact):
                return self._told(fact, nodes)
            case ById(label):
                return self._by_id(label, value(trees["id"]), nodes)
            case AnyById(several=True):
                return self._any_by_ids(value(trees["ids"]), nodes)
            case AnyById():
                return self._any_by_id(value(trees["id"]), nodes)
            case Refutes():
                return self._objects(checks_of(trees, self._view), declared, nodes)
            case Joins(which):
                labels = (get_named_type(declared.type).name,)
                return self._first(End(which, self._view.known_at), labels, nodes)
            case JoinsBeyond(label, relation):
                source = self._follow(label, relation)
                inner, shape = self._first(source, relation.targets, nodes)
                return First(Listed(End("end", self._view.known_at), inner)), shape
            case Scores():
                return Score(), Leaf()
            case Shows():
                return self._shown(meaning, declared, nodes)
            case Counts():
                return Aggregate(Function.COUNT), Leaf()
            case Measures(declared_property, of):
                type_ = self._named(declared)
                return self._measures(declared_property, of, type_, nodes)
            case Keys() | Carries():
                return self._object(self._named(declared), subselections(nodes))
            case KeyOf(key, str(label)):
                node = GroupNode(key, self._view.known_at)
                return self._first(node, (label,), nodes)
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
            source = Referred(declared.refers_to, Row((ids,)), self._view.known_at)
            return self._first(source, (declared.refers_to,), nodes)
        return self._referred(declared.refers_to, ids, nodes)

    def _referred(self, label: str, ids: Expression, nodes: list[FieldNode]) -> Planned:
        body, shape = bare(*self._node((label,), nodes))
        order = (Key(Read("node", "id"), nullable=False),)
        source = Referred(label, ids, self._view.known_at)
        return Listed(source, body, Stretch(order=order)), Many(shape)

    def _objects(
        self, source: Source, declared: GraphQLField, nodes: list[FieldNode]
    ) -> Planned:
        """What a source has, each as an object of the type that is declared."""
        body, one = bare(*self._object(self._named(declared), subselections(nodes)))
        return Listed(source, body), Many(one)

    def _shown(
        self, meaning: Shows, declared: GraphQLField, nodes: list[FieldNode]
    ) -> Planned:
        match meaning.part:
            case "depth":
                return Depth(), Leaf()
            case "review":
                review = Bound("review", self._view.known_at)
                return self._first(review, ("Review",), nodes)
            case "tenure":
                row, shape = self._object(self._named(declared), subselections(nodes))
                return First(Listed(Bound("tenure"), row)), shape
            case "chain":
                return self._objects(Bound("lines"), declared, nodes)
            case "tenures":
                return self._objects(Bound("tenures"), declared, nodes)
            case "reviews":
                body, one = bare(*self._node(("Review",), nodes))
                return Listed(Bound("reviews", self._view.known_at), body), Many(one)
            case "condition" | "met":
                return Told(meaning.part), Leaf()
            case "explanation":
                return Told("explanation"), Made(reason)
            case "claims":
                return self._referred("Claim", Evidence("claims"), nodes)
            case "sources":
                return self._referred("Source", Evidence("sources"), nodes)
            case _:
                assert_never(meaning.part)

    # Entries

    def _entries(
        self, coordinate: str, chronicle: Chronicle, trees: Mapping[str, Tree]
    ) -> _Connection:
        entries = entries_of(chronicle, self._model, self._view, trees, self._observe)
        source = source_of_entries(entries)
        order = (BY_PLACE,)
        return _Connection(coordinate, source, (), None, TIES, order, entries)

    def _reached(self, connection: _Connection, nodes: list[FieldNode]) -> Planned:
        """What a connection leads to: a node, or an entry."""
        if not connection.entries:
            return self._node(connection.targets, nodes)
        sets = subselections(nodes)
        planned = [
            self._within(entry)._object(self._type(entry.type), sets)
            for entry in connection.entries
        ]
        if len(planned) == 1:
            return planned[0]
        rows = tuple(row for row, _ in planned)
        return ByPart(rows), OneOf(tuple(instance for _, instance in planned))

    def _within(self, entry: Entry) -> _Planning:
        """The same planning within an entry."""
        within = copy(self)
        within._entry = entry
        return within

    def _told(self, fact: str, nodes: list[FieldNode]) -> Planned:
        assert self._entry is not None
        told = self._entry.facts.get(fact)
        if told is None or isinstance(told, str):
            return Nothing(), Constant([] if fact == "claims" else told)
        if fact == "claims":
            return self._referred("Claim", told, nodes)
        return told, Leaf()

    # Look-ups by id

    def _by_id(self, label: str, id: Value, nodes: list[FieldNode]) -> Planned:
        body, shape = self._node((label,), nodes)
        where = Compare(Read("node", "id"), Operator.EQ, id)
        source = All(label, self._view.known_at)
        return First(Listed(source, body, Stretch(where))), shape

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
            source = All(label, self._view.known_at)
            columns.append(Listed(source, row, Stretch(where)))
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
            measure = Aggregate(Function(name), Read(of, declared.name))
            row.append(shown(declared, measure))
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
        by = grouped_by(trees["by"], node, lambda r: self._follow(node.label, r))
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
                found = replace(found, known=self._view.known_at)
                self._observe(found.query, lambda _: None)
                order = (BY_RELEVANCE,)
                return _Connection(coordinate, found, (label,), None, (tie,), order)
            case Searches():
                found, targets = search(self._model, trees, coordinate)
                found = replace(found, known=self._view.known_at)
                self._observe(found.query, lambda _: None)
                order = (BY_RELEVANCE,)
                return _Connection(coordinate, found, targets, None, (tie,), order)
            case Everything(label):
                everything = All(label, self._view.known_at)
                return _Connection(coordinate, everything, (label,), None, (tie,))
            case Relates(owner, relation):
                edge = self._model.relationships[relation.type]
                source = self._follow(owner, relation)
                tie = Key(Read("link", "id"), nullable=False)
                return _Connection(coordinate, source, relation.targets, edge, (tie,))
            case Members(label):
                members = GroupMembers(self._view.known_at)
                return _Connection(coordinate, members, (label,), None, (tie,))
            case Traverses(traversal):
                reached = source_of(traversal, trees, self._view)
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
        if isinstance(connection.source, (All, FullText)) and len(targets) == 1:
            where = all_of(self._view.of_node(self._model.nodes[targets[0]]), where)
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
        selective = where is not None and self._filters.is_selective(
            where, connection.targets[0]
        )
        parts = Parts(connection.source, page, where, selective)
        type_, nodes = selected
        fields = [
            Field(key, None, self._part(connection, parts, type_, own), required=True)
            for key, own in self._selections.fields(type_, subselections(nodes)).items()
        ]
        paged = parts.expression()
        shape = Connection(parts.fields(fields), page.backward, paged.bare)
        return paged, shape

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
                return parts.rows(*bare(*self._reached(connection, nodes)))
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
                    body, shape = bare(*self._reached(connection, nodes))
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
                return parts.look(HasNextPage(), near=parts.page.backward)
            case "hasPreviousPage":
                return parts.look(HasPreviousPage(), near=not parts.page.backward)
            case _:
                return Constant(type_.name)


def _is_explained(operation: OperationDefinitionNode) -> bool:
    return any(d.name.value == EXPLAIN for d in operation.directives or ())


def looked_at(meaning: Meaning, trees: Mapping[str, Tree]) -> Mapping[str, Tree]:
    """Those arguments of a field that set the view."""
    if not isinstance(meaning, Traverses | Refutes):
        return trees
    own = {argument.name for argument in meaning.traversal.arguments}
    return {name: tree for name, tree in trees.items() if name not in own}


def meaning_of(field: GraphQLField) -> Meaning:
    """What a field of the schema reads, as declared when the schema was built."""
    meaning: Meaning = field.extensions["strawberry-definition"].metadata["reads"]
    return meaning
