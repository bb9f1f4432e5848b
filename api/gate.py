"""How many operations run at once, in this process and of each caller.

Others wait for their turn, in a queue for each caller; the callers take turns. Where a
queue is full, or a turn does not come in time, the operation is refused.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from dataclasses import dataclass
from typing import TypeAlias

from graph.settings import Settings

Turn: TypeAlias = asyncio.Future[None]


class Overloaded(Exception):
    """There is no room for the operation now."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many operations run and wait, and how many seconds they wait at most."""

    running: int
    running_per_caller: int
    waiting: int
    waiting_per_caller: int
    wait: float

    @classmethod
    def of(cls, settings: Settings) -> Room:
        """The room that is set."""
        return cls(
            settings.max_running,
            settings.max_running_per_caller,
            settings.max_waiting,
            settings.max_waiting_per_caller,
            settings.max_wait,
        )


class Gate:
    """Lets operations in, and the next ones as they leave."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._running: Counter[str] = Counter()
        self._total = 0
        self._queues: OrderedDict[str, deque[Turn]] = OrderedDict()
        self._waiting = 0

    async def enter(self, caller: str) -> None:
        """Let an operation in; whoever called this calls :meth:`leave`.

        Raises :class:`Overloaded`.
        """
        if self._has_room(caller):
            self._let_in(caller)
            return
        queue = self._queues.setdefault(caller, deque())
        full = self._waiting >= self._room.waiting
        if full or len(queue) >= self._room.waiting_per_caller:
            self._tidy(caller)
            raise Overloaded
        await self._turn(caller, queue)

    def leave(self, caller: str) -> None:
        """Let the next operation in."""
        self._total -= 1
        self._running[caller] -= 1
        if not self._running[caller]:
            del self._running[caller]
        if self._queues:
            self._call_next()

    def _has_room(self, caller: str) -> bool:
        return (
            self._total < self._room.running
            and self._running[caller] < self._room.running_per_caller
        )

    def _let_in(self, caller: str) -> None:
        self._total += 1
        self._running[caller] += 1

    async def _turn(self, caller: str, queue: deque[Turn]) -> None:
        turn: Turn = asyncio.get_running_loop().create_future()
        queue.append(turn)
        self._waiting += 1
        try:
            async with asyncio.timeout(self._room.wait):
                await turn
        except BaseException as error:
            self._give_up(caller, queue, turn)
            if isinstance(error, TimeoutError):
                raise Overloaded from None
            raise

    def _give_up(self, caller: str, queue: deque[Turn], turn: Turn) -> None:
        if not turn.cancelled():
            # It came at the moment at which it was given up.
            self.leave(caller)
        elif turn in queue:
            queue.remove(turn)
            self._waiting -= 1
            self._tidy(caller)

    def _call_next(self) -> None:
        for caller in list(self._queues):
            if self._has_room(caller) and self._call(self._queues[caller]):
                self._let_in(caller)
                self._queues.move_to_end(caller)
            self._tidy(caller)

    def _call(self, queue: deque[Turn]) -> bool:
        """Call the next of a queue; False where all have given up."""
        while queue:
            turn = queue.popleft()
            self._waiting -= 1
            if not turn.done():
                turn.set_result(None)
                return True
        return False

    def _tidy(self, caller: str) -> None:
        if caller in self._queues and not self._queues[caller]:
            del self._queues[caller]
