"""The row of floor.cypher as the answer."""

from __future__ import annotations

from typing import Any

from bench.answers import cursor


def shape(row: list[Any]) -> dict[str, Any]:
    """The answer to query.graphql."""
    sales = row[0]
    page = sales[:20]
    return {
        "sales": {
            "nodes": [
                {"id": id, "title": title, "day": day, "partner": {"name": partners[0]}}
                for id, title, day, partners in page
            ],
            "pageInfo": {
                "hasNextPage": len(sales) > 20,
                "endCursor": cursor(page[-1][2], page[-1][0]) if page else None,
            },
        }
    }
