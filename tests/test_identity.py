"""Who calls is told by the header Authorization; whose proof is bad is told how."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from pydantic import SecretStr
from starlette.datastructures import Headers
from structlog.testing import capture_logs

from api.app import Status, create_app
from api.errors import Refused
from api.identity import ANONYMOUS, Caller, bearer_token
from graph import keyring
from graph.driver import Graph, Statement
from graph.engine import Engine, Stage
from graph.keys import API_KEY, Role, create, revoke
from graph.server import Server
from graph.settings import Settings
from seed.load import loaded_version
from tests.conftest import ROOT
from tests.test_tokens import KEYS, TRUST
from tests.test_tokens import token as signed

pytestmark = pytest.mark.anyio

QUERY = "{ sales { totalCount } }"
ANSWER = {"data": {"sales": {"totalCount": 0}}}


@asynccontextmanager
async def asking(server: Server, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    """HTTP to the application with some settings."""
    app = create_app(
        Settings(**{"rate": 0, **settings}),
        server,
        data_version=loaded_version,
        status=Status(Stage.READY),
    )
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        yield client


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys are looked for at once, however often."""
    monkeypatch.setattr(keyring, "PAUSE", 0)


@pytest.fixture(scope="module")
async def closed(scratch_engine: Engine) -> AsyncIterator[httpx.AsyncClient]:
    """The application over a graph for tests, where nobody is anonymous."""
    async with asking(scratch_engine.server, anonymous=False) as client:
        yield client


@pytest.fixture(scope="module")
async def open_to_all(scratch_engine: Engine) -> AsyncIterator[httpx.AsyncClient]:
    """The same where anonymous callers may read, if not often, as may pages."""
    settings = {
        "rate": 0.01,
        "burst": 2,
        "trusted_proxies": 1,
        "allowed_origins": "https://example.org",
    }
    async with asking(scratch_engine.server, **settings) as client:
        yield client


def new_address() -> dict[str, str]:
    """A header that tells of a caller's address that no other test calls from."""
    return {"X-Forwarded-For": str(IPv6Address(secrets.randbits(128)))}


async def ask(
    client: httpx.AsyncClient, token: str | None = None, **headers: str
) -> httpx.Response:
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    return await client.post("/graphql", json={"query": QUERY}, headers=headers)


async def new_token(graph: Graph, role: Role = Role.READER) -> str:
    _, token = await create(graph, role, name=None, expires_at=None)
    return token


def refusal(response: httpx.Response) -> str:
    """The message of a 401 that is as it should be."""
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith('Bearer realm="armsgraph"')
    assert response.headers["cache-control"] == "no-store"
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}
    message: str = error["message"]
    return message


async def test_who_holds_a_key_is_answered(
    closed: httpx.AsyncClient, empty_graph: Graph
) -> None:
    response = await ask(closed, await new_token(empty_graph))
    assert response.json() == ANSWER


async def test_the_scheme_is_told_whatever_its_case(
    closed: httpx.AsyncClient, empty_graph: Graph
) -> None:
    headers = {"Authorization": f"bEARER  {await new_token(empty_graph)}"}
    response = await closed.get("/graphql", params={"query": QUERY}, headers=headers)
    assert response.json() == ANSWER


async def test_anonymous_callers_can_be_kept_out(closed: httpx.AsyncClient) -> None:
    response = await ask(closed)
    assert "send an API key in the header" in refusal(response)
    assert "error=" not in response.headers["www-authenticate"]
    assert (await closed.get("/schema.graphql")).status_code == 404
    assert (await closed.get("/healthz")).status_code == 200


async def test_a_key_costs_an_operation_no_second_statement(
    closed: httpx.AsyncClient, empty_graph: Graph, statements: list[Statement]
) -> None:
    token = await new_token(empty_graph)
    await ask(closed, token)
    statements.clear()
    for _ in range(20):
        assert (await ask(closed, token)).status_code == 200
    assert len(statements) == 20


@pytest.mark.parametrize(
    "given",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic YW5hOm9wZW4tc2VzYW1l",
        "armsgraph_0000000000000000_" + "0" * 64,
        "Token x",
        "Digest x",
    ],
)
async def test_another_scheme_is_refused(closed: httpx.AsyncClient, given: str) -> None:
    response = await closed.post(
        "/graphql", json={"query": QUERY}, headers={"Authorization": given}
    )
    assert "Authorization must be `Bearer` and one key" in refusal(response)
    assert 'error="invalid_token"' in response.headers["www-authenticate"]


