"""A connection's one row: what its page, its count and its cursors read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from graph.paging import Paging
from graph.predicates import NEVER
from graph.query import (
    All,
    Both,
    Compare,
    Either,
    Expression,
    Gathered,
    IsNull,
    Listed,
    Not,
    Paged,
    Predicate,
    ReviewedUnder,
    Row,
    Source,
    Stretch,
    Value,
)
from graph.shape import (
    Constant,
    Cursor,
    Field,
    Instance,
    PageCursor,
    PageFact,
    PageRows,
    Shape,
)


@dataclass(slots=True)
class Parts:
    """Which parts of a connection an operation asks for, as its fields are planned.

    ``columns`` are what is read of each row: a column for each time that edges or nodes
    are asked for, and one of key values where a cursor of the page is. ``selective``
    says that some condition is better looked up than the order's first key.
    """

    source: Source
    page: Paging
    where: Predicate | None
    selective: bool
    columns: list[Expression] = field(default_factory=list)
    keys: int | None = None
    facts: list[Expression] = field(default_factory=list)
    walked: bool = False
    counted: bool = False
    near: bool = False
    far: bool = False

    def rows(self, body: Expression, shape: Shape) -> PageRows:
        """Read something of each row."""
        self.walked = True
        self.columns.append(body)
        return PageRows(len(self.columns) - 1, shape)

    def cursor(self, place: int) -> PageCursor:
        """Read the key values of the first row (0) or the last (-1)."""
        self.walked = True
        if self.keys is None:
            self.keys = len(self.columns)
            self.columns.append(self.page.keys)
        return PageCursor(place, self.keys, Cursor(self.page.fingerprint))

    def fact(self, expression: Expression, shape: Shape) -> PageFact:
        """Read something of all nodes together."""
        self.facts.append(expression)
        return PageFact(len(self.facts) - 1, shape)

    def look(self, shape: Shape, *, near: bool) -> Shape:
        """Ask whether there are rows on the near side of the page, or the far one.

        On the near side of a page that begins at no cursor there are none.
        """
        if not near:
            self.walked = self.far = True
        elif self.page.start is None:
            return Constant(False)
        else:
            self.near = True
        return shape

    def expression(self) -> Paged:
        """The connection's row, as far as something asks for it."""
        # One row more than the page holds says whether more follow.
        limit = self.page.size.checked(_one_more) if self.far else self.page.size
        return Paged(
            self.source,
            self.where,
            page=self._listed(limit) if self.walked else None,
            limit=limit if self.far else None,
            counted=self.counted,
            passed=self.page.passed if self.near else None,
            facts=tuple(self.facts),
        )

    @property
    def all_nodes(self) -> tuple[Source, Predicate | None]:
        """Where to find the nodes of all pages, and the condition on them."""
        if isinstance(self.source, ReviewedUnder):
            return Gathered(self.source.lines.known), None
        return self.source, self.where

    def fields(self, fields: Iterable[Field]) -> tuple[Field, ...]:
        """The page's fields; where rows have one column, they read the rows alone."""
        if len(self.columns) != 1:
            return tuple(fields)
        return tuple(_sole(field) for field in fields)

    def _listed(self, limit: Value) -> Listed:
        first, *rest = self._stretches()
        body = self.columns[0] if len(self.columns) == 1 else Row(tuple(self.columns))
        return Listed(self.source, body, first, limit, *rest)

    def _stretches(self) -> list[Stretch]:
        first = self.page.order[0]
        everything = isinstance(self.source, All) and self.source.known is None
        by_index = everything and first.index is not None
        if not by_index or self.selective:
            return [self.page.stretch()]
        parts = self.page.stretches(present=_holds_only_with(self.where, first.by))
        return parts or [Stretch(NEVER, self.page.order)]


def _one_more(size: int) -> int:
    return size + 1


def bare(expression: Expression, shape: Shape) -> tuple[Expression, Shape]:
    """An object of one value as that value, where the object itself is never null."""
    match expression, shape:
        case Row((only,)), Instance(fields):
            return only, Instance(tuple(replace(f, index=None) for f in fields), True)
        case _:
            return expression, shape


def _sole(field: Field) -> Field:
    match field.shape:
        case PageRows() | PageCursor():
            return replace(field, shape=replace(field.shape, index=None))
        case Instance(fields):
            inner = Instance(tuple(_sole(own) for own in fields))
            return replace(field, shape=inner)
        case _:
            return field


def _holds_only_with(where: Predicate | None, expression: Expression) -> bool:
    """Whether a predicate holds for no row in which an expression is null."""
    match where:
        case Compare(left):
            return left == expression
        case Not(IsNull(operand)):
            return operand == expression
        case Both(predicates):
            return any(_holds_only_with(p, expression) for p in predicates)
        case Either(predicates):
            return all(_holds_only_with(p, expression) for p in predicates)
        case _:
            return False
