"""Careers, timelines, changes and effects, told from one row after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from graph.effects import REPLACED
from graph.model import MODEL, SaleChannel, SaleStage
from graph.timeline import COURSES, PERIOD_ENDS
from graph.values import first_day, last_day
from tests.reference.conditions import Tree
from tests.reference.pages import Key, Place
from tests.reference.rows import Link, Node, World

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
    """Tells what happened in a world."""

    world: World
    choice: Tree = field(default_factory=dict)

    def career(self, official: Node) -> list[tuple[Link, Place]]:
        """The tenures of an official, each with its place."""
        found: list[tuple[Link, Place]] = []
        for edge in self.world.over("HELD", "out", official):
            tenure = edge.link
            assert tenure is not None
            if _is_believed(tenure):
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
        return known + [_numbered(_unknown(sale, stage)) for stage in missing]

    def _known(self, sale: Node) -> Iterator[Entry]:
        for name, stage in OF_SALE.items():
            if name in sale.values:
                yield _event("NoticeEvent", sale, stage, sale.values[name])
        if sale.values["status"] == "CORRECTED":
            yield _event("NoticeEvent", sale, "CORRECTION", None)
        if sale.values.get("emergency"):
            yield _event("NoticeEvent", sale, "CONGRESSIONAL_REVIEW", None, "WAIVED")
        elif "notifiedOn" in sale.values:
            yield from self._period(sale)
        for edge in self.world.over("AMENDS", "in", sale):
            printed = edge.node.values.get("printedOn")
            yield _event("AmendmentEvent", edge.node, "AMENDMENT", printed)
        for edge in self.world.over("OF", "in", sale):
            yield _review(edge.node)

    def _period(self, sale: Node) -> Iterator[Entry]:
        (partner,) = (edge.node for edge in self.world.over("TO", "out", sale))
        days = partner.values.get("reviewDays")
        if days is None:
            return
        over = date.fromisoformat(sale.values["notifiedOn"]) + timedelta(days)
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

    # Changes

    def diff(self) -> list[Entry]:
        return [
            entry
            for entry in (*self._new_nodes(), *self._changed_links())
            if entry.day and self._is_between(entry.day)
        ]

    def _is_between(self, day: str) -> bool:
        behind = last_day(day) > first_day(self.choice["from"])
        return behind and first_day(day) <= last_day(self.choice["to"])

    def _new_nodes(self) -> Iterator[Entry]:
        for kind, (label, name) in enumerate(BEGINNINGS.items()):
            for edge in self.world.labelled(label):
                day = edge.node.values.get(name)
                if self._touches(*self._near(edge.node)):
                    facts = {"kind": "BEGUN", "day": day, **_evidence(edge.node)}
                    yield Entry(f"{label}Change", edge.node, facts, day, kind)

    def _changed_links(self) -> Iterator[Entry]:
        for link in self.world.all_links():
            if link.type not in DATED or not _is_believed(link):
                continue
            if link.type == "HELD" and not link.end.values["head"]:
                continue
            if self._touches(link.start, link.end, *self._holding(link.end)):
                kind = len(BEGINNINGS) + 2 * DATED.index(link.type)
                yield _change(link, "ENDED", kind)
                yield _change(link, "BEGUN", kind + 1)

    def _touches(self, *nodes: Node) -> bool:
        """Whether one of some nodes is what is asked about."""
        about = self.choice.get("about")
        return about is None or about in [node.id for node in nodes]

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
        lines = [link for link in self.world.all_links() if link.type == "REPORTS_TO"]
        believed = list(filter(_is_believed, lines))
        resting = [li for li in believed if li.values.get("authority") == memorandum.id]
        own = [
            _change(edge.link, "BEGUN", kind)
            for kind, type_ in ((2, "DIRECTS"), (3, "SUPERSEDES"))
            for edge in self.world.over(type_, "out", memorandum)
            if edge.link and _is_believed(edge.link)
        ]
        begun = [_change(line, "BEGUN", 1) for line in resting]
        return [*_ended(believed, resting), *begun, *own]


def _is_believed(link: Link) -> bool:
    return bool(link.values["rank"] != "DEPRECATED")


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


def _ended(lines: Iterable[Link], resting: list[Link]) -> Iterator[Entry]:
    """The lines that ended when others of their agencies began."""
    for line in lines:
        until = line.values.get("validTo")
        others = [
            other
            for other in resting
            if other is not line
            and other.start is line.start
            and until
            and _may_be_the_same(until, other.values.get("validFrom"))
        ]
        if others:
            entry = _change(line, "ENDED", 0)
            claims = [id for link in (line, *others) for id in link.values["claims"]]
            told = {"basis": "INFERRED", "rule": REPLACED, "claims": claims}
            yield replace(entry, facts={**entry.facts, **told})


def _may_be_the_same(day: str, other: str | None) -> bool:
    return other is not None and (day.startswith(other) or other.startswith(day))
