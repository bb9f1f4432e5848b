"""Services that are killed while many write: what was acknowledged is there, once."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.driver import Graph, Statement
from graph.engine import Engine
from graph.keys import Role, create
from tests.conftest import Service, environment, serving
from tests.editing import AGENCY, Editor
from tests.test_feed import pulled
from tests.test_subscriptions import listening

pytestmark = pytest.mark.anyio

WRITERS, EACH = 8, 6


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
        body = {"query": AGENCY, "variables": {"id": id, "name": f"Office {id}"}}
        turn = random.randrange(2)
        while True:
            try:
                key = {"Idempotency-Key": id}
                url = f"{hosts[turn]}/graphql"
                response = await client.post(url, json=body, headers=key)
            except httpx.TransportError:
                turn = 1 - turn
                continue
            payload: Any = response.json()["data"]["assertAgency"]
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
