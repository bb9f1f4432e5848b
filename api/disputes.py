"""The types of disagreement: disputes, their sides, and what would change with one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

import strawberry
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from api.fields import Type, argument, field, page_arguments
from graph.fields import Disputed, Lists, Reaches, Says
from graph.query import InRecord, Key, OfRecord, Read, Referred

NODES = (Key(Read("node", "id"), nullable=False),)
LINKS = (Key(Read("link", "id"), nullable=False),)


class DisputeTypes:
    """Defines disputes, and the field that finds them."""

    def __init__(
        self,
        types: dict[str, Type],
        define: Callable[..., None],
        connection: Callable[..., None],
    ) -> None:
        self._types = types
        define(
            "Dispute",
            "Statements of which not all can hold, or which seem so, as sides.",
            self._dispute,
        )
        define(
            "DisputeSide",
            "One side of a dispute: what it has hold, and what it rests on.",
            self._side,
        )
        define(
            "DisputeChange",
            "What would be answered otherwise if another side of a dispute were taken.",
            self._change,
        )
        connection(
            "Dispute", lambda: self._types["Dispute"], lambda: (), more=lambda: ()
        )

    def field(self, view: Callable[[], list[StrawberryArgument]]) -> StrawberryField:
        """The root field."""
        state = self._types["DisputeState"]
        return field(
            "disputes",
            self._types["DisputeConnection"],
            "What cannot hold together by the constraints of the model.",
            reads=Disputed(),
            arguments=[
                argument("about", strawberry.ID, "Only about the node with this id."),
                argument(
                    "predicate", str, "Only of this property or relationship type."
                ),
                argument(
                    "states",
                    list[state],  # type: ignore[valid-type]
                    "In which states; OPEN and DECIDED unless given.",
                ),
                *page_arguments("disputes"),
                *view(),
            ],
        )

    def _dispute(self) -> Iterator[StrawberryField]:
        kind, state = self._types["DisputeKind"], self._types["DisputeState"]
        sides = self._types["DisputeSide"]
        yield _said("predicate", str, "The property, relationship type or matter.")
        text = "By which kind of constraint the sides exclude each other."
        yield _said("kind", kind, text)
        yield _said("rule", str, "The constraint, as the model declares it.")
        yield _said("state", state, "Whether all may hold; if not, whether one leads.")
        text = "Why a side decides, why none does, or why all may hold."
        yield _said("reason", str, text)
        yield self._node("subject", "The node that it is about, if the graph holds it.")
        text = "The sides, best rank first."
        reads = Lists(InRecord("sides", "record"))
        yield field("sides", list[sides], text, reads=reads)  # type: ignore[valid-type]

    def _side(self) -> Iterator[StrawberryField]:
        node, link = self._types["Node"], self._types["Link"]
        claim, change = self._types["Claim"], self._types["DisputeChange"]
        rank = self._types["Rank"]
        yield _said("predicate", str, "The property or relationship type of the side.")
        yield _said("value", str, "The value, or the ids of the nodes it names.")
        yield _said("rank", rank, "The best rank of what it rests on.")
        yield _said("decides", bool, "Whether it decides what is answered by default.")
        claims = Referred("Claim", OfRecord("claims"))
        changes = InRecord("ifTaken", "record")
        for name, type_, text, reads in (
            ("claims", claim, "The claims that make it.", Lists(claims, NODES)),
            ("nodes", node, "The nodes that it names.", _held("nodes", "node")),
            ("links", link, "The relationships that are so.", _held("links", "link")),
            ("ifTaken", change, "What would change if it were taken.", Lists(changes)),
        ):
            yield field(name, list[type_], text, reads=reads)  # type: ignore[valid-type]

    def _change(self) -> Iterator[StrawberryField]:
        yield _said("field", str, "What changes: a field, or a path of them.")
        yield _said("from", str | None, "What it is now: a value, or ids of nodes.")
        yield _said("to", str | None, "What it would be.")
        yield self._node("subject", "The node of which it changes.")

    def _node(self, name: str, text: str) -> StrawberryField:
        """A node that a record holds, if it does."""
        reads = Reaches(InRecord(name, "node", one=True))
        return field(name, self._types["Node"] | None, text, reads=reads)


def _said(name: str, type_: Type, text: str) -> StrawberryField:
    """What a record says."""
    return field(name, type_, text, reads=Says(OfRecord(name)))


def _held(name: str, of: Literal["node", "link"]) -> Lists:
    """The nodes or links that a record holds, by id."""
    return Lists(InRecord(name, of), NODES if of == "node" else LINKS)
