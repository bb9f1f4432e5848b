"""How soon is soon: on a machine that does nothing else, and on one that is busy."""

from __future__ import annotations

import os

QUIET = os.environ.get("QUIET") == "1"
"""Whether the machine does nothing but this test, as `make quiet` says."""


def soon(seconds: float, *, busy: float) -> float:
    """The seconds that something may take: on a quiet machine, or on a busy one."""
    return seconds if QUIET else busy
