"""The types of paths and neighbourhoods: how nodes are linked, by any relationships."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import Enum

import strawberry
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from api.fields import Type, argument, field
from graph.declare import Model, Property, RelationshipType
from graph.fields import (
    FindsPaths,
    Itself,
    Lists,
    LooksAround,
    Reaches,
    Says,
    Shows,
)
from graph.neighborhood import DEEPEST, DEFAULT_PER_TYPE, MOST_BEYOND
from graph.paths import DEFAULT_COUNT, DEFAULT_LENGTH, LONGEST, MOST, MOST_AVOIDED
from graph.query import (
    Along,
    Around,
    Complete,
    Degree,
    Distance,
    End,
    Entity,
    Found,
    Key,
    OfPath,
    Passed,
    Read,
    StepEnd,
    StepLinks,
    Steps,
    TypeOf,
)

LINKS = (
    Key(Read("link", "rank"), descending=True, nullable=False),
    Key(Read("link", "id"), nullable=False),
)
"""Better ranks first, whose names are in the order of the alphabet reversed."""


class LinkDirection(Enum):
    """Which way a relationship points, seen from where it was reached."""

    OUT = "From the node from which it was reached."
    IN = "To the node from which it was reached."


class PathTypes:
    """Defines what paths and neighbourhoods consist of."""

    def __init__(
        self,
        model: Model,
        types: dict[str, Type],
        define: Callable[..., None],
        properties: Callable[[dict[str, Property], Entity], Iterable[StrawberryField]],
    ) -> None:
        self._types = types
        self._define = define
        self._properties = properties
        self._degree = Says(Degree(tuple(model.relationships)))
        types["RelationshipType"] = _relationship_types(model)
        self.links = [f"{edge.name}Link" for edge in model.relationships.values()]
        self._links(model)
        self._paths()
        self._neighborhoods()

    # Links

    def _links(self, model: Model) -> None:
        text = "A relationship with the nodes that it joins."
        self._define(
            "Link",
            text,
            self._link_fields,
            kind="interface",
            implements=["Relationship", "Evidenced"],
        )
        for edge in model.relationships.values():
            self._link(edge)

    def _link(self, edge: RelationshipType) -> None:
        def fields() -> Iterator[StrawberryField]:
            yield from self._link_fields()
            yield from self._properties(edge.properties, "link")

        self._define(
            f"{edge.name}Link",
            edge.description,
            fields,
            implements=["Link", "Relationship", "Evidenced"],
        )

    def _link_fields(self) -> Iterator[StrawberryField]:
        type_, direction = self._types["RelationshipType"], self._types["LinkDirection"]
        yield field("type", type_, "Its type.", reads=Says(TypeOf()))
        yield field(
            "start", self._types["Node"], "Its start.", reads=Reaches(End("start"))
        )
        yield field("end", self._types["Node"], "Its end.", reads=Reaches(End("end")))
        text = (
            "Whether it leads away from where it was reached, or there; null where it "
            "was reached from neither of its ends."
        )
        yield field("direction", direction | None, text, reads=Says(Along()))

    # Paths

    def _paths(self) -> None:
        node, link = self._types["Node"], self._types["Link"]

        def search() -> Iterator[StrawberryField]:
            paths = self._types["Path"]
            yield field(
                "paths",
                list[paths],  # type: ignore[valid-type]
                "The paths, shortest first; of equally long ones first those through "
                "rarer nodes, by degreeSum.",
                reads=Lists(Found()),
            )
            yield field(
                "complete",
                bool,
                "False where hubs had too many links to follow all of them: then there "
                "may be shorter paths, or paths through rarer nodes.",
                reads=Says(Complete()),
            )

        def path() -> Iterator[StrawberryField]:
            steps = self._types["PathStep"]
            yield field(
                "length", int, "How many steps it has.", reads=Says(OfPath("length"))
            )
            yield field(
                "degreeSum",
                int,
                "How many links the nodes between its ends have; the fewer, the more "
                "the path says.",
                reads=Says(OfPath("degrees")),
            )
            text = "Its nodes, the ends among them, each once."
            yield field("nodes", list[node], text, reads=Lists(Passed()))  # type: ignore[valid-type]
            yield field("steps", list[steps], "Its steps.", reads=Lists(Steps()))  # type: ignore[valid-type]
            yield from self._evidence()

        def step() -> Iterator[StrawberryField]:
            yield field(
                "from", node, "Where it begins.", reads=Reaches(StepEnd("from"))
            )
            yield field("to", node, "Where it leads.", reads=Reaches(StepEnd("to")))
            text = "The links between the two nodes, those of better rank first."
            yield field("links", list[link], text, reads=Lists(StepLinks(), LINKS))  # type: ignore[valid-type]

        self._define("PathSearch", "The shortest paths between two nodes.", search)
        self._define("Path", "A path from node to node, none of them twice.", path)
        self._define("PathStep", "A step of a path, over one link or several.", step)

    def _evidence(self) -> Iterator[StrawberryField]:
        claims, sources = self._types["Claim"], self._types["Source"]
        text = "on which its links rest."
        yield field("claims", list[claims], f"Claims {text}", reads=Shows("claims"))  # type: ignore[valid-type]
        yield field("sources", list[sources], f"Sources {text}", reads=Shows("sources"))  # type: ignore[valid-type]

    # Neighbourhoods

    def _neighborhoods(self) -> None:
        node, link = self._types["Node"], self._types["Link"]

        def neighborhood() -> Iterator[StrawberryField]:
            groups = self._types["NeighborConnection"]
            yield field("node", node, "The node in the middle.")
            yield field("degree", int, "How many links it has.", reads=self._degree)
            yield field(
                "groups",
                list[groups],  # type: ignore[valid-type]
                "Its links by type, direction and label of the other node, as far as "
                "there are any; each with their number and a page of them.",
            )
            yield field(
                "subgraph",
                self._types["Subgraph"],
                "The nodes and links around it, as far as depth and perType reach.",
            )

        def connection() -> Iterator[StrawberryField]:
            edges = self._types["NeighborEdge"]
            yield field("type", self._types["RelationshipType"], "The links' type.")
            yield field("direction", self._types["LinkDirection"], "Their direction.")
            yield field("label", self._types["NodeLabel"], "Where they lead.")
            yield field("totalCount", int, "How many links there are on all pages.")
            yield field("edges", list[edges], "The page's edges.")  # type: ignore[valid-type]
            yield field("nodes", list[node], "The page's nodes.")  # type: ignore[valid-type]
            yield field("pageInfo", self._types["PageInfo"], "Where the page lies.")

        def edge() -> Iterator[StrawberryField]:
            yield field("cursor", str, "Where the edge stands in its group.")
            yield field("node", node, "The node at the other end.")
            yield field("link", link, "The link to it.")

        def subgraph() -> Iterator[StrawberryField]:
            nodes, links = self._types["SubgraphNode"], self._types["SubgraphLink"]
            text = "The nodes, nearest first."
            yield field("nodes", list[nodes], text, reads=Lists(Around("nodes")))  # type: ignore[valid-type]
            text = "The links, nearest first."
            yield field("links", list[links], text, reads=Lists(Around("links")))  # type: ignore[valid-type]

        def member() -> Iterator[StrawberryField]:
            yield field("node", node, "The node.", reads=Itself())
            text = "How many links it is away from the middle."
            yield field("distance", int, text, reads=Says(Distance()))
            text = "How many links it has, shown or not."
            yield field("degree", int, text, reads=self._degree)

        def line() -> Iterator[StrawberryField]:
            yield field("from", node, "Where it starts.", reads=Reaches(End("start")))
            yield field("to", node, "Where it ends.", reads=Reaches(End("end")))
            yield field("link", link, "The link.", reads=Itself())

        self._define("Neighborhood", "What is around a node.", neighborhood)
        text = "The links of one type and direction to nodes of one label, in pages."
        self._define("NeighborConnection", text, connection)
        self._define("NeighborEdge", "A link to a neighbor.", edge)
        self._define("Subgraph", "Some nodes, and links between them.", subgraph)
        self._define("SubgraphNode", "A node of a subgraph.", member)
        self._define("SubgraphLink", "A link between nodes of a subgraph.", line)

    # Root

    def root_fields(
        self, view: Callable[[], Iterable[StrawberryArgument]]
    ) -> Iterator[StrawberryField]:
        """The fields of the query; ``view`` gives the arguments that set one."""
        yield field(
            "path",
            self._types["PathSearch"] | None,
            "The shortest paths between two nodes, over links either way, rarer nodes "
            "before hubs; null where one of the nodes is not there. Links that are "
            "believed to be wrong make no path, unless accordingTo names whom to "
            "believe.",
            reads=FindsPaths(),
            arguments=[*self._path_arguments(), *view()],
        )
        yield field(
            "neighborhood",
            self._types["Neighborhood"] | None,
            "What is around a node: counts first, then links in pages; null where the "
            "node is not there.",
            reads=LooksAround(),
            arguments=[*self._neighborhood_arguments(), *view()],
        )

    def _path_arguments(self) -> Iterator[StrawberryArgument]:
        ids = list[strawberry.ID]
        yield argument("from", strawberry.ID, "Where it begins.", required=True)
        yield argument("to", strawberry.ID, "Where it leads.", required=True)
        yield from self._choice("Only nodes of these types between the ends.")
        text = f"Nodes that may not lie between the ends; {MOST_AVOIDED} at most."
        yield argument("avoid", ids, text)
        text = f"Steps at most: 1 to {LONGEST}; {DEFAULT_LENGTH} unless given."
        yield argument("maxLength", int, text)
        text = f"How many paths: 1 to {MOST}; {DEFAULT_COUNT} unless given."
        yield argument("k", int, text)

    def _neighborhood_arguments(self) -> Iterator[StrawberryArgument]:
        yield argument("id", strawberry.ID, "The node's id.", required=True)
        text = (
            f"How far the subgraph reaches: 1 to {DEEPEST} links; 1 unless given. It "
            "does not go on through hubs."
        )
        yield argument("depth", int, text)
        text = (
            f"How many links of each group; {DEFAULT_PER_TYPE} unless given, at most "
            f"{MOST_BEYOND} with a depth of 2 or more."
        )
        yield argument("perType", int, text)
        yield from self._choice("Only links to nodes of these types.")
        text = "Only links behind this cursor, of the group that it came from."
        yield argument("after", str, text)

    def _choice(self, types: str) -> Iterator[StrawberryArgument]:
        relationship, label = self._types["RelationshipType"], self._types["NodeLabel"]
        yield argument("through", list[relationship], "Only links of these types.")  # type: ignore[valid-type]
        yield argument("types", list[label], types)  # type: ignore[valid-type]


def _relationship_types(model: Model) -> Type:
    """A GraphQL enum of the relationship types."""
    members = {
        type_: strawberry.enum_value(type_, description=edge.description)
        for type_, edge in model.relationships.items()
    }
    made: type[Enum] = Enum("RelationshipType", members)  # type: ignore[misc]
    text = "The types of relationships."
    return strawberry.enum(made, name="RelationshipType", description=text)
