"""One run: start the contenders, check that they agree, measure them side by side."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.answers import Disagreement, compare, compare_loosely, data_of
from bench.contenders import Ask, Contender, Floor
from bench.data import Tell
from bench.questions import Question
from bench.services import Program, Service, running
from bench.timing import Times, sample_latency, sample_throughput, warm_up
from graph.server import Server

WORKERS = 16
"""How many ask at once when throughput is measured."""
ALIKE = "query"
"""The dialect whose answers must equal the floor's in every detail."""


@dataclass(frozen=True, slots=True)
class Effort:
    """Seconds that each contender is measured on each question."""

    warm_up: float
    latency: float
    throughput: float


@dataclass(slots=True)
class Results:
    """What a run found, by question and contender."""

    times: dict[str, dict[str, Times]] = field(default_factory=dict)
    memory: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Bytes of each service before and after."""


@dataclass(frozen=True, slots=True)
class Lineup:
    """The contenders of a run, ready to be asked."""

    floor: Floor
    services: Mapping[str, Service]

    @property
    def contenders(self) -> list[Contender]:
        """Everyone, the floor first."""
        return [self.floor, *(service.http for service in self.services.values())]


@asynccontextmanager
async def lineup_of(
    programs: Collection[Program], server: Server, *, logs: Path
) -> AsyncIterator[Lineup]:
    """The floor and a running service for each program."""
    async with AsyncExitStack() as stack:
        floor = Floor(server)
        stack.push_async_callback(floor.close)
        services = {}
        for program in programs:
            log = logs / f"{program.name.replace('/', '-')}.log"
            service = running(program, server, workers=WORKERS, log=log)
            services[program.name] = await stack.enter_async_context(service)
        yield Lineup(floor, services)


async def measure(
    lineup: Lineup, asked: Sequence[Question], effort: Effort, *, tell: Tell
) -> Results:
    """Check and time every question.

    Raises :class:`Disagreement` where two contenders answer differently.
    """
    results = Results()
    before = {name: s.memory() for name, s in lineup.services.items()}
    gc.collect()
    gc.freeze()
    for question in asked:
        tell(question.title)
        asks = await agreed(lineup, question)
        results.times[question.name] = await time_each(asks, effort)
    for name, service in lineup.services.items():
        results.memory[name] = (before[name], service.memory())
    return results


async def agreed(lineup: Lineup, question: Question) -> dict[str, Ask]:
    """How to ask each contender that can be asked, once their answers agree.

    Raises :class:`Disagreement`.
    """
    question = await lineup.floor.located(question)
    asks: dict[str, Ask] = {}
    for contender in lineup.contenders:
        asks |= await _checked(contender, question, lineup.floor, contender.name)
        if contender.knows_days and question.as_of is not None:
            name = as_of(contender.name)
            asks |= await _checked(contender, question.as_of, lineup.floor, name)
    return asks


def as_of(name: str) -> str:
    """The name of a contender when it is asked as of a day."""
    return f"{name} as of"


async def _checked(
    contender: Contender, question: Question, floor: Floor, name: str
) -> dict[str, Ask]:
    """How to ask a contender, by a name, once it agrees; nothing if it cannot be."""
    ask = await contender.ready(question)
    if ask is None:
        return {}
    await _check(contender, ask, await floor.ready(question), question)
    return {name: ask}


async def _check(
    contender: Contender, ask: Ask, floor: Ask, question: Question
) -> None:
    agree = compare if contender.dialect == ALIKE else compare_loosely
    reshape = question.reshape.get(contender.dialect, lambda data: data)
    for turn in range(len(question.variables)):
        try:
            answer = reshape(data_of(await ask(0, turn)))
            agree(answer, data_of(await floor(0, turn)))
        except Disagreement as error:
            raise Disagreement(
                f"{question.title}: {contender.name} disagrees with the floor: {error}"
            ) from None


async def time_each(asks: Mapping[str, Ask], effort: Effort) -> dict[str, Times]:
    """Time every contender on one question."""
    times = {name: Times() for name in asks}
    await warm_up(asks, seconds=effort.warm_up)
    await sample_latency(asks, times, seconds=effort.latency)
    await sample_throughput(asks, times, workers=WORKERS, seconds=effort.throughput)
    return times
