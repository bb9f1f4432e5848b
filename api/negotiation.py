"""Which media type a caller is answered in, and which it may send.

Quality, specificity and order count as in RFC 9110. All media types are JSON in UTF-8,
or events that carry it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
EVENTS = "text/event-stream"
MEDIA = (JSON, GRAPHQL_JSON, EVENTS)
"""What answers come in; of those that a caller likes equally, the first."""
QUALITY = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


@dataclass(frozen=True, slots=True)
class _Range:
    """One of the media ranges that a caller accepts."""

    type: str
    subtype: str
    quality: float
    place: int

    def covers(self, media: str) -> bool:
        type_, _, subtype = media.partition("/")
        return self.type in (type_, "*") and self.subtype in (subtype, "*")

    @property
    def specificity(self) -> int:
        return (self.type != "*") + (self.subtype != "*")

    @property
    def rank(self) -> tuple[float, int, int]:
        """What decides between ranges; the larger is preferred."""
        return self.quality, self.specificity, -self.place


@lru_cache(256)
def answered_in(accept: str) -> str | None:
    """The media type to answer in; None where the caller accepts none.

    A caller that does not care gets ``application/json``.
    """
    if not accept.strip():
        return JSON
    ranges = list(_ranges(accept))
    rated = [(best.rank, media) for media in MEDIA if (best := _best(ranges, media))]
    acceptable = [(r, -MEDIA.index(media), media) for r, media in rated if r[0]]
    return max(acceptable)[-1] if acceptable else None


@lru_cache(256)
def is_json(content_type: str) -> bool:
    """Whether a body of this type is JSON in UTF-8."""
    media, parameters = _parsed(content_type)
    return media == JSON and _is_utf8(parameters)


def _ranges(accept: str) -> Iterator[_Range]:
    for place, item in enumerate(accept.split(",")):
        media, parameters = _parsed(item)
        type_, slash, subtype = media.partition("/")
        quality = parameters.get("q", "1")
        if slash and QUALITY.fullmatch(quality) and _is_utf8(parameters):
            yield _Range(type_, subtype, float(quality), place)


def _parsed(text: str) -> tuple[str, dict[str, str]]:
    """A media type and its parameters, all in lower case."""
    media, *parameters = text.lower().split(";")
    pairs = (parameter.partition("=") for parameter in parameters)
    return media.strip(), {k.strip(): v.strip().strip('"') for k, _, v in pairs}


def _is_utf8(parameters: dict[str, str]) -> bool:
    return parameters.get("charset", "utf-8") in ("utf-8", "utf8")


def _best(ranges: list[_Range], media: str) -> _Range | None:
    """The range that decides about a media type: the most specific one."""
    covering = (r for r in ranges if r.covers(media))
    return max(covering, key=lambda r: (r.specificity, -r.place), default=None)
