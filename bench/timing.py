"""How long answers take, sampled in turns, so that noise meets all alike."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from statistics import median, quantiles

from bench.client import HttpError
from bench.contenders import Ask

BURST = 0.03
"""Seconds that one contender is asked before it is another's turn."""
SLICE = 0.4
"""Seconds of one sample of throughput."""
FEW = 4
"""How many ask at once while caches and compilers settle."""


@dataclass(slots=True)
class Times:
    """What was measured of one contender on one question.

    ``latencies`` are seconds at concurrency 1, ``rates`` answers a second under load.
    ``failed`` says that it gave up under load.
    """

    latencies: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    failed: bool = False

    @property
    def median(self) -> float:
        """The median latency in seconds."""
        return median(self.latencies)

    @property
    def undisturbed(self) -> float:
        """The latency that a quarter of the answers stay below, in seconds.

        What else a machine does only ever adds to latencies, and less to these.
        """
        return sorted(self.latencies)[len(self.latencies) // 4]

    @property
    def p95(self) -> float:
        """The latency that 95 of 100 answers stay below, in seconds."""
        if len(self.latencies) < 2:
            return self.latencies[0]
        return quantiles(self.latencies, n=20, method="inclusive")[-1]

    @property
    def rate(self) -> float:
        """The median of the samples of throughput, in answers a second."""
        return 0.0 if self.failed or not self.rates else median(self.rates)


async def sample_latency(
    asks: Mapping[str, Ask], times: Mapping[str, Times], *, seconds: float
) -> None:
    """Ask one question at a time, in bursts by turns, for some seconds each."""

    async def burst(name: str) -> None:
        times[name].latencies += await _latencies(asks[name])

    await _by_turns(list(asks), burst, seconds=seconds)


async def sample_throughput(
    asks: Mapping[str, Ask],
    times: Mapping[str, Times],
    *,
    workers: int,
    seconds: float,
) -> None:
    """Keep some workers asking, for one contender after the other, by turns."""

    async def sample(name: str) -> None:
        if times[name].failed:
            await asyncio.sleep(SLICE)
            return
        try:
            times[name].rates.append(await _rate(asks[name], workers))
        except HttpError:
            times[name].failed = True

    await _by_turns(list(asks), sample, seconds=seconds)


async def warm_up(asks: Mapping[str, Ask], *, seconds: float) -> None:
    """Let every contender's caches and compilers settle, for some seconds each."""

    async def settle(name: str) -> None:
        await _rate(asks[name], FEW)

    await _by_turns(list(asks), settle, seconds=seconds)


async def _by_turns(
    names: list[str], sample: Callable[[str], Awaitable[None]], *, seconds: float
) -> None:
    """Sample each until it has had its seconds, another one first in each round."""
    spent = dict.fromkeys(names, 0.0)
    while waiting := [name for name in names if spent[name] < seconds]:
        for name in waiting:
            started = time.perf_counter()
            await sample(name)
            spent[name] += time.perf_counter() - started
        names = names[1:] + names[:1]


async def _latencies(ask: Ask) -> list[float]:
    latencies: list[float] = []
    started = now = time.perf_counter()
    while now - started < BURST:
        before = now
        await ask(0, len(latencies))
        now = time.perf_counter()
        latencies.append(now - before)
    return latencies


async def _rate(ask: Ask, workers: int) -> float:
    started = time.perf_counter()

    async def work(worker: int) -> int:
        turn = 0
        while turn == 0 or time.perf_counter() - started < SLICE:
            await ask(worker, worker + turn)
            turn += 1
        return turn

    working = [asyncio.ensure_future(work(worker)) for worker in range(workers)]
    # Whoever fails, the others end before it is somebody else's turn.
    await asyncio.wait(working)
    answers = sum(one.result() for one in working)
    return answers / (time.perf_counter() - started)
