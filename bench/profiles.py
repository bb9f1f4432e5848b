"""Where a statement's work goes, as Neo4j's ``PROFILE`` counts it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import neo4j
from graphql import OperationDefinitionNode, parse

from api.execution import Asked, Executor
from api.graphql import make_schema
from api.receipts import Receipts
from bench.questions import Question
from graph.driver import Graph, Statement
from graph.model import MODEL
from graph.plan import Planner
from graph.server import Server
from graph.settings import Settings

WIDEST = 100
"""Characters of what an operator works on that are shown."""


async def statement_of(graph: Graph, question: Question) -> Statement:
    """The statement that ArmsGraph answers a question by."""
    schema, settings = make_schema(), Settings()
    planner = Planner(schema.core, MODEL, max_page_size=settings.max_page_size)
    executor = Executor(planner, graph, settings, Receipts(schema.as_str, None))
    asked = Asked(_explained(question.graphql["query"]), question.variables[0])
    answer = await executor.execute(asked, only_queries=True)
    assert answer.extensions is not None, answer.errors
    cypher = answer.extensions["cypher"]
    return Statement(cypher["text"], cypher["parameters"])


def _explained(text: str) -> str:
    """A document whose operation is to be explained."""
    (operation,) = parse(text).definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert operation.selection_set.loc is not None
    selection = operation.selection_set.loc.start
    return f"{text[:selection]}@explain {text[selection:]}"


async def profile(server: Server, statement: Statement) -> list[str]:
    """The operators of a statement, a line each: its rows, its db hits, what it does.

    What an operator works on stands below it, further to the right.
    """
    auth = (server.user, server.password)
    async with (
        neo4j.AsyncGraphDatabase.driver(server.uri, auth=auth) as driver,
        driver.session(
            database=server.database, default_access_mode=neo4j.READ_ACCESS
        ) as session,
    ):
        # The first run is compiled, and its pages are read from disk.
        for text in (statement.text, f"PROFILE {statement.text}"):
            query = neo4j.Query(text)
            result = await session.run(query, dict(statement.params))
            summary = await result.consume()
    lines = [f"{'rows':>12} {'db hits':>12}  operator"]
    assert summary.profile is not None
    return [*lines, *_lines(summary.profile, "")]


def _lines(plan: Any, indent: str) -> Iterator[str]:
    name = plan["operatorType"].removesuffix("@neo4j")
    details = " ".join(str(plan["args"].get("Details", "")).split())[:WIDEST]
    rows, hits = plan.get("rows", 0), plan.get("dbHits", 0)
    yield f"{rows:>12,} {hits:>12,}  {indent}{name} {details}".rstrip()
    for child in plan.get("children", ()):
        yield from _lines(child, indent + "  ")
