"""Whether ArmsGraph is near enough to the floor, on any machine, however noisy.

Both are asked in turns within milliseconds, so that noise meets both, and the medians
are compared. What seems too slow is measured again before it is held to be so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from bench.contenders import Ask
from bench.data import Tell
from bench.questions import Question
from bench.runs import Lineup, agreed
from bench.timing import Times, sample_latency, warm_up

THRESHOLDS = Path(__file__).parent / "thresholds.json"
"""The largest ratio of medians, ArmsGraph to floor, that each question may have."""
WARM_UPS = 2
"""How often all questions are asked before any is timed."""
WARM_UP = 0.5
SECONDS = (0.6, 2.0, 4.0)
"""How long a contender is sampled: at first, and again where it seems too slow."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one question came out; times are medians in seconds."""

    title: str
    floor: float
    armsgraph: float
    limit: float

    @property
    def ratio(self) -> float:
        """ArmsGraph's median as a multiple of the floor's."""
        return self.armsgraph / self.floor

    @property
    def passed(self) -> bool:
        """Whether it is within the limit."""
        return self.ratio <= self.limit

    def __str__(self) -> str:
        return (
            f"{self.title:24} floor {self.floor * 1000:7.2f} ms  "
            f"ArmsGraph {self.armsgraph * 1000:7.2f} ms  "
            f"ratio {self.ratio:5.2f}  limit {self.limit:5.2f}  "
            + ("ok" if self.passed else "TOO SLOW")
        )


async def judge(
    lineup: Lineup, asked: Sequence[Question], *, tell: Tell
) -> list[Verdict]:
    """Measure every question against its limit, telling each as it is known."""
    limits: dict[str, float] = orjson.loads(THRESHOLDS.read_bytes())
    asks = {question.name: await agreed(lineup, question) for question in asked}
    # A cold engine would make the floor look slow, and hide a loss.
    for _ in range(WARM_UPS):
        for each in asks.values():
            await warm_up(each, seconds=WARM_UP)
    verdicts = []
    for question in asked:
        limit = limits[question.name]
        verdicts.append(await _judge(asks[question.name], question, limit))
        tell(str(verdicts[-1]))
    return verdicts


async def _judge(asks: Mapping[str, Ask], question: Question, limit: float) -> Verdict:
    times = {name: Times() for name in asks}
    for seconds in SECONDS:
        await sample_latency(asks, times, seconds=seconds)
        floor, armsgraph = (times[name].median for name in asks)
        verdict = Verdict(question.title, floor, armsgraph, limit)
        if verdict.passed:
            break
    return verdict
