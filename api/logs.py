"""Structured logs: lines for people on a terminal, JSON everywhere else.

Everything goes one way, to standard error: what the service says through structlog and
what libraries say through :mod:`logging`. Secrets do not.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

import orjson
import structlog
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import EventDict, Processor

SECRET = re.compile("password|authorization|cookie|secret|token", re.IGNORECASE)
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
FAILED = PlainTextResponse("Something went wrong here.\n", 500)
"""What a client sees of an error that nobody foresaw."""
PROBES = {"/healthz", "/readyz"}
"""Paths that are asked every few seconds; that they say 200 or 503 is no news."""

log = structlog.get_logger("api.requests")
answering: ContextVar[str | None] = ContextVar("answering", default=None)
"""The id of the request that is being answered."""


def configure(log_format: str) -> None:
    """Set up all logging; ``log_format`` is ``auto``, ``console`` or ``json``."""
    as_json = not for_people(log_format)
    structlog.configure(
        processors=[
            with_request_id,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_secrets,
            *(_json_lines() if as_json else _console_lines()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=as_json,
        logger_factory=_json_writer if as_json else _console_writer,
    )
    logging.basicConfig(level=logging.INFO, handlers=[ToStructlog()], force=True)
    for library in ("neo4j", "uvicorn", "asyncio"):
        logging.getLogger(library).setLevel(logging.WARNING)


def for_people(log_format: str) -> bool:
    """Whether logs are to be read by people rather than by programs."""
    return log_format == "console" or (log_format == "auto" and sys.stderr.isatty())


def with_request_id(_: Any, __: str, event: EventDict) -> EventDict:
    """The event with the id of the request that is being answered, if one is."""
    if (request_id := answering.get()) is not None:
        event["request_id"] = request_id
    return event


def without_secrets(_: Any, __: str, event: EventDict) -> EventDict:
    """The event with the values of secret-bearing keys left out."""
    return {
        key: "[hidden]" if is_secret(key) else value for key, value in event.items()
    }


@lru_cache(256)
def is_secret(key: str) -> bool:
    """Whether a key of this name bears a secret."""
    return SECRET.search(key) is not None


def _json_lines() -> list[Processor]:
    return [
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(serializer=_dump),
    ]


def _dump(event: EventDict, **_: Any) -> bytes:
    return orjson.dumps(event, default=str)


def _console_lines() -> list[Processor]:
    return [structlog.dev.ConsoleRenderer(exception_formatter=_plain_traceback)]


_plain_traceback = structlog.dev.plain_traceback


# Where people read, standard error is looked up for each line, because a progress
# display replaces it.
def _json_writer(*_: Any) -> structlog.BytesLogger:
    return structlog.BytesLogger(sys.stderr.buffer)


def _console_writer(*_: Any) -> structlog.PrintLogger:
    return structlog.PrintLogger(sys.stderr)


class ToStructlog(logging.Handler):
    """Hands the records of :mod:`logging` over to structlog."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger(record.name).log(
            record.levelno,
            record.getMessage(),
            logger=record.name,
            exc_info=record.exc_info,
        )


class RequestLog:
    """ASGI middleware that logs each request and gives it an id.

    The id is the caller's ``X-Request-ID`` if that is well formed. It stands in every
    line that is logged on the way, and in the response, also where that is an error
    that nobody foresaw. Where the caller has proven who that is, lines say it, too.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope)
        status: int | None = None

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                id_header = (b"x-request-id", request_id.encode())
                message["headers"] = [*message.get("headers", ()), id_header]
            await send(message)

        started = time.perf_counter()
        before = answering.set(request_id)
        try:
            await self.app(scope, receive, send_with_id)
        except Exception:
            log.exception("request failed")
            if status is None:
                await FAILED(scope, receive, send_with_id)
        finally:
            _log_request(scope, status or 500, time.perf_counter() - started)
            answering.reset(before)
            structlog.contextvars.unbind_contextvars("caller")


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get("x-request-id", "")
    return given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def _log_request(scope: Scope, status: int, seconds: float) -> None:
    if scope["path"] in PROBES and status in (200, 503):
        return
    log.info(
        "request",
        method=scope["method"],
        path=scope["path"],
        status=status,
        ms=round(seconds * 1000, 1),
    )
