"""What mutations come to: values that their statement has once they are written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from typing import Any

from graph.query import Value


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one mutation wrote; ``fell`` and ``weakened`` say what a retraction did."""

    id: str | None = None
    changed: bool = False
    fell: tuple[str, ...] = ()
    weakened: tuple[str, ...] = ()


NAMES = tuple(f.name for f in fields(Outcome))


def leaves_of(outcomes: Iterable[Outcome]) -> list[Any]:
    """The leaves that follow those of the variables."""
    return [
        list(value) if isinstance(value, tuple) else value
        for outcome in outcomes
        for value in astuple(outcome)
    ]


@dataclass(slots=True)
class Payloads:
    """Tells where the outcomes of mutations stand, as these are planned in order.

    ``leaves`` are those of the variables, ``label`` is that of the node which the
    current mutation writes, where its type does not say so.
    """

    leaves: int
    begun: int = 0
    label: str | None = None

    def begin(self, label: str | None = None) -> None:
        """Go on to the next mutation."""
        self.begun += 1
        self.label = label

    def value(self, name: str) -> Value:
        """Something of the current mutation's outcome."""
        before = self.leaves + (self.begun - 1) * len(NAMES)
        return Value(slot=before + NAMES.index(name))
