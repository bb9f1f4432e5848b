"""How an answer was found: the statement that was run, and the receipt for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from starlette.applications import Starlette

from api.admission import Admission
from api.documents import Documents
from api.following import Follower
from api.graphql import graphql_route
from api.identity import Authenticator
from api.receipts import Receipt, digest_of_result, receipt_of
from graph.browser import literal, pasted
from graph.driver import Graph, Statement
from graph.errors import BadUserInput
from graph.keyring import Keyring
from graph.settings import Settings
from tests.conftest import ROOT
from tests.test_cases import SCANS

pytestmark = pytest.mark.anyio

SECRET = "a secret that the tests alone know of"
QUESTION = """query Heads($id: ID!) @explain {
  agency(id: $id) { shortName posts(first: 1) { totalCount } }
}"""
DTSA = {"id": "agency:dtsa"}


@asynccontextmanager
async def signing(graph: Graph, secret: str) -> AsyncIterator[httpx.AsyncClient]:
    """HTTP to GraphQL over a graph, with receipts that are signed."""
    settings = Settings(receipt_secret=SecretStr(secret))
    authenticator = Authenticator(Keyring(graph), anonymous=True)
    admission = Admission(authenticator, settings)
    documents = Documents(graph, only_trusted=False)
    follower = Follower(graph)
    route = graphql_route(graph, settings, admission, documents, follower)
    transport = httpx.ASGITransport(Starlette(routes=[route]))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        yield http


async def ask(
    client: httpx.AsyncClient, query: str = QUESTION, **variables: Any
) -> dict[str, Any]:
    body = {"query": query, "variables": variables}
    answer: dict[str, Any] = (await client.post("/graphql", json=body)).json()
    return answer


@pytest.fixture
async def answer(client: httpx.AsyncClient) -> dict[str, Any]:
    return await ask(client, **DTSA)


async def test_the_statement_is_the_one_that_was_run(
    client: httpx.AsyncClient, statements: list[Statement]
) -> None:
    cypher = (await ask(client, **DTSA))["extensions"]["cypher"]
    (run,) = statements
    assert cypher["text"] == run.text
    assert cypher["parameters"] == run.params
    assert "agency:dtsa" not in cypher["text"]


async def test_the_statement_gives_the_same_again(
    graph: Graph, answer: dict[str, Any]
) -> None:
    cypher = answer["extensions"]["cypher"]
    statement = Statement(cypher["text"], cypher["parameters"])
    ((agency, stamp),) = await graph.read(statement)
    assert agency[0] == answer["data"]["agency"]["shortName"]
    assert stamp[0] == stamp[1]
    assert stamp[0][0] == answer["extensions"]["receipt"]["dataVersion"]


async def test_reading_the_version_scans_nothing(
    graph: Graph, answer: dict[str, Any]
) -> None:
    cypher = answer["extensions"]["cypher"]
    plan = await graph.explain(Statement(cypher["text"], cypher["parameters"]))
    assert not SCANS & {operator.removesuffix("@neo4j") for operator in plan}


async def test_nothing_is_said_or_read_unasked(
    client: httpx.AsyncClient, statements: list[Statement]
) -> None:
    answer = await ask(client, QUESTION.replace("@explain", ""), **DTSA)
    assert answer.keys() == {"data"}
    (statement,) = statements
    assert "DataVersion" not in statement.text


async def test_what_was_asked_and_what_came_of_it_can_be_told_from_the_digests(
    answer: dict[str, Any],
) -> None:
    receipt = answer["extensions"]["receipt"]
    assert receipt["document"] == sha256(QUESTION)
    assert receipt["operationName"] == "Heads"
    assert receipt["variables"] == sha256('{"id":"agency:dtsa"}')
    data = answer["data"]
    assert receipt["result"] == sha256(
        '{"data":{"agency":{"posts":{"totalCount":'
        f'{data["agency"]["posts"]["totalCount"]}}},"shortName":"DTSA"}}}}}}'
    )
    assert receipt["schema"] == sha256((ROOT / "schema.graphql").read_text())


def sha256(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


async def test_the_data_are_those_that_the_service_is_ready_with(
    client: httpx.AsyncClient, answer: dict[str, Any]
) -> None:
    receipt = answer["extensions"]["receipt"]
    ready = (await client.get("/readyz")).json()
    assert receipt["dataVersion"] == ready["dataVersion"]
    assert receipt["dataSince"] < receipt["executedAt"].replace("+00:00", "Z")


async def test_an_operation_sent_by_get_is_explained_as_well(
    client: httpx.AsyncClient, answer: dict[str, Any]
) -> None:
    params = {"query": QUESTION, "variables": json.dumps(DTSA)}
    got = (await client.get("/graphql", params=params)).json()
    assert got["extensions"]["cypher"] == answer["extensions"]["cypher"]
    assert got["extensions"]["receipt"]["result"] == receipt_of(answer).result


async def test_an_operation_that_reads_nothing_has_a_receipt(
    client: httpx.AsyncClient,
) -> None:
    answer = await ask(client, "query @explain { __schema { queryType { name } } }")
    assert receipt_of(answer).result == digest_of_result(answer)
    assert receipt_of(answer).data_version


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("query @explain { sales(first: -1) { totalCount } }", "BAD_USER_INPUT"),
        ("query @explain { none }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ sales @explain { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
        ("query @explain(how: 1) { __typename }", "GRAPHQL_VALIDATION_FAILED"),
    ],
)
async def test_what_was_not_answered_has_no_receipt(
    client: httpx.AsyncClient, query: str, code: str
) -> None:
    answer = await ask(client, query)
    assert answer.keys() == {"errors"}
    assert answer["errors"][0]["extensions"]["code"] == code


async def test_a_number_that_json_readers_do_not_agree_on_is_refused(
    client: httpx.AsyncClient,
) -> None:
    query = """query ($most: Float) @explain {
      sales { aggregate { groups(
        by: [PARTNER], where: { estimatedValue: { avg: { lt: $most } } }
      ) { totalCount } } }
    }"""
    (error,) = (await ask(client, query, most=2**60))["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["message"].startswith(f"variables: {2**60} exceeds")


async def test_an_answer_whose_data_changed_meanwhile_is_read_again(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, versions = Graph._read, iter("aabbcc")

    async def hurried(graph: Graph, statement: Statement) -> list[list[Any]]:
        """Read as if others changed the data during the first two times."""
        ((*row, _),) = await read(graph, statement)
        return [[*row, [[next(versions, "d"), None], [next(versions, "d"), None]]]]

    monkeypatch.setattr(Graph, "_read", hurried)
    next(versions)
    assert receipt_of(await ask(client, **DTSA)).data_version == "d"


async def test_data_that_never_rest_are_an_error(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def restless(graph: Graph, statement: Statement) -> list[list[Any]]:
        return [[None, [["a", None], ["b", None]]]]

    monkeypatch.setattr(Graph, "_read", restless)
    (error,) = (await ask(client, **DTSA))["errors"]
    assert error["extensions"]["code"] == "GRAPH_UNAVAILABLE"


# Signatures


async def test_a_receipt_is_signed_with_the_services_secret(graph: Graph) -> None:
    async with signing(graph, SECRET) as client:
        receipt = receipt_of(await ask(client, **DTSA))
    assert receipt.is_signed_with(SECRET)
    assert not receipt.is_signed_with(f"not {SECRET}")


RECEIPT = Receipt(
    document="sha256:1",
    operation_name=None,
    variables="sha256:2",
    schema="sha256:3",
    data_version="4",
    data_since=None,
    executed_at="2026-02-10T12:00:00+00:00",
    result="sha256:5",
).signed(SECRET)
FIELDS = sorted(RECEIPT.as_json().keys() - {"version", "signature"})


@pytest.mark.parametrize("field", FIELDS)
def test_a_signature_is_for_all_that_the_receipt_says(field: str) -> None:
    altered = {**RECEIPT.as_json(), field: "another"}
    receipt = receipt_of({"extensions": {"receipt": altered}})
    assert not receipt.is_signed_with(SECRET)
    assert RECEIPT.is_signed_with(SECRET)


@pytest.mark.parametrize("signature", [None, "", "é", "hmac-sha256:"])
def test_what_is_no_signature_is_none(signature: str | None) -> None:
    assert not replace(RECEIPT, signature=signature).is_signed_with(SECRET)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {"data": {}},
        {"extensions": {}},
        {"extensions": {"receipt": {}}},
        {"extensions": {"receipt": {**RECEIPT.as_json(), "version": 2}}},
        {"extensions": {"receipt": {**RECEIPT.as_json(), "result": 5}}},
        {"extensions": {"receipt": {**RECEIPT.as_json(), "more": ""}}},
    ],
)
def test_what_carries_no_receipt_is_refused_with_the_remedy(answer: Any) -> None:
    with pytest.raises(BadUserInput, match="ask with the directive @explain"):
        receipt_of(answer)


def test_a_digest_is_the_same_however_json_is_written() -> None:
    text = '{"data": {"b": 5.0, "a": [1e3, "\\u00e9"]}, "extensions": {"x": 1}}'
    again = '{"extensions":{},"data":{"a":[1000,"é"],"b":5}}'
    assert digest_of_result(json.loads(text)) == digest_of_result(json.loads(again))


# The Neo4j Browser


def test_what_to_paste_sets_each_parameter_first() -> None:
    statement = Statement("RETURN $p0 LIMIT $p1", {"p0": ['it\'s; "x"'], "p1": 2})
    assert pasted(statement) == (
        ':param p0 => ["it\'s; \\"x\\""];\n:param p1 => 2;\nRETURN $p0 LIMIT $p1;'
    )


scalars = (
    st.text()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.none()
)


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(values=st.lists(scalars | st.lists(scalars, max_size=3), max_size=40))
async def test_a_literal_is_its_value_to_the_database(
    graph: Graph, values: list[Any]
) -> None:
    hostile = ["\\u0022", "\\\\u0022", "\\", "a\x00b", "\u2028\x7f", "$p0 /* ` ' \" //"]
    text = f"RETURN {literal([*values, *hostile])}"
    assert await graph.read(Statement(text)) == [[[*values, *hostile]]]
