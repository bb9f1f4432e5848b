"""Each case is a question: a document in, one statement and its answer out.

``pytest --update`` rewrites the expected files; they are reviewed like code.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import OperationDefinitionNode, parse
from graphql.execution.values import get_variable_values

from api.graphql import make_schema
from graph.arguments import split
from graph.driver import Graph, Statement
from graph.history import REDIRECTED
from graph.model import MODEL
from graph.plan import Plan, Planner, Request

CASES = sorted((Path(__file__).parent / "cases").iterdir())
SCANS = {"AllNodesScan", "CartesianProduct", "Eager"}
"""Operators that no plan of ours may have."""

TOLERANCE = 1.2
"""How many times the expected hits a plan may take; a worse plan takes far more."""

pytestmark = pytest.mark.anyio


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner(make_schema().core, MODEL, max_page_size=1000)


def plan_of(case: Path, planner: Planner) -> tuple[Plan, list[Any]]:
    text = (case / "query.graphql").read_text()
    document = parse(text)
    operation = next(
        d for d in document.definitions if isinstance(d, OperationDefinitionNode)
    )
    coerced = get_variable_values(
        planner.schema, operation.variable_definitions or (), variables_of(case)
    )
    assert not isinstance(coerced, list), coerced
    trees, leaves = split(coerced.coerced)
    return planner.plan(Request(text, document, operation, trees, leaves)), leaves


def variables_of(case: Path) -> dict[str, Any]:
    file = case / "variables.json"
    variables: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    return variables


def statement_of(case: Path, planner: Planner) -> Statement:
    plan, leaves = plan_of(case, planner)
    return plan.statement(leaves)


def agree(file: Path, text: str, *, update: bool) -> None:
    if update:
        file.write_text(text)
    assert file.read_text() == text


def test_becomes_the_expected_cypher(
    case: Path, planner: Planner, update: bool
) -> None:
    statement = statement_of(case, planner)
    params = json.dumps(dict(statement.params), indent=2, ensure_ascii=False)
    text = f"{statement.text}\n\n// {params.replace(chr(10), chr(10) + '// ')}\n"
    agree(case / "expected.cypher", text, update=update)


async def test_is_planned_without_scans(
    case: Path, planner: Planner, graph: Graph
) -> None:
    statement = statement_of(case, planner)
    operators = await graph.explain(statement)
    assert not SCANS & {operator.removesuffix("@neo4j") for operator in operators}


async def test_asks_the_store_no_more_than_expected(
    case: Path, planner: Planner, graph: Graph, update: bool
) -> None:
    statement = statement_of(case, planner)
    hits = await graph.profile(statement)
    file = case / "expected.hits"
    if update:
        file.write_text(f"{hits}\n")
    assert hits <= TOLERANCE * int(file.read_text())


async def test_gives_the_expected_answer_by_one_statement(
    case: Path, client: httpx.AsyncClient, statements: list[Statement], update: bool
) -> None:
    body = {
        "query": (case / "query.graphql").read_text(),
        "variables": variables_of(case),
    }
    response = await client.post("/graphql", json=body)
    assert response.status_code == 200, response.text
    answer = json.dumps(response.json(), indent=2, ensure_ascii=False) + "\n"
    agree(case / "expected.json", answer, update=update)
    # An id that finds nothing is looked for among those of duplicates.
    assert len([s for s in statements if s.text != REDIRECTED]) == 1
