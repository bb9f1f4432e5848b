"""Careers, timelines, changes and effects, told from one row after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from graph.effects import REPLACED
from graph.model import MODEL, SaleChannel, SaleStage
from graph.timeline import COURSES, PERIOD_ENDS
from tests.reference.conditions import Tree
from tests.reference.days import coincide, covers, lies_between, span_of
from tests.reference.pages import Key, Place
from tests.reference.rows import Link, Node, World
from tests.reference.views import Sight, View

STAGES = [stage.name for stage in SaleStage]
OF_SALE = {
    "notifiedOn": "NOTIFICATION",
    "releasedOn": "RELEASE",
    "recordedOn": "CONGRESSIONAL_RECORD",
}
OF_REVIEW = {
    "TECHNOLOGY_SECURITY": "TECHNOLOGY_SECURITY_REVIEW",
    "CONGRESSIONAL": "CONGRESSIONAL_REVIEW",
}
BEGINNINGS = {"Agency": "establishedOn", "Memorandum": "issuedOn"}
DATED = ("HELD", "REPORTS_TO", "PART_OF", "DIRECTS")
"""The links whose beginnings and ends are changes; changes of a day in this order."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a chronicle tells: of a node or link, by which it is told apart."""

    type: str
    of: Node | Link
    facts: Mapping[str, Any]
    day: str | None = None
    kind: int = 0

    @property
    def place(self) -> Place:
        return Key(self.day), Key(self.kind), Key(self.of.values["id"])


def _evidence(of: Node | Link) -> dict[str, Any]:
    return {name: of.values.get(name) for name in ("basis", "rule", "claims")}


@dataclass(frozen=True, slots=True)
class Chronicles:
    """Tells what happened in a world, as a view has it."""

    sight: Sight

    @property
    def world(self) -> World:
        return self.sight.world

    @property
    def view(self) -> View:
        return self.sight.view

    def career(self, official: Node) -> list[tuple[Link, Place]]:
        """The tenures of an official, each with its place."""
        found: list[tuple[Link, Place]] = []
        for edge in self.world.over("HELD", "out", official):
            tenure = edge.link
            assert tenure is not None
            if self.view.tells_of(tenure) and self.view.holds(tenure):
                get = tenure.values.get
                day = get("validFrom") or get("validTo") or get("observed")
                found.append((tenure, (Key(day), Key(0), Key(tenure.values["id"]))))
        return found

    # Timelines

    def timeline(self, sale: Node) -> list[Entry]:
        known = [_numbered(entry) for entry in self._known(sale)]
        stages = {entry.facts["stage"] for entry in known}
        course = COURSES[SaleChannel[sale.values["channel"]]]
        missing = (s.name for s in course if s.name not in stages)
        told = [self._as_of_day(entry) for entry in known]
        return told + [_numbered(_unknown(sale, stage)) for stage in missing]

    def _known(self, sale: Node) -> Iterator[Entry]:
        if self.view.lists(sale):
            yield from _notice(sale)
        yield from self._period(sale)
        for edge in self._beside(sale, "amendments"):
            printed = edge.values.get("printedOn")
            yield _event("AmendmentEvent", edge, "AMENDMENT", printed)
        yield from map(_review, self._beside(sale, "reviews"))

    def _beside(self, sale: Node, relation: str) -> list[Node]:
        """The nodes of a relation that tell of stages."""
        edges = self.sight.related(sale, sale.type.relations[relation])
        return [edge.node for edge in edges if self.view.lists(edge.node)]

    def _period(self, sale: Node) -> Iterator[Entry]:
        whatever_basis = replace(self.view, basis=None)
        inferred = self.view.basis is None or "INFERRED" in self.view.basis
        if not (inferred and whatever_basis.lists(sale)):
            return
        (partner,) = (edge.node for edge in self.world.over("TO", "out", sale))
        days = partner.values.get("reviewDays")
        since = sale.values.get("notifiedOn", "")
        if sale.values.get("emergency") or days is None or len(since) < 10:
            return
        over = date.fromisoformat(since) + timedelta(days)
        ids = [*sale.values["claims"], *partner.values["claims"]]
        of_days = [
            id
            for id in ids
            if id in sale.values["claims"]
            or self.world.nodes[id].values.get("predicate") == "reviewDays"
        ]
        told = {"basis": "INFERRED", "rule": PERIOD_ENDS, "claims": of_days}
        stage = "CONGRESSIONAL_REVIEW"
        entry = _event("ReviewPeriodEvent", sale, stage, over.isoformat())
        yield replace(entry, facts={**entry.facts, **told, "partner": partner})

    def _as_of_day(self, event: Entry) -> Entry:
        """An event with its status as of the day of the view."""
        if event.facts["status"] != "KNOWN" or self._has_come(event.day):
            return event
        bounded = "noLaterThan" in event.facts and event.facts["day"] is None
        status = "UNKNOWN" if bounded else "AHEAD"
        return replace(event, facts={**event.facts, "status": status})

    def _has_come(self, day: str | None) -> bool:
        """Whether what came about on a day was there on the day of the view."""
        by, strict = self.view.as_of, self.view.strict
        if day is None or by is None:
            return True
        return covers(span_of({"validFrom": day}, strict=strict), by, strict=strict)

    # Changes

    def diff(self, choice: Tree) -> list[Entry]:
        first, last = choice["from"], choice["to"]
        about = choice.get("about")
        return [
            entry
            for entry in (*self._new_nodes(about), *self._changed_links(about))
            if entry.day
            and lies_between(entry.day, first, last, strict=self.view.strict)
        ]

    def _new_nodes(self, about: str | None) -> Iterator[Entry]:
        for kind, (label, name) in enumerate(BEGINNINGS.items()):
            for edge in self.sight.labelled(label):
                day = edge.node.values.get(name)
                if _touches(about, self._near(edge.node)):
                    facts = {"kind": "BEGUN", "day": day, **_evidence(edge.node)}
                    yield Entry(f"{label}Change", edge.node, facts, day, kind)

    def _changed_links(self, about: str | None) -> Iterator[Entry]:
        for link in self.world.all_links():
            if link.type not in DATED or not self.view.tells_of(link):
                continue
            if link.type == "HELD" and not link.end.values["head"]:
                continue
            if _touches(about, (link.start, link.end, *self._holding(link.end))):
                kind = len(BEGINNINGS) + 2 * DATED.index(link.type)
                yield _change(link, "ENDED", kind)
                yield _change(link, "BEGUN", kind + 1)

    def _near(self, node: Node) -> Iterator[Node]:
        """A node, and those of other types that it is joined to."""
        yield node
        for type_ in MODEL.relationships:
            for direction in ("out", "in"):
                for edge in self.world.over(type_, direction, node):
                    if edge.node.label != node.label:
                        yield edge.node

    def _holding(self, node: Node) -> list[Node]:
        """The agency that a post belongs to."""
        if node.label != "Post":
            return []
        return [edge.node for edge in self.world.over("IN", "out", node)]

    # Effects

    def effects(self, memorandum: Node) -> list[Entry]:
        own = [
            _change(edge.link, "BEGUN", kind)
            for kind, type_ in ((2, "DIRECTS"), (3, "SUPERSEDES"))
            for edge in self.world.over(type_, "out", memorandum)
            if edge.link and self.view.tells_of(edge.link)
        ]
        begun = (
            _change(line, "BEGUN", 1) for line in self._lines(self.view, memorandum)
        )
        every = [*self._ended(memorandum), *begun, *own]
        return [entry for entry in every if self._has_come(entry.day)]

    def _lines(self, view: View, authority: Node | None = None) -> list[Link]:
        """The reporting lines that count, those that rest on an instrument if given."""
        return [
            link
            for link in self.world.all_links()
            if link.type == "REPORTS_TO" and view.tells_of(link)
            if authority is None or link.values.get("authority") == authority.id
        ]

    def _ended(self, memorandum: Node) -> Iterator[Entry]:
        """The lines that ended when others of their agencies began."""
        if self.view.basis is not None and "INFERRED" not in self.view.basis:
            return
        whatever_basis = replace(self.view, basis=None)
        resting = self._lines(whatever_basis, memorandum)
        for line in self._lines(whatever_basis):
            others = [other for other in resting if self._replaces(other, line)]
            if others:
                entry = _change(line, "ENDED", 0)
                claims = [
                    id for link in (line, *others) for id in link.values["claims"]
                ]
                told = {"basis": "INFERRED", "rule": REPLACED, "claims": claims}
                yield replace(entry, facts={**entry.facts, **told})

    def _replaces(self, line: Link, other: Link) -> bool:
        """Whether a line began when another one of its agency ended."""
        if line is other or line.start is not other.start:
            return False
        since, until = line.values.get("validFrom"), other.values.get("validTo")
        return coincide(until, since, strict=self.view.strict)


