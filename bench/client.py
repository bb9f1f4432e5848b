"""An HTTP client that costs little: one kept connection, one request at a time."""

from __future__ import annotations

import asyncio
from typing import cast

import httptools


class HttpError(Exception):
    """A server answered with a status other than 200, or not at all."""


class Connection(asyncio.Protocol):
    """A connection to a port of this machine, opened again where it was closed.

    Servers close what was idle for some seconds.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[bytes] | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []

    async def send(self, request: bytes) -> bytes:
        """Send a whole request and give the body of its response.

        Raises :class:`HttpError`, or :class:`OSError` where nobody listens.
        """
        loop = asyncio.get_running_loop()
        if self._transport is None:
            await loop.create_connection(lambda: self, "127.0.0.1", self._port)
        self._answer = loop.create_future()
        cast(asyncio.Transport, self._transport).write(request)
        return await self._answer

    def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop."""
        # uvloop's transports are no subclasses, though they do the same.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Called by the event loop."""
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the event loop."""
        self._transport = None
        self._parser = httptools.HttpResponseParser(self)
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(HttpError("The server closed the connection."))

    def on_body(self, body: bytes) -> None:
        """Called by the parser."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """Called by the parser."""
        body = b"".join(self._body)
        status = self._parser.get_status_code()
        self._body.clear()
        self._parser = httptools.HttpResponseParser(self)
        assert self._answer is not None
        if status == 200:
            self._answer.set_result(body)
        else:
            text = body[:500].decode(errors="replace")
            self._answer.set_exception(HttpError(f"The server said {status}: {text}"))


def post(body: bytes) -> bytes:
    """A GraphQL request as it goes over the wire."""
    head = (
        "POST /graphql HTTP/1.1\r\n"
        "Host: 127.0.0.1\r\n"
        "Accept: application/json\r\n"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
