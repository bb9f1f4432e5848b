"""Streams that callers reserve: many operations, answered over one connection."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from api.operations import MOST_UNTOLD
from api.streams import HEADER
from graph import keyring
from graph.driver import Graph
from graph.engine import Engine
from graph.keys import Role, create
from tests.editing import AGENCY, SOURCE, Editor, add
from tests.test_subscriptions import FOLLOW, listening

pytestmark = pytest.mark.anyio

PATIENCE = 20
COUNT = "{ agencies { totalCount } }"
AGENCIES = {"types": ["AGENCY"]}
INVALID = "GRAPHQL_VALIDATION_FAILED"
EVENTS = {"Accept": "text/event-stream"}
Event = tuple[str, dict[str, Any]]


class Stream:
    """A reserved stream, as its caller uses it."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self._client = client
        self.token = {HEADER: token}

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[AsyncIterator[Event]]:
        headers = self.token | EVENTS
        async with self._client.stream("GET", "/graphql", headers=headers) as response:
            assert response.status_code == 200, await response.aread()
            assert response.headers["content-type"].startswith("text/event-stream")
            yield events(response)

    async def ask(
        self, query: str, id: str = "1", variables: dict[str, Any] | None = None
    ) -> httpx.Response:
        body = {
            "query": query,
            "variables": variables,
            "extensions": {"operationId": id},
        }
        return await self._client.post("/graphql", json=body, headers=self.token)

    async def stop(self, id: str) -> httpx.Response:
        params = {"operationId": id}
        return await self._client.delete("/graphql", params=params, headers=self.token)


async def events(response: httpx.Response) -> AsyncIterator[Event]:
    kind = ""
    async for line in response.aiter_lines():
        match line.partition(": "):
            case ("event", _, value):
                kind = value
            case ("data", _, value):
                yield kind, json.loads(value)


async def told(stream: AsyncIterator[Event]) -> Event:
    async with asyncio.timeout(PATIENCE):
        return await anext(stream)


@pytest.fixture(scope="module")
async def address(scratch_engine: Engine) -> AsyncIterator[str]:
    settings = {"request_timeout": 1.0, "max_wait": 0.5}
    async with listening(
        scratch_engine.server, max_subscriptions_per_caller=3, **settings
    ) as address:
        yield address


@pytest.fixture
async def client(address: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        base_url=f"http://{address}", timeout=PATIENCE
    ) as client:
        yield client


async def reserve(client: httpx.AsyncClient, **headers: str) -> Stream:
    response = await client.put("/graphql", headers=headers)
    assert response.status_code == 201, response.text
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    return Stream(client, response.text)


def refusal(response: httpx.Response) -> tuple[int, str]:
    (error,) = response.json()["errors"]
    return response.status_code, error["extensions"]["code"]


async def test_operations_are_answered_over_the_stream(
    client: httpx.AsyncClient, editor: Editor
) -> None:
    stream = await reserve(client)
    async with stream.opened() as events:
        accepted = await stream.ask(COUNT, id="count")
        assert (accepted.status_code, accepted.content) == (202, b"")
        assert int(accepted.headers["x-cost"]) > 0
        payload = {"data": {"agencies": {"totalCount": 0}}}
        assert await told(events) == ("next", {"id": "count", "payload": payload})
        assert await told(events) == ("complete", {"id": "count"})
        for id in ("a", "b"):
            assert (await stream.ask(FOLLOW, id, AGENCIES)).status_code == 202
        await asyncio.sleep(0.5)
        await add(editor, 1)
        both = [await told(events) for _ in range(2)]
        assert {data["id"] for _, data in both} == {"a", "b"}
        for kind, data in both:
            change = data["payload"]["data"]["changes"]["node"]
            assert (kind, change["id"]) == ("next", "agency:1")
        assert (await stream.stop("a")).status_code == 200
        assert (await stream.stop("a")).status_code == 200
        await add(editor, 2)
        _, data = await told(events)
        assert data["id"] == "b"
        assert data["payload"]["data"]["changes"]["node"]["id"] == "agency:2"


async def test_what_is_asked_before_the_stream_is_opened_is_told_then(
    client: httpx.AsyncClient, editor: Editor
) -> None:
    stream = await reserve(client)
    assert (await stream.ask(COUNT)).status_code == 202
    async with stream.opened() as events:
        assert [(await told(events))[0] for _ in range(2)] == ["next", "complete"]


async def test_a_browsers_event_source_sends_the_token_in_the_address(
    client: httpx.AsyncClient, editor: Editor
) -> None:
    stream = await reserve(client)
    params = {"token": stream.token[HEADER]}
    async with client.stream(
        "GET", "/graphql", params=params, headers=EVENTS
    ) as response:
        assert response.status_code == 200
        assert (await stream.ask(COUNT)).status_code == 202
        assert (await told(events(response)))[0] == "next"


async def test_what_comes_to_nothing_is_answered_at_once(
    client: httpx.AsyncClient, editor: Editor
) -> None:
    stream = await reserve(client)
    async with stream.opened() as events:
        accept = {"Accept": "application/graphql-response+json"}
        for query, extensions, status, code in (
            ("{ agencies {", {"operationId": "1"}, 400, "GRAPHQL_PARSE_FAILED"),
            ("{ none }", {"operationId": "1"}, 400, "GRAPHQL_VALIDATION_FAILED"),
            ("subscription { none }", {"operationId": "1"}, 400, INVALID),
            (SOURCE, {"operationId": "1"}, 401, "UNAUTHENTICATED"),
            (COUNT, {}, 400, "BAD_REQUEST"),
            (COUNT, {"operationId": ""}, 400, "BAD_REQUEST"),
            (COUNT, {"operationId": 1}, 400, "BAD_REQUEST"),
        ):
            body = {"query": query, "extensions": extensions}
            headers = stream.token | accept
            response = await client.post("/graphql", json=body, headers=headers)
            assert refusal(response) == (status, code)
        await stream.ask(COUNT, id="2")
        _, data = await told(events)
        assert data["id"] == "2"


