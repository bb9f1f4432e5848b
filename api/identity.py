"""Who calls, and what they may do: told by the header ``Authorization``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.datastructures import Headers

from api.errors import Refused
from api.jwks import KeysUnavailable
from api.tokens import NotProven, Tokens
from graph.keyring import Keyring
from graph.keys import Key, Role, is_key

CHALLENGE = 'Bearer realm="armsgraph"'
HOW = "send an API key in the header `Authorization: Bearer …`"
NEW = "ask the operator for another (`armsgraph keys create`)"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls.

    ``id`` is what limits go by: ``key:`` and the id of an API key, or ``user:`` and the
    subject of a token, which logs and the history of facts may name; of an anonymous
    caller the address. Anonymous ones have no role; they may read.
    """

    id: str
    role: Role | None = None
    may_see_restricted: bool = False

    @property
    def sees_restricted(self) -> bool:
        """Whether restricted sources are there for them, too.

        For editors they are: who changes facts has to see which there are.
        """
        return self.may_see_restricted or (
            self.role is not None and self.role.includes(Role.EDITOR)
        )

    def must_be(self, role: Role) -> None:
        """Refuse a caller who may not do what a role may.

        Raises :class:`Refused` with the code ``UNAUTHENTICATED`` or ``FORBIDDEN``.
        """
        if self.role is None:
            raise unauthenticated(f"This is for the role {role}; {HOW}.")
        if not self.role.includes(role):
            message = f"This is for the role {role}, and you are {self.role}; {NEW}."
            raise Refused(403, message, code="FORBIDDEN")


ANONYMOUS = Caller("")
"""A caller of whom nothing is known, as where the service asks itself."""


class Authenticator:
    """Tells callers by what they send; ``anonymous`` ones are let in where allowed.

    Without ``tokens``, API keys alone prove anything.
    """

    def __init__(
        self, keyring: Keyring, tokens: Tokens | None = None, *, anonymous: bool
    ) -> None:
        self._keyring = keyring
        self._tokens = tokens
        self._anonymous = anonymous

    async def caller(self, headers: Headers, address: str) -> Caller:
        """Who sends a request from an address.

        Raises :class:`Refused` where that is not proven, and as :meth:`Graph.read`
        does.
        """
        token = bearer_token(headers)
        if token is not None and self._tokens is not None and not is_key(token):
            return await _subject(self._tokens, token)
        if token is not None:
            return await self._key_holder(token)
        if not self._anonymous:
            raise unauthenticated(f"Anonymous callers are not let in; {HOW}.")
        return Caller(address)

    async def _key_holder(self, token: str) -> Caller:
        key = await self._keyring.proven(token)
        if key is None:
            raise bad_token(f"The API key is not known here; {NEW}.")
        _check(key, datetime.now(UTC))
        self._keyring.note_use(key)
        return Caller(f"key:{key.id}", key.role, key.restricted)


async def _subject(tokens: Tokens, token: str) -> Caller:
    try:
        subject = await tokens.subject(token)
    except NotProven as reason:
        raise bad_token(
            f"The token is not taken: {reason}; get a new one from the identity "
            "provider, or send an API key."
        ) from None
    except KeysUnavailable:
        raise Refused(
            503,
            "The identity provider's keys cannot be had now; ask again.",
            code="IDENTITY_UNAVAILABLE",
        ) from None
    return Caller(f"user:{subject.id}", subject.role, subject.restricted)


def bearer_token(headers: Headers) -> str | None:
    """The token in the header ``Authorization``; None where there is no such header.

    Raises :class:`Refused` where it holds something else.
    """
    match headers.getlist("authorization"):
        case []:
            return None
        case [given]:
            scheme, _, token = given.partition(" ")
            if scheme.lower() == "bearer" and token.strip():
                return token.strip()
    raise bad_token(f"Authorization must be `Bearer` and one key or token; {HOW}.")


def _check(key: Key, now: datetime) -> None:
    if key.revoked_at is not None:
        raise bad_token(f"The API key {key.id} was revoked; {NEW}.")
    if key.is_expired(now):
        assert key.expires_at is not None
        when = key.expires_at.isoformat(timespec="seconds")
        raise bad_token(f"The API key {key.id} expired at {when}; {NEW}.")


def unauthenticated(message: str) -> Refused:
    """What a caller is told who has to prove who asks."""
    headers = {"WWW-Authenticate": CHALLENGE}
    return Refused(401, message, code="UNAUTHENTICATED", headers=headers)


def bad_token(message: str) -> Refused:
    """What a caller is told whose proof is none."""
    headers = {"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'}
    return Refused(401, message, code="UNAUTHENTICATED", headers=headers)
