"""The processes of an embedded engine, found by the home they work in."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PATIENCE = 60.0
"""Seconds until something that must come is given up."""


def command_lines() -> dict[int, list[str]]:
    """The arguments of every process of this machine."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(OSError):
                text = (folder / "cmdline").read_text(errors="replace")
                found[int(folder.name)] = text.split("\0")[:-1]
    return found


def engine_and_keeper(home: Path) -> list[int]:
    """The engine of a home and its keeper, as far as they run."""
    option = f"--home-dir={home.resolve() / 'neo4j'}"
    return [pid for pid, words in command_lines().items() if option in words]


def engine_of(home: Path) -> int:
    """The one engine of a home."""
    (engine,) = (p for p in engine_and_keeper(home) if not _keeps(p))
    return engine


def keeper_of(home: Path) -> int:
    """The one keeper of a home's engine."""
    (keeper,) = (p for p in engine_and_keeper(home) if _keeps(p))
    return keeper


def _keeps(pid: int) -> bool:
    return any(word.endswith("keeper.py") for word in command_lines()[pid])


def kill(pid: int) -> None:
    """Kill a process as nothing can prevent."""
    os.kill(pid, signal.SIGKILL)


def wait_until(happened: Callable[[], object], what: str) -> None:
    """Wait for something that must come."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, f"not in {PATIENCE:.0f} s: {what}"
        time.sleep(0.05)
