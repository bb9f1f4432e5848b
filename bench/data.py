"""The graph that is measured on: an engine of the benchmark's own, filled once."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bench.services import free_port
from graph.driver import Statement
from graph.engine import Engine, Stage
from graph.server import Server
from graph.settings import Settings
from seed.generate import generate
from seed.load import DATA, load

HOMES = Path(".armsgraph-bench")
"""Where the engines are kept, one per size, so that data are made once."""
MEMORY: dict[str, Any] = {"ARMSGRAPH_HEAP": "2g", "ARMSGRAPH_PAGE_CACHE": "1g"}
"""The engine's memory unless the environment says otherwise: 100,000 sales fit in."""
TIMEOUT = 600.0

Tell = Callable[[str], None]


@asynccontextmanager
async def graph_of(sales: int, *, tell: Tell) -> AsyncIterator[Server]:
    """A Neo4j with the real data and a number of generated sales beside them."""

    def report(stage: Stage, detail: str = "") -> None:
        tell(f"Neo4j: {stage} {detail}")

    async with Engine(settings_of(sales), report=report) as engine:
        await engine.start()
        await _fill(engine.server, sales, tell=tell)
        yield engine.server


def settings_of(sales: int) -> Settings:
    """The settings of the engine for a number of generated sales."""
    found = Settings()
    own: dict[str, Any] = {
        "ARMSGRAPH_HOME": HOMES / str(sales),
        "ARMSGRAPH_LIB": found.lib or found.home / "neo4j" / "lib",
        "ARMSGRAPH_BOLT_PORT": free_port(),
        "ARMSGRAPH_HTTP_PORT": free_port(),
    }
    memory = {name: size for name, size in MEMORY.items() if name not in os.environ}
    return Settings(**memory, **own)


async def _fill(server: Server, sales: int, *, tell: Tell) -> None:
    async with server.connect(timeout=TIMEOUT) as graph:
        await load(graph, DATA, progress=lambda detail: None)
        if sales:
            await generate(graph, sales, progress=tell)
        await graph.read(Statement("CALL db.awaitIndexes()"))
