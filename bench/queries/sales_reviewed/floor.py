"""The row of floor.cypher as the answer."""

from __future__ import annotations

from typing import Any


def shape(row: list[Any]) -> dict[str, Any]:
    """The answer to query.graphql."""
    total, sales = row
    return {
        "salesReviewed": {
            "totalCount": total,
            "edges": [
                {
                    "node": {
                        "transmittalNumber": number,
                        "title": title,
                        "day": day,
                        "partner": {"name": partners[0]},
                    },
                    "review": {"basis": basis, "day": on},
                    "chain": [
                        {
                            "status": status,
                            "validFrom": since,
                            "superior": {"shortName": short},
                        }
                        for status, since, short in chain
                    ],
                }
                for number, title, day, (basis, on, chain), partners in sales
            ],
        }
    }
