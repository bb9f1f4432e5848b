"""The feed: every change that was committed, in the one order in which they came.

What was done alike to facts of one type, in one go, is kept as one node; these are
numbered without a gap. Whoever changes facts draws the numbers while holding the lock
on the data (:mod:`graph.versions`), which is given back with the commit, and all see
the same order. A change is found by the number of its batch and its place in it.

Neo4j applies a transaction piece by piece, and readers see the pieces: a node here, and
only later that an index finds another. So what is behind the feed's end is not read,
which is moved once a commit has returned: nobody ever sees a change before one that
precedes it, or before what it tells of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import uuid4

from graph.clauses import Matched, Scope, quoted
from graph.driver import Graph, Run, Statement
from graph.errors import CursorExpired
from graph.query import Feed
from graph.versions import BOOKKEEPING, FEED_END, LOCK
from graph.visibility import CHANGES

if TYPE_CHECKING:
    from graph.cypher import Writer

BATCH = CHANGES
"""The label of what was changed together."""
LARGEST = 500
"""Changes that one batch holds."""
Place: TypeAlias = tuple[int, int]
"""Where a change stands: the number of its batch, and its place in it."""
LAST_PLACE = 2**31
"""A place in a batch behind all that it can have."""


def _end(variable: str) -> str:
    """A pattern of the node that says how far readers see the feed."""
    return f"({variable}:{quoted(FEED_END)} {{id: 'feed-end'}})"


class Recording(Enum):
    """What was done to a fact."""

    ADDED = "The graph holds it from now on."
    CORRECTED = "The graph holds it otherwise from now on."
    RETRACTED = "The graph no longer holds it."
    MERGED = "It was another's duplicate, whose id finds what it was merged into."


@dataclass(frozen=True, slots=True)
class Fact:
    """A node, or a link from one node to another; its ``type`` is a label or type.

    ``into`` is the id of the node that a duplicate was merged into.
    """

    type: str
    id: str
    start: str | None = None
    end: str | None = None
    into: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """What changes facts: an id of its own, by whom it is run, and why."""

    operation: str = field(default_factory=lambda: uuid4().hex)
    by: str | None = None
    why: str | None = None


@dataclass(slots=True)
class Log:
    """What one transaction has changed so far, behind the batch numbered ``last``."""

    last: int
    batches: list[dict[str, Any]] = field(default_factory=list)

    def add(self, recording: Recording, facts: Sequence[Fact]) -> None:
        """Take down what was done to facts of one type."""
        for start in range(0, len(facts), LARGEST):
            self.last += 1
            batch = facts[start : start + LARGEST]
            lists = {f"{name}s": [getattr(f, name) for f in batch] for name in _LISTED}
            # Neo4j keeps no nulls in a list; facts of a type have a value, or none has.
            known = {name: ids for name, ids in lists.items() if None not in ids}
            kind = {"type": batch[0].type, "kind": recording.name}
            self.batches.append({"number": self.last, **kind, **known})


_LISTED = ("id", "start", "end", "into")
LISTS = tuple(f"{name}s" for name in _LISTED)
"""The properties of a batch that are lists, with a place for each change."""

WRITE = f"""\
UNWIND $batches AS batch
CREATE (b:{quoted(BATCH)})
SET b = batch, b.at = $now, b.by = $by, b.why = $why, b.operation = $operation
WITH max(b.number) AS last"""
"""Clauses that write batches; the number of the last."""
SHOW = f"""\
MERGE {_end("e")}
SET e.id = e.id
WITH e WHERE coalesce(e.number, 0) < $last
SET e.number = $last"""
"""Cypher that lets readers see batches that were committed, up to the ``$last``."""
ENDS = f"""\
OPTIONAL MATCH {_end("e")}
OPTIONAL MATCH (v:{quoted(BOOKKEEPING)})
RETURN coalesce(e.number, 0), coalesce(v.batches, 0)"""
"""Cypher that says which batch is the last that readers see, and which is the last."""
FORGOTTEN = f"""\
MATCH (v:{quoted(BOOKKEEPING)}) WHERE v.forgotten > $number
OR (v.forgotten = $number AND v.forgottenPlace > $place)
RETURN v.forgotten"""
"""Cypher that has a row where a change behind a place may have been forgotten."""
COMMITTED = f"""\
MATCH (b:{quoted(BATCH)} {{number: $number}}) RETURN b.operation = $operation"""
"""Cypher that says whether an operation wrote the batch with a number."""


async def show_all(graph: Graph) -> tuple[str | None, int]:
    """Let readers see the whole feed; the version of the data, and its last batch.

    That waits for whoever changes facts, so that a version seen before and afterwards
    is one of which all was seen in between. Raises as :meth:`Graph.transaction` does.
    """
    async with graph.transaction() as transaction:
        ((version, _, last),) = await transaction.run(Statement(LOCK))
        await transaction.run(Statement(SHOW, {"last": last}))
    return version, last


async def check_kept(read: Run, argument: str, place: Place) -> None:
    """Refuse a place in the feed, given as an argument, if changes behind it are gone.

    Changes are looked for first: then what was found had not been gone meanwhile.
    Raises :class:`CursorExpired`.
    """
    number, within = place
    if await read(Statement(FORGOTTEN, {"number": number, "place": within})):
        raise CursorExpired(
            f"{argument}: changes behind this cursor are no longer kept; read all that "
            "you need anew, and go on from the cursor of the last change"
        )


# Reading


def changes(writer: Writer, source: Feed, scope: Scope) -> Matched:
    """Clauses that find changes; with an index they find where to begin."""
    batch, place, end = writer.fresh("n"), writer.fresh("i"), writer.fresh("e")
    conditions = [f"{batch}.`number` <= {_last_shown(end)}"]
    if source.since is not None:
        conditions.append(f"{batch}.`number` >= {writer.parameter(source.since)}")
    if source.until is not None:
        conditions.append(f"{batch}.`number` <= {writer.parameter(source.until)}")
    if source.types is not None:
        conditions.append(f"{batch}.`type` IN {writer.parameter(source.types)}")
    clauses = (
        f"MATCH ({batch}:{quoted(BATCH)})",
        f"WHERE {' AND '.join(conditions)}",
        f"UNWIND range(0, size({batch}.`ids`) - 1) AS {place}",
    )
    inner = replace(scope, node=batch, entry=place)
    # What is restricted leaves its place empty.
    told = f"{batch}.`ids`[{place}] <> ''"
    return Matched(clauses, inner, (batch, place), conditions=(told,), unwound=True)


def _last_shown(end: str) -> str:
    # As a value and not a match, which would cost the order that the index gives.
    return f"head(COLLECT {{ MATCH {_end(end)} RETURN {end}.`number` }})"


def noted(which: str, scope: Scope) -> str:
    """What the current change's batch lists in its place."""
    if which == "place":
        return scope.entry
    return f"{scope.node}.{quoted(which + 's')}[{scope.entry}]"
