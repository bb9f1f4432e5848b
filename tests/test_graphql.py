"""GraphQL over HTTP: what is asked, how, and what a caller gets back."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from api.app import Status, create_app
from graph.driver import Graph, Statement
from graph.engine import Stage
from graph.server import Server
from graph.settings import Settings
from seed.load import loaded_version

pytestmark = pytest.mark.anyio

QUERY = '{ agency(id: "agency:dtsa") { shortName } }'
ANSWER = {"data": {"agency": {"shortName": "DTSA"}}}
GRAPHQL_JSON = "application/graphql-response+json"


async def ask(
    client: httpx.AsyncClient, query: str, **variables: Any
) -> dict[str, Any]:
    body = {"query": query, "variables": variables}
    answer: dict[str, Any] = (await client.post("/graphql", json=body)).json()
    return answer


async def problem(client: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    """The one error of an operation."""
    (error,) = (await ask(client, query, **variables))["errors"]
    return error


async def test_a_post_with_a_json_body_is_answered(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", json={"query": QUERY})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.json() == ANSWER


async def test_a_get_is_answered_from_its_address(client: httpx.AsyncClient) -> None:
    params = {
        "query": "query Q($id: ID!) { agency(id: $id) { shortName } }",
        "variables": json.dumps({"id": "agency:dtsa"}),
        "operationName": "Q",
    }
    response = await client.get("/graphql", params=params)
    assert response.json() == ANSWER


@pytest.mark.parametrize(
    ("content", "content_type", "status", "message"),
    [
        (b"{", "application/json", 400, "The body must be JSON"),
        (b"null", "application/json", 400, "The body must be a JSON object"),
        (b"1", "application/json", 400, "The body must be a JSON object"),
        (b"[]", "application/json", 400, "Batches are not taken"),
        (b"\xff", "application/json", 400, "The body must be JSON"),
        (b"[" * 5000, "application/json", 400, "The body must be JSON"),
        (b"{}", "application/json", 400, "query must be a GraphQL document"),
        (b'{"query": 1}', "application/json", 400, "query must be a GraphQL document"),
        (
            b'{"query": "{ __typename }", "variables": []}',
            "application/json",
            400,
            "variables must be a JSON object",
        ),
        (
            b'{"query": "{ __typename }", "operationName": 1}',
            "application/json",
            400,
            "operationName must be a string",
        ),
        (
            b'{"query": "{ __typename }", "operationName": "\\ud800"}',
            "application/json",
            400,
            "The body must be JSON",
        ),
        (
            b'{"query": "{ __typename }", "extensions": "x"}',
            "application/json",
            400,
            "extensions must be a JSON object",
        ),
        (b"query={__typename}", "application/x-www-form-urlencoded", 415, "Send the"),
        (b'{"query": "{ __typename }"}', "text/plain", 415, "Send the request as"),
        (b"{}", "application/json; charset=utf-16", 415, "Send the request as"),
        (b"{}", "", 415, "Send the request as"),
    ],
)
async def test_a_malformed_request_is_refused_with_the_remedy(
    client: httpx.AsyncClient,
    content: bytes,
    content_type: str,
    status: int,
    message: str,
) -> None:
    headers = {"Content-Type": content_type}
    response = await client.post("/graphql", content=content, headers=headers)
    assert response.status_code == status
    (error,) = response.json()["errors"]
    assert error["message"].startswith(message)
    assert error["extensions"] == {"code": "BAD_REQUEST"}


async def test_a_compressed_body_is_refused(client: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    response = await client.post("/graphql", content=b"x", headers=headers)
    assert response.status_code == 415
    assert response.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("method", ["PATCH", "OPTIONS", "TRACE", "X"])
async def test_other_methods_are_refused(
    client: httpx.AsyncClient, method: str
) -> None:
    response = await client.request(method, "/graphql", json={"query": QUERY})
    assert response.status_code == 405
    assert response.headers["allow"] == "DELETE, GET, HEAD, POST, PUT"
    assert response.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({}, "query must be a GraphQL document in a string."),
        ({"query": QUERY, "variables": "{"}, "variables must be JSON: "),
        ({"query": QUERY, "variables": "[]"}, "variables must be a JSON object."),
        ({"query": QUERY, "extensions": "1"}, "extensions must be a JSON object."),
        ({"query": [QUERY, "{ __typename }"]}, "query must be given once."),
    ],
)
async def test_a_malformed_address_is_refused(
    client: httpx.AsyncClient, params: dict[str, Any], message: str
) -> None:
    response = await client.get("/graphql", params=params)
    assert response.status_code == 400
    assert response.json()["errors"][0]["message"].startswith(message)


async def test_an_empty_parameter_of_an_address_is_as_good_as_none(
    client: httpx.AsyncClient,
) -> None:
    params = {"query": QUERY, "variables": "", "operationName": "", "extensions": ""}
    assert (await client.get("/graphql", params=params)).json() == ANSWER


async def test_a_get_changes_nothing(client: httpx.AsyncClient) -> None:
    params = {"query": "mutation { __typename }"}
    response = await client.get("/graphql", params=params)
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"


async def test_a_caller_that_accepts_no_json_is_refused(
    client: httpx.AsyncClient,
) -> None:
    headers = {"Accept": "text/csv"}
    response = await client.post("/graphql", json={"query": QUERY}, headers=headers)
    assert response.status_code == 406
    assert "application/json or application/graphql-response+json" in response.text


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ('{ sales(where: { category: { eq: "x" } }) { totalCount } }', None),
    ],
)
async def test_a_document_that_does_not_fit_reaches_no_database(
    client: httpx.AsyncClient, statements: list[Statement], query: str, code: str | None
) -> None:
    error = await problem(client, query)
    assert error["extensions"]["code"] == code or code is None
    assert error["locations"]
    assert statements == []


async def test_one_of_several_operations_must_be_named(
    client: httpx.AsyncClient,
) -> None:
    query = f"query A {QUERY} query B {{ __typename }}"
    answer = await ask(client, query)
    assert "data" not in answer or answer["data"] is None
    body = {"query": query, "operationName": "A"}
    assert (await client.post("/graphql", json=body)).json() == ANSWER


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("first: 1001", "Query.sales(first:): 1001 is not a page size; send 0 to 1000"),
        ("last: -1", "Query.sales(last:): -1 is not a page size; send 0 to 1000"),
        ("first: 1, last: 1", "Query.sales: send first or last, not both"),
        ('after: "x"', "Query.sales(after:): 'x' is no cursor; send one that this "),
        ('where: { day: { gte: "yesterday" } }', "'yesterday' is no date; write "),
        ("where: { estimatedValue: { gt: 1.5 } }", "1.5 is no amount; write whole US "),
        ("where: { day: { gt: null } }", "day: { gt: null } compares with nothing; "),
    ],
)
async def test_a_value_that_does_not_fit_is_named(
    client: httpx.AsyncClient, arguments: str, message: str
) -> None:
    error = await problem(client, f"{{ sales({arguments}) {{ totalCount }} }}")
    assert message in error["message"]
    assert error["extensions"]["code"] in (
        "BAD_USER_INPUT",
        "GRAPHQL_VALIDATION_FAILED",
        "LIMIT_EXCEEDED",
    )


@pytest.mark.parametrize(
    ("order", "place"),
    [
        ([{}], "[0]"),
        ([{"title": "ASC"}, {"day": "ASC", "title": "DESC"}], "[1]"),
        ([{"title": None}], "[0].title"),
        ([{"partner": {}}], "[0].partner"),
        ([{"reviews": {"aggregate": {}}}], "[0].reviews.aggregate"),
    ],
)
async def test_a_key_of_an_order_is_one_and_has_a_direction(
    client: httpx.AsyncClient, order: list[Any], place: str
) -> None:
    query = "query ($order: [SaleOrder!]) { sales(orderBy: $order) { totalCount } }"
    error = await problem(client, query, order=order)
    start = f"Variable '$order' has invalid value at {place}: Within OneOf Input Object"
    assert error["message"].startswith(start)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("key", ["{}", "{ day: ASC, title: ASC }", "{ day: null }"])
async def test_a_key_in_the_document_is_one_and_has_a_direction(
    client: httpx.AsyncClient, key: str
) -> None:
    query = f"{{ sales(orderBy: [{key}]) {{ totalCount }} }}"
    error = await problem(client, query)
    assert "'SaleOrder', exactly one field must be specified" in error["message"]
    assert error["locations"]


@pytest.mark.parametrize(
    ("query", "column"),
    [
        ("{ sales(first: -1) { totalCount } }", 16),
        ('query ($s: [ID!] = ["x"]) { sales(accordingTo: $s) { totalCount } }', 48),
        ('{ agency(id: "agency:dtsa") { parts(after: "x") { totalCount } } }', 31),
        ('{ path(from: "agency:dtsa", to: "agency:dsca", k: 99) { complete } }', 51),
    ],
)
async def test_an_argument_that_does_not_fit_is_named_with_its_place(
    client: httpx.AsyncClient, query: str, column: int
) -> None:
    error = await problem(client, query)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["locations"] == [{"line": 1, "column": column}]


@pytest.mark.parametrize("variables", [{}, {"day": None}])
async def test_a_key_without_its_variable_is_refused(
    client: httpx.AsyncClient, variables: dict[str, Any]
) -> None:
    query = """query ($day: SortDirection) {
      sales(orderBy: [{ day: $day }]) { totalCount }
    }"""
    error = await problem(client, query, **variables)
    assert error["message"] == (
        "SaleOrder: { day: $day } has no value for its key; "
        "send one key with a value that is not null"
    )
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    "query",
    [
        'query ($v: ID = "sale:x") { sale(id: $v) { id } }',
        "query ($v: Boolean = true) { sales @include(if: $v) { totalCount } }",
        """query ($v: SaleWhere = {}) {
          sales(where: { AND: [$v] }) { totalCount }
        }""",
    ],
)
async def test_a_null_in_a_place_that_takes_none_is_refused(
    client: httpx.AsyncClient, query: str
) -> None:
    error = await problem(client, query, v=None)
    assert error["message"].startswith("$v: null is no ")
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_cursor_of_another_order_is_refused(client: httpx.AsyncClient) -> None:
    first = "{ sales(first: 1) { pageInfo { endCursor } } }"
    cursor = (await ask(client, first))["data"]["sales"]["pageInfo"]["endCursor"]
    error = await problem(
        client,
        """query ($c: String!) {
          sales(first: 1, after: $c, orderBy: { title: ASC }) { totalCount }
        }""",
        c=cursor,
    )
    assert error["message"].startswith(
        "Query.sales(after:): the cursor was altered, or "
    )
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_an_id_of_the_wrong_type_is_refused(client: httpx.AsyncClient) -> None:
    query = (
        """{ salesReviewed(by: "official:x", under: "official:y") { totalCount } }"""
    )
    error = await problem(client, query)
    assert error["message"].startswith("by: 'official:x' is not the id of this type")


async def test_a_variable_that_does_not_fit_is_named(client: httpx.AsyncClient) -> None:
    query = """query ($d: Date, $n: Int) {
      sales(first: $n, where: { day: { gt: $d } }) { totalCount }
    }"""
    error = await problem(client, query, d="2026-02-30")
    assert "'2026-02-30' is not in the calendar" in error["message"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    for size in (5, 1001, 5):
        answer = await ask(client, query, d="2026", n=size)
        assert ("errors" in answer) == (size == 1001)


async def test_paging_forwards_gives_every_sale_once(
    client: httpx.AsyncClient, graph: Graph
) -> None:
    query = """query ($after: String) {
      sales(first: 500, after: $after, orderBy: { notifiedOn: DESC }) {
        nodes { id } pageInfo { hasNextPage endCursor }
      }
    }"""
    seen: list[str] = []
    after: str | None = None
    while True:
        sales = (await ask(client, query, after=after))["data"]["sales"]
        seen += [node["id"] for node in sales["nodes"]]
        after = sales["pageInfo"]["endCursor"]
        if not sales["pageInfo"]["hasNextPage"]:
            break
    ids = await graph.read(Statement("MATCH (s:Sale) RETURN s.id"))
    assert len(seen) == len(ids)
    assert set(seen) == {id for (id,) in ids}


BY_HAND = """\
MATCH (:Official {id: 'official:michael-p-duffey'})-[held:HELD]->(:Post {head: true})
      -[:IN]->(office:Agency)
