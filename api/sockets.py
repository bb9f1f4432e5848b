"""GraphQL over WebSocket, by the protocol ``graphql-transport-ws``.

A page of another site could open a socket in a visitor's browser: so where an origin is
named, it must be ours or one that is allowed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import aclosing
from typing import Any

import orjson
import structlog
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from api.errors import Refused, coded, overloaded
from api.execution import Answer, Asked
from api.following import Leaving
from api.identity import Caller
from api.operations import MOST_OPERATIONS, MOST_UNTOLD, Operations
from api.requests import asked_in
from graph.errors import GraphError
from graph.settings import Settings

SUBPROTOCOL = "graphql-transport-ws"
LONGEST_REASON = 123
"""Bytes that a socket may be closed with."""

log = structlog.get_logger("api.sockets")


class Close(Exception):
    """The socket is to be closed, with a code of the protocol and a reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Sockets:
    """The ASGI application of sockets."""

    def __init__(self, operations: Operations, settings: Settings) -> None:
        self._operations = operations
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        headers = Headers(scope=scope)
        if not self._is_allowed(headers):
            await send({"type": "websocket.close"})
            return
        known = SUBPROTOCOL in scope["subprotocols"]
        chosen = SUBPROTOCOL if known else None
        await send({"type": "websocket.accept", "subprotocol": chosen})
        started = time.perf_counter()
        socket = _Socket(self._operations, self._settings, scope, receive, send)
        try:
            if not known:
                raise Close(4406, f"The subprotocol must be {SUBPROTOCOL}")
            await socket.run()
            code = 1000
        except Close as close:
            code = close.code
            await send({"type": "websocket.close", "code": code, "reason": _cut(close)})
        finally:
            await socket.end()
        log.info("socket", code=code, seconds=round(time.perf_counter() - started, 1))

    def _is_allowed(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is None:
            # No browser, which names the origin always.
            return True
        allowed = (self._settings.allowed_origins or "").split(",")
        ours = origin.partition("://")[2] == headers.get("host")
        return ours or origin in allowed or "*" in allowed


class _Socket:
    """One socket, from its first message to its last."""

    def __init__(
        self,
        operations: Operations,
        settings: Settings,
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        self._operations = operations
        self._patience = settings.request_timeout
        self._scope = scope
        self._receive = receive
        self._send = send
        self._headers = Headers(scope=scope)
        self._caller: Caller | None = None
        self._initialised = False
        self._running: dict[str, asyncio.Task[None]] = {}
        self._untold = asyncio.Semaphore(MOST_UNTOLD)
        self._closing: asyncio.Future[Close] = asyncio.Future()

    async def run(self) -> None:
        """Take messages until the caller leaves; raises :class:`Close`."""
        try:
            async with asyncio.timeout(self._patience):
                while not self._initialised:
                    if not await self._take_next():
                        return
        except TimeoutError:
            raise Close(4408, "Connection initialisation timeout") from None
        while await self._take_next():
            pass

    async def _take_next(self) -> bool:
        """Take the caller's next message; False where it has left."""
        message = await self._next()
        if message is None:
            return False
        await self._take(message)
        return True

    async def end(self) -> None:
        """End what still runs."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _next(self) -> dict[str, Any] | None:
        """The caller's next message; None where it has left."""
        received = asyncio.ensure_future(self._receive())
        awaited: set[asyncio.Future[Any]] = {received, self._closing}
        try:
            await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
            if self._closing.done():
                raise self._closing.result()
        finally:
            received.cancel()
        message: Message = received.result()
        if message["type"] == "websocket.disconnect":
            return None
        return _message(message.get("text"))

    async def _take(self, message: Mapping[str, Any]) -> None:
        match message["type"]:
            case "connection_init":
                await self._initialise(message.get("payload") or {})
            case "ping":
                await self._pong(message.get("payload"))
            case "pong":
                pass
            case "subscribe":
                await self._subscribe(message["id"], message["payload"])
            case "complete":
                operation = self._running.pop(message["id"], None)
                if operation is not None:
                    operation.cancel()

    async def _pong(self, payload: Mapping[str, Any] | None) -> None:
        try:
            await self._tell("pong", payload=payload)
        except orjson.JSONEncodeError:
            # What can be read may nest deeper than what can be written.
            raise Close(4400, "payload must not be nested that deeply") from None

    async def _initialise(self, payload: Mapping[str, Any]) -> None:
        if self._initialised:
            raise Close(4429, "Too many initialisation requests")
        self._initialised = True
        try:
            self._headers = _headers(self._scope, payload)
            admission = self._operations.admission
            self._caller = await admission.caller(self._scope, self._headers)
        except Refused as refused:
            raise Close(4403, f"Forbidden: {refused.error.message}") from None
        except GraphError as error:
            raise Close(1013, error.message) from None
        await self._tell("connection_ack")

    async def _subscribe(self, id: str, payload: Mapping[str, Any]) -> None:
        if self._caller is None:
            raise Close(4401, "Unauthorized")
        if id in self._running:
            raise Close(4409, f"Subscriber for {id} already exists")
        try:
            asked = asked_in(dict(payload))
            if len(self._running) >= MOST_OPERATIONS:
                raise overloaded("Too many operations run over this socket.")
        except Refused as refused:
            await self._tell("error", id=id, payload=[refused.error.formatted])
            return
        operation = asyncio.create_task(self._run(id, asked, self._caller))
        self._running[id] = operation

    async def _run(self, id: str, asked: Asked, caller: Caller) -> None:
        """Tell the answers of an operation, and that they were all."""
        try:
            await self._answer(id, asked, caller)
        except Leaving:
            self._close(Close(1012, "Service restart"))
        except Refused as refused:
            await self._tell("error", id=id, payload=[refused.error.formatted])
        except OSError:
            # The caller has left.
            pass
        except Exception as error:
            log.error("operation failed", exc_info=error)
            self._close(Close(4500, "Internal server error"))
        finally:
            if self._running.get(id) is asyncio.current_task():
                del self._running[id]

    async def _answer(self, id: str, asked: Asked, caller: Caller) -> None:
        async with self._untold:
            found = await self._operations.begin_another(asked, caller, self._headers)
            if isinstance(found, Answer):
                if await self._tell_answer(id, found):
                    await self._tell("complete", id=id)
                return
        async with aclosing(found):
            async for answer in found:
                if answer is not None and not await self._tell_answer(id, answer):
                    return
        await self._tell("complete", id=id)

    async def _tell_answer(self, id: str, answer: Answer) -> bool:
        """Tell an answer; False where it was an error, after which nothing comes."""
        if not answer.executed:
            errors = [coded(error).formatted for error in answer.errors]
            await self._tell("error", id=id, payload=errors)
            return False
        await self._tell("next", id=id, payload=answer.result())
        return True

    def _close(self, close: Close) -> None:
        if not self._closing.done():
            self._closing.set_result(close)

    async def _tell(self, type_: str, **parts: Any) -> None:
        message = {"type": type_, **{k: v for k, v in parts.items() if v is not None}}
        text = orjson.dumps(message).decode()
        await self._send({"type": "websocket.send", "text": text})


def _message(text: str | None) -> dict[str, Any]:
    """A message of the protocol; raises :class:`Close` for all else."""
    if text is None:
        raise Close(4400, "A message must be text")
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Close(4400, "A message must be JSON") from None
    if not isinstance(message, dict):
        raise Close(4400, "A message must be a JSON object")
    if problem := _problem(message):
        raise Close(4400, problem)
    return message


def _problem(message: Mapping[str, Any]) -> str | None:
    """What is wrong with a message, by its type."""
    id, payload = message.get("id"), message.get("payload")
    match message.get("type"):
        case "connection_init" | "ping" | "pong":
            if payload is not None and not isinstance(payload, dict):
                return "payload must be an object"
        case "subscribe":
            if not isinstance(id, str) or not id:
                return "id must be a string that is not empty"
            if not isinstance(payload, dict):
                return "payload must be an object"
            if not isinstance(payload.get("query"), str):
                return "payload.query must be a string"
            return _problem_of_request(payload)
        case "complete":
            if not isinstance(id, str) or not id:
                return "id must be a string that is not empty"
        case _:
            return "type must be one of the protocol's that a client sends"
    return None


def _problem_of_request(payload: Mapping[str, Any]) -> str | None:
    for name, type_, what in (
        ("operationName", str, "a string"),
        ("variables", dict, "an object"),
        ("extensions", dict, "an object"),
    ):
        value = payload.get(name)
        if value is not None and not isinstance(value, type_):
            return f"payload.{name} must be {what}"
    return None


def _headers(scope: Scope, payload: Mapping[str, Any]) -> Headers:
    """The headers of the handshake, with the authorization of the first message."""
    given = [
        value
        for name, value in payload.items()
        if name.lower() == "authorization" and isinstance(value, str)
    ]
    if not given:
        return Headers(scope=scope)
    others = [h for h in scope["headers"] if h[0] != b"authorization"]
    own = (b"authorization", given[0].encode("latin-1", errors="replace"))
    return Headers(raw=[*others, own])


def _cut(close: Close) -> str:
    """A reason that is short enough."""
    return close.reason.encode()[:LONGEST_REASON].decode(errors="ignore")
