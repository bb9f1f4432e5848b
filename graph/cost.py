"""How many rows a statement may touch, told from its tree before it runs.

A page counts as many rows as it may have, times those of the page that it is in. A
relation that leads to few counts as :data:`FEW`, whatever page is asked for. What is
read to find, count, order or add up has no limit of its own, and the graph's size is no
property of an operation: it counts as :data:`SCANNED` rows, or :data:`LARGE` for a
relation, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, assert_never

from graph.query import (
    Aggregate,
    All,
    Along,
    Around,
    AsText,
    Begun,
    Beside,
    Between,
    Beyond,
    Both,
    Bound,
    ByLabel,
    ByPart,
    ByType,
    Checks,
    Choice,
    Coalesce,
    Compare,
    Complete,
    Counted,
    DaysAfter,
    Degree,
    Depth,
    Distance,
    Either,
    End,
    Evidence,
    Expression,
    Facts,
    Feed,
    First,
    Follow,
    Found,
    FullText,
    Gathered,
    Given,
    Grouped,
    GroupMembers,
    GroupNode,
    GroupValue,
    HasLabel,
    HasType,
    Holds,
    IsNull,
    Key,
    Known,
    LastOf,
    Led,
    Links,
    Listed,
    Lower,
    Not,
    Noted,
    Nothing,
    Number,
    OfEntry,
    OfPath,
    Operation,
    Operator,
    Overseers,
    Paged,
    Part,
    Passed,
    Predicate,
    Reached,
    Read,
    Referred,
    Related,
    Replaced,
    ReviewedUnder,
    Row,
    Score,
    Several,
    Shares,
    Source,
    StepEnd,
    StepLinks,
    Steps,
    Subordinates,
    Superiors,
    Surrounding,
    This,
    Told,
    TypeOf,
    Value,
    Year,
)

SCANNED = 100
"""Rows that going through all nodes of a label counts as."""
LARGE = 20
"""Rows that following a large relation from one node counts as."""
FEW = 5
"""The same of any other relation to many; on the average there are far less."""
SEARCHED = 10_000
"""Rows that a search for paths counts as."""
AROUND = 200
"""Pages of links that going one link further around a node counts as."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Rows: a fixed number, and others for each of a size that a request brings.

    ``conditions`` are those that the database has to plan for, and the keys of orders:
    that takes it far longer than to read rows.
    """

    fixed: int = 0
    varying: tuple[tuple[Value, Cost], ...] = ()
    conditions: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.fixed + other.fixed,
            self.varying + other.varying,
            self.conditions + other.conditions,
        )

    def times(self, number: int) -> Cost:
        """The cost of doing it so many times."""
        varying = ((size, each.times(number)) for size, each in self.varying)
        return Cost(self.fixed * number, tuple(varying), self.conditions)

    def for_each(self, size: Value) -> Cost:
        """The cost of doing it for each row of a page, or item of a list."""
        if size.varies:
            return Cost(0, ((size, self),), self.conditions)
        return self.times(_number(size.resolve(())))

    def rows(self, leaves: Sequence[Any]) -> int:
        """The rows, given the leaves of one request's variables."""
        rows = self.fixed
        for size, each in self.varying:
            rows += _number(size.resolve(leaves)) * each.rows(leaves)
        return rows


NOTHING = Cost()
ROW = Cost(1)
CONDITION = Cost(conditions=1)


def _number(size: Any) -> int:
    """Items of a list, or rows of a page."""
    return len(size) if isinstance(size, list) else size


def cost_of(operation: Operation) -> Cost:
    """The cost of an operation."""
    return _sum(map(_expression, operation.roots))


def _sum(costs: Iterable[Cost]) -> Cost:
    return sum(costs, NOTHING)


def _expression(expression: Expression) -> Cost:
    """The cost of an expression for one row."""
    match expression:
        case Read() | Given() | Nothing() | Depth() | Evidence() | Score() | Lower():
            return NOTHING
        case GroupValue() | Noted() | Number() | OfEntry() | Told():
            return NOTHING
        case Complete() | OfPath() | Degree() | Distance() | TypeOf() | Along():
            return NOTHING
        case Reached():
            return NOTHING
        case Row(items):
            return _sum(map(_expression, items))
        case ByLabel(cases) | ByType(cases):
            return _greatest([_expression(row) for _, row in cases])
        case ByPart(rows):
            return _greatest([_expression(row) for row in rows])
        case Listed():
            return _listed(expression, None)
        case First(Listed(source, body)):
            return ROW + _first(source) + _expression(body)
        case Counted(source, where):
            return _counted(source, where)
        case Paged():
            return _paged(expression)
        case Aggregate(of=of):
            return NOTHING if of is None else _expression(of)
        case Facts(source, where, body):
            each = ROW + _predicate(where) + _expression(body)
            return each.times(_rows(source))
        case Beside(left, right):
            return _expression(left) + _expression(right)
        case AsText(of) | Year(of) | LastOf(of):
            return _expression(of)
        case Coalesce(of):
            return _sum(map(_expression, of))
        case Choice(where, then, otherwise):
            return _predicate(where) + _expression(then) + _expression(otherwise)
        case DaysAfter(day, days):
            return _expression(day) + _expression(days)
        case _:
            assert_never(expression)


def _first(source: Source) -> Cost:
    """The cost of finding what a source leads to, where that is more than a look-up."""
    match source:
        case Between(line=line, inner=inner):
            return Cost(SEARCHED) + _predicate(line) + _predicate(inner)
        case Surrounding(first, size, depth, line=line, other=other):
            rings = ROW.for_each(size).times(AROUND * (depth - 1))
            links = _sum(_listed(page, None) for page in first)
            return rings + links + _predicate(line) + _predicate(other)
        case _:
            return NOTHING


