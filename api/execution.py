"""Answers a whole GraphQL operation with one Cypher statement.

Documents are parsed and validated by graphql-core against Strawberry's schema, and then
answered without a resolver. Introspection alone is left to graphql-core.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
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

from api.errors import Refused, bad_input, coded, from_graph, missing_value
from api.identity import ANONYMOUS, Caller
from api.introspection import Introspection
from api.receipts import Receipts
from api.writing import Writing
from graph import feed
from graph.arguments import split
from graph.browser import pasted
from graph.caches import Cache
from graph.changelog import FOLLOWED
from graph.driver import Graph, Run, Statement
from graph.errors import GraphError, GraphUnavailable
from graph.history import REDIRECTED
from graph.idempotency import Repeatable
from graph.keys import Role
from graph.limits import Limits, check_variables, read_document, within
from graph.plan import Plan, Planner, Request
from graph.query import Value
from graph.settings import Settings
from graph.shape import Path

KEPT_CHARACTERS = 300_000
"""Characters of the documents that are kept read; each takes some 150 bytes so."""
MOST_ERRORS = 10
"""Errors of one document, or of its variables, that are told; each takes time."""
ATTEMPTS = 5
"""How often data are read that change each time while they are read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of a GraphQL request.

    Where it names its document by an id, ``query`` may be empty. The answer is read
    when what ``bookmarks`` stand for is there. Sent again with the same
    ``idempotency_key``, what it writes is not written twice.
    """

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None
    document_id: str | None = None
    idempotency_key: str | None = None
    bookmarks: tuple[str, ...] = ()

    @property
    def content(self) -> bytes:
        """What tells it from other requests."""
        asked = [self.query, self.variables or {}, self.operation_name]
        return orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request; without ``executed`` there are only errors.

    ``cost`` is known where the operation could be planned, ``bookmarks`` are of what it
    has written.
    """

    data: dict[str, Any] | None = None
    errors: Sequence[GraphQLError] = ()
    executed: bool = False
    cost: int | None = None
    extensions: dict[str, Any] | None = None
    bookmarks: tuple[str, ...] = ()

    def result(self) -> dict[str, Any]:
        """The errors and the data, as callers see them."""
        result: dict[str, Any] = {}
        if self.errors:
            result["errors"] = [coded(error).formatted for error in self.errors]
        if self.executed:
            result["data"] = self.data
        return result


def unforeseen(error: Exception) -> Answer:
    """The answer where a fault of ours came instead of one."""
    return Answer(errors=[GraphQLError("", original_error=error)])


HOW_TO_FOLLOW = (
    "A subscription is answered as text/event-stream, or over a WebSocket with the "
    "subprotocol graphql-transport-ws."
)


class NotAQuery(Exception):
    """The operation asked for changes something, and only queries are allowed."""