async def test_two_headers_are_refused(
    closed: httpx.AsyncClient, empty_graph: Graph
) -> None:
    good = f"Bearer {await new_token(empty_graph)}"
    headers = [("Authorization", good), ("Authorization", good)]
    response = await closed.post("/graphql", json={"query": QUERY}, headers=headers)
    assert "one key" in refusal(response)


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "x" * 15_000,
        "armsgraph_",
        f"armsgraph_{'0' * 16}_{'0' * 64}",
        f"armsgraph_{'0' * 16}_{'0' * 63}",
        f"ARMSGRAPH_{'0' * 16}_{'0' * 64}",
        "armsgraph_' OR 1=1 //_",
        "eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4ifQ.",
        "%00",
        "\u00fc".encode("latin-1").decode("latin-1"),
    ],
)
async def test_a_key_that_is_none_is_refused(
    closed: httpx.AsyncClient, empty_graph: Graph, token: str
) -> None:
    headers = {b"Authorization": b"Bearer " + token.encode("latin-1")}
    response = await closed.post("/graphql", json={"query": QUERY}, headers=headers)
    message = refusal(response)
    assert "not known here" in message
    assert token not in message


async def test_a_bad_key_is_refused_also_where_anonymous_callers_are_not(
    open_to_all: httpx.AsyncClient, empty_graph: Graph
) -> None:
    address = new_address()
    assert (await ask(open_to_all, **address)).json() == ANSWER
    refusal(await ask(open_to_all, "x", **address))


async def test_each_part_of_a_key_counts(
    closed: httpx.AsyncClient, empty_graph: Graph
) -> None:
    first, second = [await new_token(empty_graph) for _ in range(2)]
    _, id, _ = first.split("_")
    _, _, secret = second.split("_")
    refusal(await ask(closed, f"armsgraph_{id}_{secret}"))
    refusal(await ask(closed, f"{first}0"))
    refusal(await ask(closed, f"{first} {first}"))


async def test_a_revoked_key_is_refused_with_its_id(
    closed: httpx.AsyncClient, empty_graph: Graph
) -> None:
    token = await new_token(empty_graph)
    id = token.split("_")[1]
    await revoke(empty_graph, id)
    assert f"The API key {id} was revoked" in refusal(await ask(closed, token))


async def test_an_expired_key_is_refused_with_its_time(
    closed: httpx.AsyncClient, empty_graph: Graph
) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=0.5)
    key, token = await create(empty_graph, Role.ADMIN, name=None, expires_at=soon)
    assert (await ask(closed, token)).status_code == 200
    await asyncio.sleep(0.6)
    message = refusal(await ask(closed, token))
    assert message.startswith(f"The API key {key.id} expired at 20")


async def test_a_key_is_a_caller_of_its_own(
    open_to_all: httpx.AsyncClient, empty_graph: Graph
) -> None:
    address = new_address()
    for token in (await new_token(empty_graph), await new_token(empty_graph), None):
        tries = [await ask(open_to_all, token, **address) for _ in range(3)]
        assert [response.status_code for response in tries] == [200, 200, 429]


async def test_bad_keys_are_counted_with_their_address(
    open_to_all: httpx.AsyncClient, empty_graph: Graph
) -> None:
    token, address = await new_token(empty_graph), new_address()
    tries = [await ask(open_to_all, secrets.token_hex(8), **address) for _ in range(3)]
    assert [response.status_code for response in tries] == [401, 401, 429]
    assert (await ask(open_to_all, token, **address)).status_code == 200


