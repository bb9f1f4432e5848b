"""Entries of several kinds in one list, in the order of time.

An entry has a *place* in time, a day as text. Entries of one place stand in the order
of their kinds, then of their ids; those without a place come last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from graph.query import Expression, Key, OfEntry, Part, Several

Told: TypeAlias = Expression | str
"""What an entry tells: something read of it, or a word that is known beforehand."""

PLACE = OfEntry("place")
BY_PLACE = Key(PLACE)
TIES = (Key(OfEntry("part"), nullable=False), Key(OfEntry("id"), nullable=False))


@dataclass(frozen=True, slots=True)
class Entry:
    """A kind of entry: its GraphQL type, where such are found and what each tells.

    What it does not tell is null, or an empty list.
    """

    type: str
    part: Part
    facts: Mapping[str, Told] = field(default_factory=dict)


def source_of_entries(entries: tuple[Entry, ...]) -> Several:
    """The source that entries of these kinds are read from."""
    return Several(tuple(entry.part for entry in entries))
