"""Operations executed by graphql-core: one resolver for every field of the schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLAbstractType,
    GraphQLResolveInfo,
    GraphQLSchema,
    execute_sync,
    get_named_type,
    is_leaf_type,
)

from graph.declare import Property, Relation
from graph.model import MODEL
from tests.reference.chains import Chains
from tests.reference.chronicles import Chronicles, Entry
from tests.reference.conditions import Conditions, Tree
from tests.reference.measures import Group, groups_of, key_of, measure, values_of
from tests.reference.pages import Cursors, Key, Page, Place, Placed, page_of
from tests.reference.rows import Chain, Edge, Link, Node, World
from tests.reference.views import Sight, View

BY_FIELD = {label[0].lower() + label[1:]: label for label in MODEL.nodes}
BY_PLURAL = {node.plural: label for label, node in MODEL.nodes.items()}
OWN = {"salesReviewed": ["basis"]}
"""Arguments of fields that are their own, and choose nothing for what is below."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A page of things of a label, and all of them."""

    page: Page
    everything: list[Any]
    label: str


@dataclass(frozen=True, slots=True)
class Together:
    """Many nodes, of which something is said together; or the links to them."""

    label: str
    edges: list[Edge]
    of_links: bool = False

    def values(self, name: str) -> list[Any]:
        if self.of_links:
            return values_of(name, (e.link.values for e in self.edges if e.link))
        return values_of(name, (edge.node.values for edge in self.edges))


@dataclass(frozen=True, slots=True)
class Seen:
    """Something at a place where a view holds."""

    value: Any
    view: View


@dataclass(frozen=True, slots=True)
class Reference:
    """Answers operations over a world."""

    schema: GraphQLSchema
    world: World
    cursors: Cursors = field(default_factory=Cursors)

    def execute(
        self,
        document: DocumentNode,
        variables: Mapping[str, Any],
        operation: str | None = None,
    ) -> ExecutionResult:
        result = execute_sync(
            self.schema,
            document,
            Seen(None, View()),
            variable_values=dict(variables),
            operation_name=operation,
            field_resolver=self._resolve,
            type_resolver=_type_of,
        )
        assert isinstance(result, ExecutionResult)
        return result

    def _resolve(
        self, source: Seen, info: GraphQLResolveInfo[Any], /, **given: Any
    ) -> Any:
        name = info.field_name
        own = OWN.get(name, ())
        view = source.view.under({n: v for n, v in given.items() if n not in own})
        sight = Sight(self.world, view)
        value = _Field(sight, self.cursors, name, given).of(source.value)
        if is_leaf_type(get_named_type(info.return_type)):
            return value
        return _seen(value, view)


def _seen(value: Any, view: View) -> Any:
    if isinstance(value, list):
        return [_seen(one, view) for one in value]
    return None if value is None else Seen(value, view)


