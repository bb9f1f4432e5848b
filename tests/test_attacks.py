"""Hostile requests, each sent several times at once, and what becomes of all others.

An attack is survived where each of its requests is answered, with no fault of ours, no
word about our insides and no long wait, while a bystander asks as if nothing were.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from graph.engine import Engine
from tests.attacks import ATTACKS, FINE, JSON, Attack, asked
from tests.conftest import Service, environment, serving
from tests.pace import soon

pytestmark = pytest.mark.anyio

COPIES = 4
"""How often each request is sent at once."""
PATIENCE = 30.0
"""Seconds in which every request is answered."""
WAIT = soon(0.5, busy=5.0)
"""Seconds that a bystander waits at most."""
BETWEEN = 0.02
# A connection is left before the service closes it for being idle.
AT_ONCE = httpx.Limits(max_connections=16, keepalive_expiry=2)
GROWTH = 64 * 2**20
"""Bytes by which memory may have grown after all attacks were repeated."""
INSIDES = (
    *("Traceback", "site-packages", ".py", "recursion", "Exception"),
    *("neo4j.", "Neo.", "bolt:", "127.0.0.1:", "CypherSyntax", "Lucene", "db.index"),
)
"""What no answer says."""
FAULTS = {"INTERNAL_SERVER_ERROR", "GRAPH_ERROR", "TIMEOUT", "GRAPH_UNAVAILABLE"}


@pytest.fixture(scope="module")
def attacked(
    seeded: Engine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A service with the limits as they come, but for rate and time: the machine may be
    busy with other things."""
    env = environment(seeded.home.settings.home, ARMSGRAPH_QUERY_TIMEOUT="60")
    log = tmp_path_factory.mktemp("attacked") / "log"
    with serving(env, log) as running:
        running.await_ready()
        # What a bystander asks is planned for by then.
        httpx.post(f"{running.url}/graphql", content=FINE, headers=JSON, timeout=60)
        yield running


@asynccontextmanager
async def caller(
    service: Service, address: str, limits: httpx.Limits = AT_ONCE
) -> AsyncIterator[httpx.AsyncClient]:
    """HTTP from an address of its own."""
    transport = httpx.AsyncHTTPTransport(local_address=address, limits=limits)
    async with httpx.AsyncClient(
        transport=transport, base_url=service.url, timeout=PATIENCE
    ) as client:
        yield client


async def look_on(service: Service, waits: list[float]) -> None:
    """Ask a simple question over and over, as somebody else, and note each wait."""
    async with caller(service, "127.0.0.3") as bystander:
        while True:
            started = time.monotonic()
            response = await bystander.post("/graphql", content=FINE, headers=JSON)
            assert "errors" not in response.json(), response.text
            waits.append(time.monotonic() - started)
            await asyncio.sleep(BETWEEN)


@asynccontextmanager
async def with_bystander(service: Service) -> AsyncIterator[None]:
    """Fail where somebody else has to wait for long meanwhile."""
    waits: list[float] = []
    looking = asyncio.create_task(look_on(service, waits))
    try:
        yield
        await asyncio.sleep(2 * BETWEEN)
    finally:
        failed = looking.done()
        looking.cancel()
    assert not failed, looking.exception()
    assert max(waits, default=0) < WAIT


async def strike(client: httpx.AsyncClient, attack: Attack) -> httpx.Response:
    return await client.request(
        attack.method, attack.path, content=attack.content, headers=attack.headers
    )


def check(attack: Attack, response: httpx.Response) -> None:
    assert response.status_code < 500, response.text
    assert not leaked(response.text, sent=str(attack.content))
    assert len(response.content) < 5_000_000
    assert "access-control-allow-origin" not in response.headers
    codes = codes_of(response)
    assert not codes & FAULTS, response.text
    if attack.code is not None:
        assert codes == {attack.code}, response.text


def leaked(said: str, *, sent: str) -> list[str]:
    """What is said of the insides, but for words that were sent."""
    return [word for word in INSIDES if word in said and word not in sent]


def codes_of(response: httpx.Response) -> set[str]:
    """The codes of the errors that a response tells, where it is a GraphQL response."""
    if "json" not in response.headers.get("content-type", ""):
        return set()
    errors = response.json().get("errors", [])
    return {error["extensions"]["code"] for error in errors}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
