"""The row of floor.cypher as the answer."""

from __future__ import annotations

from typing import Any


def shape(row: list[Any]) -> dict[str, Any]:
    """The answer to query.graphql."""
    title, number, day, value, name, region, commands, contractors, reviews = row
    return {
        "sale": {
            "title": title,
            "transmittalNumber": number,
            "day": day,
            "estimatedValue": value,
            "partner": {
                "name": name,
                "region": region,
                "commands": {
                    "nodes": [{"shortName": short} for _, short in sorted(commands)]
                },
            },
            "contractors": {"nodes": [{"name": n} for _, n in sorted(contractors)]},
            "reviews": {
                "nodes": [
                    {"kind": kind, "day": on, "agency": {"shortName": short}}
                    for _, kind, on, short in sorted(reviews)
                ]
            },
        }
    }
