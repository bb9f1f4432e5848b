"""Chains of reporting lines and tenures, as Cypher.

A chain is a map ``{lines, tenure, since, until}``: the lines from the bottom up, the
tenure at their top where there is one, the first day on which all of them hold and the
first on which they no longer do, as :mod:`graph.intervals` compares days.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from graph import history, intervals
from graph.clauses import Matched, Scope, quoted, subquery
from graph.query import Known, Lines, Predicate, Value

if TYPE_CHECKING:
    from graph.cypher import Writer

LONGEST_CHAIN = 8
"""Reporting lines followed upwards at most; the real structure is four deep."""


def superiors(writer: Writer, lines: Lines, scope: Scope) -> Matched:
    node = writer.fresh("n")

    def reach(links: str) -> str:
        line = climb(writer, lines, links, least=1)
        return f"MATCH ({scope.node}){line}({node}:{labels(lines, 'Agency')})"

    return _by_lines(writer, lines, reach, node, scope)


def subordinates(
    writer: Writer, lines: Lines, scope: Scope, *, direct: bool
) -> Matched:
    node = writer.fresh("n")
    most = 1 if direct else LONGEST_CHAIN

    def reach(links: str) -> str:
        line = climb(writer, lines, links, least=1, most=most)
        return f"MATCH ({node}:{labels(lines, 'Agency')}){line}({scope.node})"

    return _by_lines(writer, lines, reach, node, scope)


def _by_lines(
    writer: Writer,
    lines: Lines,
    reach: Callable[[str], str],
    node: str,
    scope: Scope,
) -> Matched:
    """Each node that lines alone reach, once, with the best chain of them."""
    links = writer.fresh("s")
    best = [reach(links), *chain_of(writer, lines, links, tenure=None)]
    return _best(writer, lines, (reach(writer.fresh("s")), best, node), scope)


def overseers(writer: Writer, lines: Lines, scope: Scope) -> Matched:
    review, node = scope.node, writer.fresh("n")

    def oversee(links: str, tenure: str) -> str:
        agency = labels(lines, "Agency")
        return (
            f"MATCH ({review})-{step(writer, lines, 'CONDUCTED_BY')}->(:{agency})"
            f"{climb(writer, lines, links, least=0)}(:{agency})"
            f"<-{step(writer, lines, 'IN')}-({head_post(writer, lines)})"
            f"<-{tenure_of(writer, lines, tenure)}-({node}:{labels(lines, 'Official')})"
        )

    links, tenure = writer.fresh("s"), writer.fresh("h")
    day = None if lines.day else f"{scope.facts or review}.`day`"
    best = [oversee(links, tenure)]
    best += chain_of(writer, lines, links, tenure=tenure, day=day)
    reach = oversee(writer.fresh("s"), writer.fresh("h"))
    return _best(writer, lines, (reach, best, node), scope)


def led(writer: Writer, lines: Lines, scope: Scope) -> Matched:
    node = writer.fresh("n")

    def lead(tenure: str) -> str:
        return (
            f"MATCH ({scope.node})-{tenure_of(writer, lines, tenure)}->"
            f"({head_post(writer, lines)})-{step(writer, lines, 'IN')}->"
            f"({node}:{labels(lines, 'Agency')})"
        )

    links, tenure = writer.fresh("s"), writer.fresh("h")
    best = [lead(tenure), f"WITH {tenure}, [] AS {links}"]
    best += chain_of(writer, lines, links, tenure=tenure)
    return _best(writer, lines, (lead(writer.fresh("h")), best, node), scope)


def _best(
    writer: Writer, lines: Lines, found: tuple[str, list[str], str], scope: Scope
) -> Matched:
    """Each node reached, once, with the best of the chains that lead to it."""
    reach, chains, node = found
    chain = writer.fresh("c")
    best = subquery("COLLECT", [*chains, "LIMIT 1"])
    clauses = (
        reach,
        f"WITH DISTINCT {node}",
        f"WITH {node}, head({best}) AS {chain}",
    )
    matched = Matched(
        clauses,
        replace(scope, node=node, chain=chain),
        (node, chain),
        conditions=(f"{chain} IS NOT NULL",),
    )
    return writer.as_known(matched, lines.known)


def climb(
    writer: Writer, lines: Lines, links: str, *, least: int, most: int = LONGEST_CHAIN
) -> str:
    """Reporting lines upwards, at least so many and no more than so many."""
    line = _link(writer, lines, "REPORTS_TO", links, lines.line)
    return f" (()-{line}->()){{{least},{most}}} "


def tenure_of(writer: Writer, lines: Lines, tenure: str) -> str:
    """The tenure of an official."""
    return _link(writer, lines, "HELD", tenure, lines.tenure)


def step(writer: Writer, lines: Lines, type_: str) -> str:
    """A relationship that does not depend on whom to believe."""
    if lines.known is None:
        return f"[:{quoted(type_)}]"
    held = Known("link", lines.known)
    return _link(writer, lines, type_, writer.fresh("l"), held)


def _link(
    writer: Writer, lines: Lines, type_: str, link: str, predicate: Predicate | None
) -> str:
    types = history.types(type_, ever=lines.known is not None)
    condition = ""
    if predicate is not None:
        condition = f" WHERE {writer.predicate(predicate, Scope(link=link))}"
    return f"[{link}:{types}{condition}]"


def labels(lines: Lines, label: str) -> str:
    """A label in a pattern."""
    return history.labels([label], ever=lines.known is not None)


def the_node(writer: Writer, lines: Lines, node: str, label: str, id: Value) -> str:
    """A clause that binds the node with an id, to null where there is none."""
    where = f"{{`id`: {writer.parameter(id)}}}"
    match = f"OPTIONAL MATCH ({node}:{labels(lines, label)} {where})"
    if lines.known is None:
        return match
    return f"{match}\nWHERE {history.was_held(node, writer.instant(lines.known))}"


def head_post(writer: Writer, lines: Lines) -> str:
    """The inside of a node pattern: a post whose holder leads the agency."""
    if lines.known is None:
        return ":`Post` {`head`: true}"
    post = writer.fresh("p")
    held = history.as_held(post, writer.instant(lines.known))
    return f"{post}:{labels(lines, 'Post')} WHERE {held}.`head`"


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
    strict = lines.strict
    all_links = f"{links} + [{tenure}]" if tenure else links
    bind = f"WITH {links} AS lines, {tenure or 'null'} AS tenure"
    conditions = ["since < until"]
    if lines.day is not None:
        day = writer.parameter(lines.day)
    if day is not None:
        bind += f", {day} AS day"
        conditions.append(intervals.within("day", "since", "until", strict=strict))
    if tenure and (dated or day is not None):
        conditions.append(intervals.tells_of_days("tenure", strict=strict))
    since = _since(all_links, strict=strict)
    until = _until(all_links, strict=strict, passing=tenure is not None)
    return [
        f"{bind},\n  {since} AS since,\n  {until} AS until",
        "WHERE " + " AND ".join(conditions),
        "RETURN {lines: lines, tenure: tenure, since: since, until: until}",
        f"ORDER BY {preference('lines', 'tenure')}",
    ]


def _since(links: str, *, strict: bool) -> str:
    """The first day on which all links hold; '' where none has a beginning."""
    begin = intervals.begins("x", strict=strict)
    later = f"CASE WHEN {begin} > s THEN {begin} ELSE s END"
    return f"reduce(s = '', x IN {links} | {later})"


def _until(links: str, *, strict: bool, passing: bool) -> str:
    """The first day on which one no longer holds; '~' where none has an end."""
    end = intervals.ends("x", strict=strict, passing=passing)
    earlier = f"CASE WHEN {end} < u THEN {end} ELSE u END"
    return f"reduce(u = '~', x IN {links} | {earlier})"


def preference(lines: str, tenure: str) -> str:
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
