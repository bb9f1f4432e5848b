"""The API keys of a graph, at hand, so that no request asks the graph for its key.

A key that was revoked proves nothing :data:`STALE` seconds later, in any process. A key
that is not at hand is looked for at once, but not more often than each :data:`PAUSE`,
whoever sends however many bad ones.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

from graph.at_hand import AtHand, find
from graph.driver import Graph
from graph.errors import GraphError
from graph.keys import Key, id_of, proves, read_keys, write_uses

REREAD = 5.0
"""Seconds after which keys are read again, while those at hand are used."""
STALE = 15.0
"""Seconds after which those at hand are used no more."""
PAUSE = 1.0
"""Seconds between two looks for keys that are not at hand."""
USE = timedelta(minutes=1)
"""How exactly the last use of a key is told."""
GATHER = 1.0
"""Seconds in which uses are gathered to be written down together."""

log = logging.getLogger(__name__)


class Keyring:
    """The keys of a graph as they were moments ago, and when each was used last."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._keys: AtHand[Mapping[str, Key]] = AtHand(self._read, {}, REREAD, STALE)
        self._noted: dict[str, datetime] = {}
        self._used: dict[str, datetime] = {}
        self._writing: asyncio.Task[None] | None = None

    async def proven(self, token: str) -> Key | None:
        """The key that a token is, expired and revoked ones included; None if none.

        Raises as :meth:`Graph.read` does.
        """
        id, key = id_of(token), None
        if id is not None:
            key = await find(self._keys, id, pause=PAUSE)
        return key if proves(token, key) else None

    def note_use(self, key: Key) -> None:
        """Have it written down that a key was used just now."""
        now = datetime.now(UTC)
        noted = self._noted.get(key.id)
        if noted is not None and now - noted < USE:
            return
        self._noted[key.id] = self._used[key.id] = now
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())

    async def close(self) -> None:
        """Write down what is left to be."""
        await self._keys.close()
        if self._writing is not None:
            self._writing.cancel()
            await asyncio.gather(self._writing, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                await self._write_now()

    async def _read(self) -> Mapping[str, Key]:
        return {key.id: key for key in await read_keys(self._graph)}

    async def _write(self) -> None:
        await asyncio.sleep(GATHER)
        self._writing = None
        await self._write_now()

    async def _write_now(self) -> None:
        used, self._used = self._used, {}
        if not used:
            return
        try:
            await write_uses(self._graph, used)
        except GraphError as error:
            log.warning("the last use of keys is not written down: %s", error.message)


@asynccontextmanager
async def keyring_of(graph: Graph) -> AsyncIterator[Keyring]:
    """The keyring of a graph, closed on exit."""
    keyring = Keyring(graph)
    try:
        yield keyring
    finally:
        await keyring.close()
