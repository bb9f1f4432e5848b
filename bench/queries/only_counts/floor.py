"""The row of floor.cypher as the answer."""

from __future__ import annotations

from typing import Any


def shape(row: list[Any]) -> dict[str, Any]:
    """The answer to query.graphql."""
    total, of_partner = row
    return {
        "sales": {"totalCount": total},
        "partnerNation": {"sales": {"totalCount": of_partner}},
    }
