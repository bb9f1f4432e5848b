"""The subgraph around a node, as Cypher.

It is a map ``{nodes, links}``. Of each node it has ``{node, distance}``, of each link
``{link, origin, node, distance}``: where it was reached from, and what it leads to.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graph import history
from graph.clauses import Matched, Scope, call
from graph.query import Around, Surrounding

if TYPE_CHECKING:
    from graph.cypher import Writer

MOST_LINKS = 1_000
"""Links of a node through which a subgraph goes on; hubs end it."""
MOST_NODES = 100
"""Nodes at one distance through which it goes on, rarest first."""


def surrounding(writer: Writer, source: Surrounding, scope: Scope) -> Matched:
    """All links of the subgraph, then the nodes they lead to."""
    node, found = scope.node, writer.fresh("s")
    links, more = writer.fresh("a"), writer.fresh("a")
    clauses = [f"WITH {_first(writer, source, scope)} AS {links}"]
    for distance in range(2, source.depth + 1):
        ring = _ring(writer, source, (node, links, more), distance)
        clauses += [call([node, links], ring), f"WITH {links} + {more} AS {links}"]
    nodes = writer.fresh("a")
    reached = [
        f"UNWIND {links} AS x",
        "WITH x.node AS m, min(x.distance) AS distance",
        f"WHERE m <> {node}",
        "WITH m, distance ORDER BY distance, m.`id`",
        f"RETURN collect({{node: m, distance: distance}}) AS {nodes}",
    ]
    writer.aggregating += 1
    clauses += [
        call([node, links], reached),
        f"WITH {{nodes: [{{node: {node}, distance: 0}}] + {nodes}, "
        f"links: {links}}} AS {found}",
    ]
    return Matched(tuple(clauses), replace(scope, search=found), (found,))


def _first(writer: Writer, source: Surrounding, scope: Scope) -> str:
    """The links of the node itself: the page of each of its groups."""
    pages = [writer.expression(page, scope) for page in source.first]
    every = " + ".join(pages) or "[]"
    return f"[x IN {every} | {_reached('x[0]', 'x[1]', 'x[2]', 1)}]"


def _reached(link: str, origin: str, node: str, distance: int) -> str:
    return f"{{link: {link}, origin: {origin}, node: {node}, distance: {distance}}}"


def _ring(
    writer: Writer, source: Surrounding, names: tuple[str, str, str], distance: int
) -> list[str]:
    """The links from nodes that were reached last, save those that are hubs."""
    node, links, more = names
    ever = source.known is not None
    conditions = [f"NOT l IN [x IN {links} | x.link]"]
    if source.line is not None:
        conditions.append(writer.predicate(source.line, Scope(link="l")))
    if source.other is not None:
        facts = "o" if ever else ""
        other = Scope(node="o", facts=facts)
        conditions.append(writer.predicate(source.other, other))
    types = "|".join(history.types(type_, ever=ever) for type_ in source.types)
    size = writer.parameter(source.size)
    one = _reached("l", "m", "o", distance)
    return [
        f"UNWIND {links} AS x",
        f"WITH x WHERE x.distance = {distance - 1}",
        "WITH DISTINCT x.node AS m",
        f"WHERE m <> {node} AND NOT m IN [x IN {links} | x.origin]",
        f"WITH m, COUNT {{ (m)-[:{types}]-() }} AS degree",
        f"WHERE degree <= {MOST_LINKS}",
        f"WITH m ORDER BY degree, m.`id` LIMIT {MOST_NODES}",
        f"MATCH (m)-[l:{types}]-(o)",
        f"WHERE {' AND '.join(conditions)}",
        "WITH m, l, o, type(l) AS type, startNode(l) = m AS out, labels(o) AS kinds",
        "ORDER BY l.`id`",
        f"WITH m, type, out, kinds, collect({one})[..{size}] AS some",
        "UNWIND some AS one",
        "WITH one.link AS l, head(collect(one)) AS one",
        "WITH one ORDER BY l.`id`",
        f"RETURN collect(one) AS {more}",
    ]


def around(writer: Writer, source: Around, scope: Scope) -> Matched:
    """The nodes or links of the subgraph, one by one."""
    one = writer.fresh("x")
    unwind = f"UNWIND {scope.search}.{source.which} AS {one}"
    if source.which == "links":
        link = writer.fresh("l")
        inner = replace(scope, link=link, origin=f"{one}.origin", step=one)
        bind = f"WITH {one}, {one}.link AS {link}"
        return Matched((unwind, bind), inner, (one, link))
    node = writer.fresh("n")
    inner = replace(scope, node=node, step=one)
    bind = f"WITH {one}, {one}.node AS {node}"
    return writer.as_known(Matched((unwind, bind), inner, (one, node)), source.known)
