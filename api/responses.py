"""GraphQL answers to HTTP responses: media type, status code, body.

The status codes are those of an edition of GraphQL over HTTP. The one of 2025 refuses
with 400, and says 200 to callers that take ``application/json`` alone. The one of 2026
tells 422 from 400 and 294 (answered in part) from 200, whatever callers take.
"""

from __future__ import annotations

from typing import Any

import orjson
from starlette.responses import Response

from api.errors import RETRY, Refused
from api.execution import Answer
from api.negotiation import EVENTS, GRAPHQL_JSON, JSON
from graph.settings import HttpEdition

STATUSES = {
    "GRAPHQL_PARSE_FAILED": 400,
    "GRAPH_ERROR": 500,
    "GRAPH_UNAVAILABLE": 503,
    "INTERNAL_SERVER_ERROR": 500,
    "OVERLOADED": 503,
    "TIMEOUT": 504,
}
"""What is said to requests that came to nothing, by code; to others 422."""
IN_PART = 294
IN_2025 = {422: 400, IN_PART: 200}
"""What the edition of 2025 says instead of what it does not know."""
HEADERS = {"Cache-Control": "no-store", "Vary": "Accept"}


class Responses:
    """Writes responses by one edition of GraphQL over HTTP.

    They tell what the operation cost, in headers, and where asked, in the body.
    """

    def __init__(self, edition: HttpEdition, max_cost: int) -> None:
        self._edition = edition
        self._max_cost = max_cost

    def answered(
        self, answer: Answer, media: str, *, tell_cost: bool = False
    ) -> Response:
        """The response with an answer."""
        body = answer.result()
        status = 200
        if answer.errors:
            status = self._status(body["errors"][0]["extensions"]["code"], answer)
            if media == JSON and (self._edition == "2025" or answer.executed):
                status = 200
        extensions = answer.extensions
        if tell_cost and answer.cost is not None:
            cost = {"rows": answer.cost, "allowed": self._max_cost}
            extensions = {**(extensions or {}), "cost": cost}
        if extensions:
            body["extensions"] = extensions
        return self._response(body, status, media, self._headers(answer))

    def accepted(self, answer: Answer | None) -> Response:
        """The response to an operation that is answered elsewhere, or will be."""
        headers = HEADERS | ({} if answer is None else self._headers(answer))
        return Response(status_code=202, headers=headers)

    def refused(self, refused: Refused, media: str) -> Response:
        """The response to a request that is refused."""
        body = refused.result()
        status = self._known(refused.status)
        return self._response(body, status, media, refused.headers)

    def _headers(self, answer: Answer) -> dict[str, str]:
        headers: dict[str, str] = {}
        if answer.bookmarks:
            headers["X-Bookmark"] = ",".join(answer.bookmarks)
        if answer.cost is not None:
            headers["X-Cost"] = str(answer.cost)
            headers["X-Cost-Limit"] = str(self._max_cost)
        return headers

    def _status(self, code: str, answer: Answer) -> int:
        return self._known(IN_PART if answer.executed else STATUSES.get(code, 422))

    def _known(self, status: int) -> int:
        return IN_2025.get(status, status) if self._edition == "2025" else status

    def _response(
        self, body: dict[str, Any], status: int, media: str, headers: dict[str, str]
    ) -> Response:
        if media == EVENTS or (self._edition == "2026" and status >= 400):
            # A caller that takes JSON alone cannot tell our errors from a proxy's.
            media = GRAPHQL_JSON
        if status == 503:
            headers = RETRY | headers
        media_type = f"{media}; charset=utf-8"
        return Response(orjson.dumps(body), status, HEADERS | headers, media_type)
