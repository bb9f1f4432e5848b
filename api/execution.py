"""Answers a whole GraphQL operation with one Cypher statement.

Strawberry parses and validates; this extension then sets the result itself, so that
no resolver runs. Introspection alone is left to graphql-core.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    execute_sync,
)
from graphql.execution.values import get_variable_values
from strawberry.extensions import SchemaExtension

from api.errors import bad_input, from_graph, missing_value
from graph.arguments import split
from graph.driver import Graph
from graph.errors import GraphError
from graph.plan import Plan, Planner, Request


@dataclass(frozen=True, slots=True)
class Context:
    """What an operation is answered with, and the name it was asked by."""

    planner: Planner
    graph: Graph
    operation_name: str | None = None


class OneStatement(SchemaExtension):
    """Sets the result of each operation from the rows of its one statement."""

    async def on_execute(self) -> AsyncIterator[None]:
        execution = self.execution_context
        assert execution.graphql_document is not None
        assert execution.query is not None
        execution.result = await answer(
            execution.context,
            execution.query,
            execution.graphql_document,
            execution.variables or {},
        )
        yield


async def answer(
    context: Context,
    text: str,
    document: DocumentNode,
    variables: dict[str, Any],
) -> ExecutionResult:
    """The result of an operation of a valid document."""
    schema = context.planner.schema
    operation = _operation(document, context.operation_name)
    if isinstance(operation, GraphQLError):
        return ExecutionResult(None, [operation])
    coerced = get_variable_values(
        schema, operation.variable_definitions or (), variables
    )
    if isinstance(coerced, list):
        return ExecutionResult(None, [bad_input(error) for error in coerced])
    trees, leaves = split(coerced.coerced)
    request = Request(text, document, operation, trees, leaves)
    try:
        plan = context.planner.plan(request)
        data, errors = await _run(plan, context.graph, leaves)
    except GraphError as error:
        return ExecutionResult(None, [from_graph(error)])
    if plan.introspection and data is not None:
        described = introspect(schema, request, plan.introspection, variables)
        if described.errors:
            return described
        data |= described.data or {}
    return ExecutionResult(data, errors or None)


async def _run(
    plan: Plan, graph: Graph, leaves: list[Any]
) -> tuple[Any, list[GraphQLError]]:
    row: list[Any] = []
    if plan.cypher is not None:
        (row,) = await graph.read(plan.statement(leaves))
    data, missing = plan.read(row)
    return data, [missing_value(path) for path in missing]


def _operation(
    document: DocumentNode, name: str | None
) -> OperationDefinitionNode | GraphQLError:
    operations = [
        d for d in document.definitions if isinstance(d, OperationDefinitionNode)
    ]
    named = [d for d in operations if not name or (d.name and d.name.value == name)]
    if len(named) == 1:
        return named[0]
    if name:
        message = f"The document has no operation named {name!r}."
    else:
        message = "The document has several operations; name one in operationName."
    return GraphQLError(message, extensions={"code": "BAD_USER_INPUT"})


def introspect(
    schema: GraphQLSchema,
    request: Request,
    fields: tuple[FieldNode, ...],
    variables: dict[str, Any],
) -> ExecutionResult:
    """The answer of graphql-core to the root fields about the schema itself."""
    operation = request.operation
    asked = OperationDefinitionNode(
        operation=operation.operation,
        variable_definitions=operation.variable_definitions,
        selection_set=SelectionSetNode(selections=fields),
    )
    fragments = (
        d for d in request.document.definitions if isinstance(d, FragmentDefinitionNode)
    )
    document = DocumentNode(definitions=(asked, *fragments))
    result = execute_sync(schema, document, variable_values=variables)
    assert isinstance(result, ExecutionResult)
    return result
