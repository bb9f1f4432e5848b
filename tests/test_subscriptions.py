"""Subscriptions: the feed as it comes, over WebSocket and as server-sent events."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

import httpx
import pytest
from graphql import get_introspection_query
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.typing import Subprotocol

from api.app import Status, create_app
from api.introspection import Introspection
from api.serve import HttpServer
from graph import keyring
from graph.driver import Graph, Statement, Transaction
from graph.engine import Engine, Stage
from graph.keys import Role, create, revoke
from graph.server import Server
from graph.settings import Settings
from graph.upkeep import forget
from seed.load import loaded_version
from tests.conftest import ROOT
from tests.editing import AGENCY, SOURCE, Editor, add
from tests.pace import soon

pytestmark = pytest.mark.anyio

FOLLOW = """subscription ($after: String, $types: [FactType!]) {
  changes(after: $after, types: $types) {
    cursor node { kind id node { id ... on Agency { name } } }
  }
}"""
PULL = "{ changes(first: 1000) { edges { cursor node { kind id } } } }"
PROTOCOL = Subprotocol("graphql-transport-ws")
PATIENCE = 20


@asynccontextmanager
async def listening(server: Server, **settings: Any) -> AsyncIterator[str]:
    """The service in this process, at an address of its own."""
    given, status = Settings(**{"rate": 0, **settings}), Status(Stage.READY)
    app = create_app(given, server, data_version=loaded_version, status=status)
    http = HttpServer(app, given)
    # Less than a test waits: a socket is no connection that is kept alive in vain.
    http.config.timeout_keep_alive = 1
    with socket.create_server(("127.0.0.1", 0)) as bound:
        serving = asyncio.create_task(http.serve(sockets=[bound]))
        while not http.started:  # noqa: ASYNC110 (uvicorn tells nobody)
            await asyncio.sleep(0.01)
        try:
            yield f"127.0.0.1:{bound.getsockname()[1]}"
        finally:
            status.leave()
            http.should_exit = True
            await serving


@pytest.fixture(scope="module")
async def address(scratch_engine: Engine) -> AsyncIterator[str]:
    settings = {
        "request_timeout": 1.0,
        "max_subscriptions_per_caller": 4,
        "allowed_origins": "https://allowed.example",
    }
    async with listening(scratch_engine.server, **settings) as address:
        yield address


class Socket:
    """A socket, spoken to message by message."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def tell(self, message: Any) -> None:
        text = message if isinstance(message, str | bytes) else json.dumps(message)
        await self._connection.send(text)

    async def hear(self) -> Any:
        async with asyncio.timeout(PATIENCE):
            return json.loads(await self._connection.recv())

    async def close_code(self) -> int | None:
        """The code that the other side closes with, whatever it says before."""
        with suppress(ConnectionClosedError):
            async with asyncio.timeout(PATIENCE):
                async for _ in self._connection:
                    pass
        return self._connection.close_code

    async def begin(self, **payload: Any) -> None:
        await self.tell({"type": "connection_init", "payload": payload})
        assert await self.hear() == {"type": "connection_ack"}

    async def subscribe(self, query: str, id: str = "1", **variables: Any) -> None:
        payload = {"query": query, "variables": variables}
        await self.tell({"id": id, "type": "subscribe", "payload": payload})


@asynccontextmanager
async def opened(
    address: str, *, subprotocol: str = PROTOCOL, **headers: str
) -> AsyncIterator[Socket]:
    async with connect(
        f"ws://{address}/graphql",
        subprotocols=[Subprotocol(subprotocol)],
        additional_headers=headers,
        open_timeout=PATIENCE,
        max_size=None,
        max_queue=1,
    ) as connection:
        yield Socket(connection)


async def test_changes_are_told_as_they_are_committed(
    address: str, editor: Editor
) -> None:
    async with opened(address) as socket:
        await socket.begin()
        await socket.subscribe(FOLLOW, types=["AGENCY"])
        # From now on: what was before is not told.
        await asyncio.sleep(0.5)
        await add(editor, 1)
        message = await socket.hear()
        assert (message["id"], message["type"]) == ("1", "next")
        change = message["payload"]["data"]["changes"]
        assert change["node"] == {
            "kind": "ADDED",
            "id": "agency:1",
            "node": {"id": "agency:1", "name": "Office 1"},
        }
        await socket.tell({"id": "1", "type": "complete"})
        await socket.subscribe(FOLLOW, after=change["cursor"], types=["AGENCY"])
        await add(editor, 2)
        message = await socket.hear()
        assert message["payload"]["data"]["changes"]["node"]["id"] == "agency:2"


