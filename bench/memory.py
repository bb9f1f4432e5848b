"""Whether a service holds its memory while it answers questions very often."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bench.contenders import Ask
from bench.services import Service

WORKERS = 4
SAMPLES = 20
SETTLED = SAMPLES // 4
"""Samples after which caches are full and a process has what memory it needs."""
GROWTH = 1.05
"""How many times the memory of then it may take at the end."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Answers that were given, and bytes that the process held after them."""

    answers: list[int]
    held: list[int]

    @property
    def growth(self) -> float:
        """The last of the memory as a multiple of what it was once settled."""
        return self.held[-1] / self.held[SETTLED]

    @property
    def flat(self) -> bool:
        """Whether it no longer grows."""
        return self.growth <= GROWTH

    def lines(self) -> Iterator[str]:
        """What was seen, a line each."""
        for answers, held in zip(self.answers, self.held, strict=True):
            yield f"{answers:8,} answers  {held >> 20:5} MB"


async def watch(service: Service, asks: Sequence[Ask], *, answers: int) -> Watch:
    """Ask a service in turns, thousands of times, and look at its memory meanwhile."""
    marks = [answers * i // SAMPLES for i in range(SAMPLES + 1)]
    held = [service.memory()]
    for begun, done in pairwise(marks):
        await _ask(asks, range(begun, done))
        held.append(service.memory())
    return Watch(marks, held)


async def _ask(asks: Sequence[Ask], times: range) -> None:
    turns = iter(times)

    async def work(worker: int) -> None:
        for turn in turns:
            await asks[turn % len(asks)](worker, turn)

    await asyncio.gather(*map(work, range(WORKERS)))
