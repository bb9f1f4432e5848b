"""How facts are known, and what rests on a source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import OperationDefinitionNode, parse
from graphql.execution.values import get_variable_values

from graph.arguments import split
from graph.driver import Graph
from graph.model import MODEL
from graph.plan import Request
from graph.record import retract
from seed.load import DATA, load, read
from seed.rows import Row
from tests.test_record import PLANNER

pytestmark = pytest.mark.anyio

ARTICLE = "source:le-haut-panel-2026-02-11"
SUPPORTS = """query (
  $source: ID!, $falls: Boolean, $first: Int, $after: String, $last: Int
  $before: String, $at: DateTime
) {
  source(id: $source, knownAt: $at) {
    supports(
      falls: $falls, first: $first, after: $after, last: $last, before: $before
    ) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { alone falls node { ... on Node { id } ... on Link { id } } }
    }
  }
}"""


@dataclass(frozen=True)
class Fact:
    """A row of the seed data that is a fact."""

    id: str
    sources: tuple[str, ...]
    basis: str

    @property
    def alone(self) -> bool:
        return len(self.sources) == 1

    @property
    def falls(self) -> bool:
        return self.alone or self.basis == "INFERRED"


@cache
def facts() -> tuple[Fact, ...]:
    return tuple(
        Fact(row.id, tuple(row.properties["sources"]), row.properties["basis"])
        for row in _evidenced()
    )


def _evidenced() -> Iterator[Row]:
    data = read(DATA, MODEL)
    for label, node in MODEL.nodes.items():
        if node.evidenced:
            yield from data.nodes[label].values()
    for type_, rows in data.relationships.items():
        if type_ != "STATED_IN":
            yield from rows.values()


async def ask(client: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    body = {"query": query, "variables": variables}
    answer = (await client.post("/graphql", json=body)).json()
    assert "errors" not in answer, answer
    return answer["data"]


async def ask_graph(graph: Graph, text: str, **variables: Any) -> Any:
    """Ask a graph that no service stands before."""
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    declared = operation.variable_definitions or ()
    coerced = get_variable_values(PLANNER.schema, declared, variables)
    assert not isinstance(coerced, list), coerced
    trees, leaves = split(coerced.coerced)
    plan = PLANNER.plan(Request(text, document, operation, trees, leaves))
    (row,) = await graph.read(plan.statement(leaves))
    data, errors = plan.read(row)
    assert errors == []
    return data


async def supports(client: httpx.AsyncClient, **variables: Any) -> Any:
    return (await ask(client, SUPPORTS, **variables))["source"]["supports"]


def ids(connection: Any) -> list[str]:
    return [edge["node"]["id"] for edge in connection["edges"]]


@pytest.mark.parametrize(
    "source",
    [
        ARTICLE,
        "source:congressional-record",
        "source:dsca-article-leads",
        "source:war-department-release-2026-02-10",
    ],
)
async def test_all_that_rests_on_a_source_is_listed_and_how(
    client: httpx.AsyncClient, source: str
) -> None:
    resting = {fact.id: fact for fact in facts() if source in fact.sources}
    found = await supports(client, source=source, first=1000)
    assert found["totalCount"] == len(resting)
    assert len(found["edges"]) == min(1000, len(resting))
    for edge in found["edges"]:
        fact = resting[edge["node"]["id"]]
        assert (edge["alone"], edge["falls"]) == (fact.alone, fact.falls), fact


@pytest.mark.parametrize("falls", [True, False])
async def test_what_would_fall_can_be_told_from_what_would_not(
    client: httpx.AsyncClient, falls: bool
) -> None:
    source = "source:congressional-record"
    wanted = {f.id for f in facts() if source in f.sources and f.falls == falls}
    found = await supports(client, source=source, falls=falls, first=1000)
    assert set(ids(found)) == wanted
    assert found["totalCount"] == len(wanted)


async def test_pages_join_up_in_both_directions(client: httpx.AsyncClient) -> None:
    source = "source:congressional-record"
    whole = ids(await supports(client, source=source, first=1000))
    forward: list[str] = []
    page: Any = {"pageInfo": {"hasNextPage": True, "endCursor": None}}
    while page["pageInfo"]["hasNextPage"]:
        after = page["pageInfo"]["endCursor"]
        page = await supports(client, source=source, first=40, after=after)
        assert page["pageInfo"]["hasPreviousPage"] == bool(forward)
        forward += ids(page)
    assert forward == whole
    backward: list[str] = []
    page = {"pageInfo": {"hasPreviousPage": True, "startCursor": None}}
    while page["pageInfo"]["hasPreviousPage"]:
        before = page["pageInfo"]["startCursor"]
        page = await supports(client, source=source, last=90, before=before)
        assert page["pageInfo"]["hasNextPage"] == bool(backward)
        backward = ids(page) + backward
    assert backward == whole


async def test_a_link_names_its_type_and_its_ends(client: httpx.AsyncClient) -> None:
    query = """query ($source: ID!) {
      source(id: $source) {
        supports(first: 50) {
          nodes {
            __typename
            ... on Agency { name }
            ... on Link {
              id type rank validFrom explanation
              start { id ... on Agency { shortName } }
              end { __typename id }
            }
          }
        }
      }
    }"""
    nodes = (await ask(client, query, source=ARTICLE))["source"]["supports"]["nodes"]
    assert {"__typename": "Agency", "name": "Defense Security Cooperation Agency"} in (
        nodes
    )
    (line,) = (n for n in nodes if n.get("id") == "reports-to:rl-008")
    assert line == {
        "__typename": "ReportsToLink",
        "id": "reports-to:rl-008",
        "type": "REPORTS_TO",
        "rank": "DEPRECATED",
        "validFrom": "2026-02-11",
        "explanation": (
            "Stated, but believed to be wrong: DTSA now reports to the Under Secretary "
            "of the Army for Acquisition and Sustainment (Le Haut Panel reprint of the "
            "article on the realignment of DSCA and DTSA, secondary)."
        ),
        "start": {"id": "agency:dtsa", "shortName": "DTSA"},
        "end": {"__typename": "Agency", "id": "agency:usa-army-as"},
    }


async def test_nodes_edges_and_steps_explain_themselves(
    client: httpx.AsyncClient,
) -> None:
    data = await ask(
        client,
        """{
          review(id: "review:technology-security-fms-26-12-sg") {
            explanation rule
            overseers { edges { tenure { explanation } chain { explanation } } }
          }
          agency(id: "agency:dtsa") { reportsTo { edges { explanation } } }
        }""",
    )
    review = data["review"]
    rule, _, premises = review["explanation"].partition(" From: ")
    assert rule == f"Inferred by the rule: {review['rule']}"
    assert premises.endswith(").")
    steps = [step for edge in review["overseers"]["edges"] for step in edge["chain"]]
    tenures = [edge["tenure"] for edge in review["overseers"]["edges"]]
    for fact in (*steps, *tenures, *data["agency"]["reportsTo"]["edges"]):
        assert fact["explanation"].startswith("Stated")


def now() -> str:
    return (datetime.now(UTC) + timedelta(milliseconds=1)).isoformat()


async def test_what_is_said_to_fall_with_a_source_falls_when_its_claims_do(
    empty_graph: Graph, few: Path
) -> None:
    await load(empty_graph, few, progress=lambda _: None)
    before = await ask_graph(empty_graph, SUPPORTS, source=ARTICLE, first=100)
    edges = before["source"]["supports"]["edges"]
    falling = {edge["node"]["id"] for edge in edges if edge["falls"]}
    staying = {edge["node"]["id"] for edge in edges} - falling
    at = now()
    stated = """query ($source: ID!) {
      source(id: $source) { stated(first: 100) { nodes { id } } }
    }"""
    claims = (await ask_graph(empty_graph, stated, source=ARTICLE))["source"]["stated"]
    fell: set[str] = set()
    for claim in claims["nodes"]:
        retraction = await retract(empty_graph, MODEL, claim["id"], "Withdrawn.")
        fell |= set(retraction.fell)
    assert falling <= fell
    assert not staying & fell
    after = await ask_graph(empty_graph, SUPPORTS, source=ARTICLE, first=100)
    assert after["source"]["supports"]["edges"] == []
    earlier = await ask_graph(empty_graph, SUPPORTS, source=ARTICLE, first=100, at=at)
    assert earlier == before
