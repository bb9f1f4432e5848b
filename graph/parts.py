"""Entries of several parts, as Cypher.

Each part of a list is matched on its own; all of them give the same variables: the
entry as a map ``{part, place, id}``, by which entries are ordered and told apart, and
the node, link and chain it is about, null where it is about none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from textwrap import indent
from typing import TYPE_CHECKING, TypeVar

from graph.clauses import Found, Matched, Scope, call, subquery
from graph.query import Paged, Part, Row, Several, This

if TYPE_CHECKING:
    from graph.cypher import Writer

Key = TypeVar("Key")
Thing = TypeVar("Thing")


def at_once(writer: Writer, paged: Paged, source: Several, scope: Scope) -> Scope:
    """The scope of a connection of entries.

    Where more is asked than a page of them, all are found once, before.
    """
    more = paged.counted or paged.passed is not None
    if paged.page is None or not more or scope.late is None:
        return replace(scope, found=None)
    matched = _found(writer, source, scope)
    variables = [f"{key}: {name}" for key, name in _variables(matched.scope).items()]
    gather = [*matched.clauses, f"RETURN {{{', '.join(variables)}}}"]
    name = writer.fresh("a")
    every = f"RETURN {subquery('COLLECT', gather)} AS {name}"
    scope.late.append(call(["*"], [every]))
    return replace(scope, found=Found(name, matched.scope))


def several(writer: Writer, source: Several, scope: Scope) -> Matched:
    if scope.found is None:
        return _found(writer, source, scope)
    each, carried = writer.fresh("x"), _variables(scope.found.scope)
    entry = _fresh(writer, carried)
    names = _variables(entry)
    taken = ", ".join(f"{each}.{key} AS {name}" for key, name in names.items())
    clauses = (f"UNWIND {scope.found.name} AS {each}", f"WITH {taken}")
    return Matched(clauses, entry, tuple(names.values()), unwound=True)


def _found(writer: Writer, source: Several, scope: Scope) -> Matched:
    outer = replace(scope, link="", chain="", entry="", late=None)
    found = [
        (number, part, writer.matched(part.source, outer))
        for number, part in enumerate(source.parts)
    ]
    carried = {key for _, _, m in found for key in _variables(m.scope)}
    entry = _fresh(writer, {"entry", *carried})
    own = [(number, part) for number, part, _ in found if part.source == This()]
    branches = [_own_parts(writer, own, outer, entry)] if own else []
    branches += [
        _part(writer, number, part, matched, entry)
        for number, part, matched in found
        if part.source != This()
    ]
    names = [name for name in (scope.node, scope.facts) if name]
    clauses = (call(names, ["\nUNION ALL\n".join(branches)]),)
    return Matched(clauses, entry, tuple(_variables(entry).values()), unwound=True)


def _variables(scope: Scope) -> dict[str, str]:
    """The variables of an entry by what they are."""
    every = {
        "entry": scope.entry,
        "node": scope.node,
        "facts": scope.facts,
        "link": scope.link,
        "chain": scope.chain,
    }
    return {key: name for key, name in every.items() if name}


def _fresh(writer: Writer, carried: Collection[str]) -> Scope:
    """Variables for all that entries carry."""

    def named(key: str) -> str:
        return writer.fresh(key[0]) if key in carried else ""

    return Scope(
        entry=named("entry"),
        node=named("node"),
        facts=named("facts"),
        link=named("link"),
        chain=named("chain"),
    )


def _own_parts(
    writer: Writer, parts: Sequence[tuple[int, Part]], scope: Scope, entry: Scope
) -> str:
    """All parts about the current node itself: a branch for each would cost more."""
    lists = []
    for where, alike in _alike((part.where, (n, part)) for n, part in parts):
        entries = [_entry(writer, number, part, scope) for number, part in alike]
        own = f"[{', '.join(entries)}]"
        if where is not None:
            own = f"CASE WHEN {writer.predicate(where, scope)} THEN {own} ELSE [] END"
        lists.append(own)
    listed = indent(" +\n".join(lists), "  ")
    unwind = f"UNWIND\n{listed}\nAS {entry.entry}"
    return "\n".join([unwind, _return(entry.entry, scope, entry)])


def _part(
    writer: Writer, number: int, part: Part, matched: Matched, entry: Scope
) -> str:
    clauses = [*matched.clauses, *writer.where(matched, part.where)]
    own = _entry(writer, number, part, matched.scope)
    return "\n".join([*clauses, _return(own, matched.scope, entry)])


def _entry(writer: Writer, number: int, part: Part, scope: Scope) -> str:
    place, id = writer.expression(part.place, scope), writer.expression(part.id, scope)
    return f"{{part: {number}, place: {place}, id: {id}}}"


def _return(own: str, scope: Scope, entry: Scope) -> str:
    """The clause that gives an entry in the variables that all parts have."""
    values = {**_variables(scope), "entry": own}
    columns = [
        f"{values.get(key, 'null')} AS {name}"
        for key, name in _variables(entry).items()
    ]
    return f"RETURN {', '.join(columns)}"


def by_part(writer: Writer, rows: Sequence[Row], scope: Scope) -> str:
    """One of several rows; those that read alike are written once."""
    scope = replace(scope, uncertain=True)
    number = f"{scope.entry}.part"
    branches = []
    for row, parts in _alike((row, n) for n, row in enumerate(rows)):
        items = [number, *(writer.expression(item, scope) for item in row.items)]
        branches.append(f"WHEN {number} IN {parts} THEN {writer.row(items)}")
    return f"CASE\n{indent(chr(10).join(branches), '  ')}\nEND"


def _alike(things: Iterable[tuple[Key, Thing]]) -> list[tuple[Key, list[Thing]]]:
    """Things by keys that are equal, which need not be hashable."""
    found: list[tuple[Key, list[Thing]]] = []
    for key, thing in things:
        for other, alike in found:
            if key == other:
                alike.append(thing)
                break
        else:
            found.append((key, [thing]))
    return found


def this(scope: Scope) -> Matched:
    names = tuple(name for name in (scope.node, scope.facts) if name)
    return Matched((), scope, names, unwound=True)