async def test_an_attack_is_survived(attacked: Service, attack: Attack) -> None:
    async with (
        asyncio.timeout(PATIENCE),
        caller(attacked, "127.0.0.2") as client,
        with_bystander(attacked),
    ):
        blows = [strike(client, attack) for _ in range(COPIES)]
        responses = await asyncio.gather(*blows)
    for response in responses:
        check(attack, response)


async def volley(
    client: httpx.AsyncClient, attacks: Sequence[Attack]
) -> list[httpx.Response]:
    """All of several requests at once."""
    async with asyncio.timeout(4 * PATIENCE):
        return await asyncio.gather(*(strike(client, attack) for attack in attacks))


async def test_documents_that_are_all_different_hold_nobody_up(
    attacked: Service,
) -> None:
    overlapping = " ".join(["partner { sales { nodes { id } } }"] * 20)
    attacks = [
        asked("different", f"{{ a{i}: sales {{ nodes {{ {overlapping} }} }} }}")
        for i in range(60)
    ]
    async with (
        caller(attacked, "127.0.0.2") as client,
        with_bystander(attacked),
    ):
        responses = await volley(client, attacks)
    assert {response.status_code for response in responses} == {200}


async def test_statements_that_are_all_different_hold_nobody_up(
    attacked: Service,
) -> None:
    """The database takes a second of CPU to plan each of them."""
    operators = ("contains", "startsWith", "endsWith", "lt", "lte", "gt", "gte", "eq")
    attacks = []
    for i, operator in enumerate(operators):
        titles = [{"title": {operator: str(j)}} for j in range(90 - i)]
        attacks.append(asked("different", FILTERED, w={"OR": titles}))
    async with (
        caller(attacked, "127.0.0.2") as client,
        with_bystander(attacked),
    ):
        responses = await volley(client, attacks)
    for response in responses:
        assert codes_of(response) <= {"OVERLOADED"}


FILTERED = "query ($w: SaleWhere) { sales(where: $w) { totalCount } }"
LARGEST = """{
  sales(first: 1000) { nodes { partner { sales(first: 90) { nodes { id } } } } }
}"""


async def test_who_asks_for_too_much_at_once_is_told_to_come_back(
    attacked: Service,
) -> None:
    limits = httpx.Limits(max_connections=90)
    async with (
        caller(attacked, "127.0.0.2", limits) as client,
        with_bystander(attacked),
    ):
        responses = await volley(client, [asked("largest", LARGEST)] * 90)
    refused = [r for r in responses if r.status_code == 503]
    assert 0 < len(refused) < 90
    for response in refused:
        assert response.headers["retry-after"] == "1"
        assert codes_of(response) == {"OVERLOADED"}


async def test_who_asks_too_often_is_told_when_to_come_back(
    seeded: Engine, tmp_path: Path
) -> None:
    env = environment(
        seeded.home.settings.home, ARMSGRAPH_RATE="0.5", ARMSGRAPH_BURST="10"
    )
    with serving(env, tmp_path / "log") as service:
        service.await_ready()
        fine = Attack("fine", FINE)
        async with (
            caller(service, "127.0.0.2") as client,
            caller(service, "127.0.0.3") as other,
        ):
            responses = await volley(client, [fine] * 15)
            assert (await strike(other, fine)).status_code == 200
    assert sorted(r.status_code for r in responses) == [200] * 10 + [429] * 5
    for response in responses:
        if response.status_code == 429:
            assert response.headers["retry-after"] == "2"
            assert codes_of(response) == {"RATE_LIMITED"}


async def test_memory_is_back_to_its_level_after_all_attacks(
    attacked: Service,
) -> None:
    async with caller(attacked, "127.0.0.2") as client:
        levels = []
        for _ in range(2):
            for attack in ATTACKS:
                await strike(client, attack)
            levels.append(memory(attacked))
    assert levels[1] - levels[0] < GROWTH


def memory(service: Service) -> int:
    """Bytes that the process holds in memory."""
    pages = Path(f"/proc/{service.process.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def test_no_attack_was_a_fault_of_ours(attacked: Service) -> None:
    log = attacked.log.read_text()
    for fault in ("Traceback", "unexpected error", "request failed"):
        assert fault not in log
