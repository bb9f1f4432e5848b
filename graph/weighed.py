"""Disputes weighed, in Cypher: which side decides, and what another would change.

Of a dispute ``d``, ``n`` is the node it is about, ``f`` what is known of that, ``s``
one of the sides, ``t`` the side that decides, null where none does. A side that ranks
above all others decides, or else the one side that the graph holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING

from graph import intervals, sides
from graph.chains import LONGEST_CHAIN
from graph.clauses import Scope, subquery, where
from graph.query import Claimed, Disputes, InRecord, Listed, Namesakes, OfRecord

if TYPE_CHECKING:
    from graph.cypher import Writer

KEYS = ".search, .about, .predicate, .other, .state"
"""What a dispute holds from the beginning."""


def weighed(
    writer: Writer, listed: Listed, source: Disputes, scope: Scope
) -> tuple[list[str], Scope]:
    """Clauses that fill in the current dispute, as far as a list reads of it."""
    asked = set(_read_of_records(listed.body))
    weighs = bool(asked & {"sides", "reason"})
    clauses = [f"WITH {scope.record} AS d"]
    if weighs or "subject" in asked:
        clauses += _subject(writer, source)
    if weighs:
        clauses += _weighed(writer, source)
    record = writer.fresh("d")
    parts = [KEYS, *_parts(writer, source, asked)]
    if "ifTaken" in asked:
        clauses.append(f"WITH *, {_below(writer, source)} AS below")
    clauses.append(f"WITH d {{{', '.join(parts)}}} AS {record}")
    return clauses, replace(scope, record=record)


def _read_of_records(expression: object) -> Iterator[str]:
    """The names of all that is read of records in an expression."""
    if isinstance(expression, (OfRecord, InRecord)):
        yield expression.name
    if isinstance(expression, tuple):
        for item in expression:
            yield from _read_of_records(item)
    elif is_dataclass(expression):
        for field in fields(expression):
            yield from _read_of_records(getattr(expression, field.name))


def _parts(writer: Writer, source: Disputes, asked: Set[str]) -> Iterator[str]:
    if "subject" in asked:
        yield "subject: n"
    if "kind" in asked:
        yield f"kind: {writer.parameter(source.kinds)}[d.rule]"
    if "rule" in asked:
        yield f"rule: {writer.parameter(source.rules)}[d.rule]"
    if "reason" in asked:
        yield f"reason: {_reason(writer, source)}"
    if "sides" in asked:
        yield f"sides: {_sides(source, asked)}"


def _subject(writer: Writer, source: Disputes) -> list[str]:
    return [
        f"OPTIONAL MATCH (n:{sides.labels(source, *source.labels)})",
        "WHERE n.`id` = d.about",
        f"WITH d, n, {sides.as_held(writer, source, 'n')} AS f",
    ]


def _weighed(writer: Writer, source: Disputes) -> list[str]:
    """Clauses that bind the sides ``found``, best first, and the one that decides."""
    value = "reduce(text = head(s.values), v IN tail(s.values) | text + ', ' + v)"
    now = "coalesce(s.links[0], f)[coalesce(s.predicate, d.predicate)]"
    held = f"toStringOrNull({now}) = s.values[0]"
    clauses = ["UNWIND d.found AS s"]
    if isinstance(source.searches[0], Claimed):
        named = f"d.search = 0 AND {sides.is_relation('d.predicate')}"
        clauses += [
            f"WITH s, {named} AS named",
            f"WITH s {{.*, nodes: coalesce(s.nodes, {_nodes(source)})}} AS s, named",
            f"WITH s {{.*, links: coalesce(s.links, {_links(writer, source)})}} AS s,"
            " named",
        ]
        held = f"CASE WHEN named THEN size(s.links) = size(s.values) ELSE {held} END"
    clauses.append(
        "RETURN s {.*, predicate: coalesce(s.predicate, d.predicate),\n"
        "  nodes: coalesce(s.nodes, []), links: coalesce(s.links, []),\n"
        "  claims: reduce(all = [], x IN s.claims | all + x),\n"
        f"  value: {value}, held: coalesce({held}, false)}} AS s\n"
        "ORDER BY s.rank DESC, s.predicate, s.values, [x IN s.nodes | x.`id`]"
    )
    return [
        f"WITH *, {subquery('COLLECT', clauses)} AS found",
        "WITH *, CASE WHEN d.state = 'DECIDED' THEN found[0]",
        "  WHEN single(s IN found WHERE s.held) THEN [s IN found WHERE s.held][0]",
        "  END AS t",
    ]


def _nodes(source: Disputes) -> str:
    match = f"MATCH (m:{sides.labels(source, *source.every)})"
    gate = "UNWIND CASE WHEN named THEN s.values ELSE [] END AS id"
    return subquery("COLLECT", [gate, match, "WHERE m.`id` = id", "RETURN m"])


def _links(writer: Writer, source: Disputes) -> str:
    conditions = [f"{sides.type_of(source, 'r')} = d.predicate"]
    conditions += sides.held(writer, source, "r")
    gate = "UNWIND CASE WHEN named THEN s.nodes ELSE [] END AS m"
    match = [gate, "MATCH (n)-[r]-(m)", *where(conditions)]
    return subquery("COLLECT", [*match, "RETURN r"])


def _reason(writer: Writer, source: Disputes) -> str:
    reasons, apart = writer.parameter(source.reasons), writer.parameter(source.apart)
    return (
        f"CASE d.state WHEN 'COMPATIBLE' THEN {apart}[d.rule] ELSE {reasons}["
        "CASE WHEN d.state = 'OPEN' THEN CASE WHEN t IS NULL THEN 3 ELSE 2 END"
        " WHEN t.rank = 'PREFERRED' THEN 0 ELSE 1 END] END"
    )


def _sides(source: Disputes, asked: Set[str]) -> str:
    """The sides as they are read."""
    parts = [".*", "decides: coalesce(s = t, false)"]
    if "ifTaken" in asked:
        parts.append(f"ifTaken: {_changes(source)}")
    return f"[s IN found | s {{{', '.join(parts)}}}]"


def _changes(source: Disputes) -> str:
    """What would be answered otherwise with a side, as a list of changes."""
    now = "coalesce(toStringOrNull(coalesce(s.links[0], f)[s.predicate]), t.value)"
    changes = (
        f"[{_change('n', 'coalesce(d.field, d.predicate)', now, 's.value')}]"
        f"\n    + [m IN below | {_change('m', 'd.chain', 't.value', 's.value')}]"
        f"\n    + {_first()}"
    )
    for number, search in enumerate(source.searches):
        if isinstance(search, Namesakes):
            others = "[o IN found WHERE o <> s AND o.nodes <> []"
            unnamed = _change("o.nodes[0]", "d.predicate", "o.value", "null")
            changes = (
                f"CASE d.search WHEN {number} THEN {others} | {unnamed}]"
                f"\n    ELSE {changes} END"
            )
    return (
        "CASE WHEN s = t OR d.state = 'COMPATIBLE' THEN []"
        f"\n    ELSE [x IN {changes}\n    WHERE coalesce(x.`from` <> x.`to`, true)] END"
    )


def _change(subject: str, field: str, before: str, after: str) -> str:
    return f"{{subject: {subject}, field: {field}, `from`: {before}, `to`: {after}}}"


def _first() -> str:
    """What changes of a property that takes the first known of several."""
    then = "CASE p WHEN s.predicate THEN s.value ELSE f[p] END"
    known = "p = s.predicate OR f[p] IS NOT NULL"
    after = f"head([p IN x.of WHERE {known} | {then}])"
    change = _change("n", "x.name", "f[x.name]", after)
    return f"[x IN [d.word.first] WHERE x IS NOT NULL | {change}]"


def _below(writer: Writer, source: Disputes) -> str:
    """The agencies whose chain of lines leads to ``n`` on the day in question.

    It is the day that is asked for, or the first on which both sides hold.
    """
    lines = source.lines
    day = writer.parameter(lines.day) if lines.day else "nullIf(d.since, '')"
    assert lines.line is not None
    counts = writer.predicate(lines.line, Scope(link="l"))
    holds = intervals.holds("l", day, strict=lines.strict, passing=False)
    up = f"[l:{sides.type_(source, 'REPORTS_TO')} WHERE {counts} AND {holds}]"
    clauses = [
        "UNWIND CASE WHEN d.chain IS NULL THEN [] ELSE [0] END AS gate",
        f"MATCH (m:{sides.labels(source, 'Agency')})",
        f"  (()-{up}->()){{1,{LONGEST_CHAIN}}} (n)",
        "WITH DISTINCT m",
        "RETURN m ORDER BY m.`id`",
    ]
    return subquery("COLLECT", clauses)
