"""Days of facts: on which they hold, as far as is known, and as partial as they are.

Leniently, a partial date leaves in every day on which something may have held;
strictly, it leaves out every day on which it may not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, TypeAlias

from graph.values import first_day, last_day

Span: TypeAlias = tuple[date, date]
"""The first day, and the first day no longer."""


def span_of(values: Mapping[str, Any], *, strict: bool) -> Span:
    """The days between ``validFrom`` and ``validTo``."""
    since = values.get("validFrom")
    until = values.get("validTo", values.get("endedBy"))
    begin, end = date.min, date.max
    if since is not None:
        begin = _behind(since) if strict and _is_partial(since) else _first(since)
    if until is not None:
        end = _behind(until) if not strict and _is_partial(until) else _first(until)
    return begin, end


def common(spans: Iterable[Span]) -> Span:
    """The days in all of several spans; none where it ends before it begins."""
    begins, ends = [date.min], [date.max]
    for begin, end in spans:
        begins.append(begin)
        ends.append(end)
    return max(begins), min(ends)


def covers(span: Span, day: str, *, strict: bool) -> bool:
    """Whether a day is in a span; of a partial day one of its days, strictly all."""
    begin, end = span
    first, last = _first(day), _last(day)
    if strict:
        return begin <= first and last < end
    return begin <= last and first < end


def lies_between(day: str, after: str, until: str, *, strict: bool) -> bool:
    """Whether a day lies behind one day, and not behind another."""
    if strict:
        return _first(day) > _last(after) and _last(day) <= _first(until)
    return _last(day) > _first(after) and _first(day) <= _last(until)


def coincide(day: str | None, other: str | None, *, strict: bool) -> bool:
    """Whether two days are the same, as far as they say."""
    if day is None or other is None:
        return False
    if strict:
        return day == other and not _is_partial(day)
    return day.startswith(other) or other.startswith(day)


def tells_of_days(values: Mapping[str, Any], *, strict: bool) -> bool:
    """Whether anything was read of when it held; strictly, since when."""
    since, until = values.get("validFrom"), values.get("validTo")
    return since is not None or (until is not None and not strict)


def _is_partial(day: str) -> bool:
    return len(day) < 10


def _behind(day: str) -> date:
    """The first day behind all that a day may mean."""
    return _last(day) + timedelta(1)


def _first(day: str) -> date:
    return date.fromisoformat(first_day(day))


def _last(day: str) -> date:
    return date.fromisoformat(last_day(day))
