"""GraphQL over HTTP: requests in, responses out.

Follows the GraphQL-over-HTTP specification: ``POST`` with a JSON body, ``GET`` for
queries, ``application/graphql-response+json`` or ``application/json`` by ``Accept``; or
answers as they come, as ``text/event-stream``, each or many over one stream, or over a
WebSocket.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from api.admission import Admission
from api.disconnects import CallerGone, WhileThere
from api.documents import Documents
from api.errors import Refused
from api.events import EventStream, events_of
from api.execution import Asked, Executor, unforeseen
from api.following import Follower
from api.identity import Caller
from api.negotiation import EVENTS, JSON, MEDIA, answered_in
from api.operations import Operations
from api.pages import graphiql_page
from api.receipts import Receipts, secret_of
from api.requests import read_request
from api.responses import Responses
from api.schema import Schema, build_schema
from api.sockets import Sockets
from api.streams import Streams, token_of
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
    admission: Admission,
    documents: Documents,
    follower: Follower,
) -> Route:
    """The ``/graphql`` endpoint over a graph."""
    schema = make_schema()
    planner = Planner(schema.core, MODEL, settings.max_page_size)
    receipts = Receipts(schema.as_str, secret_of(settings))
    executor = Executor(planner, graph, settings, receipts)
    operations = Operations(executor, follower, admission, documents, settings)
    return Route(GRAPHQL, Endpoint(operations, settings))


class Endpoint:
    """The ASGI application that answers GraphQL requests, and browsers with a page."""

    def __init__(self, operations: Operations, settings: Settings) -> None:
        self._operations = operations
        self._settings = settings
        self._responses = Responses(settings.http_edition, settings.max_cost)
        self._sockets = Sockets(operations, settings)
        self._streams = Streams(operations, settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._sockets(scope, receive, send)
            return
        request = Request(scope, receive)
        response = graphiql_page(request) or await self._respond(request)
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> ASGIApp:
        reserves = request.method == "PUT"
        media = JSON if reserves else answered_in(request.headers.get("accept", ""))
        if media is None:
            message = f"The answer comes as {' or '.join(MEDIA)}; accept one of them."
            return self._responses.refused(Refused(406, message), JSON)
        try:
            return await self._answered(request, media)
        except Refused as refused:
            return self._responses.refused(refused, media)
        except CallerGone:
            return Response(status_code=GONE)
        except Exception as error:
            return self._responses.answered(unforeseen(error), media)

    async def _answered(self, request: Request, media: str) -> ASGIApp:
        """The response to a request that may be answered.

        Raises :class:`Refused` and :class:`CallerGone`.
        """
        method, token = request.method, token_of(request)
        if method == "GET" and token is not None:
            self._operations.admission.passing(request.scope)
            return self._streams.open(token, media)
        admission = self._operations.admission
        caller = await admission.caller(request.scope, request.headers)
        match method:
            case "PUT":
                return self._streams.reserve(caller)
            case "DELETE":
                id = request.query_params.get("operationId")
                return self._streams.stop(token, id, caller)
        asked = await read_request(request, self._settings)
        if method == "POST" and token is not None:
            return await self._begun(request, token, asked, caller, media)
        only_queries = method != "POST"
        if media == EVENTS:
            answers = self._operations.answers(
                asked, caller, request.headers, only_queries=only_queries
            )
            return EventStream(events_of(answers))
        with WhileThere(request.receive):
            answer = await self._operations.answer(
                asked, caller, only_queries=only_queries
            )
        tell_cost = bool(asked.extensions and asked.extensions.get("cost"))
        return self._responses.answered(answer, media, tell_cost=tell_cost)

    async def _begun(
        self, request: Request, token: str, asked: Asked, caller: Caller, media: str
    ) -> Response:
        """The response to an operation that is answered over a reserved stream."""
        with WhileThere(request.receive):
            answer = await self._streams.begin(token, asked, caller, request.headers)
        if answer is None or answer.executed:
            return self._responses.accepted(answer)
        return self._responses.answered(answer, media)
