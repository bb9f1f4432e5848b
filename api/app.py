"""The web application: GraphQL, its pages, and the probes that say how it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import APIRouter, FastAPI, Response
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.admission import Admission
from api.documents import documents_of
from api.errors import RETRY
from api.exports import exports_route
from api.following import Follower
from api.graphql import GRAPHQL, graphql_route
from api.identity import Authenticator
from api.logs import FAILED, RequestLog
from api.pages import pages_router
from api.tokens import taken_tokens
from api.upkeep import kept_up
from api.webhooks import delivering
from graph.driver import Graph
from graph.engine import Stage
from graph.errors import GraphError, GraphTimeout, GraphUnavailable
from graph.keyring import keyring_of
from graph.server import Server
from graph.settings import Settings

PROBE_TIMEOUT = 2.0
"""Seconds in which ``/readyz`` answers, also where Neo4j does not."""

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""What every response carries, unless its page sets its own."""

EXPOSED = [
    "Retry-After",
    "WWW-Authenticate",
    "X-Bookmark",
    "X-Cost",
    "X-Cost-Limit",
    "X-Cursor",
    "X-Request-ID",
]
"""Headers that pages of allowed origins may read."""
TAKEN = [
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "X-Bookmark",
    "X-GraphQL-Event-Stream-Token",
    "X-Request-ID",
]
"""Headers that they may send."""

WAITING = {
    Stage.CONNECTING: "The graph database does not answer yet.",
    Stage.RESOLVING: "The graph database is being fetched.",
    Stage.STARTING: "The graph database is starting.",
    Stage.LOADING: "The data are being loaded.",
}

DataVersion = Callable[[Graph], Awaitable[str | None]]
"""Reads the version of the data that a graph holds; None where it holds none."""


@dataclass(slots=True)
class Status:
    """How far the service is on its way to answer questions."""

    stage: Stage = Stage.CONNECTING
    leave: Callable[[], None] = lambda: None
    """Has subscribers leave, for whom the service would wait as it stops."""


class Application(FastAPI):
    """The pages and probes by FastAPI, and GraphQL past all that it does for them.

    ``front`` is what every request meets first.
    """

    graphql: ASGIApp

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.front: ASGIApp = self._choose

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.front(scope, receive, send)

    async def _choose(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan" and scope["path"] == GRAPHQL:
            await self.graphql(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def create_app(
    settings: Settings, server: Server, *, data_version: DataVersion, status: Status
) -> Application:
    """The application over a server, which need not answer yet."""

    only_trusted = settings.documents == "trusted"

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with (
            server.connect(timeout=settings.query_timeout) as graph,
            keyring_of(graph) as keyring,
            kept_up(graph, settings),
            delivering(graph, settings),
            taken_tokens(settings) as tokens,
            documents_of(graph, only_trusted=only_trusted) as documents,
        ):
            app.include_router(readiness_router(graph, data_version, status))
            authenticator = Authenticator(keyring, tokens, anonymous=settings.anonymous)
            admission = Admission(authenticator, settings)
            follower = Follower(graph)
            status.leave = follower.pulse.stop
            route = graphql_route(graph, settings, admission, documents, follower)
            app.router.routes.insert(0, route)
            app.router.routes.insert(1, exports_route(graph, settings, admission))
            app.graphql = route.app
            yield

    app = Application(
        title="ArmsGraph",
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        exception_handlers={Exception: lambda _, __: FAILED},
    )
    if settings.allowed_origins is not None:
        app.front = CORSMiddleware(
            app.front,
            allow_origins=settings.allowed_origins.split(","),
            allow_methods=["DELETE", "GET", "POST", "PUT"],
            allow_headers=TAKEN,
            expose_headers=EXPOSED,
        )
    app.front = SecurityHeaders(RequestLog(app.front))
    with_schema = settings.introspection and settings.anonymous
    app.include_router(pages_router(with_schema=with_schema))

    @app.api_route("/healthz", methods=["GET", "HEAD"])
    async def healthz() -> Response:
        """Whether the process is alive."""
        return _json(200, {"status": "ok"})

    return app


def readiness_router(
    graph: Graph, data_version: DataVersion, status: Status
) -> APIRouter:
    """The route ``/readyz``: whether questions can be answered, and if not, why."""
    router = APIRouter()

    @router.api_route("/readyz", methods=["GET", "HEAD"])
    async def readyz() -> Response:
        if status.stage in WAITING:
            return _not_ready(GraphUnavailable.code, WAITING[status.stage])
        try:
            async with asyncio.timeout(PROBE_TIMEOUT):
                version = await data_version(graph)
        except TimeoutError:
            return _not_ready(GraphTimeout.code, "The graph database is slow.")
        except GraphError as error:
            return _not_ready(error.code, error.message)
        if version is None:
            return _not_ready("NO_DATA", "No data are loaded: run `armsgraph load`.")
        return _json(200, {"status": "ready", "dataVersion": version})

    return router


def _not_ready(code: str, message: str) -> Response:
    body = {"status": "unavailable", "code": code, "message": message}
    response = _json(503, body)
    response.headers.update(RETRY)
    return response


def _json(status: int, body: dict[str, str]) -> Response:
    response = Response(orjson.dumps(body), status, media_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


class SecurityHeaders:
    """ASGI middleware that adds :data:`SECURITY_HEADERS` where they are missing."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.raw = [
            (name.lower().encode(), value.encode())
            for name, value in SECURITY_HEADERS.items()
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                present = {name for name, _ in headers}
                headers += [header for header in self.raw if header[0] not in present]
                message["headers"] = headers
            await send(message)

        await self.app(scope, receive, send_secured)
