"""Long pages: nodes that many rows lead to are read once, and stand in every place."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse, validate
from graphql.execution.values import get_variable_values

from api.graphql import make_schema
from graph.arguments import split
from graph.driver import Graph
from graph.model import MODEL
from graph.plan import Plan, Planner, Request

pytestmark = pytest.mark.anyio

CORE = make_schema().core


def plan_of(text: str, **variables: Any) -> tuple[Plan, list[Any]]:
    document = parse(text)
    assert validate(CORE, document) == []
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    coerced = get_variable_values(CORE, operation.variable_definitions or (), variables)
    assert not isinstance(coerced, list), coerced
    trees, leaves = split(coerced.coerced)
    request = Request(text, document, operation, trees, leaves)
    return PLANNER.plan(request), leaves


PLANNER = Planner(CORE, MODEL, max_page_size=1000)


def cypher_of(text: str, **variables: Any) -> str:
    plan, _ = plan_of(text, **variables)
    assert plan.cypher is not None
    return plan.cypher.text


def sales(asked: str, first: int = 1000) -> str:
    return f"{{ sales(first: {first}) {{ nodes {{ id {asked} }} }} }}"


SHARED = "id("


@pytest.mark.parametrize(
    "asked",
    [
        "partner { name iso2 }",
        "partner { programs { nodes { name } } }",
        "items { nodes { name category } }",
        "items { edges { quantity node { name category } } }",
        "reviews { nodes { agency { name kind } } }",
        "sources { title url }",
    ],
)
def test_a_long_page_shares_what_its_rows_lead_to(asked: str) -> None:
    assert SHARED in cypher_of(sales(asked))


@pytest.mark.parametrize(
    "asked",
    [
        "partner { name }",
        "items { nodes { name } }",
        "reviews { nodes { day kind } }",
        "items { edges { node { name } quantity } }",
        "title day",
    ],
)
def test_it_shares_nothing_that_stands_once_or_is_a_single_value(asked: str) -> None:
    assert SHARED not in cypher_of(sales(asked))


def test_a_short_page_shares_nothing() -> None:
    assert SHARED not in cypher_of(sales("partner { name iso2 }", first=50))


def test_what_was_known_is_not_shared() -> None:
    text = """{ sales(first: 1000, knownAt: "2026-01-01T00:00:00Z") {
      nodes { partner { name iso2 } }
    } }"""
    assert SHARED not in cypher_of(text)


def test_a_page_size_that_varies_has_a_plan_for_either_length() -> None:
    text = """query ($first: Int) {
      sales(first: $first) { nodes { partner { name iso2 } } }
    }"""
    assert SHARED in cypher_of(text, first=1000)
    assert SHARED not in cypher_of(text, first=5)
    assert plan_of(text, first=900)[0] is plan_of(text, first=901)[0]


DOCUMENTS = [
    sales("partner { name iso2 } contractors { nodes { id name } }"),
    "{ sales(first: 1000) { nodes { partner { name iso2 } } } }",
    "{ sales(last: 300) { edges { cursor node { partner { name iso2 } } } } }",
    """{ sales(first: 300, orderBy: [{ partner: { name: ASC } }, { day: DESC }]) {
      totalCount
      pageInfo { hasNextPage endCursor }
      aggregate { count }
      nodes { partner { __typename name iso2 } }
      edges {
        node {
          items { edges { quantity node { name category } } }
          partner { name commands { nodes { shortName parts { totalCount } } } }
        }
      }
    } }""",
    sales("reviews { totalCount nodes { day agency { name shortName kind } } }", 400),
    sales("sources { title standing } claims { statement source { title url } }", 400),
    """{ memoranda(first: 500) { nodes {
      title
      issuedBy {
        nodes { __typename ... on Agency { name kind } ... on Official { name id } }
      }
    } } }""",
    """{ amendments(first: 1000) { nodes {
      number sale { title day partner { name iso2 } }
    } } }""",
    """{ sales(first: 300) { nodes {
      partner { name sales(first: 2) { aggregate { count estimatedValue { sum } } } }
    } } }""",
    """{ partnerNations(first: 20) { nodes {
      name sales(first: 300) { nodes { title items { nodes { name category } } } }
    } } }""",
    """{ partnerNation(id: "partner:pl") {
      sales(first: 300) { totalCount nodes { contractors { nodes { name id } } } }
    } }""",
    """{ a: sales(first: 300) { nodes { partner { name iso2 } } }
         b: sales(last: 300) { nodes { partner { name iso2 } } } }""",
]


@pytest.mark.parametrize("text", DOCUMENTS)
async def test_the_answer_is_the_same_as_without(
    text: str, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = []
    for long in (200, 10**9):
        monkeypatch.setattr("graph.plan.LONG", long)
        monkeypatch.setattr("tests.test_sharing.PLANNER", Planner(CORE, MODEL, 1000))
        plan, leaves = plan_of(text)
        statement = plan.statement(leaves)
        assert (SHARED in statement.text) == (long == 200)
        (row,) = await graph.read(statement)
        answers.append(plan.read(row))
    assert answers[0] == answers[1]
    assert answers[0][1] == []
