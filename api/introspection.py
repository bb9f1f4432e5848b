"""Answers about the schema itself, by graphql-core.

One takes it a good part of a second. So they are made in a thread, one after the other,
and kept as JSON.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
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

from graph.caches import Cache
from graph.plan import Request

ROOM = 16_000_000
"""Characters of questions and bytes of answers that are kept."""


class Introspection:
    """Answers questions about a schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._thread = ThreadPoolExecutor(1, "introspection")
        self._kept: Cache[tuple[str, str | None], dict[str, bytes]] = Cache(ROOM)

    async def answer(
        self,
        request: Request,
        fields: tuple[FieldNode, ...],
        variables: dict[str, Any] | None,
    ) -> ExecutionResult:
        """The answer to the root fields of an operation about the schema itself."""
        name = request.operation.name
        key = request.text, name.value if name else None
        kept = None if variables else self._kept.get(key)
        if kept is not None:
            return _result(kept)
        loop = asyncio.get_running_loop()
        parts, errors = await loop.run_in_executor(
            self._thread, self._describe, request, fields, variables
        )
        if errors:
            return ExecutionResult(None, errors)
        if not variables:
            weight = len(request.text) + sum(len(part) for part in parts.values())
            self._kept.put(key, parts, weight=weight)
        return _result(parts)

    def _describe(
        self,
        request: Request,
        fields: tuple[FieldNode, ...],
        variables: dict[str, Any] | None,
    ) -> tuple[dict[str, bytes], list[GraphQLError] | None]:
        operation = request.operation
        about = OperationDefinitionNode(
            operation=operation.operation,
            variable_definitions=operation.variable_definitions,
            selection_set=SelectionSetNode(selections=fields),
        )
        fragments = (
            d
            for d in request.document.definitions
            if isinstance(d, FragmentDefinitionNode)
        )
        document = DocumentNode(definitions=(about, *fragments))
        result = execute_sync(self._schema, document, variable_values=variables)
        assert isinstance(result, ExecutionResult)
        parts = {key: orjson.dumps(part) for key, part in (result.data or {}).items()}
        return parts, result.errors


def _result(parts: dict[str, bytes]) -> ExecutionResult:
    return ExecutionResult({key: orjson.Fragment(p) for key, p in parts.items()})