def _greatest(costs: Sequence[Cost]) -> Cost:
    """The greatest of several costs; their sum, where that varies."""
    total = _sum(costs)
    if total.varying:
        return total
    return replace(total, fixed=max((cost.fixed for cost in costs), default=0))


def _paged(paged: Paged) -> Cost:
    if isinstance(paged.source, Several):
        return _entries(paged, paged.source.parts)
    cost = _sum(map(_expression, paged.facts))
    if paged.page is not None:
        cost += _listed(paged.page, paged.where)
    if paged.counted:
        cost += _counted(paged.source, paged.where)
    if paged.passed is not None:
        cost += _searched(paged.source, paged.where, paged.passed)
    return cost


def _listed(listed: Listed, where: Predicate | None) -> Cost:
    each = ROW + _expression(listed.body)
    source, stretch = listed.source, listed.stretch
    if (ids := _looked_up(stretch.where)) is not None:
        return each.for_each(ids)
    if listed.limit is None:
        return each.times(_rows(source))
    page = _page(source, listed.limit, each)
    by_index = stretch.hint is not None or len(stretch.order) < 2
    if where is None and by_index and not _is_found_whole(source):
        return page
    return page + _searched(source, where, stretch.where, stretch.order)


def _page(source: Source, limit: Value, each: Cost) -> Cost:
    if not isinstance(source, Follow) or source.large:
        return each.for_each(limit)
    most = _rows(source)
    return each.times(most if limit.varies else min(most, _number(limit.resolve(()))))


def _looked_up(where: Predicate | None) -> Value | None:
    """The ids of which nodes are looked up one by one."""
    match where:
        case Compare(Read("node", "id"), Operator.IN, ids):
            return ids
        case _:
            return None


def _counted(source: Source, where: Predicate | None) -> Cost:
    if where is None and _is_counted(source):
        return ROW
    return _searched(source, where)


def _is_counted(source: Source) -> bool:
    """Whether the store itself knows how many nodes a source has."""
    match source:
        case All(known=None) | Follow(link=None, known=None):
            return True
        case _:
            return False


def _searched(
    source: Source,
    where: Predicate | None,
    more: Predicate | None = None,
    keys: Iterable[Key] = (),
) -> Cost:
    """The cost of going through a source to find, order or count some of it."""
    each = ROW + _predicate(where) + _predicate(more)
    each += _sum(CONDITION + _expression(key.by) for key in keys)
    return each.times(_rows(source)) + _within(source)


def _within(source: Source) -> Cost:
    """The cost of conditions that a source itself has."""
    match source:
        case Grouped(inner, where):
            return _predicate(where).times(_rows(inner))
        case _:
            return NOTHING


def _entries(paged: Paged, parts: Sequence[Part]) -> Cost:
    """The cost of entries, which are all found once before a page of them is cut."""
    conditions: list[Predicate | None] = []
    cost = NOTHING
    for part in parts:
        each = ROW + _expression(part.place)
        if part.source != This() or part.where not in conditions:
            each += _predicate(part.where)
            conditions.append(part.where)
        cost += each.times(_rows(part.source))
    if paged.page is not None and paged.page.limit is not None:
        body = ROW + _expression(paged.page.body)
        cost += body.for_each(paged.page.limit)
    return cost


def _is_found_whole(source: Source) -> bool:
    """Whether all of a source is found before a page of it can be cut."""
    return not isinstance(source, All | Follow | Gathered | GroupMembers)


def _rows(source: Source) -> int:
    """Rows that going through a source counts as."""
    match source:
        case All() | FullText() | ReviewedUnder() | Gathered() | Feed():
            return SCANNED
        case GroupMembers() | Checks():
            return LARGE
        case Follow(one=one, large=large):
            return 1 if one else LARGE if large else FEW
        case Referred() | Superiors() | Overseers() | Led() | Bound():
            return FEW
        case Subordinates(_, direct):
            return FEW if direct else LARGE
        case Links(id=id) if id is not None:
            return 1
        case Links(naming=naming):
            return SCANNED if naming is None else FEW
        case Replaced():
            return FEW
        case Beyond(first, where, then):
            return _rows(then) * (1 if where is not None else _rows(first))
        case Several(parts):
            return sum(_rows(part.source) for part in parts)
        case Found():
            return LARGE
        case Passed() | Steps() | StepLinks():
            return FEW
        case Around():
            return SCANNED
        case End() | GroupNode() | This() | Between() | StepEnd() | Surrounding():
            return 1
        case Grouped(inner, _, by):
            rows = _rows(inner)
            for key in by:
                rows *= _rows(key.of) if isinstance(key.of, Follow) else 1
            return rows
        case _:
            assert_never(source)


def _predicate(predicate: Predicate | None) -> Cost:
    """The cost of a predicate for one row."""
    match predicate:
        case None:
            return NOTHING
        case HasLabel() | HasType() | Shares() | Holds() | Known():
            return CONDITION
        case Compare(left=operand) | IsNull(operand):
            return CONDITION + _expression(operand)
        case Begun(day):
            return CONDITION + _expression(day)
        case Both(predicates) | Either(predicates):
            return _sum(map(_predicate, predicates))
        case Not(inner):
            return _predicate(inner)
        case Related(_, source, where, selective):
            rows = 1 if selective else _rows(source)
            return CONDITION + (ROW + _predicate(where)).times(rows)
        case _:
            assert_never(predicate)
