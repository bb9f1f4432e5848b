"""Groups of nodes and what aggregates say of each, as Cypher."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph import history
from graph.aggregates import ENDS
from graph.clauses import Group, Matched, Scope, call, subquery
from graph.predicates import NEVER
from graph.query import All, Facts, Follow, FullText, Grouped, Paged, Predicate

if TYPE_CHECKING:
    from graph.cypher import Writer


_ENDS = tuple(f"{function}(" for function in ENDS)


def facts_of(writer: Writer, facts: Facts, scope: Scope) -> str:
    """What aggregates say of all nodes: of one group without a key."""
    match, group = _grouped(writer, Grouped(facts.source, facts.where, ()), scope)
    group.inline = scope.late is None
    said = writer.expression(facts.body, Scope(group=group))
    if not group.facts:
        return said
    if scope.late is None:
        # Not by a WITH before: Neo4j lets that group by what the subquery was called
        # with, and a sum of nothing is no row.
        return f"head({subquery('COLLECT', [*match, f'RETURN {said}'])})"
    begins = isinstance(facts.source, All | FullText) and not scope.late
    if not begins and _is_end(group):
        # Neo4j may read it from an index. Where that holds none, it forgets what the
        # clause was called with; but not with a second aggregate.
        fact_of(writer, group, "count(*)")
    imported = [] if begins else ["*"]
    scope.late.append(call(imported, [*match, _group("RETURN", group)]))
    return said


def _is_end(group: Group) -> bool:
    """Whether all that is said of a group is a least or a greatest value."""
    return len(group.facts) == 1 and next(iter(group.facts)).startswith(_ENDS)


def fact_of(writer: Writer, group: Group, text: str) -> str:
    """The variable that holds an aggregate of a group, or the aggregate itself."""
    if text not in group.facts:
        group.facts[text] = text if group.inline else writer.fresh("g")
    return group.facts[text]


def members(writer: Writer, group: Group) -> str:
    """The variable that lists the nodes of a group, each once.

    Several links may have led to one node; otherwise each is there once.
    """
    distinct = "DISTINCT " if group.scope.link else ""
    return fact_of(writer, group, f"collect({distinct}{group.scope.node})")


def groups_of(writer: Writer, paged: Paged, source: Grouped, scope: Scope) -> str:
    """The connection of groups."""
    rows = total = near = "null"
    if paged.page is not None:
        rows = _rows(writer, paged, source, scope)
    if paged.counted:
        total = _matching(writer, "COUNT", source, scope, paged.where)
    if paged.passed is not None:
        near = _matching(writer, "EXISTS", source, scope, paged.where, paged.passed)
    return writer.connection(paged, rows, total, near)


def _rows(writer: Writer, paged: Paged, source: Grouped, scope: Scope) -> str:
    """The page's groups.

    What is asked of a group is written first, because the clause that groups has to
    name every aggregate that it needs.
    """
    page, before = paged.page, writer.aggregating
    assert page is not None
    if NEVER in (source.where, paged.where, page.stretch.where):
        return "[]"
    match, group = _grouped(writer, source, scope)
    late: list[str] = []
    row = writer.late_row(late, page.body, Scope(group=group))
    matched = Matched((), Scope(group=group), ("*",))
    order = writer.stretch(page.stretch, paged.where, matched, page.limit)
    clauses = [*match, _group("WITH", group), *order, *late]
    return writer.subquery("COLLECT", clauses, row, scope=scope, before=before)


def _matching(
    writer: Writer,
    keyword: str,
    source: Grouped,
    scope: Scope,
    *predicates: Predicate | None,
) -> str:
    """A subquery over the groups of which some predicates are true."""
    if NEVER in (source.where, *predicates):
        return "0" if keyword == "COUNT" else "false"
    before = writer.aggregating
    match, group = _grouped(writer, source, scope)
    matched = Matched((), Scope(group=group), ("*",))
    conditions = writer.where(matched, *predicates)
    clauses = [*match, _group("WITH", group), *conditions]
    return writer.subquery(keyword, clauses, "1", scope=scope, before=before)


def _grouped(writer: Writer, source: Grouped, scope: Scope) -> tuple[list[str], Group]:
    """The clauses that match what is grouped, and the variables of the groups."""
    matched = writer.matched(source.source, scope)
    clauses = [*matched.clauses, *writer.where(matched, source.where)]
    group = Group(matched.scope)
    several = False
    for by in source.by:
        key = group.keys[by.name] = group.values[by.name] = writer.fresh("k")
        if isinstance(by.of, Follow):
            group.values[by.name] = f"{key}.`id`"
            clauses.append(_reach(writer, by.of, matched.scope.node, key))
            several |= not by.of.one
        else:
            group.given[key] = writer.expression(by.of, matched.scope)
    if several:
        nodes = (group.keys[by.name] for by in source.by if isinstance(by.of, Follow))
        clauses.append(f"WITH DISTINCT {', '.join([*matched.names, *nodes])}")
    return clauses, group


def _reach(writer: Writer, relation: Follow, node: str, key: str) -> str:
    keyword = "MATCH" if relation.required else "OPTIONAL MATCH"
    end = key
    if not relation.sole:
        labels = history.labels(relation.labels, ever=relation.known is not None)
        end = f"{key}:{labels}"
    return f"{keyword} ({node}){writer.arrow(relation)}({end})"


def _group(keyword: str, group: Group) -> str:
    """The clause that groups, with every aggregate that was asked for."""
    keys = [
        f"{group.given[key]} AS {key}" if key in group.given else key
        for key in group.keys.values()
    ]
    facts = [f"{text} AS {name}" for text, name in group.facts.items()]
    distinct = "" if facts else "DISTINCT "
    return f"{keyword} {distinct}{', '.join([*keys, *facts])}"
