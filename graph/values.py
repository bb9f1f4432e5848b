"""Values of the domain's scalars, checked before they are asked for or stored."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import Any

LARGEST_MONEY = 2**53 - 1
"""The largest integer that every JSON reader keeps exact."""

PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


def parse_date(raw: Any) -> str:
    """A date as precise as it is written; raises ValueError for any other text."""
    if not isinstance(raw, str) or not PARTIAL_DATE.fullmatch(raw):
        raise ValueError(f"{raw!r} is no date; write 2026-02-10, 2026-02 or 2026")
    try:
        date.fromisoformat(first_day(raw))
    except ValueError:
        raise ValueError(f"{raw!r} is not in the calendar") from None
    return raw


def first_day(partial: str) -> str:
    """The first day that a date may mean: ``2026-02-01`` for ``2026-02``."""
    return (partial + "-01-01")[:10]


def last_day(partial: str) -> str:
    """The last day that a date may mean: ``2026-02-28`` for ``2026-02``."""
    if len(partial) == 4:
        return f"{partial}-12-31"
    if len(partial) == 7:
        _, days = monthrange(int(partial[:4]), int(partial[5:]))
        return f"{partial}-{days}"
    return partial


def day_after(day: str) -> str:
    """The day after a whole day; behind the calendar's last, a text behind it."""
    try:
        return (date.fromisoformat(day) + timedelta(1)).isoformat()
    except OverflowError:
        return f"{day}~"


def parse_datetime(raw: Any) -> datetime:
    """An instant in UTC, from text with an offset; raises ValueError for any other."""
    try:
        parsed = datetime.fromisoformat(raw)
        if parsed.tzinfo is not None:
            return parsed.astimezone(UTC)
    except (OverflowError, TypeError, ValueError):
        pass
    raise ValueError(
        f"{raw!r} is no instant; write it as 2026-02-10T12:00:00Z, with an offset"
    )


def parse_money(raw: Any) -> int:
    """Whole US dollars; raises ValueError for fractions and what JSON cannot hold."""
    whole = isinstance(raw, int) or (isinstance(raw, float) and raw.is_integer())
    if isinstance(raw, bool) or not whole or not 0 <= raw <= LARGEST_MONEY:
        raise ValueError(
            f"{raw!r} is no amount; write whole US dollars from 0 to {LARGEST_MONEY}"
        )
    return int(raw)
