"""JSON Lines in the model's form: one fact a line, as ``armsgraph import`` takes them.

::

    {"node": "Sale", "properties": {"id": "sale:…", …}}
    {"relationship": "TO", "from": "sale:…", "to": "partner:…", "properties": {…}}
"""

from __future__ import annotations

from collections.abc import Sequence

from exports.encoder import Encoder, Lines, json_line
from exports.snapshot import Page
from exports.tables import Table


def open_jsonl(tables: Sequence[Table]) -> Encoder:
    """Begin a file of JSON Lines."""
    return Lines(_write)


def _write(page: Page) -> bytes:
    name = page.table.name
    nodes = ({"node": name, "properties": properties} for properties in page.nodes)
    links = (
        {
            "relationship": name,
            "from": link.start,
            "to": link.end,
            "properties": link.properties,
        }
        for link in page.links
    )
    return b"".join(map(json_line, [*nodes, *links]))
