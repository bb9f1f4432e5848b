"""What counts at a place of an operation: as of which day, and according to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph.declare import Relation
from graph.model import MODEL
from tests.reference.days import Span, covers, span_of, tells_of_days
from tests.reference.rows import Edge, Link, Node, World

NAMES = {
    "asOf": "as_of",
    "dates": "dates",
    "accordingTo": "sources",
    "basis": "basis",
    "statuses": "statuses",
}
"""What arguments of a field choose; what was known when is compared elsewhere."""
BY_DEFAULT = ["CONFIRMED", "DIRECTED", "EFFECTIVE"]


@dataclass(frozen=True, slots=True)
class View:
    """What is chosen at a place; what is None is not."""

    as_of: str | None = None
    dates: str | None = None
    sources: Sequence[str] | None = None
    basis: Sequence[str] | None = None
    statuses: Sequence[str] | None = None

    def under(self, given: Mapping[str, Any]) -> View:
        """The view below a field with these arguments."""
        chosen = {NAMES[name]: given[name] for name in NAMES if name in given}
        return replace(self, **chosen)

    @property
    def strict(self) -> bool:
        return self.dates == "STRICT"

    def believes(self, values: Mapping[str, Any]) -> bool:
        """Whether a fact is known from whom, and how, it must be."""
        said = self.sources is None or {*values.get("sources", ())} & {*self.sources}
        return bool(said) and (self.basis is None or values.get("basis") in self.basis)

    def counts(self, link: Link, relation: Relation) -> bool:
        """Whether a link is one of a relation; what must be there always is."""
        if relation.required and not relation.many:
            return True
        status = self.statuses is None or self._has_status(link, self.statuses)
        return status and self.holds(link) and self.believes(link.values)

    def tells_of(self, link: Link) -> bool:
        """Whether a link is told of, whenever it holds."""
        trusting = self.sources is not None or "DISPUTED" in (self.statuses or ())
        right = trusting or link.values["rank"] != "DEPRECATED"
        status = self.statuses is None or self._has_status(link, self.statuses)
        return right and status and self.believes(link.values)

    def _has_status(self, link: Link, statuses: Sequence[str]) -> bool:
        properties = MODEL.relationships[link.type].properties
        return "status" not in properties or link.values.get("status") in statuses

    def holds(self, link: Link) -> bool:
        """Whether a link holds on the day of the view."""
        type_ = MODEL.relationships[link.type]
        if self.as_of is None or type_.timeless:
            return True
        telling = not type_.passing or tells_of_days(link.values, strict=self.strict)
        return telling and covers(self.span(link), self.as_of, strict=self.strict)

    def span(self, link: Link) -> Span:
        """The days on which a link holds."""
        return span_of(link.values, strict=self.strict)

    def lists(self, node: Node) -> bool:
        """Whether a node is in the list of all nodes of its type."""
        view = self if node.type.evidenced else replace(self, sources=None)
        return "basis" not in node.type.properties or view.believes(node.values)

    def makes_chains(self, line: Link) -> bool:
        """Whether a reporting line counts in chains."""
        statuses = self._chain_statuses
        return line.values["status"] in statuses and self.believes(line.values)

    def makes_tenures(self, tenure: Link) -> bool:
        """Whether a tenure counts in chains."""
        trusting = self.sources is not None or "DISPUTED" in self._chain_statuses
        right = trusting or tenure.values["rank"] != "DEPRECATED"
        return right and self.believes(tenure.values)

    @property
    def _chain_statuses(self) -> Sequence[str]:
        if self.statuses is not None:
            return self.statuses
        return BY_DEFAULT if self.sources is None else [*BY_DEFAULT, "DISPUTED"]


@dataclass(frozen=True, slots=True)
class Sight:
    """A world as a view has it."""

    world: World
    view: View

    def labelled(self, label: str) -> list[Edge]:
        """The list of all nodes of a label."""
        edges = self.world.labelled(label)
        return [edge for edge in edges if self.view.lists(edge.node)]

    def related(self, node: Node, relation: Relation) -> list[Edge]:
        """What a relation of a node leads to."""
        return [
            edge
            for edge in self.world.over(relation.type, relation.direction, node)
            if edge.node.label in relation.targets
            and edge.link is not None
            and self.view.counts(edge.link, relation)
        ]
