"""What stores facts finds them by an index, however many there are."""

from __future__ import annotations

from typing import Any

import pytest

from graph.driver import Graph, Statement
from graph.model import MODEL
from graph.storing import (
    correct_links,
    correct_nodes,
    create_links,
    held_links,
    held_nodes,
    retract_links,
)

pytestmark = pytest.mark.anyio

NODES = [
    text
    for label, node in MODEL.nodes.items()
    for text in (held_nodes(label), correct_nodes(node))
]
LINKS = [
    text
    for type_, relationship in MODEL.relationships.items()
    for text in (
        held_links(type_),
        correct_links(type_),
        retract_links(type_),
        *(create_links(type_, ends) for ends in sorted(relationship.ends)),
    )
]
GIVEN: dict[str, Any] = {"ids": [], "rows": [], "now": None}


@pytest.mark.parametrize("texts", [NODES, LINKS], ids=["nodes", "links"])
async def test_every_statement_seeks_and_none_scans(
    graph: Graph, texts: list[str]
) -> None:
    for text in texts:
        plan = await graph.explain(Statement(text, GIVEN))
        assert any("IndexSeek" in operator for operator in plan), text
        assert not [operator for operator in plan if "Scan" in operator], text
