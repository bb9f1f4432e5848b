"""The upkeep of the graph, every now and then beside answering questions.

Old things are forgotten, and what a writer that died has left hidden is shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import structlog

from graph.driver import Graph, Statement
from graph.errors import GraphError, GraphTimeout, GraphUnavailable
from graph.feed import ENDS, show_all
from graph.settings import Settings
from graph.upkeep import forget

PAUSE = 3600.0
"""Seconds between two times that what is old is forgotten."""
GLANCE = 5.0
"""Seconds between two looks for changes that nobody has shown."""

log = structlog.get_logger("api.upkeep")


@asynccontextmanager
async def kept_up(graph: Graph, settings: Settings) -> AsyncIterator[None]:
    """Keep a graph up while the block lasts."""
    tasks = [
        asyncio.create_task(_forget(graph, settings)),
        asyncio.create_task(_show(graph)),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _show(graph: Graph) -> None:
    """Show the feed up to its end where whoever wrote that has not come to do it."""
    hidden = None
    while True:
        await asyncio.sleep(GLANCE)
        # Where Neo4j is away, there is nothing to see.
        with suppress(GraphTimeout, GraphUnavailable):
            ((shown, written),) = await graph.read(Statement(ENDS))
            if shown < written and written == hidden:
                await show_all(graph)
            hidden = written


async def _forget(graph: Graph, settings: Settings) -> None:
    days = settings.changes_kept
    while True:
        await asyncio.sleep(PAUSE)
        try:
            kept = None if days is None else timedelta(days=days)
            await forget(graph, changes_kept=kept)
        except GraphError as error:
            log.warning("upkeep failed", exc_info=error)
