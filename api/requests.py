"""HTTP requests to GraphQL requests; what is none of these is refused."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request

from api.disconnects import CallerGone
from api.errors import Refused
from api.execution import Asked
from api.negotiation import JSON, is_json
from graph.errors import LimitExceeded
from graph.settings import Settings

METHODS = "DELETE, GET, HEAD, POST, PUT"
IN_JSON = ("variables", "extensions")
"""The parameters that are JSON also in an address."""
PARAMETERS = ("query", "documentId", "operationName", *IN_JSON)
KEY = re.compile(r'"([\x21\x23-\x7e]{1,128})"|([\x21\x23-\x7e]{1,128})')
BOOKMARK = re.compile(r"[A-Za-z0-9+/=:_-]{1,256}")
MOST_BOOKMARKS = 10
CLOSE = {"Connection": "close"}
"""So that the rest of a body is not waited for."""


async def read_request(request: Request, settings: Settings) -> Asked:
    """The GraphQL request in an HTTP request.

    Raises :class:`Refused` where there is none, or none that may be sent in this way.
    """
    match request.method:
        case "POST":
            asked = await _from_body(request, settings)
            key = _idempotency_key(request.headers.get("idempotency-key"))
            bookmarks = _bookmarks(request.headers.get("x-bookmark"))
            return replace(asked, idempotency_key=key, bookmarks=bookmarks)
        case "GET" | "HEAD":
            bookmarks = _bookmarks(request.headers.get("x-bookmark"))
            return replace(_from_url(request), bookmarks=bookmarks)
        case method:
            message = f"{method} asks for nothing here; send GET or POST."
            raise Refused(405, message, headers={"Allow": METHODS})


def _idempotency_key(header: str | None) -> str | None:
    """The key of a header, which may stand in quotation marks."""
    if header is None:
        return None
    found = KEY.fullmatch(header.strip())
    if found is None:
        message = (
            "Idempotency-Key must be 1 to 128 visible ASCII characters, such as a UUID"
        )
        raise Refused(400, f"{message}.")
    return found[1] or found[2]


def _bookmarks(header: str | None) -> tuple[str, ...]:
    if header is None:
        return ()
    bookmarks = tuple(header.split(","))
    if len(bookmarks) > MOST_BOOKMARKS or not all(map(BOOKMARK.fullmatch, bookmarks)):
        message = "X-Bookmark must be what the same header of an answer said."
        raise Refused(400, message)
    return bookmarks


def _from_url(request: Request) -> Asked:
    given: dict[str, Any] = {}
    for name, text in request.query_params.multi_items():
        if name in given:
            raise Refused(422, f"{name} must be given once.")
        if name in PARAMETERS and text:
            given[name] = _json(text, name) if name in IN_JSON else text
    return asked_in(given)


async def _from_body(request: Request, settings: Settings) -> Asked:
    headers = request.headers
    if not is_json(headers.get("content-type", "")):
        message = f"Send the request as {JSON} in UTF-8."
        raise Refused(415, message, headers={"Accept-Post": JSON})
    if headers.get("content-encoding", "identity").lower() != "identity":
        message = "Send the request uncompressed."
        raise Refused(415, message, headers={"Accept-Encoding": "identity"})
    body = _json(await _body(request, settings), "The body")
    if isinstance(body, list):
        raise Refused(400, "Batches are not taken; send one request at a time.")
    if not isinstance(body, dict):
        raise Refused(400, "The body must be a JSON object.")
    return asked_in(body)


async def _body(request: Request, settings: Settings) -> bytes:
    announced = request.headers.get("content-length", "0")
    body = bytearray()
    _bound(int(announced), settings.max_body)
    try:
        async with asyncio.timeout(settings.request_timeout):
            async for chunk in request.stream():
                body += chunk
                _bound(len(body), settings.max_body)
    except TimeoutError:
        message = "The request did not arrive in time."
        raise Refused(408, message, headers=CLOSE) from None
    except ClientDisconnect:
        raise CallerGone from None
    return bytes(body)


def _bound(size: int, allowed: int) -> None:
    if size > allowed:
        details = {"limit": "body", "allowed": allowed, "actual": size}
        message = f"The body has {size} bytes; {allowed} are allowed."
        raise Refused(
            413, message, code=LimitExceeded.code, details=details, headers=CLOSE
        )


def _json(text: str | bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Refused(400, f"{what} must be JSON: {error}.") from None


def asked_in(given: dict[str, Any]) -> Asked:
    """The GraphQL request that some parameters make; raises :class:`Refused`."""
    name, id = _text(given, "operationName"), _text(given, "documentId")
    variables, extensions = _object(given, "variables"), _object(given, "extensions")
    by_id = id is not None or "persistedQuery" in (extensions or {})
    query = given.get("query", "" if by_id else None)
    if not isinstance(query, str) or not (query or by_id):
        raise Refused(422, "query must be a GraphQL document in a string.")
    return Asked(query, variables, name, extensions, id)


def _text(given: dict[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise Refused(422, f"{name} must be a string.")
    return value


def _object(given: dict[str, Any], name: str) -> dict[str, Any] | None:
    value = given.get(name)
    if value is not None and not isinstance(value, dict):
        raise Refused(422, f"{name} must be a JSON object.")
    return value
