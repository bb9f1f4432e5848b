"""Cypher and functions that record facts, correct them and retract claims.

Nothing is overwritten without trace: what a node or relationship was is kept beside it,
as :mod:`graph.history` says, so that an earlier state can be asked for again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from graph import instants
from graph.clauses import quoted
from graph.constraints import EVIDENCE, LINK_EVIDENCE
from graph.declare import Basis, Model, NodeType
from graph.driver import Graph, Statement, Transaction
from graph.errors import BadUserInput
from graph.history import VERSION, VERSION_OF, retracted_label, retracted_type
from graph.versions import LOCK, RENEW, next_version


@dataclass(slots=True)
class Change:
    """A transaction that changes facts, at an instant behind those of all before it.

    ``facts`` is how many it has changed so far.
    """

    transaction: Transaction
    at: datetime
    facts: int = 0

    async def run(self, statement: Statement) -> list[list[Any]]:
        """Run a statement, whose parameter ``$now`` is the instant; its rows."""
        params = {**statement.params, "now": self.at}
        return await self.transaction.run(Statement(statement.text, params))

    async def merge_nodes(self, node: NodeType, rows: Sequence[Stored]) -> int:
        """Make rows the nodes of a type; the number that this changed."""
        merging = instants.of_nodes(merge_nodes(node), rows)
        return sum([await self._changed(statement) for statement in merging])

    async def merge_links(
        self, type_: str, ends: tuple[str, str], rows: Sequence[Stored]
    ) -> int:
        """Make rows the relationships of a type between two labels; as above."""
        placed = [
            {**row, "properties": {"id": row["properties"]["id"]}} for row in rows
        ]
        moving = Statement(move_relationships(type_), {"rows": placed})
        merging = instants.of_links(merge_relationships(type_, ends), rows)
        return sum([await self._changed(one) for one in (moving, *merging)])

    async def _changed(self, statement: Statement) -> int:
        ((changed,),) = await self.run(statement)
        self.facts += changed
        return int(changed)


Stored: TypeAlias = Mapping[str, Any]
"""A node's properties; or of a relationship its ``start``, ``end`` and properties."""


@asynccontextmanager
async def changing(graph: Graph, *, first: str = "") -> AsyncIterator[Change]:
    """Change facts in one transaction, while nobody else does.

    If any were changed, the data have another version afterwards: ``first`` where they
    had none. Raises as :meth:`Graph.transaction` does.
    """
    async with graph.transaction() as transaction:
        lock = Statement(LOCK, {"now": datetime.now(UTC)})
        ((version, since),) = await transaction.run(lock)
        change = Change(transaction, _later(since))
        yield change
        if change.facts:
            new = first if version is None else ""
            new = new or next_version(version, change.at)
            await change.run(Statement(RENEW, {"version": new}))


def _later(since: Any) -> datetime:
    """Now, or right behind an instant that a clock ahead of ours has set."""
    now = datetime.now(UTC)
    return now if since is None else max(now, since.to_native() + _MOMENT)


_MOMENT = timedelta(microseconds=1)


def merge_nodes(node: NodeType) -> str:
    """Cypher that makes ``$rows`` the nodes of a label; the number it changed.

    A node that was another leaves a version, retracted at ``$now``.
    """
    label, old = quoted(node.label), quoted(retracted_label(node.label))
    now = "SET n.recordedAt = $now" if node.evidenced else "SET n = row"
    return f"""\
UNWIND $rows AS row
MERGE (n:{label} {{id: row.id}})
WITH n, row, properties(n) AS before, size(keys(n)) > 1 AS known
WHERE {_differ("n", "row", evidenced=node.evidenced)}
FOREACH (_ IN CASE WHEN known THEN [1] ELSE [] END |
  CREATE (v:{quoted(VERSION)})-[:{quoted(VERSION_OF)}]->(n)
  SET v = before, v.retractedAt = $now)
SET n = row
FOREACH (_ IN CASE WHEN known OR EXISTS {{ (:{old} {{id: row.id}}) }}
  THEN [1] ELSE [] END | {now})
RETURN count(*) AS changed"""


