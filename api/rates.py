"""How often each caller may ask: a bucket of tokens that fills at a steady rate.

Of each bucket only the moment is kept at which it will be full again.
"""

from __future__ import annotations

from collections import OrderedDict

MOST_CALLERS = 100_000
"""Callers that are remembered; of more, those who asked longest ago are forgotten."""


class Rates:
    """The buckets of all callers; ``rate`` is in tokens a second, 0 for no limit."""

    def __init__(self, rate: float, burst: int) -> None:
        self._each = 1 / rate if rate else 0.0
        self._room = (burst - 1) * self._each
        self._full: OrderedDict[str, float] = OrderedDict()

    def take(self, caller: str, now: float) -> float:
        """Take a token; the seconds until there is one, 0 where it was taken."""
        if not self._each:
            return 0.0
        full = max(self._full.get(caller, now), now)
        wait = full - self._room - now
        if wait > 0:
            return wait
        self._full[caller] = full + self._each
        self._full.move_to_end(caller)
        self._forget(now)
        return 0.0

    def _forget(self, now: float) -> None:
        """Forget the callers whose buckets are full, which is as good as new."""
        while self._full:
            caller, full = next(iter(self._full.items()))
            if full > now and len(self._full) <= MOST_CALLERS:
                return
            del self._full[caller]
