"""The answer of peer.graphql in the form of query.graphql."""

from __future__ import annotations

from typing import Any

from bench.queries.aggregate_per_nation.floor import group


def reshape(data: dict[str, Any]) -> dict[str, Any]:
    """Each nation with its sum, largest first: the peer has no order by aggregates."""
    groups = [_nation(**nation) for nation in data["nations"]]
    groups.sort(key=lambda nation: -nation["estimatedValue"]["sum"])
    return {"sales": {"aggregate": {"groups": {"nodes": groups}}}}


def _nation(name: str, sales: dict[str, Any]) -> dict[str, Any]:
    aggregate = sales["aggregate"]
    dollars = aggregate["node"]["estimatedValue"]["sum"]
    return group(name, aggregate["count"]["nodes"], dollars)