def move_relationships(type_: str) -> str:
    """Cypher that retracts the relationships among ``$rows`` that join others now."""
    return f"""\
UNWIND $rows AS row
MATCH (a)-[r:{quoted(type_)} {{id: row.properties.id}}]->(b)
WHERE a.id <> row.start OR b.id <> row.end
{_retract_links(type_)}
RETURN count(*) AS changed"""


def merge_relationships(type_: str, ends: tuple[str, str]) -> str:
    """Cypher that makes ``$rows`` the relationships of a type between two labels.

    One that was another leaves a copy, retracted at ``$now``.
    """
    start, end = map(quoted, ends)
    old = quoted(retracted_type(type_))
    return f"""\
UNWIND $rows AS row
MATCH (a:{start} {{id: row.start}})
MATCH (b:{end} {{id: row.end}})
MERGE (a)-[r:{quoted(type_)} {{id: row.properties.id}}]->(b)
WITH a, b, r, row.properties AS new, properties(r) AS before, size(keys(r)) > 1 AS known
WHERE {_differ("r", "new", evidenced=True)}
FOREACH (_ IN CASE WHEN known THEN [1] ELSE [] END |
  CREATE (a)-[o:{old}]->(b)
  SET o = before, o.retractedAt = $now)
SET r = new
FOREACH (_ IN CASE WHEN known OR EXISTS {{ ()-[:{old} {{id: new.id}}]->() }}
  THEN [1] ELSE [] END | SET r.recordedAt = $now)
RETURN count(*) AS changed"""


def _differ(fact: str, row: str, *, evidenced: bool) -> str:
    """Whether a fact is another than a row, whenever each was recorded."""
    if not evidenced:
        return f"properties({fact}) <> {row}"
    return f"{fact} {{.*, recordedAt: 0}} <> {row} {{.*, recordedAt: 0}}"


def _retract_links(type_: str) -> str:
    """Clauses that retract a relationship ``r`` from ``a`` to ``b``."""
    return f"""\
CREATE (a)-[o:{quoted(retracted_type(type_))}]->(b)
SET o = properties(r), o.retractedAt = $now
DELETE r"""


def recorded_at(basis: str | None, claimed: Sequence[datetime]) -> datetime | None:
    """When a fact was first known: with its first claim, or its last premise.

    ``claimed`` says when each of its claims was recorded; without any it counts as
    known always.
    """
    if not claimed:
        return None
    return max(claimed) if basis == Basis.INFERRED.name else min(claimed)


@dataclass(frozen=True, slots=True)
class Retraction:
    """What a retraction took out of the graph, and what it left with fewer claims."""

    fell: tuple[str, ...]
    weakened: tuple[str, ...]


async def retract(graph: Graph, model: Model, claim: str, reason: str) -> Retraction:
    """Retract a claim, and all facts that rest on it alone or are inferred from it.

    What cannot be without such a fact, as a review without its sale, falls with it.
    Raises :class:`BadUserInput` where no such claim is held, or no reason is given.
    """
    if not reason.strip():
        raise BadUserInput("reason: say why the claim is retracted")
    async with changing(graph) as change:
        return await _Retracting(change, model).retract(claim, reason)


