"""Keeps what rests on restricted sources alone under other labels and types.

To callers without the right, the graph is as if every claim of a restricted source had
been retracted: what rests on such claims alone, or is inferred from one, is not there,
nor is what cannot be without it. All that was recorded is kept so, today's and what was
held before; and the feed leaves the places of changes of such facts empty.

Whoever changes facts does not think of this. A change begins with everything in its
ordinary place, and ends with what is restricted put away, in one transaction.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from graph.clauses import quoted
from graph.declare import Basis, Model
from graph.driver import Run, Statement
from graph.feed import LISTS
from graph.history import VERSION, VERSION_OF, retracted_label, retracted_type
from graph.visibility import (
    CHANGES,
    RESTRICTED,
    RESTRICTED_LINK,
    VEILED,
    restricted,
    whole,
)


@asynccontextmanager
async def in_place(run: Run, model: Model) -> AsyncIterator[None]:
    """Have every fact in its ordinary place while the block lasts."""
    await _reveal(run, model)
    yield
    await _conceal(run, model)


async def _reveal(run: Run, model: Model) -> None:
    if not await run(Statement(_ANY_CONCEALED)):
        return
    every = _Every(model)
    await run(Statement(_REVEAL_NODES))
    await run(Statement(_REVEAL_LINKS.format(types=every.hidden_types)))
    for match in (every.node, every.link):
        await run(Statement(f"{match}\n{_MAKE_WHOLE}"))
    await run(Statement(_UNVEIL_CHANGES))


async def _conceal(run: Run, model: Model) -> None:
    sources = await _ids(run, _RESTRICTED)
    if not sources:
        return
    every = _Every(model)
    given: dict[str, Any] = {
        "sources": sources,
        "claims": await _ids(run, _CLAIMS, sources=sources),
        "needed": _needed(model),
        "labels": every.labels,
    }
    falling = await _ids(run, _OWN, **given)
    falling += await _ids(run, f"{every.node}\n{_LESSEN}\n{_NODES_FALL}", **given)
    falling += await _ids(run, f"{every.link}\n{_LESSEN}\n{_LINKS_FALL}", **given)
    while falling:
        given["nodes"] = falling
        await run(Statement(_CONCEAL_NODES, given))
        falling = await _ids(run, f"{_LINKS_OF}\n{_CONCEAL_LINK}", **given)
    concealed = await _ids(run, _CONCEALED_NODES)
    concealed += await _ids(run, _CONCEALED_LINKS.format(types=every.hidden_types))
    given = {"concealed": dict.fromkeys(concealed, True)}
    await run(Statement(_VEIL_CHANGES, given))


async def _ids(run: Run, text: str, **params: Any) -> list[str]:
    return [id for (id,) in await run(Statement(text, params))]


class _Every:
    """Patterns of all facts of a model, today's and past ones.

    They are gone through one by one. Neo4j's full-text index, which knows what rests on
    a source, loses sight of nodes once a transaction has deleted relationships.
    """

    def __init__(self, model: Model) -> None:
        self.labels = [*model.nodes, *map(retracted_label, model.nodes), VERSION]
        types = [*model.relationships, *map(retracted_type, model.relationships)]
        self.node = f"MATCH (f:{'|'.join(map(quoted, self.labels))})"
        self.link = f"MATCH ()-[f:{'|'.join(map(quoted, types))}]->()"
        hidden = map(restricted, [*types, VERSION_OF])
        self.hidden_types = "|".join(map(quoted, hidden))


def _needed(model: Model) -> list[list[str]]:
    """Which nodes cannot be without a relationship: label, type and direction."""
    return [
        [label, relation.type, relation.direction]
        for label, node in model.nodes.items()
        for relation in node.relations.values()
        if relation.required and not relation.many
    ]


_ANY_CONCEALED = f"MATCH (n:{RESTRICTED}) RETURN n.id LIMIT 1"
_RESTRICTED = """\
MATCH (s:Source|RetractedSource) WHERE s.restricted = true
RETURN DISTINCT s.id"""
_CLAIMS = """\
MATCH (s:Source|RetractedSource)<-[:STATED_IN|RETRACTED_STATED_IN]-(c)
WHERE s.id IN $sources
RETURN DISTINCT c.id"""
_OWN = """\
MATCH (n:Source|RetractedSource|Claim|RetractedClaim)
WHERE n.id IN $sources OR n.id IN $claims
RETURN elementId(n)"""
_MAKE_WHOLE = f"""\
WHERE f.{whole("sources")} IS NOT NULL
SET f.claims = f.{whole("claims")}, f.sources = f.{whole("sources")}
REMOVE f.{whole("claims")}, f.{whole("sources")}"""
_LESSEN = f"""\
WHERE any(s IN f.sources WHERE s IN $sources)
WITH f, f.basis = '{Basis.INFERRED.name}'
  OR all(s IN f.sources WHERE s IN $sources) AS falls
