"""How soon is soon: on a machine that does nothing else, and on one that is busy."""

from __future__ import annotations

import os

QUIET = os.environ.get("QUIET") == "1"
"""Whether the machine does nothing but this test, as `make quiet` says."""
BUSY = 10
"""How often as long something may take where the machine is busy."""


def soon(seconds: float) -> float:
    """What takes at most so many seconds on a quiet machine may take so many here."""
    return seconds if QUIET else BUSY * seconds
