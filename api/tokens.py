"""JSON Web Tokens: an identity provider says who calls, and in which role.

What a token says about itself decides nothing. Which algorithms count is set, and with
public keys a shared secret never does; keys come from one place, and no address in a
token is followed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import jwt
from jwt import PyJWK
from jwt.exceptions import (
    ExpiredSignatureError,
    ImmatureSignatureError,
    InvalidAlgorithmError,
    InvalidAudienceError,
    InvalidIssuerError,
    InvalidTokenError,
    MissingRequiredClaimError,
)

from api.jwks import KeySet
from graph.keys import Role
from graph.settings import Settings

REQUIRED = ["exp", "iss", "aud", "sub"]
"""What a token has to say."""
LONGEST_SUBJECT = 200
"""Characters of who it is."""
RESTRICTED = "restricted"
"""What the role claim names beside a role where restricted sources may be seen."""
SHARED = ("HS256",)
"""What a shared secret is used with."""


CHECKER = jwt.PyJWT({"enforce_minimum_key_length": True})


class NotProven(Exception):
    """A token proves nothing; the message says why, for the caller."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who a token is about."""

    id: str
    role: Role
    restricted: bool


class Keys(Protocol):
    """Gives the key that a token names."""

    async def key(self, id: str) -> PyJWK | str | None: ...

    async def close(self) -> None: ...


class SharedSecret:
    """One secret, whatever key a token names."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    async def key(self, id: str) -> str:
        """The secret."""
        return self._secret

    async def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Checks the tokens of one identity provider, meant for one audience."""

    keys: Keys
    algorithms: Sequence[str]
    issuer: str
    audience: str
    role_claim: str
    leeway: float

    @classmethod
    def of(cls, settings: Settings) -> Tokens | None:
        """What is set; None where no tokens are taken."""
        found = _keys(settings)
        if found is None:
            return None
        keys, algorithms = found
        return cls(
            keys,
            algorithms,
            settings.jwt_issuer or "",
            settings.jwt_audience or "",
            settings.jwt_role_claim,
            settings.jwt_leeway,
        )

    async def subject(self, token: str) -> Subject:
        """Who a token is about.

        Raises :class:`NotProven`, or :class:`KeysUnavailable`.
        """
        try:
            claims = self._claims(token, await self._key(token))
        except InvalidTokenError as error:
            raise NotProven(self._reason(error)) from None
        claim = claims.get(self.role_claim)
        named = claim if isinstance(claim, list) else [claim]
        return Subject(_subject(claims), _role(named), RESTRICTED in named)

    async def _key(self, token: str) -> PyJWK | str:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in self.algorithms:
            raise InvalidAlgorithmError
        key = await self.keys.key(header.get("kid", ""))
        if key is None:
            raise NotProven("It is signed with a key that the provider does not have")
        return key

    def _claims(self, token: str, key: PyJWK | str) -> Mapping[str, Any]:
        claims: Mapping[str, Any] = CHECKER.decode(
            token,
            key,
            algorithms=self.algorithms,
            issuer=self.issuer,
            audience=self.audience,
            leeway=self.leeway,
            options={"require": REQUIRED},
        )
        return claims

    def _reason(self, error: InvalidTokenError) -> str:
        match error:
            case ExpiredSignatureError():
                return "It has expired"
            case ImmatureSignatureError():
                return "It does not hold yet"
            case InvalidAudienceError():
                return f"aud has to be {self.audience}"
            case InvalidIssuerError():
                return f"iss has to be {self.issuer}"
            case InvalidAlgorithmError():
                return f"alg has to be {' or '.join(self.algorithms)}"
            case MissingRequiredClaimError():
                return f"It has to say {', '.join(REQUIRED)}"
            case _:
                return "It is none of the provider's"


@asynccontextmanager
async def taken_tokens(settings: Settings) -> AsyncIterator[Tokens | None]:
    """The tokens that are taken by the settings; None where there are none."""
    tokens = Tokens.of(settings)
    try:
        yield tokens
    finally:
        if tokens is not None:
            await tokens.keys.close()


def _keys(settings: Settings) -> tuple[Keys, Sequence[str]] | None:
    if settings.jwt_jwks is not None:
        algorithms = settings.jwt_algorithms.split(",")
        return KeySet(settings.jwt_jwks, algorithms), algorithms
    if settings.jwt_secret is not None:
        return SharedSecret(settings.jwt_secret.get_secret_value()), SHARED
    return None


def _subject(claims: Mapping[str, Any]) -> str:
    subject: str = claims["sub"]
    if not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise NotProven(f"sub has to be 1 to {LONGEST_SUBJECT} printable characters")
    return subject


def _role(named: Collection[Any]) -> Role:
    """The highest of the roles that a claim names; whoever has none may read."""
    return [role for role in Role if role in (Role.READER, *named)][-1]
