"""Why a sale is among those reviewed under an official, or is not, in words.

What there is to say is read by :mod:`graph.why_not`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

MOST = 5
"""Things of one kind that a sentence names; the others are counted."""


class WhyNotCondition(Enum):
    """What a sale must satisfy to be among salesReviewed, in order."""

    SALE_EXISTS = "The graph holds the sale."
    REVIEWED = "The agency conducted a review of it, of a basis that counts."
    REVIEW_DATED = "The day of such a review is known, or asOf gives one."
    OFFICIAL_LED = (
        "The official led an agency, by a tenure that counts and tells of days."
    )
    LINES_LEAD_THERE = (
        "Reporting lines of whatever status, eight at most, lead from the agency to "
        "one that the official led so, or it is one itself."
    )
    LINES_COUNT = (
        "Each line of such a chain has a status that counts, and a source to believe."
    )
    HELD_TOGETHER = "On some day all lines of such a chain held, and the tenure."
    HELD_ON_THE_DAY = "They held on the day of such a review, or on the one in asOf."
    IN_THE_ANSWER = "All of these are met: the sale is among salesReviewed."


@dataclass(frozen=True, slots=True)
class Review:
    """A review of the sale by the agency."""

    day: str | None
    basis: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Tenure:
    """A tenure at the head of an agency: ``believed``, and ``dated`` well enough."""

    office: str
    since: str | None
    until: str | None
    rank: str
    sources: Sequence[str]
    believed: bool
    dated: bool

    def __str__(self) -> str:
        return f"{self.office} {_interval(self.since, self.until)}"


@dataclass(frozen=True, slots=True)
class Line:
    """A reporting line."""

    agency: str
    superior: str
    status: str
    sources: Sequence[str]
    since: str | None
    until: str | None
    counts: bool

    def __str__(self) -> str:
        ends = f"{self.agency} to {self.superior}"
        return f"{ends} {_interval(self.since, self.until)} ({self.status})"


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is to say of a sale and what was asked of it.

    ``lines`` are those of the chain that comes farthest, ``spans`` the times for which
    chains held. ``bases``, ``statuses`` and ``sources`` are those that count.
    """

    sale: str
    day: str | None
    by: str
    agency: str | None
    under: str
    official: str | None
    as_of: str | None
    bases: Sequence[str] | None
    statuses: Sequence[str]
    sources: Sequence[str] | None
    reviews: Sequence[Review]
    tenures: Sequence[Tenure]
    lines: Sequence[Line]
    spans: Sequence[tuple[str, str]]

    @property
    def led(self) -> Sequence[Tenure]:
        """The tenures that count."""
        return [t for t in self.tenures if t.believed and t.dated]

    @classmethod
    def of(cls, raw: dict[str, Any]) -> Facts:
        """The facts from a row."""
        parts = {"reviews": Review, "tenures": Tenure, "lines": Line}
        return cls(
            **raw
            | {name: [of(**one) for one in raw[name]] for name, of in parts.items()}
        )


def reason(raw: Sequence[Any]) -> str:
    """The sentence for ``[condition, met, facts]``."""
    name, met, facts = raw
    return _SENTENCES[WhyNotCondition[name]](Facts.of(facts), met)


def _sale_exists(facts: Facts, met: bool) -> str:
    if not met:
        return f"The graph holds no {facts.sale}."
    return f"The graph holds {facts.sale}, of {facts.day or 'no known day'}."


def _reviewed(facts: Facts, met: bool) -> str:
    if facts.agency is None:
        return f"The graph holds no {facts.by}."
    if not facts.reviews:
        return f"The graph holds no review of the sale by {facts.agency}."
    reviews = [r for r in facts.reviews if r.counts or not met]
    told = _and(f"{r.basis}, day {r.day or 'not known'}" for r in reviews)
    if met:
        return f"{facts.agency} reviewed the sale: {told}."
    return f"{facts.agency} reviewed the sale: {told}; {_only(facts.bases)}."


def _review_dated(facts: Facts, met: bool) -> str:
    if facts.as_of is not None:
        return f"asOf gives the day: {facts.as_of}."
    counting = [r.day for r in facts.reviews if r.counts]
    if met:
        return f"The review's day is {_and(day for day in counting if day)}."
    if not counting:
        return "There is no such review."
    return "The day of the review is not known; asOf can give one."


def _official_led(facts: Facts, met: bool) -> str:
    if facts.official is None:
        return f"The graph holds no {facts.under}."
    if not facts.tenures:
        return f"The graph holds no agency that {facts.official} led."
    if met:
        return f"{facts.official} led {_and(map(str, facts.led))}."
    doubts = _apart(f"{t}, {_doubt(t, facts)}" for t in facts.tenures)
    return f"No tenure of {facts.official} counts: {doubts}."


def _doubt(tenure: Tenure, facts: Facts) -> str:
    """Why a tenure does not count."""
    if tenure.believed:
        return "which does not say since when"
    if facts.sources is None:
        return f"which is {tenure.rank}"
    return _unbelieved(tenure.sources, facts.sources)


