"""What an instrument brought about.

That is the links that name it as what they rest on, the links that ended as those
began, and those that lead from it to what it directs or supersedes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graph.changes import DATES, ChangeKind, of_link, structure
from graph.declare import Basis, Model, RelationshipType
from graph.entries import Entry, Told
from graph.filters import follow
from graph.predicates import all_of
from graph.query import (
    Begun,
    Either,
    Evidence,
    IsNull,
    Links,
    Part,
    Predicate,
    Read,
    Replaced,
    Source,
)
from graph.view import View

REPLACED = (
    "A line of an agency ended by the instrument if it ended when another line of the "
    "agency began that rests on the instrument."
)
"""The rule that infers which links ended through an instrument."""


def effects(model: Model, view: View) -> tuple[Entry, ...]:
    """What an instrument brought about, as of a day what it had by then."""
    return (*_through_authority(model, view), *_of_its_own(model, view))


def _through_authority(model: Model, view: View) -> Iterator[Entry]:
    """The links that name the instrument, behind those that ended as they began."""
    for edge in structure(model):
        for declared in edge.own:
            if declared.refers_to == "Memorandum":
                yield _ended(edge, declared.name, view)
                resting = _resting(edge, declared.name, view)
                yield _effect(edge, ChangeKind.BEGUN, resting, view)


def _resting(edge: RelationshipType, authority: str, view: View) -> Links:
    return Links(edge.type, view.of_change(edge), authority, view.known_at)


def _ended(edge: RelationshipType, authority: str, view: View) -> Entry:
    resting = _resting(edge, authority, replace(view, basis=None))
    told: dict[str, Told] = {
        "basis": Basis.INFERRED.name,
        "rule": REPLACED,
        "claims": Evidence("claims"),
    }
    ended = Replaced(resting, view.strict)
    counts = view.of_inferred()
    return _effect(edge, ChangeKind.ENDED, ended, view, counts, **told)


def _of_its_own(model: Model, view: View) -> Iterator[Entry]:
    """The links that lead from the instrument."""
    for relation in model.nodes["Memorandum"].relations.values():
        edge = model.relationships[relation.type]
        if edge.structure is not None and relation.direction == "out":
            source = follow(model, "Memorandum", relation, View())
            source = replace(source, link=view.of_change(edge), known=view.known_at)
            yield _effect(edge, ChangeKind.BEGUN, source, view)


def _effect(
    edge: RelationshipType,
    kind: ChangeKind,
    source: Source,
    view: View,
    where: Predicate | None = None,
    **told: Told,
) -> Entry:
    day = Read("link", DATES[kind])
    come: Predicate | None = None
    if view.as_of is not None:
        come = Either((IsNull(day), Begun(day, view.as_of, view.strict)))
    part = Part(source, all_of(where, come), day, Read("link", "id"))
    return of_link(edge, kind, part, **told)
