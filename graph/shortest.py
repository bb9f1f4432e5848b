"""The shortest paths between two nodes, as Cypher.

The search goes out from both ends, a *level* at a time, always at the end that has
fewer links to follow. Where the last levels of both ends have nodes in common, there
are paths: they are put together from the middle outwards, best first. A path is a map
``{nodes, links, cost}``: its nodes, for each step the links between its two nodes, and
how many links the nodes between its ends have. It passes no node twice.

A level holds what a walk of so many steps can reach that never turns back at once. It
is a map of lists with an item for each *way* to reach a node: the ``node``, the one
``before``, the ``links`` between the two, the ``degree`` of the node, and the ``cost``
of the cheapest walk that comes this way. ``first`` has the ways with which each node
begins, cheapest first, and the *place* of a node is its place there; ``via`` is the
place of the node before in its own level. Rare nodes come before hubs. Of the two
cheapest ways to a node one does not come from where a walk goes on.

A loop in Cypher is a ``reduce``. No step of it may aggregate, therefore ways are sorted
to have them together; nor may a subquery within a subquery see what the loop binds. And
rows that are gathered must not hold a level, or the database counts it as often as
there are rows in the memory of the transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from textwrap import indent
from typing import TYPE_CHECKING

from graph import history
from graph.clauses import Matched, Scope, subquery
from graph.query import Between, Passed, Value

if TYPE_CHECKING:
    from graph.cypher import Writer

LINKS_OF_A_LEVEL = 25_000
"""Links that are followed to one level at most: no graph makes a search longer."""
NODES_OF_A_KIND = 2_500
"""Where there are more: nodes to go on from that were reached by links of one type."""
HUB = 2_500
"""Links of a node that is a hub where there are more."""
LINKS_OF_HUBS = 10_000
"""Links of hubs that are followed then, of types of which they have many, and others;
so these are not crowded out."""
UNFINISHED = 50
"""Paths that are put together at once: more than may be asked for."""


def between(writer: Writer, source: Between, scope: Scope) -> Matched:
    """The two ends, and what is found between them."""
    start, end, search = writer.fresh("n"), writer.fresh("n"), writer.fresh("s")
    clauses = [
        *_end(writer, source, start, source.start),
        *_end(writer, source, end, source.end),
        f"WITH {_search(writer, source, start, end)} AS {search}",
        f"WITH {{complete: {search}.complete,"
        f" found: {search}.found[..{writer.parameter(source.count)}]}} AS {search}",
    ]
    return Matched(tuple(clauses), replace(scope, search=search), (search,))


def _end(writer: Writer, source: Between, node: str, id: Value) -> list[str]:
    labels = history.labels(source.labels, ever=source.known is not None)
    matched = Matched(
        (f"MATCH ({node}:{labels})",),
        Scope(node=node),
        ("*",),
        conditions=(f"{node}.`id` = {writer.parameter(id)}",),
    )
    matched = writer.as_known(matched, source.known)
    return [*matched.clauses, *writer.where(matched)]


def found(writer: Writer, scope: Scope) -> Matched:
    """Each path as a map; ``lines`` are all its links."""
    path = writer.fresh("c")
    lines = f"reduce(lines = [], links IN {path}[2] | lines + links)"
    clauses = (
        f"UNWIND {scope.search}.found AS {path}",
        f"WITH {{cost: {path}[0], nodes: {path}[1], links: {path}[2],"
        f" lines: {lines}}} AS {path}",
    )
    return Matched(clauses, replace(scope, chain=path), (path,))


def passed(writer: Writer, source: Passed, scope: Scope) -> Matched:
    node = writer.fresh("n")
    unwind = f"UNWIND {scope.chain}.nodes AS {node}"
    matched = Matched((unwind,), replace(scope, node=node), (node,), unwound=True)
    return writer.as_known(matched, source.known)


def steps(writer: Writer, scope: Scope) -> Matched:
    step = writer.fresh("x")
    unwind = f"UNWIND range(0, size({scope.chain}.links) - 1) AS {step}"
    return Matched((unwind,), replace(scope, step=step), (step,))


def step_end(which: str, scope: Scope) -> str:
    """The node at one end of a step."""
    place = scope.step if which == "from" else f"{scope.step} + 1"
    return f"{scope.chain}.nodes[{place}]"


def step_links(writer: Writer, scope: Scope) -> Matched:
    link = writer.fresh("l")
    unwind = f"UNWIND {scope.chain}.links[{scope.step}] AS {link}"
    inner = replace(scope, link=link, origin=step_end("from", scope))
    return Matched((unwind,), inner, (link,))


# The search


def _search(writer: Writer, source: Between, start: str, end: str) -> str:
    """All turns of the search, as an expression."""
    count, longest = map(writer.parameter, (source.count, source.longest))
    begin = (
        f"{{near: [{_root(source, start)}], far: [{_root(source, end)}],"
        f" nearLinks: {_degree(source, start)}, farLinks: {_degree(source, end)},"
        f" found: CASE WHEN {start} = {end} THEN [[0, [{start}], []]] ELSE [] END,"
        " complete: true}"
    )
    turns = f"range(1, CASE WHEN {start} = {end} THEN 0 ELSE {longest} END)"
    turn = _let(
        _TURN,
        forward="search.nearLinks <= search.farLinks",
        level=f"head({subquery('COLLECT', _level(writer, source, start, end))})",
        near="CASE WHEN forward THEN search.near + [level] ELSE search.near END",
        far="CASE WHEN forward THEN search.far ELSE search.far + [level] END",
    )
    enough = f"size(search.found) >= {count}"
    go_on = f"CASE WHEN {enough} THEN search ELSE\n{turn}\nEND"
    return f"reduce(search = {begin}, turn IN {turns} |\n{indent(go_on, '  ')}\n)"


def _let(body: str, **names: str) -> str:
    """An expression in which others have names; each may speak of those before it."""
    for name, text in reversed(names.items()):
        body = f"head([{name} IN [{text}] |\n{body}])"
    return body


def _root(source: Between, node: str) -> str:
    """The level of an end: the node alone."""
    return (
        f"{{node: [{node}], before: [null], links: [[]],"
        f" degree: [{_degree(source, node)}], cost: [0], via: [null], first: [0]}}"
    )


def _degree(source: Between, node: str) -> str:
    # Without types the store knows it; types that were retracted are too few to tell.
    types = f":{_any_of(source.types, source)}" if source.chosen else ""
    return f"COUNT {{ ({node})-[{types}]-() }}"


def _any_of(types: Sequence[str], source: Between) -> str:
    """Types in a pattern, retracted ones too where the search is about the past."""
    ever = source.known is not None
    return "|".join(history.types(type_, ever=ever) for type_ in types)


def _level(writer: Writer, source: Between, start: str, end: str) -> list[str]:
    """Clauses that go one level further at one end."""
    return [
        "WITH last(CASE WHEN forward THEN search.near ELSE search.far END) AS rim,\n"
        f"  CASE WHEN forward THEN {start} ELSE {end} END AS root,\n"
        f"  CASE WHEN forward THEN {end} ELSE {start} END AS goal,\n"
        "  CASE WHEN forward THEN search.nearLinks ELSE search.farLinks END\n"
        f"    > {LINKS_OF_A_LEVEL} AS cut",
        "WITH rim, root, goal, cut, [x IN CASE WHEN cut THEN rim.first ELSE [] END |\n"
        "  type(head(rim.links[x]))] AS kinds",
        f"WITH rim, root, goal, cut, {_PLACES} AS places",
        "WITH rim, root, goal, cut, places, [x IN places WHERE cut"
        f" AND rim.degree[rim.first[x]] > {HUB}] AS hubs",
        f"WITH cut, {_ways(writer, source)} AS ways",
        _FIRSTS,
        _LEVEL,
    ]


def _ways(writer: Writer, source: Between) -> str:
    """The ways on: ``[node, place of the node before, that node, degree, cost, link]``.

    A walk that turns back goes the other of the two cheapest ways, where there is one.
    """
    conditions = ["m <> root"]
    if source.line is not None:
        conditions.append(writer.predicate(source.line, Scope(link="l")))
    inner = "cost IS NOT NULL"
    if source.inner is not None:
        facts = "m" if source.known is not None else ""
        may = writer.predicate(source.inner, Scope(node="m", facts=facts))
        inner += f" AND (m = goal OR {may})"
    return subquery(
        "COLLECT",
        [
            subquery("CALL (rim, places, hubs)", [_followed(source)]),
            "WITH place, n, l, m, rim.first[place] AS way",
            f"WHERE {' AND '.join(conditions)}",
            "WITH place, n, l, m, CASE\n"
            "  WHEN NOT coalesce(rim.before[way] = m, false) THEN rim.cost[way]\n"
            "  WHEN rim.node[way + 1] = n THEN rim.cost[way + 1]\n"
            "END AS cost",
            f"WHERE {inner}",
            f"WITH place, n, l, m, cost, {_degree(source, 'm')} AS degree",
            "ORDER BY degree, m.`id`, cost, place",
            "RETURN [m, place, n, degree, cost + degree, l]",
        ],
    )


def _followed(source: Between) -> str:
    """The links to follow: all of them, but of hubs some, those of rare types first."""
    parts = [
        _follow("[x IN places WHERE NOT x IN hubs]", "-", source.types, "-", source)
        + f" LIMIT {LINKS_OF_A_LEVEL}"
    ]
    for large in (False, True):
        for direction, left, right in (("out", "-", "->"), ("in", "<-", "-")):
            types = [
                t for t in source.types if ((t, direction) in source.large) is large
            ]
            if types:
                part = _follow("hubs", left, types, right, source)
                parts.append(f"{part} LIMIT {LINKS_OF_HUBS}")
    return "\nUNION ALL\n".join(parts)


def _follow(
    places: str, left: str, types: Sequence[str], right: str, source: Between
) -> str:
    return (
        f"UNWIND {places} AS place\n"
        "WITH place, rim.node[rim.first[place]] AS n\n"
        f"MATCH (n){left}[l:{_any_of(types, source)}]{right}(m)\n"
        "RETURN place, n, l, m"
    )


_PLACES = f"""COLLECT {{
  UNWIND CASE WHEN size(kinds) < 2 THEN [null] ELSE kinds END AS kind
  WITH DISTINCT kind
  WITH CASE WHEN kind IS NULL THEN range(0, size(rim.first) - 1)
    ELSE [x IN range(0, size(kinds) - 1) WHERE kinds[x] = kind][..{NODES_OF_A_KIND}]
  END AS alike
  ORDER BY size(alike)
  UNWIND alike AS place
  WITH place WHERE rim.node[rim.first[place]] <> goal
  RETURN place
}}"""
"""The places of the nodes to go on from, without the other end.

