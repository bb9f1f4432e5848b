"""Who oversaw what, and when: the traversals over reporting lines and tenures.

A *chain* is a path of ``REPORTS_TO`` lines, bottom up, and where an official is asked
for, the *tenure* (``HELD``) by which he or she led the agency at its top. It holds on a
day when every line and the tenure hold on it (:mod:`graph.intervals`). Which lines and
tenures count is the view's choice (:mod:`graph.view`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from graph.arguments import Tree
from graph.comparisons import value
from graph.declare import Basis, Id, Scalar
from graph.errors import BadUserInput
from graph.query import (
    Checks,
    Compare,
    Depth,
    Key,
    Led,
    Operator,
    Overseers,
    Predicate,
    Read,
    ReviewedUnder,
    Source,
    Subordinates,
    Superiors,
    Value,
)
from graph.view import Argument, View


@dataclass(frozen=True, slots=True)
class Traversal:
    """A field that follows chains; ``owner`` is a label, None for a root field.

    ``arguments`` are its own, beside those of the view. ``shows`` names what its edges
    carry besides the node.
    """

    name: str
    owner: str | None
    target: str
    description: str
    arguments: tuple[Argument, ...]
    shows: frozenset[Literal["depth", "chain", "tenure", "review"]]


SALES_REVIEWED = Traversal(
    "salesReviewed",
    None,
    "Sale",
    "The sales with a review by an agency that, on the review's day or the one in "
    "asOf, was under the office of an official: a chain of reporting lines, all "
    "valid that day, led from the agency to one whose head post the official held.",
    (
        Argument("by", Scalar.ID, "The reviewing agency's id.", required=True),
        Argument("under", Scalar.ID, "The official's id.", required=True),
        Argument(
            "basis",
            Basis,
            "Which reviews count: stated by a source, inferred by rule, or both. "
            "It says nothing of what is below.",
            is_list=True,
        ),
    ),
    frozenset({"review", "chain", "tenure"}),
)
TRAVERSALS = (
    SALES_REVIEWED,
    Traversal(
        "reportingChain",
        "Agency",
        "Agency",
        "The agencies above this one, each once, by the best chain that leads to it.",
        (),
        frozenset({"depth", "chain"}),
    ),
    Traversal(
        "subordinates",
        "Agency",
        "Agency",
        "The agencies below this one, each once, by the best chain that leads from it "
        "up to this one.",
        (
            Argument(
                "transitive",
                Scalar.BOOLEAN,
                "Also those that report to it through others; false unless given.",
            ),
        ),
        frozenset({"depth", "chain"}),
    ),
    Traversal(
        "overseers",
        "Review",
        "Official",
        "The officials under whose office the review fell on its day, or on the one "
        "in asOf.",
        (),
        frozenset({"depth", "chain", "tenure"}),
    ),
    Traversal(
        "agenciesLed",
        "Official",
        "Agency",
        "The agencies whose head post the official held, each once.",
        (),
        frozenset({"tenure"}),
    ),
)


def source_of(traversal: Traversal, trees: Mapping[str, Tree], view: View) -> Source:
    """The source that a traversal with these arguments reads."""
    lines = view.lines()
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
        case "subordinates":
            return Subordinates(lines, direct=not trees.get("transitive"))
        case "overseers":
            return Overseers(lines)
        case "agenciesLed":
            return Led(lines)
        case name:
            raise AssertionError(name)


def checks_of(trees: Mapping[str, Tree], view: View) -> Checks:
    """The checks of a sale that is expected among those that a traversal reaches."""
    of = source_of(SALES_REVIEWED, trees, view)
    assert isinstance(of, ReviewedUnder)
    bases = trees.get("basis")
    return Checks(
        sale=of_type(trees["sale"], "sale", "sale"),
        of=of,
        statuses=value(view.counting),
        bases=None if bases is None else value(bases),
        sources=view.sources,
    )


def keys_of(traversal: Traversal) -> list[Key]:
    """The order of a traversal's nodes where a caller gives none."""
    match traversal.name:
        case "salesReviewed":
            return [Key(Read("node", "day"), descending=True)]
        case "reportingChain" | "subordinates" | "overseers":
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


def _basis(tree: Tree) -> Predicate | None:
    if tree is None:
        return None
    return Compare(Read("node", "basis"), Operator.IN, value(tree))
