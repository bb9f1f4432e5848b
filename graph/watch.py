"""Notices that Neo4j no longer answers, and that it answers again.

A server that is paused, or behind a network that swallows what it is sent, refuses
nothing: whoever asks it would wait as long as a statement may run. So while somebody
waits for long, the server is asked for next to nothing over a connection of its own.
Where it does not answer that in time, all who wait are told at once that it is away,
and so are all who ask until it answers again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from graph.errors import GraphUnavailable

STEPS = 7
"""In how many steps a ping is waited for: what this process spends on something else
meanwhile, and cannot hear an answer, counts as one."""
LONG = 0.3
"""Seconds that a statement runs before anybody wonders about it."""
PAUSE = 0.1
"""Seconds between two looks."""
AWAY = "The graph database does not answer."

log = logging.getLogger(__name__)


class Watch:
    """Watches one server on behalf of all who wait for its answers.

    ``ping`` raises where the server does not answer, which it may take ``timeout``
    seconds to do, perhaps over a new connection; ``lost`` is called once when it is
    found to be away.
    """

    def __init__(
        self,
        ping: Callable[[], Awaitable[None]],
        lost: Callable[[], None],
        *,
        timeout: float,
    ) -> None:
        self._ping = ping
        self._lost = lost
        self._timeout = timeout
        self._waiting: dict[asyncio.Timeout, float] = {}
        self._is_away = False

    @asynccontextmanager
    async def within(self, seconds: float | None) -> AsyncIterator[None]:
        """Wait for the server in the block, for so long at most.

        Raises :class:`TimeoutError` behind that, and :class:`GraphUnavailable` as soon
        as the server is found to be away.
        """
        if self._is_away:
            raise GraphUnavailable(AWAY)
        try:
            async with asyncio.timeout(seconds) as deadline:
                self._waiting[deadline] = asyncio.get_running_loop().time()
                try:
                    yield
                finally:
                    del self._waiting[deadline]
        except TimeoutError:
            if self._is_away:
                raise GraphUnavailable(AWAY) from None
            raise

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            await asyncio.sleep(PAUSE)
            if self._is_away or self._has_waited_long():
                await self._look()

    def _has_waited_long(self) -> bool:
        # They stand in the order in which they came.
        first = next(iter(self._waiting.values()), None)
        now = asyncio.get_running_loop().time()
        return first is not None and now - first > LONG

    async def _look(self) -> None:
        if await self._answers():
            if self._is_away:
                log.info("Neo4j answers again")
            self._is_away = False
            return
        if not self._is_away:
            log.warning("Neo4j does not answer")
            self._is_away = True
            self._lost()
        now = asyncio.get_running_loop().time()
        for deadline in self._waiting:
            # One that is over already cannot be brought forward.
            with suppress(RuntimeError):
                deadline.reschedule(now)

    async def _answers(self) -> bool:
        ping = asyncio.ensure_future(self._ping())
        try:
            for _ in range(STEPS):
                await asyncio.wait({ping}, timeout=self._timeout / STEPS)
                if ping.done():
                    return ping.exception() is None
        finally:
            ping.cancel()
        return False
