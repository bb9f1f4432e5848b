"""Things in their order, cut into pages by the places that cursors name."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cmp_to_key
from typing import Any, TypeAlias

CURSOR = "cursor of the reference "
"""Begins every cursor, so that none is taken for another text."""


@dataclass(frozen=True, slots=True)
class Key:
    """A value to order by, and which way."""

    value: Any
    direction: str = "ASC"


Place: TypeAlias = tuple[Key, ...]
"""Where something stands in an order."""


def compare(one: Place, other: Place) -> int:
    """Negative where one place comes before another."""
    for a, b in zip(one, other, strict=True):
        if a.value != b.value:
            return _compare(a, b)
    return 0


def _compare(a: Key, b: Key) -> int:
    if a.value is None or b.value is None:
        before = a.direction.endswith("NULLS_FIRST") == (a.value is None)
    else:
        before = (a.value < b.value) != a.direction.startswith("DESC")
    return -1 if before else 1


@dataclass(frozen=True, slots=True)
class Placed:
    """Something in its place; the cursor names the place."""

    item: Any
    place: Place
    cursor: str


@dataclass(frozen=True, slots=True)
class Cursors:
    """The places that cursors name."""

    places: list[Place] = field(default_factory=list)

    def of(self, place: Place) -> str:
        self.places.append(place)
        return f"{CURSOR}{len(self.places) - 1}"

    def place(self, cursor: str | None) -> Place | None:
        if cursor is None:
            return None
        return self.places[int(cursor.removeprefix(CURSOR))]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of things in their order."""

    items: list[Placed]
    has_next: bool
    has_previous: bool


def page_of(
    items: Iterable[tuple[Any, Place]], arguments: Mapping[str, Any], cursors: Cursors
) -> Page:
    """The page that ``first``, ``after``, ``last`` and ``before`` ask for."""
    by_place = cmp_to_key(compare)
    ordered = sorted(items, key=lambda pair: by_place(pair[1]))
    places = [by_place(place) for _, place in ordered]
    start, stop = 0, len(ordered)
    if (after := cursors.place(arguments.get("after"))) is not None:
        start = bisect_right(places, by_place(after))
    if (before := cursors.place(arguments.get("before"))) is not None:
        stop = bisect_left(places, by_place(before))
    kept = ordered[start:stop]
    last, first = arguments.get("last"), arguments.get("first")
    if last is not None:
        has_next, has_previous = stop < len(ordered), len(kept) > last
        kept = kept[max(0, len(kept) - last) :]
    else:
        size = 20 if first is None else first
        has_next, has_previous = len(kept) > size, start > 0
        kept = kept[:size]
    placed = [Placed(item, place, cursors.of(place)) for item, place in kept]
    return Page(placed, has_next, has_previous)
