"""What seems not to hold together: the arguments of ``disputes`` to searches.

A *dispute* is between *sides*, each with the claims, links or nodes that make it:

- claims about one matter of one node, or of one link;
- links of which one holds at a time, where two of them overlap beyond doubt;
- nodes that one value names.

What looks like a dispute and is none is found as well, as compatible, with the declared
reason (:mod:`graph.contradictions`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import compress
from typing import assert_never

from graph.arguments import Tree
from graph.comparisons import value
from graph.constraints import LINK_EVIDENCE, PAST_LINK_EVIDENCE
from graph.contradictions import (
    EVENTS,
    RANKED,
    Contradictions,
    at_a_time,
    one_named,
)
from graph.declare import Id, Model, NodeType, RelationshipType, Sole, Unique
from graph.errors import BadUserInput
from graph.paging import Observe
from graph.query import (
    Claimed,
    ClaimedOfLinks,
    Disputes,
    Events,
    Key,
    Namesakes,
    OfRecord,
    Overlapping,
    Search,
    Value,
)
from graph.view import View

ORDER = tuple(
    Key(OfRecord(name), nullable=False)
    for name in ("search", "about", "predicate", "other")
)
"""By search, then by what is disputed: a total order."""


class DisputeState(Enum):
    """Whether the sides can hold together, and if not, whether one is ahead."""

    OPEN = "Not all can hold, and no side ranks above all others."
    DECIDED = "Not all can hold, and one side ranks above all others."
    COMPATIBLE = "It looks like a dispute, but all may hold; the reason says why."


BY_DEFAULT = (DisputeState.OPEN, DisputeState.DECIDED)
"""The states that count unless a caller chooses."""
REASONS = (
    "One side is PREFERRED.",
    "All sides but one are DEPRECATED.",
    "No side ranks above the others: answers follow the one that the graph holds.",
    "No side ranks above the others, and the graph does not hold one of them alone.",
)
"""Why a side decides what is answered by default, or why none does; by its place."""


def sought(
    model: Model,
    trees: Mapping[str, Tree],
    view: View,
    about: str | None,
    observe: Observe,
) -> Disputes:
    """The disputes asked for; ``about`` is the label of the node that is given."""
    found = Contradictions(model)
    states = trees.get("states")
    if states is None:
        states = [state.name for state in BY_DEFAULT]
    searches = [s for s in _searches(model, found, view, states) if _suits(s, about)]
    predicate = None
    if (tree := trees.get("predicate")) is not None:
        predicate = value(tree)
        prefix = model.nodes[about].prefix if about else None
        finds = observe(
            predicate,
            lambda name: tuple(_finds(s, name, prefix, found) for s in searches),
        )
        searches = list(compress(searches, finds))
    every = tuple(label for label, node in model.nodes.items() if node.evidenced)
    return Disputes(
        searches=tuple(searches),
        about=value(trees["about"]) if about else None,
        predicate=predicate,
        states=Value(constant=states),
        labels=(about,) if about else every,
        every=every,
        words=Value(constant=found.words),
        kinds=Value(constant=[c.kind.name for c in found.constraints]),
        rules=Value(constant=[c.says for c in found.constraints]),
        reasons=Value(constant=list(REASONS)),
        apart=Value(constant=[c.apart for c in found.constraints]),
        sources=view.sources,
        basis=view.basis,
        lines=view.lines(),
        known=view.known_at,
    )


def subject(model: Model, coordinate: str) -> Callable[[Id], str]:
    """What reads the label of the node that disputes are to be about.

    It raises :class:`BadUserInput` for what is no id of such a node.
    """

    def label(raw: Id) -> str:
        node = model.of_id(raw)
        if node is None or not node.evidenced:
            raise BadUserInput(
                f"{coordinate}(about:): {raw!r} is no id of a node that facts are "
                "about; such ids begin with the prefix of their type, as 'sale:'"
            )
        return node.label

    return label


def _suits(search: Search, label: str | None) -> bool:
    """Whether a search can find what is about a node with a label."""
    match search:
        case Overlapping() | Namesakes():
            return label in (None, search.label)
        case _:
            return True


def _finds(
    search: Search, predicate: str, prefix: str | None, found: Contradictions
) -> bool:
    """Whether a search can find what is of a predicate, of nodes with a prefix."""
    kinds = found.kinds(predicate, prefix)
    match search:
        case Claimed():
            return bool(kinds - {"link", "timed"})
        case ClaimedOfLinks():
            return "link" in kinds
        case Overlapping():
            return predicate == search.type
        case Namesakes():
            return predicate == search.property
        case Events():
            return found.tells_of_events(predicate)
        case _:
            assert_never(search)


def _searches(
    model: Model, found: Contradictions, view: View, states: Sequence[str]
) -> Iterator[Search]:
    past = view.known_at is not None
    indexes = (LINK_EVIDENCE, PAST_LINK_EVIDENCE) if past else (LINK_EVIDENCE,)
    yield Claimed(found.number(RANKED))
    yield ClaimedOfLinks(indexes)
    for edge in model.relationships.values():
        if edge.sole is not None:
            yield _overlapping(model, edge, edge.sole, found, view)
    for node in model.nodes.values():
        if node.unique is not None:
            yield _namesakes(node, node.unique, found)
    if DisputeState.COMPATIBLE.name in states:
        yield Events(found.number(EVENTS))


def _namesakes(node: NodeType, unique: Unique, found: Contradictions) -> Namesakes:
    within = node.relations[unique.within]
    return Namesakes(
        node.label,
        unique.property,
        within=(within.type, within.direction),
        rule=found.number(one_named(unique)),
    )


def _overlapping(
    model: Model, edge: RelationshipType, sole: Sole, found: Contradictions, view: View
) -> Overlapping:
    ((start, end),) = edge.ends
    near, rival = (start, end) if sole.of == "start" else (end, start)
    over = model.nodes[near].relations[sole.over] if sole.over else None
    status = next(
        (p.name for p in edge.own if sole.among and p.kind is type(sole.among[0])), ""
    )
    return Overlapping(
        edge.type,
        label=over.targets[0] if over else near,
        middle=near if over else "",
        rival=rival,
        of=sole.of,
        over=(over.type, over.direction) if over else None,
        where=sole.where,
        among=status,
        competing=Value(constant=[one.name for one in sole.among]),
        passing=edge.passing,
        link=view.of_link(edge),
        rule=found.number(at_a_time(sole)),
        field=sole.field,
        chain=sole.chain,
    )
