"""The upkeep of the graph, every now and then beside answering questions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import structlog

from graph.driver import Graph
from graph.errors import GraphError
from graph.settings import Settings
from graph.upkeep import forget

PAUSE = 3600.0
"""Seconds between two times."""

log = structlog.get_logger("api.upkeep")


@asynccontextmanager
async def kept_up(graph: Graph, settings: Settings) -> AsyncIterator[None]:
    """Keep a graph up while the block lasts."""
    upkeep = asyncio.create_task(_keep_up(graph, settings))
    try:
        yield
    finally:
        upkeep.cancel()
        with suppress(asyncio.CancelledError):
            await upkeep


async def _keep_up(graph: Graph, settings: Settings) -> None:
    days = settings.changes_kept
    while True:
        await asyncio.sleep(PAUSE)
        try:
            kept = None if days is None else timedelta(days=days)
            await forget(graph, changes_kept=kept)
        except GraphError as error:
            log.warning("upkeep failed", exc_info=error)
