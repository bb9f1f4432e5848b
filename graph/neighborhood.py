"""What is around a node: its links by type, direction and label of the other end.

How many there are is asked of the store before any is read. A page of them is cut by
keys, as in any connection; a cursor tells which group it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph.arguments import Tree
from graph.comparisons import value
from graph.cursors import decode_cursor
from graph.declare import Model
from graph.errors import BadUserInput
from graph.filters import follow
from graph.paging import Observe, fingerprint_of
from graph.paths import chosen_labels, chosen_types, labelled, line_of, within
from graph.query import (
    Follow,
    Key,
    Listed,
    Predicate,
    Read,
    Surrounding,
    Value,
)
from graph.search import enum_name
from graph.view import View

DEFAULT_PER_TYPE = 10
DEEPEST = 3
"""How far from its middle a subgraph may reach."""
MOST_BEYOND = 25
"""Links of each group where a subgraph reaches farther than the middle's own links."""
ORDER = (Key(Read("link", "id"), nullable=False),)
"""The order of the links of a group."""


@dataclass(frozen=True, slots=True)
class Group:
    """The links of one type and direction that join nodes of two labels."""

    label: str
    source: Follow

    @property
    def says(self) -> Mapping[str, str]:
        """What tells it from other groups, by the fields that say so."""
        (other,) = self.source.labels
        return {
            "type": self.source.type,
            "direction": self.source.direction.upper(),
            "label": enum_name(other),
        }

    @property
    def coordinate(self) -> str:
        """What its cursors belong to."""
        (other,) = self.source.labels
        line = f"-{self.source.type}-"
        arrow = f"{line}>" if self.source.direction == "out" else f"<{line}"
        return f"Query.neighborhood({self.label}{arrow}{other})"


def groups_of(
    model: Model, label: str, trees: Mapping[str, Tree], view: View
) -> Iterator[Group]:
    """The groups of links that a node may have, of those that are asked for."""
    types = chosen_types(model, trees.get("through"))
    labels = chosen_labels(model, trees.get("types"))
    for relation in model.nodes[label].relations.values():
        source = follow(model, label, relation, view)
        for target in relation.targets:
            if relation.type in types and target in labels:
                sole = source.sole and len(relation.targets) == 1
                yield Group(label, replace(source, labels=(target,), sole=sole))


@dataclass(frozen=True, slots=True)
class Hood:
    """What is asked of the surroundings of a node.

    ``page`` are the arguments of a page of each group, ``size`` is how many links it
    has; ``line`` and ``other`` are what links beyond them must satisfy.
    """

    label: str
    groups: Sequence[Group]
    page: Mapping[str, Tree]
    size: Value
    depth: int
    types: tuple[str, ...]
    line: Predicate | None
    other: Predicate | None
    known: Value | None


def hood_of(
    model: Model,
    label: str,
    trees: Mapping[str, Tree],
    view: View,
    *,
    coordinate: str,
    max_page_size: int,
    observe: Observe,
) -> Hood:
    """What a field with these arguments asks of a node with a label.

    Raises :class:`BadUserInput` where they are out of bounds, or the cursor is none of
    these groups.
    """
    groups = list(groups_of(model, label, trees, view))
    depth = _depth(trees.get("depth"), observe, coordinate)
    most = max_page_size if depth == 1 else min(MOST_BEYOND, max_page_size)
    size = _per_type(trees.get("perType"), most, depth, coordinate)
    observe(size, lambda _: None)
    after = trees.get("after")
    types = chosen_types(model, trees.get("through"))
    return Hood(
        label=label,
        groups=_of_cursor(groups, after, observe, coordinate),
        page={"first": size, "after": after},
        size=size,
        depth=depth if types else 1,
        types=types,
        line=line_of(model, types, view),
        other=labelled(model, trees.get("types")),
        known=view.known_at,
    )


def _of_cursor(
    groups: Sequence[Group], after: Tree, observe: Observe, coordinate: str
) -> Sequence[Group]:
    """The group that a cursor belongs to; all where there is none."""
    if after is None:
        return groups

    def place(text: Any) -> int:
        for i, group in enumerate(groups):
            try:
                decode_cursor(text, fingerprint_of(group.coordinate, ORDER), len(ORDER))
            except BadUserInput:
                continue
            return i
        raise BadUserInput(
            f"{coordinate}(after:): {str(text)[:40]!r} is no cursor of these groups; "
            "send one that a neighborhood of this node returned"
        )

    return [groups[observe(value(after), place)]]


def _depth(tree: Tree, observe: Observe, coordinate: str) -> int:
    check = within(f"{coordinate}(depth:)", DEEPEST)
    depth: int = observe(value(1 if tree is None else tree), check)
    return depth


def _per_type(tree: Tree, most: int, depth: int, coordinate: str) -> Value:
    at_depth = f" at depth {depth}" if depth > 1 else ""

    def check(size: int) -> int:
        if not 0 <= size <= most:
            raise BadUserInput(
                f"{coordinate}(perType:): {size} is out of bounds{at_depth}; "
                f"send 0 to {most}"
            )
        return size

    return value(DEFAULT_PER_TYPE if tree is None else tree).checked(check)


def surrounding(hood: Hood, pages: Sequence[Listed]) -> Surrounding:
    """The subgraph around a node, from the pages of its groups."""
    return Surrounding(
        first=tuple(pages),
        size=hood.size,
        depth=hood.depth,
        types=hood.types,
        line=hood.line,
        other=hood.other,
        known=hood.known,
    )
