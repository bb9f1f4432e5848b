"""The types of evidence: how a fact is known, and what rests on a source."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from api.fields import Type, argument, field, page_arguments
from graph.declare import NodeType
from graph.evidence import ALONE, FALLS
from graph.fields import Explains, Says, Supports
from graph.query import Entity, Whether

FALLS_TEXT = (
    "Whether the fact would fall with the source: a stated one that rests on it alone, "
    "an inferred one that has any premise in it."
)


def explanation(of: Entity) -> StrawberryField:
    """The field of every fact that says how it is known."""
    text = (
        "How the fact is known, in words: what is stated, or by which rule it is "
        "inferred from what, and in which sources."
    )
    return field("explanation", str, text, reads=Explains(of))


class EvidenceTypes:
    """Defines the facts that rest on a source."""

    def __init__(
        self,
        types: dict[str, Type],
        connection: Callable[..., None],
    ) -> None:
        self._types = types
        connection(
            "SourceSupports",
            lambda: self._types["Evidenced"],
            self._rests,
            description="A fact that rests on the source: a node or a Link.",
            more=lambda: (),
        )

    def _rests(self) -> Iterator[StrawberryField]:
        text = "Whether the fact rests on this source alone."
        yield field("alone", bool, text, reads=Says(Whether(ALONE)))
        yield field("falls", bool, FALLS_TEXT, reads=Says(Whether(FALLS)))

    def fields(
        self, node: NodeType, view: Callable[[], list[StrawberryArgument]]
    ) -> Iterator[StrawberryField]:
        """The fields of a node type about evidence."""
        if node.label != "Source":
            return
        yield field(
            "supports",
            self._types["SourceSupportsConnection"],
            "The facts that rest on the source: nodes and, as Links, relationships.",
            reads=Supports(),
            arguments=[
                argument("falls", bool, FALLS_TEXT),
                *page_arguments("facts"),
                *view(),
            ],
        )
