"""Event streams that callers reserve, for the answers to many operations.

This is the "single connection mode" of the protocol *GraphQL over Server-Sent Events*,
as browsers need it that speak HTTP/1 and open six connections at most. ``PUT`` reserves
a stream and gives its token, ``GET`` opens it, ``POST`` has an operation answered over
it, and ``DELETE`` ends one. A stream that is closed is gone, with its operations.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import ExitStack, aclosing
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import Refused, overloaded
from api.events import COMMENT, EventStream, complete, told
from api.execution import Answer, Asked, unforeseen
from api.following import Leaving, with_silences
from api.identity import Caller
from api.negotiation import EVENTS
from api.operations import MOST_OPERATIONS, MOST_UNTOLD, Answers, Operations
from graph.settings import Settings

HEADER = "X-GraphQL-Event-Stream-Token"
"""The header with the token; a browser's ``EventSource`` sends it in the address."""


def token_of(request: Request) -> str | None:
    """The token of the stream that a request is about; None where it is about none."""
    token = request.headers.get(HEADER)
    if not token and request.scope["query_string"]:
        token = request.query_params.get("token")
    return token or None


class Streams:
    """The streams that are reserved or open in this process."""

    def __init__(self, operations: Operations, settings: Settings) -> None:
        self._operations = operations
        self._settings = settings
        self._streams: dict[str, _Stream] = {}

    def reserve(self, caller: Caller) -> Response:
        """The response with the token of a new stream, which has to be opened in time.

        It takes one of the caller's places for subscriptions. Raises :class:`Refused`.
        """
        token = secrets.token_urlsafe(32)
        self._streams[token] = _Stream(
            self._operations,
            self._settings,
            caller,
            ended=lambda: self._streams.pop(token, None),
        )
        headers = {"Cache-Control": "no-store"}
        return Response(token, 201, headers, media_type="text/plain")

    def open(self, token: str, media: str) -> ASGIApp:
        """The response that is a stream; its token proves that one may open it.

        Raises :class:`Refused`.
        """
        if media != EVENTS:
            raise Refused(406, f"A stream is opened as {EVENTS}; accept that.")
        stream = self._streams.get(token)
        if stream is None:
            raise _unknown()
        stream.claim()
        return stream

    async def begin(
        self, token: str, asked: Asked, caller: Caller, headers: Headers
    ) -> Answer | None:
        """Have an operation answered over a stream; None for a subscription.

        An answer is told over the stream if it was executed, and else nowhere. Raises
        :class:`Refused`.
        """
        stream = self._of(token, caller)
        id = (asked.extensions or {}).get("operationId")
        if not isinstance(id, str) or not id:
            raise Refused(422, "extensions.operationId must be a string, not empty.")
        return await stream.begin(id, asked, caller, headers)

    def stop(self, token: str | None, id: str | None, caller: Caller) -> Response:
        """End an operation of a stream, if it still runs; raises :class:`Refused`."""
        if token is None:
            raise Refused(422, f"Send the token of a stream in {HEADER}.")
        if not id:
            raise Refused(422, "operationId must name an operation in the address.")
        self._of(token, caller).stop(id)
        return Response(status_code=200, headers={"Cache-Control": "no-store"})

    def _of(self, token: str, caller: Caller) -> _Stream:
        stream = self._streams.get(token)
        if stream is None or stream.caller_id != caller.id:
            raise _unknown()
        return stream


def _unknown() -> Refused:
    return Refused(404, "There is no such stream of yours; reserve one by PUT.")


@dataclass(slots=True)
class _Running:
    """An operation of a stream; ``telling`` what a subscription tells, once begun."""

    telling: asyncio.Task[None] | None = None
    is_stopped: bool = False

    def stop(self) -> None:
        self.is_stopped = True
        if self.telling is not None:
            self.telling.cancel()