def _touches(about: str | None, nodes: Iterable[Node]) -> bool:
    """Whether one of some nodes is what is asked about."""
    return about is None or about in [node.id for node in nodes]


def _notice(sale: Node) -> Iterator[Entry]:
    """What a sale's own notice tells of."""
    for name, stage in OF_SALE.items():
        if name in sale.values:
            yield _event("NoticeEvent", sale, stage, sale.values[name])
    if sale.values["status"] == "CORRECTED":
        yield _event("NoticeEvent", sale, "CORRECTION", None)
    if sale.values.get("emergency"):
        yield _event("NoticeEvent", sale, "CONGRESSIONAL_REVIEW", None, "WAIVED")


def _numbered(entry: Entry) -> Entry:
    return replace(entry, kind=STAGES.index(entry.facts["stage"]))


def _event(
    type_: str, of: Node, stage: str, day: str | None, status: str = "KNOWN"
) -> Entry:
    facts = {"stage": stage, "status": status, "day": day, **_evidence(of)}
    return Entry(type_, of, facts, day)


def _review(review: Node) -> Entry:
    get = review.values.get
    day = get("completedOn") or get("completedBy")
    assert day is not None
    entry = _event("ReviewEvent", review, OF_REVIEW[get("kind", "")], day)
    days = {"day": get("completedOn"), "noLaterThan": get("completedBy")}
    return replace(entry, facts={**entry.facts, **days})


def _unknown(sale: Node, stage: str) -> Entry:
    early = STAGES.index(stage) < STAGES.index("NOTIFICATION")
    facts = {"stage": stage, "status": "UNKNOWN", "claims": []}
    return Entry("UnknownEvent", sale, facts, "" if early else None)


def _change(link: Link, kind: str, number: int) -> Entry:
    day = link.values.get("validFrom" if kind == "BEGUN" else "validTo")
    structure = MODEL.relationships[link.type].structure
    assert structure is not None
    facts = {"kind": kind, "day": day, **_evidence(link)}
    return Entry(f"{structure.link}Change", link, facts, day, number)
