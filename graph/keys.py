"""API keys: who holds one proves who asks, and may do what its role allows.

The graph keeps of a key only its SHA-256. The secret in it has 256 random bits, which
nobody finds by trying, however quick the digest is; a slow one, as passwords need,
would let whoever sends bad keys keep the service busy.

Keys are nodes of a label outside the model, so that no query can reach them.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from graph.clauses import quoted
from graph.driver import Graph, Statement
from graph.errors import BadUserInput

API_KEY = "ApiKey"
"""The label of keys."""
_KEY = f"k:{quoted(API_KEY)}"
BEGINNING = "armsgraph_"
TOKEN = re.compile(BEGINNING + r"([0-9a-f]{16})_([0-9a-f]{64})")
"""What a key looks like: its id, and its secret."""
NOBODYS = "0" * 64
"""The digest that a key is compared with where its id is not known."""


class Role(StrEnum):
    """What a caller may do; each may do what those before it may."""

    READER = "reader"
    EDITOR = "editor"
    ADMIN = "admin"

    def includes(self, other: Role) -> bool:
        """Whether this role may do all that another may."""
        roles = list(Role)
        return roles.index(self) >= roles.index(other)


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of an API key; the secret is not."""

    id: str
    digest: str = field(repr=False)
    role: Role
    name: str | None
    restricted: bool
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def is_in_force(self, now: datetime) -> bool:
        """Whether it proves anything."""
        return self.revoked_at is None and not self.is_expired(now)

    def is_expired(self, now: datetime) -> bool:
        """Whether its time is over."""
        return self.expires_at is not None and self.expires_at <= now


def is_key(token: str) -> bool:
    """Whether a token was meant to be a key."""
    return token.startswith(BEGINNING)


def id_of(token: str) -> str | None:
    """The id of the key that a token would be; None where it cannot be one."""
    matched = TOKEN.fullmatch(token)
    return matched[1] if matched else None


def proves(token: str, key: Key | None) -> bool:
    """Whether a token is a key; how long that takes does not tell how near it is."""
    same = hmac.compare_digest(_digest(token), key.digest if key else NOBODYS)
    return same and key is not None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def create(
    graph: Graph,
    role: Role,
    *,
    name: str | None,
    expires_at: datetime | None,
    restricted: bool = False,
) -> tuple[Key, str]:
    """Make a key; what is known of it, and the token itself, which nobody keeps.

    With ``restricted``, its holder may see restricted sources, whatever the role.
    Raises :class:`BadUserInput` where it would have expired already.
    """
    now = datetime.now(UTC)
    id, secret = secrets.token_hex(8), secrets.token_hex(32)
    token = f"{BEGINNING}{id}_{secret}"
    key = Key(id, _digest(token), role, name, restricted, now, expires_at)
    if key.is_expired(now):
        raise BadUserInput(f"expires: {expires_at} is over; give a time to come")
    await graph.write([Statement(_CREATE, {"key": _properties(key)})])
    return key, token


async def read_keys(graph: Graph) -> list[Key]:
    """All keys of a graph, the oldest first."""
    return [_key(properties) for (properties,) in await graph.read(_READ)]


async def revoke(graph: Graph, id: str) -> Key:
    """Have a key prove nothing from now on; once revoked, it remains so.

    Raises :class:`BadUserInput` where there is no such key.
    """
    params = {"id": id, "now": datetime.now(UTC)}
    (rows,) = await graph.write([Statement(_REVOKE, params)])
    if not rows:
        raise BadUserInput(
            f"id: there is no key {id!r}; `armsgraph keys list` has their ids"
        )
    return _key(rows[0][0])


async def write_uses(graph: Graph, used: dict[str, datetime]) -> None:
    """Write down when keys were used last, by their ids."""
    rows = [{"id": id, "at": at} for id, at in used.items()]
    await graph.write([Statement(_USE, {"rows": rows})])


_CREATE = f"CREATE ({_KEY}) SET k = $key"
_READ = Statement(f"MATCH ({_KEY}) RETURN properties(k) ORDER BY k.createdAt, k.id")
_REVOKE = f"""\
MATCH ({_KEY} {{id: $id}})
SET k.revokedAt = coalesce(k.revokedAt, $now)
RETURN properties(k)"""
_USE = f"""\
UNWIND $rows AS row
MATCH ({_KEY} {{id: row.id}})
WHERE coalesce(k.lastUsedAt < row.at, true)
SET k.lastUsedAt = row.at"""


def _properties(key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "digest": key.digest,
        "role": key.role.value,
        "name": key.name,
        "restricted": key.restricted,
        "createdAt": key.created_at,
        "expiresAt": key.expires_at,
    }


def _key(properties: dict[str, Any]) -> Key:
    return Key(
        properties["id"],
        properties["digest"],
        Role(properties["role"]),
        properties.get("name"),
        properties.get("restricted", False),
        properties["createdAt"].to_native(),
        *(_instant(properties.get(name)) for name in ENDS),
    )


ENDS = ("expiresAt", "revokedAt", "lastUsedAt")


def _instant(value: Any) -> datetime | None:
    instant: datetime | None = value and value.to_native()
    return instant
