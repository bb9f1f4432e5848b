"""How the ordinary way reads: a statement per resolver, or per batch of a loader."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import neo4j
from strawberry.dataloader import DataLoader
from strawberry.fastapi import BaseContext

Properties = dict[str, Any]
Loader = DataLoader[str, list[Properties]]


class Context(BaseContext):
    """What one request reads with."""

    def __init__(self, driver: neo4j.AsyncDriver, database: str) -> None:
        super().__init__()
        self._driver = driver
        self._database = database
        self._loaders: dict[str, Loader] = {}
        self._running: dict[str, asyncio.Future[list[list[Any]]]] = {}

    async def run(self, cypher: str, params: Properties) -> list[list[Any]]:
        """The rows of a statement."""
        async with self._driver.session(
            database=self._database, default_access_mode=neo4j.READ_ACCESS
        ) as session:
            result = await session.run(cypher, params)
            return [record.values() async for record in result]

    async def run_once(self, cypher: str, params: Properties) -> list[list[Any]]:
        """The rows of a statement that several resolvers of one request need."""
        if cypher not in self._running:
            running = asyncio.ensure_future(self.run(cypher, params))
            self._running[cypher] = running
        return await self._running[cypher]

    def related(self, pattern: str) -> Loader:
        """The loader of the nodes ``m`` of a pattern from ``n``, each with its link."""
        if pattern not in self._loaders:
            self._loaders[pattern] = DataLoader(self._batch(pattern))
        return self._loaders[pattern]

    def node(self, label: str) -> Loader:
        """The loader of single nodes of a label, each alone in its list."""
        if label not in self._loaders:
            text = (
                f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) "
                "RETURN id, [properties(n)]"
            )
            self._loaders[label] = DataLoader(self._load(text))
        return self._loaders[label]

    def _batch(
        self, pattern: str
    ) -> Callable[[Sequence[str]], Awaitable[list[list[Properties]]]]:
        text = (
            f"UNWIND $ids AS id MATCH {pattern} WHERE n.id = id WITH id, l, m "
            "ORDER BY l.id RETURN id, collect(m {.*, link: properties(l)})"
        )
        return self._load(text)

    def _load(
        self, text: str
    ) -> Callable[[Sequence[str]], Awaitable[list[list[Properties]]]]:
        async def load(ids: Sequence[str]) -> list[list[Properties]]:
            found = dict(await self.run(text, {"ids": list(ids)}))
            return [found.get(id, []) for id in ids]

        return load
