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
)

from graph.declare import Property, Relation
from graph.model import MODEL
from tests.reference.chains import Chains
from tests.reference.chronicles import Chronicles, Entry
from tests.reference.conditions import Conditions, Tree
from tests.reference.measures import Group, groups_of, key_of, measure, values_of
from tests.reference.pages import Cursors, Key, Page, Place, Placed, page_of
from tests.reference.rows import Chain, Edge, Link, Node, World

BY_FIELD = {label[0].lower() + label[1:]: label for label in MODEL.nodes}
BY_PLURAL = {node.plural: label for label, node in MODEL.nodes.items()}


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
            variable_values=dict(variables),
            operation_name=operation,
            field_resolver=self._resolve,
            type_resolver=_type_of,
        )
        assert isinstance(result, ExecutionResult)
        return result

    def _resolve(
        self, source: Any, info: GraphQLResolveInfo[Any], /, **given: Any
    ) -> Any:
        name = info.field_name
        match source:
            case None:
                return self._root(name, given)
            case Node():
                return self._of_node(source, name, given)
            case Link():
                return self._of_link(source, name)
            case Entry():
                return self._of_entry(source, name)
            case Connection():
                return self._of_connection(source, name)
            case Page():
                return _of_page(source, name)
            case Placed(item):
                return source.cursor if name == "cursor" else self._of_item(item, name)
            case Group():
                return self._of_group(source, name, given)
            case Together():
                return self._of_many(source, name, given)
            case Mapping():
                return source.get(name)
            case _:
                return _text(measure(name, source))

    def _root(self, name: str, given: Tree) -> Any:
        if name == "nodes":
            return [self.world.nodes.get(id) for id in given["ids"]]
        if name in BY_PLURAL:
            label = BY_PLURAL[name]
            return self._connection(self.world.labelled(label), given, [label])
        if name == "salesReviewed":
            edges = Chains(self.world, given).reviewed()
            return self._connection(edges, given, ["Sale"], _by_day)
        if name == "diff":
            return self._entries(Chronicles(self.world, given).diff(), given)
        node = self.world.nodes.get(given["id"])
        fits = node is not None and node.label == BY_FIELD.get(name, node.label)
        return node if fits else None

    # Nodes and links

    def _of_node(self, node: Node, name: str, given: Tree) -> Any:
        if name in node.type.properties:
            return self._value(node.type.properties[name], node.values)
        if name in node.type.relations:
            return self._relation(node, node.type.relations[name], given)
        if name in ("career", "timeline", "effects"):
            return self._chronicle(node, name, given)
        chains = Chains(self.world, given)
        if name == "reportingChain":
            return self._connection(chains.above(node), given, ["Agency"], _by_depth)
        if name == "subordinates":
            return self._connection(chains.below(node), given, ["Agency"], _by_depth)
        if name == "overseers":
            edges = chains.overseers(node)
            return self._connection(edges, given, ["Official"], _by_depth)
        assert name == "agenciesLed"
        return self._connection(chains.led(node), given, ["Agency"])

    def _value(self, declared: Property, values: Mapping[str, Any]) -> Any:
        value = values.get(declared.name)
        if declared.refers_to is None:
            return _text(value)
        if declared.is_list:
            return self._referred(declared.refers_to, value or [])
        return next(iter(self._referred(declared.refers_to, [value or ""])), None)

    def _referred(self, label: str, ids: Iterable[str]) -> list[Node]:
        found = (self.world.nodes.get(id) for id in sorted(set(ids)))
        return [node for node in found if node and node.label == label]

    def _relation(self, node: Node, relation: Relation, given: Tree) -> Any:
        edges = self.world.related(node, relation)
        if relation.many:
            return self._connection(edges, given, relation.targets)
        return edges[0].node if edges else None

    def _of_item(self, item: Any, name: str) -> Any:
        if name == "node":
            return _node_of(item)
        if item.chain is not None:
            return self._of_chain(item.chain, name)
        return self._of_link(item.link, name)

    def _of_link(self, link: Link, name: str) -> Any:
        declared = MODEL.relationships[link.type].properties.get(name)
        if declared is not None:
            return self._value(declared, link.values)
        structure = MODEL.relationships[link.type].structure
        assert structure is not None
        if name == structure.start:
            return link.start
        if name == structure.end:
            return link.end
        return self._relation(link.end, link.end.type.relations[name], {})

    # Chronicles

    def _chronicle(self, node: Node, name: str, given: Tree) -> Connection:
        chronicles = Chronicles(self.world)
        if name == "career":
            tenures = chronicles.career(node)
            page = page_of(tenures, given, self.cursors)
            return Connection(page, tenures, "Tenure")
        told = chronicles.timeline if name == "timeline" else chronicles.effects
        return self._entries(told(node), given)

    def _entries(self, entries: list[Entry], given: Tree) -> Connection:
        placed = [(entry, entry.place) for entry in entries]
        return Connection(page_of(placed, given, self.cursors), entries, "")

    def _of_entry(self, entry: Entry, name: str) -> Any:
        if name == "claims":
            return self._referred("Claim", entry.facts["claims"])
        if name in entry.facts or name in _MAY_BE_UNTOLD:
            return entry.facts.get(name)
        return entry.of

    def _of_chain(self, chain: Chain, name: str) -> Any:
        match name:
            case "depth":
                return len(chain.lines)
            case "chain":
                return chain.lines
            case "tenure":
                return chain.tenure
            case "review":
                return chain.review
            case _:
                rows = [link.values for link in chain.links]
                rows += [chain.review.values] if chain.review else []
                ids = [id for values in rows for id in values.get(name, [])]
                return self._referred("Claim" if name == "claims" else "Source", ids)

    # Connections

    def _connection(
        self,
        edges: list[Edge],
        given: Tree,
        targets: Sequence[str],
        default: Callable[[Edge], list[Key]] = lambda edge: [],
    ) -> Connection:
        conditions = Conditions(self.world)
        kept = conditions.holding(given.get("where"), edges, targets)
        order = given.get("orderBy") or []

        def place(edge: Edge) -> Place:
            keys = [conditions.key(tree, edge) for tree in order] or default(edge)
            tie = edge.link.values if edge.link else edge.node.values
            return (*keys, Key(tie["id"]))

        page = page_of([(edge, place(edge)) for edge in kept], given, self.cursors)
        return Connection(page, kept, targets[0])

    def _of_connection(self, connection: Connection, name: str) -> Any:
        page = connection.page
        match name:
            case "edges":
                return page.items
            case "nodes":
                return [_node_of(placed.item) for placed in page.items]
            case "pageInfo":
                return page
            case "totalCount":
                return len(connection.everything)
            case _:
                of_links = name == "edgeAggregate"
                return Together(connection.label, connection.everything, of_links)

    # Aggregates

    def _of_many(self, many: Together, name: str, given: Tree) -> Any:
        if name == "count":
            return len(many.edges)
        return self._groups(many, given) if name == "groups" else many.values(name)

    def _groups(self, many: Together, given: Tree) -> Connection:
        where, order = given.get("where") or {}, given.get("orderBy") or []
        conditions = Conditions(self.world)
        found = groups_of(self.world, many.label, given["by"], many.edges)
        kept = [g for g in found if conditions.hold_together(where, g.edges)]

        def place(group: Group) -> Place:
            keys = [key_of(tree, group.edges) for tree in order]
            ties = [Key(_plain(value)) for value in group.key.values()]
            return (*(keys or [Key(len(group.edges), "DESC")]), *ties)

        page = page_of([(group, place(group)) for group in kept], given, self.cursors)
        return Connection(page, kept, many.label)

    def _of_group(self, group: Group, name: str, given: Tree) -> Any:
        if name == "key":
            return group.key
        if name in BY_PLURAL:
            nodes = dict.fromkeys(edge.node for edge in group.edges)
            edges = [Edge(node) for node in nodes]
            return self._connection(edges, given, [group.label])
        return self._of_many(Together(group.label, group.edges), name, given)


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
    value: Any, info: GraphQLResolveInfo[Any], type_: GraphQLAbstractType
) -> str:
    if isinstance(value, Entry):
        return value.type
    assert isinstance(value, Node)
    return value.label


_MAY_BE_UNTOLD = ("day", "noLaterThan", "basis", "rule")
