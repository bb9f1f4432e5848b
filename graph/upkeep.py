"""What is forgotten in time: changes in the feed, and keys of repeated requests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from graph.clauses import quoted
from graph.driver import Graph, Statement
from graph.feed import BATCH
from graph.idempotency import IDEMPOTENCY_KEY
from graph.versions import BOOKKEEPING, LOCK

KEYS_KEPT = timedelta(days=7)
"""How long what came of a request with a key is kept."""
AT_ONCE = 1000
"""Batches, or keys, that one transaction takes away."""


async def forget(graph: Graph, *, changes_kept: timedelta | None) -> None:
    """Take away old keys, and where only newer changes are kept, older ones.

    Raises as :meth:`Graph.write` does.
    """
    now = datetime.now(UTC)
    keys = {"before": now - KEYS_KEPT, "most": AT_ONCE}
    while await graph.write([Statement(_FORGET_KEYS, keys)]) == [[[AT_ONCE]]]:
        pass
    if changes_kept is None:
        return
    changes = {"before": now - changes_kept, "most": AT_ONCE}
    statements = [Statement(LOCK), Statement(_FORGET_CHANGES, changes)]
    while (await graph.write(statements))[-1] == [[AT_ONCE]]:
        pass


_FORGET_KEYS = f"""\
MATCH (k:{quoted(IDEMPOTENCY_KEY)}) WHERE k.at < $before
WITH k LIMIT $most
DELETE k
RETURN count(*)"""
_FORGET_CHANGES = f"""\
MATCH (b:{quoted(BATCH)}) WHERE b.number > 0
WITH b ORDER BY b.number LIMIT $most
WHERE b.at < $before
WITH b ORDER BY b.number
WITH collect(b) AS old
WHERE size(old) > 0
MATCH (v:{quoted(BOOKKEEPING)})
SET v.forgotten = last(old).number, v.forgottenPlace = size(last(old).ids) - 1
FOREACH (b IN old | DELETE b)
RETURN size(old)"""