class _Retracting:
    """One retraction within its transaction."""

    def __init__(self, change: Change, model: Model) -> None:
        self._change = change
        self._model = model
        self._fell: list[str] = []
        self._weakened: list[str] = []

    async def retract(self, claim: str, reason: str) -> Retraction:
        rows = await self._run(_HELD_CLAIM, claim=claim)
        if not rows:
            raise BadUserInput(
                f"claim: the graph holds no {claim!r}; send the id of a claim it holds"
            )
        nodes = await self._run(_NODES_RESTING, claim=claim, query=_phrase(claim))
        links = await self._run(_LINKS_RESTING, claim=claim, query=_phrase(claim))
        await self._run(_GIVE_REASON, claim=claim, reason=reason)
        for id, type_, basis, left in links:
            await self._link(id, type_, claim, falls=_falls(basis, left))
        for id, label, basis, left in nodes:
            await self._node(id, label, claim, falls=_falls(basis, left))
        await self._fall(claim, "Claim")
        self._change.facts += len(self._fell) + len(self._weakened)
        return Retraction(
            tuple(dict.fromkeys(self._fell)), tuple(dict.fromkeys(self._weakened))
        )

    async def _link(self, id: str, type_: str, claim: str, *, falls: bool) -> None:
        if falls:
            text = f"MATCH (a)-[r:{quoted(type_)} {{id: $id}}]->(b)\n"
            ends = "WITH a, b, r, [a.id, b.id] AS ends\n"
            closing = f"{_retract_links(type_)}\nRETURN ends"
            found = await self._run(text + ends + closing, id=id)
            self._fell.append(id)
            for start, end in (ends for (ends,) in found):
                await self._without(start, type_, "out")
                await self._without(end, type_, "in")
            return
        old = quoted(retracted_type(type_))
        text = f"""\
MATCH (a)-[r:{quoted(type_)} {{id: $id}}]->(b)
CREATE (a)-[o:{old}]->(b)
SET o = properties(r), o.retractedAt = $now, r.recordedAt = $now
{_LESS_CLAIMS.format(fact="r")}"""
        await self._run(text, id=id, claim=claim)
        self._weakened.append(id)

    async def _node(self, id: str, label: str, claim: str, *, falls: bool) -> None:
        if falls:
            await self._fall(id, label)
            return
        text = f"""\
MATCH (n:{quoted(label)} {{id: $id}})
CREATE (v:{quoted(VERSION)})-[:{quoted(VERSION_OF)}]->(n)
SET v = properties(n), v.retractedAt = $now, n.recordedAt = $now
{_LESS_CLAIMS.format(fact="n")}"""
        await self._run(text, id=id, claim=claim)
        self._weakened.append(id)

    async def _without(self, id: str, type_: str, direction: str) -> None:
        """Have a node fall that cannot be without a relationship it has lost."""
        node = self._model.of_id(id)
        assert node is not None
        needed = any(
            r.type == type_ and r.direction == direction and r.required and not r.many
            for r in node.relations.values()
        )
        if needed:
            await self._fall(id, node.label)

    async def _fall(self, id: str, label: str) -> None:
        """Retract a node and its relationships."""
        found = await self._run(_LINKS_OF.format(label=quoted(label)), id=id)
        for link, type_ in found:
            if link not in self._fell:
                await self._link(link, type_, "", falls=True)
        text = f"""\
MATCH (n:{quoted(label)} {{id: $id}})
SET n.retractedAt = $now, n:{quoted(retracted_label(label))}
REMOVE n:{quoted(label)}
RETURN count(*)"""
        ((count,),) = await self._run(text, id=id)
        self._fell += [id] * count

    async def _run(self, text: str, **params: Any) -> list[list[Any]]:
        return await self._change.run(Statement(text, params))


def _falls(basis: str, left: Sequence[str]) -> bool:
    """Whether a fact falls that has lost a claim and has these left."""
    return basis == Basis.INFERRED.name or not left


def _phrase(id: str) -> str:
    """A full-text query for an id as a whole."""
    return f'claims:"{id}"'


_HELD_CLAIM = "MATCH (c:Claim {id: $claim}) RETURN c.id"
_GIVE_REASON = "MATCH (c:Claim {id: $claim}) SET c.retraction = $reason"
_LEFT = "[c IN {fact}.claims WHERE c <> $claim]"
_NODES_RESTING = f"""\
CALL db.index.fulltext.queryNodes('{EVIDENCE}', $query) YIELD node
WITH node ORDER BY node.id
RETURN node.id, head([l IN labels(node)]), node.basis, {_LEFT.format(fact="node")}"""
_LINKS_RESTING = f"""\
CALL db.index.fulltext.queryRelationships('{LINK_EVIDENCE}', $query)
YIELD relationship AS r
WITH r ORDER BY type(r), r.id
RETURN r.id, type(r), r.basis, {_LEFT.format(fact="r")}"""
_LINKS_OF = """\
MATCH (n:{label} {{id: $id}})-[r]-()
WHERE NOT type(r) STARTS WITH 'RETRACTED_' AND type(r) <> 'VERSION_OF'
RETURN r.id, type(r)"""
_LESS_CLAIMS = """\
SET {fact}.claims = [c IN {fact}.claims WHERE c <> $claim]
SET {fact}.sources = COLLECT {{
  UNWIND {fact}.claims AS id
  MATCH (:Claim {{id: id}})-[:STATED_IN]->(s)
  RETURN DISTINCT s.id
}}"""
