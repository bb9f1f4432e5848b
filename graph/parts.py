"""Entries of several parts, and links found as such, as Cypher.

Each part of a list is matched on its own; all of them give the same variables: the
entry as a map ``{part, place, id}``, by which entries are ordered and told apart, and
the node, link and chain it is about, null where it is about none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from textwrap import indent
from typing import TYPE_CHECKING, Literal

from graph import history, intervals
from graph.clauses import Found, Matched, Scope, call, quoted, subquery
from graph.query import (
    Beyond,
    Links,
    Paged,
    Part,
    Predicate,
    Replaced,
    Row,
    Several,
    This,
    Value,
)

if TYPE_CHECKING:
    from graph.cypher import Writer


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
    for where, alike in _by_condition(parts):
        entries = [_entry(writer, number, part, scope) for number, part in alike]
        own = f"[{', '.join(entries)}]"
        if where is not None:
            own = f"CASE WHEN {writer.predicate(where, scope)} THEN {own} ELSE [] END"
        lists.append(own)
    listed = indent(" +\n".join(lists), "  ")
    unwind = f"UNWIND\n{listed}\nAS {entry.entry}"
    return "\n".join([unwind, _return(entry.entry, scope, entry)])


def _by_condition(
    parts: Sequence[tuple[int, Part]],
) -> list[tuple[Predicate | None, list[tuple[int, Part]]]]:
    """Parts that one condition decides on, put together."""
    found: list[tuple[Predicate | None, list[tuple[int, Part]]]] = []
    for number, part in parts:
        for where, alike in found:
            if where == part.where:
                alike.append((number, part))
                break
        else:
            found.append((part.where, [(number, part)]))
    return found


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
    if source.id is not None:
        conditions.append(f"{link}.`id` = {writer.expression(source.id, scope)}")
    if source.link is not None:
        conditions.append(writer.predicate(source.link, Scope(link=link)))
    return conditions


def _every(writer: Writer, source: Links, link: str, scope: Scope) -> str:
    return " AND ".join(_conditions(writer, source, link, scope))


def _where(conditions: Sequence[str]) -> list[str]:
    return [f"WHERE {' AND '.join(conditions)}"] if conditions else []
