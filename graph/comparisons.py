"""Filters of one value to predicates, and directions to keys of an order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from graph.arguments import Tree
from graph.declare import Property, Scalar
from graph.errors import BadUserInput
from graph.query import (
    Both,
    Compare,
    Entity,
    Expression,
    IsNull,
    Key,
    Lower,
    Not,
    Operator,
    Predicate,
    Read,
    Value,
)

OPERATORS = {
    "eq": Operator.EQ,
    "in": Operator.IN,
    "lt": Operator.LT,
    "lte": Operator.LTE,
    "gt": Operator.GT,
    "gte": Operator.GTE,
    "contains": Operator.CONTAINS,
    "startsWith": Operator.STARTS_WITH,
    "endsWith": Operator.ENDS_WITH,
    "includes": Operator.INCLUDES,
}


def both(predicates: Iterator[Predicate] | Sequence[Predicate] | Any) -> Predicate:
    """The conjunction; a single predicate as it is."""
    parts = tuple(predicates)
    return parts[0] if len(parts) == 1 else Both(parts)


def all_of(*predicates: Predicate | None) -> Predicate | None:
    """The conjunction of those that there are."""
    known = [predicate for predicate in predicates if predicate is not None]
    return both(known) if known else None


def compare(declared: Property, tree: Tree, of: Entity) -> Iterator[Predicate]:
    """The conditions of a property's filter, such as ``{gte: 5, isNull: false}``."""
    left = Read(of, declared.name)
    yield from conditions(
        left, declared.name, tree, instant=declared.kind is Scalar.DATETIME
    )


def conditions(
    left: Expression, of: str, tree: Tree, *, instant: bool = False
) -> Iterator[Predicate]:
    """The conditions of a filter on an expression; ``of`` names it in errors."""
    for name, operand in tree.items():
        if name == "isNull":
            if operand is not None:
                yield IsNull(left) if operand else Not(IsNull(left))
        elif name == "caseInsensitive":
            assert isinstance(left, Read)
            for inner, text in (operand or {}).items():
                yield _comparison(Lower(left), of, inner, text)
        else:
            yield _comparison(left, of, name, operand, instant=instant)


def _comparison(
    left: Expression, of: str, name: str, operand: Tree, *, instant: bool = False
) -> Predicate:
    if operand is None and name == "eq":
        return IsNull(left.of if isinstance(left, Lower) else left)
    if operand is None:
        raise BadUserInput(
            f"{of}: {{ {name}: null }} compares with nothing; "
            "leave it out, or ask for isNull"
        )
    return Compare(left, OPERATORS[name], value(operand), instant)


def read(declared: Property, of: Entity) -> Read:
    """The expression that reads a property."""
    return Read(of, declared.name, instant=declared.kind is Scalar.DATETIME)


def value(tree: Tree) -> Value:
    """A tree of one scalar, enum value, boolean or list of them as a value."""
    return tree if isinstance(tree, Value) else Value(constant=tree)


def property_key(declared: Property, direction: Tree, of: Entity) -> Key:
    """The key of a property."""
    key = keyed(read(declared, of), direction, nullable=not declared.required)
    indexed = _is_ordered_by_index(declared, of)
    return replace(key, index=declared.name if indexed else None)


def keyed(by: Expression, direction: Tree, *, nullable: bool) -> Key:
    """The key of an expression."""
    return Key(
        by,
        descending=direction.startswith("DESC"),
        nulls_first=direction.endswith("NULLS_FIRST"),
        nullable=nullable,
    )


def _is_ordered_by_index(declared: Property, of: Entity) -> bool:
    return declared.index and of == "node" and declared.kind is not Scalar.DATETIME
