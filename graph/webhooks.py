"""Webhooks: addresses that are sent the changes of the feed, and how far each has come.

They are nodes of a label outside the model, so that no query reaches them, and are told
of nothing that is restricted (:mod:`graph.visibility`). Whoever
sends changes claims the webhook for a while first: so services take turns, and changes
come in their order. What could not be sent, however often it was tried, is kept apart,
and the changes behind it go on.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from graph.changelog import cursor_at
from graph.clauses import quoted
from graph.driver import Graph, Statement
from graph.errors import BadUserInput
from graph.feed import BATCH, ENDS
from graph.versions import FEED_END

WEBHOOK, UNDELIVERED = "Webhook", "UndeliveredChanges"
"""The labels of webhooks, and of what could not be sent to one."""
AT_ONCE = 100
"""Changes that are sent at once."""
ATTEMPTS = 10
"""How often changes are sent before they are given up."""
LEASE = timedelta(seconds=60)
"""How long whoever sends changes has a webhook to itself."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)
"""How long a webhook is left alone after a failure, and after many."""
_HOOK = f"(w:{quoted(WEBHOOK)} {{id: $id}})"


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address, the types of facts it is told of, and where it stands in the feed.

    ``lease`` is what whoever has claimed it returns it with.
    """

    id: str
    url: str
    secret: str
    types: tuple[str, ...]
    number: int
    place: int
    attempts: int
    error: str | None
    lease: str | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Changes that are sent at once, and where the feed goes on behind them."""

    changes: Sequence[dict[str, Any]]
    number: int
    place: int


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Changes that were given up, as they were to be sent."""

    id: str
    webhook: str
    body: str
    error: str
    at: Any


async def create(graph: Graph, url: str, types: Sequence[str]) -> Webhook:
    """Make a webhook, which is told of changes from now on; all types unless given."""
    ((last, _),) = await graph.read(Statement(ENDS))
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    now = datetime.now(UTC)
    hook = {
        "id": secrets.token_hex(8),
        "url": url,
        "secret": secret,
        "types": list(types),
        "number": last + 1,
        "place": -1,
        "attempts": 0,
        "dueAt": now,
    }
    made = Statement(f"CREATE (w:{quoted(WEBHOOK)}) SET w = $hook", {"hook": hook})
    await graph.write([made])
    return _webhook(hook)


async def read_webhooks(graph: Graph) -> list[Webhook]:
    """All webhooks of a graph."""
    text = f"MATCH (w:{quoted(WEBHOOK)}) RETURN properties(w) ORDER BY w.id"
    return [_webhook(row) for (row,) in await graph.read(Statement(text))]


async def remove(graph: Graph, id: str) -> None:
    """Take a webhook away, with all that could not be sent to it.

    Raises :class:`BadUserInput` where there is none.
    """
    text = f"""\
MATCH {_HOOK}
OPTIONAL MATCH (u:{quoted(UNDELIVERED)} {{webhook: $id}})
DETACH DELETE u
WITH DISTINCT w
DELETE w
RETURN true"""
    if not (await graph.write([Statement(text, {"id": id})]))[0]:
        raise BadUserInput(f"{id}: there is no such webhook")


async def due(graph: Graph) -> list[str]:
    """The ids of webhooks that there may be something to send to."""
    text = f"""\
MATCH (w:{quoted(WEBHOOK)}) WHERE w.dueAt <= $now
MATCH (e:{quoted(FEED_END)}) WHERE w.number <= e.number
RETURN w.id ORDER BY w.dueAt"""
    found = await graph.read(Statement(text, {"now": datetime.now(UTC)}))
    return [id for (id,) in found]


async def claim(graph: Graph, id: str) -> Webhook | None:
    """Have a webhook to oneself for a while; None where somebody else has it."""
    now = datetime.now(UTC)
    text = f"""\
