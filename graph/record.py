"""Cypher and functions that record facts, correct them and retract claims.

Nothing is overwritten without trace: what a node or relationship was is kept beside it,
as :mod:`graph.history` says, so that an earlier state can be asked for again.
"""

from __future__ import annotations

import logging
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    Sequence,
)
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from graph import instants, storing
from graph.clauses import alike, quoted
from graph.constraints import EVIDENCE, LINK_EVIDENCE
from graph.declare import Basis, Model, NodeType
from graph.driver import Graph, Statement, Transaction
from graph.errors import BadUserInput, GraphTimeout, GraphUnavailable
from graph.feed import SHOW, WRITE, Fact, Log, Operation, Recording
from graph.history import (
    REDIRECT,
    VERSION,
    VERSION_OF,
    retracted_label,
    retracted_type,
)
from graph.instants import RECORDED
from graph.model import MODEL
from graph.restriction import in_place
from graph.storing import Stored
from graph.versions import LOCK, RENEW, next_version

SHOWN_AGAIN = 3
"""How often it is tried to show changes that are committed already."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Change:
    """A transaction that changes facts, at an instant behind those of all before it.

    The last of these was ``since``, where there was one. ``log`` is what the feed will
    say of them. ``conclude`` is done last, when what is restricted has been put away.
    ``bookmarks`` say which state of the database it has led to, once it is over.
    """

    transaction: Transaction
    at: datetime
    since: datetime | None
    log: Log
    conclude: Callable[[], Awaitable[None]] | None = None
    bookmarks: tuple[str, ...] = ()

    @property
    def facts(self) -> int:
        """How many facts it has changed so far."""
        return sum(len(batch["ids"]) for batch in self.log.batches)

    async def run(self, statement: Statement) -> list[list[Any]]:
        """Run a statement, whose parameter ``$now`` is the instant; its rows."""
        params = {**statement.params, "now": self.at}
        return await self.transaction.run(Statement(statement.text, params))

    def note(self, recording: Recording, facts: Sequence[Fact]) -> None:
        """Have the feed say what was done to facts of one type."""
        self.log.add(recording, facts)

    async def merge_nodes(self, node: NodeType, rows: Sequence[Stored]) -> int:
        """Make rows the nodes of a type; the number that this changed."""
        given = {row["id"]: row for row in rows}
        ask = Statement(storing.held_nodes(node.label), {"ids": list(given)})
        held = dict(await self._listed([ask]))
        new = {id: row for id, row in given.items() if not held.get(id)}
        if node.dated:
            again = new.keys() & held.keys()
            new |= {id: {**new[id], RECORDED: self.at} for id in again}
        known = [row for id, row in given.items() if id not in new]
        create, correct = storing.create_nodes(node.label), storing.correct_nodes(node)
        return await self._store(
            new,
            instants.of_nodes(create, [*new.values()]),
            instants.of_nodes(correct, known),
            lambda id: Fact(node.label, id),
        )

    async def merge_links(self, type_: str, rows: Sequence[Stored]) -> int:
        """Make rows the relationships of a type; the number that this changed."""
        given = {row["properties"]["id"]: row for row in rows}
        ask = Statement(storing.held_links(type_), {"ids": list(given)})
        held = {id: tuple(of) for id, *of in await self._listed([ask])}
        new = {id: row for id, row in given.items() if held.get(id) != _ends(row)}
        moved = [id for id in new if held.get(id, _NOWHERE) != _NOWHERE]
        await retract_links(self, type_, moved)
        new |= {id: _recorded(new[id], self.at) for id in new.keys() & held.keys()}
        known = [row for id, row in given.items() if id not in new]
        correct = storing.correct_links(type_)
        return await self._store(
            new,
            _creating(type_, new.values()),
            instants.of_links(correct, known),
            lambda id: Fact(type_, id, *_ends(given[id])),
        )

    async def _store(
        self,
        new: Iterable[str],
        create: Iterable[Statement],
        correct: Iterable[Statement],
        fact: Callable[[str], Fact],
    ) -> int:
        """Make facts with new ids, correct held ones, and note both; how many."""
        await self._listed(create)
        added = [fact(id) for id in new]
        corrected = [fact(id) for id in await self._listed(correct)]
        self.note(Recording.ADDED, added)
        self.note(Recording.CORRECTED, corrected)
        return len(added) + len(corrected)

    async def _listed(self, statements: Iterable[Statement]) -> list[Any]:
        """What statements list, all of it."""
        return [
            item
            for statement in statements
            for (listed,) in await self.run(statement)
            for item in listed
        ]


_NOWHERE = (None, None)


def _creating(type_: str, links: Iterable[Stored]) -> Iterator[Statement]:
    for ends, rows in storing.by_ends(links).items():
        yield from instants.of_links(storing.create_links(type_, ends), rows)


def _ends(link: Stored) -> tuple[str, str]:
    return link["start"], link["end"]


def _recorded(link: Stored, at: datetime) -> Stored:
    """A relationship that was recorded at an instant."""
    return {**link, "properties": {**link["properties"], RECORDED: at}}


@asynccontextmanager
async def changing(
    graph: Graph,
    *,
    first: str = "",
    operation: Operation | None = None,
    timeout: float | None = None,
) -> AsyncIterator[Change]:
    """Change facts in one transaction, while nobody else does.

    If any were changed, the data have another version afterwards: ``first`` where they
    had none. The feed names the ``operation``. Raises as :meth:`Graph.transaction`
    does.
    """
    async with graph.transaction(timeout=timeout) as transaction:
        ((version, since, batches),) = await transaction.run(Statement(LOCK))
        since = since and since.to_native()
        change = Change(transaction, _later(since), since, Log(batches))
        async with in_place(transaction.run, MODEL):
            yield change
            if change.log.batches:
                new = first if version is None else ""
                new = new or next_version(version, change.at)
                about = asdict(operation or Operation())
                params = {"version": new, "batches": change.log.batches, **about}
                await change.run(Statement(f"{WRITE}\n{RENEW}", params))
        if change.conclude is not None:
            await change.conclude()
    change.bookmarks = transaction.bookmarks + await _show(graph, change.log.last)


async def _show(graph: Graph, last: int) -> tuple[str, ...]:
    """Let readers see the feed up to a batch; the bookmarks of that.

    It may be of somebody who never came to do it. Where it fails as well, whoever
    changes facts next does it, or a service that looks after it.
    """
    for _ in range(SHOWN_AGAIN):
        try:
            async with graph.transaction() as transaction:
                await transaction.run(Statement(SHOW, {"last": last}))
        except (GraphUnavailable, GraphTimeout) as error:
            log.warning("committed changes wait to be shown in the feed: %s", error)
        else:
            return transaction.bookmarks
    return ()


def _later(since: datetime | None) -> datetime:
    """Now, or right behind an instant that a clock ahead of ours has set."""
    now = datetime.now(UTC)
    return now if since is None else max(now, since + _MOMENT)


_MOMENT = timedelta(microseconds=1)


def recorded_at(basis: str | None, claimed: Sequence[datetime]) -> datetime | None:
    """When a fact was first known: with its first claim, or its last premise.

    ``claimed`` says when each of its claims was recorded; without any it counts as
    known always.
    """
    if not claimed:
        return None
    return max(claimed) if basis == Basis.INFERRED.name else min(claimed)


async def restrict(graph: Graph, source: str, *, restricted: bool) -> None:
    """Have a source, and what rests on it alone, shown to few, or to all again.

    Raises :class:`BadUserInput` where the graph holds no such source.
    """
    async with changing(graph, operation=Operation(by="operator")) as change:
        params = {"id": source, "restricted": restricted or None}
        if not await change.run(Statement(_RESTRICT, params)):
            raise BadUserInput(
                f"source: the graph holds no {source!r}; "
                "send the id of a source it holds"
            )
        change.note(Recording.CORRECTED, [Fact("Source", source)])


@dataclass(frozen=True, slots=True)
class Retraction:
    """What a retraction took out of the graph, and what it left with fewer claims."""

    fell: tuple[str, ...]
    weakened: tuple[str, ...]


async def retract(
    graph: Graph, model: Model, claim: str, reason: str, *, by: str | None = None
) -> Retraction:
    """Retract a claim, and all facts that rest on it alone or are inferred from it.

    What cannot be without such a fact, as a review without its sale, falls with it.
    Raises :class:`BadUserInput` where no such claim is held, or no reason is given.
    """
    async with changing(graph, operation=Operation(by=by, why=reason)) as change:
        return await retract_within(change, model, claim, reason)


async def retract_within(
    change: Change, model: Model, claim: str, reason: str
) -> Retraction:
    """The same within a transaction."""
    if not reason.strip():
        raise BadUserInput("reason: say why the claim is retracted")
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
        return Retraction(
            tuple(dict.fromkeys(self._fell)), tuple(dict.fromkeys(self._weakened))
        )

    async def _link(self, id: str, type_: str, claim: str, *, falls: bool) -> None:
        if not falls:
            found = await self._run(_weaken_link(type_), id=id, claim=claim)
            self._note_weakened(type_, [(id, *ends) for ends in found])
            return
        for _, start, end in await retract_links(self._change, type_, [id]):
            self._fell.append(id)
            await self._without(start, type_, "out")
            await self._without(end, type_, "in")

    async def _node(self, id: str, label: str, claim: str, *, falls: bool) -> None:
        if falls:
            await self._fall(id, label)
            return
        await self._run(_weaken_node(label), id=id, claim=claim)
        self._note_weakened(label, [(id,)])

    def _note_weakened(self, type_: str, facts: Sequence[Sequence[str]]) -> None:
        self._change.note(Recording.CORRECTED, [Fact(type_, *fact) for fact in facts])
        self._weakened.extend(id for id, *_ in facts)

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
        for link, type_ in await self._run(_links_of(label), id=id):
            if link not in self._fell:
                await self._link(link, type_, "", falls=True)
        if await retract_node(self._change, label, id):
            self._fell.append(id)

    async def _run(self, text: str, **params: Any) -> list[list[Any]]:
        return await self._change.run(Statement(text, params))


async def retract_links(
    change: Change, type_: str, ids: Sequence[str]
) -> list[list[str]]:
    """Retract relationships, and note it.

    Of each that was held it gives its id and those of its ends.
    """
    if not ids:
        return []
    text = storing.retract_links(type_)
    once = list(dict.fromkeys(ids))
    found = await change.run(Statement(text, {"ids": once}))
    change.note(Recording.RETRACTED, [Fact(type_, *link) for link in found])
    return found


async def retract_links_of(change: Change, label: str, id: str) -> None:
    """Retract the relationships that a node has, and note it."""
    found = await change.run(Statement(_links_of(label), {"id": id}))
    for type_, links in alike((type_, link) for link, type_ in found):
        await retract_links(change, type_, links)


async def retract_node(
    change: Change, label: str, id: str, *, into: str | None = None
) -> bool:
    """Retract a node that is left alone, and note it; whether it was held.

    The id of a duplicate leads ``into`` another node, as do those that led to it.
    """
    text = f"""\
