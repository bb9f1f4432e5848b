"""How facts are known, and what rests on a source.

A *fact* is a node or a link. It rests on a source by the claims it lists. A stated fact
falls with its last claim, an inferred one with any of them, as
:mod:`graph.record` has it: so a stated fact falls with a source that it rests on alone,
an inferred one with every source it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping

from graph.arguments import Tree
from graph.comparisons import value
from graph.constraints import (
    EVIDENCE,
    LINK_EVIDENCE,
    PAST_EVIDENCE,
    PAST_LINK_EVIDENCE,
)
from graph.declare import Basis, Model
from graph.filters import follow
from graph.predicates import all_of
from graph.query import (
    Compare,
    Either,
    Entity,
    Expression,
    First,
    Key,
    Listed,
    Not,
    OfRecord,
    Operator,
    Predicate,
    Read,
    Referred,
    Row,
    Size,
    Supported,
)
from graph.view import View

ALONE = Compare(Size(Read("fact", "sources")), Operator.EQ, value(1))
"""Whether a fact rests on the source alone."""
_INFERRED = Compare(Read("fact", "basis"), Operator.EQ, value(Basis.INFERRED.name))
FALLS = Either((_INFERRED, ALONE))
"""Whether a fact would fall with the source."""
ORDER = (Key(OfRecord("id"), nullable=False), Key(Read("fact", "id"), nullable=False))
"""The order of what rests on a source: by the claims it states, then by ids."""


def explained(model: Model, of: Entity, view: View) -> Expression:
    """What an explanation of a fact is made from: ``[basis, rule, claims]``."""
    source = follow(model, "Claim", model.nodes["Claim"].relations["source"], view)
    stated_in = Row((Read("node", "title"), Read("node", "standing")))
    said = tuple(Read("node", name) for name in ("statement", "rank", "locator"))
    claims = Listed(
        Referred("Claim", Read(of, "claims"), view.known_at),
        Row((*said, First(Listed(source, stated_in)))),
    )
    return Row((Read(of, "basis"), Read(of, "rule"), claims))


def kinds_of_nodes(model: Model) -> tuple[str, ...]:
    """The labels of nodes that are facts."""
    return tuple(label for label, node in model.nodes.items() if node.evidenced)


def supported(model: Model, view: View) -> Supported:
    """The facts that rest on the current source, now or as they were known."""
    past = view.known_at is not None
    return Supported(
        nodes=(EVIDENCE, PAST_EVIDENCE) if past else (EVIDENCE,),
        links=(LINK_EVIDENCE, PAST_LINK_EVIDENCE) if past else (LINK_EVIDENCE,),
        without=tuple(t for t in model.relationships if t not in kinds_of_links(model)),
        known=view.known_at,
    )


def kinds_of_links(model: Model) -> tuple[str, ...]:
    """The types of links that are facts: those from claim to source are evidence."""
    return tuple(
        link.type
        for link in model.relationships.values()
        if any(model.nodes[label].evidenced for pair in link.ends for label in pair)
    )


def counts(trees: Mapping[str, Tree], view: View) -> Predicate | None:
    """Which of the facts are listed."""
    basis = None
    if view.basis is not None:
        basis = Compare(Read("fact", "basis"), Operator.IN, view.basis)
    wanted = trees.get("falls")
    if wanted is None:
        return basis
    return all_of(basis, FALLS if wanted else Not(FALLS))
