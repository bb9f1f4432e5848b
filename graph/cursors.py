"""Opaque, versioned cursors: a row's key values, sealed for one connection and order.

The seal is a digest of the values, keyed by the fingerprint of connection and order.
It is no secret: a cursor gives no right to anything. It keeps one that was altered, or
that another query returned, from being answered with a page nobody asked for.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import Any

import orjson

from graph.errors import BadUserInput

VERSION = 2


def _seal(fingerprint: str, keys: bytes) -> str:
    key = fingerprint.encode()
    return hashlib.blake2b(keys, digest_size=6, key=key).hexdigest()


def encode_cursor(fingerprint: str, keys: Sequence[Any]) -> str:
    """The cursor of a row with these key values."""
    seal = _seal(fingerprint, orjson.dumps(keys))
    packed = orjson.dumps([VERSION, seal, *keys])
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode_cursor(text: Any, fingerprint: str, length: int) -> list[Any]:
    """The key values of a cursor.

    Raises :class:`BadUserInput` for text that is no cursor of this connection and
    order.
    """
    try:
        padded = text + "=" * (-len(text) % 4)
        parts = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        version, seal, *keys = parts
        if not all(map(_can_be_key, keys)):
            raise TypeError
    except (binascii.Error, ValueError, TypeError):
        raise BadUserInput(
            f"{str(text)[:40]!r} is no cursor; send one that this connection returned"
        ) from None
    whole = version == VERSION and len(keys) == length
    if not whole or seal != _seal(fingerprint, orjson.dumps(keys)):
        raise BadUserInput(
            "the cursor was altered, or belongs to another connection or order; "
            "start again without a cursor"
        )
    return list(keys)


def _can_be_key(value: Any) -> bool:
    """Whether a row may have had this value; the database's integers have 64 bits."""
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    return not isinstance(value, list | dict)
