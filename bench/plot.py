"""The results as a picture: how many times the floor each contender takes."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from bench.runs import Results
from bench.timing import Times

COLOURS = ("#0b6e99", "#d9822b", "#7a7f87", "#9b3d6d")
HEIGHT = 0.75
"""Of all bars of a question together, of the distance between questions."""


def draw(results: Results, file: Path) -> None:
    """Draw the latencies, as multiples of the floor's, into an SVG file."""
    # Fixed, so that equal results give equal files.
    mpl.rcParams["svg.hashsalt"] = "armsgraph"
    figure = Figure(figsize=(9, 0.62 * len(results.times) + 1.2), layout="constrained")
    axes = figure.add_subplot()
    names = list(dict.fromkeys(n for t in results.times.values() for n in t))[1:]
    thickness = HEIGHT / len(names)
    for place, name in enumerate(names):
        bars = [
            (row + place * thickness, ratio(times[name], times["floor"]))
            for row, times in enumerate(results.times.values())
            if name in times
        ]
        drawn = axes.barh(
            [y for y, _ in bars],
            [times for _, times in bars],
            height=thickness,
            label=name,
            color=COLOURS[place % len(COLOURS)],
        )
        axes.bar_label(drawn, fmt="%.3g", padding=2, fontsize=7)
    axes.axvline(1, color="black", linewidth=1)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}×")
    axes.set_xlabel("median latency, as a multiple of hand-written Cypher (log scale)")
    middles = [row + (HEIGHT - thickness) / 2 for row in range(len(results.times))]
    axes.set_yticks(middles, [question.replace("_", " ") for question in results.times])
    axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0.1)
    figure.legend(frameon=False, loc="outside upper center", ncols=len(names))
    figure.savefig(file, format="svg", metadata={"Date": None})


def ratio(times: Times, floor: Times) -> float:
    """A median latency as a multiple of the floor's."""
    return times.median / floor.median
