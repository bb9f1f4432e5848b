"""The row of floor.cypher as the answer."""

from __future__ import annotations

from typing import Any


def shape(row: list[Any]) -> dict[str, Any]:
    """The answer to query.graphql."""
    title, risks = row
    return {"sale": {"title": title, "risks": {"nodes": _each(_risk, risks)}}}


def _each(one: Any, rows: list[list[Any]]) -> list[dict[str, Any]]:
    # Ids are unique, so that nothing behind them is ever compared.
    return [one(*row[1:]) for row in sorted(rows)]


def _risk(name: str, mitigations: list[list[Any]]) -> dict[str, Any]:
    return {"name": name, "mitigations": {"nodes": _each(_mitigation, mitigations)}}


def _mitigation(name: str, agencies: list[list[Any]]) -> dict[str, Any]:
    return {"name": name, "agencies": {"nodes": _each(_agency, agencies)}}


def _agency(short: str | None, lines: list[list[Any]]) -> dict[str, Any]:
    return {"shortName": short, "reportsTo": {"edges": _each(_line, lines)}}


def _line(status: str, short: str | None, posts: list[list[Any]]) -> dict[str, Any]:
    return {
        "status": status,
        "node": {"shortName": short, "posts": {"nodes": _each(_post, posts)}},
    }


def _post(title: str) -> dict[str, Any]:
    return {"title": title}
