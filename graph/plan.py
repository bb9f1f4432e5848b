"""A GraphQL operation to a plan: one Cypher statement and the readers of its rows.

A plan is made for a document, an operation and the shape of the variables; their
leaves only fill parameters. Where a leaf decides more than a parameter (the nulls in a
cursor, the type in an id), the planner *observes* it, and the plan holds only for
requests that observe the same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import InitVar, dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, assert_never

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    is_non_null_type,
)

from graph import disputes, evidence
from graph.aggregates import group_order, group_where, grouped_by
from graph.arguments import Tree, arguments, start_of
from graph.arguments import shape as shape_of
from graph.caches import Cache
from graph.changelog import CHANGE, COORDINATE, TOLD, feed_of, within
from graph.changelog import ORDER as FEED_ORDER
from graph.chronicles import Chronicle, entries_of
from graph.clauses import alike
from graph.comparisons import read, shown, value
from graph.connection import Parts, bare
from graph.cost import Cost, cost_of
from graph.cypher import Cypher, write
from graph.declare import Model, Property, Relation, RelationshipType
from graph.driver import Statement
from graph.entries import BY_PLACE, TIES, Entry, source_of_entries
from graph.errors import BadUserInput, LimitExceeded
from graph.explanation import explain
from graph.fields import (
    AnyById,
    Asserts,
    Attribute,
    ById,
    Carries,
    Concerns,
    Counts,
    Disputed,
    Everything,
    Explains,
    FindsPaths,
    Follows,
    Itself,
    JoinsBeyond,
    KeyOf,
    Keys,
    Lists,
    LooksAround,
    Meaning,
    Measures,
    Members,
    Merges,
    Notes,
    Reaches,
    Recalls,
    Recounts,
    References,
    Refutes,
    Relates,
    Reports,
    Retracts,
    Says,
    Scores,
    Searches,
    Shows,
    Structure,
    Supports,
    Tells,
    Traverses,
    Wrote,
)
from graph.filters import Filters, follow
from graph.neighborhood import ORDER, Group, Hood, hood_of, surrounding
from graph.oversight import checks_of, keys_of, source_of
from graph.paging import Paging, beyond, paging
from graph.paths import between
from graph.payloads import Payloads
from graph.predicates import all_of
from graph.query import (
    Aggregate,
    All,
    Around,
    Beside,
    Bound,
    ByKind,
    ByLabel,
    ByPart,
    ByType,
    Cases,
    Choice,
    Coalesce,
    Compare,
    Counted,
    Depth,
    End,
    Entity,
    Evidence,
    Expression,
    Facts,
    Feed,
    First,
    Follow,
    FullText,
    Function,
    Given,
    Grouped,
    GroupMembers,
    GroupNode,
    GroupValue,
    InRecord,
    Key,
    Links,
    Listed,
    Noted,
    Nothing,
    Operation,
    Operator,
    Paged,
    Passed,
    Predicate,
    Reached,
    Read,
    Referred,
    Row,
    Score,
    Source,
    StepEnd,
    Stretch,
    Supported,
    Told,
    TypeOf,
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
    Filled,
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
from graph.view import SET_VIEWS, View

EXPLAIN = "explain"
"""The directive on an operation that asks how it was answered."""

Planned: TypeAlias = tuple[Expression, Shape]
Object: TypeAlias = tuple[Row, Instance]
Observation: TypeAlias = tuple[Value, Callable[[Any], Hashable], Hashable]


NOWHERE: Mapping[str, str] = MappingProxyType({})
"""No redirects."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How one operation is answered.

    ``read`` gives the data of the statement's one row, and the paths at which a
    non-null value is missing.
    ``introspection`` holds the root fields about the schema itself, which are
    answered without the graph. The row of a ``stamped`` one ends with the version of
    the data before and after it was read. ``lookups`` are the ids, or lists of them, by
    which it looks nodes up; where others are named, ``redirects`` is the place in the
    row that says where they lead. ``resumes`` are the places in the feed that it goes
    on from.
    """

    cypher: Cypher | None
    read: ReadRow
    introspection: tuple[FieldNode, ...]
    observations: tuple[Observation, ...]
    cost: Cost
    stamped: bool
    lookups: tuple[Value, ...] = ()
    redirects: int | None = None
    resumes: tuple[tuple[Value, Value], ...] = ()

    def fits(self, leaves: Sequence[Any]) -> bool:
        """Whether a request with these leaves may use the plan."""
        return all(see(v.resolve(leaves)) == seen for v, see, seen in self.observations)

    @property
    def size(self) -> int:
        """The characters of its statement; the same for callers of all rights."""
        return self.cypher.size if self.cypher is not None else 0

    @property
    def weight(self) -> int:
        """What keeping it takes, in characters."""
        return len(self.cypher.text) if self.cypher is not None else 0

    def statement(
        self, leaves: Sequence[Any], redirects: Mapping[str, str] = NOWHERE
    ) -> Statement:
        """The statement with its parameters; ids that lead elsewhere are replaced.

        Raises :class:`BadUserInput` where a value does not fit its argument.
        """
        assert self.cypher is not None
        params = {f"p{i}": v.resolve(leaves) for i, v in enumerate(self.cypher.values)}
        for i, known in enumerate(self.cypher.values if redirects else ()):
            if known.names:
                params[f"p{i}"] = _redirected(params[f"p{i}"], redirects)
        return Statement(self.cypher.text, params)

    def sought(self, leaves: Sequence[Any]) -> list[str]:
        """The ids by which it looks nodes up."""
        found: list[str] = []
        for ids in (lookup.resolve(leaves) for lookup in self.lookups):
            found += ids if isinstance(ids, list) else [ids]
        return found


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

    def selections(self, schema: GraphQLSchema) -> Selections:
        """What tells the fields that the operation asks for."""
        fragments = {
            definition.name.value: definition
            for definition in self.document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        return Selections(schema, fragments, self.variables)


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
    ``where`` is what holds of them where a caller gives no conditions.
    ``says`` has the fields that tell it from others beside it; it then counts its nodes
    in any case.
    """

    coordinate: str
    source: Source
    targets: tuple[str, ...]
    edge: RelationshipType | None
    ties: tuple[Key, ...]
    order: tuple[Key, ...] = ()
    entries: tuple[Entry, ...] = ()
    where: Predicate | None = None
    says: Mapping[str, str] = field(default_factory=dict)


