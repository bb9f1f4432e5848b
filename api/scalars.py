"""The custom scalars: how their values are checked on the way in."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from graph import declare

Date = NewType("Date", str)
DateTime = NewType("DateTime", str)
Money = NewType("Money", int)

LARGEST_MONEY = 2**53 - 1
"""The largest integer that every JSON reader keeps exact."""

PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


def parse_date(raw: Any) -> str:
    """A date as precise as it is written; raises ValueError for any other text."""
    if not isinstance(raw, str) or not PARTIAL_DATE.fullmatch(raw):
        raise ValueError(f"{raw!r} is no date; write 2026-02-10, 2026-02 or 2026")
    try:
        date.fromisoformat((raw + "-01-01")[:10])
    except ValueError:
        raise ValueError(f"{raw!r} is not in the calendar") from None
    return raw


def parse_datetime(raw: Any) -> str:
    """An instant with an offset; raises ValueError for any other text."""
    try:
        parsed = datetime.fromisoformat(raw)
    except (TypeError, ValueError):
        parsed = None
    if parsed is None or parsed.tzinfo is None:
        raise ValueError(
            f"{raw!r} is no instant; write it as 2026-02-10T12:00:00Z, with an offset"
        )
    return parsed.isoformat()


def parse_money(raw: Any) -> int:
    """Whole US dollars; raises ValueError for fractions and what JSON cannot hold."""
    whole = isinstance(raw, int) or (isinstance(raw, float) and raw.is_integer())
    if isinstance(raw, bool) or not whole or not 0 <= raw <= LARGEST_MONEY:
        raise ValueError(
            f"{raw!r} is no amount; write whole US dollars from 0 to {LARGEST_MONEY}"
        )
    return int(raw)


SCALARS: dict[declare.Scalar, Any] = {
    declare.Scalar.ID: strawberry.ID,
    declare.Scalar.STRING: str,
    declare.Scalar.INT: int,
    declare.Scalar.BOOLEAN: bool,
    declare.Scalar.DATE: Date,
    declare.Scalar.DATETIME: DateTime,
    declare.Scalar.MONEY: Money,
}

SCALAR_MAP: dict[object, ScalarDefinition] = {
    Date: strawberry.scalar(
        name="Date",
        description=(
            "A calendar date as precisely as it is known: 2026-02-10, 2026-02 or 2026. "
            "Dates compare as text, a partial date before the days in it."
        ),
        specified_by_url="https://www.loc.gov/standards/datetime/",
        serialize=str,
        parse_value=parse_date,
    ),
    DateTime: strawberry.scalar(
        name="DateTime",
        description="An instant with an offset, such as 2026-02-10T12:00:00Z.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time.html",
        serialize=str,
        parse_value=parse_datetime,
    ),
    Money: strawberry.scalar(
        name="Money",
        description="Whole US dollars of the day, a JSON integer up to 2^53 - 1.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259#section-6",
        serialize=int,
        parse_value=parse_money,
    ),
}
