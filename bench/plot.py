"""Runs as a picture: how many times the floor's latency each contender takes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from bench.figures import Run

COLOURS = ("#0b6e99", "#d9822b", "#7a7f87", "#9b3d6d")
HEIGHT = 0.78
"""Of all bars of a question together, of the distance between questions."""
WIDTH = 5.2
"""Of the panel of one run, in inches."""


def draw(runs: Sequence[Run], file: Path) -> None:
    """Draw a panel for each run, side by side, into an SVG file."""
    # Fixed, so that equal results give equal files.
    mpl.rcParams["svg.hashsalt"] = "armsgraph"
    questions = list(dict.fromkeys(q for run in runs for q in run.figures))
    names = list(dict.fromkeys(n for run in runs for n in run.contenders[1:]))
    size = (1.8 + WIDTH * len(runs), 0.66 * len(questions) + 1.3)
    figure = Figure(figsize=size, layout="constrained")
    panels = figure.subplots(1, len(runs), sharex=True, sharey=True, squeeze=False)[0]
    for axes, run in zip(panels, runs, strict=True):
        _panel(axes, run, questions, names)
    panels[0].invert_yaxis()
    figure.supxlabel(
        "median latency as a multiple of hand-written Cypher's (log scale)", fontsize=9
    )
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(
        handles,
        labels,
        frameon=False,
        loc="outside upper center",
        ncols=len(names) + 1,
    )
    figure.savefig(file, format="svg", metadata={"Date": None})


def _panel(axes: Any, run: Run, questions: Sequence[str], names: Sequence[str]) -> None:
    thickness = HEIGHT / len(names)
    for place, name in enumerate(names):
        bars = [
            (row + place * thickness, ratio)
            for row, question in enumerate(questions)
            if (ratio := _ratio(run, question, name)) is not None
        ]
        drawn = axes.barh(
            [y for y, _ in bars],
            [ratio - 1 for _, ratio in bars],
            left=1,
            height=thickness,
            label=name,
            color=COLOURS[place % len(COLOURS)],
        )
        labels = [_label(ratio) for _, ratio in bars]
        axes.bar_label(drawn, labels, padding=2, fontsize=7)
    axes.axvline(1, color="black", linewidth=1, label="hand-written Cypher")
    axes.set_title(f"{run.sales:,} sales", fontsize=10)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}×")
    middle = (HEIGHT - thickness) / 2
    ticks = [row + middle for row in range(len(questions))]
    axes.set_yticks(ticks, [question.replace("_", " ") for question in questions])
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0.14, y=0.02)


def _label(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.3g}"


def _ratio(run: Run, question: str, name: str) -> float | None:
    figures = run.figures.get(question, {})
    if name not in figures:
        return None
    return figures[name].median / figures["floor"].median
