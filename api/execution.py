"""Answers a whole GraphQL operation with one Cypher statement.

Documents are parsed and validated by graphql-core against Strawberry's schema, and then
answered without a resolver. Introspection alone is left to graphql-core.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from graphql import (
    DocumentNode,
    GraphQLError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    specified_rules,
    validate,
)
from graphql.execution.values import get_variable_values

from api.errors import bad_input, coded, from_graph, missing_value
from api.identity import ANONYMOUS, Caller
from api.introspection import Introspection
from api.receipts import Receipts
from graph.arguments import split
from graph.browser import pasted
from graph.caches import Cache
from graph.driver import Graph, Statement
from graph.errors import GraphError, GraphUnavailable
from graph.limits import Limits, check_variables, read_document, within
from graph.plan import Plan, Planner, Request
from graph.settings import Settings

KEPT_CHARACTERS = 300_000
"""Characters of the documents that are kept read; each takes some 150 bytes so."""
MOST_ERRORS = 10
"""Errors of one document, or of its variables, that are told; each takes time."""
ATTEMPTS = 5
"""How often data are read that change each time while they are read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of a GraphQL request.

    Where it names its document by an id, ``query`` may be empty.
    """

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None
    document_id: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request; without ``executed`` there are only errors.

    ``cost`` is known where the operation could be planned.
    """

    data: dict[str, Any] | None = None
    errors: Sequence[GraphQLError] = ()
    executed: bool = False
    cost: int | None = None
    extensions: dict[str, Any] | None = None

    def result(self) -> dict[str, Any]:
        """The errors and the data, as callers see them."""
        result: dict[str, Any] = {}
        if self.errors:
            result["errors"] = [coded(error).formatted for error in self.errors]
        if self.executed:
            result["data"] = self.data
        return result


class NotAQuery(Exception):
    """The operation asked for changes something, and only queries are allowed."""


@dataclass(frozen=True, slots=True)
class _Document:
    """A document and what keeps its operations from being run."""

    node: DocumentNode
    errors: Sequence[GraphQLError]


class Executor:
    """Answers operations over a graph, and keeps what it read and planned last."""

    def __init__(
        self, planner: Planner, graph: Graph, settings: Settings, receipts: Receipts
    ) -> None:
        self._planner = planner
        self._graph = graph
        self._receipts = receipts
        self._limits = Limits.of(settings)
        self._suggests = settings.suggestions
        self._rules = list(specified_rules)
        if not settings.introspection:
            self._rules.append(NoSchemaIntrospectionCustomRule)
        self._introspection = Introspection(planner.schema)
        self._documents: Cache[str, _Document] = Cache(KEPT_CHARACTERS)
        self._reading = asyncio.Lock()

    async def execute(
        self, asked: Asked, caller: Caller = ANONYMOUS, *, only_queries: bool
    ) -> Answer:
        """The answer to a request of a caller.

        Raises :class:`NotAQuery` where ``only_queries`` forbids it.
        """
        try:
            document = self._documents.get(asked.query)
            if document is None:
                document = await self._read(asked.query)
            operation = _operation(document.node, asked.operation_name)
            if only_queries and operation.operation is not OperationType.QUERY:
                raise NotAQuery
            if document.errors:
                return Answer(errors=document.errors)
            return await self._answer(asked, caller, document.node, operation)
        except GraphQLError as error:
            return Answer(errors=[error])
        except GraphError as error:
            return Answer(errors=[from_graph(error)])

    async def _read(self, text: str) -> _Document:
        # One at a time, and all that can be answered without reading in between.
        async with self._reading:
            await asyncio.sleep(0)
            return self._documents.get(text) or self._read_anew(text)

    def _read_anew(self, text: str) -> _Document:
        node = read_document(text, self._limits)
        errors = validate(
            self._planner.schema,
            node,
            self._rules,
            max_errors=MOST_ERRORS,
            hide_suggestions=not self._suggests,
        )
        document = _Document(node, errors)
        if not errors:
            self._documents.put(text, document, weight=len(text))
        return document

    async def _answer(
        self,
        asked: Asked,
        caller: Caller,
        document: DocumentNode,
        operation: OperationDefinitionNode,
    ) -> Answer:
        variables = asked.variables or {}
        check_variables(variables, self._limits)
        coerced = get_variable_values(
            self._planner.schema,
            operation.variable_definitions or (),
            variables,
            max_errors=MOST_ERRORS,
            hide_suggestions=not self._suggests,
        )
        if isinstance(coerced, list):
            return Answer(errors=[bad_input(error) for error in coerced])
        trees, leaves = split(coerced.coerced)
        sees_all = caller.sees_restricted
        request = Request(asked.query, document, operation, trees, leaves, sees_all)
        plan = self._planner.plan(request)
        cost = self._cost(plan, leaves)
        row = await _row(plan, self._graph, leaves)
        data, missing = plan.read(row)
        errors = [missing_value(path) for path in missing]
        if plan.introspection and data is not None:
            described = await self._introspection.answer(
                request, plan.introspection, asked.variables
            )
            errors += described.errors or []
            data |= described.data or {}
        answer = Answer(data, errors, executed=True, cost=cost)
        if plan.stamped:
            statement = plan.statement(leaves)
            return self._explained(asked, request, statement, row[-1], answer)
        return answer

    def _explained(
        self,
        asked: Asked,
        request: Request,
        statement: Statement,
        stamp: list[list[str | None]],
        answer: Answer,
    ) -> Answer:
        """The answer, with the statement that it came from and a receipt."""
        name = request.operation.name
        # What describes the schema is JSON already.
        sent = orjson.loads(orjson.dumps(answer.result()))
        receipt = self._receipts.receipt(
            asked, name.value if name else None, stamp[0], sent
        )
        cypher = {
            "text": statement.text,
            "parameters": dict(statement.params),
            "browser": pasted(statement),
        }
        extensions = {"cypher": cypher, "receipt": receipt.as_json()}
        return replace(answer, extensions=extensions)

    def _cost(self, plan: Plan, leaves: list[Any]) -> int:
        """The cost of an operation; refused here, it has not touched the database."""
        within(self._limits, "conditions", plan.cost.conditions)
        within(self._limits, "statement", plan.weight)
        rows = plan.cost.rows(leaves)
        within(self._limits, "cost", rows)
        return rows


async def _row(plan: Plan, graph: Graph, leaves: list[Any]) -> list[Any]:
    if plan.cypher is None:
        return []
    statement = plan.statement(leaves)
    if plan.stamped:
        return await _settled(statement, graph)
    (row,) = await graph.read(statement)
    return row


async def _settled(statement: Statement, graph: Graph) -> list[Any]:
    """The row of a stamped operation, read while the data did not change."""
    for _ in range(ATTEMPTS):
        (row,) = await graph.read(statement)
        before, after = row[-1]
        if before == after:
            return row
    raise GraphUnavailable("The data changed each time that they were read; ask again.")


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation to run; raises :class:`GraphQLError` where it is not clear."""
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
    raise GraphQLError(message, extensions={"code": "BAD_USER_INPUT"})