class _Planning:
    """The planning of one operation, at a place where a view holds."""

    def __init__(self, planner: Planner, request: Request) -> None:
        self._schema = planner.schema
        self._model = planner.model
        self._max_page_size = planner.max_page_size
        self._request = request
        self._observations: list[Observation] = []
        self._selections = request.selections(planner.schema)
        self._view = View()
        self._entry: Entry | None = None
        self._payloads = Payloads(len(request.leaves))
        self._lookups: list[Value] = []
        self._named_ids: list[Value] = []
        self._resumes: list[tuple[Value, Value]] = []

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
        # What is written names ids in what is sent, and is checked as it is written.
        reads = operation.operation is OperationType.QUERY
        ids = tuple(self._named_ids) if reads else ()
        planned = Operation(tuple(written), ids, stamped, sees_all)
        return Plan(
            write(planned) if written or stamped else None,
            reader_of(fields),
            tuple(introspection),
            tuple(self._observations),
            cost_of(Operation(tuple(roots))),
            stamped,
            tuple(self._lookups),
            len(written) if ids else None,
            tuple(self._resumes),
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
        return one_of(ByLabel, labels, self._nodes(labels, nodes))

    def _link(self, types: Sequence[str], nodes: list[FieldNode]) -> Planned:
        """The current link as an object; by type, where it may be of several."""
        ever = self._view.known_at is not None
        return one_of(
            lambda cases: ByType(cases, ever), types, self._links(types, nodes)
        )

    def _fact(self, labels: Sequence[str], nodes: list[FieldNode]) -> Planned:
        """The current fact as an object: a node, or a link of whatever type."""
        types = evidence.kinds_of_links(self._model)
        own, shapes = _cases(labels, self._nodes(labels, nodes))
        others, more = _cases(types, self._links(types, nodes))
        ever = self._view.known_at is not None
        return ByKind(own, others, ever), OneOf((*shapes, *more))

    def _nodes(self, labels: Sequence[str], nodes: list[FieldNode]) -> list[Object]:
        sets = subselections(nodes)
        return [self._object(self._type(label), sets) for label in labels]

    def _links(self, types: Sequence[str], nodes: list[FieldNode]) -> list[Object]:
        sets = subselections(nodes)
        names = [self._model.relationships[type_].name for type_ in types]
        return [self._object(self._type(f"{name}Link"), sets) for name in names]

    def _one(self, declared: GraphQLField, nodes: list[FieldNode]) -> Planned:
        """The current row as an object of the type that a field declares."""
        type_ = get_named_type(declared.type)
        if isinstance(type_, GraphQLObjectType):
            return self._object(type_, subselections(nodes))
        if type_.name == "Link":
            return self._link(tuple(self._model.relationships), nodes)
        return self._node(tuple(self._model.nodes), nodes)

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
        try:
            trees = arguments(declared, nodes[0], self._request.variables)
            below = self._under(self._view.under(looked_at(meaning, trees)))
            return below._read(owner, declared, trees, nodes)
        except BadUserInput as error:
            error.locate(start_of(nodes[0]))
            raise

    def _read(
        self,
        owner: GraphQLObjectType,
        declared: GraphQLField,
        trees: Mapping[str, Tree],
        nodes: list[FieldNode],
    ) -> Planned:
        name = nodes[0].name.value
        meaning = meaning_of(declared)
        if not isinstance(meaning, (ById, AnyById, LooksAround)):
            trees = self._leading_on(trees)
        match meaning:
            case Attribute(declared_property, of):
                return read(declared_property, of), Leaf()
            case References(declared_property, of):
                return self._references(declared_property, of, nodes)
            case Explains(of):
                return evidence.explained(self._model, of, self._view), Made(explain)
            case Relates(label, relation) if not relation.many:
                source = self._follow(label, relation)
                return self._first(source, relation.targets, nodes)
            case Relates() | Everything() | Searches() | Traverses() | Members():
                connection = self._connection_of(f"{owner.name}.{name}", meaning, trees)
                return self._connection(connection, trees, self._named(declared), nodes)
            case Recounts() | Supports() | Disputed():
                connection = self._connection_of(f"{owner.name}.{name}", meaning, trees)
                selected = (self._named(declared), nodes)
                order = list(connection.order)
                return self._page_of(
                    connection, trees, order, connection.where, selected
                )
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
            case Asserts() | Retracts() | Merges():
                self._payloads.begin(self._merged(trees))
                return self._object(self._named(declared), subselections(nodes))
            case Wrote(of):
                return self._written(of, declared, nodes)
            case Reports("userErrors"):
                return Nothing(), Constant([])
            case Reports(name):
                return Given(self._payloads.value(name)), Leaf()
            case Recalls():
                return self._recalled(self._changes(trees), trees, declared, nodes)
            case Follows():
                return self._followed(self._changes(trees), trees, declared, nodes)
            case Notes(fact):
                return TOLD[fact]
            case Concerns(which):
                return self._concerned(which, subselections(nodes))
            case FindsPaths():
                where = f"{owner.name}.{name}"
                ends = between(self._model, trees, self._view, where)
                body, shape = self._one(declared, nodes)
                return First(Listed(ends, body)), shape
            case LooksAround():
                where = f"{owner.name}.{name}"
                return self._neighborhood(where, trees, declared, nodes)
            case Says(TypeOf()):
                return TypeOf(ever=self._view.known_at is not None), Leaf()
            case Says(expression):
                return expression, Leaf()
            case Itself():
                return self._one(declared, nodes)
            case Lists(source, order):
                body, shape = bare(*self._one(declared, nodes))
                listed = Listed(self._known(source), body, Stretch(order=order))
                return listed, Many(shape)
            case Reaches(source):
                body, shape = self._one(declared, nodes)
                return First(Listed(self._known(source), body)), shape
            case JoinsBeyond(label, relation):
                beyond = self._follow(label, relation)
                inner, shape = self._first(beyond, relation.targets, nodes)
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

    def _leading_on(self, trees: Mapping[str, Tree]) -> Mapping[str, Tree]:
        """The arguments, their ids noted; at another instant they lead nowhere else.

        Nor do those of sources, which set a view.
        """
        ids = {k: t for k, t in trees.items() if isinstance(t, Value) and t.names}
        if self._view.known_at is not None:
            return {**trees, **{k: replace(t, names=False) for k, t in ids.items()}}
        self._named_ids += [t for k, t in ids.items() if k not in SET_VIEWS]
        return trees

    def _first(
        self, source: Source, labels: Sequence[str], nodes: list[FieldNode]
    ) -> Planned:
        body, shape = self._node(labels, nodes)
        return First(Listed(source, body)), shape

    def _known(self, source: Source) -> Source:
        """The source with its nodes as they were known, if the view says when."""
        if isinstance(source, (End, InRecord, Passed, StepEnd, Around, Referred)):
            return replace(source, known=self._view.known_at)
        return source

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
        if isinstance(connection.source, Supported):
            return self._fact(connection.targets, nodes)
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

    # Disputes

    def _subject(self, id: Tree, coordinate: str) -> str | None:
        """The label of the node that disputes are to be about, if one is given."""
        if id is None:
            return None
        label: str = self._observe(value(id), disputes.subject(self._model, coordinate))
        return label

    # Payloads

    def _written(
        self, of: str | None, declared: GraphQLField, nodes: list[FieldNode]
    ) -> Planned:
        """What a mutation wrote; its id is known when the statement runs."""
        id = self._payloads.value("id")
        of = of or self._payloads.label
        if of is None:
            return Nothing(), Leaf()
        if of in self._model.nodes:
            return self._by_id(of, id, nodes)
        body, shape = self._object(self._named(declared), subselections(nodes))
        where = Compare(Read("link", "id"), Operator.EQ, id)
        return First(Listed(Links(of, None), body, Stretch(where))), shape

    def _merged(self, trees: Mapping[str, Tree]) -> str | None:
        """The label of the nodes that a mutation merges, where it is one that does."""
        if "ids" not in trees:
            return None
        ids = value(trees["ids"])
        label: str | None = self._observe(
            ids, lambda ids: self._label("".join(ids[:1]))
        )
        return label

    # The feed

    def _changes(self, trees: Mapping[str, Tree]) -> _Connection:
        source = feed_of(self._model, trees)
        return _Connection(COORDINATE, source, (CHANGE,), None, FEED_ORDER)

    def _recalled(
        self,
        changes: _Connection,
        trees: Mapping[str, Tree],
        declared: GraphQLField,
        nodes: list[FieldNode],
    ) -> Planned:
        page = self._feed_page(trees)
        parts = Parts(within(changes.source, page), page, None, selective=False)
        return self._page(changes, parts, (self._named(declared), nodes))

    def _followed(
        self,
        changes: _Connection,
        trees: Mapping[str, Tree],
        declared: GraphQLField,
        nodes: list[FieldNode],
    ) -> Planned:
        """Changes behind a place in the feed, which is known when they are asked for.

        Each comes with its own place, from which to go on.
        """
        page = self._feed_page(trees)
        parts = Parts(changes.source, page, None, selective=False)
        body, shape = self._edge(changes, parts, self._named(declared), nodes)
        leaves = len(self._request.leaves)
        number, place, limit = (Value(slot=leaves + i) for i in range(3))
        assert isinstance(changes.source, Feed)
        source = replace(changes.source, since=number)
        stretch = Stretch(beyond(FEED_ORDER, (number, place)), FEED_ORDER)
        row = Row((page.keys, body))
        fields = (
            Field("place", 0, Leaf(), required=True),
            Field("change", 1, shape, required=False),
        )
        return Listed(source, row, stretch, limit), Many(Instance(fields))

    def _feed_page(self, trees: Mapping[str, Tree]) -> Paging:
        page = paging(
            trees,
            FEED_ORDER,
            coordinate=COORDINATE,
            max_page_size=self._max_page_size,
            observe=self._observe,
        )
        if page.start is not None and not page.backward:
            number, place = page.start
            assert number is not None
            assert place is not None
            self._resumes.append((number, place))
        return page

    def _concerned(
        self, which: Literal["node", "link"], sets: list[SelectionSetNode]
    ) -> Planned:
        """What the current change is about, whatever its type."""
        choices: list[Expression] = []
        shapes: list[Shape] = []
        for type_, name, source in self._concerns(which):
            row, shape = self._object(self._type(name), sets)
            number = Given(Value(constant=len(shapes)))
            found = First(Listed(source, Row((number, *row.items))))
            of_type = Compare(Read("node", "type"), Operator.EQ, Value(constant=type_))
            choices.append(Choice(of_type, found, Nothing()))
            shapes.append(shape)
        return Coalesce(tuple(choices)), OneOf(tuple(shapes))

    def _concerns(
        self, which: Literal["node", "link"]
    ) -> Iterator[tuple[str, str, Source]]:
        """Types of facts, what they are as objects, and where the fact is found."""
        if which == "node":
            for label in self._model.nodes:
                yield label, label, Referred(label, Row((Noted("id"),)))
            return
        for type_, edge in self._model.relationships.items():
            yield type_, edge.fact, Links(type_, None, id=Noted("id"))

    # Look-ups by id

    def _by_id(self, label: str, id: Value, nodes: list[FieldNode]) -> Planned:
        self._lookups.append(id)
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
        self._lookups.append(ids)
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

    # Neighbourhoods

    def _neighborhood(
        self,
        coordinate: str,
        trees: Mapping[str, Tree],
        declared: GraphQLField,
        nodes: list[FieldNode],
    ) -> Planned:
        id = value(trees["id"])
        label = self._observe(id, self._label)
        if label is None:
            return Nothing(), Leaf()
        self._lookups.append(id)
        hood = hood_of(
            self._model,
            label,
            trees,
            self._view,
            coordinate=coordinate,
            max_page_size=self._max_page_size,
            observe=self._observe,
        )
        type_, row = self._named(declared), list[Expression]()
        fields = [
            self._of_hood(hood, row, type_, key, own)
            for key, own in self._selections.fields(type_, subselections(nodes)).items()
        ]
        where = Compare(Read("node", "id"), Operator.EQ, id)
        source = All(label, self._view.known_at)
        listed = Listed(source, Row(tuple(row)), Stretch(where))
        return First(listed), Instance(tuple(fields))

    def _of_hood(
        self,
        hood: Hood,
        row: list[Expression],
        type_: GraphQLObjectType,
        key: str,
        nodes: list[FieldNode],
    ) -> Field:
        """One field of a neighbourhood."""
        match nodes[0].name.value:
            case "node":
                expression, shape = self._node((hood.label,), nodes)
            case "groups" as name:
                groups = self._named(type_.fields[name])
                expression, shape = self._groups_around(hood, groups, nodes)
            case "subgraph" as name:
                pages = [self._links_around(hood, group) for group in hood.groups]
                body, shape = self._one(type_.fields[name], nodes)
                expression = First(Listed(surrounding(hood, pages), body))
            case _:
                return self._into(row, type_, key, nodes)
        row.append(expression)
        return Field(key, len(row) - 1, shape, required=True)

    def _groups_around(
        self, hood: Hood, type_: GraphQLObjectType, nodes: list[FieldNode]
    ) -> Planned:
        pages = [
            self._page_of(
                _Connection(
                    group.coordinate,
                    group.source,
                    group.source.labels,
                    self._model.relationships[group.source.type],
                    ORDER,
                    says=group.says,
                ),
                hood.page,
                [],
                None,
                (type_, nodes),
            )
            for group in hood.groups
        ]
        rows, connections = [page for page, _ in pages], [c for _, c in pages]
        return Row(tuple(rows)), Filled(tuple(connections))

    def _links_around(self, hood: Hood, group: Group) -> Listed:
        page = paging(
            hood.page,
            ORDER,
            coordinate=group.coordinate,
            max_page_size=self._max_page_size,
            observe=self._observe,
        )
        return Listed(group.source, Reached(), page.stretch(), page.size)

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
            case Recounts(chronicle):
                return self._entries(coordinate, chronicle, trees)
            case Supports():
                facts = evidence.supported(self._model, self._view)
                kinds = evidence.kinds_of_nodes(self._model)
                where = evidence.counts(trees, self._view)
                return _Connection(
                    coordinate, facts, kinds, None, evidence.ORDER, where=where
                )
            case Disputed():
                about = self._subject(trees.get("about"), coordinate)
                view, observe = self._view, self._observe
                sought = disputes.sought(self._model, trees, view, about, observe)
                own = disputes.ORDER
                return _Connection(coordinate, sought, ("Dispute",), None, own)
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
    ) -> tuple[Paged, Connection]:
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
        return self._page(connection, parts, selected)

    def _page(
        self,
        connection: _Connection,
        parts: Parts,
        selected: tuple[GraphQLObjectType, list[FieldNode]],
    ) -> tuple[Paged, Connection]:
        parts.counted = bool(connection.says)
        type_, nodes = selected
        fields = [
            Field(key, None, self._part(connection, parts, type_, own), required=True)
            for key, own in self._selections.fields(type_, subselections(nodes)).items()
        ]
        paged = parts.expression()
        shape = Connection(parts.fields(fields), parts.page.backward, paged.bare)
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
            case name if name in connection.says:
                return Constant(connection.says[name])
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
                case "link" if connection.edge is not None:
                    body, shape = bare(*self._link((connection.edge.type,), nodes))
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


def _redirected(ids: Any, redirects: Mapping[str, str]) -> Any:
    if isinstance(ids, list):
        return [redirects.get(id, id) for id in ids]
    return redirects.get(ids, ids)


def _is_explained(operation: OperationDefinitionNode) -> bool:
    return any(d.name.value == EXPLAIN for d in operation.directives or ())


def one_of(
    by: Callable[[Cases], Expression],
    names: Sequence[str],
    planned: Sequence[Object],
) -> Planned:
    """An object of one of several types; there is a choice only where they differ."""
    cases, shapes = _cases(names, planned)
    if len(cases) == 1:
        return cases[0][1], shapes[0]
    return by(cases), OneOf(shapes)


def _cases(
    names: Sequence[str], planned: Sequence[Object]
) -> tuple[Cases, tuple[Shape, ...]]:
    """The different ones of some objects, with the names of their types."""
    different = alike(zip(planned, names, strict=True))
    cases = tuple((tuple(own), row) for (row, _), own in different)
    return cases, tuple(shape for (_, shape), _ in different)


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
