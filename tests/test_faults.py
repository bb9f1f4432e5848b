"""Neo4j away in every way: who asks is told at once, and answered once it is back."""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.driver import Graph
from graph.engine import Engine
from graph.keys import Role, create
from graph.server import Server
from tests.conftest import Service, environment, serving
from tests.editing import Editor, add, send_agency
from tests.faulty import Network, network_to, paused
from tests.pace import soon
from tests.processes import engine_of
from tests.test_feed import pulled
from tests.test_subscriptions import FOLLOW, listening, opened

pytestmark = pytest.mark.anyio

CALLERS = 8
AT_ONCE = soon(2.0, busy=4.0)
"""Seconds in which an answer is there at once: less than what a query may take."""
PROBED = soon(0.1, busy=1.0)
"""Seconds in which a probe is answered."""
QUESTION = {"query": "{ sales(first: 2) { nodes { id } } }"}


@dataclass
class Heard:
    """What callers were answered: the code, or None with data, and after how long."""

    answers: list[tuple[str | None, float]] = field(default_factory=list)
    probes: list[float] = field(default_factory=list)

    @property
    def codes(self) -> Counter[str | None]:
        return Counter(code for code, _ in self.answers)

    @property
    def slowest(self) -> float:
        return max(seconds for _, seconds in self.answers)

    def answered_again(self) -> Callable[[], bool]:
        """Whether somebody was answered with data since this was called."""
        before = len(self.answers)
        return lambda: any(code is None for code, _ in self.answers[before:])


async def until(happened: Callable[[], bool]) -> None:
    """Wait for what must come at once."""
    async with asyncio.timeout(AT_ONCE):
        while not happened():  # noqa: ASYNC110 (nobody tells)
            await asyncio.sleep(0.02)


async def ask(client: httpx.AsyncClient, heard: Heard) -> None:
    started = time.monotonic()
    response = await client.post("/graphql", json=QUESTION)
    answer = response.json()
    code = answer["errors"][0]["extensions"]["code"] if "errors" in answer else None
    heard.answers.append((code, time.monotonic() - started))


@asynccontextmanager
async def asked_all_the_time(client: httpx.AsyncClient) -> AsyncIterator[Heard]:
    """Callers that ask, and a probe that looks, while the block lasts."""
    heard, over = Heard(), False

    async def call() -> None:
        while not over:
            await ask(client, heard)

    async def probe() -> None:
        while not over:
            started = time.monotonic()
            assert (await client.get("/healthz")).status_code == 200
            heard.probes.append(time.monotonic() - started)
            await asyncio.sleep(0.05)

    tasks = [asyncio.create_task(call()) for _ in range(CALLERS)]
    tasks.append(asyncio.create_task(probe()))
    try:
        yield heard
    finally:
        over = True
        await asyncio.gather(*tasks)


@asynccontextmanager
async def swallowed(network: Network) -> AsyncIterator[None]:
    network.swallow()
    yield
    network.go_on()


@asynccontextmanager
async def refused(network: Network) -> AsyncIterator[None]:
    await network.refuse()
    yield
    await network.listen()


@asynccontextmanager
async def swallowed_for_good(network: Network) -> AsyncIterator[None]:
    """As where a server loses its power: connections are not even cut."""
    network.swallow()
    yield
    await network.cut()
    network.go_on()


Fault = Callable[[Network], AbstractAsyncContextManager[None]]


@pytest.mark.parametrize("fault", [swallowed, refused, swallowed_for_good])
async def test_who_asks_while_neo4j_is_away_is_told_at_once(
    server: Server, fault: Fault
) -> None:
    async with (
        network_to(server) as (network, reached),
        listening(reached) as address,
        httpx.AsyncClient(base_url=f"http://{address}", timeout=30) as client,
    ):
        before = Heard()
        await ask(client, before)
        tasks = len(asyncio.all_tasks())
        async with asked_all_the_time(client) as heard:
            await asyncio.sleep(0.5)
            async with fault(network):
                await asyncio.sleep(3)
            await until(heard.answered_again())
        assert before.codes.keys() == {None}
        assert heard.codes.keys() == {None, "GRAPH_UNAVAILABLE"}
        assert heard.slowest < AT_ONCE
        assert max(heard.probes) < PROBED
        # Nothing of it stays.
        assert network.connections <= CALLERS + 2
        # The network itself has three for each connection.
        await until(lambda: len(asyncio.all_tasks()) <= tasks + 3 * network.connections)


async def test_who_asks_a_neo4j_that_stands_still_is_told_at_once(
    scratch_engine: Engine,
) -> None:
    async with (
        listening(scratch_engine.server) as address,
        httpx.AsyncClient(base_url=f"http://{address}", timeout=30) as client,
    ):
        async with asked_all_the_time(client) as heard:
            await asyncio.sleep(0.5)
            with paused(engine_of(scratch_engine.home.settings.home)):
                await asyncio.sleep(3)
            await until(heard.answered_again())
        assert heard.codes.keys() == {None, "GRAPH_UNAVAILABLE"}
        assert heard.slowest < AT_ONCE


