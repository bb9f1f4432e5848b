"""The application around GraphQL: its probes, its headers, its request ids."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from api import app as application
from api.app import SECURITY_HEADERS, WAITING, DataVersion, Status, create_app
from graph.driver import Graph
from graph.engine import Stage
from graph.server import Server
from graph.settings import Settings
from seed.load import loaded_version
from tests.conftest import free_port

pytestmark = pytest.mark.anyio


def nobody() -> Server:
    """A server where nobody answers."""
    return Server(
        uri=f"bolt://127.0.0.1:{free_port()}",
        user="neo4j",
        password="",
        database="neo4j",
        login_remedy="",
        ping_timeout=1.0,
    )


@asynccontextmanager
async def asking(
    server: Server,
    *,
    data_version: DataVersion = loaded_version,
    status: Status | None = None,
) -> AsyncIterator[httpx.AsyncClient]:
    status = status or Status(Stage.READY)
    app = create_app(Settings(), server, data_version=data_version, status=status)

    @app.get("/broken")
    async def broken() -> None:
        raise ValueError("open-sesame")

    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        yield client


@pytest.fixture(scope="module")
async def adrift(
    anyio_backend: str, status: Status
) -> AsyncIterator[httpx.AsyncClient]:
    """The application where no Neo4j answers."""
    async with asking(nobody(), status=status) as client:
        yield client


@pytest.fixture(scope="module")
def status() -> Status:
    return Status(Stage.READY)


async def test_alive_is_not_the_same_as_ready(adrift: httpx.AsyncClient) -> None:
    assert (await adrift.get("/healthz")).json() == {"status": "ok"}
    assert (await adrift.get("/readyz")).status_code == 503


@pytest.mark.parametrize("stage", WAITING)
async def test_each_stage_says_what_is_waited_for(
    adrift: httpx.AsyncClient,
    status: Status,
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(status, "stage", stage)
    response = await adrift.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "status": "unavailable",
        "code": "GRAPH_UNAVAILABLE",
        "message": WAITING[stage],
    }
    assert response.headers["retry-after"] == "1"


async def test_every_stage_but_ready_is_waited_for() -> None:
    assert WAITING.keys() == set(Stage) - {Stage.READY}


async def test_ready_names_the_data(server: Server) -> None:
    async with asking(server) as client:
        response = await client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["status"] == "ready"
    assert response.json()["dataVersion"]
    assert response.headers["cache-control"] == "no-store"


async def test_a_graph_that_went_away_is_not_ready(adrift: httpx.AsyncClient) -> None:
    response = await adrift.get("/readyz")
    assert response.status_code == 503
    assert response.json()["code"] == "GRAPH_UNAVAILABLE"


async def test_an_empty_graph_is_not_ready(server: Server) -> None:
    async def none(graph: Graph) -> str | None:
        return None

    async with asking(server, data_version=none) as client:
        response = await client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["code"] == "NO_DATA"
    assert "armsgraph load" in response.json()["message"]


async def test_a_slow_graph_is_not_ready(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(graph: Graph) -> str | None:
        return await asyncio.Future()

    monkeypatch.setattr(application, "PROBE_TIMEOUT", 0.01)
    async with asking(server, data_version=never) as client:
        response = await client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["code"] == "TIMEOUT"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_probes_answer_head(server: Server, path: str) -> None:
    async with asking(server) as client:
        response = await client.head(path)
    assert response.status_code == 200
    assert response.content == b""


async def test_probes_answer_nothing_but_get_and_head(
    adrift: httpx.AsyncClient,
) -> None:
    assert (await adrift.post("/healthz")).status_code == 405


async def test_an_unknown_path_is_not_found(adrift: httpx.AsyncClient) -> None:
    assert (await adrift.get("/none")).status_code == 404


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
async def test_the_framework_shows_no_pages_of_its_own(
    adrift: httpx.AsyncClient, path: str
) -> None:
    assert (await adrift.get(path)).status_code == 404


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/none", "/broken"])
async def test_every_response_is_secured(adrift: httpx.AsyncClient, path: str) -> None:
    response = await adrift.get(path)
    for name, value in SECURITY_HEADERS.items():
        assert response.headers[name] == value


async def test_a_page_keeps_its_own_policy(adrift: httpx.AsyncClient) -> None:
    response = await adrift.get("/graphql", headers={"Accept": "text/html"})
    policies = response.headers.get_list("content-security-policy")
    assert len(policies) == 1
    assert policies[0] != SECURITY_HEADERS["Content-Security-Policy"]
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_a_request_keeps_the_id_it_came_with(adrift: httpx.AsyncClient) -> None:
    response = await adrift.get("/healthz", headers={"X-Request-ID": "from-7.b_c"})
    assert response.headers["x-request-id"] == "from-7.b_c"


@pytest.mark.parametrize("given", ["", "two words", "x" * 65, "a;b", "\t"])
async def test_an_ill_formed_id_is_replaced(
    adrift: httpx.AsyncClient, given: str
) -> None:
    response = await adrift.get("/healthz", headers={"X-Request-ID": given})
    assert response.headers["x-request-id"] != given
    assert len(response.headers["x-request-id"]) == 16


async def test_each_request_has_an_id_of_its_own(adrift: httpx.AsyncClient) -> None:
    ids = {(await adrift.get("/none")).headers["x-request-id"] for _ in range(9)}
    assert len(ids) == 9


async def test_an_error_that_nobody_foresaw_says_nothing_but_its_id(
    adrift: httpx.AsyncClient,
) -> None:
    response = await adrift.get("/broken")
    assert response.status_code == 500
    assert response.text == "Something went wrong here.\n"
    assert len(response.headers["x-request-id"]) == 16
