"""The timeline of a sale: what is known of the stages it goes through, and what is not.

Which properties tell of a stage is declared with them (``marks`` in
:mod:`graph.declare`). A stage that every sale goes through, and of which nothing is
known, is listed as unknown: before all days where it precedes the notice, else behind
them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum

from graph.comparisons import value
from graph.declare import Basis, Mark, Model, NodeType, Property, Relation
from graph.entries import PLACE, Entry, Told
from graph.filters import follow
from graph.model import SaleChannel, SaleStage
from graph.predicates import all_of, both
from graph.query import (
    Begun,
    Beside,
    Choice,
    Coalesce,
    Compare,
    DaysAfter,
    Either,
    Expression,
    First,
    Follow,
    Given,
    IsNull,
    Listed,
    Not,
    Nothing,
    Operator,
    Part,
    Predicate,
    Quantifier,
    Read,
    Referred,
    Related,
    Stretch,
    This,
)
from graph.view import View

COURSES = {
    SaleChannel.FMS: (
        SaleStage.PRE_LETTER_OF_REQUEST,
        SaleStage.LETTER_OF_REQUEST,
        SaleStage.TECHNOLOGY_SECURITY_REVIEW,
        SaleStage.LETTER_OF_OFFER_DATA,
        SaleStage.NOTIFICATION,
        SaleStage.RELEASE,
        SaleStage.CONGRESSIONAL_RECORD,
        SaleStage.CONGRESSIONAL_REVIEW,
        SaleStage.OFFER,
        SaleStage.ACCEPTANCE,
        SaleStage.IMPLEMENTATION,
        SaleStage.CONTRACT,
        SaleStage.DELIVERY,
        SaleStage.CLOSURE,
    ),
    SaleChannel.DCS: (
        SaleStage.NOTIFICATION,
        SaleStage.CONGRESSIONAL_REVIEW,
        SaleStage.CONTRACT,
        SaleStage.DELIVERY,
    ),
}
"""The stages that every sale of a channel goes through."""

BEFORE_ALL_DAYS = Given(value(""))
PERIOD_ENDS = (
    "Congress may prohibit a sale within the partner's days of review, counted from "
    "the day on which it was certified; so its review is over once they have passed."
)
"""The rule that infers the end of congressional review."""


class EventStatus(Enum):
    """What is known of an event of a sale."""

    KNOWN = "It is known; so is its day, unless that is null."
    AHEAD = "It is known, and lies behind the day in asOf."
    WAIVED = "The notice waives it, so that it does not take place."
    UNKNOWN = "It is not known to have taken place; that does not say that it did not."


@dataclass(frozen=True, slots=True)
class _Event:
    """What tells of a stage: which nodes do, and on what day it was.

    ``latest`` is a day behind which it was not. ``told`` goes before what the node
    says.
    """

    stage: SaleStage
    type: str
    source: This | Follow
    where: Predicate | None
    day: Expression | None = None
    latest: Expression | None = None
    told: dict[str, Told] = field(default_factory=dict)


def event_of(node: NodeType) -> str:
    """The GraphQL type of the events that nodes beside a sale tell of."""
    return f"{node.label}Event"


def tells_of_stages(node: NodeType) -> bool:
    """Whether a node marks a stage."""
    return any(declared.marks for declared in node.properties.values())


def timeline(model: Model, view: View) -> tuple[Entry, ...]:
    """The events of a sale, by kind in the order of stages."""
    known = list(_known(model, view))
    entries = [(event.stage, _entry(event, view)) for event in known]
    entries += _unknown(known)
    order = list(SaleStage)
    entries.sort(key=lambda entry: order.index(entry[0]))
    return tuple(entry for _, entry in entries)


def _known(model: Model, view: View) -> Iterator[_Event]:
    sale = model.nodes["Sale"]
    yield from _told_by_sale(sale, view)
    for relation in sale.relations.values():
        for label in relation.targets:
            yield from _told_by(model, relation, model.nodes[label], view)
    yield _period(model, view)


def _told_by_sale(sale: NodeType, view: View) -> Iterator[_Event]:
    counts = view.of_node(sale)
    for declared in sale.properties.values():
        this = Read("node", declared.name)
        for mark in declared.marks:
            where = all_of(counts, Not(IsNull(this)), _holds(sale, mark))
            day = None if mark.value else this
            yield _Event(_stage(mark), "NoticeEvent", This(), where, day)
        if declared.waives is not None:
            where = all_of(counts, Not(IsNull(this)), _is(this, True))
            told: dict[str, Told] = {"status": EventStatus.WAIVED.name}
            stage = SaleStage(declared.waives)
            yield _Event(stage, "NoticeEvent", This(), where, told=told)


def _told_by(
    model: Model, relation: Relation, node: NodeType, view: View
) -> Iterator[_Event]:
    source = follow(model, "Sale", relation, view)
    for declared in node.properties.values():
        day = Read("node", declared.name)
        latest = _latest(node, declared)
        for mark in declared.marks:
            happened = _happened(node, [day, latest] if latest else [day])
            where = all_of(view.of_node(node), _holds(node, mark), happened)
            yield _Event(_stage(mark), event_of(node), source, where, day, latest)


def _stage(mark: Mark) -> SaleStage:
    assert isinstance(mark.stage, SaleStage)
    return mark.stage


def _is(left: Expression, wanted: str | bool) -> Predicate:
    return Compare(left, Operator.EQ, value(wanted))


def _holds(node: NodeType, mark: Mark) -> Predicate | None:
    """Whether a node has the value that a mark depends on."""
    if mark.value is None:
        return None
    return _is(Read("node", node.property_of(mark.value).name), mark.value.name)


def _latest(node: NodeType, declared: Property) -> Read | None:
    """The property that bounds a day."""
    for other in node.properties.values():
        if other.bounds == declared.name:
            return Read("node", other.name)
    return None


def _happened(node: NodeType, days: list[Read]) -> Predicate | None:
    """Whether what a node marks has happened, where the node alone does not say so."""
    for declared in node.properties.values():
        if declared.confirms is not None:
            confirmed = _is(Read("node", declared.name), declared.confirms.name)
            return Either((*(Not(IsNull(day)) for day in days), confirmed))
    return None


# What is inferred


def _period(model: Model, view: View) -> _Event:
    """The end of congressional review, where notice and partner tell when it is."""
    sale = model.nodes["Sale"]
    partner = follow(model, "Sale", sale.relations["partner"], view)
    days = First(Listed(partner, Read("node", "reviewDays")))
    ends = DaysAfter(Read("node", "notifiedOn"), days)
    stating = Compare(Read("node", "predicate"), Operator.EQ, value("reviewDays"))
    of_partner = Listed(
        Referred("Claim", Read("node", "claims"), view.known_at),
        Read("node", "id"),
        Stretch(stating),
    )
    claims = Beside(Read("node", "claims"), First(Listed(partner, of_partner)))
    return _Event(
        SaleStage.CONGRESSIONAL_REVIEW,
        "ReviewPeriodEvent",
        This(),
        all_of(
            replace(view, basis=None).of_node(sale),
            view.of_inferred(),
            Not(IsNull(ends)),
            *_not_waived(sale, SaleStage.CONGRESSIONAL_REVIEW),
        ),
        ends,
        told={"basis": Basis.INFERRED.name, "rule": PERIOD_ENDS, "claims": claims},
    )


def _not_waived(sale: NodeType, stage: SaleStage) -> Iterator[Predicate]:
    for declared in sale.properties.values():
        if declared.waives is stage:
            this = Read("node", declared.name)
            yield Either((IsNull(this), _is(this, False)))


# What is unknown


def _unknown(known: list[_Event]) -> Iterator[tuple[SaleStage, Entry]]:
    """Entries for the stages of a sale's course of which nothing is known."""
    for stage in SaleStage:
        channels = [c.name for c, course in COURSES.items() if stage in course]
        if channels:
            expected = Compare(Read("node", "channel"), Operator.IN, value(channels))
            nothing = (_nothing(event) for event in known if event.stage is stage)
            where = both([expected, *nothing])
            part = Part(This(), where, _place(stage), Read("node", "id"))
            status = EventStatus.UNKNOWN.name
            told: dict[str, Told] = {"stage": stage.name, "status": status}
            yield stage, Entry("UnknownEvent", part, told)