async def test_a_graph_that_is_away_is_no_fault_of_the_key(
    closed: httpx.AsyncClient, empty_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await new_token(empty_graph)

    async def fail(graph: Graph, statement: Statement) -> list[list[Any]]:
        raise OSError

    monkeypatch.setattr(Graph, "_read", fail)
    (error,) = (await ask(closed, token)).json()["errors"]
    assert error["extensions"]["code"] == "GRAPH_UNAVAILABLE"


async def test_pages_of_allowed_origins_may_send_keys(
    open_to_all: httpx.AsyncClient, empty_graph: Graph
) -> None:
    origin = {"Origin": "https://example.org"}
    headers = {
        **origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    preflight = await open_to_all.options("/graphql", headers=headers)
    assert preflight.status_code == 200
    refused = await ask(open_to_all, "x", **origin, **new_address())
    assert "WWW-Authenticate" in refused.headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    "query",
    [
        '{ node(id: "key:{id}") { id } }',
        '{ node(id: "{id}") { id } }',
        '{ nodes(ids: ["{id}", "ApiKey:{id}", "apiKey:{id}"]) { id } }',
        '{ search(text: "{id}") { totalCount } }',
        '{ search(text: "reader") { totalCount } }',
    ],
)
async def test_no_query_reaches_a_key(
    closed: httpx.AsyncClient, empty_graph: Graph, query: str
) -> None:
    token = await new_token(empty_graph)
    document = query.replace("{id}", token.split("_")[1])
    headers = {"Authorization": f"Bearer {token}"}
    response = await closed.post("/graphql", json={"query": document}, headers=headers)
    (found,) = response.json()["data"].values()
    assert found in (None, [None] * 3, {"totalCount": 0})


def test_the_label_of_keys_is_in_no_schema() -> None:
    assert API_KEY not in (ROOT / "schema.graphql").read_text()


def test_a_role_that_is_not_enough_is_forbidden() -> None:
    Caller("key:1", Role.EDITOR).must_be(Role.EDITOR)
    with pytest.raises(Refused) as forbidden:
        Caller("key:1", Role.READER).must_be(Role.EDITOR)
    assert forbidden.value.status == 403
    assert forbidden.value.error.extensions == {"code": "FORBIDDEN"}
    with pytest.raises(Refused) as unknown:
        ANONYMOUS.must_be(Role.READER)
    assert unknown.value.status == 401


def test_a_request_without_the_header_has_no_token() -> None:
    assert bearer_token(Headers({"X-Api-Key": "x"})) is None


def test_the_key_of_the_command_line_is_not_shown() -> None:
    assert "open-sesame" not in repr(Settings(api_key=SecretStr("open-sesame")))


async def test_the_line_of_a_request_names_the_key_and_not_its_secret(
    closed: httpx.AsyncClient, empty_graph: Graph
) -> None:
    token = await new_token(empty_graph)
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        await ask(closed, token)
        await ask(closed)
    named, unnamed = (line for line in lines if line["event"] == "request")
    assert named["caller"] == f"key:{token.split('_')[1]}"
    assert "caller" not in unnamed
    assert token.rpartition("_")[2] not in str(lines)


# Tokens of an identity provider


@pytest.fixture(scope="module")
async def federated(
    scratch_engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[httpx.AsyncClient]:
    """The application that takes tokens, too."""
    place = tmp_path_factory.mktemp("jwks") / "keys.json"
    place.write_text(json.dumps({"keys": KEYS}))
    settings = {"anonymous": False, "jwt_jwks": str(place), **TRUST}
    async with asking(scratch_engine.server, **settings) as client:
        yield client


async def test_who_holds_a_token_or_a_key_is_answered(
    federated: httpx.AsyncClient, empty_graph: Graph
) -> None:
    for proof in (signed(), await new_token(empty_graph)):
        assert (await ask(federated, proof)).json() == ANSWER


async def test_a_token_that_is_not_taken_is_refused_with_the_remedy(
    federated: httpx.AsyncClient, empty_graph: Graph
) -> None:
    message = refusal(await ask(federated, signed(exp=1)))
    assert message.startswith("The token is not taken: It has expired; get a new one")
    refusal(await ask(federated, f"armsgraph_{'0' * 16}_{'0' * 64}"))


async def test_a_provider_that_is_away_is_no_fault_of_the_token(
    scratch_engine: Engine, empty_graph: Graph, tmp_path: Path
) -> None:
    place = str(tmp_path / "none.json")
    async with asking(scratch_engine.server, jwt_jwks=place, **TRUST) as client:
        response = await ask(client, signed())
        assert (await ask(client)).json() == ANSWER
    assert response.status_code == 503
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "IDENTITY_UNAVAILABLE"}
