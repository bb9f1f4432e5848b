"""Disputes between links of which one holds at a time, as Cypher.

Two links are rivals where they lead from one node to two others, and there is a day on
which both hold beyond doubt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph import intervals, sides
from graph.clauses import Scope, quoted
from graph.query import Disputes, Overlapping

if TYPE_CHECKING:
    from graph.cypher import Writer


def overlapping(
    writer: Writer, source: Disputes, search: Overlapping, number: int
) -> list[str]:
    """Pairs of rivals with all links that make them so.

    Links that do not compete are kept where none of a pair's do: they go together.
    """
    paths = [_path(source, search, *names) for names in ("xap", "ybq")]
    conditions = ["a.`id` < b.`id`", *_conditions(writer, source, search)]
    if source.about is not None:
        conditions.insert(0, f"n.`id` = {writer.parameter(source.about)}")
    begins = intervals.surely_begins("l")
    ends = intervals.surely_ends("l", passing=search.passing)
    return [
        f"""\
MATCH (n:{sides.labels(source, search.label)}), {paths[0]}
MATCH {paths[1]}
WHERE {" AND ".join(conditions)}
WITH n, a, b, x, y, {_clash(writer, search)} AS clash,
  [l IN [x, y] | {begins}] AS begins,
  [l IN [x, y] | {ends}] AS ends
WITH n, a, b, x, y, clash, {intervals.later("begins[0]", "begins[1]")} AS since,
  {intervals.earlier("ends[0]", "ends[1]")} AS until
WHERE since < until
WITH n, a, b, clash, min(since) AS since, max(x.`rank`) AS ahead, max(y.`rank`) AS rank,
  collect(DISTINCT x) AS xs, collect(DISTINCT y) AS ys
ORDER BY clash DESC
WITH n, a, b, head(collect({{clash: clash, since: since, found: [
  {_side("a", "ahead", "xs")},
  {_side("b", "rank", "ys")}]}})) AS pair
RETURN {{search: {number}, about: n.`id`, predicate: '{search.type}',
  other: a.`id` + ' ' + b.`id`, rule: {search.rule}, compatible: NOT pair.clash,
  since: pair.since, field: '{search.field}', chain: '{search.chain}',
  found: pair.found}} AS d""",
    ]


def _side(node: str, rank: str, links: str) -> str:
    return (
        f"{{values: [{node}.`id`], rank: {rank}, nodes: [{node}], links: {links},"
        f" claims: [l IN {links} | l.`claims`]}}"
    )


def _path(
    source: Disputes, search: Overlapping, link: str, rival: str, middle: str
) -> str:
    """From the node to a rival, over the link."""
    arrow = f"[{link}:{sides.type_(source, search.type)}]"
    end = f"({rival}:{sides.labels(source, search.rival)})"
    last = f"-{arrow}->{end}" if search.of == "start" else f"<-{arrow}-{end}"
    if search.over is None:
        return f"(n){last}"
    over, direction = search.over
    step = f"[:{sides.type_(source, over)}]"
    first = f"<-{step}-" if direction == "out" else f"-{step}->"
    return f"(n){first}({middle}:{sides.labels(source, search.middle)}){last}"


def _conditions(writer: Writer, source: Disputes, search: Overlapping) -> list[str]:
    """What each link must satisfy to count, and the node between."""
    conditions = []
    for link, middle in (("x", "p"), ("y", "q")):
        if search.link is not None:
            conditions.append(writer.predicate(search.link, Scope(link=link)))
        if search.passing:
            conditions.append(intervals.tells_of_days(link, strict=True))
        if search.where:
            facts = sides.as_held(writer, source, middle)
            conditions.append(f"{facts}.{quoted(search.where)}")
    return conditions


def _clash(writer: Writer, search: Overlapping) -> str:
    """Whether both links compete."""
    if not search.among:
        return "true"
    competing = writer.parameter(search.competing)
    return " AND ".join(f"{x}.{quoted(search.among)} IN {competing}" for x in "xy")
