"""From where facts are looked at: as of which day, as known when, whom to believe.

Arguments of a field set a view, which holds for the field and for all below it, until a
field below says otherwise; an argument that is null takes back what was said above.

A view chooses among *relationships*, and in a list of all nodes of a type among nodes.
It never hides what a node cannot be without, such as the partner of a sale. What the
graph no longer holds is found by ``knownAt`` alone (:mod:`graph.history`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from graph.arguments import Tree
from graph.comparisons import value
from graph.declare import Basis, Id, NodeType, Rank, Relation, RelationshipType, Scalar
from graph.errors import BadUserInput
from graph.model import ReportingStatus
from graph.predicates import both
from graph.query import (
    Compare,
    Given,
    Holds,
    Known,
    Lines,
    Not,
    Operator,
    Predicate,
    Read,
    Shares,
    Value,
)

BY_DEFAULT = (
    ReportingStatus.CONFIRMED,
    ReportingStatus.DIRECTED,
    ReportingStatus.EFFECTIVE,
)
"""The statuses that make a chain unless a caller chooses."""


_DISPUTED = ReportingStatus.DISPUTED.name


class DateMatching(Enum):
    """What partial dates, such as 2026-02, are taken to say."""

    LENIENT = (
        "What may have held on a day counts: partial dates as wide as they can be."
    )
    STRICT = "Days that a partial date leaves open do not count."


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument that sets a part of a view, or that a traversal has of its own."""

    name: str
    kind: Scalar | type[Enum]
    description: str
    required: bool = False
    is_list: bool = False


ARGUMENTS = (
    Argument("asOf", Scalar.DATE, "The day on which relationships must hold."),
    Argument(
        "dates", DateMatching, "How partial dates match asOf; LENIENT unless given."
    ),
    Argument("knownAt", Scalar.DATETIME, "What the graph held at this instant."),
    Argument(
        "accordingTo",
        Scalar.ID,
        "Ids of the sources to believe; all unless given.",
        is_list=True,
    ),
    Argument("basis", Basis, "How a fact must be known to count.", is_list=True),
    Argument(
        "statuses",
        ReportingStatus,
        "Which kinds of reporting line count; for chains CONFIRMED, DIRECTED and "
        "EFFECTIVE unless given, and DISPUTED too where accordingTo names whom to "
        "believe.",
        is_list=True,
    ),
)
"""The arguments that set a view, in the order of the schema."""
SET_VIEWS = frozenset(argument.name for argument in ARGUMENTS)


