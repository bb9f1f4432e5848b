"""What sets the structure as of one day apart from that as of an earlier one.

A change counts where its day lies behind the first day, and not behind the second: so
the changes of days that follow each other add up. A partial day counts where one of its
days does, or strictly, where all of them do.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from graph.arguments import Tree
from graph.changes import DATES, beginning, of_link, of_node, structure
from graph.comparisons import value
from graph.declare import Direction, Model, NodeType, Relation, RelationshipType
from graph.entries import Entry
from graph.errors import BadUserInput
from graph.filters import follow
from graph.predicates import all_of
from graph.query import (
    All,
    Beyond,
    Compare,
    Either,
    End,
    Follow,
    LastOf,
    Links,
    Operator,
    Part,
    Predicate,
    Quantifier,
    Read,
    Related,
    Source,
    Value,
)
from graph.values import day_after, first_day, last_day
from graph.view import View

Observe: TypeAlias = Callable[[Value, Callable[[Any], Hashable]], Any]

OUT: Direction = "out"
IN: Direction = "in"


@dataclass(frozen=True, slots=True)
class _About:
    """The node that changes must touch."""

    label: str
    id: Value

    @property
    def where(self) -> Predicate:
        return Compare(Read("node", "id"), Operator.EQ, self.id)


def diff(
    model: Model, view: View, trees: Mapping[str, Tree], observe: Observe
) -> tuple[Entry, ...]:
    """The changes between two days.

    Raises :class:`BadUserInput` for a second day that lies before the first, and for an
    id of what is no part of the structure.
    """
    lie_between = _between(trees["from"], trees["to"], observe, strict=view.strict)
    about = _about(model, trees, observe)
    return tuple(_Changes(model, view, lie_between, about).entries())


def _between(
    first: Value, last: Value, observe: Observe, *, strict: bool
) -> Callable[[Read], list[Predicate]]:
    """What a day must satisfy to count, in a form that an index can begin with.

    In text order, a partial day lies before the days in it: so where one of its days is
    enough, an index is read from the year on.
    """
    observe(Value(parts=(first, last)).checked(_in_order), lambda _: None)
    after, until = first.checked(last_day), last.checked(_behind)
    since, to = first.checked(_behind), last.checked(last_day)
    year = since.checked(lambda day: day[:4])

    def all_of_its_days(day: Read) -> list[Predicate]:
        return [
            Compare(day, Operator.GT, after),
            Compare(day, Operator.LT, until),
            Compare(LastOf(day), Operator.LT, until),
        ]

    def one_of_its_days(day: Read) -> list[Predicate]:
        return [
            Compare(day, Operator.GTE, year),
            Compare(day, Operator.LTE, to),
            Compare(LastOf(day), Operator.GTE, since),
        ]

    return all_of_its_days if strict else one_of_its_days


def _behind(day: str) -> str:
    return day_after(first_day(day))


def _in_order(days: list[str]) -> None:
    first, last = days
    if first_day(first) > last_day(last):
        raise BadUserInput(
            f"Query.diff(to:): {last!r} lies before {first!r}, from which changes are "
            "asked for; send a later day, or turn the two round"
        )


def _about(model: Model, trees: Mapping[str, Tree], observe: Observe) -> _About | None:
    if trees.get("about") is None:
        return None
    id: Value = trees["about"]
    labels = sorted(
        {label for edge in structure(model) for pair in edge.ends for label in pair}
    )

    def label_of(raw: str) -> str:
        node = model.of_id(raw)
        if node is None or node.label not in labels:
            prefixes = ", ".join(f"'{model.nodes[x].prefix}:'" for x in labels)
            raise BadUserInput(
                f"Query.diff(about:): {raw!r} is no part of the structure; "
                f"ids here begin with {prefixes}"
            )
        return node.label

    return _About(observe(id, label_of), id)


@dataclass(frozen=True, slots=True)
class _Changes:
    """Finds what was begun or ended on days that count."""

    model: Model
    view: View
    lie_between: Callable[[Read], list[Predicate]]
    about: _About | None

    def entries(self) -> Iterator[Entry]:
        for node, date in beginning(self.model):
            yield from self._of_node(node, date)
        for edge in structure(self.model):
            source = None if edge.timeless else self._links(edge)
            if source is not None:
                yield from self._of_links(edge, source)

    # Nodes

    def _of_node(self, node: NodeType, date: str) -> Iterator[Entry]:
        touching = [] if self.about is None else list(self._touching(node, self.about))
        if self.about is not None and not touching:
            return
        day = Read("node", date)
        where = all_of(
            *self.lie_between(day),
            self.view.of_node(node),
            Either(tuple(touching)) if touching else None,
        )
        part = Part(All(node.label, self.view.known_at), where, day, Read("node", "id"))
        yield of_node(node, part)

    def _touching(self, node: NodeType, about: _About) -> Iterator[Predicate]:
        """What a node must satisfy to touch another: being it, or joined to it.

        Nodes of one type touch each other through links, which are changes themselves.
        """
        if node.label == about.label:
            yield about.where
            return
        for relation in node.relations.values():
            if about.label in relation.targets:
                source = self._follow(node.label, relation)
                yield Related(Quantifier.SOME, source, about.where)

    def _follow(self, owner: str, relation: Relation) -> Follow:
        """A relation, whoever states it."""
        return follow(self.model, owner, relation, View(known_at=self.view.known_at))

    # Links

    def _of_links(self, edge: RelationshipType, source: Source) -> Iterator[Entry]:
        for kind, date in DATES.items():
            day = Read("link", date)
            where = all_of(*self.lie_between(day), self._at_end(edge))
            part = Part(source, where, day, Read("link", "id"))
            yield of_link(edge, kind, part)

    def _at_end(self, edge: RelationshipType) -> Predicate | None:
        """What must be true at the end of a link that counts."""
        assert edge.structure is not None
        if edge.structure.where is None:
            return None
        true = Compare(Read("node", edge.structure.where), Operator.EQ, value(True))
        return Related(Quantifier.SOME, End("end", self.view.known_at), true)

    def _links(self, edge: RelationshipType) -> Source | None:
        """The links of a type that touch what is asked about; None if none can."""
        known, about = self.view.known_at, self.about
        if about is None:
            return Links(edge.type, self.view.of_change(edge), known=known)
        node = All(about.label, known)
        ((start, end),) = edge.ends
        if start == end == about.label:
            return Beyond(node, about.where, self._step(edge, "both", end))
        for own, other, direction in ((start, end, OUT), (end, start, IN)):
            step = self._step(edge, direction, other)
            if own == about.label:
                return Beyond(node, about.where, step)
            relation = self._owning(about.label, own)
            if relation is not None:
                near = Beyond(node, about.where, self._follow(about.label, relation))
                return Beyond(near, None, step)
        return None

    def _step(
        self, edge: RelationshipType, direction: Direction | Literal["both"], other: str
    ) -> Follow:
        return Follow(
            edge.type,
            direction,
            (other,),
            sole=True,
            one=False,
            required=False,
            shared=True,
            link=self.view.of_change(edge),
            known=self.view.known_at,
        )

    def _owning(self, owner: str, label: str) -> Relation | None:
        """The relation of a node type to all nodes of a label that belong to it."""
        types = {
            relation.type
            for relation in self.model.nodes[label].relations.values()
            if relation.required and not relation.many and owner in relation.targets
        }
        for relation in self.model.nodes[owner].relations.values():
            if relation.type in types and label in relation.targets:
                return relation
        return None
