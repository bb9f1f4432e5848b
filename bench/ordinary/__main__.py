"""Serves the ordinary way on $PORT, from the Neo4j that the environment names."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import neo4j
import uvicorn
from fastapi import FastAPI, Response
from strawberry.fastapi import GraphQLRouter

from bench.ordinary.loading import Context
from bench.ordinary.schema import make_schema
from graph.server import Server, named_server
from graph.settings import Settings


def make_app(server: Server) -> FastAPI:
    """The application over a Neo4j."""
    driver = neo4j.AsyncGraphDatabase.driver(
        server.uri,
        auth=(server.user, server.password),
        notifications_min_severity="OFF",
        telemetry_disabled=True,
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with driver:
            yield

    async def context() -> Context:
        return Context(driver, server.database)

    app = FastAPI(lifespan=lifespan)
    router = GraphQLRouter(make_schema(), context_getter=context)
    app.include_router(router, prefix="/graphql")

    @app.get("/readyz")
    async def readyz() -> Response:
        await driver.verify_connectivity()
        return Response("{}")

    return app


def main() -> None:
    """Serve until SIGTERM."""
    settings = Settings()
    server = named_server(settings)
    assert server is not None, "NEO4J_URI names no Neo4j"
    uvicorn.run(
        make_app(server),
        port=settings.port,
        loop="uvloop",
        http="httptools",
        log_level="warning",
        access_log=False,
    )


if __name__ == "__main__":
    main()
