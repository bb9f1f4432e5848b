"""HTTP connections: how many, how large their headers are, and how slow they may be.

uvicorn bounds none of these. What is refused here does not reach the application.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, ClassVar

import orjson
from starlette.responses import Response
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import (
    HttpToolsProtocol,
    RequestResponseCycle,
)
from uvicorn.protocols.websockets.websockets_sansio_impl import (
    WebSocketsSansIOProtocol,
)

from api.callers import site
from api.errors import Refused, overloaded
from graph.errors import LimitExceeded
from graph.settings import Settings


def limited_protocol(settings: Settings) -> type[HttpToolsProtocol]:
    """uvicorn's protocol of a connection, within the limits that are set."""

    class Limited(LimitedProtocol):
        limits = settings
        open_by_site: ClassVar[Counter[str]] = Counter()

    return Limited


class Stall:
    """Ends a connection whose caller reads nothing of what waits to be written."""

    def __init__(
        self, transport: asyncio.Transport, seconds: float, end: Callable[[], None]
    ) -> None:
        self._transport = transport
        self._seconds = seconds
        self._end = end
        self._timer: asyncio.TimerHandle | None = None

    def watch(self) -> None:
        """Look from now on, until all is written."""
        if self._timer is None:
            left = self._transport.get_write_buffer_size()
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._seconds, self._check, left)

    def cancel(self) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _check(self, before: int) -> None:
        self._timer = None
        left = self._transport.get_write_buffer_size()
        if left >= before:
            self._end()
            self._transport.abort()
        elif left:
            self.watch()


