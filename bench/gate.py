"""Whether ArmsGraph is near enough to the floor, on any machine, however noisy.

Both are asked in turns within milliseconds, so that noise meets both, and the quickest
quarters of their answers are compared; so is a question as of a day with the same
question without one. What seems too slow is measured again before it is held to be so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import orjson

from bench.contenders import Ask
from bench.data import Tell
from bench.questions import Question
from bench.runs import Lineup, agreed
from bench.timing import Times, sample_latency, warm_up

THRESHOLDS = Path(__file__).parent / "thresholds.json"
"""The largest ratio, ArmsGraph to floor, that each question may have."""
AS_OF = 1.3
"""The largest ratio of a question as of a day to the same without one."""
WARM_UPS = 2
"""How often all questions are asked before any is timed."""
WARM_UP = 0.5
SECONDS = (0.6, 2.0, 4.0)
"""How long a contender is sampled: at first, and again where it seems too slow."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one question came out for two contenders; times are in seconds."""

    title: str
    base: str
    base_time: float
    judged: str
    judged_time: float
    limit: float

    @property
    def ratio(self) -> float:
        """The time of who is judged as a multiple of the base's."""
        return self.judged_time / self.base_time

    @property
    def passed(self) -> bool:
        """Whether it is within the limit."""
        return self.ratio <= self.limit

    def __str__(self) -> str:
        return (
            f"{self.title:24} {self.base:>9} {self.base_time * 1000:7.2f} ms  "
            f"{self.judged:>15} {self.judged_time * 1000:7.2f} ms  "
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
        found = await _judge(asks[question.name], question, limits[question.name])
        for verdict in found:
            tell(str(verdict))
        verdicts += found
    return verdicts


async def _judge(
    asks: Mapping[str, Ask], question: Question, limit: float
) -> list[Verdict]:
    times = {name: Times() for name in asks}
    for seconds in SECONDS:
        await sample_latency(asks, times, seconds=seconds)
        quick = {name: own.undisturbed for name, own in times.items()}
        verdicts = [
            Verdict(question.title, base, quick[base], name, quick[name], most)
            for (base, name), most in zip(pairwise(asks), (limit, AS_OF), strict=False)
        ]
        if all(verdict.passed for verdict in verdicts):
            break
    return verdicts