async def test_queries_and_errors_are_answered_once(
    address: str, editor: Editor
) -> None:
    async with opened(address) as socket:
        await socket.begin()
        await socket.subscribe("{ agencies { totalCount } }")
        found = await socket.hear()
        assert found["payload"] == {"data": {"agencies": {"totalCount": 0}}}
        assert await socket.hear() == {"id": "1", "type": "complete"}
        for text, code in (
            ("{ agencies {", "GRAPHQL_PARSE_FAILED"),
            ("subscription { none }", "GRAPHQL_VALIDATION_FAILED"),
            ('subscription { changes(after: "x") { cursor } }', "BAD_USER_INPUT"),
            (SOURCE, "UNAUTHENTICATED"),
        ):
            await socket.subscribe(text)
            message = await socket.hear()
            assert (message["id"], message["type"]) == ("1", "error")
            (error,) = message["payload"]
            assert error["extensions"]["code"] == code


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([b"{}"], 4400),
        (["nothing"], 4400),
        (["[]"], 4400),
        ([{}], 4400),
        ([{"type": "next", "id": "1"}], 4400),
        ([{"type": "connection_init", "payload": []}], 4400),
        ([{"type": "complete"}], 4400),
        ([{"type": "subscribe", "id": "", "payload": {"query": "{a}"}}], 4400),
        ([{"type": "subscribe", "id": "1", "payload": {"query": 1}}], 4400),
        (
            [
                {
                    "type": "subscribe",
                    "id": "1",
                    "payload": {"query": "", "variables": 1},
                }
            ],
            4400,
        ),
        ([{"type": "subscribe", "id": "1", "payload": {"query": "{ a }"}}], 4401),
        ([{"type": "connection_init", "payload": {"authorization": "x"}}], 4403),
        ([], 4408),
        (
            [
                {"type": "connection_init"},
                *[{"type": "subscribe", "id": "1", "payload": {"query": FOLLOW}}] * 2,
            ],
            4409,
        ),
        ([{"type": "connection_init"}, {"type": "connection_init"}], 4429),
        (["x" * 300_000], 1009),
    ],
)
async def test_what_breaks_the_protocol_closes_the_socket_with_its_code(
    address: str, editor: Editor, messages: list[Any], code: int
) -> None:
    async with opened(address) as socket:
        for message in messages:
            await socket.tell(message)
        assert await socket.close_code() == code


async def test_another_subprotocol_is_not_spoken(address: str) -> None:
    uri = f"ws://{address}/graphql"
    async with connect(uri) as connection:
        await connection.wait_closed()
        assert connection.close_code == 4406


async def test_pings_are_answered(address: str) -> None:
    async with opened(address) as socket:
        await socket.begin()
        await socket.tell({"type": "ping", "payload": {"n": 1}})
        assert await socket.hear() == {"type": "pong", "payload": {"n": 1}}
        await socket.tell({"type": "pong"})
        await socket.tell({"type": "complete", "id": "unknown"})
        await socket.tell({"type": "ping"})
        assert await socket.hear() == {"type": "pong"}