Where not all can be, those that were reached by links of rare types come first.
"""

_FIRSTS = """\
WITH cut, ways, [x IN range(0, size(ways) - 1) WHERE x = 0
  OR ways[x][0] <> ways[x - 1][0] OR ways[x][1] <> ways[x - 1][1]] AS firsts"""
"""Ways that differ in the link alone are one."""

_LEVEL = """\
RETURN {
  cut: cut,
  node: [x IN firsts | ways[x][0]],
  via: [x IN firsts | ways[x][1]],
  before: [x IN firsts | ways[x][2]],
  degree: [x IN firsts | ways[x][3]],
  cost: [x IN firsts | ways[x][4]],
  links: [i IN range(0, size(firsts) - 1) |
    [x IN range(firsts[i], coalesce(firsts[i + 1], size(ways)) - 1) | ways[x][5]]],
  first: [i IN range(0, size(firsts) - 1)
    WHERE i = 0 OR ways[firsts[i]][0] <> ways[firsts[i - 1]][0]]
}"""


_MIDDLES = """COLLECT {
  UNWIND range(0, size(inLeft) - 1) AS i
  WITH inLeft[i] AS inNear, inRight[i] AS inFar,
    left.first[inLeft[i]] AS l, right.first[inRight[i]] AS r
  WHERE coalesce(left.before[l] <> right.before[r], true)
    OR left.node[l + 1] = left.node[l] OR right.node[r + 1] = right.node[r]
  WITH left.node[l] AS node, left.cost[l] + right.cost[r] - left.degree[l] AS cost,
    inNear, inFar
  ORDER BY cost, node.`id`
  RETURN [cost, [node], [], inNear, inFar]
}"""
"""The middles of paths: costs, nodes, links, places of the ends in their levels.

