"""The public keys of an identity provider: a JSON Web Key Set, at hand.

It is read from a file, or from an address: without redirects, within
:data:`DEADLINE` and up to :data:`LARGEST`. Keys that cannot check a signature by an
algorithm that is allowed, shared secrets above all, are as good as not there.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Collection, Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.request import HTTPRedirectHandler, build_opener

from jwt import PyJWK
from jwt.exceptions import PyJWTError

from graph.at_hand import AtHand, find

REREAD = 300.0
"""Seconds after which keys are read again, while those at hand are used."""
STALE = 3600.0
"""Seconds after which those at hand are used no more."""
PAUSE = 10.0
"""Seconds between two looks for a key that is not at hand."""
DEADLINE = 5.0
"""Seconds in which a provider gives its keys."""
LARGEST = 1_000_000
"""Bytes of a set of keys."""
ALONE = ""
"""What a key is found by where a set has no other, and a token names none."""

log = logging.getLogger(__name__)


class KeysUnavailable(Exception):
    """The keys of the identity provider cannot be had."""


class KeySet:
    """The keys at a place, a file or an address, for some algorithms."""

    def __init__(self, place: str, algorithms: Collection[str]) -> None:
        self._place = place
        self._algorithms = algorithms
        self._keys: AtHand[Mapping[str, PyJWK]] = AtHand(self._read, {}, REREAD, STALE)
        self._failed_at = -PAUSE

    async def key(self, id: str) -> PyJWK | None:
        """The key with an id, or the only key there is where a token gives no id.

        Raises :class:`KeysUnavailable`.
        """
        return await find(self._keys, id, pause=PAUSE)

    async def close(self) -> None:
        """Read no more."""
        await self._keys.close()

    async def _read(self) -> Mapping[str, PyJWK]:
        if time.monotonic() - self._failed_at < PAUSE:
            raise KeysUnavailable
        try:
            async with asyncio.timeout(DEADLINE):
                text = await asyncio.to_thread(_fetch, self._place)
            return usable(json.loads(text), self._algorithms)
        except (OSError, ValueError, HTTPException) as error:
            self._failed_at = time.monotonic()
            log.warning("the keys in ARMSGRAPH_JWT_JWKS cannot be read: %r", error)
            raise KeysUnavailable from error


def usable(key_set: Any, algorithms: Collection[str]) -> dict[str, PyJWK]:
    """The keys of a set by their ids, as far as they fit an algorithm.

    Raises :class:`ValueError` where that is no set of keys.
    """
    match key_set:
        case {"keys": [*entries]}:
            keys = [key for entry in entries if (key := _key(entry, algorithms))]
        case _:
            raise ValueError("not a JSON Web Key Set")
    found = {key.key_id: key for key in keys if key.key_id}
    if len(keys) == 1:
        found[ALONE] = keys[0]
    return found


def _key(entry: Any, algorithms: Collection[str]) -> PyJWK | None:
    if not isinstance(entry, dict) or entry.get("use", "sig") != "sig":
        return None
    try:
        key = PyJWK(entry)
    except (PyJWTError, ValueError, TypeError):
        return None
    return key if key.algorithm_name in algorithms else None


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Follow none."""


def _fetch(place: str) -> bytes:
    if "://" not in place:
        with Path(place).open("rb") as file:
            return _bounded(file.read(LARGEST + 1))
    with build_opener(_Stay).open(place, timeout=DEADLINE) as response:
        return _bounded(response.read(LARGEST + 1))


def _bounded(text: bytes) -> bytes:
    if len(text) > LARGEST:
        raise ValueError("too large a set of keys")
    return text
