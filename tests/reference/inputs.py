"""Hypothesis writes values of GraphQL inputs: literals, variables, and both mixed."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    get_named_type,
    is_input_object_type,
    is_non_null_type,
)
from hypothesis import strategies as st

from graph.declare import Property
from graph.model import MODEL
from tests.reference.rows import World

T = TypeVar("T")

NULLABLE = {"eq", "isNull", "caseInsensitive"}
"""The operators that may be null; no other compares with it."""


class Values:
    """What stands in the rows of a world, to ask for.

    ``whole`` says that no value is missing that the model requires. No dataclass,
    because Hypothesis would show all of its fields.
    """

    def __init__(self, world: World, *, whole: bool) -> None:
        self.whole = whole
        self.ids: dict[str, list[str]] = {}
        for label in MODEL.nodes:
            self.ids[label] = _few(edge.node.id for edge in world.labelled(label))
        found: dict[str, set[Any]] = defaultdict(set)
        rows = [node.values for node in world.nodes.values()]
        rows += [link.values for link in world.all_links()]
        for row in rows:
            for name, value in row.items():
                found[name].update(value if isinstance(value, list) else [value])
        self.by_name = {name: _few(values) for name, values in found.items()}


def _few(values: Iterable[T], most: int = 40) -> list[T]:
    """Some of many values, spread evenly."""
    every = sorted(values)  # type: ignore[type-var]
    return every[:: max(1, len(every) // most)]


@dataclass(slots=True)
class Inputs:
    """Draws values; variables are declared in ``definitions`` as they are used."""

    draw: st.DrawFn
    values: Values
    counts: Counter[str] = field(default_factory=Counter)
    definitions: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)

    def chance(self, one_in: int) -> bool:
        """True once in so many times; what Hypothesis shrinks to is False."""
        return self.draw(st.integers(0, one_in - 1)) == one_in - 1

    def one_of(self, items: Sequence[T]) -> T:
        return self.draw(st.sampled_from(items))

    def some_of(self, items: Sequence[T], *, least: int = 0, most: int = 2) -> list[T]:
        """Several different ones."""
        count = self.draw(st.integers(least, most)) if items else 0
        return list(dict.fromkeys(self.one_of(items) for _ in range(count)))

    def fresh(self, name: str) -> str:
        self.counts[name] += 1
        return f"{name}_{self.counts[name]}"

    # Values

    def json(self, type_: GraphQLInputType, pool: Sequence[Any], depth: int = 3) -> Any:
        """A value that fits a type, from a pool where it is a scalar."""
        match type_:
            case GraphQLNonNull():
                return self.json(type_.of_type, pool, depth)
            case GraphQLList():
                count = self.draw(st.integers(0, 3))
                return [self.json(type_.of_type, pool, depth) for _ in range(count)]
            case GraphQLEnumType():
                return self.one_of(list(type_.values))
            case GraphQLInputObjectType():
                return self._object(type_, pool, depth)
            case _:
                return self._scalar(str(type_), pool)

    def _object(
        self, type_: GraphQLInputObjectType, pool: Sequence[Any], depth: int
    ) -> dict[str, Any]:
        least = int(type_.is_one_of or not self.chance(8))
        most = 1 if type_.is_one_of else 2
        names = self.some_of(self._names(type_, depth), least=least, most=most)
        names += [n for n, f in type_.fields.items() if is_non_null_type(f.type)]
        chosen = dict.fromkeys(names)
        return {name: self._member(type_, name, pool, depth) for name in chosen}

    def _member(
        self, type_: GraphQLInputObjectType, name: str, pool: Sequence[Any], depth: int
    ) -> Any:
        if _may_be_null(type_, name) and self.chance(10):
            return None
        own = range(12) if name == "count" else self.values.by_name.get(name, pool)
        return self.json(type_.fields[name].type, own, depth - 1)

    def _names(self, type_: GraphQLInputObjectType, depth: int) -> list[str]:
        """The fields to choose from; at the end of the depth, none that leads on."""
        names = [
            name
            for name, of in type_.fields.items()
            if depth > 0 or not _is_endless(get_named_type(of.type))
        ]
        if type_.is_one_of and not self.values.whole:
            return [name for name in names if name not in _required()]
        return names

    def _scalar(self, name: str, pool: Sequence[Any]) -> Any:
        match name:
            case "Boolean":
                return self.draw(st.booleans())
            case "Int" | "Money":
                return self.one_of([0, 1, *_numbers(pool)]) % 2**31
            case "Float":
                return self.one_of([0, 1.5, 2e9, *_numbers(pool)])
            case "Date":
                days = [d for d in pool if isinstance(d, str) and d[:4].isdigit()]
                return self.one_of(["2020", "2024-02", *days])
            case "DateTime":
                instants = [d.isoformat() for d in pool if isinstance(d, datetime)]
                return self.one_of(["2026-01-01T00:00:00+02:00", *instants])
            case _:
                return self._text([t for t in pool if isinstance(t, str)] or ["a"])

    def _text(self, pool: Sequence[str]) -> str:
        whole = self.one_of(pool)
        if not self.chance(3):
            return whole
        start = self.draw(st.integers(0, 5))
        return self.one_of([whole[start : start + 3], whole[:4], whole.upper()])

    # Text

    def value(
        self,
        type_: GraphQLInputType,
        value: Any,
        *,
        may_be_null: bool = False,
        alone: bool = False,
    ) -> str:
        """A value in a document: as it stands, or as a variable.

        ``may_be_null`` says that null is an answer, ``alone`` that it is the one key
        of an object.
        """
        if not self.chance(5):
            return self._literal(type_, value)
        modes = ["given", "absent", "required", "default", "overridden"]
        if value is None:
            modes = ["given"]
        elif alone:
            modes = ["required"]
        elif is_non_null_type(type_):
            modes = ["required", "default", "overridden"]
        elif may_be_null:
            modes += ["null", "null by default"]
        return self._variable(self.one_of(modes), type_, value)

    def _variable(self, mode: str, type_: GraphQLInputType, value: Any) -> str:
        name = self.fresh("v")
        endings = {
            "required": "!",
            "default": f" = {literal(type_, value)}",
            "overridden": f" = {literal(type_, value)}",
            "null by default": " = null",
        }
        self.definitions.append(f"${name}: {_bare(type_)}{endings.get(mode, '')}")
        if mode in ("given", "required", "overridden"):
            self.variables[name] = value
        elif mode == "null":
            self.variables[name] = None
        return f"${name}"

    def _literal(self, type_: GraphQLInputType, value: Any) -> str:
        """A literal in which a part may be a variable."""
        match _bare(type_):
            case GraphQLList() as inner if value is not None:
                items = [self.value(inner.of_type, one) for one in value]
                alone = len(items) == 1 and not items[0].startswith("$")
                return items[0] if alone and self.chance(4) else _in_list(items)
            case GraphQLInputObjectType() as inner if value is not None:
                fields = [(n, self._field(inner, n, one)) for n, one in value.items()]
                return _in_object(fields)
            case inner:
                return literal(inner, value)

    def _field(self, type_: GraphQLInputObjectType, name: str, value: Any) -> str:
        return self.value(
            type_.fields[name].type,
            value,
            may_be_null=_may_be_null(type_, name),
            alone=type_.is_one_of,
        )


def _bare(type_: GraphQLInputType) -> GraphQLInputType:
    """A type without its exclamation mark."""
    return type_.of_type if isinstance(type_, GraphQLNonNull) else type_


def _may_be_null(type_: GraphQLInputObjectType, name: str) -> bool:
    of = type_.fields[name].type
    if type_.is_one_of or is_non_null_type(of):
        return False
    return name in NULLABLE or is_input_object_type(get_named_type(of))


@cache
def _is_endless(type_: GraphQLNamedType) -> bool:
    """Whether an input may hold another of its kind."""
    reached: set[GraphQLNamedType] = set()
    open_ = [type_]
    while open_:
        one = open_.pop()
        if isinstance(one, GraphQLInputObjectType):
            new = {get_named_type(f.type) for f in one.fields.values()} - reached
            reached |= new
            open_ += new
    return type_ in reached


@cache
def _required() -> set[str]:
    """The names of what the model requires, besides ids."""
    declared: list[Property] = [*MODEL.every_property()]
    names = {p.name for p in declared if p.required}
    for node in MODEL.nodes.values():
        names |= {r.name for r in node.relations.values() if r.required and not r.many}
    return names - {"id"}


def _numbers(pool: Iterable[Any]) -> list[int]:
    return [n for n in pool if isinstance(n, int) and not isinstance(n, bool)]


def literal(type_: GraphQLInputType, value: Any) -> str:
    """A value as a literal without variables."""
    match _bare(type_):
        case _ if value is None:
            return "null"
        case GraphQLList() as inner:
            return _in_list([literal(inner.of_type, one) for one in value])
        case GraphQLInputObjectType() as inner:
            members = [(n, literal(inner.fields[n].type, v)) for n, v in value.items()]
            return _in_object(members)
        case GraphQLEnumType():
            return str(value)
        case _:
            return json.dumps(value)


def _in_list(items: Iterable[str]) -> str:
    return f"[{', '.join(items)}]"


def _in_object(fields: Iterable[tuple[str, str]]) -> str:
    return f"{{{', '.join(f'{name}: {value}' for name, value in fields)}}}"