@dataclass(frozen=True, slots=True)
class View:
    """What counts at a place of an operation; what is None is not chosen."""

    as_of: Value | None = None
    strict: bool = False
    known_at: Value | None = None
    sources: Value | None = None
    basis: Value | None = None
    statuses: Tree = None

    def under(self, trees: Mapping[str, Tree]) -> View:
        """The view below a field with these arguments."""
        changes: dict[str, object] = {}
        if "asOf" in trees:
            changes["as_of"] = _optional(trees["asOf"])
        if "dates" in trees:
            changes["strict"] = trees["dates"] == DateMatching.STRICT.name
        if "knownAt" in trees:
            changes["known_at"] = _optional(trees["knownAt"])
        if "accordingTo" in trees:
            changes["sources"] = _sources(trees["accordingTo"])
        if "basis" in trees:
            changes["basis"] = _optional(trees["basis"])
        if "statuses" in trees:
            changes["statuses"] = trees["statuses"]
        return replace(self, **changes) if changes else self  # type: ignore[arg-type]

    def of_link(
        self, edge: RelationshipType, relation: Relation | None = None
    ) -> Predicate | None:
        """What a relationship must satisfy to count, as one of a relation if given."""
        conditions: list[Predicate] = []
        if relation is None or relation.many or not relation.required:
            conditions += self._chosen(edge)
        if self.known_at is not None:
            conditions.append(Known("link", self.known_at))
        return both(conditions) if conditions else None

    def _chosen(self, edge: RelationshipType) -> Iterator[Predicate]:
        if self.as_of is not None and not edge.timeless:
            yield Holds(self.as_of, self.strict, edge.passing)
        if self.sources is not None:
            yield Shares(Read("link", "sources"), self.sources)
        if self.basis is not None:
            yield Compare(Read("link", "basis"), Operator.IN, self.basis)
        if self.statuses is not None and "status" in edge.properties:
            yield Compare(Read("link", "status"), Operator.IN, value(self.statuses))

    def of_node(self, node: NodeType) -> Predicate | None:
        """What a node must satisfy to be in the list of all nodes of its type."""
        conditions: list[Predicate] = []
        if node.evidenced and self.sources is not None:
            conditions.append(Shares(Read("node", "sources"), self.sources))
        if "basis" in node.properties and self.basis is not None:
            basis = Compare(Read("node", "basis"), Operator.IN, self.basis)
            conditions.append(basis)
        return both(conditions) if conditions else None

    def of_change(self, edge: RelationshipType) -> Predicate | None:
        """What a relationship must satisfy to be told of, whenever it holds.

        One that is believed to be wrong does not count, unless a caller has said whom
        to believe, or asks for what is disputed.
        """
        conditions = list(self._believed())
        if self.statuses is not None and "status" in edge.properties:
            status = Compare(Read("link", "status"), Operator.IN, value(self.statuses))
            conditions.append(status)
        if not self._trusts(self.statuses or ()):
            conditions.append(Not(_has_rank(Rank.DEPRECATED)))
        return both(conditions) if conditions else None

    def of_inferred(self) -> Predicate | None:
        """Whether what is inferred counts."""
        if self.basis is None:
            return None
        return Compare(Given(value(Basis.INFERRED.name)), Operator.IN, self.basis)

    def of_path(self) -> Predicate | None:
        """What every link of a path must satisfy, besides what others must."""
        if self._trusts(self.statuses or ()):
            return None
        return Not(_has_rank(Rank.DEPRECATED))

    def lines(self) -> Lines:
        """The reporting lines and tenures that make chains."""
        believed = list(self._believed())
        counts = Compare(Read("link", "status"), Operator.IN, value(self.counting))
        tenure = list(believed)
        if not self._trusts(self.counting):
            tenure.append(Not(_has_rank(Rank.DEPRECATED)))
        return Lines(
            line=both([counts, *believed]),
            tenure=both(tenure) if tenure else None,
            day=self.as_of,
            strict=self.strict,
            known=self.known_at,
        )

    def _trusts(self, statuses: Tree) -> bool:
        """Whether what is believed to be wrong counts, too."""
        return self.sources is not None or ReportingStatus.DISPUTED.name in statuses

    @property
    def counting(self) -> list[str]:
        """The statuses that a reporting line of a chain may have."""
        if self.statuses is not None:
            return list(self.statuses)
        by_default = [status.name for status in BY_DEFAULT]
        return [*by_default, _DISPUTED] if self.sources is not None else by_default

    def _believed(self) -> Iterator[Predicate]:
        if self.sources is not None:
            yield Shares(Read("link", "sources"), self.sources)
        if self.basis is not None:
            yield Compare(Read("link", "basis"), Operator.IN, self.basis)
        if self.known_at is not None:
            yield Known("link", self.known_at)


def _optional(tree: Tree) -> Value | None:
    return None if tree is None else value(tree)


def _sources(tree: Tree) -> Value | None:
    if tree is None:
        return None

    def check(raw: list[Id]) -> list[Id]:
        for id in raw:
            if not id.startswith("source:"):
                raise BadUserInput(
                    f"accordingTo: {id!r} is not a source's id; "
                    "ids of sources begin with 'source:'"
                )
        return raw

    return value(tree).checked(check)


def _has_rank(rank: Rank) -> Predicate:
    return Compare(Read("link", "rank"), Operator.EQ, value(rank.name))
