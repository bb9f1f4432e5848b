"""Pieces of Cypher text, and what is bound where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from textwrap import indent
from typing import TypeVar

Key = TypeVar("Key")
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Scope:
    """What the current node, link, chain, entry, record and score are called.

    ``facts`` has the node's properties, where they are not read from the node as it is
    now. ``origin`` is the node from which the link was reached. ``search`` is what a
    search found; the current path of it is the chain, ``step`` the place of a step.
    ``late`` takes clauses that go before the projection of the current row, where
    there is one; those of an ``uncertain`` label must not multiply it. ``gathered`` is
    a list of all nodes of the connection, ``found`` one of all its entries, ``group``
    the current group.
    """

    node: str = ""
    facts: str = ""
    link: str = ""
    origin: str = ""
    chain: str = ""
    entry: str = ""
    record: str = ""
    search: str = ""
    step: str = ""
    score: str = ""
    late: list[str] | None = None
    uncertain: bool = False
    gathered: str = ""
    found: Found | None = None
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A list of entries, each a map of what it carries, and the variables of those."""

    name: str
    scope: Scope


@dataclass(slots=True)
class Group:
    """The variables of a group: of its keys by name, of its aggregates by text.

    ``values`` are the keys' values, a node's id; ``given`` the expressions of those
    keys that are values. ``scope`` is that of the nodes grouped. Aggregates that are
    ``inline`` have no variables.
    """

    scope: Scope
    inline: bool = False
    keys: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Matched:
    """Clauses that bind a source's variables, and the scope they open.

    ``conditions`` belong into the ``WHERE`` of the last clause; ``names`` are the
    variables that are needed from there on.
    """

    clauses: tuple[str, ...]
    scope: Scope
    names: tuple[str, ...]
    conditions: tuple[str, ...] = ()
    bind: str = ""
    """A clause that binds the facts of the node, once those conditions hold."""
    at: str = ""
    """The instant at which the facts must have been held."""
    label: str | None = None
    """The label of which every node is matched."""
    unwound: bool = False
    """Whether conditions need a projection before them."""
    joins: bool = False
    """Whether conditions on related nodes may be put as matches: the database is then
    free to begin at their end."""


def quoted(identifier: str) -> str:
    """An identifier of the model in back-ticks, which inside it are doubled."""
    return "`" + identifier.replace("`", "``") + "`"


def subquery(keyword: str, clauses: list[str]) -> str:
    """A subquery of some clauses: ``COLLECT { … }``."""
    return f"{keyword} {{\n{indent(chr(10).join(clauses), '  ')}\n}}"


def call(variables: list[str], clauses: list[str]) -> str:
    """A subquery that goes on from some variables: ``CALL (a) { … }``."""
    return subquery(f"CALL ({', '.join(variables)})", clauses)


def where(conditions: Sequence[str]) -> list[str]:
    """A clause of some conditions, if there are any."""
    return [f"WHERE {' AND '.join(conditions)}"] if conditions else []


def alike(things: Iterable[tuple[Key, Thing]]) -> list[tuple[Key, list[Thing]]]:
    """Things by keys that are equal, which need not be hashable."""
    found: list[tuple[Key, list[Thing]]] = []
    for key, thing in things:
        for other, others in found:
            if key == other:
                others.append(thing)
                break
        else:
            found.append((key, [thing]))
    return found
