"""Something that is read from elsewhere and kept at hand for a while.

Requests use what is at hand. Where it has been read :attr:`~AtHand.reread` seconds
ago, it is read again behind them; where that is :attr:`~AtHand.stale` seconds ago, they
wait until it is. However many wait, it is read once.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import InitVar, dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")
V = TypeVar("V")


@dataclass(slots=True)
class AtHand(Generic[T]):
    """What ``read`` gives, at most ``stale`` seconds old."""

    read: Callable[[], Awaitable[T]]
    first: InitVar[T]
    reread: float
    stale: float
    _value: T = field(init=False)
    _read_at: float = field(init=False, default=-math.inf)
    _reading: asyncio.Task[None] | None = field(init=False, default=None)

    def __post_init__(self, first: T) -> None:
        self._value = first

    async def get(self) -> T:
        """What is at hand; raises what reading it raises where that is too old."""
        age = self._age()
        if age > self.stale:
            await self._newly_read()
        elif age > self.reread:
            self._begin()
        return self._value

    async def newer(self, pause: float) -> T:
        """The same, but not older than ``pause`` seconds."""
        if self._age() > pause:
            await self._newly_read()
        return self._value

    async def close(self) -> None:
        """End the reading that is under way."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    def _age(self) -> float:
        return time.monotonic() - self._read_at

    async def _newly_read(self) -> None:
        # Others wait for the same; they do so on where one is gone.
        await asyncio.shield(self._begin())

    def _begin(self) -> asyncio.Task[None]:
        if self._reading is None:
            self._reading = asyncio.create_task(self._read())
            self._reading.add_done_callback(self._end)
        return self._reading

    async def _read(self) -> None:
        begun = time.monotonic()
        self._value = await self.read()
        self._read_at = begun

    def _end(self, task: asyncio.Task[None]) -> None:
        self._reading = None
        # Whoever waited has been told; behind requests there is a next time.
        _ = task.cancelled() or task.exception()


async def find(kept: AtHand[Mapping[str, V]], id: str, *, pause: float) -> V | None:
    """What is kept under an id; None where none was, at most ``pause`` seconds ago.

    Raises as :meth:`AtHand.get` does.
    """
    known = await kept.get()
    if id not in known:
        known = await kept.newer(pause)
    return known.get(id)