A node that both ends reach from one node only, and from the same, is none.
"""

_OUTWARDS = f"""COLLECT {{
  UNWIND paths[..{UNFINISHED}] AS path
  WITH path[0] AS cost, path[1] AS nodes, path[2] AS steps, path[3] AS inNear,
    path[4] AS inFar, CASE WHEN depth > 0 THEN near[depth] ELSE far[-depth] END AS here,
    CASE WHEN depth > 0 THEN path[3] ELSE path[4] END AS place,
    CASE WHEN depth > 0 THEN path[1][1] WHEN depth > 1 - size(far) THEN path[1][-2] END
      AS inner
  WITH cost, nodes, steps, inNear, inFar, here, place, here.first[place] AS best, inner
  UNWIND range(best, coalesce(here.first[place + 1], size(here.node)) - 1
  )[..{UNFINISHED}] AS way
  WITH nodes, steps, inNear, inFar, here.before[way] AS node, here.links[way] AS step,
    here.via[way] AS via, cost + here.cost[way] - here.cost[
      CASE WHEN here.before[best] = inner THEN best + 1 ELSE best END
    ] AS cost
  WHERE NOT node IN nodes
  WITH CASE WHEN depth > 0
    THEN [cost, [node] + nodes, [step] + steps, via, inFar]
    ELSE [cost, nodes + [node], steps + [step], inNear, via]
  END AS path
  ORDER BY path[0], [n IN path[1] | n.`id`]
  RETURN path
}}"""
"""The paths, each longer by a step towards one of its ends.

