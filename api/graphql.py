"""GraphQL over HTTP: requests in, responses out.

Follows the GraphQL-over-HTTP specification: ``POST`` with a JSON body, ``GET`` for
queries, ``application/graphql-response+json`` or ``application/json`` by ``Accept``.
"""

from __future__ import annotations

import math
import time

import structlog
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.callers import caller_of
from api.disconnects import CallerGone, WhileThere
from api.documents import Documents
from api.errors import Refused, overloaded
from api.execution import Answer, Asked, Executor, NotAQuery
from api.gate import Gate, Overloaded, Room
from api.identity import Authenticator, Caller
from api.negotiation import JSON, MEDIA, answered_in
from api.pages import graphiql_page
from api.rates import Rates
from api.receipts import Receipts, secret_of
from api.requests import read_request
from api.responses import Responses
from api.schema import Schema, build_schema
from graph.driver import Graph
from graph.model import MODEL
from graph.plan import Planner
from graph.settings import Settings

GRAPHQL = "/graphql"
"""The path of the endpoint."""
GONE = 499
"""What is logged where the caller left before the answer."""


def make_schema() -> Schema:
    """The schema of ArmsGraph."""
    return build_schema(MODEL)


def graphql_route(
    graph: Graph,
    settings: Settings,
    authenticator: Authenticator,
    documents: Documents,
) -> Route:
    """The ``/graphql`` endpoint over a graph."""
    schema = make_schema()
    planner = Planner(schema.core, MODEL, settings.max_page_size)
    receipts = Receipts(schema.as_str, secret_of(settings))
    executor = Executor(planner, graph, settings, receipts)
    return Route(GRAPHQL, Endpoint(executor, settings, authenticator, documents))


class Endpoint:
    """The ASGI application that answers GraphQL requests, and browsers with a page."""

    def __init__(
        self,
        executor: Executor,
        settings: Settings,
        authenticator: Authenticator,
        documents: Documents,
    ) -> None:
        self._executor = executor
        self._authenticator = authenticator
        self._documents = documents
        self._settings = settings
        self._responses = Responses(settings.http_edition, settings.max_cost)
        self._rates = Rates(settings.rate, settings.burst)
        self._gate = Gate(Room.of(settings))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = graphiql_page(request) or await self._respond(request)
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        media = answered_in(request.headers.get("accept", ""))
        if media is None:
            message = f"The answer comes as {' or '.join(MEDIA)}; accept one of them."
            return self._responses.refused(Refused(406, message), JSON)
        try:
            caller = await self._caller(request)
            asked = await read_request(request, self._settings)
            asked = await self._documents.admitted(asked, caller)
            answer = await self._answer(request, asked, caller)
            tell_cost = bool(asked.extensions and asked.extensions.get("cost"))
            return self._responses.answered(answer, media, tell_cost=tell_cost)
        except Refused as refused:
            return self._responses.refused(refused, media)
        except CallerGone:
            return Response(status_code=GONE)
        except Exception as error:
            unforeseen = GraphQLError("", original_error=error)
            return self._responses.answered(Answer(errors=[unforeseen]), media)

    async def _caller(self, request: Request) -> Caller:
        """Who asks, and may ask again; a bad key counts as a request of its address."""
        proxies = self._settings.trusted_proxies
        address = caller_of(request.scope, trusted_proxies=proxies)
        try:
            caller = await self._authenticator.caller(request.headers, address)
        except Refused:
            self._charge(address)
            raise
        self._charge(caller.id)
        if caller.role is not None:
            structlog.contextvars.bind_contextvars(caller=caller.id)
        return caller

    def _charge(self, caller: str) -> None:
        wait = self._rates.take(caller, time.monotonic())
        if wait:
            seconds = math.ceil(wait)
            message = f"Too many requests; come back in {seconds} s."
            raise Refused(
                429,
                message,
                code="RATE_LIMITED",
                details={"limit": "rate", "allowed": self._settings.rate},
                headers={"Retry-After": str(seconds)},
            )

    async def _answer(self, request: Request, asked: Asked, caller: Caller) -> Answer:
        with WhileThere(request.receive):
            try:
                await self._gate.enter(caller.id)
            except Overloaded:
                raise overloaded(
                    "Too much is asked at once; come back later."
                ) from None
            try:
                return await self._executor.execute(
                    asked, caller, only_queries=request.method != "POST"
                )
            except NotAQuery:
                message = "Send operations that change something by POST."
                raise Refused(405, message, headers={"Allow": "POST"}) from None
            finally:
                self._gate.leave(caller.id)
