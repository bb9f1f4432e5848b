"""Which links lead from node to node: the arguments of paths and neighbourhoods.

Any link may be followed either way. Those believed to be wrong (rank ``DEPRECATED``)
make no path, unless the view names whom to believe.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graph.arguments import Tree
from graph.comparisons import value
from graph.declare import Direction, Model
from graph.errors import BadUserInput
from graph.history import retracted_type
from graph.predicates import all_of, both, either
from graph.query import (
    Between,
    Compare,
    HasLabel,
    HasType,
    Not,
    Operator,
    Predicate,
    Read,
    Value,
)
from graph.search import enum_name
from graph.view import View

DEFAULT_LENGTH = 6
LONGEST = 8
"""Steps of a path at most."""
DEFAULT_COUNT = 1
MOST = 25
"""Paths that may be asked for at once."""
MOST_AVOIDED = 100
"""Nodes that may be avoided at once."""


def between(
    model: Model, trees: Mapping[str, Tree], view: View, coordinate: str
) -> Between:
    """The search for paths that a field with these arguments asks for."""
    through = trees.get("through")
    types = chosen_types(model, through)
    count = _limited(trees.get("k"), DEFAULT_COUNT, f"{coordinate}(k:)", MOST)
    longest = _limited(
        trees.get("maxLength"), DEFAULT_LENGTH, f"{coordinate}(maxLength:)", LONGEST
    )
    return Between(
        start=value(trees["from"]),
        end=value(trees["to"]),
        labels=tuple(model.nodes),
        types=types or tuple(model.relationships),
        chosen=through is not None,
        large=_large(model),
        count=count,
        longest=longest if types else longest.checked(lambda _: 0),
        line=all_of(view.of_path(), line_of(model, types, view)),
        inner=all_of(
            labelled(model, trees.get("types")),
            _elsewhere(trees.get("avoid"), f"{coordinate}(avoid:)"),
        ),
        known=view.known_at,
    )


def _large(model: Model) -> frozenset[tuple[str, Direction]]:
    """The types and directions of which a node may well have hundreds of links."""
    relations = (r for node in model.nodes.values() for r in node.relations.values())
    return frozenset((r.type, r.direction) for r in relations if r.large)


def chosen_types(model: Model, tree: Tree) -> tuple[str, ...]:
    """The types of relationships that an argument names; all where it is missing."""
    if tree is None:
        return tuple(model.relationships)
    return tuple(type_ for type_ in model.relationships if type_ in tree)


def chosen_labels(model: Model, tree: Tree) -> tuple[str, ...]:
    """The labels that an argument names; all where it is missing."""
    if tree is None:
        return tuple(model.nodes)
    return tuple(label for label in model.nodes if enum_name(label) in tree)


def labelled(model: Model, tree: Tree) -> Predicate | None:
    """Whether a node has a label that an argument names, if it names any."""
    if tree is None:
        return None
    return either(HasLabel(label) for label in chosen_labels(model, tree))


def line_of(model: Model, types: Sequence[str], view: View) -> Predicate | None:
    """What links of any of these types must satisfy to count in a view."""
    alike: list[tuple[Predicate | None, list[str]]] = []
    for type_ in types:
        condition = view.of_link(model.relationships[type_])
        same = next((names for known, names in alike if known == condition), None)
        if same is None:
            alike.append((condition, same := []))
        same.append(type_)
    if len(alike) == 1:
        return alike[0][0]
    ever = view.known_at is not None
    return either(_of_type(names, c, ever=ever) for c, names in alike)


def _of_type(
    types: Sequence[str], condition: Predicate | None, *, ever: bool
) -> Predicate:
    retracted = map(retracted_type, types) if ever else ()
    has_type = HasType((*types, *retracted))
    return both([has_type, condition]) if condition else has_type


def _elsewhere(tree: Tree, argument: str) -> Predicate | None:
    if tree is None:
        return None

    def few(ids: list[str]) -> list[str]:
        if len(ids) > MOST_AVOIDED:
            raise BadUserInput(
                f"{argument}: {len(ids)} ids are too many; send {MOST_AVOIDED} at most"
            )
        return ids

    ids = value(tree).checked(few)
    return Not(Compare(Read("node", "id"), Operator.IN, ids))


def _limited(tree: Tree, default: int, argument: str, most: int) -> Value:
    return value(default if tree is None else tree).checked(within(argument, most))


def within(argument: str, most: int, least: int = 1) -> Callable[[Any], int]:
    """Refuses numbers that are out of bounds."""

    def check(number: int) -> int:
        if not least <= number <= most:
            raise BadUserInput(
                f"{argument}: {number} is out of bounds; send {least} to {most}"
            )
        return number

    return check
