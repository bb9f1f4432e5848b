"""Services and engines killed while many write: what was acknowledged is there, once.

``make crashes`` kills a hundred of them.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from graph.driver import Graph, Statement
from graph.engine import Engine
from graph.keys import Role, create
from tests.conftest import Service, environment, serving
from tests.editing import SOURCE, Editor, send_agency
from tests.processes import engine_of, kill
from tests.test_feed import pulled
from tests.test_serve import server_of
from tests.test_subscriptions import listening

pytestmark = pytest.mark.anyio

WRITERS, EACH = 8, 6
AWAY = {"GRAPH_UNAVAILABLE", "TIMEOUT", "OVERLOADED"}
"""What writers are told: those that wait for others, that there is no room."""
ROUNDS = int(os.environ.get("ROUNDS", "1"))
"""How often an engine, and how often a service, is killed."""


@pytest.fixture
def doomed(editor: Editor, scratch_engine: Engine, tmp_path: Path) -> Iterator[Service]:
    """A service, as a process of its own."""
    server = scratch_engine.server
    neo4j = {"NEO4J_URI": server.uri, "NEO4J_PASSWORD": server.password}
    with serving(environment(tmp_path, **neo4j), tmp_path / "log") as running:
        running.await_ready()
        yield running


async def test_writes_through_a_service_that_is_killed_are_written_once(
    doomed: Service, editor: Editor, empty_graph: Graph, scratch_engine: Engine
) -> None:
    _, token = await create(empty_graph, Role.EDITOR, name="e", expires_at=None)
    headers = {"Authorization": f"Bearer {token}"}
    acknowledged: list[str] = []
    enough = asyncio.Event()
    hosts = [doomed.url]

    async def write(client: httpx.AsyncClient, id: str) -> None:
        """Send a request with its key until it is answered, to either service."""
        turn = random.randrange(2)
        while True:
            try:
                answer = await send_agency(client, id, host=hosts[turn])
            except httpx.TransportError:
                turn = 1 - turn
                continue
            payload = answer["data"]["assertAgency"]
            assert payload["userErrors"] == []
            assert payload["changed"] is True
            acknowledged.append(id)
            if len(acknowledged) > WRITERS * EACH // 3:
                enough.set()
            return

    async def write_each(client: httpx.AsyncClient, name: int) -> None:
        for number in range(EACH):
            await write(client, f"agency:{name}-{number}")

    async def kill() -> None:
        await enough.wait()
        await asyncio.sleep(random.random() / 10)
        doomed.process.kill()

    async with (
        listening(scratch_engine.server) as other,
        httpx.AsyncClient(headers=headers, timeout=60) as client,
    ):
        hosts.append(f"http://{other}")
        writers = [write_each(client, name) for name in range(WRITERS)]
        await asyncio.gather(kill(), *writers)
    changes = await pulled(editor, types=["AGENCY"])
    assert Counter(c["id"] for c in changes) == Counter(acknowledged)
    assert {c["kind"] for c in changes} == {"ADDED"}
    numbers = "MATCH (b:ChangeBatch) RETURN b.number ORDER BY b.number"
    found = [number for (number,) in await empty_graph.read(Statement(numbers))]
    assert found == list(range(1, len(found) + 1))


class Writers:
    """Callers that state facts all the time, each until it is acknowledged."""

    def __init__(self, url: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        self._client = httpx.AsyncClient(base_url=url, headers=headers, timeout=60)
        self.acknowledged: list[str] = []
        self.over = False

    async def run(self) -> None:
        """Write until it is over."""
        async with self._client:
            await asyncio.gather(*(self._write(name) for name in range(WRITERS)))

    async def more(self, count: int) -> None:
        """Wait until so many more are acknowledged."""
        until = len(self.acknowledged) + count
        async with asyncio.timeout(240):
            while len(self.acknowledged) < until:  # noqa: ASYNC110 (nobody tells)
                await asyncio.sleep(0.02)

    async def _write(self, name: int) -> None:
        number = 0
        while not self.over:
            id, number = f"agency:writer-{name}-{number}", number + 1
            while not await self._is_acknowledged(id):  # noqa: ASYNC110 (it asks)
                await asyncio.sleep(0.05)
            self.acknowledged.append(id)

    async def _is_acknowledged(self, id: str) -> bool:
        try:
            answer = await send_agency(self._client, id)
        except httpx.TransportError:
            return False
        if "errors" in answer:
            (error,) = answer["errors"]
            assert error["extensions"]["code"] in AWAY
            return False
        assert answer["data"]["assertAgency"]["userErrors"] == []
        return True


async def test_what_was_acknowledged_survives_whatever_is_killed(
    tmp_path: Path,
) -> None:
    env = environment(tmp_path)
    with ExitStack() as stack:

        def start() -> Service:
            service = stack.enter_context(serving(env, tmp_path / "log"))
            service.await_ready()
            return service

        service = start()
        async with server_of(env).connect(timeout=30) as graph:
            _, token = await create(graph, Role.EDITOR, name="e", expires_at=None)
            await Editor(graph).run(SOURCE)
        writers = Writers(service.url, token)
        writing = asyncio.create_task(writers.run())
        for _ in range(ROUNDS):
            await writers.more(WRITERS)
            kill(engine_of(tmp_path))
            await writers.more(WRITERS)
            service.process.kill()
            service.process.wait()
            service = start()
        await writers.more(WRITERS)
        writers.over = True
        await writing
        async with server_of(env).connect(timeout=30) as graph:
            changes = await pulled(Editor(graph), types=["AGENCY"])
    ours = [c["id"] for c in changes if c["id"].startswith("agency:writer-")]
    assert Counter(ours) == Counter(writers.acknowledged)
