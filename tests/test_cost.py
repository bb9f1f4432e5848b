"""An operation's cost is told from its plan, before it runs."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import OperationDefinitionNode, get_operation_ast
from graphql.execution.values import get_variable_values

from api.graphql import make_schema
from bench.questions import Question, questions
from graph.arguments import split
from graph.cost import FEW, LARGE, SCANNED
from graph.driver import Graph, Statement
from graph.limits import Limits, check_variables, read_document
from graph.model import MODEL
from graph.plan import Plan, Planner, Request
from graph.settings import Settings

CORE = make_schema().core
LIMITS = Limits.of(Settings())
PAGE_OF_THOUSAND = """{
  sales(first: 1000) {
    nodes {
      title
      partner { name }
      contractors { nodes { name } }
      items { nodes { name } }
    }
  }
}"""
NESTED = """query ($sales: Int, $again: Int) {
  sales(first: $sales) { nodes { partner { sales(first: $again) { nodes { id } } } } }
}"""


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner(CORE, MODEL, max_page_size=1000)


def planned(
    planner: Planner, text: str, variables: dict[str, Any]
) -> tuple[Plan, list[Any]]:
    document = read_document(text, LIMITS)
    check_variables(variables, LIMITS)
    operation = get_operation_ast(document)
    assert isinstance(operation, OperationDefinitionNode)
    coerced = get_variable_values(CORE, operation.variable_definitions or (), variables)
    assert not isinstance(coerced, list), coerced
    trees, leaves = split(coerced.coerced)
    return planner.plan(Request(text, document, operation, trees, leaves)), leaves


def rows(planner: Planner, text: str, **variables: Any) -> int:
    plan, leaves = planned(planner, text, variables)
    return plan.cost.rows(leaves)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ __typename }", 0),
        ("{ __schema { queryType { name } } }", 0),
        ('{ sale(id: "sale:x") { title } }', 1),
        ('{ sale(id: "sale:x") { partner { name } } }', 2),
        ("{ sales { nodes { id } } }", 20),
        ("{ sales(first: 0) { nodes { id } } }", 0),
        ("{ sales(last: 7) { edges { node { id } } } }", 7),
        ("{ sales(orderBy: { day: DESC }) { nodes { id } } }", 20),
        ("{ sales { totalCount } }", 1),
        ("{ sales { nodes { partner { name } } } }", 2 * 20),
        ("{ sales { nodes { items { nodes { name } } } } }", 20 * (1 + FEW)),
        ("{ sales { nodes { items(first: 2) { nodes { name } } } } }", 20 * 3),
        ("{ partnerNations { nodes { sales { nodes { id } } } } }", 20 * 21),
        ("{ partnerNations { nodes { sales { totalCount } } } }", 20 * 2),
        ('{ nodes(ids: ["sale:x", "sale:y", "agency:z"]) { id } }', 2 * 3),
        ('{ sales(where: { title: { eq: "x" } }) { nodes { id } } }', 20 + SCANNED),
        ("{ sales(orderBy: { channel: ASC }) { nodes { id } } }", 20 + SCANNED),
        ("{ sales { aggregate { estimatedValue { sum } } } }", SCANNED),
        (
            "{ sales(where: { items: { some: {} } }) { totalCount } }",
            SCANNED * (1 + FEW),
        ),
        (
            "{ partnerNations(where: { sales: { some: {} } }) { totalCount } }",
            SCANNED * (1 + LARGE),
        ),
        ('{ search(text: "x") { nodes { id } } }', 20 + SCANNED),
        ("{ sales { nodes { explanation } } }", 20 * (1 + FEW * 2)),
        ('{ source(id: "source:x") { supports { totalCount } } }', 1 + LARGE),
        ("{ disputes { totalCount } }", 5 * SCANNED),
        ('{ disputes(about: "agency:x") { totalCount } }', 4 * FEW),
        (PAGE_OF_THOUSAND, 1000 * (2 + FEW + FEW)),
    ],
)
def test_pages_count_what_they_may_hold(
    planner: Planner, text: str, expected: int
) -> None:
    assert rows(planner, text) == expected


def test_page_sizes_in_variables_are_counted_as_they_come(planner: Planner) -> None:
    assert rows(planner, NESTED, sales=10, again=5) == 10 * (2 + 5)
    assert rows(planner, NESTED, sales=1000, again=1000) == 1000 * (2 + 1000)
    assert rows(planner, NESTED, sales=0, again=1000) == 0
    first, _ = planned(planner, NESTED, {"sales": 1, "again": 1})
    second, _ = planned(planner, NESTED, {"sales": 2, "again": 3})
    assert first is second


def test_ids_in_variables_are_counted_as_they_come(planner: Planner) -> None:
    text = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    for count in (1, 50):
        assert rows(planner, text, ids=["sale:x"] * count) == count


def test_aliases_and_fragments_are_all_counted(planner: Planner) -> None:
    text = """{ ...Both } fragment Both on Query {
      a: sales(first: 5) { nodes { id } } b: sales(first: 7) { nodes { id } }
    }"""
    assert rows(planner, text) == 12


def test_members_of_a_union_count_once(planner: Planner) -> None:
    text = """{ search(text: "x") { nodes {
      ... on Sale { partner { name } }
      ... on Agency { posts { nodes { title } } }
    } } }"""
    assert rows(planner, text) == 20 * (1 + FEW) + SCANNED


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("{ sales { nodes { id } } }", 0),
        ('{ sales(where: { title: { eq: "x" } }) { totalCount } }', 1),
        (
            '{ sales(where: { partner: { name: { eq: "x" } } }) { totalCount } }',
            2,
        ),
        (
            '{ a: sales(where: { OR: [{ id: { eq: "x" } }, { id: { eq: "y" } }] })'
            " { totalCount nodes { id } } }",
            2 + 2 + 1,
        ),
    ],
)
def test_conditions_are_counted_where_they_are_written(
    planner: Planner, text: str, conditions: int
) -> None:
    plan, _ = planned(planner, text, {})
    assert plan.cost.conditions == conditions


@pytest.mark.anyio
async def test_a_relation_that_is_not_large_leads_to_few(graph: Graph) -> None:
    for node in MODEL.nodes.values():
        for relation in node.relations.values():
            if relation.many and not relation.large:
                average, most = await _degrees(graph, node.label, relation.name)
                assert average <= 7, f"{node.label}.{relation.name}"
                assert most <= LARGE, f"{node.label}.{relation.name}"


async def _degrees(graph: Graph, label: str, name: str) -> tuple[float, int]:
    relation = MODEL.nodes[label].relations[name]
    left, right = ("-", "->") if relation.direction == "out" else ("<-", "-")
    text = (
        f"MATCH (n:{label}) WITH COUNT {{ (n){left}[:{relation.type}]{right}() }} AS d"
        " RETURN avg(d), max(d)"
    )
    ((average, most),) = await graph.read(Statement(text))
    return average, most


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.name)
def test_the_questions_of_the_benchmark_are_within_the_limits(
    planner: Planner, question: Question
) -> None:
    for variables in question.variables:
        variables = {"after": cursor_of(planner), **variables}
        plan, leaves = planned(planner, question.graphql["query"], variables)
        assert plan.cost.rows(leaves) <= LIMITS.cost / 5
        assert plan.cost.conditions <= LIMITS.conditions
        assert plan.weight <= LIMITS.statement


def cursor_of(planner: Planner) -> str:
    """A cursor in the order of the question that begins at one."""
    text = "{ sales(first: 1, orderBy: [{ day: DESC }]) { pageInfo { endCursor } } }"
    plan, _ = planned(planner, text, {})
    data, _ = plan.read([[["2026-01-01", "sale:x"]]])
    cursor: str = data["sales"]["pageInfo"]["endCursor"]
    return cursor