FOREACH (_ IN CASE WHEN falls THEN [] ELSE [1] END |
  SET f.{whole("claims")} = f.claims, f.{whole("sources")} = f.sources
  SET f.claims = [c IN f.claims WHERE NOT c IN $claims]
  SET f.sources = [s IN f.sources WHERE NOT s IN $sources])
WITH f WHERE falls"""
_NODES_FALL = "RETURN elementId(f)"
_LINKS_OF = f"""\
UNWIND $nodes AS id
MATCH (n)-[r]-() WHERE elementId(n) = id AND NOT type(r) STARTS WITH '{RESTRICTED_LINK}'
WITH DISTINCT r"""
_CONCEAL_LINK = f"""\
WITH r, type(r) AS type, startNode(r) AS start, endNode(r) AS end
CREATE (start)-[hidden:$('{RESTRICTED_LINK}' + type)]->(end)
SET hidden = properties(r)
DELETE r
WITH type, start, end
UNWIND [[start, 'out'], [end, 'in']] AS lost
WITH DISTINCT lost[0] AS n, type, lost[1] AS direction
WHERE any(label IN labels(n) WHERE [label, type, direction] IN $needed)
RETURN DISTINCT elementId(n)"""
_LINKS_FALL = f"WITH f AS r\n{_CONCEAL_LINK}"
_CONCEAL_NODES = f"""\
UNWIND $nodes AS id
MATCH (n) WHERE elementId(n) = id AND NOT n:{RESTRICTED}
WITH DISTINCT n, head([l IN labels(n) WHERE l IN $labels]) AS label
SET n:{RESTRICTED}, n:$('{RESTRICTED}' + label)
REMOVE n:$(label)"""
_REVEAL_NODES = f"""\
MATCH (n:{RESTRICTED})
UNWIND labels(n) AS label
WITH n, label WHERE label STARTS WITH '{RESTRICTED}' AND label <> '{RESTRICTED}'
SET n:$(substring(label, {len(RESTRICTED)}))
REMOVE n:$(label), n:{RESTRICTED}"""
_REVEAL_LINKS = f"""\
MATCH (start)-[r:{{types}}]->(end)
CREATE (start)-[shown:$(substring(type(r), {len(RESTRICTED_LINK)}))]->(end)
SET shown = properties(r)
DELETE r"""
_CONCEALED_NODES = f"MATCH (n:{RESTRICTED}) WHERE n.id IS NOT NULL RETURN n.id"
_CONCEALED_LINKS = "MATCH ()-[r:{types}]->() WHERE r.id IS NOT NULL RETURN r.id"


def _veil(name: str) -> str:
    """A clause that empties the veiled places of a batch's list, where it has one."""
    place = f"CASE WHEN veiled[i] THEN '' ELSE b.{name}[i] END"
    emptied = f"[i IN range(0, size(coalesce(b.{name}, [])) - 1) | {place}]"
    shown = f"CASE WHEN b.{name} IS NOT NULL THEN {emptied} END"
    return f"SET b.{whole(name)} = b.{name}, b.{name} = {shown}"


_VEILED = " OR ".join(f"coalesce($concealed[b.{name}[i]], false)" for name in LISTS)
_VEIL_CHANGES = f"""\
MATCH (b:{CHANGES})
WITH b, [i IN range(0, size(b.ids) - 1) | {_VEILED}] AS veiled
WHERE true IN veiled
{chr(10).join(map(_veil, LISTS))}
WITH collect(DISTINCT b.operation) AS operations
MATCH (b:{CHANGES}) WHERE b.operation IN operations
SET b.{whole("why")} = b.why
REMOVE b.why"""
_UNVEIL_CHANGES = f"""\
MATCH (b:{CHANGES})
WHERE b.{whole("ids")} IS NOT NULL OR b.{whole("why")} IS NOT NULL
SET {", ".join(f"b.{n} = coalesce(b.{whole(n)}, b.{n})" for n in VEILED)}
REMOVE {", ".join(f"b.{whole(n)}" for n in VEILED)}"""
