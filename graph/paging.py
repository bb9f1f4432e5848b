"""``first``, ``after``, ``last``, ``before`` to an order, a limit and bounds.

Pages are cut by keys, not by counting: a cursor holds the values that its row had in
each key of the order, and the next page is what lies beyond them. So a page stays right
while rows are inserted or deleted before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from graph.arguments import Tree
from graph.errors import BadUserInput
from graph.filters import beyond, value
from graph.query import Key, Predicate, Row, Value
from graph.shape import decode_cursor

DEFAULT_PAGE = 20
"""How many nodes a connection gives without ``first`` or ``last``."""

Observe: TypeAlias = Callable[[Value, Callable[[Any], Hashable]], Any]


@dataclass(frozen=True, slots=True)
class Paging:
    """One page of a connection: what to read, in the direction it is walked.

    ``limit`` is one row more than the page holds. ``passed`` are the rows on the near
    side of the cursor that the walk began from, None without one.
    """

    limit: Value
    order: tuple[Key, ...]
    bounds: tuple[Predicate, ...]
    passed: Predicate | None
    backward: bool
    fingerprint: str

    @property
    def keys(self) -> Row:
        """The key values that make a row's cursor."""
        return Row(tuple(key.by for key in self.order))


def paging(
    trees: Mapping[str, Tree],
    keys: Sequence[Key],
    *,
    coordinate: str,
    max_page_size: int,
    observe: Observe,
) -> Paging:
    """The page that a connection's arguments ask for under a total order.

    Raises :class:`BadUserInput` for sizes and cursors that do not fit.
    """
    first, last = trees.get("first"), trees.get("last")
    if first is not None and last is not None:
        raise BadUserInput(f"{coordinate}: send first or last, not both")
    backward = last is not None
    fingerprint = _fingerprint(coordinate, keys)
    size = last if backward else first
    cursors = _Cursors(keys, fingerprint, coordinate, observe)
    after = cursors.at("after", trees.get("after"))
    before = cursors.at("before", trees.get("before"))
    reverse = [key.reversed() for key in keys]
    bounds = []
    if after is not None:
        bounds.append(beyond(keys, after))
    if before is not None:
        bounds.append(beyond(reverse, before))
    start = before if backward else after
    passed = None
    if start is not None:
        passed = beyond(keys if backward else reverse, start, inclusive=True)
    limit = value(DEFAULT_PAGE if size is None else size)
    argument = f"{coordinate}({'last' if backward else 'first'}:)"
    return Paging(
        limit.checked(_one_more(argument, max_page_size)),
        tuple(reverse if backward else keys),
        tuple(bounds),
        passed,
        backward,
        fingerprint,
    )


def _one_more(argument: str, largest: int) -> Callable[[Any], int]:
    def check(size: int) -> int:
        if not 0 <= size <= largest:
            raise BadUserInput(
                f"{argument}: {size} is not a page size; send 0 to {largest}"
            )
        return size + 1

    return check


def _fingerprint(coordinate: str, keys: Sequence[Key]) -> str:
    """What ties a cursor to a connection and its order."""
    text = f"{coordinate} {[(k.by, k.descending, k.nulls_first) for k in keys]!r}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class _Cursors:
    """Reads cursors; which keys are null in one is observed, the rest are values."""

    keys: Sequence[Key]
    fingerprint: str
    coordinate: str
    observe: Observe

    def at(self, argument: str, tree: Tree) -> list[Value | None] | None:
        if tree is None:
            return None
        cursor = value(tree)

        def decode(text: Any) -> list[Any]:
            try:
                return decode_cursor(text, self.fingerprint, len(self.keys))
            except BadUserInput as error:
                where = f"{self.coordinate}({argument}:)"
                raise BadUserInput(f"{where}: {error.message}") from None

        def nulls(text: Any) -> Hashable:
            return tuple(part is None for part in decode(text))

        def part(place: int) -> Value:
            return cursor.checked(lambda text: decode(text)[place])

        missing = self.observe(cursor, nulls)
        return [None if null else part(i) for i, null in enumerate(missing)]
