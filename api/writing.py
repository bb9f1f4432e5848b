"""Answers operations that change facts: written in one transaction, and read back.

A transaction that failed for a passing reason, as a lost connection, is tried again.
Whether it was committed after all, the feed says: its first batch has a number and the
id of the operation.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import orjson
from graphql import GraphQLSchema

from graph.declare import Model
from graph.driver import Graph, LoginRefused, Statement
from graph.errors import GraphUnavailable
from graph.feed import COMMITTED, Operation
from graph.idempotency import Repeatable
from graph.mutations import Refusal, Steps
from graph.payloads import Outcome, leaves_of
from graph.plan import Plan, Request
from graph.record import Change, changing

ATTEMPTS = 4
"""How often a transaction is tried."""
PAUSE = 0.1
"""Seconds before it is tried again, about; each pause is twice as long as the last."""


@dataclass(frozen=True, slots=True)
class Result:
    """The data of an answer, and bookmarks that later reads can wait for."""

    data: dict[str, Any]
    missing: Sequence[tuple[str | int, ...]] = ()
    bookmarks: tuple[str, ...] = ()


@dataclass(slots=True)
class _Attempts:
    """What is known of an operation from the attempts to write it."""

    operation: Operation
    number: int | None = None
    outcomes: list[Outcome] = field(default_factory=list)
    found: tuple[Any, ...] = (None, ())


class Writing:
    """Writes what operations assert, retract and merge."""

    def __init__(
        self, graph: Graph, model: Model, schema: GraphQLSchema, *, timeout: float
    ) -> None:
        self._graph = graph
        self._model = model
        self._schema = schema
        self._timeout = timeout

    async def write(
        self, request: Request, plan: Plan, by: str, repeatable: Repeatable | None
    ) -> Result:
        """Write an operation, or give what came of it when it was written before.

        Raises as :meth:`Graph.transaction` and :meth:`Repeatable.response` do.
        """
        steps = Steps.of(self._schema, request)
        attempts = _Attempts(Operation(by=by, why=steps.why))
        writing = _Operation(self, request, plan, steps, repeatable, attempts)
        pause = PAUSE
        for _ in range(ATTEMPTS - 1):
            try:
                return await writing.once()
            except LoginRefused:
                raise
            except GraphUnavailable:
                await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311
                pause *= 2
        return await writing.once()


@dataclass(frozen=True, slots=True)
class _Operation:
    """One operation, which may take several attempts to be written."""

    writing: Writing
    request: Request
    plan: Plan
    steps: Steps
    repeatable: Repeatable | None
    attempts: _Attempts

    async def once(self) -> Result:
        graph, timeout = self.writing._graph, self.writing._timeout
        operation = self.attempts.operation
        try:
            async with changing(graph, operation=operation, timeout=timeout) as change:
                await self._within(change)
        except Refusal as refusal:
            return Result(self.steps.refused(refusal.problems))
        data, missing = self.attempts.found
        return Result(data, missing, change.bookmarks)

    async def _within(self, change: Change) -> None:
        if self.repeatable is not None:
            response = await self.repeatable.response(change)
            if response is not None:
                self.attempts.found = tuple(orjson.loads(response))
                return
        if not await self._is_committed(change):
            self.attempts.number = change.log.last + 1
            written = await self.steps.write(change, self.writing._model)
            self.attempts.outcomes = written
        # What the caller may not see must be put away before.
        change.conclude = partial(self._conclude, change)

    async def _conclude(self, change: Change) -> None:
        """Read back what was written, and keep it for a request that is repeated."""
        self.attempts.found = await self._read_back(change)
        if self.repeatable is not None:
            kept = orjson.dumps(self.attempts.found).decode()
            await self.repeatable.keep(change, kept)

    async def _is_committed(self, change: Change) -> bool:
        """Whether an earlier attempt has written it after all."""
        number = self.attempts.number
        if number is None:
            return False
        sought = {"number": number, "operation": self.attempts.operation.operation}
        return await change.run(Statement(COMMITTED, sought)) == [[True]]

    async def _read_back(self, change: Change) -> tuple[Any, Any]:
        if self.plan.cypher is None:
            return self.plan.read([])
        leaves = [*self.request.leaves, *leaves_of(self.attempts.outcomes)]
        (row,) = await change.run(self.plan.statement(leaves))
        return self.plan.read(row)
