"""How often Python looks for garbage in what runs long."""

from __future__ import annotations

import gc


def spare_the_collector() -> None:
    """Keep Python from looking for garbage in what stays for good.

    That would stall requests, and takes a fifth of what an import computes.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(2000, 20, 100)
