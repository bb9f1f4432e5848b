"""Where a caller leaves, or too much time passes, the database works no longer."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message

from api.app import Status, create_app
from graph.driver import Graph, Statement
from graph.engine import Stage
from graph.feed import ENDS
from graph.server import Server
from graph.settings import Settings
from seed.load import loaded_version
from tests.pace import soon

pytestmark = pytest.mark.anyio

SLOW = "UNWIND range(1, 10000000000) AS endless WITH endless WHERE endless < 0 RETURN 1"
RUNNING = Statement(
    "SHOW TRANSACTIONS YIELD currentQuery, status "
    "WHERE currentQuery CONTAINS 'AS end' + 'less' AND status = 'Running' "
    "RETURN count(*)"
)
BODY = json.dumps({"query": "{ sales(first: 1) { nodes { id } } }"}).encode()
SOON = soon(1.0, busy=5.0)
"""Seconds within which something happens."""


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every operation takes far longer than allowed."""
    read = Graph._read

    async def read_endless(graph: Graph, statement: Statement) -> list[list[Any]]:
        if statement is RUNNING or statement.text == ENDS:
            return await read(graph, statement)
        return await read(graph, Statement(SLOW))

    monkeypatch.setattr(Graph, "_read", read_endless)


@asynccontextmanager
async def application(server: Server, settings: Settings) -> AsyncIterator[FastAPI]:
    status = Status(Stage.READY)
    app = create_app(settings, server, data_version=loaded_version, status=status)
    async with app.router.lifespan_context(app):
        yield app


async def await_running(graph: Graph, count: int) -> None:
    async with asyncio.timeout(SOON):
        while await graph.read(RUNNING) != [[count]]:  # noqa: ASYNC110 (no event)
            await asyncio.sleep(0.05)


async def ask(app: FastAPI, leaves: asyncio.Event) -> list[Message]:
    """Ask as somebody who leaves without an answer."""
    arrived = False
    sent: list[Message] = []

    async def receive() -> Message:
        nonlocal arrived
        if arrived:
            await leaves.wait()
            return {"type": "http.disconnect"}
        arrived = True
        return {"type": "http.request", "body": BODY, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
        "client": ("127.0.0.1", 1),
    }
    await app(scope, receive, send)
    return sent


@pytest.mark.usefixtures("endless")
async def test_an_operation_ends_where_its_caller_leaves(
    server: Server, graph: Graph
) -> None:
    leaves = asyncio.Event()
    async with application(server, Settings()) as app:
        asking = asyncio.create_task(ask(app, leaves))
        await await_running(graph, 1)
        leaves.set()
        async with asyncio.timeout(SOON):
            sent = await asking
        await await_running(graph, 0)
    assert sent[0]["status"] == 499


@pytest.mark.usefixtures("endless")
async def test_who_waits_for_a_turn_and_leaves_is_forgotten(
    server: Server, graph: Graph
) -> None:
    leave, stay = asyncio.Event(), asyncio.Event()
    async with application(server, Settings(max_running=1)) as app:
        first = asyncio.create_task(ask(app, stay))
        await await_running(graph, 1)
        second = asyncio.create_task(ask(app, leave))
        await asyncio.sleep(0.3)
        leave.set()
        async with asyncio.timeout(SOON):
            assert (await second)[0]["status"] == 499
        assert not first.done()
        stay.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(first, SOON)
        await await_running(graph, 0)


@pytest.mark.usefixtures("endless")
async def test_an_operation_that_takes_too_long_is_ended(
    server: Server, graph: Graph
) -> None:
    async with application(server, Settings(query_timeout=0.5)) as app:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://t") as http:
            started = time.monotonic()
            headers = {"Content-Type": "application/json"}
            response = await http.post("/graphql", content=BODY, headers=headers)
    assert time.monotonic() - started < SOON
    assert response.json()["errors"][0]["extensions"]["code"] == "TIMEOUT"
    await await_running(graph, 0)
