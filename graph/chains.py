"""Chains of reporting lines and tenures, as Cypher.

A chain is a map ``{lines, tenure, since, until}``: the lines from the bottom up, the
tenure at their top where there is one, the first day on which all of them hold and the
first on which they no longer do. Days are text; a partial day lies before the days in
it, and ``~`` behind every digit and hyphen.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graph.clauses import Matched, Scope, quoted, subquery
from graph.query import Lines, Predicate

if TYPE_CHECKING:
    from graph.cypher import Writer

LONGEST_CHAIN = 8
"""Reporting lines followed upwards at most; the real structure is four deep."""


def superiors(writer: Writer, lines: Lines, scope: Scope) -> Matched:
    node = writer.fresh("n")

    def reach(links: str) -> str:
        line = climb(writer, lines, links, least=1)
        return f"MATCH ({scope.node}){line}({node}:`Agency`)"

    links = writer.fresh("s")
    best = [reach(links), *chain_of(writer, lines, links, tenure=None)]
    return _best(writer, reach(writer.fresh("s")), best, node, scope)


def overseers(writer: Writer, lines: Lines, scope: Scope) -> Matched:
    review, node = scope.node, writer.fresh("n")

    def oversee(links: str, tenure: str) -> str:
        return (
            f"MATCH ({review})-[:`CONDUCTED_BY`]->(:`Agency`)"
            f"{climb(writer, lines, links, least=0)}(:`Agency`)"
            f"<-[:`IN`]-(:`Post` {{`head`: true}})"
            f"<-[{tenure}:`HELD`{tenure_of(writer, lines, tenure)}]-({node}:`Official`)"
        )

    links, tenure = writer.fresh("s"), writer.fresh("h")
    day = None if lines.day else f"{review}.`day`"
    best = [oversee(links, tenure)]
    best += chain_of(writer, lines, links, tenure=tenure, day=day)
    reach = oversee(writer.fresh("s"), writer.fresh("h"))
    return _best(writer, reach, best, node, scope)


def led(writer: Writer, lines: Lines, scope: Scope) -> Matched:
    node = writer.fresh("n")

    def lead(tenure: str) -> str:
        condition = tenure_of(writer, lines, tenure)
        return (
            f"MATCH ({scope.node})-[{tenure}:`HELD`{condition}]->"
            f"(:`Post` {{`head`: true}})-[:`IN`]->({node}:`Agency`)"
        )

    links, tenure = writer.fresh("s"), writer.fresh("h")
    best = [lead(tenure), f"WITH {tenure}, [] AS {links}"]
    best += chain_of(writer, lines, links, tenure=tenure)
    return _best(writer, lead(writer.fresh("h")), best, node, scope)


def _best(
    writer: Writer, reach: str, chains: list[str], node: str, scope: Scope
) -> Matched:
    """Each node reached, once, with the best of the chains that lead to it."""
    chain = writer.fresh("c")
    best = subquery("COLLECT", [*chains, "LIMIT 1"])
    clauses = (
        reach,
        f"WITH DISTINCT {node}",
        f"WITH {node}, head({best}) AS {chain}",
    )
    return Matched(
        clauses,
        replace(scope, node=node, chain=chain),
        (node, chain),
        conditions=(f"{chain} IS NOT NULL",),
    )


def climb(writer: Writer, lines: Lines, links: str, *, least: int) -> str:
    condition = _link_condition(writer, lines.line, links)
    return f" (()-[{links}:`REPORTS_TO`{condition}]->()){{{least},{LONGEST_CHAIN}}} "


def tenure_of(writer: Writer, lines: Lines, tenure: str) -> str:
    return _link_condition(writer, lines.tenure, tenure)


def _link_condition(writer: Writer, predicate: Predicate | None, link: str) -> str:
    if predicate is None:
        return ""
    return f" WHERE {writer.predicate(predicate, Scope(link=link))}"


def chain_of(
    writer: Writer,
    lines: Lines,
    links: str,
    *,
    tenure: str | None,
    day: str | None = None,
    dated: bool = False,
) -> list[str]:
    """Clauses that turn matched lines into chain maps, best first.

    Where days matter, because one is given or the caller says so, a tenure of which no
    end is known does not count: a line without dates is structure that goes on, but a
    person's tenure never does.
    """
    all_links = f"{links} + [{tenure}]" if tenure else links
    bind = f"WITH {links} AS lines, {tenure or 'null'} AS tenure"
    conditions = ["since < until"]
    if lines.day is not None:
        day = writer.parameter(lines.day)
    if day is not None:
        bind += f", {day} AS day"
        conditions.append("day < until AND day + '~' >= since")
    if tenure and (dated or day is not None):
        conditions.append("coalesce(tenure.`validFrom`, tenure.`validTo`) IS NOT NULL")
    return [
        f"{bind},\n  {_since(all_links)} AS since,\n  {_until(all_links)} AS until",
        "WHERE " + " AND ".join(conditions),
        "RETURN {lines: lines, tenure: tenure, since: since, until: until}",
        f"ORDER BY {_preference('lines', 'tenure')}",
    ]


def _since(links: str) -> str:
    """The first day on which all links hold; '' where none has a beginning."""
    return (
        f"reduce(s = '', x IN {links} |"
        " CASE WHEN x.`validFrom` > s THEN x.`validFrom` ELSE s END)"
    )


def _until(links: str) -> str:
    """The first day on which one no longer holds; a partial end counts to its last.

    ``~`` sorts behind every digit and hyphen.
    """
    end = "x.`validTo` + CASE size(x.`validTo`) WHEN 10 THEN '' ELSE '~' END"
    return f"reduce(u = '~', x IN {links} | CASE WHEN {end} < u THEN {end} ELSE u END)"


def covers(chain: str, day: str) -> str:
    """Whether a chain held on a day; for a partial day, on one of its days."""
    return f"{day} < {chain}.until AND {day} + '~' >= {chain}.since"


def _preference(lines: str, tenure: str) -> str:
    """Shortest chain first, then the better ranks, then the ids for a total order."""
    order = "CASE x.`rank` WHEN 'PREFERRED' THEN 0 WHEN 'NORMAL' THEN 1 ELSE 2 END"
    links = f"{lines} + [{tenure}]"
    return f"size({lines}), [x IN {links} | {order}], [x IN {links} | x.`id`]"


def evidence(which: str, scope: Scope) -> str:
    chain, prop = scope.chain, quoted(which)
    return (
        f"coalesce({chain}.review.{prop}, []) + coalesce({chain}.tenure.{prop}, [])"
        f" + reduce(e = [], x IN {chain}.lines | e + x.{prop})"
    )