WHERE held.rank <> 'DEPRECATED'
MATCH path = (dtsa:Agency {id: 'agency:dtsa'})-[:REPORTS_TO*0..8]->(office)
WHERE all(line IN relationships(path)
          WHERE line.status IN ['CONFIRMED', 'DIRECTED', 'EFFECTIVE'])
MATCH (dtsa)<-[:CONDUCTED_BY]-(review:Review)-[:OF]->(sale:Sale)
WHERE all(link IN relationships(path) + [held]
          WHERE coalesce(link.validFrom <= review.day, true)
            AND coalesce(review.day < link.validTo, true))
RETURN DISTINCT sale.id AS id ORDER BY id"""


async def test_the_headline_equals_cypher_written_by_hand(
    client: httpx.AsyncClient, graph: Graph
) -> None:
    query = """{
      salesReviewed(by: "agency:dtsa", under: "official:michael-p-duffey", first: 99) {
        totalCount nodes { id }
      }
    }"""
    reviewed = (await ask(client, query))["data"]["salesReviewed"]
    by_hand = [id for (id,) in await graph.read(Statement(BY_HAND))]
    assert sorted(node["id"] for node in reviewed["nodes"]) == by_hand
    assert reviewed["totalCount"] == len(by_hand) > 0


STEPS = """{
  salesReviewed(by: "agency:dtsa", under: "official:michael-p-duffey", first: 99) {
    edges {
      review { ...Evidence }
      chain {
        ...Evidence ...Times
        agency { id } superior { id } status
      }
      tenure {
        ...Evidence ...Times
        official { id } post { head }
      }
      claims { id }
    }
  }
}
fragment Evidence on Evidenced {
  basis rule claims { id statement locator source { id title } }
}
fragment Times on Relationship { validFrom validTo rank }"""


async def test_each_step_of_an_answer_says_when_it_held_and_what_it_rests_on(
    client: httpx.AsyncClient,
) -> None:
    edges = (await ask(client, STEPS))["data"]["salesReviewed"]["edges"]
    assert edges
    for edge in edges:
        steps = [*edge["chain"], edge["tenure"]]
        assert all(step["validFrom"] for step in steps)
        assert all(step["status"] for step in edge["chain"])
        claims = {c["id"] for s in [edge["review"], *steps] for c in s["claims"]}
        assert {claim["id"] for claim in edge["claims"]} == claims
        for step in [edge["review"], *steps]:
            assert step["claims"] or step["rule"]
            assert all(claim["source"]["title"] for claim in step["claims"])


async def test_a_hostile_string_is_only_data(
    client: httpx.AsyncClient, graph: Graph
) -> None:
    before = await graph.read(Statement("MATCH (n) RETURN count(n)"))
    for text in ("' OR 1=1 //", "`} DETACH DELETE n //", "$p0", "\\", '"', "\u202e"):
        query = "query ($t: String!) { sales(where: {title: {eq: $t}}) { totalCount } }"
        answer = await ask(client, query, t=text)
        assert answer == {"data": {"sales": {"totalCount": 0}}}
    assert await graph.read(Statement("MATCH (n) RETURN count(n)")) == before


@asynccontextmanager
async def asking(
    server: Server, settings: Settings
) -> AsyncIterator[httpx.AsyncClient]:
    """HTTP to an application with other settings."""
    status = Status(Stage.READY)
    app = create_app(settings, server, data_version=loaded_version, status=status)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        yield client


async def test_the_schema_can_be_kept_back(server: Server) -> None:
    async with asking(server, Settings(introspection=False)) as client:
        for query in (
            "{ __schema { description } }",
            '{ __type(name: "Sale") { name } }',
        ):
            error = await problem(client, query)
            assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
        assert (await client.get("/schema.graphql")).status_code == 404
        assert "data" in await ask(client, "{ sales { nodes { __typename } } }")


async def test_suggestions_can_be_kept_back(
    client: httpx.AsyncClient, server: Server
) -> None:
    document = "{ sales(first: 1) { nodes { titel } } }"
    variable = "query ($w: SaleWhere) { sales(where: $w) { totalCount } }"
    asked: list[tuple[str, dict[str, Any]]] = [
        (document, {}),
        (variable, {"w": {"titel": {}}}),
    ]
    async with asking(server, Settings(suggestions=False)) as reticent:
        for query, variables in asked:
            assert (
                "Did you mean" in (await problem(client, query, **variables))["message"]
            )
            quiet = await problem(reticent, query, **variables)
            assert "Did you mean" not in quiet["message"]


async def test_one_introspection_is_answered_like_the_next(
    client: httpx.AsyncClient,
) -> None:
    query = "{ a: sales { totalCount } __schema { queryType { name } } }"
    first, second = [await ask(client, query) for _ in range(2)]
    assert first == second
    assert first["data"]["__schema"] == {"queryType": {"name": "Query"}}
    named = "query ($n: String!) { __type(name: $n) { name } }"
    for name in ("Sale", "Agency"):
        assert (await ask(client, named, n=name))["data"] == {"__type": {"name": name}}


async def test_pages_of_other_sites_may_ask_only_where_allowed(
    client: httpx.AsyncClient, server: Server
) -> None:
    origin = "https://portal.example"
    body = {"query": QUERY}
    preflight = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    stranger = preflight | {"Origin": "https://evil.example"}
    allowed = "access-control-allow-origin"
    assert (await client.options("/graphql", headers=preflight)).status_code == 405
    answer = await client.post("/graphql", json=body, headers={"Origin": origin})
    assert allowed not in answer.headers
    settings = Settings(allowed_origins=f"{origin},https://other.example")
    async with asking(server, settings) as open_one:
        response = await open_one.options("/graphql", headers=preflight)
        assert response.headers[allowed] == origin
        answer = await open_one.post("/graphql", json=body, headers={"Origin": origin})
        assert answer.headers[allowed] == origin
        assert "x-cost" in answer.headers["access-control-expose-headers"].lower()
        refused = await open_one.options("/graphql", headers=stranger)
        assert allowed not in refused.headers


@pytest.mark.parametrize(
    "kind",
    ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain", ""],
)
async def test_a_form_of_another_site_asks_nothing(
    client: httpx.AsyncClient, statements: list[Statement], kind: str
) -> None:
    content = b'{"query": "{ sales { totalCount } }", "x": "="}'
    headers = {"Content-Type": kind, "Origin": "https://evil.example"}
    response = await client.post("/graphql", content=content, headers=headers)
    assert response.status_code == 415
    assert statements == []


async def test_what_is_beyond_a_limit_reaches_no_database(
    client: httpx.AsyncClient, statements: list[Statement]
) -> None:
    within = "partner { sales(first: 1000) { nodes { id } } }"
    error = await problem(
        client, f"{{ sales(first: 1000) {{ nodes {{ {within} }} }} }}"
    )
    assert error["extensions"] == {
        "code": "LIMIT_EXCEEDED",
        "limit": "cost",
        "allowed": 100_000,
        "actual": 1000 * 1002,
    }
    assert "1002000 rows" in error["message"]
    query = "query ($n: Int) { sales(first: $n) { totalCount } }"
    assert (await problem(client, query, n=1001))["extensions"] == {
        "code": "LIMIT_EXCEEDED",
        "limit": "pageSize",
        "allowed": 1000,
        "actual": 1001,
    }
    assert statements == []


async def test_a_cost_is_told_where_it_is_asked_for(client: httpx.AsyncClient) -> None:
    body = {"query": "{ sales(first: 3) { nodes { id } } }"}
    plain = await client.post("/graphql", json=body)
    assert (plain.headers["x-cost"], plain.headers["x-cost-limit"]) == ("3", "100000")
    assert plain.json().keys() == {"data"}
    told = await client.post("/graphql", json=body | {"extensions": {"cost": True}})
    assert told.json()["extensions"] == {"cost": {"rows": 3, "allowed": 100_000}}
    params = body | {"extensions": '{"cost": true}'}
    assert (await client.get("/graphql", params=params)).json() == told.json()


async def test_an_unforeseen_fault_is_masked(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise ValueError("open-sesame")

    monkeypatch.setattr(Graph, "_read", fail)
    response = await client.post("/graphql", json={"query": QUERY})
    assert "open-sesame" not in response.text
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR"}
