"""Statements as the Neo4j Browser takes them."""

from __future__ import annotations

import json
from typing import Any

from graph.driver import Statement


def pasted(statement: Statement) -> str:
    """What to paste: its parameters one by one, then the statement.

    Of several in one ``:params`` the Browser makes floats, which ``LIMIT`` refuses.
    """
    params = [
        f":param {name} => {literal(value)};"
        for name, value in statement.params.items()
    ]
    return "\n".join([*params, f"{statement.text};"])


def literal(value: Any) -> str:
    """A value of JSON as a Cypher literal, which only objects write otherwise."""
    return json.dumps(value, ensure_ascii=False)
