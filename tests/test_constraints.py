"""The database's constraints and indexes follow from the model."""

from __future__ import annotations

import pytest

from graph import constraints
from graph.constraints import ensure, existing, rules
from graph.declare import Id, Model, Node, prop
from graph.documents import TRUSTED_DOCUMENT
from graph.driver import Graph, Statement
from graph.errors import GraphError
from graph.history import REDIRECT, retracted_label, retracted_type
from graph.idempotency import IDEMPOTENCY_KEY
from graph.keys import API_KEY
from graph.model import MODEL
from graph.versions import BOOKKEEPING, FEED_END
from graph.visibility import RESTRICTED, restricted, restricted_index

pytestmark = pytest.mark.anyio


class Thing(Node, prefix="thing"):
    """A thing of a smaller model."""

    name: str = prop("Its name.", text=True)
    owner: Id | None = prop("Whose it is.", index=True)


class Place(Node, prefix="place"):
    """A place of a smaller model."""

    name: str = prop("Its name.", text=True)


SMALLER = Model.of(Thing, Place)


def test_every_label_and_relationship_type_has_unique_ids() -> None:
    unique = {
        r.of[0]
        for r in rules(MODEL)
        if r.kind == "UNIQUENESS" and r.properties == ("id",)
    }
    ours = {API_KEY, BOOKKEEPING, FEED_END, IDEMPOTENCY_KEY, REDIRECT, TRUSTED_DOCUMENT}
    assert unique == {*MODEL.nodes, *MODEL.relationships, *ours}


def test_every_indexed_property_has_a_range_index() -> None:
    indexed = {(r.of[0], *r.properties) for r in rules(MODEL) if r.kind == "RANGE"}
    declared = {
        (label, p.name)
        for label, node in MODEL.nodes.items()
        for p in node.properties.values()
        if p.index
    }
    declared |= {
        (type_, p.name)
        for type_, relationship in MODEL.relationships.items()
        for p in relationship.properties.values()
        if p.index
    }
    declared |= {
        (type_, name)
        for type_ in ("REPORTS_TO", "PART_OF", "HELD", "DIRECTS")
        for name in ("validFrom", "validTo")
    }
    retracted = {(retracted_label(label), "id") for label in MODEL.nodes}
    retracted |= {(retracted_type(type_), "id") for type_ in MODEL.relationships}
    assert indexed == declared | retracted


def test_full_text_covers_each_label_and_all_labels_together() -> None:
    full_text = {r.name: r for r in rules(MODEL) if r.kind == "FULLTEXT"}
    evidence = [full_text.pop(name) for name in [*full_text] if "evidence" in name]
    assert {rule.name.removesuffix("_restricted") for rule in evidence} == {
        *(constraints.EVIDENCE, constraints.LINK_EVIDENCE),
        *(constraints.PAST_EVIDENCE, constraints.PAST_LINK_EVIDENCE),
    }
    hidden = {
        r.name: full_text.pop(r.name) for r in [*full_text.values()] if is_hidden(r)
    }
    across = full_text.pop(constraints.ACROSS_LABELS)
    assert set(across.of) == {rule.of[0] for rule in full_text.values()}
    assert set(across.properties) == {
        name for rule in full_text.values() for name in rule.properties
    }
    for rule in (across, *full_text.values()):
        other = hidden.pop(restricted_index(rule.name))
        assert other.of == tuple(map(restricted, rule.of))
        assert other.properties == rule.properties
    assert not hidden


def is_hidden(rule: constraints.Rule) -> bool:
    """Whether an index is over restricted nodes."""
    return all(label.startswith(RESTRICTED) for label in rule.of)


def test_names_are_unique_and_ours() -> None:
    names = [rule.name for rule in rules(MODEL)]
    assert len(set(names)) == len(names)
    assert all(name.startswith(constraints.OURS) for name in names)


def test_statements_quote_every_name() -> None:
    rule = constraints.Rule("a`b", "RANGE", "RELATIONSHIP", ("A` B",), ("c`d",))
    assert rule.create().text == (
        "CREATE INDEX `a``b` IF NOT EXISTS FOR ()-[e:`A`` B`]-() ON (e.`c``d`)"
    )
    assert rule.drop().text == "DROP INDEX `a``b` IF EXISTS"


async def test_the_database_has_what_the_model_asks_for(graph: Graph) -> None:
    assert await existing(graph) == set(rules(MODEL))
    states = await graph.read(
        Statement("SHOW INDEXES YIELD state RETURN DISTINCT state")
    )
    assert states == [["ONLINE"]]


async def test_another_model_takes_the_place_of_the_first(empty_graph: Graph) -> None:
    other = Statement("CREATE INDEX somebody_elses IF NOT EXISTS FOR (n:X) ON (n.y)")
    await empty_graph.write([other])
    await ensure(empty_graph, SMALLER)
    assert await existing(empty_graph) == set(rules(SMALLER))
    await ensure(empty_graph, MODEL)
    assert await existing(empty_graph) == set(rules(MODEL))
    show = "SHOW INDEXES YIELD name WHERE name = 'somebody_elses' RETURN name"
    assert await empty_graph.read(Statement(show)) == [["somebody_elses"]]


async def test_the_database_refuses_a_second_node_of_one_id(empty_graph: Graph) -> None:
    twice = Statement("CREATE (:Sale {id: 'sale:a'}), (:Sale {id: 'sale:a'})")
    with pytest.raises(GraphError):
        await empty_graph.write([twice])
    assert await empty_graph.read(Statement("MATCH (n) RETURN count(n)")) == [[0]]