def _place(stage: SaleStage) -> Expression:
    """Where an unknown stage stands: before all days, or behind them."""
    order = list(SaleStage)
    early = order.index(stage) < order.index(SaleStage.NOTIFICATION)
    return BEFORE_ALL_DAYS if early else Nothing()


def _nothing(event: _Event) -> Predicate:
    """Whether an event is not known of the current sale."""
    if isinstance(event.source, Follow):
        return Related(Quantifier.NONE, event.source, event.where)
    assert event.where is not None
    return Not(event.where)


# What is told


def _entry(event: _Event, view: View) -> Entry:
    days = [day for day in (event.day, event.latest) if day is not None]
    place = Coalesce(tuple(days)) if len(days) > 1 else days[0] if days else Nothing()
    part = Part(event.source, event.where, place, Read("node", "id"))
    told: dict[str, Told] = {"stage": event.stage.name, "status": _status(event, view)}
    told |= {name: Read("node", name) for name in ("basis", "rule", "claims")}
    told["day"] = PLACE
    if event.latest is not None:
        assert event.day is not None
        told |= {"day": event.day, "noLaterThan": event.latest}
    return Entry(event.type, part, told | event.told)


def _status(event: _Event, view: View) -> Told:
    """What is known of an event; as of a day before its latest, it is not known."""
    if view.as_of is None:
        return EventStatus.KNOWN.name
    come = Either((IsNull(PLACE), Begun(PLACE, view.as_of, view.strict)))
    later: Expression = _given(EventStatus.AHEAD)
    if event.latest is not None and event.day is not None:
        later = Choice(IsNull(event.day), _given(EventStatus.UNKNOWN), later)
    return Choice(come, _given(EventStatus.KNOWN), later)


def _given(word: Enum) -> Given:
    return Given(value(word.name))