MATCH {_HOOK}
SET w.claimed = $now
WITH w WHERE w.dueAt <= $now
SET w.dueAt = $until, w.lease = $lease
RETURN properties(w)"""
    lease = secrets.token_hex(8)
    params = {"id": id, "now": now, "until": now + LEASE, "lease": lease}
    (rows,) = await graph.write([Statement(text, params)])
    return _webhook(rows[0][0]) if rows else None


async def next_delivery(graph: Graph, hook: Webhook) -> Delivery:
    """The changes to send next, perhaps none."""
    async with graph.reading() as transaction:
        ((last, _),) = await transaction.run(Statement(ENDS))
        params = {
            "number": hook.number,
            "place": hook.place,
            "last": last,
            "types": list(hook.types),
            "most": AT_ONCE,
        }
        rows = await transaction.run(Statement(_CHANGES, params))
    changes = [dict(zip(_NAMES, row[2:], strict=True)) for row in rows]
    for row, change in zip(rows, changes, strict=True):
        change["cursor"] = cursor_at(row[0], row[1])
    if len(rows) == AT_ONCE:
        return Delivery(changes, rows[-1][0], rows[-1][1])
    return Delivery(changes, max(last, hook.number - 1) + 1, -1)


async def advance(graph: Graph, hook: Webhook, to: Delivery) -> None:
    """Return a webhook that was sent changes."""
    after = {"number": to.number, "place": to.place, "attempts": 0, "error": None}
    await graph.write([_returned(hook, after, pause=timedelta(0))])


async def postpone(graph: Graph, hook: Webhook, error: str) -> None:
    """Return a webhook that could not be sent changes."""
    attempts = hook.attempts + 1
    pause = min(FIRST_PAUSE * 4 ** (attempts - 1), LONGEST_PAUSE)
    after = {"attempts": attempts, "error": error}
    await graph.write([_returned(hook, after, pause=pause)])


async def give_up(
    graph: Graph, hook: Webhook, delivery: Delivery, body: str, error: str
) -> None:
    """Keep changes apart that could not be sent, and go on behind them."""
    kept = {
        "id": secrets.token_hex(8),
        "webhook": hook.id,
        "body": body,
        "error": error,
        "at": datetime.now(UTC),
    }
    after = {
        "number": delivery.number,
        "place": delivery.place,
        "attempts": 0,
        "error": error,
    }
    returned = _returned(hook, after, pause=FIRST_PAUSE)
    text = f"{returned.text}\nCREATE (u:{quoted(UNDELIVERED)}) SET u = $kept"
    await graph.write([Statement(text, {**returned.params, "kept": kept})])


def _returned(hook: Webhook, after: dict[str, Any], *, pause: timedelta) -> Statement:
    """Returns a webhook, unless its lease is over and somebody else has it."""
    text = f"MATCH {_HOOK} WHERE w.lease = $lease SET w += $after"
    after = {**after, "dueAt": datetime.now(UTC) + pause}
    return Statement(text, {"id": hook.id, "lease": hook.lease, "after": after})


async def read_undelivered(graph: Graph) -> list[Undelivered]:
    """What could not be sent, the oldest first."""
    text = f"""\
MATCH (u:{quoted(UNDELIVERED)})
RETURN u.id, u.webhook, u.body, u.error, u.at ORDER BY u.at"""
    return [Undelivered(*row) for row in await graph.read(Statement(text))]


async def settle(graph: Graph, id: str) -> None:
    """Forget what was sent after all."""
    text = f"MATCH (u:{quoted(UNDELIVERED)} {{id: $id}}) DELETE u"
    await graph.write([Statement(text, {"id": id})])


def _webhook(row: dict[str, Any]) -> Webhook:
    return Webhook(
        id=row["id"],
        url=row["url"],
        secret=row["secret"],
        types=tuple(row["types"]),
        number=row["number"],
        place=row["place"],
        attempts=row["attempts"],
        error=row.get("error"),
        lease=row.get("lease"),
    )


_NAMES = ("kind", "type", "id", "from", "to", "into", "at", "by", "why", "operation")
_CHANGES = f"""\
MATCH (b:{quoted(BATCH)}) WHERE $number <= b.number <= $last
UNWIND range(0, size(b.ids) - 1) AS i
WITH b, i WHERE (b.number > $number OR i > $place) AND b.ids[i] <> ''
  AND (size($types) = 0 OR b.type IN $types)
WITH b, i ORDER BY b.number, i LIMIT $most
RETURN b.number, i, b.kind, b.type, b.ids[i], b.starts[i], b.ends[i], b.intos[i],
  toString(b.at), b.by, b.why, b.operation"""
