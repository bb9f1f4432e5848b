"""Follows the feed for subscribers, each at a pace of its own.

A subscriber's changes are read when it has taken those before: so a slow one holds a
page of them at most, and nobody waits for it. All who have read everything wait for the
feed to grow, which is asked once for all of them.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from api.errors import overloaded
from api.execution import Answer, Subscription, check_kept
from graph.changelog import FOLLOWED
from graph.driver import Graph, Statement
from graph.errors import GraphTimeout, GraphUnavailable
from graph.feed import ENDS, LAST_PLACE
from graph.plan import Plan
from graph.settings import Settings

READERS = 8
"""Subscribers that are read for at once."""
PAUSE = 0.2
"""Seconds between two looks at whether the feed has grown."""
PATIENCE = 1.0
"""Seconds before the graph is asked again that did not answer."""
SILENCE = 12.0
"""Seconds without an answer after which that is said."""

Told = TypeVar("Told")


class Leaving(Exception):
    """The service stops; subscribers may go on at another."""


class Pulse:
    """How far the feed has come, asked for all who wait."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._look: asyncio.Task[int] | None = None
        self._leaving = asyncio.Event()

    def stop(self) -> None:
        """Have all who wait leave."""
        self._leaving.set()

    async def stopped(self) -> None:
        """Wait until all leave."""
        await self._leaving.wait()

    async def last(self) -> int:
        """The number of the last batch that readers see now."""
        ((shown, _),) = await self._graph.read(Statement(ENDS))
        return int(shown)

    async def beyond(self, number: int) -> None:
        """Wait for a batch behind one.

        It looks at least once, as one server of a cluster may be behind another: who
        found nothing new there pauses. Raises :class:`Leaving`, and as
        :meth:`Graph.read` does.
        """
        while True:
            if self._look is None or self._look.done():
                self._look = asyncio.create_task(self._look_again())
            if await asyncio.shield(self._look) > number:
                return

    async def _look_again(self) -> int:
        try:
            async with asyncio.timeout(PAUSE):
                await self._leaving.wait()
        except TimeoutError:
            return await self.last()
        raise Leaving


class Seats:
    """How many subscriptions there are, in this process and of each caller."""

    def __init__(self, settings: Settings) -> None:
        self._most = settings.max_subscriptions
        self._most_of_one = settings.max_subscriptions_per_caller
        self._taken: Counter[str] = Counter()

    @contextmanager
    def taken_by(self, caller: str) -> Iterator[None]:
        """One more while the block lasts; raises :class:`Refused` if there is none."""
        full = self._taken.total() >= self._most
        if full or self._taken[caller] >= self._most_of_one:
            raise overloaded("Too many subscriptions are open; end one of yours first.")
        self._taken[caller] += 1
        try:
            yield
        finally:
            self._taken[caller] -= 1
            if not self._taken[caller]:
                del self._taken[caller]


class Follower:
    """Reads changes for subscriptions, as their plans say."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.pulse = Pulse(graph)
        self._readers = asyncio.Semaphore(READERS)

    async def answers(self, found: Subscription) -> AsyncGenerator[Answer, None]:
        """An answer for each change, from where the plan says, or from now on.

        Where Neo4j goes away, they go on when it is there again. Raises
        :class:`Leaving`, and :class:`CursorExpired` where changes are gone.
        """
        place = await self._start(found.plan, found.leaves)
        while True:
            try:
                last, page = await self._page(found, place)
            except (GraphTimeout, GraphUnavailable):
                await asyncio.sleep(PATIENCE)
                continue
            for at, answer in page:
                place = at
                yield answer
            if len(page) < FOLLOWED:
                place = max(place, (last, LAST_PLACE))
                await self._grown(last)

    async def _start(self, plan: Plan, leaves: Sequence[Any]) -> tuple[int, int]:
        if not plan.resumes:
            return await self.pulse.last(), LAST_PLACE
        ((number, place),) = plan.resumes
        await check_kept(plan.resumes, leaves, self._graph.read)
        return number.resolve(leaves), place.resolve(leaves)

    async def _grown(self, last: int) -> None:
        try:
            await self.pulse.beyond(last)
        except (GraphTimeout, GraphUnavailable):
            await asyncio.sleep(PATIENCE)

    async def _page(
        self, following: Subscription, place: tuple[int, int]
    ) -> tuple[int, list[tuple[tuple[int, int], Answer]]]:
        """The last batch that could be seen, and answers up to it or beyond."""
        leaves = [*following.leaves, *place, FOLLOWED]
        statement = following.plan.statement(leaves)
        async with self._readers, self._graph.reading() as transaction:
            ((last, _),) = await transaction.run(Statement(ENDS))
            (row,) = await transaction.run(statement)
        data, missing = following.plan.read(row)
        assert data is not None
        ((key, changes),) = data.items()
        found = []
        for number, change in enumerate(changes):
            told = None if change["change"] is None else {key: change["change"]}
            errors = following.missing(
                (key, *path[3:]) for path in missing if path[1] == number
            )
            found.append((tuple(change["place"]), Answer(told, errors, executed=True)))
        return last, found


async def with_silences(
    told: AsyncGenerator[Told, None],
) -> AsyncGenerator[Told | None, None]:
    """What is told as it comes, and None each time that nothing came for long."""
    coming: asyncio.Future[Told] | None = None
    try:
        while True:
            coming = coming or asyncio.ensure_future(anext(told))
            await asyncio.wait({coming}, timeout=SILENCE)
            if not coming.done():
                yield None
                continue
            done, coming = coming, None
            try:
                one = done.result()
            except StopAsyncIteration:
                return
            yield one
    finally:
        if coming is not None:
            coming.cancel()
            await asyncio.wait({coming})
        await told.aclose()
