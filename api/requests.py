"""HTTP requests to GraphQL requests; what is none of these is refused."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.requests import Request

from api.errors import Refused
from api.execution import Asked
from api.negotiation import JSON, is_json

METHODS = "GET, HEAD, POST"
IN_JSON = ("variables", "extensions")
"""The parameters that are JSON also in an address."""
PARAMETERS = ("query", "operationName", *IN_JSON)


async def read_request(request: Request) -> Asked:
    """The GraphQL request in an HTTP request.

    Raises :class:`Refused` where there is none, or none that may be sent in this way.
    """
    match request.method:
        case "POST":
            return await _from_body(request)
        case "GET" | "HEAD":
            return _from_url(request)
        case method:
            message = f"{method} asks for nothing here; send GET or POST."
            raise Refused(405, message, headers={"Allow": METHODS})


def _from_url(request: Request) -> Asked:
    given: dict[str, Any] = {}
    for name, text in request.query_params.multi_items():
        if name in given:
            raise Refused(422, f"{name} must be given once.")
        if name in PARAMETERS and text:
            given[name] = _json(text, name) if name in IN_JSON else text
    return _asked(given)


async def _from_body(request: Request) -> Asked:
    headers = request.headers
    if not is_json(headers.get("content-type", "")):
        message = f"Send the request as {JSON} in UTF-8."
        raise Refused(415, message, headers={"Accept-Post": JSON})
    if headers.get("content-encoding", "identity").lower() != "identity":
        message = "Send the request uncompressed."
        raise Refused(415, message, headers={"Accept-Encoding": "identity"})
    body = _json(await request.body(), "The body")
    if isinstance(body, list):
        raise Refused(400, "Batches are not taken; send one request at a time.")
    if not isinstance(body, dict):
        raise Refused(400, "The body must be a JSON object.")
    return _asked(body)


def _json(text: str | bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Refused(400, f"{what} must be JSON: {error}.") from None


def _asked(given: dict[str, Any]) -> Asked:
    query, name = given.get("query"), given.get("operationName")
    if not isinstance(query, str) or not query:
        raise Refused(422, "query must be a GraphQL document in a string.")
    if name is not None and not isinstance(name, str):
        raise Refused(422, "operationName must be a string.")
    return Asked(query, _object(given, "variables"), name, _object(given, "extensions"))


def _object(given: dict[str, Any], name: str) -> dict[str, Any] | None:
    value = given.get(name)
    if value is not None and not isinstance(value, dict):
        raise Refused(422, f"{name} must be a JSON object.")
    return value
