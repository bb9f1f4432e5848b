"""Who answers the questions: the floor, in this process, and servers over HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import neo4j
import orjson

from bench.answers import data_of
from bench.client import Connection, HttpError, post
from bench.questions import Question, Variables
from graph.server import Server

Ask = Callable[[int, int], Awaitable[bytes]]
"""Asks on behalf of a worker, for the so-manieth time; the bytes of the answer."""


class Contender(Protocol):
    """Someone who answers questions."""

    name: str
    dialect: str
    knows_days: bool

    async def ready(self, question: Question) -> Ask | None:
        """How to ask it a question; None where it cannot be asked."""


class Floor:
    """Hand-written Cypher through the driver: what a service could reach at best."""

    name = "floor"
    dialect = "floor"
    knows_days = False

    def __init__(self, server: Server) -> None:
        self._database = server.database
        self._driver = neo4j.AsyncGraphDatabase.driver(
            server.uri,
            auth=(server.user, server.password),
            notifications_min_severity="OFF",
            telemetry_disabled=True,
        )

    async def ready(self, question: Question) -> Ask:
        """How to ask it a question."""
        variables = question.variables

        async def ask(worker: int, turn: int) -> bytes:
            row = await self._row(question.cypher, variables[turn % len(variables)])
            return orjson.dumps({"data": question.shape(row)})

        return ask

    async def located(self, question: Question) -> Question:
        """The question, with the place in the order that it starts from."""
        if question.start is None:
            return question
        cypher = question.start.cypher
        found = [v | (await self._row(cypher, v))[0] for v in question.variables]
        return replace(question, variables=found)

    async def _row(self, cypher: str, params: Variables) -> list[Any]:
        """The one row that a statement returns."""
        async with self._driver.session(
            database=self._database,
            default_access_mode=neo4j.READ_ACCESS,
            fetch_size=-1,
        ) as session:
            result = await session.run(cypher, params)
            return (await result.single(strict=True)).values()

    async def close(self) -> None:
        """Close all connections."""
        await self._driver.close()


@dataclass(slots=True)
class Http:
    """A GraphQL server, asked over kept connections, one per worker.

    ``dialect`` names the files that hold its questions. One that ``knows_days`` is
    asked them as of a day, too.
    """

    name: str
    dialect: str
    connections: Sequence[Connection]
    knows_days: bool = False

    async def ready(self, question: Question) -> Ask | None:
        """How to ask it a question."""
        document = question.graphql.get(self.dialect)
        if document is None:
            return None
        found = [await self._variables(question, v) for v in question.variables]
        requests = [_request(document, variables) for variables in found]

        async def ask(worker: int, turn: int) -> bytes:
            request = requests[turn % len(requests)]
            body = await self.connections[worker].send(request)
            if b'"errors"' in body:
                raise HttpError(f"{self.name} answers {body[:300]!r}")
            return body

        return ask

    async def _variables(self, question: Question, given: Variables) -> Variables:
        if question.start is None or self.dialect not in question.start.graphql:
            return given
        document = question.start.graphql[self.dialect]
        body = await self.connections[0].send(_request(document, given))
        return {"after": data_of(body)["sales"]["pageInfo"]["endCursor"]}


def _request(document: str, variables: Variables) -> bytes:
    return post(orjson.dumps({"query": document, "variables": variables}))
