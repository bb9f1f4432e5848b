"""The row of floor.cypher as the answer."""

from __future__ import annotations

from typing import Any


def shape(row: list[Any]) -> dict[str, Any]:
    """The answer to query.graphql."""
    return {
        "sales": {
            "nodes": [
                {
                    "id": id,
                    "title": title,
                    "day": day,
                    "estimatedValue": value,
                    "partner": {"name": partner, "iso2": iso2},
                    "contractors": {"nodes": [{"name": name} for name in contractors]},
                    "items": {"nodes": [{"name": name} for name in items]},
                }
                for id, title, day, value, partner, iso2, contractors, items in row[0]
            ]
        }
    }
