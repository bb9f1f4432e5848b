"""Compression of what is written, the same bytes for the same text."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Protocol

import zstandard

GZIP = 16 + zlib.MAX_WBITS
"""Has zlib write a gzip file, without a name or time in it."""


class Compressor(Protocol):
    """Takes bytes and gives compressed ones."""

    def compress(self, data: bytes, /) -> bytes:
        """Take some bytes."""
        ...

    def flush(self) -> bytes:
        """What is left at the end."""
        ...


class Plain:
    """Leaves everything as it is."""

    def compress(self, data: bytes) -> bytes:
        """The bytes."""
        return data

    def flush(self) -> bytes:
        """Nothing."""
        return b""


def _gzip() -> Compressor:
    return zlib.compressobj(wbits=GZIP)


def _zstd() -> Compressor:
    return zstandard.ZstdCompressor().compressobj()


COMPRESSIONS: dict[str, Callable[[], Compressor]] = {
    "": Plain,
    ".gz": _gzip,
    ".zst": _zstd,
}
"""What begins a compressed file, by the end of the file's name."""
