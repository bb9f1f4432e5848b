"""Disputes between nodes that one value names, as Cypher."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph import sides
from graph.clauses import call, quoted, where
from graph.query import Disputes, Namesakes

if TYPE_CHECKING:
    from graph.cypher import Writer


def namesakes(
    writer: Writer, source: Disputes, search: Namesakes, number: int
) -> list[str]:
    """Nodes of one name within one node; and where several have it, all of its nodes.

    A claim that is about no node stands for one that the graph does not hold.
    """
    ids = "UNWIND x.found AS s UNWIND s.nodes AS m RETURN m.`id` AS id ORDER BY id"
    own = []
    if source.about is not None:
        own = [f"WITH * WHERE {writer.parameter(source.about)} IN ids"]
    return [
        *_names(writer, source, search),
        call(["name"], _named(writer, source, search)),
        call(["name"], _said(writer, source, search)),
        f"""\
UNWIND [x IN named | x {{.*, said: [s IN said WHERE s.about = x.nodes[0].`id`]}}]
  + [s IN said WHERE s.about IS NULL | {{nodes: [], within: s.id, said: [s]}}] AS x
WITH name, x.within AS within, collect({{values: [name], nodes: x.nodes,
  rank: coalesce(x.said[0].rank, 'NORMAL'), claims: CASE x.said
  WHEN [] THEN [m IN x.nodes | m.`claims`] ELSE [[s IN x.said | s.id]] END}}) AS found
WITH name, collect({{other: name + ' ' + within, found: found}}) AS places
UNWIND [x IN places WHERE size(x.found) > 1] + CASE size(places) WHEN 1 THEN []
  ELSE [{{other: name, found: reduce(all = [], x IN places | all + x.found)}}] END AS x
WITH name, x, COLLECT {{ {ids} }} AS ids""",
        *own,
        f"""\
RETURN {{search: {number}, about: ids[0], predicate: '{search.property}',
  other: x.other, rule: {search.rule}, compatible: x.other = name, found: x.found
}} AS d""",
    ]


def _names(writer: Writer, source: Disputes, search: Namesakes) -> list[str]:
    """The names in question: that of a node, or all that may have several."""
    name = f"x.{quoted(search.property)}"
    if source.about is not None:
        about = f"x.`id` = {writer.parameter(source.about)}"
        facts = sides.as_held(writer, source, "x")
        return [
            *sides.either(source, "x", search.label, [about]),
            f"WITH {facts}.{quoted(search.property)} AS name",
            "WHERE name IS NOT NULL",
        ]
    several = [
        *sides.either(source, "x", search.label, [f"{name} IS NOT NULL"]),
        f"WITH {name} AS name, count(*) AS times",
        "WHERE times > 1",
        "RETURN name",
        "UNION",
        "UNWIND stated AS c",
        f"WITH c WHERE c.about IS NULL AND c.predicate = '{search.property}'",
        "RETURN c.value AS name",
    ]
    return [call(["stated"], several)]


def _named(writer: Writer, source: Disputes, search: Namesakes) -> list[str]:
    """The nodes that have a name, and where each belongs."""
    name = quoted(search.property)
    type_, direction = search.within
    link = f"-[r:{sides.type_(source, type_)}]-"
    reach = f"(m){link}>(o)" if direction == "out" else f"(m)<{link}(o)"
    counts = [f"g.{name} = name"] if source.known else []
    counts += sides.held(writer, source, "g") + sides.held(writer, source, "r")
    if source.sources is not None:
        sources = writer.parameter(source.sources)
        counts.append(f"any(x IN g.`sources` WHERE x IN {sources})")
    if source.basis is not None:
        counts.append(f"g.`basis` IN {writer.parameter(source.basis)}")
    return [
        *sides.either(source, "m", search.label, [f"m.{name} = name"], ["name"]),
        f"WITH m, name, {sides.as_held(writer, source, 'm')} AS g",
        f"MATCH {reach}",
        *where(counts),
        "RETURN collect({nodes: [m], within: o.`id`}) AS named",
    ]


def _said(writer: Writer, source: Disputes, search: Namesakes) -> list[str]:
    """The claims that give a name, those of the best rank first."""
    said = sides.said(source)
    given = ["claim.`value` = name", f"claim.`predicate` = '{search.property}'"]
    return [
        *sides.claims(writer, source, given, ["name"]),
        f"WITH claim.`id` AS id, {said}.`subject` AS about, {said}.`rank` AS rank",
        "ORDER BY rank DESC, id",
        "RETURN collect({id: id, about: about, rank: rank}) AS said",
    ]