def _lines_lead_there(facts: Facts, met: bool) -> str:
    if facts.agency is None:
        return "There is no agency to lead from."
    if not facts.led:
        return "There is no agency to lead to."
    if not met:
        offices = dict.fromkeys(tenure.office for tenure in facts.led)
        return f"No reporting lines lead from {facts.agency} to {_or(offices)}."
    if not facts.lines:
        return f"The official led {facts.agency} itself."
    return f"Reporting lines lead there: {_and(map(str, facts.lines))}."


def _lines_count(facts: Facts, met: bool) -> str:
    failing = [line for line in facts.lines if not line.counts]
    if met:
        return "Each line counts." if facts.lines else "No line is needed."
    if not failing:
        return "There is no such chain."
    doubts = _apart(f"{line}, {_discount(line, facts)}" for line in failing)
    return f"Not each line counts: {doubts}."


def _discount(line: Line, facts: Facts) -> str:
    """Why a line does not count."""
    if line.status not in facts.statuses:
        return f"where {_only(facts.statuses)}"
    return _unbelieved(line.sources, facts.sources or [])


def _held_together(facts: Facts, met: bool) -> str:
    if met:
        return f"Such a chain held {_and(_spans(facts))}."
    if any(not line.counts for line in facts.lines) or not facts.lines:
        return "There is no such chain."
    parts = map(str, [*facts.lines, *facts.led])
    return f"No day lies in all of it: {_and(parts)}."


def _held_on_the_day(facts: Facts, met: bool) -> str:
    days = [r.day for r in facts.reviews if r.counts and r.day]
    if facts.as_of is not None:
        days = [facts.as_of] if any(r.counts for r in facts.reviews) else []
    if not days:
        return "There is no day to have held on."
    if not facts.spans:
        return "There is no such chain."
    verb = "held" if met else "did not hold"
    held = _and(_spans(facts))
    return f"It {verb} on {_or(days)}: such a chain held {held}."


def _in_the_answer(facts: Facts, met: bool) -> str:
    return f"{facts.sale} is {'' if met else 'not '}in the answer."


_SENTENCES: dict[WhyNotCondition, Callable[[Facts, bool], str]] = {
    WhyNotCondition.SALE_EXISTS: _sale_exists,
    WhyNotCondition.REVIEWED: _reviewed,
    WhyNotCondition.REVIEW_DATED: _review_dated,
    WhyNotCondition.OFFICIAL_LED: _official_led,
    WhyNotCondition.LINES_LEAD_THERE: _lines_lead_there,
    WhyNotCondition.LINES_COUNT: _lines_count,
    WhyNotCondition.HELD_TOGETHER: _held_together,
    WhyNotCondition.HELD_ON_THE_DAY: _held_on_the_day,
    WhyNotCondition.IN_THE_ANSWER: _in_the_answer,
}


def _unbelieved(own: Sequence[str], believed: Sequence[str]) -> str:
    rests = f"which rests on {_and(own)}" if own else "which rests on no source"
    return f"{rests}, not on {_or(believed)}"


def _only(counting: Sequence[str] | None) -> str:
    which = list(counting or [])
    return f"only {_and(which)} {'counts' if len(which) == 1 else 'count'}"


def _interval(since: str | None, until: str | None) -> str:
    """From the first day until the first day no longer; either may be unknown."""
    parts = [f"from {since}"] if since else []
    parts += [f"until {until}"] if until else []
    return " ".join(parts) or "without dates"


def _spans(facts: Facts) -> Iterator[str]:
    """The times for which chains held, those that touch as one."""
    merged: list[tuple[str, str]] = []
    for since, until in sorted(map(tuple, facts.spans)):
        if merged and since <= merged[-1][1]:
            since, before = merged.pop()
            until = max(until, before)
        merged.append((since, until))
    return (_span(*span) for span in merged)


def _span(since: str, until: str) -> str:
    """A time between days as :mod:`graph.intervals` compares them."""
    parts = [f"from {since}"] if since else []
    if until.endswith("~"):
        parts += [f"through {until[:-1]}"] if until != "~" else []
    else:
        parts.append(f"until {until}")
    return " ".join(parts) or "always"


def _and(things: Iterable[str]) -> str:
    return _joined("and", things)


def _or(things: Iterable[str]) -> str:
    return _joined("or", things)


def _joined(word: str, things: Iterable[str]) -> str:
    named = _few(things)
    if len(named) < 2:
        return "".join(named) or "nothing"
    return f"{', '.join(named[:-1])} {word} {named[-1]}"


def _apart(things: Iterable[str]) -> str:
    """Things that have commas of their own."""
    return "; ".join(_few(things))


def _few(things: Iterable[str]) -> list[str]:
    """As many things as may be named, and how many more there are."""
    named = list(things)
    if len(named) > MOST:
        named[MOST:] = [f"{len(named) - MOST} more"]
    return named
