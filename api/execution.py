"""Answers a whole GraphQL operation with one Cypher statement.

Documents are parsed and validated by graphql-core against Strawberry's schema, and then
answered without a resolver. Introspection alone is left to graphql-core.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    execute_sync,
    parse,
    validate,
)
from graphql.execution.values import get_variable_values

from api.errors import bad_input, from_graph, missing_value
from graph.arguments import split
from graph.driver import Graph
from graph.errors import GraphError
from graph.plan import Plan, Planner, Request

CACHED_DOCUMENTS = 512
"""How many documents are kept parsed and validated."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of a GraphQL request."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request; without ``executed`` there are only errors."""

    data: dict[str, Any] | None = None
    errors: Sequence[GraphQLError] = ()
    executed: bool = False


class NotAQuery(Exception):
    """The operation asked for changes something, and only queries are allowed."""


@dataclass(frozen=True, slots=True)
class _Document:
    """A document and what keeps its operations from being run."""

    node: DocumentNode
    errors: Sequence[GraphQLError]


class Executor:
    """Answers operations over a graph, and keeps what it read and planned last."""

    def __init__(self, planner: Planner, graph: Graph) -> None:
        self._planner = planner
        self._graph = graph
        self._read = lru_cache(CACHED_DOCUMENTS)(self._read_document)

    @property
    def _schema(self) -> GraphQLSchema:
        return self._planner.schema

    async def execute(self, asked: Asked, *, only_queries: bool) -> Answer:
        """The answer to a request.

        Raises :class:`NotAQuery` where ``only_queries`` forbids it.
        """
        try:
            document = self._read(asked.query)
        except GraphQLSyntaxError as error:
            return Answer(errors=[error])
        operation = _operation(document.node, asked.operation_name)
        if only_queries and _changes(operation):
            raise NotAQuery
        if document.errors:
            return Answer(errors=document.errors)
        if isinstance(operation, GraphQLError):
            return Answer(errors=[operation])
        return await self._answer(asked, document.node, operation)

    def _read_document(self, text: str) -> _Document:
        document = parse(text)
        return _Document(document, validate(self._schema, document))

    async def _answer(
        self, asked: Asked, document: DocumentNode, operation: OperationDefinitionNode
    ) -> Answer:
        coerced = get_variable_values(
            self._schema, operation.variable_definitions or (), asked.variables or {}
        )
        if isinstance(coerced, list):
            return Answer(errors=[bad_input(error) for error in coerced])
        trees, leaves = split(coerced.coerced)
        request = Request(asked.query, document, operation, trees, leaves)
        try:
            plan = self._planner.plan(request)
            data, errors = await _run(plan, self._graph, leaves)
        except GraphError as error:
            return Answer(errors=[from_graph(error)])
        if plan.introspection and data is not None:
            described = introspect(self._schema, request, plan.introspection, asked)
            if described.errors:
                return Answer(described.data, described.errors, executed=True)
            data |= described.data or {}
        return Answer(data, errors, executed=True)


async def _run(
    plan: Plan, graph: Graph, leaves: list[Any]
) -> tuple[Any, list[GraphQLError]]:
    row: list[Any] = []
    if plan.cypher is not None:
        (row,) = await graph.read(plan.statement(leaves))
    data, missing = plan.read(row)
    return data, [missing_value(path) for path in missing]


def _changes(operation: OperationDefinitionNode | GraphQLError) -> bool:
    if isinstance(operation, GraphQLError):
        return False
    return operation.operation is not OperationType.QUERY


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
    asked: Asked,
) -> ExecutionResult:
    """The answer of graphql-core to the root fields about the schema itself."""
    operation = request.operation
    about = OperationDefinitionNode(
        operation=operation.operation,
        variable_definitions=operation.variable_definitions,
        selection_set=SelectionSetNode(selections=fields),
    )
    fragments = (
        d for d in request.document.definitions if isinstance(d, FragmentDefinitionNode)
    )
    document = DocumentNode(definitions=(about, *fragments))
    result = execute_sync(schema, document, variable_values=asked.variables)
    assert isinstance(result, ExecutionResult)
    return result
