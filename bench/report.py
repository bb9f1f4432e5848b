"""Runs as tables: on the terminal, and in bench/README.md beside a plot."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.data import settings_of
from bench.figures import Figures, Run, kept_runs
from bench.runs import WORKERS

README = Path(__file__).parent / "README.md"
PLOT = Path(__file__).parent / "results.svg"
START, END = "<!-- results -->", "<!-- end of results -->"

WIDTH = 140
"""Columns of the tables, also on narrower terminals."""

Cell = Callable[[Figures], str]
Rows = list[list[str]]


def latency(figures: Figures) -> str:
    """Median and 95th percentile in milliseconds."""
    return f"{milliseconds(figures.median)} ({milliseconds(figures.p95)})"


def throughput(figures: Figures) -> str:
    """Answers a second, or that errors came instead."""
    if figures.failed:
        return "fails"
    return f"{figures.rate:,.0f}" if figures.rate >= 10 else f"{figures.rate:.1f}"


def milliseconds(seconds: float) -> str:
    """Milliseconds with three digits that count."""
    value = seconds * 1000
    if value < 10:
        return f"{value:.2f}"
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def latency_rows(run: Run) -> Rows:
    """A row per question: latencies, and each as a multiple of the floor's."""
    return list(_rows(run, latency, lambda f, floor: f.median / floor.median))


def throughput_rows(run: Run) -> Rows:
    """A row per question: throughput, and each as a multiple of the floor's."""
    return list(_rows(run, throughput, lambda f, floor: f.rate / floor.rate))


def _rows(
    run: Run, cell: Cell, ratio: Callable[[Figures, Figures], float]
) -> Iterator[list[str]]:
    names = run.contenders
    for question, figures in run.figures.items():
        row = [in_words(question), cell(figures["floor"])]
        for name in names[1:]:
            known = figures.get(name)
            row.append(cell(known) if known else "–")
            row.append(f"{ratio(known, figures['floor']):.2f}" if known else "–")
        yield row


def header(run: Run) -> list[str]:
    """The columns of either table."""
    return ["question", "floor", *(c for n in run.contenders[1:] for c in (n, "×"))]


def growth_rows(small: Run, large: Run) -> Rows:
    """A row per question: how many times as long each takes on the larger graph."""
    names = [name for name in small.contenders if name in large.contenders]
    return [
        [in_words(question), *(_growth(before, after, name) for name in names)]
        for question, before in small.figures.items()
        if (after := large.figures.get(question)) is not None
    ]


def _growth(before: dict[str, Figures], after: dict[str, Figures], name: str) -> str:
    if name not in before or name not in after:
        return "–"
    return f"{after[name].median / before[name].median:.2g}"


def in_words(question: str) -> str:
    """The name of a question in words."""
    return question.replace("_", " ")


def show(run: Run, out: Console) -> None:
    """Print the tables."""
    out.width = max(out.width, WIDTH)
    for title, rows in _tables(run):
        table = Table(*header(run), title=title, box=None, title_justify="left")
        for column in table.columns:
            column.no_wrap = True
        for column in table.columns[1:]:
            column.justify = "right"
        for row in rows:
            table.add_row(*row)
        out.print(table, "")
    for line in memory_lines(run):
        out.print(line)


def _tables(run: Run) -> Iterator[tuple[str, Rows]]:
    yield (
        "Latency of one question at a time in ms, median (95th percentile), "
        "and the median as a multiple of the floor's",
        latency_rows(run),
    )
    yield (
        f"Answers a second with {WORKERS} questions at a time, "
        "and as a multiple of the floor's",
        throughput_rows(run),
    )


def memory_lines(run: Run) -> list[str]:
    """What each service holds in memory."""
    return [
        f"{name}: {before >> 20} MB at the start, {after >> 20} MB at the end"
        for name, (before, after) in run.memory.items()
    ]


def machine(neo4j_version: str, sales: int, seconds: float) -> list[str]:
    """Where, with what and by which command it was measured."""
    engine = settings_of(sales)
    ram = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 30
    return [
        f"Measured on {datetime.now(UTC):%Y-%m-%d} by "
        f"`make bench ARGS='--sales {sales} --seconds {seconds:g} --save'`.",
        f"{_processor()}, {os.cpu_count()} cores shared by engine, services and load; "
        f"{ram} GB; {platform.system()} {platform.release()}.",
        f"Neo4j {neo4j_version} Community, heap {engine.heap}, "
        f"page cache {engine.page_cache}; "
        f"Python {platform.python_version()}; driver {version('neo4j')} with "
        f"rust-ext; the real sales and {sales:,} generated ones.",
    ]


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.partition(": ")[2] for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def write(run: Run) -> None:
    """Keep the run, and put all that are kept into the README and its plot."""
    # Measuring does without matplotlib, which comes with the extra `bench` alone.
    from bench.plot import draw

    run.save()
    runs = kept_runs()
    draw(runs, PLOT)
    text = README.read_text()
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    README.write_text(f"{before}{START}\n\n{as_markdown(runs)}\n\n{END}{after}")


def as_markdown(runs: Sequence[Run]) -> str:
    """What the README says of some runs, the smallest first."""
    return "\n\n".join(_markdown(runs))


def _markdown(runs: Sequence[Run]) -> Iterator[str]:
    yield f"![Median latency as a multiple of the floor's]({PLOT.name})"
    if len(runs) > 1:
        small, large = runs[0], runs[-1]
        names = [name for name in small.contenders if name in large.contenders]
        yield f"### From {small.sales:,} to {large.sales:,} sales"
        yield "How many times as long a question takes, by the medians."
        yield _table(["question", *names], growth_rows(small, large))
    for run in runs:
        yield f"### {run.sales:,} sales"
        yield "\n".join(run.where)
        for title, rows in _tables(run):
            yield f"{title}:"
            yield _table(header(run), rows)
        yield "Memory of the services:"
        yield "\n".join(f"- {line}" for line in memory_lines(run))


def _table(columns: Sequence[str], rows: Rows) -> str:
    rule = ["---", *("---:" for _ in columns[1:])]
    return "\n".join(f"| {' | '.join(line)} |" for line in (columns, rule, *rows))
