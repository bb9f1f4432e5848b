"""Disputes between claims, as Cypher: about a node, a link, the events of a course.

All claims in question are found once, as maps ``{id, about, predicate, value, rank,
word, source}``. The ``word`` is what the model has to say of the predicate
(:class:`graph.contradictions.Contradictions`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph import sides
from graph.clauses import call
from graph.contradictions import ANY_PROPERTY, ANY_RELATION
from graph.query import Claimed, ClaimedOfLinks, Disputes, Events

if TYPE_CHECKING:
    from graph.cypher import Writer


def claims(writer: Writer, source: Disputes) -> list[str]:
    """Clauses that give all claims in question as a list."""
    conditions = []
    if source.about is not None:
        conditions = [f"claim.`subject` = {writer.parameter(source.about)}"]
    if source.predicate is not None and not any(
        isinstance(search, Events) for search in source.searches
    ):
        conditions.append(f"claim.`predicate` = {writer.parameter(source.predicate)}")
    said, stated = sides.said(source), sides.type_(source, "STATED_IN")
    return [
        *sides.claims(writer, source, conditions or ["claim.`predicate` IS NOT NULL"]),
        f"WITH {sides.bound(source)}, {_word(writer, source)} AS word",
        f"""\
RETURN collect({{id: claim.`id`, about: {said}.`subject`, predicate: {said}.`predicate`,
  value: {said}.`value`, rank: {said}.`rank`, word: word, source: CASE word.of
  WHEN 'whole' THEN head([(claim)-[:{stated}]->(s) | s.`id`]) END}}) AS stated""",
    ]


def _word(writer: Writer, source: Disputes) -> str:
    said, words = sides.said(source), writer.parameter(source.words)
    subject, predicate = f"{said}.`subject`", f"{said}.`predicate`"
    relation = sides.is_relation(predicate)
    default = f"CASE WHEN {relation} THEN '{ANY_RELATION}' ELSE '{ANY_PROPERTY}' END"
    return (
        f"coalesce({words}[split({subject}, ':')[0] + '.' + {predicate}],"
        f" {words}[{predicate}], {words}[{default}])"
    )


def of_nodes(
    writer: Writer, source: Disputes, search: Claimed, number: int
) -> list[str]:
    """Claims about one matter of one node, by their values.

    Where sources name the whole of a relation, a value is all that one of them names,
    and ranks with the worst of it.
    """
    return [
        "UNWIND stated AS c",
        f"WITH c WHERE NOT c.word.of IN ['link', 'timed']{_named(writer, source)}",
        f"""\
WITH c, c.about AS about, c.predicate AS predicate, c.word AS word
ORDER BY c.value, c.id
WITH about, predicate, word, coalesce(c.source, c.value) AS part,
  collect(DISTINCT c.value) AS values, collect(c.id) AS claims,
  CASE word.of WHEN 'whole' THEN min(c.rank) ELSE max(c.rank) END AS rank
WITH about, predicate, word, values, max(rank) AS rank, collect(claims) AS claims
WITH about, predicate, word,
  collect({{values: values, rank: rank, claims: claims}}) AS found
WHERE size(found) > 1
WITH *, word.of IN ['several', 'many']
  AND any(s IN found WHERE s.rank = 'DEPRECATED') AS ranked
WHERE ranked OR word.of <> 'many'
RETURN {{search: {number}, about: about, predicate: predicate, other: '', word: word,
  rule: CASE WHEN ranked THEN {search.ranked} ELSE word.rule END, field: word.field,
  compatible: word.of = 'several' AND NOT ranked,
  found: CASE WHEN ranked AND any(s IN found WHERE s.rank = 'PREFERRED')
    THEN [s IN found WHERE s.rank <> 'NORMAL'] ELSE found END}} AS d""",
    ]


def of_links(
    writer: Writer, source: Disputes, search: ClaimedOfLinks, number: int
) -> list[str]:
    """Claims about a property of links: by link, or where no link has two, together."""
    return [
        "UNWIND stated AS c",
        f"WITH c WHERE c.word.of = 'link'{_named(writer, source)}",
        call(["c"], [_resting(writer, source, search)]),
        f"""\
WITH c.about AS about, c.predicate AS predicate, c.word.rule AS rule, r,
  c.value AS value, max(c.rank) AS rank, collect(c.id) AS claims
WITH about, predicate, rule, r,
  collect({{values: [value], rank: rank, claims: [claims], links: [r]}}) AS found
WITH about, predicate, rule, collect({{other: r.`id`, found: found}}) AS each
WITH *, [x IN each WHERE size(x.found) > 1] AS several
UNWIND CASE several WHEN [] THEN [{{other: '', found: [x IN each | x.found[0]]}}]
  ELSE several END AS x
WITH * WHERE any(s IN x.found WHERE s.values <> x.found[0].values)
RETURN {{search: {number}, about: about, predicate: predicate, other: x.other,
  rule: rule, compatible: several = [], found: x.found}} AS d""",
    ]


def _resting(writer: Writer, source: Disputes, search: ClaimedOfLinks) -> str:
    """The links that rest on a claim and start or end at its subject."""
    conditions = [
        f"NOT r:{sides.type_(source, 'STATED_IN')}",
        "c.about IN [startNode(r).`id`, endNode(r).`id`]",
        *sides.held(writer, source, "r"),
    ]
    branches = (
        f"""\
CALL db.index.fulltext.queryRelationships('{index}', 'claims:"' + c.id + '"')
YIELD relationship AS r
WHERE {" AND ".join(conditions)}
RETURN r"""
        for index in search.indexes
    )
    return "\nUNION ALL\n".join(branches)


def of_events(
    writer: Writer, source: Disputes, search: Events, number: int
) -> list[str]:
    """Claims that date several events of a node; they go together."""
    dates = ""
    if source.predicate is not None:
        predicate = writer.parameter(source.predicate)
        dates = f" AND {predicate} IN [predicate] + [s IN found | s.predicate]"
    return [
        f"""\
UNWIND stated AS c
WITH c, c.word.first.name AS predicate
WHERE predicate IS NOT NULL
WITH c.about AS about, predicate, c.predicate AS part, c.value AS value,
  max(c.rank) AS rank, collect(c.id) AS claims
WITH about, predicate,
  collect({{predicate: part, values: [value], rank: rank, claims: [claims]}}) AS found
WHERE any(s IN found WHERE s.predicate <> found[0].predicate){dates}
RETURN {{search: {number}, about: about, predicate: predicate, other: '',
  rule: {search.rule}, compatible: true, found: found}} AS d""",
    ]


def _named(writer: Writer, source: Disputes) -> str:
    """What the claims of a search must be about."""
    about = " AND c.about IS NOT NULL"
    if source.predicate is None:
        return about
    return f"{about} AND c.predicate = {writer.parameter(source.predicate)}"
