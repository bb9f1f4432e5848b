"""Keys by which callers make a repeated request the same one.

What came of a request is kept under its key, in the transaction that wrote it; a
constraint lets no key be used twice.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.clauses import quoted
from graph.driver import Statement
from graph.errors import KeyReused

if TYPE_CHECKING:
    from graph.record import Change

IDEMPOTENCY_KEY = "IdempotencyKey"
"""The label of keys."""
_KEY = f"(k:{quoted(IDEMPOTENCY_KEY)} {{id: $id}})"
FIND = f"MATCH {_KEY} RETURN k.fingerprint, k.response"
KEEP = f"""\
CREATE {_KEY}
SET k.fingerprint = $fingerprint, k.response = $response, k.at = $now"""


@dataclass(frozen=True, slots=True)
class Repeatable:
    """A request that may be repeated: its caller, the key it came with, its content."""

    caller: str
    key: str
    content: bytes

    @property
    def id(self) -> str:
        """What its response is kept under; callers have their keys to themselves."""
        return _digest(f"{self.caller}\0{self.key}".encode())

    async def response(self, change: Change) -> str | None:
        """What came of it; None where it comes for the first time.

        Raises :class:`KeyReused` where the key came with another request.
        """
        found = await change.run(Statement(FIND, {"id": self.id}))
        if not found:
            return None
        ((fingerprint, response),) = found
        if fingerprint != _digest(self.content):
            raise KeyReused(
                f"The idempotency key {self.key!r} was sent with another request; "
                "send a new key with each new request."
            )
        kept: str = response
        return kept

    async def keep(self, change: Change, response: str) -> None:
        """Keep what came of it."""
        kept = {"fingerprint": _digest(self.content), "response": response}
        await change.run(Statement(KEEP, {"id": self.id, **kept}))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
