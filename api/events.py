"""Answers as server-sent events, by the protocol *GraphQL over Server-Sent Events*.

Each request has a stream of its own (its "distinct connections mode").
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from api.disconnects import CallerGone, WhileThere
from api.errors import Refused
from api.execution import Answer
from api.following import Leaving
from api.negotiation import EVENTS

COMMENT = b":\n\n"
"""What tells whoever is in between, now and then, that the stream lives."""
COMPLETE = b"event: complete\ndata:\n\n"
HEADERS = [
    (b"content-type", f"{EVENTS}; charset=utf-8".encode()),
    (b"cache-control", b"no-store"),
    (b"vary", b"Accept"),
    # Proxies of nginx's kind would hold events back.
    (b"x-accel-buffering", b"no"),
]


class EventStream:
    """The response that tells answers as they come."""

    def __init__(self, answers: AsyncGenerator[Answer | None, None]) -> None:
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send(_body(COMMENT))
        try:
            with WhileThere(receive):
                async with aclosing(self._events()) as events:
                    async for event in events:
                        await send(_body(event))
        except CallerGone:
            return
        except Leaving:
            # A stream that ends without being complete is asked for again.
            pass
        await send(_body(b"", more=False))

    async def _events(self) -> AsyncGenerator[bytes, None]:
        try:
            async with aclosing(self._answers) as answers:
                async for answer in answers:
                    yield COMMENT if answer is None else _next(answer.result())
        except Refused as refused:
            yield _next({"errors": [refused.error.formatted]})
        yield COMPLETE


def _next(result: dict[str, Any]) -> bytes:
    return b"event: next\ndata: " + orjson.dumps(result) + b"\n\n"


def _body(body: bytes, *, more: bool = True) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": more}
