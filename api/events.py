"""Answers as server-sent events, by the protocol *GraphQL over Server-Sent Events*.

A request has a stream of its own here, the protocol's "distinct connections mode"; of
streams that many share, :mod:`api.streams` tells.
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
HEADERS = [
    (b"content-type", f"{EVENTS}; charset=utf-8".encode()),
    (b"cache-control", b"no-store"),
    (b"vary", b"Accept"),
    # Proxies of nginx's kind would hold events back.
    (b"x-accel-buffering", b"no"),
]


class EventStream:
    """The response that tells events as they come."""

    def __init__(self, events: AsyncGenerator[bytes, None]) -> None:
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send(_body(COMMENT))
        try:
            with WhileThere(receive):
                async with aclosing(self._events) as events:
                    async for event in events:
                        await send(_body(event))
        except CallerGone:
            return
        except Leaving:
            # A stream that ends without being complete is asked for again.
            pass
        await send(_body(b"", more=False))


async def events_of(
    answers: AsyncGenerator[Answer | None, None],
) -> AsyncGenerator[bytes, None]:
    """The events that tell the answers to one operation."""
    try:
        async with aclosing(answers):
            async for answer in answers:
                yield COMMENT if answer is None else told(answer.result())
    except Refused as refused:
        yield told(refused.result())
    yield complete()


def told(result: dict[str, Any], id: str | None = None) -> bytes:
    """The event with a result, of the operation with this id where there are many."""
    data = result if id is None else {"id": id, "payload": result}
    return b"event: next\ndata: " + orjson.dumps(data) + b"\n\n"


def complete(id: str | None = None) -> bytes:
    """The event that says that nothing more comes of an operation."""
    # Without data, a browser's EventSource would tell nobody of the event.
    data = b"" if id is None else b" " + orjson.dumps({"id": id})
    return b"event: complete\ndata:" + data + b"\n\n"


def _body(body: bytes, *, more: bool = True) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": more}