MATCH (n:{quoted(label)} {{id: $id}})
SET n.retractedAt = $now, n:{quoted(retracted_label(label))}
REMOVE n:{quoted(label)}
RETURN true"""
    if not await change.run(Statement(text, {"id": id})):
        return False
    if into is not None:
        await change.run(Statement(_REDIRECT, {"id": id, "to": into}))
    recording = Recording.RETRACTED if into is None else Recording.MERGED
    change.note(recording, [Fact(label, id, into=into)])
    return True


def _falls(basis: str, left: Sequence[str]) -> bool:
    """Whether a fact falls that has lost a claim and has these left."""
    return basis == Basis.INFERRED.name or not left


def _phrase(id: str) -> str:
    """A full-text query for an id as a whole."""
    return f'claims:"{id}"'


_RESTRICT = """\
MATCH (s:Source {id: $id})
SET s.restricted = $restricted
RETURN s.id"""
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
_REDIRECT = f"""\
MATCH (r:{quoted(REDIRECT)}) WHERE r.to = $id
SET r.to = $to
WITH count(*) AS moved
MERGE (r:{quoted(REDIRECT)} {{id: $id}})
SET r.to = $to"""


def _links_of(label: str) -> str:
    """Cypher for the relationships of the node ``$id``: ids and types."""
    return f"""\
