"""Entries of several parts, and links found as such, as Cypher.

Each part of a list is matched on its own; all of them give the same variables: the
entry as a map ``{part, place, id}``, by which entries are ordered and told apart, and
the node, link and chain it is about, null where it is about none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from textwrap import indent
from typing import TYPE_CHECKING, Literal

from graph import history, intervals
from graph.clauses import Matched, Scope, call, quoted
from graph.query import Beyond, Links, Part, Replaced, Row, Several, This, Value

if TYPE_CHECKING:
    from graph.cypher import Writer


def several(writer: Writer, source: Several, scope: Scope) -> Matched:
    outer = replace(scope, link="", chain="", entry="")
    found = [
        (number, part, writer.matched(part.source, outer))
        for number, part in enumerate(source.parts)
    ]
    entry = _variables(writer, [matched.scope for _, _, matched in found])
    own = [(number, part) for number, part, _ in found if part.source == This()]
    branches = [_own_parts(writer, own, outer, entry)] if own else []
    branches += [
        _part(writer, number, part, matched, entry)
        for number, part, matched in found
        if part.source != This()
    ]
    carried = [name for name in (scope.node, scope.facts) if name]
    clauses = (call(carried, ["\nUNION ALL\n".join(branches)]),)
    return Matched(clauses, entry, _bound(entry), unwound=True)


def _variables(writer: Writer, found: Sequence[Scope]) -> Scope:
    """Variables for all that entries of some part carry."""

    def named(letter: str, carried: Sequence[str]) -> str:
        return writer.fresh(letter) if any(carried) else ""

    return Scope(
        entry=writer.fresh("e"),
        node=named("n", [scope.node for scope in found]),
        facts=named("f", [scope.facts for scope in found]),
        link=named("l", [scope.link for scope in found]),
        chain=named("c", [scope.chain for scope in found]),
    )


def _bound(scope: Scope) -> tuple[str, ...]:
    every = (scope.entry, scope.node, scope.facts, scope.link, scope.chain)
    return tuple(name for name in every if name)


def _own_parts(
    writer: Writer, parts: Sequence[tuple[int, Part]], scope: Scope, entry: Scope
) -> str:
    """All parts about the current node itself: a branch for each would cost more."""
    entries = []
    for number, part in parts:
        own = _entry(writer, number, part, scope)
        if part.where is not None:
            own = f"CASE WHEN {writer.predicate(part.where, scope)} THEN {own} END"
        entries.append(own)
    listed = indent(",\n".join(entries), "  ")
    unwind = f"UNWIND [\n{listed}\n] AS {entry.entry}"
    bound = f"WITH {entry.entry}\nWHERE {entry.entry} IS NOT NULL"
    return "\n".join([unwind, bound, _return(entry.entry, scope, entry)])


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
    values = (own, scope.node, scope.facts, scope.link, scope.chain)
    names = (entry.entry, entry.node, entry.facts, entry.link, entry.chain)
    columns = [
        f"{value or 'null'} AS {name}"
        for value, name in zip(values, names, strict=True)
        if name
    ]
    return f"RETURN {', '.join(columns)}"


def by_part(writer: Writer, rows: Sequence[Row], scope: Scope) -> str:
    """One of several rows; those that read alike are written once."""
    scope = replace(scope, uncertain=True)
    number = f"{scope.entry}.part"
    branches = []
    for row, parts in _alike(rows):
        items = [number, *(writer.expression(item, scope) for item in row.items)]
        branches.append(f"WHEN {number} IN {parts} THEN {writer.row(items)}")
    return f"CASE\n{indent(chr(10).join(branches), '  ')}\nEND"


def _alike(rows: Sequence[Row]) -> list[tuple[Row, list[int]]]:
    found: list[tuple[Row, list[int]]] = []
    for number, row in enumerate(rows):
        for other, parts in found:
            if row == other:
                parts.append(number)
                break
        else:
            found.append((row, [number]))
    return found


def this(scope: Scope) -> Matched:
    names = tuple(name for name in (scope.node, scope.facts) if name)
    return Matched((), scope, names, unwound=True)


def end(
    writer: Writer, which: Literal["start", "end"], known: Value | None, scope: Scope
) -> Matched:
    node = writer.fresh("n")
    unwind = f"UNWIND [{which}Node({scope.link})] AS {node}"
    matched = Matched((unwind,), replace(scope, node=node), (node,), unwound=True)
    return writer.as_known(matched, known)


def beyond(writer: Writer, source: Beyond, scope: Scope) -> Matched:
    first = writer.matched(source.first, scope)
    then = writer.matched(source.then, first.scope)
    clauses = (*first.clauses, *writer.where(first, source.where), *then.clauses)
    return replace(then, clauses=clauses)


def links(writer: Writer, source: Links, scope: Scope) -> Matched:
    link, node = writer.fresh("l"), writer.fresh("n")
    matched = Matched(
        (f"MATCH ()-[{link}:{_types(source)}]->({node})",),
        replace(scope, link=link, node=node),
        (link, node),
        conditions=tuple(_conditions(writer, source, link, scope)),
    )
    return writer.as_known(matched, source.known)


def replaced(writer: Writer, source: Replaced, scope: Scope) -> Matched:
    by, strict = source.by, source.strict
    start, node, others, chain = map(writer.fresh, ("n", "n", "s", "c"))
    found, other, link = map(writer.fresh, ("l", "l", "l"))
    types = _types(by)

    def naming(name: str) -> str:
        return f"-[{name}:{types} WHERE {_every(writer, by, name, scope)}]->"

    same = intervals.coincide(f"{link}.`validTo`", "x.`validFrom`", strict=strict)
    ended = f"[x IN {others} WHERE x <> {link} AND {same}]"
    unnamed = replace(by, naming=None)
    conditions = _conditions(writer, unnamed, link, scope)
    clauses = (
        f"MATCH ({start}){naming(found)}()",
        f"WITH DISTINCT {start}",
        f"WITH {start}, [({start}){naming(other)}() | {other}] AS {others}",
        f"MATCH ({start})-[{link}:{types}]->({node})",
        *_where(conditions),
        f"WITH {link}, {node}, {{lines: [{link}] + {ended}}} AS {chain}",
    )
    matched = Matched(
        clauses,
        replace(scope, link=link, node=node, chain=chain),
        (link, node, chain),
        conditions=(f"size({chain}.lines) > 1",),
    )
    return writer.as_known(matched, by.known)


def _types(source: Links) -> str:
    return history.types(source.type, ever=source.known is not None)


def _conditions(writer: Writer, source: Links, link: str, scope: Scope) -> list[str]:
    """What a link must satisfy."""
    conditions = []
    if source.naming is not None:
        conditions.append(f"{link}.{quoted(source.naming)} = {scope.node}.`id`")
    if source.link is not None:
        conditions.append(writer.predicate(source.link, Scope(link=link)))
    return conditions


def _every(writer: Writer, source: Links, link: str, scope: Scope) -> str:
    return " AND ".join(_conditions(writer, source, link, scope))


def _where(conditions: Sequence[str]) -> list[str]:
    return [f"WHERE {' AND '.join(conditions)}"] if conditions else []
