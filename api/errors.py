"""Errors as clients see them: a message, a place, and a stable ``extensions.code``.

::

    BAD_REQUEST                 there is no GraphQL request in the HTTP request
    GRAPHQL_PARSE_FAILED        the document is not GraphQL
    GRAPHQL_VALIDATION_FAILED   the document does not fit the schema
    UNAUTHENTICATED             who asks has to be proven, and is not
    IDENTITY_UNAVAILABLE        the identity provider's keys cannot be had
    FORBIDDEN                   who asks may not do this
    DOCUMENT_NOT_TRUSTED        the document is not among those that are answered
    PERSISTED_QUERY_NOT_FOUND   no document is known by the id that was sent
    BAD_USER_INPUT              a variable or argument does not fit
    RATE_LIMITED                the caller has sent too many requests
    OVERLOADED                  too much is asked at once
    …                           the codes of :mod:`graph.errors`
    INTERNAL_SERVER_ERROR       anything else; what it was stands in the log
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from graphql import FieldNode, GraphQLError, GraphQLSyntaxError, Source

from graph.errors import BadUserInput, GraphError

RETRY = {"Retry-After": "1"}
"""When to ask again what was not answered because of our state (503)."""

log = structlog.get_logger("api")


class Refused(Exception):
    """A request that is refused before it is run as GraphQL."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str = "BAD_REQUEST",
        details: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        extensions = {"code": code, **(details or {})}
        self.error = GraphQLError(message, extensions=extensions)
        self.headers = {**(RETRY if status == 503 else {}), **(headers or {})}

    def result(self) -> dict[str, Any]:
        """The answer that tells it, without ``data``."""
        return {"errors": [self.error.formatted]}


def overloaded(message: str) -> Refused:
    """What a request is told for which there is no room now."""
    return Refused(503, message, code="OVERLOADED")


def coded(error: GraphQLError) -> GraphQLError:
    """The error with its code; what is not meant for clients is logged and masked."""
    extensions = error.extensions or {}
    if "code" in extensions:
        return error
    original = error.original_error
    match original if original is not None else error:
        case GraphError() as known:
            return _with(error, known.message, known.code, **known.details)
        case GraphQLSyntaxError():
            return _with(error, error.message, "GRAPHQL_PARSE_FAILED")
        case GraphQLError():
            return _with(error, error.message, "GRAPHQL_VALIDATION_FAILED")
        case ValueError() as refusal if error.nodes and not error.path:
            # A scalar refused a literal of the document.
            return _with(error, f"{refusal}.", "GRAPHQL_VALIDATION_FAILED")
        case unknown:
            log.error("unexpected error", exc_info=unknown)
            message = "Something went wrong on our side; it has been logged."
            return _with(error, message, "INTERNAL_SERVER_ERROR")


def from_graph(error: GraphError, text: str) -> GraphQLError:
    """A GraphQL error for an error of the graph that came of this document."""
    extensions = {"code": error.code, **error.details}
    if not isinstance(error, BadUserInput) or error.position is None:
        return GraphQLError(error.message, extensions=extensions)
    return GraphQLError(
        error.message,
        source=Source(text),
        positions=[error.position],
        extensions=extensions,
    )


def bad_input(error: GraphQLError) -> GraphQLError:
    """The error of a variable that does not fit its type."""
    return _with(error, error.message, "BAD_USER_INPUT")


def missing_value(
    path: tuple[str | int, ...], nodes: Sequence[FieldNode]
) -> GraphQLError:
    """The error of a non-null field for which the graph holds no value."""
    return GraphQLError(
        "The graph holds no value for this non-null field.",
        nodes,
        path=list(path),
        extensions={"code": "INCOMPLETE_DATA"},
    )


def _with(
    error: GraphQLError, message: str, code: str, **details: str | int
) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions={**(error.extensions or {}), "code": code, **details},
    )
