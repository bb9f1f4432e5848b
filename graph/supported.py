"""The facts that rest on a source, as Cypher.

They are counted by the indexes over evidence. A page walks the claims that the source
states, in their order, and looks up what rests on each, so that it takes as long for a
source of a million facts as for one of ten. A fact that rests on several claims of the
source comes with the first of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph import history
from graph.clauses import Matched, Scope, call, subquery, where
from graph.query import (
    Both,
    Compare,
    OfRecord,
    Paged,
    Predicate,
    Stretch,
    Supported,
)

if TYPE_CHECKING:
    from graph.cypher import Writer

MANY = 10_000
"""Claims of a source beyond which they are read in the order of an index, among all
others, instead of being sorted."""


@dataclass(frozen=True, slots=True)
class _Fact:
    """The variables of a fact: its node, its link, what the node was, its claim.

    ``at`` is the instant at which it must have been held, as Cypher, if one is given.
    """

    node: str
    link: str
    facts: str
    claim: str
    at: str

    @property
    def found(self) -> tuple[str, ...]:
        """What a look-up binds."""
        return tuple(filter(None, (self.node, self.link, self.facts)))

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.found, self.claim)

    @property
    def id(self) -> str:
        return f"coalesce({self.link}.`id`, {self.node}.`id`)"

    def matched(self, scope: Scope) -> Matched:
        inner = replace(
            scope, node=self.node, link=self.link, facts=self.facts, record=self.claim
        )
        return Matched((), inner, self.names, unwound=True)

    def held(self, fact: str) -> list[str]:
        return [history.held(fact, self.at)] if self.at else []


def _fact(writer: Writer, source: Supported) -> _Fact:
    known = source.known
    return _Fact(
        node=writer.fresh("n"),
        link=writer.fresh("l"),
        facts=writer.fresh("f") if known else "",
        claim=writer.fresh("c"),
        at=writer.instant(known) if known else "",
    )


def supports(writer: Writer, paged: Paged, source: Supported, scope: Scope) -> str:
    """The connection of the facts that rest on the current source."""
    rows = total = near = "null"
    if paged.page is not None:
        rows = _rows(writer, paged, source, scope)
    if paged.counted:
        total = _counted(writer, paged, source, scope)
    if paged.passed is not None:
        fact = _fact(writer, source)
        walked = _walked(writer, fact, source, scope, paged.passed)
        conditions = writer.where(fact.matched(scope), paged.where, paged.passed)
        near = subquery("EXISTS", [*walked, *conditions, f"RETURN {fact.claim}"])
    return writer.connection(paged, rows, total, near)


def _rows(writer: Writer, paged: Paged, source: Supported, scope: Scope) -> str:
    page, before = paged.page, writer.aggregating
    assert page is not None
    assert page.limit is not None
    stretch = page.stretch
    # A clause before the projection is planned with the rest of the statement.
    writer.aggregating += 1
    fact = _fact(writer, source)
    matched = fact.matched(scope)
    down = stretch.order[0].descending
    walked = _walked(writer, fact, source, scope, stretch.where, descending=down)
    clauses = [
        *walked,
        *writer.where(matched, paged.where, stretch.where),
        f"WITH {', '.join(matched.names)}",
        f"LIMIT {writer.parameter(page.limit)}",
        *writer.stretch(Stretch(order=stretch.order), None, matched, page.limit),
    ]
    row = writer.late_row(clauses, page.body, matched.scope)
    return writer.subquery("COLLECT", clauses, row, scope=scope, before=before)


def _counted(writer: Writer, paged: Paged, source: Supported, scope: Scope) -> str:
    before = writer.aggregating
    writer.aggregating += 1
    fact = _fact(writer, source)
    query = _quoted("sources", scope.node)
    matched = replace(fact.matched(scope), names=fact.found)
    clauses = [
        call([scope.node], [_looked_up(fact, source, query)]),
        *writer.where(matched, paged.where),
    ]
    return writer.subquery("COUNT", clauses, fact.id, scope=scope, before=before)


def _walked(
    writer: Writer,
    fact: _Fact,
    source: Supported,
    scope: Scope,
    bounds: Predicate | None,
    *,
    descending: bool = False,
) -> list[str]:
    """Clauses that bind the facts one by one, in the order of claims, then of ids."""
    inner = Scope(record=fact.claim)
    on_claims = [writer.predicate(bound, inner) for bound in _on_claims(bounds)]
    order = " DESC" if descending else ""
    ever = bool(fact.at)
    stated = f"-[s:{history.types('STATED_IN', ever=ever)}]->({scope.node})"
    earlier = [
        f"MATCH (o:{history.labels(['Claim'], ever=ever)}){stated}",
        f"WHERE o.`id` IN coalesce({fact.link}.`claims`, {_facts(fact)}.`claims`)",
        f"  AND o.`id` < {fact.claim}.`id`",
        "RETURN o",
    ]
    resting = [
        call([fact.claim], [_looked_up(fact, source, _quoted("claims", fact.claim))]),
        f"WITH {', '.join(fact.found)}, {fact.claim}",
        f"WHERE NOT {subquery('EXISTS', earlier)}",
        f"RETURN {', '.join(fact.found)}",
        f"ORDER BY {fact.id}{order}",
    ]
    return [
        *_claims(fact, scope, stated, on_claims, order),
        call([scope.node, fact.claim], resting),
    ]


def _claims(
    fact: _Fact, scope: Scope, stated: str, bounds: Sequence[str], order: str
) -> list[str]:
    """Clauses that bind the claims of the source in their order."""
    claim, source = fact.claim, scope.node
    taken = f"RETURN {claim} ORDER BY {claim}.`id`{order}"
    own = [
        f"MATCH ({claim}){stated}",
        *where([*bounds, *fact.held("s")]),
        taken,
    ]
    if fact.at:
        return [call([source], own)]
    among_all = [
        f"MATCH ({claim}:`Claim`)",
        f"USING INDEX {claim}:`Claim`(`id`)",
        *where(
            [*(bounds or [f"{claim}.`id` > ''"]), f"EXISTS {{ ({claim}){stated} }}"]
        ),
        taken,
    ]
    count = f"COUNT {{ ({source})<-[:`STATED_IN`]-() }}"
    return [
        call(
            [source],
            [
                f"UNWIND CASE WHEN {count} > {MANY} THEN [] ELSE [0] END AS gate",
                call([source], own),
                f"RETURN {claim}",
                "UNION ALL",
                # Matching after UNWIND, the database cannot begin where there is none.
                f"UNWIND CASE WHEN {count} > {MANY} THEN [0] ELSE [] END AS gate",
                call([source], among_all),
                f"RETURN {claim}",
            ],
        )
    ]


def _on_claims(bounds: Predicate | None) -> list[Predicate]:
    """Those of some conditions that speak of the claim alone."""
    match bounds:
        case Both(predicates):
            return [p for inner in predicates for p in _on_claims(inner)]
        case Compare(OfRecord()):
            return [bounds]
        case _:
            return []


def _facts(fact: _Fact) -> str:
    return fact.facts or fact.node


def _quoted(name: str, node: str) -> str:
    """A full-text query for the id of a node as a whole."""
    return f"""'{name}:"' + {node}.`id` + '"'"""


def _looked_up(fact: _Fact, source: Supported, query: str) -> str:
    """Each fact that the indexes find, once; of node and link the other is null."""
    branches = [_nodes(fact, index, query) for index in source.nodes]
    branches += [_links(fact, index, query, source.without) for index in source.links]
    return "\nUNION ALL\n".join("\n".join(lines) for lines in branches)


def _nodes(fact: _Fact, index: str, query: str) -> list[str]:
    node, link, facts = fact.node, fact.link, fact.facts
    search = f"CALL db.index.fulltext.queryNodes('{index}', {query}) YIELD node"
    if not facts:
        return [f"{search} AS {node}", f"RETURN {node}, null AS {link}"]
    return [
        f"{search} AS {facts}",
        *where(fact.held(facts)),
        f"RETURN {history.of_version(facts)} AS {node}, null AS {link}, {facts}",
    ]


def _links(fact: _Fact, index: str, query: str, without: Sequence[str]) -> list[str]:
    search = f"CALL db.index.fulltext.queryRelationships('{index}', {query})"
    types = (history.types(type_, ever=bool(fact.at)) for type_ in without)
    conditions = [f"NOT {fact.link}:{type_}" for type_ in types]
    facts = f", null AS {fact.facts}" if fact.facts else ""
    return [
        f"{search} YIELD relationship AS {fact.link}",
        *where([*conditions, *fact.held(fact.link)]),
        f"RETURN null AS {fact.node}, {fact.link}{facts}",
    ]