async def test_connections_that_are_cut_again_and_again_cost_nobody_an_answer(
    server: Server,
) -> None:
    """A read that was cut is repeated, over connections that are cut as well."""
    async with (
        network_to(server) as (network, reached),
        listening(reached) as address,
        httpx.AsyncClient(base_url=f"http://{address}", timeout=30) as client,
    ):
        async with asked_all_the_time(client) as heard:
            for _ in range(10):
                await asyncio.sleep(0.3)
                await network.cut()
            await asyncio.sleep(0.3)
        assert heard.codes.keys() <= {None, "GRAPH_UNAVAILABLE"}
        assert heard.codes[None] > heard.codes["GRAPH_UNAVAILABLE"]


async def test_a_network_that_is_slow_is_no_reason_to_give_up(server: Server) -> None:
    async with (
        network_to(server) as (network, reached),
        listening(reached) as address,
        httpx.AsyncClient(base_url=f"http://{address}", timeout=30) as client,
    ):
        network.delay = 0.1
        async with asked_all_the_time(client) as heard:
            await asyncio.sleep(3)
        assert heard.codes.keys() == {None}


async def test_subscribers_are_told_what_they_missed_once_neo4j_is_back(
    scratch_engine: Engine, editor: Editor
) -> None:
    async with (
        network_to(scratch_engine.server) as (network, reached),
        listening(reached) as address,
        opened(address) as socket,
    ):
        await socket.begin()
        await socket.subscribe(FOLLOW, types=["AGENCY"])
        await asyncio.sleep(0.5)
        await add(editor, 1)
        ids = [(await told(socket))["id"]]
        for fault in (swallowed, refused):
            async with fault(network):
                await add(editor, len(ids) + 1)
                await asyncio.sleep(2.5)
            ids.append((await told(socket))["id"])
        assert ids == ["agency:1", "agency:2", "agency:3"]


async def told(socket: Any) -> Any:
    return (await socket.hear())["payload"]["data"]["changes"]["node"]


async def test_writes_over_connections_that_are_cut_are_written_once(
    scratch_engine: Engine, editor: Editor, empty_graph: Graph
) -> None:
    _, token = await create(empty_graph, Role.EDITOR, name="e", expires_at=None)
    headers = {"Authorization": f"Bearer {token}"}
    ids = [f"agency:{number}" for number in range(24)]
    left = iter(ids)

    async def write(client: httpx.AsyncClient) -> None:
        """Send each request with its key until it is acknowledged."""
        for id in left:
            answer: Any = None
            while not answer or "errors" in answer:
                answer = await send_agency(client, id)
            assert answer["data"]["assertAgency"]["userErrors"] == []

    async def cut(network: Network) -> None:
        while True:
            await asyncio.sleep(0.15)
            await network.cut()

    async with (
        network_to(scratch_engine.server) as (network, reached),
        listening(reached) as address,
        httpx.AsyncClient(
            base_url=f"http://{address}", headers=headers, timeout=60
        ) as client,
    ):
        cutting = asyncio.create_task(cut(network))
        await asyncio.gather(*(write(client) for _ in range(CALLERS)))
        cutting.cancel()
        # What nobody came to show, the service does.
        changes: list[Any] = []
        for _ in range(60):
            changes = await pulled(editor, types=["AGENCY"])
            if len(changes) >= len(ids):
                break
            await asyncio.sleep(0.5)
    assert Counter(c["id"] for c in changes) == Counter(ids)
    assert {c["kind"] for c in changes} == {"ADDED"}


async def test_a_service_that_is_told_to_stop_finishes_what_it_has_begun(
    server: Server, tmp_path: Path
) -> None:
    neo4j = {"NEO4J_URI": server.uri, "NEO4J_PASSWORD": server.password}
    with serving(environment(tmp_path, **neo4j), tmp_path / "log") as service:
        service.await_ready()
        answers, refusals = await asked_until_it_is_gone(service)
        assert service.process.wait(AT_ONCE) == 0
    assert len(answers) > CALLERS
    assert all(answer.keys() == {"data"} for answer in answers)
    # Each caller is refused once, with no half of an answer.
    assert len(refusals) == CALLERS
    whole = (httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadError)
    assert all(isinstance(refusal, whole) for refusal in refusals)


async def asked_until_it_is_gone(service: Service) -> tuple[list[Any], list[Exception]]:
    """Ask a service all the time, and tell it to stop; answers, and how each ended."""
    answers: list[Any] = []

    async def call(client: httpx.AsyncClient) -> Exception:
        while True:
            try:
                response = await client.post("/graphql", json=QUESTION)
            except httpx.TransportError as error:
                return error
            answers.append(response.json())

    async with httpx.AsyncClient(base_url=service.url, timeout=30) as client:
        callers = [asyncio.create_task(call(client)) for _ in range(CALLERS)]
        await asyncio.sleep(1)
        service.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(3 * AT_ONCE):
            return answers, await asyncio.gather(*callers)
