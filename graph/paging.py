"""``first``, ``after``, ``last``, ``before`` to an order, a limit and bounds.

Pages are cut by keys, not by counting: a cursor holds the values that its row had in
each key of the order, and the next page is what lies beyond them. So a page stays right
while rows are inserted or deleted before it.

Where an index holds the order's first key, the rows are read in its order. It holds no
nulls; rows without the key are a stretch of their own, read only where it is reached.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from graph.arguments import Tree
from graph.comparisons import value
from graph.cursors import decode_cursor
from graph.errors import BadUserInput, LimitExceeded
from graph.predicates import ALWAYS, NEVER, both, either, opposite
from graph.query import (
    Aggregate,
    Compare,
    Counted,
    Depth,
    Expression,
    Facts,
    First,
    Follow,
    GroupValue,
    IsNull,
    Key,
    Listed,
    Not,
    Noted,
    OfEntry,
    Operator,
    Predicate,
    Read,
    Row,
    Score,
    Stretch,
    Value,
)

DEFAULT_PAGE = 20
"""How many nodes a connection gives without ``first`` or ``last``."""

Observe: TypeAlias = Callable[[Value, Callable[[Any], Hashable]], Any]
At: TypeAlias = Sequence[Value | None]
"""A place in an order: the value of each key, None for a null."""


@dataclass(frozen=True, slots=True)
class Paging:
    """One page of a connection: what to read, in the direction it is walked.

    ``size`` is how many rows it holds at most. ``passed`` are the rows on the near side
    of the cursor that the walk began from, None without one.
    """

    size: Value
    order: tuple[Key, ...]
    start: At | None
    stop: At | None
    backward: bool
    fingerprint: str

    @property
    def keys(self) -> Row:
        """The key values that make a row's cursor."""
        return Row(tuple(key.shown for key in self.order))

    @property
    def passed(self) -> Predicate | None:
        """The rows up to the cursor that the walk began from; None without one."""
        if self.start is None:
            return None
        return beyond(_turned(self.order), self.start, inclusive=True)

    def stretch(self) -> Stretch:
        """The rows of the page."""
        bounds = tuple(_bounds(self.order, self.start, self.stop))
        return Stretch(both(bounds) if bounds else None, self.order)

    def stretches(self, *, present: bool) -> list[Stretch]:
        """The same in parts: rows with the first key, and rows without, in order.

        ``present`` says that rows without it are not wanted. Parts that the cursors
        leave out are left out, perhaps all of them.
        """
        first = self.order[0]
        if present or not first.nullable:
            kinds = [False]
        else:
            kinds = [first.nulls_first, not first.nulls_first]
        return [s for missing in kinds if (s := self._stretch(missing=missing))]

    def _stretch(self, *, missing: bool) -> Stretch | None:
        first, *others = self.order
        absent = IsNull(first.by)
        conditions: list[Predicate] = [absent if missing else Not(absent)]
        keys = others if missing else [replace(first, nullable=False), *others]
        for at, walked, ahead in (
            (self.start, keys, True),
            (self.stop, _turned(keys), False),
        ):
            if at is None:
                continue
            if (at[0] is None) == missing:
                conditions.append(beyond(walked, at[1:] if missing else at))
            elif ahead == (missing == first.nulls_first):
                return None
        where = both(conditions)
        hint = None if missing else first.index
        return None if where == NEVER else Stretch(where, tuple(keys), hint)


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
    given = last if backward else first
    argument = f"{coordinate}({'last' if backward else 'first'}:)"
    size = value(DEFAULT_PAGE if given is None else given).checked(
        _in_range(argument, max_page_size)
    )
    # A size that does not fit is refused also where no page is read.
    observe(size, lambda _: None)
    fingerprint = fingerprint_of(coordinate, keys)
    cursors = _Cursors(keys, fingerprint, coordinate, observe)
    after = cursors.at("after", trees.get("after"))
    before = cursors.at("before", trees.get("before"))
    return Paging(
        size,
        _turned(keys) if backward else tuple(keys),
        start=before if backward else after,
        stop=after if backward else before,
        backward=backward,
        fingerprint=fingerprint,
    )


def _turned(keys: Sequence[Key]) -> tuple[Key, ...]:
    return tuple(key.reversed() for key in keys)


def _bounds(
    keys: Sequence[Key], start: At | None, stop: At | None
) -> Iterator[Predicate]:
    if start is not None:
        yield beyond(keys, start)
    if stop is not None:
        yield beyond(_turned(keys), stop)


def beyond(keys: Sequence[Key], at: At, *, inclusive: bool = False) -> Predicate:
    """The rows behind a place in an order, and with ``inclusive`` the row there."""
    key, *others = keys
    further = beyond(others, at[1:], inclusive=inclusive) if others else None
    if (place := at[0]) is None:
        return _beyond_null(key, further, inclusive=inclusive)
    if further is None:
        operator = _UP_TO[key.descending] if inclusive else _PAST[key.descending]
        behind: Predicate = Compare(key.by, operator, place, key.instant)
    else:
        # In this form an index finds the place, by the first of the two conditions.
        same = Compare(key.by, Operator.EQ, place, key.instant)
        up_to = Compare(key.by, _UP_TO[key.descending], place, key.instant)
        behind = both([up_to, opposite(both([same, opposite(further)]))])
    if key.nullable and not key.nulls_first:
        return either([behind, IsNull(key.by)])
    return behind


_PAST = {False: Operator.GT, True: Operator.LT}
_UP_TO = {False: Operator.GTE, True: Operator.LTE}
"""By whether the key descends."""


def _beyond_null(key: Key, further: Predicate | None, *, inclusive: bool) -> Predicate:
    missing = IsNull(key.by)
    if further is None:
        further = ALWAYS if inclusive else NEVER
    if key.nulls_first:
        return either([opposite(missing), further])
    return both([missing, further])


def _in_range(argument: str, largest: int) -> Callable[[Any], int]:
    def check(size: int) -> int:
        message = f"{argument}: {size} is not a page size; send 0 to {largest}"
        if size > largest:
            raise LimitExceeded(message, limit="pageSize", allowed=largest, actual=size)
        if size < 0:
            raise BadUserInput(message)
        return size

    return check


def fingerprint_of(coordinate: str, keys: Sequence[Key]) -> str:
    """What ties a cursor to a connection and its order, by the model's names alone."""
    order = [(_named(k.by), k.descending, k.nulls_first) for k in keys]
    return hashlib.sha256(f"{coordinate} {order}".encode()).hexdigest()[:12]


def _named(expression: Expression) -> str:
    match expression:
        case Read(of, name):
            return f"{of}.{name}"
        case First(Listed(Follow(type_, direction), body)):
            return f"{direction}:{type_}.{_named(body)}"
        case Depth():
            return "depth"
        case GroupValue(name):
            return f"key.{name}"
        case Aggregate(function, of):
            return f"{function}({_named(of) if of else ''})"
        case Counted(Follow(type_, direction)):
            return f"{direction}:{type_}.count"
        case Facts(Follow(type_, direction), _, body):
            return f"{direction}:{type_}.{_named(body)}"
        case Score():
            return "score"
        case OfEntry(which):
            return f"entry.{which}"
        case Noted(which):
            return f"change.{which}"
        case _:
            raise AssertionError(f"{expression} is no key of an order")


@dataclass(frozen=True, slots=True)
class _Cursors:
    """Reads cursors; which keys are null in one is observed, the rest are values."""

    keys: Sequence[Key]
    fingerprint: str
    coordinate: str
    observe: Observe

    def at(self, argument: str, tree: Tree) -> At | None:
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