@dataclass(frozen=True, slots=True)
class _Document:
    """A document and what keeps its operations from being run."""

    node: DocumentNode
    errors: Sequence[GraphQLError]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An operation that is ready to be run, and the rows that it may touch."""

    request: Request
    plan: Plan
    cost: int


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription that is ready to be followed.

    ``missing`` gives the errors of non-null fields without a value, by their paths.
    """

    text: str
    plan: Plan
    leaves: Sequence[Any]
    missing: Callable[[Iterable[Path]], list[GraphQLError]]


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
        self._writing = Writing(
            graph, planner.model, planner.schema, timeout=settings.query_timeout
        )

    async def execute(
        self, asked: Asked, caller: Caller = ANONYMOUS, *, only_queries: bool
    ) -> Answer:
        """The answer to a request of a caller.

        Raises :class:`NotAQuery` where ``only_queries`` forbids it, and
        :class:`Refused` where the caller may not write, or asks for more than one.
        """
        try:
            document, operation = await self._document(asked)
            if only_queries and operation.operation is not OperationType.QUERY:
                raise NotAQuery
            if operation.operation is OperationType.SUBSCRIPTION:
                raise Refused(406, HOW_TO_FOLLOW)
            if operation.operation is OperationType.MUTATION:
                caller.must_be(Role.EDITOR)
            if document.errors:
                return Answer(errors=document.errors)
            return await self._answer(asked, document.node, operation, caller)
        except GraphQLError as error:
            return Answer(errors=[error])
        except GraphError as error:
            return Answer(errors=[from_graph(error, asked.query)])

    async def subscription(
        self, asked: Asked, caller: Caller
    ) -> Subscription | Answer | None:
        """The subscription asked for, or why it cannot be; None where none is."""
        try:
            document, operation = await self._document(asked)
            if operation.operation is not OperationType.SUBSCRIPTION:
                return None
            if document.errors:
                return Answer(errors=document.errors)
            prepared = self._prepare(asked, document.node, operation, caller)
        except GraphQLError:
            # Whoever answers it as an operation finds the same.
            return None
        except GraphError as error:
            return Answer(errors=[from_graph(error, asked.query)])
        if isinstance(prepared, Answer):
            return prepared
        request = prepared.request
        missing = partial(self._missing, request)
        return Subscription(asked.query, prepared.plan, request.leaves, missing)

    async def _document(
        self, asked: Asked
    ) -> tuple[_Document, OperationDefinitionNode]:
        document = self._documents.get(asked.query)
        if document is None:
            document = await self._read(asked.query)
        return document, _operation(document.node, asked.operation_name)

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

    def _prepare(
        self,
        asked: Asked,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        caller: Caller,
    ) -> _Prepared | Answer:
        """The plan of an operation, within the limits; or what its variables lack."""
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
        follows = operation.operation is OperationType.SUBSCRIPTION
        known = [*leaves, 0, 0, FOLLOWED] if follows else leaves
        return _Prepared(request, plan, self._cost(plan, known))

    async def _answer(
        self,
        asked: Asked,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        caller: Caller,
    ) -> Answer:
        prepared = self._prepare(asked, document, operation, caller)
        if isinstance(prepared, Answer):
            return prepared
        request, plan, cost = prepared.request, prepared.plan, prepared.cost
        if operation.operation is OperationType.MUTATION:
            return await self._write(asked, request, plan, caller, cost)
        read = partial(self._graph.read, after=asked.bookmarks)
        found = await _find(plan, request.leaves, read)
        data = found.data
        errors = self._missing(request, found.missing)
        if plan.introspection and data is not None:
            described = await self._introspection.answer(
                request, plan.introspection, asked.variables
            )
            errors += described.errors or []
            data |= described.data or {}
        answer = Answer(data, errors, executed=True, cost=cost)
        if plan.stamped:
            assert found.statement is not None
            stamp = found.row[-1]
            return self._explained(asked, request, found.statement, stamp, answer)
        return answer

    def _missing(self, request: Request, paths: Iterable[Path]) -> list[GraphQLError]:
        """The errors of non-null fields without a value, at these paths."""
        schema, operation = self._planner.schema, request.operation
        return [
            missing_value(path, request.selections(schema).under(path, operation))
            for path in paths
        ]

    async def _write(
        self, asked: Asked, request: Request, plan: Plan, caller: Caller, cost: int
    ) -> Answer:
        """What came of an operation that writes."""
        key, repeatable = asked.idempotency_key, None
        if key is not None:
            repeatable = Repeatable(caller.id, key, asked.content)
        result = await self._writing.write(request, plan, caller.id, repeatable)
        return Answer(
            result.data,
            self._missing(request, result.missing),
            executed=True,
            cost=cost,
            bookmarks=result.bookmarks,
        )

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

    def _cost(self, plan: Plan, leaves: Sequence[Any]) -> int:
        """The cost of an operation; refused here, it has not touched the database."""
        within(self._limits, "conditions", plan.cost.conditions)
        within(self._limits, "statement", plan.size)
        rows = plan.cost.rows(leaves)
        within(self._limits, "cost", rows)
        return rows


@dataclass(frozen=True, slots=True)
class _Found:
    """What a statement found; without one there was nothing to look for."""

    statement: Statement | None
    row: Sequence[Any]
    data: dict[str, Any] | None
    missing: Sequence[tuple[str | int, ...]]


async def _find(plan: Plan, leaves: Sequence[Any], read: Run) -> _Found:
    """What a plan finds, by the ids that others lead to where they were merged."""
    if plan.cypher is None:
        return _Found(None, (), *plan.read(()))
    found = await _look(plan, plan.statement(leaves), read)
    await check_kept(plan.resumes, leaves, read)
    redirects = {} if plan.redirects is None else dict(found.row[plan.redirects])
    if plan.lookups and _lacks_some(found.data, plan):
        sought = Statement(REDIRECTED, {"ids": plan.sought(leaves)})
        redirects |= dict(await read(sought))
    if redirects:
        return await _look(plan, plan.statement(leaves, redirects), read)
    return found


async def check_kept(
    places: Iterable[tuple[Value, Value]], leaves: Sequence[Any], read: Run
) -> None:
    """Refuse places in the feed whose next change may be gone.

    Raises :class:`CursorExpired`.
    """
    for number, place in places:
        at = number.resolve(leaves), place.resolve(leaves)
        await feed.check_kept(read, "after", at)


async def _look(plan: Plan, statement: Statement, read: Run) -> _Found:
    row = await (_settled(statement, read) if plan.stamped else _row(statement, read))
    return _Found(statement, row, *plan.read(row))


def _lacks_some(data: dict[str, Any] | None, plan: Plan) -> bool:
    """Whether some node at the root was not found."""
    described = {(f.alias or f.name).value for f in plan.introspection}
    return any(
        found is None or (isinstance(found, list) and None in found)
        for key, found in (data or {}).items()
        if key not in described
    )


async def _row(statement: Statement, read: Run) -> Sequence[Any]:
    (row,) = await read(statement)
    return row


async def _settled(statement: Statement, read: Run) -> Sequence[Any]:
    """The row of a stamped operation, read while the data did not change."""
    for _ in range(ATTEMPTS):
        row = await _row(statement, read)
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
