"""Tokens of an identity provider prove who calls, and forged ones do not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from pydantic import SecretStr

from api import jwks
from api.jwks import LARGEST, KeySet, KeysUnavailable, usable
from api.tokens import NotProven, Subject, Tokens, taken_tokens
from graph.keys import Role
from graph.settings import Settings

pytestmark = pytest.mark.anyio

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVE = ec.generate_private_key(ec.SECP256R1())
SECRET = "a secret that the tests alone know of"
TRUST: dict[str, Any] = {
    "jwt_issuer": "https://id.example.org",
    "jwt_audience": "armsgraph",
}
NOW = int(time.time())
CLAIMS = {
    "iss": "https://id.example.org",
    "aud": "armsgraph",
    "sub": "ana",
    "exp": NOW + 86_400,
    "role": "editor",
}
Keys = list[dict[str, Any]]


def public(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, **more: Any) -> Any:
    """The entry of a key in a set."""
    if isinstance(key, rsa.RSAPrivateKey):
        return RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) | more
    return ECAlgorithm.to_jwk(key.public_key(), as_dict=True) | more


KEYS: Keys = [public(RSA, kid="rsa", use="sig"), public(CURVE, kid="curve")]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"keys": KEYS}))
    return file


@pytest.fixture
def tokens(place: Path) -> Tokens:
    found = Tokens.of(Settings(jwt_jwks=str(place), **TRUST))
    assert found is not None
    return found


def token(
    key: Any = RSA,
    alg: str = "RS256",
    headers: dict[str, Any] | None = None,
    **more: Any,
) -> str:
    claims = {k: v for k, v in {**CLAIMS, **more}.items() if v is not None}
    return jwt.encode(claims, key, alg, headers or {"kid": "rsa"})


def forged(header: dict[str, Any], claims: dict[str, Any], secret: bytes = b"") -> str:
    """A token that no library would make."""
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
        for part in (header, claims)
    ]
    signed = b".".join(parts)
    mac = hmac.digest(secret, signed, hashlib.sha256) if secret else b""
    return b".".join([signed, base64.urlsafe_b64encode(mac).rstrip(b"=")]).decode()


async def test_a_token_tells_who_calls_and_in_which_role(tokens: Tokens) -> None:
    assert await tokens.subject(token()) == Subject(
        "ana", Role.EDITOR, restricted=False
    )
    curve = token(CURVE, "ES256", {"kid": "curve"}, role="admin")
    assert await tokens.subject(curve) == Subject("ana", Role.ADMIN, restricted=False)


@pytest.mark.parametrize(
    ("claim", "role"),
    [
        (None, Role.READER),
        ("king", Role.READER),
        (["editor", "admin", "reader"], Role.ADMIN),
        (["x", 1, None, {}], Role.READER),
        ({"admin": True}, Role.READER),
        (1, Role.READER),
        ("ADMIN", Role.READER),
    ],
)
async def test_a_role_that_is_none_gives_no_more_than_a_reader_has(
    tokens: Tokens, claim: Any, role: Role
) -> None:
    assert (await tokens.subject(token(role=claim))).role is role


async def test_a_token_names_the_right_beside_the_role(tokens: Tokens) -> None:
    for named in (["reader", "restricted"], "restricted"):
        subject = await tokens.subject(token(role=named))
        assert subject == Subject("ana", Role.READER, restricted=True)


PEM = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
HEADER = {"typ": "JWT", "kid": "rsa"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "none of the provider's"),
        ("x.y.z", "none of the provider's"),
        ("." * 10_000, "none of the provider's"),
        (forged(HEADER | {"alg": "none"}, CLAIMS), "alg has to be RS256"),
        (forged(HEADER | {"alg": "NONE"}, CLAIMS), "alg has to be RS256"),
        (forged(HEADER | {"alg": ""}, CLAIMS), "alg has to be RS256"),
        (forged(HEADER, CLAIMS), "alg has to be RS256"),
        # The public key taken for a shared secret.
        (forged(HEADER | {"alg": "HS256"}, CLAIMS, PEM), "alg has to be RS256"),
        (forged(HEADER | {"alg": "RS256"}, CLAIMS, PEM), "none of the provider's"),
        (forged(HEADER | {"alg": "ES256"}, CLAIMS, PEM), "alg has to be"),
        (token(OTHER), "none of the provider's"),
        (token(headers={"kid": "other"}), "a key that the provider does not have"),
        (token(headers={"kid": "../../etc/passwd"}), "does not have"),
        (token(headers={"kid": "x' OR '1'='1"}), "does not have"),
        (token(headers={"kid": "curve"}), "alg has to be"),
        (forged({"alg": "RS256", "kid": ["rsa"]}, CLAIMS), "none of the provider's"),
        (token(headers={"kid": "rsa", "crit": ["x"]}), "none of the provider's"),
        (token(exp=NOW - 60), "It has expired"),
        (token(exp="soon"), "none of the provider's"),
        (token(nbf=NOW + 86_400), "It does not hold yet"),
        (token(iat=NOW + 86_400), "It does not hold yet"),
        (token(aud="another"), "aud has to be armsgraph"),
        (token(iss="https://id.example.com"), "iss has to be https://id.example.org"),
        (token(exp=None), "It has to say exp, iss, aud, sub"),
        (token(aud=None), "It has to say exp, iss, aud, sub"),
        (token(iss=None), "It has to say exp, iss, aud, sub"),
        (token(sub=None), "It has to say exp, iss, aud, sub"),
        (token(sub=""), "1 to 200 printable"),
        (token(sub="x" * 201), "1 to 200 printable"),
        (token(sub="ana\nrole=admin"), "1 to 200 printable"),
        (token()[:-4] + "AAAA", "none of the provider's"),
    ],
)
async def test_a_token_that_proves_nothing_says_why(
    tokens: Tokens, given: str, said: str
) -> None:
    with pytest.raises(NotProven, match=said):
        await tokens.subject(given)


async def test_keys_in_a_token_are_not_believed(tokens: Tokens, place: Path) -> None:
    mine = public(OTHER, kid="mine")
    for header in ({"jwk": mine}, {"jku": place.as_uri()}, {"x5u": place.as_uri()}):
        with pytest.raises(NotProven):
            await tokens.subject(token(OTHER, headers={"kid": "rsa", **header}))


async def test_clocks_may_differ_a_little(tokens: Tokens) -> None:
    now = int(time.time())
    assert await tokens.subject(token(exp=now - 5))
    assert await tokens.subject(token(nbf=now + 20))


async def test_a_shared_secret_takes_nothing_but_itself() -> None:
    settings = Settings(jwt_secret=SecretStr(SECRET), **TRUST)
    async with taken_tokens(settings) as shared:
        assert shared is not None
        subject = await shared.subject(token(SECRET, "HS256"))
        assert subject == Subject("ana", Role.EDITOR, restricted=False)
        for given in (
            token(SECRET + "x", "HS256"),
            token(SECRET * 2, "HS512"),
            token(),
            forged(HEADER | {"alg": "none"}, CLAIMS),
        ):
            with pytest.raises(NotProven):
                await shared.subject(given)


async def test_without_a_key_no_tokens_are_taken() -> None:
    async with taken_tokens(Settings()) as none:
        assert none is None


async def test_the_only_key_needs_no_id(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"keys": [public(RSA)]}))
    keys = KeySet(str(file), ["RS256"])
    assert await keys.key("") is not None
    assert await keys.key("rsa") is None


def test_only_keys_that_check_signatures_count() -> None:
    weak = {"kty": "oct", "k": base64.urlsafe_b64encode(b"x" * 32).decode()}
    entries = [
        public(RSA, kid="right"),
        public(OTHER, kid="for other things", use="enc"),
        public(OTHER, kid="by another algorithm", alg="RS512"),
        weak | {"kid": "shared", "alg": "HS256"},
        weak | {"kid": "disguised", "alg": "RS256"},
        {"kty": "RSA", "kid": "broken", "n": "x", "e": "!"},
        public(OTHER, kid="by several algorithms", alg=["RS256"]),
        {"kid": "none"},
        "text",
    ]
    assert usable({"keys": entries}, ["RS256", "HS512"]).keys() == {"right", ""}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"keys": {}}', "<html>"])
async def test_what_is_no_set_of_keys_gives_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "keys.json"
    file.write_text(text)
    with pytest.raises(KeysUnavailable):
        await KeySet(str(file), ["RS256"]).key("rsa")


async def test_a_set_of_keys_that_is_too_large_gives_none(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"keys": KEYS}) + " " * LARGEST)
    with pytest.raises(KeysUnavailable):
        await KeySet(str(file), ["RS256"]).key("rsa")


class Provider(BaseHTTPRequestHandler):
    """An identity provider that gives its keys, slowly or elsewhere."""

    keys: Keys = KEYS
    asked = 0
    delay = 0.0

    def do_GET(self) -> None:
        type(self).asked += 1
        time.sleep(self.delay)
        self.send_response(302 if self.path == "/moved" else 200)
        self.send_header("Location", "/keys")
        self.end_headers()
        self.wfile.write(json.dumps({"keys": self.keys}).encode())

    def log_message(self, *_: Any) -> None:
        """Log nothing."""


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(Provider, "asked", 0)
    server = HTTPServer(("127.0.0.1", 0), Provider)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


async def test_keys_are_fetched_once_for_many_tokens(provider: str) -> None:
    keys = KeySet(f"{provider}/keys", ["RS256"])
    for _ in range(10):
        assert await keys.key("rsa") is not None
    for i in range(10):
        assert await keys.key(str(i)) is None
    assert Provider.asked == 1


async def test_a_new_key_is_looked_for(
    provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jwks, "PAUSE", 0)
    keys = KeySet(f"{provider}/keys", ["RS256"])
    assert await keys.key("new") is None
    monkeypatch.setattr(Provider, "keys", [public(OTHER, kid="new")])
    assert await keys.key("new") is not None
    assert await keys.key("rsa") is None


async def test_a_redirect_is_not_followed(provider: str) -> None:
    with pytest.raises(KeysUnavailable):
        await KeySet(f"{provider}/moved", ["RS256"]).key("rsa")
    assert Provider.asked == 1


async def test_a_slow_provider_is_not_waited_for_and_left_alone_for_a_while(
    provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Provider, "delay", 0.5)
    monkeypatch.setattr(jwks, "DEADLINE", 0.05)
    keys = KeySet(f"{provider}/keys", ["RS256"])
    for _ in range(3):
        with pytest.raises(KeysUnavailable):
            await keys.key("rsa")
    assert Provider.asked <= 1
