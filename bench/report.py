"""Results as tables: on the terminal, and in bench/README.md beside a plot."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.data import settings_of
from bench.runs import WORKERS, Results
from bench.timing import Times

README = Path(__file__).parent / "README.md"
PLOT = Path(__file__).parent / "results.svg"
START, END = "<!-- results -->", "<!-- end of results -->"

WIDTH = 140
"""Columns of the tables, also on narrower terminals."""

Cell = Callable[[Times], str]
Rows = list[list[str]]


def latency(times: Times) -> str:
    """Median and 95th percentile in milliseconds."""
    return f"{_milliseconds(times.median)} ({_milliseconds(times.p95)})"


def throughput(times: Times) -> str:
    """Answers a second; a dash where errors came instead."""
    if times.failed:
        return "fails"
    return f"{times.rate:,.0f}" if times.rate >= 10 else f"{times.rate:.1f}"


def _milliseconds(seconds: float) -> str:
    value = seconds * 1000
    if value < 10:
        return f"{value:.2f}"
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def contenders(results: Results) -> list[str]:
    """Everyone who was measured, the floor first."""
    return list(dict.fromkeys(n for times in results.times.values() for n in times))


def latency_rows(results: Results) -> Rows:
    """A row per question: latencies, and each as a multiple of the floor's."""
    return list(_rows(results, latency, lambda t, floor: t.median / floor.median))


def throughput_rows(results: Results) -> Rows:
    """A row per question: throughput, and each as a multiple of the floor's."""
    return list(_rows(results, throughput, lambda t, floor: t.rate / floor.rate))


def _rows(
    results: Results, cell: Cell, ratio: Callable[[Times, Times], float]
) -> Iterator[list[str]]:
    names = contenders(results)
    for question, times in results.times.items():
        row = [question.replace("_", " "), cell(times["floor"])]
        for name in names[1:]:
            known = times.get(name)
            row.append(cell(known) if known else "–")
            row.append(f"{ratio(known, times['floor']):.2f}" if known else "–")
        yield row


def header(results: Results) -> list[str]:
    """The columns of either table."""
    names = contenders(results)
    return ["question", "floor", *(c for n in names[1:] for c in (n, "× floor"))]


def show(results: Results, out: Console) -> None:
    """Print the tables."""
    for title, rows in _tables(results):
        table = Table(*header(results), title=title, box=None, title_justify="left")
        for column in table.columns:
            column.no_wrap = True
        for column in table.columns[1:]:
            column.justify = "right"
        for row in rows:
            table.add_row(*row)
        out.print(table, "", width=WIDTH, crop=False)
    for line in memory_lines(results):
        out.print(line)


def _tables(results: Results) -> Iterator[tuple[str, Rows]]:
    yield (
        "Latency of one question at a time: median (95th percentile), ms",
        latency_rows(results),
    )
    yield f"Answers a second, {WORKERS} at a time", throughput_rows(results)


def memory_lines(results: Results) -> list[str]:
    """What each service holds in memory."""
    return [
        f"{name}: {before >> 20} MB at the start, {after >> 20} MB at the end"
        for name, (before, after) in results.memory.items()
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


def write(results: Results, where: list[str]) -> None:
    """Put the results into the README, and the plot beside it."""
    # Measuring does without matplotlib, which comes with the extra `bench` alone.
    from bench.plot import draw

    draw(results, PLOT)
    text = README.read_text()
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    body = "\n\n".join(_markdown(results, where))
    README.write_text(f"{before}{START}\n\n{body}\n\n{END}{after}")


def _markdown(results: Results, where: list[str]) -> Iterator[str]:
    yield "\n".join(where)
    yield f"![Latency as a multiple of the floor]({PLOT.name})"
    for title, rows in _tables(results):
        yield f"**{title}**"
        lines = [
            header(results),
            ["---", *("---:" for _ in header(results)[1:])],
            *rows,
        ]
        yield "\n".join(f"| {' | '.join(line)} |" for line in lines)
    yield "**Memory**"
    yield "\n".join(f"- {line}" for line in memory_lines(results))