async def test_an_id_names_one_operation(
    client: httpx.AsyncClient, editor: Editor
) -> None:
    stream = await reserve(client)
    async with stream.opened():
        assert (await stream.ask(FOLLOW)).status_code == 202
        assert refusal(await stream.ask(COUNT)) == (409, "BAD_REQUEST")
        await stream.stop("1")
        assert (await stream.ask(COUNT)).status_code == 202
        assert refusal(await stream.stop("")) == (400, "BAD_REQUEST")


async def test_a_stream_is_opened_once(client: httpx.AsyncClient) -> None:
    stream = await reserve(client)
    headers = stream.token | EVENTS
    unfit = await client.get("/graphql", headers=stream.token)
    assert refusal(unfit) == (406, "BAD_REQUEST")
    async with stream.opened():
        again = await client.get("/graphql", headers=headers)
        assert refusal(again) == (409, "BAD_REQUEST")
    await asyncio.sleep(0.3)
    for gone in (
        await client.get("/graphql", headers=headers),
        await stream.ask(COUNT),
        await stream.stop("1"),
    ):
        assert refusal(gone) == (404, "BAD_REQUEST")
    without = await client.delete("/graphql", params={"operationId": "1"})
    assert refusal(without) == (400, "BAD_REQUEST")


async def test_one_that_is_not_opened_in_time_is_gone(
    client: httpx.AsyncClient,
) -> None:
    stream = await reserve(client)
    assert (await stream.ask(FOLLOW)).status_code == 202
    await asyncio.sleep(1.2)
    assert refusal(await stream.ask(COUNT)) == (404, "BAD_REQUEST")


async def test_streams_take_places_for_subscriptions(
    client: httpx.AsyncClient, editor: Editor
) -> None:
    streams = [await reserve(client) for _ in range(2)]
    async with streams[0].opened() as events:
        assert (await streams[0].ask(FOLLOW, "1")).status_code == 202
        await asyncio.sleep(0.2)
        full = await client.put("/graphql")
        assert refusal(full) == (503, "OVERLOADED")
        assert (await streams[0].ask(FOLLOW, "2")).status_code == 202
        kind, data = await told(events)
        (error,) = data["payload"]["errors"]
        assert (kind, data["id"]) == ("next", "2")
        assert error["extensions"]["code"] == "OVERLOADED"
        assert await told(events) == ("complete", {"id": "2"})
    # Those of the other one and of this one are free once both are gone.
    await asyncio.sleep(1.2)
    for _ in range(3):
        await reserve(client)
    await asyncio.sleep(1.2)


async def test_others_cannot_use_a_stream(
    client: httpx.AsyncClient,
    editor: Editor,
    empty_graph: Graph,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keyring, "PAUSE", 0)
    _, token = await create(empty_graph, Role.EDITOR, name="e", expires_at=None)
    bearer = {"Authorization": f"Bearer {token}"}
    stream = await reserve(client, **bearer)
    assert refusal(await stream.ask(COUNT)) == (404, "BAD_REQUEST")
    assert refusal(await stream.stop("1")) == (404, "BAD_REQUEST")
    # Its token is what opens it: an EventSource can send nothing else.
    async with stream.opened() as events:
        stream.token |= bearer
        assert (await stream.ask(SOURCE, "1")).status_code == 202
        given = {"id": "agency:1", "name": "Office"}
        written = await stream.ask(AGENCY, "2", given)
        assert (written.status_code, bool(written.headers["x-bookmark"])) == (202, True)
        for id in ("1", "2"):
            kind, data = await told(events)
            assert (kind, data["id"]) == ("next", id)
            assert "errors" not in data["payload"]
            assert (await told(events))[0] == "complete"


async def test_answers_wait_until_those_before_are_taken(
    client: httpx.AsyncClient, editor: Editor
) -> None:
    stream = await reserve(client)
    for number in range(MOST_UNTOLD):
        assert (await stream.ask(COUNT, str(number))).status_code == 202
    assert refusal(await stream.ask(COUNT, "more")) == (503, "OVERLOADED")
    async with stream.opened() as events:
        for number in range(MOST_UNTOLD):
            assert (await told(events))[1]["id"] == str(number)
            assert await told(events) == ("complete", {"id": str(number)})
        assert (await stream.ask(COUNT, "more")).status_code == 202
        assert (await told(events))[1]["id"] == "more"


async def test_idle_streams_do_not_keep_a_service_from_stopping(
    scratch_engine: Engine, empty_graph: Graph
) -> None:
    async with listening(scratch_engine.server) as address:
        client = httpx.AsyncClient(base_url=f"http://{address}", timeout=PATIENCE)
        stream = await reserve(client)
        response = await client.send(
            client.build_request("GET", "/graphql", headers=stream.token | EVENTS),
            stream=True,
        )
    async with asyncio.timeout(PATIENCE):
        assert await response.aread() == b":\n\n"
    await client.aclose()
