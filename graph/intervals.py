"""Intervals of links, as Cypher: which days they hold on, as far as is known.

Days are text, as precise as they were read: a partial day stands for all days in it.
Where dates are partial, *lenient* counts every day on which a link may have held: one
that begins in ``2026-02`` from the first of February on, one that ends in it through
its last day; and a partial day where one of its days counts. *Strict* leaves out the
days that a partial date leaves open: then the same link begins with March, or ends
with January, and a partial day counts where all of its days do. A missing date excludes
no day.

Whole days compare as text, and ``2026-02~`` lies behind all days of that month, as
``~`` sorts behind every digit and hyphen.
"""

from __future__ import annotations


def begins(link: str, *, strict: bool) -> str:
    """The first day on which a link holds; null where it is not known."""
    return _from(f"{link}.`validFrom`", strict=strict)


def _from(since: str, *, strict: bool) -> str:
    """The first day on which what began on a day is there."""
    if not strict:
        return _first(since)
    return (
        f"CASE size({since}) WHEN 10 THEN {since}"
        f" WHEN 7 THEN toString(date({since}) + duration('P1M'))"
        f" WHEN 4 THEN toString(date({since}) + duration('P1Y')) END"
    )


def ends(link: str, *, strict: bool, passing: bool) -> str:
    """What lies right behind the days on which a link holds; null if not known.

    A ``passing`` one may have ended by a day though it is not known when.
    """
    until = f"{link}.`validTo`"
    if passing:
        until = f"coalesce({until}, {link}.`endedBy`)"
    if strict:
        return until
    return f"{until} + CASE size({until}) WHEN 10 THEN '' ELSE '~' END"


def _first(day: str) -> str:
    """The first day that a day may mean."""
    return f"left({day} + '-01-01', 10)"


def after(day: str, since: str, *, strict: bool) -> str:
    """Whether a day does not lie before a beginning."""
    return f"{_first(day) if strict else last_of(day)} >= {since}"


def before(day: str, until: str, *, strict: bool) -> str:
    """Whether a day lies before an end."""
    return f"{last_of(day) if strict else _first(day)} < {until}"


def last_of(day: str) -> str:
    """What lies right behind the last day that a day may mean."""
    return f"{day} + '~'"


def within(day: str, since: str, until: str, *, strict: bool) -> str:
    """Whether a day lies between a beginning and an end."""
    first = after(day, since, strict=strict)
    return f"{before(day, until, strict=strict)} AND {first}"


def begun(day: str, by: str, *, strict: bool) -> str:
    """Whether what begins on a day is there on another; null where a day is."""
    return after(by, _from(day, strict=strict), strict=strict)


def coincide(day: str, other: str, *, strict: bool) -> str:
    """Whether two days are the same, as far as they say."""
    if strict:
        return f"{day} = {other} AND size({day}) = 10"
    return f"({day} STARTS WITH {other} OR {other} STARTS WITH {day})"


def days_after(day: str, days: str) -> str:
    """The day that lies a number of days after a whole day; null for a partial one."""
    later = f"toString(date({day}) + duration('P1D') * {days})"
    return f"CASE size({day}) WHEN 10 THEN {later} END"


def holds(link: str, day: str, *, strict: bool, passing: bool) -> str:
    """Whether a link holds on a day."""
    first = after(day, begins(link, strict=strict), strict=strict)
    last = before(day, ends(link, strict=strict, passing=passing), strict=strict)
    conditions = [f"coalesce({first}, true)", f"coalesce({last}, true)"]
    if passing:
        conditions.append(tells_of_days(link, strict=strict))
    return " AND ".join(conditions)


def tells_of_days(link: str, *, strict: bool) -> str:
    """Whether a passing link says anything of when it held; strictly, since when."""
    if strict:
        return f"{link}.`validFrom` IS NOT NULL"
    return f"coalesce({link}.`validFrom`, {link}.`validTo`) IS NOT NULL"
