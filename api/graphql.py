"""GraphQL over HTTP: requests in, responses out.

Follows the GraphQL-over-HTTP specification: ``POST`` with a JSON body, ``GET`` for
queries, ``application/graphql-response+json`` or ``application/json`` by ``Accept``.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.errors import Refused
from api.execution import Executor, NotAQuery
from api.negotiation import JSON, MEDIA, answered_in
from api.pages import graphiql_page
from api.requests import read_request
from api.responses import Responses
from api.schema import Schema, build_schema
from graph.driver import Graph
from graph.model import MODEL
from graph.plan import Planner
from graph.settings import Settings


def make_schema() -> Schema:
    """The schema of ArmsGraph."""
    return build_schema(MODEL)


def graphql_route(graph: Graph, settings: Settings) -> Route:
    """The ``/graphql`` endpoint over a graph."""
    planner = Planner(make_schema().core, MODEL, settings.max_page_size)
    executor = Executor(planner, graph)
    return Route("/graphql", Endpoint(executor, Responses(settings.http_edition)))


class Endpoint:
    """The ASGI application that answers GraphQL requests, and browsers with a page."""

    def __init__(self, executor: Executor, responses: Responses) -> None:
        self._executor = executor
        self._responses = responses

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
            return await self._answer(request, media)
        except Refused as refused:
            return self._responses.refused(refused, media)

    async def _answer(self, request: Request, media: str) -> Response:
        asked = await read_request(request)
        try:
            answer = await self._executor.execute(
                asked, only_queries=request.method != "POST"
            )
        except NotAQuery:
            message = "Send operations that change something by POST."
            raise Refused(405, message, headers={"Allow": "POST"}) from None
        return self._responses.answered(answer, media)
