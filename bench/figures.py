"""What is kept of a run: some figures per question and contender, a file per size."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from bench.runs import Results
from bench.timing import Times

FOLDER = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Figures:
    """One contender on one question: seconds at concurrency 1, answers a second."""

    median: float
    p95: float
    rate: float
    failed: bool

    @classmethod
    def of(cls, times: Times) -> Figures:
        """The figures of what was measured."""
        return cls(times.median, times.p95, times.rate, times.failed)


@dataclass(frozen=True, slots=True)
class Run:
    """What a run found, by question and contender, and where it was measured.

    ``memory`` are the bytes of each service before and after.
    """

    sales: int
    where: list[str]
    figures: dict[str, dict[str, Figures]]
    memory: dict[str, tuple[int, int]]

    @classmethod
    def of(cls, results: Results, *, sales: int, where: list[str]) -> Run:
        """What is kept of the results."""
        figures = {
            question: {name: Figures.of(own) for name, own in times.items()}
            for question, times in results.times.items()
        }
        return cls(sales, where, figures, results.memory)

    @property
    def contenders(self) -> list[str]:
        """Everyone who was measured, the floor first."""
        return list(dict.fromkeys(n for own in self.figures.values() for n in own))

    def save(self, folder: Path = FOLDER) -> None:
        """Keep the run, in place of the last one of its size."""
        folder.mkdir(exist_ok=True)
        text = orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2)
        (folder / f"{self.sales}.json").write_bytes(text + b"\n")


def kept_runs(folder: Path = FOLDER) -> list[Run]:
    """The last run of each size, the smallest first."""
    found = [_run(orjson.loads(file.read_bytes())) for file in folder.glob("*.json")]
    return sorted(found, key=lambda run: run.sales)


def _run(kept: dict[str, Any]) -> Run:
    figures = {
        question: {name: Figures(**own) for name, own in times.items()}
        for question, times in kept["figures"].items()
    }
    memory = {name: (before, after) for name, (before, after) in kept["memory"].items()}
    return Run(kept["sales"], kept["where"], figures, memory)
