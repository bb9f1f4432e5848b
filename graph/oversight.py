"""Who oversaw what, and when: the traversals over reporting lines and tenures.

A *chain* is a path of ``REPORTS_TO`` lines, bottom up, and where an official is asked
for, the *tenure* (``HELD``) by which he or she led the agency at its top. It holds on a
day when every line and the tenure hold on it. Intervals are half-open. A partial date
counts as possible: a beginning of ``2026-02`` holds from the first of February on, an
end of ``2026-02`` through its last day, and a partial day matches where one of its days
does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from graph.arguments import Tree
from graph.comparisons import value
from graph.declare import Basis, Id, Rank, Scalar
from graph.errors import BadUserInput
from graph.model import ReportingStatus
from graph.predicates import both
from graph.query import (
    Compare,
    Depth,
    Key,
    Led,
    Lines,
    Not,
    Operator,
    Overseers,
    Predicate,
    Read,
    ReviewedUnder,
    Shares,
    Source,
    Superiors,
    Value,
)

BY_DEFAULT = (
    ReportingStatus.CONFIRMED,
    ReportingStatus.DIRECTED,
    ReportingStatus.EFFECTIVE,
)
"""The statuses that count unless a caller chooses: not disputed, not policy only."""


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a traversal."""

    name: str
    kind: Scalar | type[ReportingStatus] | type[Basis]
    description: str
    required: bool = False
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Traversal:
    """A field that follows chains; ``owner`` is a label, None for a root field.

    ``shows`` names what its edges carry besides the node.
    """

    name: str
    owner: str | None
    target: str
    description: str
    arguments: tuple[Argument, ...]
    shows: frozenset[Literal["depth", "chain", "tenure", "review"]]


STATUSES = Argument(
    "statuses",
    ReportingStatus,
    "Which kinds of reporting line count; CONFIRMED, DIRECTED and EFFECTIVE unless "
    "given, and DISPUTED too where accordingTo names whom to believe.",
    is_list=True,
)
ACCORDING_TO = Argument(
    "accordingTo",
    Scalar.ID,
    "Ids of the sources to believe about reporting lines and posts; all unless given.",
    is_list=True,
)
AS_OF = Argument(
    "asOf",
    Scalar.DATE,
    "The day on which it must have held; any day unless given.",
)

TRAVERSALS = (
    Traversal(
        "salesReviewed",
        None,
        "Sale",
        "The sales with a review by an agency that, on the review's day, was under the "
        "office of an official: a chain of reporting lines, all valid that day, led "
        "from the agency to one whose head post the official held.",
        (
            Argument("by", Scalar.ID, "The reviewing agency's id.", required=True),
            Argument("under", Scalar.ID, "The official's id.", required=True),
            STATUSES,
            Argument(
                "basis",
                Basis,
                "Which reviews count: stated by a source, inferred by rule, or both.",
                is_list=True,
            ),
            ACCORDING_TO,
        ),
        frozenset({"review", "chain", "tenure"}),
    ),
    Traversal(
        "reportingChain",
        "Agency",
        "Agency",
        "The agencies above this one, each once, by the best chain that leads to it.",
        (AS_OF, STATUSES, ACCORDING_TO),
        frozenset({"depth", "chain"}),
    ),
    Traversal(
        "overseers",
        "Review",
        "Official",
        "The officials under whose office the review fell on its day.",
        (
            Argument("asOf", Scalar.DATE, "Another day than the review's own."),
            STATUSES,
            ACCORDING_TO,
        ),
        frozenset({"depth", "chain", "tenure"}),
    ),
    Traversal(
        "agenciesLed",
        "Official",
        "Agency",
        "The agencies whose head post the official held, each once.",
        (AS_OF, ACCORDING_TO),
        frozenset({"tenure"}),
    ),
)


def source_of(traversal: Traversal, trees: Mapping[str, Tree]) -> Source:
    """The source that a traversal with these arguments reads."""
    lines = _lines(trees)
    match traversal.name:
        case "salesReviewed":
            return ReviewedUnder(
                by=of_type(trees["by"], "agency", "by"),
                under=of_type(trees["under"], "official", "under"),
                lines=lines,
                review=_basis(trees.get("basis")),
            )
        case "reportingChain":
            return Superiors(lines)
        case "overseers":
            return Overseers(lines)
        case "agenciesLed":
            return Led(lines)
        case name:
            raise AssertionError(name)


def keys_of(traversal: Traversal) -> list[Key]:
    """The order of a traversal's nodes where a caller gives none."""
    match traversal.name:
        case "salesReviewed":
            return [Key(Read("node", "day"), descending=True)]
        case "reportingChain" | "overseers":
            return [Key(Depth(), nullable=False)]
        case _:
            return []


def of_type(id: Value, prefix: str, argument: str) -> Value:
    """An id argument, refused where its prefix is another type's."""

    def check(raw: Id) -> Id:
        if not raw.startswith(f"{prefix}:"):
            raise BadUserInput(
                f"{argument}: {raw!r} is not the id of this type; "
                f"ids here begin with '{prefix}:'"
            )
        return raw

    return id.checked(check)


def _lines(trees: Mapping[str, Tree]) -> Lines:
    sources = trees.get("accordingTo")
    statuses = trees.get("statuses")
    if statuses is None:
        statuses = [s.name for s in BY_DEFAULT]
        if sources is not None:
            statuses.append(ReportingStatus.DISPUTED.name)
    believed = _believed(sources)
    counts = Compare(Read("link", "status"), Operator.IN, value(statuses))
    tenure = believed
    if believed is None and ReportingStatus.DISPUTED.name not in statuses:
        tenure = Not(_has_rank(Rank.DEPRECATED))
    day = trees.get("asOf")
    return Lines(
        line=both([counts, believed]) if believed else counts,
        tenure=tenure,
        day=value(day) if day is not None else None,
    )


def _believed(sources: Tree) -> Predicate | None:
    if sources is None:
        return None

    def check(raw: list[Id]) -> list[Id]:
        for id in raw:
            if not id.startswith("source:"):
                raise BadUserInput(
                    f"accordingTo: {id!r} is not a source's id; "
                    "ids of sources begin with 'source:'"
                )
        return raw

    return Shares(Read("link", "sources"), value(sources).checked(check))


def _basis(tree: Tree) -> Predicate | None:
    if tree is None:
        return None
    return Compare(Read("node", "basis"), Operator.IN, value(tree))


def _has_rank(rank: Rank) -> Predicate:
    return Compare(Read("link", "rank"), Operator.EQ, value(rank.name))