async def test_answers_wait_until_those_before_are_taken(
    scratch_engine: Engine, editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed, count = [], 40
    answer = Introspection.answer

    async def note(*given: Any) -> Any:
        computed.append(given)
        return await answer(*given)

    monkeypatch.setattr(Introspection, "answer", note)
    async with listening(scratch_engine.server) as address, opened(address) as socket:
        await socket.begin()
        for number in range(count):
            await socket.subscribe(get_introspection_query(), id=str(number))
        await asyncio.sleep(2)
        # Some are on their way; all others are not even begun.
        assert len(computed) < count
        kinds = Counter([(await socket.hear())["type"] for _ in range(2 * count)])
        assert kinds == {"next": count, "complete": count}


async def test_pages_of_other_sites_cannot_open_a_socket(address: str) -> None:
    for origin in (f"http://{address}", "https://allowed.example"):
        async with opened(address, Origin=origin) as socket:
            await socket.begin()
    for origin in ("https://evil.example", f"http://{address}.evil.example", "null"):
        with pytest.raises(InvalidStatus) as refused:
            async with opened(address, Origin=origin):
                pass
        assert refused.value.response.status_code == 403


async def test_a_key_is_proven_in_the_handshake_or_the_first_message(
    address: str, editor: Editor, empty_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring, "PAUSE", 0)
    _, token = await create(empty_graph, Role.EDITOR, name="e", expires_at=None)
    bearer = f"Bearer {token}"
    async with opened(address, Authorization=bearer) as socket:
        await socket.begin()
        await socket.subscribe(SOURCE)
        assert (await socket.hear())["type"] == "next"
    async with opened(address) as socket:
        await socket.begin(Authorization=bearer)
        await socket.subscribe(SOURCE)
        assert (await socket.hear())["type"] == "next"


async def test_a_subscription_ends_with_the_key_that_it_was_opened_with(
    address: str, editor: Editor, empty_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.following.SILENCE", 0.1)
    monkeypatch.setattr(keyring, "PAUSE", 0)
    key, token = await create(empty_graph, Role.READER, name="r", expires_at=None)
    async with opened(address) as socket:
        await socket.begin(Authorization=f"Bearer {token}")
        await socket.subscribe(FOLLOW, types=["AGENCY"])
        await asyncio.sleep(0.5)
        await revoke(empty_graph, key.id)
        message = await socket.hear()
        assert message["type"] == "error"
        assert message["payload"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_socket_asks_nothing_more_once_its_key_is_revoked(
    address: str, editor: Editor, empty_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring, "PAUSE", 0)
    key, token = await create(empty_graph, Role.EDITOR, name="e", expires_at=None)
    async with opened(address) as socket:
        await socket.begin(Authorization=f"Bearer {token}")
        await socket.subscribe("{ __typename }")
        assert (await socket.hear())["type"] == "next"
        assert (await socket.hear())["type"] == "complete"
        await revoke(empty_graph, key.id)
        async with asyncio.timeout(PATIENCE):
            while True:
                await socket.subscribe("{ agencies { totalCount } }")
                message = await socket.hear()
                if message["type"] == "error":
                    break
                assert (await socket.hear())["type"] == "complete"
                await asyncio.sleep(0.2)
        assert message["payload"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        await socket.subscribe(AGENCY)
        (error,) = (await socket.hear())["payload"]
        assert error["extensions"]["code"] == "UNAUTHENTICATED"


async def test_pings_do_not_put_off_the_beginning(address: str) -> None:
    async with opened(address) as socket:
        for _ in range(3):
            await socket.tell({"type": "ping"})
            assert await socket.hear() == {"type": "pong"}
            await asyncio.sleep(0.1)
        assert await socket.close_code() == 4408


async def test_a_ping_that_nests_too_deeply_closes_the_socket(address: str) -> None:
    async with opened(address) as socket:
        await socket.begin()
        nested = '{"a":' * 300 + "1" + "}" * 300
        await socket.tell(f'{{"type": "ping", "payload": {nested}}}')
        assert await socket.close_code() == 4400


async def test_a_caller_has_so_many_subscriptions(address: str, editor: Editor) -> None:
    async with opened(address) as socket:
        await socket.begin()
        for number in range(5):
            await socket.subscribe(FOLLOW, id=str(number))
        message = await socket.hear()
        assert (message["id"], message["type"]) == ("4", "error")
        (error,) = message["payload"]
        assert error["extensions"]["code"] == "OVERLOADED"
        await socket.tell({"id": "0", "type": "complete"})
        await asyncio.sleep(0.2)
        await socket.subscribe(FOLLOW, id="5", types=["AGENCY"])
        await asyncio.sleep(0.5)
        await add(editor, 1)
        ids = {(await socket.hear())["id"] for _ in range(4)}
        assert ids <= {"1", "2", "3", "5"}


async def test_events_are_told_until_the_caller_leaves(
    address: str, editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.following.SILENCE", 0.1)
    body = {"query": FOLLOW, "variables": {"types": ["AGENCY"]}}
    accept = {"Accept": "text/event-stream"}
    async with (
        httpx.AsyncClient(base_url=f"http://{address}", timeout=PATIENCE) as client,
        client.stream("POST", "/graphql", json=body, headers=accept) as response,
    ):
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        lines = response.aiter_lines()
        for _ in range(3):
            assert await anext(lines) == ":"
            assert await anext(lines) == ""
        await add(editor, 1)
        told = [line async for line in _until_data(lines)]
    assert told[-2] == "event: next"
    assert '"id":"agency:1"' in told[-1]


async def _until_data(lines: AsyncIterator[str]) -> AsyncIterator[str]:
    async for line in lines:
        yield line
        if line.startswith("data:"):
            return


async def test_one_answer_and_errors_come_as_events_too(
    address: str, editor: Editor
) -> None:
    accept = {"Accept": "text/event-stream"}
    async with httpx.AsyncClient(base_url=f"http://{address}") as client:
        for query, part in (
            ("{ agencies { totalCount } }", '{"data":{"agencies":{"totalCount":0}}}'),
            ("{ agencies {", '"code":"GRAPHQL_PARSE_FAILED"'),
            (SOURCE, '"code":"UNAUTHENTICATED"'),
        ):
            response = await client.post(
                "/graphql", json={"query": query}, headers=accept
            )
            assert response.status_code == 200
            assert response.text.startswith(":\n\nevent: next\ndata: {")
            assert part in response.text
            assert response.text.endswith("\n\nevent: complete\ndata:\n\n")
        plain = await client.post("/graphql", json={"query": FOLLOW})
        assert plain.status_code == 406
        assert "text/event-stream" in plain.text


async def test_a_cursor_whose_changes_are_gone_is_refused(
    address: str, editor: Editor, empty_graph: Graph
) -> None:
    await add(editor, 1, 2)
    pulled = await editor.run(PULL)
    first, *_, last = (edge["cursor"] for edge in pulled["edges"])
    await forget(empty_graph, changes_kept=timedelta(0))
    assert (await editor.run(PULL))["edges"] == []
    answer = await editor.answer(
        "query ($after: String) { changes(after: $after) { nodes { id } } }",
        after=first,
    )
    assert [e.extensions["code"] for e in answer.errors if e.extensions] == [
        "CURSOR_EXPIRED"
    ]
    async with opened(address) as socket:
        await socket.begin()
        await socket.subscribe(FOLLOW, after=first)
        message = await socket.hear()
        assert message["payload"][0]["extensions"]["code"] == "CURSOR_EXPIRED"
        await socket.subscribe(FOLLOW, id="2", after=last, types=["AGENCY"])
        await add(editor, 3)
        message = await socket.hear()
        assert message["payload"]["data"]["changes"]["node"]["id"] == "agency:3"


async def test_a_slow_subscriber_is_read_for_page_by_page(
    empty_graph: Graph, editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.following.FOLLOWED", 2)
    await add(editor, *range(4))
    reads: list[Statement] = []
    run = Transaction.run

    async def note(transaction: Transaction, statement: Statement) -> list[list[Any]]:
        if "ChangeBatch" in statement.text:
            reads.append(statement)
        return await run(transaction, statement)

    monkeypatch.setattr(Transaction, "run", note)
    start = (await editor.run(PULL))["edges"][0]["cursor"]
    answers = await editor.follow(FOLLOW, after=start)
    reads.clear()
    for _ in range(2):
        await anext(answers)
    assert len(reads) == 1
    await anext(answers)
    assert len(reads) == 2
    await answers.aclose()


# Real clients

CLIENTS = ROOT / "tests" / "clients"


@asynccontextmanager
async def client(
    kind: str, address: str, count: int, after: str, *options: str
) -> AsyncIterator[Process]:
    """A real client that follows the feed from a cursor on."""
    scheme = "ws" if kind == "ws" else "http"
    process = await asyncio.create_subprocess_exec(
        "node",
        f"follow-{kind}.mjs",
        f"{scheme}://{address}/graphql",
        FOLLOW,
        json.dumps({"after": after}),
        str(count),
        *options,
        cwd=CLIENTS,
        stdout=PIPE,
        stderr=DEVNULL,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_real_clients_are_told_the_same_sequence_while_many_write(
    address: str, editor: Editor, empty_graph: Graph
) -> None:
    start = (await editor.run(PULL))["edges"][0]["cursor"]
    writers, each = 8, 3

    async def write(name: int) -> None:
        own = Editor(empty_graph)
        for number in range(each):
            id = f"agency:{name}-{number}"
            await own.run(AGENCY, id=id, name=f"Office {number}")

    # An agency, its claim, and where that is stated.
    count = writers * each * 3
    async with (
        client("ws", address, count, start) as by_socket,
        client("sse", address, count, start, "own") as by_events,
        client("sse", address, count, start, "one") as by_one_stream,
    ):
        await asyncio.gather(*(write(name) for name in range(writers)))
        async with asyncio.timeout(2 * PATIENCE):
            said = await asyncio.gather(
                *(c.communicate() for c in (by_socket, by_events, by_one_stream))
            )
    pulled = (await editor.run(PULL))["edges"][1:]
    expected = [(e["cursor"], e["node"]["id"]) for e in pulled]
    assert len(expected) == count
    for out, _ in said:
        lines = [json.loads(line)["data"]["changes"] for line in out.splitlines()]
        assert [(c["cursor"], c["node"]["id"]) for c in lines] == expected


async def test_subscribers_do_not_keep_a_service_from_stopping(
    scratch_engine: Engine, editor: Editor
) -> None:
    body, accept = {"query": FOLLOW}, {"Accept": "text/event-stream"}
    async with contextlib.AsyncExitStack() as stack:
        address = await stack.enter_async_context(listening(scratch_engine.server))
        client = httpx.AsyncClient(base_url=f"http://{address}", timeout=PATIENCE)
        async with (
            client,
            client.stream("POST", "/graphql", json=body, headers=accept) as response,
            opened(address) as socket,
        ):
            await socket.begin()
            await socket.subscribe(FOLLOW)
            await asyncio.sleep(0.5)
            async with asyncio.timeout(soon(1.0, busy=2.0)):
                await stack.aclose()
            # It ends without being complete: so the caller asks again.
            assert "complete" not in (await response.aread()).decode()
            assert await socket.close_code() == 1012
