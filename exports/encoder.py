"""What turns pages of facts into the bytes of a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import orjson

from exports.snapshot import Page
from exports.tables import Table


class Encoder(Protocol):
    """Writes one file: its beginning, then pages as they come, then its end."""

    def begin(self) -> bytes:
        """What stands before the first fact."""
        ...

    def encode(self, page: Page) -> bytes:
        """The facts of a page, or some before them that were kept back."""
        ...

    def end(self) -> bytes:
        """What stands behind the last fact."""
        ...


@dataclass(frozen=True, slots=True)
class Lines:
    """An encoder of text in which each fact stands for itself."""

    write: Callable[[Page], bytes]
    head: bytes = b""
    tail: bytes = b""

    def begin(self) -> bytes:
        """The text before the first fact."""
        return self.head

    def encode(self, page: Page) -> bytes:
        """The facts of a page."""
        return self.write(page)

    def end(self) -> bytes:
        """The text behind the last fact."""
        return self.tail


Open: TypeAlias = Callable[[Sequence[Table]], Encoder]
"""Begins a file that is to hold the facts of some tables."""


def json_line(value: Any) -> bytes:
    """A value as one line of JSON, instants in UTC."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE)


def json_text(value: Any) -> str:
    """A value as JSON on one line, without an end of line."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z).decode()
