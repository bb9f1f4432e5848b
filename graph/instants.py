"""Rows as they are sent: an instant that many rows share is sent once.

The driver takes longer over one instant than over all else of a row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from graph.driver import Statement

Row: TypeAlias = Mapping[str, Any]
ROWS = "UNWIND $rows AS row"
"""How Cypher begins that goes over rows."""
RECORDED = "recordedAt"
NODES = f"UNWIND $rows AS node\nWITH node {{.*, {RECORDED}: $recorded}} AS row"
LINKS = f"""\
UNWIND $rows AS link
WITH link, link.properties AS own
WITH link {{.*, properties: own {{.*, {RECORDED}: $recorded}}}} AS row"""
MOST = 4
"""Instants that are worth a statement each; rows of more are sent as they are."""


def of_nodes(text: str, nodes: Sequence[Row]) -> Iterator[Statement]:
    """Statements that run Cypher over nodes, those of one instant together."""
    for at, group in _by_instant([(node, node) for node in nodes]):
        if at is None:
            yield Statement(text, {"rows": group})
        else:
            rows = [_undated(node) for node in group]
            params = {"rows": rows, "recorded": at}
            yield Statement(text.replace(ROWS, NODES, 1), params)


def of_links(text: str, links: Sequence[Row]) -> Iterator[Statement]:
    """The same over relationships, each with its ends and ``properties``."""
    for at, group in _by_instant([(link, link["properties"]) for link in links]):
        if at is None:
            yield Statement(text, {"rows": group})
        else:
            rows = [
                {**link, "properties": _undated(link["properties"])} for link in group
            ]
            params = {"rows": rows, "recorded": at}
            yield Statement(text.replace(ROWS, LINKS, 1), params)


def _by_instant(
    rows: Sequence[tuple[Row, Row]],
) -> list[tuple[datetime | None, list[Row]]]:
    """Rows by when their properties were recorded; None for as they are."""
    grouped: dict[datetime | None, list[Row]] = defaultdict(list)
    for row, properties in rows:
        grouped[properties.get(RECORDED)].append(row)
    if len(grouped) > MOST:
        return [(None, [row for row, _ in rows])]
    return list(grouped.items())


def _undated(properties: Row) -> Row:
    return {name: value for name, value in properties.items() if name != RECORDED}