@dataclass(frozen=True, slots=True)
class _Field:
    """A field with its arguments, at a place where a view holds."""

    sight: Sight
    cursors: Cursors
    name: str
    given: Tree

    def of(self, source: Any) -> Any:
        """What it is of what stands at the place."""
        match source:
            case None:
                return self._root()
            case Node():
                return self._of_node(source)
            case Link():
                return self._of_link(source)
            case Entry():
                return self._of_entry(source)
            case Connection():
                return self._of_connection(source)
            case Page():
                return _of_page(source, self.name)
            case Placed(item):
                return source.cursor if self.name == "cursor" else self._of_item(item)
            case Group():
                return self._of_group(source)
            case Together():
                return self._of_many(source)
            case Mapping():
                return source.get(self.name)
            case _:
                return _text(measure(self.name, source))

    def _root(self) -> Any:
        nodes, name = self.sight.world.nodes, self.name
        if name == "nodes":
            return [nodes.get(id) for id in self.given["ids"]]
        if name in BY_PLURAL:
            label = BY_PLURAL[name]
            return self._connection(self.sight.labelled(label), [label])
        if name == "salesReviewed":
            by, under = self.given["by"], self.given["under"]
            edges = self._chains.reviewed(by, under, self.given.get("basis"))
            return self._connection(edges, ["Sale"], _by_day)
        if name == "diff":
            return self._entries(self._chronicles.diff(self.given))
        node = nodes.get(self.given["id"])
        fits = node is not None and node.label == BY_FIELD.get(name, node.label)
        return node if fits else None

    @property
    def _chains(self) -> Chains:
        return Chains(self.sight.world, self.sight.view)

    @property
    def _chronicles(self) -> Chronicles:
        return Chronicles(self.sight)

    # Nodes and links

    def _of_node(self, node: Node) -> Any:
        name = self.name
        if name in node.type.properties:
            return self._value(node.type.properties[name], node.values)
        if name in node.type.relations:
            return self._relation(node, node.type.relations[name])
        match name:
            case "reportingChain":
                edges = self._chains.above(node)
                return self._connection(edges, ["Agency"], _by_depth)
            case "subordinates":
                transitive = bool(self.given.get("transitive"))
                edges = self._chains.below(node, transitive=transitive)
                return self._connection(edges, ["Agency"], _by_depth)
            case "career":
                tenures = self._chronicles.career(node)
                page = page_of(tenures, self.given, self.cursors)
                return Connection(page, tenures, "Tenure")
            case "timeline":
                return self._entries(self._chronicles.timeline(node))
            case "effects":
                return self._entries(self._chronicles.effects(node))
            case "overseers":
                edges = self._chains.overseers(node)
                return self._connection(edges, ["Official"], _by_depth)
            case _:
                assert name == "agenciesLed"
                return self._connection(self._chains.led(node), ["Agency"])

    def _value(self, declared: Property, values: Mapping[str, Any]) -> Any:
        value = values.get(declared.name)
        if declared.refers_to is None:
            return _text(value)
        if declared.is_list:
            return self._referred(declared.refers_to, value or [])
        return next(iter(self._referred(declared.refers_to, [value or ""])), None)

    def _referred(self, label: str, ids: Iterable[str]) -> list[Node]:
        found = (self.sight.world.nodes.get(id) for id in sorted(set(ids)))
        return [node for node in found if node and node.label == label]

    def _relation(self, node: Node, relation: Relation) -> Any:
        edges = self.sight.related(node, relation)
        if relation.many:
            return self._connection(edges, relation.targets)
        return edges[0].node if edges else None

    def _of_item(self, item: Any) -> Any:
        if self.name == "node":
            return _node_of(item)
        if item.chain is not None:
            return self._of_chain(item.chain)
        return self._of_link(item.link)

    def _of_link(self, link: Link) -> Any:
        declared = MODEL.relationships[link.type].properties.get(self.name)
        if declared is not None:
            return self._value(declared, link.values)
        structure = MODEL.relationships[link.type].structure
        assert structure is not None
        if self.name == structure.start:
            return link.start
        if self.name == structure.end:
            return link.end
        return self._relation(link.end, link.end.type.relations[self.name])

    # Chronicles

    def _entries(self, entries: list[Entry]) -> Connection:
        placed = [(entry, entry.place) for entry in entries]
        return Connection(page_of(placed, self.given, self.cursors), entries, "")

    def _of_entry(self, entry: Entry) -> Any:
        if self.name == "claims":
            return self._referred("Claim", entry.facts["claims"])
        if self.name in entry.facts or self.name in _MAY_BE_UNTOLD:
            return entry.facts.get(self.name)
        return entry.of

    def _of_chain(self, chain: Chain) -> Any:
        match self.name:
            case "depth":
                return len(chain.lines)
            case "chain":
                return list(chain.lines)
            case "tenure":
                return chain.tenure
            case "review":
                return chain.review
            case name:
                rows = [link.values for link in chain.links]
                rows += [chain.review.values] if chain.review else []
                ids = [id for values in rows for id in values.get(name, [])]
                return self._referred("Claim" if name == "claims" else "Source", ids)

    # Connections

    def _connection(
        self,
        edges: list[Edge],
        targets: Sequence[str],
        default: Callable[[Edge], list[Key]] = lambda edge: [],
    ) -> Connection:
        conditions = Conditions(self.sight)
        kept = conditions.holding(self.given.get("where"), edges, targets)
        order = self.given.get("orderBy") or []

        def place(edge: Edge) -> Place:
            keys = [conditions.key(tree, edge) for tree in order] or default(edge)
            tie = edge.link.values if edge.link else edge.node.values
            return (*keys, Key(tie["id"]))

        page = page_of([(edge, place(edge)) for edge in kept], self.given, self.cursors)
        return Connection(page, kept, targets[0])

    def _of_connection(self, connection: Connection) -> Any:
        page = connection.page
        match self.name:
            case "edges":
                return page.items
            case "nodes":
                return [_node_of(placed.item) for placed in page.items]
            case "pageInfo":
                return page
            case "totalCount":
                return len(connection.everything)
            case name:
                of_links = name == "edgeAggregate"
                return Together(connection.label, connection.everything, of_links)

    # Aggregates

    def _of_many(self, many: Together) -> Any:
        if self.name == "count":
            return len(many.edges)
        if self.name == "groups":
            return self._groups(many)
        return tuple(many.values(self.name))

    def _groups(self, many: Together) -> Connection:
        where, order = self.given.get("where") or {}, self.given.get("orderBy") or []
        conditions = Conditions(self.sight)
        found = groups_of(self.sight, many.label, self.given["by"], many.edges)
        kept = [g for g in found if conditions.hold_together(where, g.edges)]

        def place(group: Group) -> Place:
            keys = [key_of(tree, group.edges) for tree in order]
            ties = [Key(_plain(value)) for value in group.key.values()]
            return (*(keys or [Key(len(group.edges), "DESC")]), *ties)

        placed = [(group, place(group)) for group in kept]
        return Connection(page_of(placed, self.given, self.cursors), kept, many.label)

    def _of_group(self, group: Group) -> Any:
        if self.name == "key":
            return group.key
        if self.name in BY_PLURAL:
            nodes = dict.fromkeys(edge.node for edge in group.edges)
            return self._connection([Edge(node) for node in nodes], [group.label])
        return self._of_many(Together(group.label, group.edges))