class _Stream:
    """One stream, from its reservation on; as an ASGI application, its response."""

    def __init__(
        self,
        operations: Operations,
        settings: Settings,
        caller: Caller,
        *,
        ended: Callable[[], object],
    ) -> None:
        self.caller_id = caller.id
        self._operations = operations
        self._patience = settings.max_wait
        self._is_claimed = False
        self._running: dict[str, _Running] = {}
        self._events: asyncio.Queue[bytes] = asyncio.Queue()
        # What is put into the queue has a place there first.
        self._places = asyncio.Semaphore(MOST_UNTOLD)
        self._at_its_end = ExitStack()
        self._at_its_end.enter_context(operations.seat(caller))
        self._at_its_end.callback(ended)
        loop = asyncio.get_running_loop()
        self._expiry = loop.call_later(settings.request_timeout, self._end)

    def claim(self) -> None:
        """Let nobody else open it; raises :class:`Refused` where somebody has."""
        if self._is_claimed:
            raise Refused(409, "The stream is open already; reserve another one.")
        self._is_claimed = True
        self._expiry.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await EventStream(self._told())(scope, receive, send)
        finally:
            self._end()

    async def begin(
        self, id: str, asked: Asked, caller: Caller, headers: Headers
    ) -> Answer | None:
        """Have an operation answered, as :meth:`Streams.begin` does."""
        if id in self._running:
            raise Refused(409, f"The operation {id} runs already; choose another id.")
        if len(self._running) >= MOST_OPERATIONS:
            raise overloaded("Too many operations run over this stream.")
        running = self._running[id] = _Running()
        try:
            found = await self._begin(id, running, asked, caller, headers)
        except BaseException:
            self._forget(id, running)
            raise
        if isinstance(found, Answer):
            self._forget(id, running)
            return found
        if not running.is_stopped:
            following = self._follow(id, running, found)
            running.telling = asyncio.create_task(following)
        return None

    def stop(self, id: str) -> None:
        """End an operation, if it runs."""
        if (running := self._running.pop(id, None)) is not None:
            running.stop()

    async def _begin(
        self, id: str, running: _Running, asked: Asked, caller: Caller, headers: Headers
    ) -> Answer | Answers:
        """Begin one once there is a place for its answer; an answer is told as well."""
        try:
            async with asyncio.timeout(self._patience):
                await self._places.acquire()
        except TimeoutError:
            message = "What the stream tells is not taken; read it."
            raise overloaded(message) from None
        is_told = False
        try:
            found = await self._operations.begin(
                asked, caller, headers, only_queries=False
            )
            if isinstance(found, Answer) and found.executed and not running.is_stopped:
                self._events.put_nowait(told(found.result(), id) + complete(id))
                is_told = True
            return found
        finally:
            if not is_told:
                self._places.release()

    async def _follow(self, id: str, running: _Running, answers: Answers) -> None:
        """Tell the answers to a subscription, and that they were all."""
        try:
            try:
                async with aclosing(answers):
                    async for answer in answers:
                        if answer is not None:
                            await self._tell(told(answer.result(), id))
            except Refused as refused:
                await self._tell(told(refused.result(), id))
            except Leaving:
                # The stream ends without saying that this is complete.
                return
            except Exception as error:
                await self._tell(told(unforeseen(error).result(), id))
            await self._tell(complete(id))
        finally:
            self._forget(id, running)

    async def _tell(self, event: bytes) -> None:
        await self._places.acquire()
        self._events.put_nowait(event)

    async def _told(self) -> AsyncGenerator[bytes, None]:
        async with aclosing(with_silences(self._taken())) as events:
            async for event in events:
                yield COMMENT if event is None else event

    async def _taken(self) -> AsyncGenerator[bytes, None]:
        """Events as they are taken; raises :class:`Leaving` where the service stops."""
        leaving = asyncio.create_task(self._operations.leaving())
        try:
            while True:
                coming = asyncio.ensure_future(self._events.get())
                try:
                    awaited: set[asyncio.Future[Any]] = {coming, leaving}
                    await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
                    if leaving.done():
                        raise Leaving
                    yield coming.result()
                finally:
                    coming.cancel()
                self._places.release()
        finally:
            leaving.cancel()

    def _forget(self, id: str, running: _Running) -> None:
        if self._running.get(id) is running:
            del self._running[id]

    def _end(self) -> None:
        for running in self._running.values():
            running.stop()
        self._at_its_end.close()
