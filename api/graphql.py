"""GraphQL over HTTP: requests in, responses out.

Follows the GraphQL-over-HTTP specification: ``POST`` with a JSON body, ``GET`` for
queries, ``application/graphql-response+json`` or ``application/json`` by ``Accept``.
"""

from __future__ import annotations

from typing import Any

import orjson
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.errors import coded
from api.execution import Asked, Executor, NotAQuery
from api.pages import graphiql_page
from api.schema import Schema, build_schema
from graph.driver import Graph
from graph.model import MODEL
from graph.plan import Planner
from graph.settings import Settings

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"


def make_schema() -> Schema:
    """The schema of ArmsGraph."""
    return build_schema(MODEL)


class Refused(Exception):
    """A request that is refused before it is read as GraphQL."""

    def __init__(
        self, status: int, message: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers


def graphql_route(graph: Graph, settings: Settings) -> Route:
    """The ``/graphql`` endpoint over a graph."""
    planner = Planner(make_schema().core, MODEL, settings.max_page_size)
    executor = Executor(planner, graph)

    async def graphql(request: Request) -> Response:
        by_post = request.method == "POST"
        if not by_post and (page := graphiql_page(request)) is not None:
            return page
        media = _accepted(request)
        try:
            asked = await _from_body(request) if by_post else _from_url(request)
            result = await executor.execute(asked, only_queries=not by_post)
        except Refused as refused:
            return _refusal(refused, media)
        except NotAQuery:
            by_get = Refused(405, "Send mutations by POST.", {"Allow": "POST"})
            return _refusal(by_get, media)
        return _response(result.data, result.errors or [], media)

    return Route("/graphql", graphql, methods=["GET", "HEAD", "POST"])


def _refusal(refused: Refused, media: str) -> Response:
    error = GraphQLError(refused.message, extensions={"code": "BAD_REQUEST"})
    body = orjson.dumps({"errors": [error.formatted]})
    return Response(body, refused.status, refused.headers, media)


def _response(data: Any, errors: list[GraphQLError], media: str) -> Response:
    body: dict[str, Any] = {}
    if errors:
        body["errors"] = [coded(error).formatted for error in errors]
    # Null as data is the answer where an error with a path has nulled all of it.
    if answered := data is not None or not errors or any(e.path for e in errors):
        body["data"] = data
    status = 200 if answered or media != GRAPHQL_JSON else 400
    return Response(orjson.dumps(body), status, media_type=media)


def _accepted(request: Request) -> str:
    return GRAPHQL_JSON if GRAPHQL_JSON in request.headers.get("accept", "") else JSON


def _from_url(request: Request) -> Asked:
    params = request.query_params
    return _asked(
        params.get("query"),
        _json(params["variables"], "variables") if "variables" in params else None,
        params.get("operationName"),
    )


async def _from_body(request: Request) -> Asked:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip()
    if content_type.lower() != JSON:
        message = f"Send the request as {JSON}."
        raise Refused(415, message, {"Accept-Post": JSON})
    body = _json(await request.body(), "The body")
    if not isinstance(body, dict):
        raise Refused(400, "The body must be a JSON object.")
    return _asked(body.get("query"), body.get("variables"), body.get("operationName"))


def _json(text: str | bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Refused(400, f"{what} must be JSON: {error}.") from None


def _asked(query: Any, variables: Any, operation_name: Any) -> Asked:
    if not isinstance(query, str) or not query:
        raise Refused(400, "query must be a GraphQL document in a string.")
    if variables is not None and not isinstance(variables, dict):
        raise Refused(400, "variables must be a JSON object.")
    if operation_name is not None and not isinstance(operation_name, str):
        raise Refused(400, "operationName must be a string.")
    return Asked(query, variables, operation_name)