class LimitedProtocol(HttpToolsProtocol):
    """One connection.

    It is *heading* until all headers of a request are there, and has a deadline then.
    """

    limits: ClassVar[Settings]
    open_by_site: ClassVar[Counter[str]]
    stall: Stall

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = ""
        self.heading = True
        self.head_size = 0
        self.beside = 0
        """Bytes that came with a body and are none of it: chunk heads, trailers."""
        self.deadline: asyncio.TimerHandle | None = None
        self.answering: RequestResponseCycle | None = None

    def connection_made(  # type: ignore[override]
        self, transport: asyncio.Transport
    ) -> None:
        """Called by the event loop."""
        super().connection_made(transport)
        seconds = self.limits.request_timeout
        self.stall = Stall(transport, seconds, self._tell_of_loss)
        self.site = site(self.client[0]) if self.client else ""
        self.open_by_site[self.site] += 1
        self._set_deadline()
        if self._is_one_too_many():
            self._refuse(overloaded("Too many connections are open; come back later."))

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the event loop."""
        self._let_go()
        self._clear_deadline()
        self.stall.cancel()
        self._tell_of_loss()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """Called by the parser; the socket counts as a connection of its site."""
        super().handle_websocket_upgrade()
        socket = self.transport.get_protocol()
        assert isinstance(socket, LimitedSocket)
        socket.let_go = self._let_go
        socket.stall = self.stall

    def _let_go(self) -> None:
        self.open_by_site[self.site] -= 1
        if not self.open_by_site[self.site]:
            del self.open_by_site[self.site]

    def _unsupported_upgrade_warning(self) -> None:
        """Such a request is answered as any other; there is nothing to warn of."""

    def _start_asgi_task(
        self, cycle: RequestResponseCycle, app: ASGI3Application
    ) -> None:
        self.answering = cycle
        super()._start_asgi_task(cycle, app)

    def _tell_of_loss(self) -> None:
        """Tell the request that is being answered, which may not be the latest."""
        if self.answering is not None and not self.answering.response_complete:
            self.answering.disconnected = True
            self.answering.message_event.set()

    def _is_one_too_many(self) -> bool:
        if len(self.connections) > self.limits.max_connections:
            return True
        # Behind a proxy all connections come from the proxy.
        of_site = self.open_by_site[self.site]
        allowed = self.limits.max_connections_per_caller
        return of_site > allowed and not self.limits.trusted_proxies

    # What arrives

    def data_received(self, data: bytes) -> None:
        """Called by the event loop."""
        self.beside += len(data)
        super().data_received(data)
        if self.transport.get_protocol() is not self:
            # It has become a socket.
            return
        if self.heading:
            self.head_size += len(data)
            if self.head_size > self.limits.max_headers:
                self._refuse(self._too_long(431, "headers", self.head_size))
        elif self.beside > self.limits.max_headers:
            self._tell_of_loss()
            self.transport.abort()
        elif self.timeout_keep_alive_task is None and self._is_idle():
            # What came was no request, but perhaps an empty line.
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def on_message_begin(self) -> None:
        """Called by the parser."""
        super().on_message_begin()
        self.heading = True
        self._set_deadline()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Called by the parser, also for trailers, of which nobody takes notice."""
        if self.heading:
            super().on_header(name, value)

    def on_body(self, body: bytes) -> None:
        """Called by the parser."""
        self.beside = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Called by the parser."""
        self.beside = 0
        super().on_message_complete()

    def on_headers_complete(self) -> None:
        """Called by the parser."""
        self.heading = False
        self.head_size = 0
        self.beside = 0
        self._clear_deadline()
        refused = self._refused_head()
        if refused is None:
            super().on_headers_complete()
            return
        application, self.app = self.app, _response(refused)
        self.url = b"/"  # The parser of addresses takes none that is that long.
        super().on_headers_complete()
        self.app = application

    def _refused_head(self) -> Refused | None:
        size = len(self.url)
        if size > self.limits.max_headers:
            return self._too_long(414, "address", size)
        size += sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > self.limits.max_headers:
            return self._too_long(431, "headers", size)
        return None

    def _too_long(self, status: int, what: str, size: int) -> Refused:
        allowed = self.limits.max_headers
        message = f"The {what} of the request must not be longer than {allowed} bytes."
        details = {"limit": "headers", "allowed": allowed, "actual": size}
        return Refused(status, message, code=LimitExceeded.code, details=details)

    # Deadlines

    def _set_deadline(self) -> None:
        self._clear_deadline()
        seconds = self.limits.request_timeout
        self.deadline = self.loop.call_later(seconds, self._miss_deadline)

    def _clear_deadline(self) -> None:
        if self.deadline is not None:
            self.deadline.cancel()
            self.deadline = None

    def _miss_deadline(self) -> None:
        if not self._is_idle():
            # The request before it is not answered yet.
            self._set_deadline()
        elif self.head_size:
            self._refuse(Refused(408, "The request did not arrive in time."))
        else:
            self.transport.close()

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def pause_writing(self) -> None:
        """Called by the event loop, as the caller reads slower than we write."""
        super().pause_writing()
        self.stall.watch()

    def resume_writing(self) -> None:
        """Called by the event loop, as the caller has read what waited."""
        super().resume_writing()
        self.stall.cancel()

    # Refusals

    def _refuse(self, refused: Refused) -> None:
        """Answer without a request, and close."""
        if self.transport.is_closing():
            return
        response = _response(refused)
        phrase = HTTPStatus(refused.status).phrase
        lines = [f"HTTP/1.1 {refused.status} {phrase}\r\n".encode()]
        lines += [b"%b: %b\r\n" % header for header in response.raw_headers]
        self.transport.write(b"".join([*lines, b"\r\n", bytes(response.body)]))
        self.transport.close()


class LimitedSocket(WebSocketsSansIOProtocol):
    """A connection that has become a socket; its site is told when it ends."""

    let_go: Callable[[], None]
    stall: Stall

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the event loop."""
        self.let_go()
        self.stall.cancel()
        super().connection_lost(exc)

    def handle_ping(self) -> None:
        """Called for a ping; while pongs are not read, no more of them are answered."""
        super().handle_ping()
        if not self.writable.is_set():
            self.transport.pause_reading()

    def pause_writing(self) -> None:
        """Called by the event loop, as the caller reads slower than we write."""
        super().pause_writing()
        self.stall.watch()

    def resume_writing(self) -> None:
        """Called by the event loop, as the caller has read what waited."""
        super().resume_writing()
        self.stall.cancel()
        if not self.read_paused:
            self.transport.resume_reading()


def _response(refused: Refused) -> Response:
    body = orjson.dumps(refused.result())
    headers = {"Connection": "close", **refused.headers}
    return Response(body, refused.status, headers, "application/json; charset=utf-8")
