"""Which status and media type each kind of answer gets, by edition."""

from __future__ import annotations

import orjson
import pytest
from graphql import GraphQLError, GraphQLSyntaxError, Source

from api.errors import Refused, from_graph, missing_value
from api.execution import Answer
from api.negotiation import GRAPHQL_JSON, JSON
from api.responses import Responses
from graph.errors import GraphError, GraphOverloaded, GraphTimeout, GraphUnavailable


def responses(edition: str) -> Responses:
    return Responses(edition, max_cost=100)


WHOLE = Answer({"x": 1}, executed=True)
IN_PART = Answer({"x": None}, [missing_value(("x",), ())], executed=True)
TO_NOTHING = Answer(None, [missing_value(("x",), ())], executed=True)
UNREADABLE = Answer(errors=[GraphQLSyntaxError(Source("{"), 1, "")])
INVALID = Answer(errors=[GraphQLError("no such field")])
AWAY = Answer(errors=[from_graph(GraphUnavailable("away"), "")])
FULL = Answer(errors=[from_graph(GraphOverloaded("full"), "")])
SLOW = Answer(errors=[from_graph(GraphTimeout("slow"), "")])
BROKEN = Answer(errors=[from_graph(GraphError("broken"), "")])


@pytest.mark.parametrize(
    ("answer", "in_2025", "in_2026"),
    [
        (WHOLE, 200, 200),
        (IN_PART, 200, 294),
        (TO_NOTHING, 200, 294),
        (UNREADABLE, 400, 400),
        (INVALID, 400, 422),
        (AWAY, 503, 503),
        (FULL, 503, 503),
        (SLOW, 504, 504),
        (BROKEN, 500, 500),
    ],
)
def test_the_edition_decides_the_status(
    answer: Answer, in_2025: int, in_2026: int
) -> None:
    assert responses("2025").answered(answer, GRAPHQL_JSON).status_code == in_2025
    assert responses("2026").answered(answer, GRAPHQL_JSON).status_code == in_2026


@pytest.mark.parametrize("answer", [WHOLE, IN_PART, UNREADABLE, INVALID, AWAY, SLOW])
def test_a_caller_that_takes_json_alone_is_told_200_in_2025(answer: Answer) -> None:
    response = responses("2025").answered(answer, JSON)
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{JSON}; charset=utf-8"


@pytest.mark.parametrize(
    ("answer", "status", "media"),
    [
        (WHOLE, 200, JSON),
        (IN_PART, 200, JSON),
        (INVALID, 422, GRAPHQL_JSON),
        (AWAY, 503, GRAPHQL_JSON),
    ],
)
def test_a_caller_that_takes_json_alone_is_told_the_truth_in_2026(
    answer: Answer, status: int, media: str
) -> None:
    response = responses("2026").answered(answer, JSON)
    assert response.status_code == status
    assert response.headers["content-type"] == f"{media}; charset=utf-8"


@pytest.mark.parametrize("answer", [WHOLE, IN_PART, TO_NOTHING])
def test_data_is_there_where_the_operation_was_run(answer: Answer) -> None:
    body = orjson.loads(responses("2025").answered(answer, JSON).body)
    assert body["data"] == answer.data


@pytest.mark.parametrize("answer", [UNREADABLE, INVALID, AWAY])
def test_data_is_missing_where_it_was_not(answer: Answer) -> None:
    body = orjson.loads(responses("2025").answered(answer, JSON).body)
    assert body.keys() == {"errors"}


def test_who_is_to_come_back_is_told_when() -> None:
    response = responses("2025").answered(AWAY, GRAPHQL_JSON)
    assert response.headers["retry-after"] == "1"


def test_a_request_that_is_none_is_unprocessable_in_2026() -> None:
    refused = Refused(422, "query must be a GraphQL document in a string.")
    assert responses("2025").refused(refused, JSON).status_code == 400
    assert responses("2026").refused(refused, JSON).status_code == 422


def test_an_answer_tells_its_cost_in_headers_and_where_asked_in_its_body() -> None:
    answer = Answer({"x": 1}, executed=True, cost=7)
    plain = responses("2025").answered(answer, JSON)
    assert plain.headers["x-cost"] == "7"
    assert plain.headers["x-cost-limit"] == "100"
    assert orjson.loads(plain.body) == {"data": {"x": 1}}
    told = responses("2025").answered(answer, JSON, tell_cost=True)
    assert orjson.loads(told.body)["extensions"] == {
        "cost": {"rows": 7, "allowed": 100}
    }
