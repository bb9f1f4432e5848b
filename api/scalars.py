"""The custom scalars: how their values are checked on the way in."""

from __future__ import annotations

from typing import Any, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from graph import declare
from graph.values import parse_date, parse_datetime, parse_money

Date = NewType("Date", str)
DateTime = NewType("DateTime", str)
Money = NewType("Money", int)


def parse_instant(raw: Any) -> str:
    """An instant as the statement takes it; raises ValueError for any other text."""
    return parse_datetime(raw).isoformat()


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
        parse_value=parse_instant,
    ),
    Money: strawberry.scalar(
        name="Money",
        description="Whole US dollars of the day, a JSON integer up to 2^53 - 1.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259#section-6",
        serialize=int,
        parse_value=parse_money,
    ),
}
