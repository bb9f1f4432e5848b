"""The row of floor.cypher as the answer."""

from __future__ import annotations

from typing import Any

from bench.answers import cursor


def shape(row: list[Any]) -> dict[str, Any]:
    """The answer to query.graphql."""
    name, total, links = row
    page = links[:25]
    return {
        "defenseArticle": {
            "name": name,
            "sales": {
                "totalCount": total,
                "edges": [
                    {
                        "quantity": quantity,
                        "upTo": up_to,
                        "node": {
                            "title": title,
                            "day": day,
                            "partner": {"name": partners[0]},
                        },
                    }
                    for _, quantity, up_to, title, day, partners in page
                ],
                "pageInfo": {
                    "hasNextPage": len(links) > 25,
                    "endCursor": cursor(page[-1][0]) if page else None,
                },
            },
        }
    }
