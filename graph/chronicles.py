"""Fields that list what happened, as entries of several types in the order of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.arguments import Tree
from graph.careers import career
from graph.declare import Model, Scalar
from graph.diff import Observe, diff
from graph.effects import effects
from graph.entries import Entry
from graph.timeline import timeline
from graph.view import ARGUMENTS, Argument, View


@dataclass(frozen=True, slots=True)
class Chronicle:
    """A field that lists entries; ``owner`` is a label, None for a root field.

    ``target`` is the GraphQL type of its entries, ``connection`` the name that its
    connection begins with. ``arguments`` are all it has, but for those of pages.
    """

    name: str
    owner: str | None
    target: str
    connection: str
    description: str
    arguments: tuple[Argument, ...]


def _with_view(*own: Argument, without: str = "") -> tuple[Argument, ...]:
    """Arguments of a field's own, then those that set a view."""
    taken = {without, *(argument.name for argument in own)}
    return (*own, *(a for a in ARGUMENTS if a.name not in taken))


CHRONICLES = (
    Chronicle(
        "career",
        "Official",
        "Tenure",
        "OfficialCareer",
        "The tenures of the official in the order of time: by their beginning, else "
        "by their end, else by when the holder was seen in the post.",
        _with_view(),
    ),
    Chronicle(
        "timeline",
        "Sale",
        "TimelineEvent",
        "SaleTimeline",
        "What is known of the stages that a sale goes through, in the order of time. "
        "Those of which nothing is known are listed as unknown: first those that "
        "precede the notice, last the others.",
        _with_view(
            Argument("asOf", Scalar.DATE, "The day; what lies behind it is ahead."),
        ),
    ),
    Chronicle(
        "effects",
        "Memorandum",
        "Change",
        "Change",
        "What the instrument brought about: the lines that rest on it and those they "
        "took the place of, the agencies it directs, the instruments it supersedes.",
        _with_view(
            Argument("asOf", Scalar.DATE, "The day by which it must have come about."),
        ),
    ),
    Chronicle(
        "diff",
        None,
        "Change",
        "Change",
        "What sets the structure as of one day apart from that as of an earlier one: "
        "links begun and ended, agencies established, instruments issued. Links "
        "believed to be wrong are left out, unless you say whom to believe.",
        _with_view(
            Argument(
                "from",
                Scalar.DATE,
                "The earlier day; what changed on it is left out.",
                required=True,
            ),
            Argument(
                "to",
                Scalar.DATE,
                "The later day; what changed on it counts.",
                required=True,
            ),
            Argument(
                "about",
                Scalar.ID,
                "Only what touches this agency, official, post or instrument.",
            ),
            without="asOf",
        ),
    ),
)


def entries_of(
    chronicle: Chronicle,
    model: Model,
    view: View,
    trees: Mapping[str, Tree],
    observe: Observe,
) -> tuple[Entry, ...]:
    """The kinds of entries that a chronicle with these arguments lists."""
    match chronicle.name:
        case "career":
            return career(model, view)
        case "timeline":
            return timeline(model, view)
        case "effects":
            return effects(model, view)
        case "diff":
            return diff(model, view, trees, observe)
        case name:
            raise AssertionError(name)
