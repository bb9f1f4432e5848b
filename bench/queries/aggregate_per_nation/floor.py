"""The row of floor.cypher as the answer."""

from __future__ import annotations

from typing import Any


def shape(row: list[Any]) -> dict[str, Any]:
    """The answer to query.graphql."""
    groups = [group(name, count, dollars) for name, count, dollars in row[0]]
    return {"sales": {"aggregate": {"groups": {"nodes": groups}}}}


def group(name: str, count: int, dollars: int) -> dict[str, Any]:
    """A nation with the number of its sales and the sum of their values."""
    return {
        "key": {"partner": {"name": name}},
        "count": count,
        "estimatedValue": {"sum": dollars},
    }
