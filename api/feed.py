"""The types of the feed: changes in pages, and told as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum

import strawberry
from strawberry import ID
from strawberry.types.field import StrawberryField

from api.fields import Type, argument, field, page_arguments
from api.scalars import SCALARS
from graph.changelog import fact_types
from graph.declare import Model, Scalar
from graph.fields import Concerns, Follows, Notes, Recalls

INSTANT = SCALARS[Scalar.DATETIME]
CHANGE = (
    "One change of one fact, as it was committed. All callers see the same changes in "
    "the same order."
)
KINDS = "Only changes of facts of these types; all unless given."


def fact_type(model: Model) -> Type:
    """A GraphQL enum of the node and relationship types."""
    texts = {
        type_: declared.description
        for kind in (model.nodes, model.relationships)
        for type_, declared in kind.items()
    }
    members = {
        name: strawberry.enum_value(type_, description=texts[type_])
        for name, type_ in fact_types(model).items()
    }
    made: type[Enum] = Enum("FactType", members)  # type: ignore[misc]
    return strawberry.enum(made, name="FactType", description="The types of facts.")


class FeedTypes:
    """Defines a change, the connection of all of them and the subscription to it."""

    def __init__(self, types: dict[str, Type], define: Callable[..., None]) -> None:
        self._types = types
        define("RecordedChange", CHANGE, self._change)
        define("RecordedChangeEdge", "A change and its place in the order.", self._edge)
        define("RecordedChangeConnection", "Changes in pages.", self._connection)
        define("Subscription", "What can be followed.", self._root_fields)

    def _change(self) -> Iterator[StrawberryField]:
        types = self._types
        yield _noted("kind", types["Recording"], "What was done.")
        yield _noted("type", types["FactType"], "The type of the fact.")
        yield _noted("id", ID, "The fact's id; a link's is unique in its type.")
        yield _noted("from", ID | None, "Where a link starts, by its id.")
        yield _noted("to", ID | None, "Where a link ends, by its id.")
        yield _noted("into", ID | None, "What a duplicate was merged into, by its id.")
        yield _noted("at", INSTANT, "When it was committed.")
        yield _noted("by", str | None, "Who made it: a key, or load or generate.")
        yield _noted("why", str | None, "Why it was made, as the writer put it.")
        yield _noted("operation", ID, "What was written together has one.")
        text = "as it stands now; null where the graph does not hold it, or it is a"
        node, link = types["Node"] | None, types["Relationship"] | None
        yield field("node", node, f"The node {text} link.", reads=Concerns("node"))
        yield field("link", link, f"The link {text} node.", reads=Concerns("link"))

    def _edge(self) -> Iterator[StrawberryField]:
        yield field("cursor", str, "Where the change stands; ask from there on later.")
        yield field("node", self._types["RecordedChange"], "The change.")

    def _connection(self) -> Iterator[StrawberryField]:
        edge, node = self._types["RecordedChangeEdge"], self._types["RecordedChange"]
        yield field("edges", list[edge], "The page's edges.")  # type: ignore[valid-type]
        yield field("nodes", list[node], "The page's changes.")  # type: ignore[valid-type]
        yield field("pageInfo", self._types["PageInfo"], "Where the page lies.")

    def changes_field(self) -> StrawberryField:
        """The root field that lists changes."""
        return field(
            "changes",
            self._types["RecordedChangeConnection"],
            "All changes of the graph, in the order in which they were committed.",
            reads=Recalls(),
            arguments=[self._types_argument(), *page_arguments("changes")],
        )

    def _root_fields(self) -> Iterator[StrawberryField]:
        yield field(
            "changes",
            self._types["RecordedChangeEdge"],
            "Changes as they are committed, from a cursor on, or from now.",
            reads=Follows(),
            arguments=[
                argument("after", str, "Only changes behind this cursor."),
                self._types_argument(),
            ],
        )

    def _types_argument(self) -> strawberry.types.arguments.StrawberryArgument:
        type_ = self._types["FactType"]
        return argument("types", list[type_], KINDS)  # type: ignore[valid-type]


def _noted(name: str, type_: Type, text: str) -> StrawberryField:
    return field(name, type_, text, reads=Notes(name))