MATCH (:{quoted(label)} {{id: $id}})-[r]-()
WHERE NOT type(r) STARTS WITH '{retracted_type("")}' AND type(r) <> '{VERSION_OF}'
RETURN DISTINCT r.id, type(r)"""


def _less_claims(fact: str) -> str:
    """Clauses that take ``$claim`` from a fact, and the sources without another."""
    return f"""\
SET {fact}.claims = [c IN {fact}.claims WHERE c <> $claim]
SET {fact}.sources = COLLECT {{
  UNWIND {fact}.claims AS id
  MATCH (:Claim {{id: id}})-[:STATED_IN]->(s)
  RETURN DISTINCT s.id
}}"""


def _weaken_node(label: str) -> str:
    """Cypher that leaves the node ``$id`` without ``$claim``."""
    return f"""\
MATCH (n:{quoted(label)} {{id: $id}})
CREATE (v:{quoted(VERSION)})-[:{quoted(VERSION_OF)}]->(n)
SET v = properties(n), v.retractedAt = $now, n.recordedAt = $now
{_less_claims("n")}"""


def _weaken_link(type_: str) -> str:
    """The same for a relationship; the ids of its ends."""
    return f"""\
MATCH (a)-[r:{quoted(type_)} {{id: $id}}]->(b)
CREATE (a)-[o:{quoted(retracted_type(type_))}]->(b)
SET o = properties(r), o.retractedAt = $now, r.recordedAt = $now
{_less_claims("r")}
RETURN a.id, b.id"""
