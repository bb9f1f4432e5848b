"""The API keys of a graph, at hand, so that no request asks the graph for its key.

They are read again while requests go on: where what is at hand is older than
:data:`REREAD`, in the background, and where it is older than :data:`STALE`, before the
request is let in. So a key that was revoked proves nothing :data:`STALE` seconds later,
in any process. A key that is not at hand is looked for at once, but not more often than
each :data:`PAUSE`, whoever sends however many bad ones.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

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
        self._keys: dict[str, Key] = {}
        self._read_at = -math.inf
        self._reading: asyncio.Task[None] | None = None
        self._noted: dict[str, datetime] = {}
        self._used: dict[str, datetime] = {}
        self._writing: asyncio.Task[None] | None = None

    async def proven(self, token: str) -> Key | None:
        """The key that a token is, expired and revoked ones included; None if none.

        Raises as :meth:`Graph.read` does.
        """
        id = id_of(token)
        key = None if id is None else await self._find(id)
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
        tasks = [t for t in (self._reading, self._writing) if t is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                await self._write_now()

    async def _find(self, id: str) -> Key | None:
        age = time.monotonic() - self._read_at
        if age > STALE or (age > PAUSE and id not in self._keys):
            # Others wait for the same; they do so on where one is gone.
            await asyncio.shield(self._reread())
        elif age > REREAD:
            self._reread()
        return self._keys.get(id)

    def _reread(self) -> asyncio.Task[None]:
        if self._reading is None:
            self._reading = asyncio.create_task(self._read())
            self._reading.add_done_callback(self._end_reading)
        return self._reading

    async def _read(self) -> None:
        begun = time.monotonic()
        self._keys = {key.id: key for key in await read_keys(self._graph)}
        self._read_at = begun

    def _end_reading(self, task: asyncio.Task[None]) -> None:
        self._reading = None
        # Whoever waited has been told; in the background there is a next time.
        _ = task.cancelled() or task.exception()

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