def _of_page(page: Page, name: str) -> Any:
    match name:
        case "hasNextPage":
            return page.has_next
        case "hasPreviousPage":
            return page.has_previous
        case "startCursor":
            return page.items[0].cursor if page.items else None
        case _:
            return page.items[-1].cursor if page.items else None


def _node_of(item: Any) -> Any:
    """What stands at an edge: a node, or a group itself."""
    return item.node if isinstance(item, Edge) else item


def _plain(value: Any) -> Any:
    return value.id if isinstance(value, Node) else value


def _text(value: Any) -> Any:
    """A value as an answer has it."""
    if not isinstance(value, datetime):
        return value
    text = value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    return f"{text.rstrip('0').rstrip('.')}Z"


def _by_depth(edge: Edge) -> list[Key]:
    assert edge.chain is not None
    return [Key(len(edge.chain.lines))]


def _by_day(edge: Edge) -> list[Key]:
    return [Key(edge.node.values.get("day"), "DESC")]


def _type_of(
    seen: Seen, info: GraphQLResolveInfo[Any], type_: GraphQLAbstractType
) -> str:
    if isinstance(seen.value, Entry):
        return seen.value.type
    assert isinstance(seen.value, Node)
    return seen.value.label


_MAY_BE_UNTOLD = ("day", "noLaterThan", "basis", "rule")
