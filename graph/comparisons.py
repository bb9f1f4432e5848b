"""Filters of one value to predicates, and directions to keys of an order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import Enum

from graph.arguments import Tree
from graph.declare import Property, Scalar
from graph.errors import BadUserInput
from graph.query import (
    AsText,
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


def read(declared: Property, of: Entity) -> Expression:
    """The expression that reads a property."""
    return shown(declared, Read(of, declared.name))


def shown(declared: Property, value: Expression) -> Expression:
    """A value of a property, or one of several, as an answer has it."""
    return AsText(value) if declared.kind is Scalar.DATETIME else value


def value(tree: Tree) -> Value:
    """A tree of one scalar, enum value, boolean or list of them as a value."""
    return tree if isinstance(tree, Value) else Value(constant=tree)


def property_key(declared: Property, direction: Tree, of: Entity) -> Key:
    """The key of a property."""
    by, nullable = Read(of, declared.name), not declared.required
    key = keyed(by, direction, nullable=nullable, kind=declared.kind)
    indexed = declared.index and of == "node"
    return replace(key, index=declared.name if indexed else None)


def keyed(
    by: Expression, direction: Tree, *, nullable: bool, kind: Scalar | type[Enum]
) -> Key:
    """The key of an expression with values of a kind."""
    return Key(
        by,
        descending=direction.startswith("DESC"),
        nulls_first=direction.endswith("NULLS_FIRST"),
        nullable=nullable,
        instant=kind is Scalar.DATETIME,
    )
