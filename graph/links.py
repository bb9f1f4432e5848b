"""Links found as such, and nodes at their ends, as Cypher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from graph import history, intervals
from graph.clauses import Matched, Scope, quoted
from graph.query import Beyond, Links, Replaced, Value

if TYPE_CHECKING:
    from graph.cypher import Writer


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


def links_of(writer: Writer, source: Links, scope: Scope) -> Matched:
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