As long as they are unfinished, they cost what they would by the cheapest walks on that
do not turn back at once. Those may turn out to meet.
"""

_PATHS = _let(
    f"""CASE size(inLeft) WHEN 0 THEN [] ELSE reduce(
paths = {_MIDDLES},
depth IN range(size(near) - 1, 1, -1) + range(1 - size(far), -1) |
{_OUTWARDS}) END""",
    left="last(near)",
    right="last(far)",
    leftNodes="[x IN left.first | left.node[x]]",
    rightNodes="[x IN right.first | right.node[x]]",
    inLeft="[x IN range(0, size(leftNodes) - 1) WHERE leftNodes[x] IN rightNodes]",
    inRight="[x IN range(0, size(rightNodes) - 1) WHERE rightNodes[x] IN leftNodes]",
)
"""The paths of as many steps as both ends have gone together. The nodes in common are
in one order in both levels."""

_TURN = _let(
    f"""{{
near: near, far: far, complete: search.complete AND NOT level.cut,
nearLinks: CASE WHEN forward THEN links ELSE search.nearLinks END,
farLinks: CASE WHEN forward THEN search.farLinks ELSE links END,
found: search.found + {_PATHS}
}}""",
    links="reduce(sum = 0, x IN level.first | sum + level.degree[x])",
)
