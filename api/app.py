"""The web application: GraphQL, its pages, and the probes that say how it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import orjson
from fastapi import APIRouter, FastAPI, Response
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.exports import exports_route
from api.graphql import graphql_route
from api.logs import RequestLog
from api.pages import pages_router
from graph.driver import Graph
from graph.engine import Stage
from graph.errors import GraphError, GraphTimeout, GraphUnavailable
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

EXPOSED = ["Retry-After", "X-Cost", "X-Cost-Limit", "X-Request-ID"]
"""Headers that pages of allowed origins may read."""

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


def create_app(
    settings: Settings, server: Server, *, data_version: DataVersion, status: Status
) -> FastAPI:
    """The application over a server, which need not answer yet."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with server.connect(timeout=settings.query_timeout) as graph:
            app.include_router(readiness_router(graph, data_version, status))
            app.router.routes.insert(0, graphql_route(graph, settings))
            app.router.routes.insert(1, exports_route(graph, settings))
            yield

    app = FastAPI(
        title="ArmsGraph",
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    if settings.allowed_origins is not None:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins.split(","),
            allow_methods=["GET", "POST"],
            allow_headers=["Content-Type", "X-Request-ID"],
            expose_headers=EXPOSED,
        )
    # The last is the outermost.
    app.add_middleware(RequestLog)
    app.add_middleware(SecurityHeaders)
    app.include_router(pages_router(with_schema=settings.introspection))

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
    response.headers["Retry-After"] = "1"
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
