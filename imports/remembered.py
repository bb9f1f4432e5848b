"""What earlier batches have found in the graph, as long as nobody else changes it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from graph.driver import Run
from graph.record import Change
from imports.batches import Batch, Held

MOST = 200_000
"""Ids that are remembered; with more, all are forgotten."""


class Remembered:
    """The ids that are known to be in the graph, between the batches of an import."""

    def __init__(self) -> None:
        self._ids: dict[str, datetime | None] = {}
        self._as_of: datetime | None = None

    def within(self, change: Change) -> Held:
        """What the graph holds, in the transaction of a batch.

        Nobody else changes facts while it is open. Where somebody did since the last
        one, nothing is remembered.
        """
        if change.since != self._as_of or len(self._ids) > MOST:
            self._ids.clear()
            self._as_of = change.since
        return _Known(change.run, self._ids)

    def add(self, batch: Batch, change: Change) -> None:
        """Remember what a batch has found and, now that it is committed, written."""
        if batch.gone:
            self._ids.clear()
        else:
            self._ids |= batch.known
        if change.facts:
            self._as_of = change.at


class _Known(Held):
    def __init__(self, run: Run, known: dict[str, datetime | None]) -> None:
        super().__init__(run)
        self._known = known

    async def ids(self, label: str, ids: Iterable[str]) -> dict[str, datetime | None]:
        """Those of some ids that there are, asked for only where it is not known."""
        wanted = set(ids)
        unknown = wanted - self._known.keys()
        found = await super().ids(label, unknown) if unknown else {}
        return found | {id: self._known[id] for id in wanted & self._known.keys()}
