"""One home through what can happen to it: killed, joined, left, stopped.

The tests tell one story in order, as each start of an engine takes seconds; each can
be run alone, too.
"""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio
import httpx
import pytest

from graph.constraints import existing, rules
from graph.driver import Graph, Statement
from graph.errors import GraphUnavailable
from graph.model import MODEL
from graph.server import Server
from seed.load import DATA, loaded_version, read
from tests.conftest import ARMSGRAPH, ROOT, Service, environment, free_port, serving
from tests.processes import engine_and_keeper, engine_of, keeper_of, kill, wait_until

pytestmark = pytest.mark.anyio

STOP_WITHIN = 15.0
"""Seconds that service and engine have to stop, also on a busy machine."""
WRITING = Statement(
    "SHOW TRANSACTIONS YIELD currentQuery "
    "WHERE currentQuery STARTS WITH 'UNWIND $rows' RETURN count(*)"
)
LOADED = Statement(
    "MATCH (n) UNWIND labels(n) AS name RETURN name, count(*) AS found "
    "UNION ALL MATCH ()-[r]->() RETURN type(r) AS name, count(*) AS found"
)


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of the home that the story is about."""
    return environment(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def home(env: dict[str, str]) -> Path:
    return Path(env["ARMSGRAPH_HOME"])


@pytest.fixture(scope="module")
def story(
    env: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """The service of that home, as the story begins with it: loading its data."""
    log = tmp_path_factory.mktemp("log") / "log"
    with serving(env, log) as service:
        yield service


@contextmanager
def killed_at_the_end(service: Service) -> Iterator[None]:
    try:
        yield
    finally:
        kill(service.process.pid)
        service.process.wait()


def password_file(env: dict[str, str]) -> Path:
    return Path(env["ARMSGRAPH_HOME"], "neo4j", "password")


def server_of(env: dict[str, str]) -> Server:
    return Server(
        uri=f"bolt://127.0.0.1:{env['ARMSGRAPH_BOLT_PORT']}",
        user="neo4j",
        password=password_file(env).read_text().strip(),
        database="neo4j",
        login_remedy="",
        ping_timeout=1.0,
    )


async def await_writing(env: dict[str, str]) -> None:
    """Wait until rows are being written in a transaction that is still open."""
    wait_until(password_file(env).exists, "the password")
    with anyio.fail_after(120):
        async with server_of(env).connect(timeout=10) as graph:
            while not await writing(graph):  # noqa: ASYNC110 (no event of ours)
                await anyio.sleep(0.05)


async def writing(graph: Graph) -> bool:
    try:
        return await graph.read(WRITING) != [[0]]
    except GraphUnavailable:
        return False


async def check_complete(env: dict[str, str]) -> None:
    """Fail unless the graph holds what the files do, each once."""
    data = read(DATA, MODEL)
    files = {**data.nodes, **data.relationships}
    async with server_of(env).connect(timeout=30) as graph:
        assert await loaded_version(graph) == data.version
        found = {str(name): n for name, n in await graph.read(LOADED)}
    assert {name: found.get(name, 0) for name in files} == {
        name: len(rows) for name, rows in files.items()
    }


def readiness(service: Service) -> int:
    return httpx.get(f"{service.url}/readyz").status_code


def reason(service: Service) -> str:
    """Why a service that is alive is not ready."""
    assert httpx.get(f"{service.url}/healthz").status_code == 200
    answer = httpx.get(f"{service.url}/readyz")
    assert answer.status_code == 503
    return str(answer.json()["message"])


def await_restart(service: Service) -> None:
    """Wait until ``/readyz`` has said 503, and then 200 again."""
    wait_until(lambda: readiness(service) == 503, "503 of /readyz")
    wait_until(lambda: readiness(service) == 200, "200 of /readyz")


def stop(service: Service, number: signal.Signals) -> None:
    """Stop a service as it should: with exit code 0, and soon."""
    service.process.send_signal(number)
    assert service.process.wait(STOP_WITHIN) == 0, service.log.read_text()


async def test_a_service_killed_while_it_loads_leaves_nothing_behind(
    env: dict[str, str], home: Path, tmp_path: Path
) -> None:
    with serving(env, tmp_path / "log") as first, killed_at_the_end(first):
        await await_writing(env)
        assert reason(first) == "The data are being loaded."
    wait_until(lambda: not engine_and_keeper(home), "the end of the engine")


async def test_an_engine_killed_while_it_is_loaded_is_restarted_and_loaded(
    env: dict[str, str], home: Path, story: Service
) -> None:
    await await_writing(env)
    kill(engine_of(home))
    story.await_ready()
    await check_complete(env)


async def test_a_killed_engine_is_restarted(
    env: dict[str, str], home: Path, story: Service
) -> None:
    story.await_ready()
    before = engine_of(home)
    kill(before)
    await_restart(story)
    assert engine_of(home) != before
    assert "Neo4j died and is restarted" in story.log.read_text()
    await check_complete(env)


async def test_a_second_service_joins_and_stays_when_the_first_leaves(
    env: dict[str, str], home: Path, story: Service, tmp_path: Path
) -> None:
    story.await_ready()
    engine = engine_of(home)
    elsewhere = {
        "PORT": str(free_port()),
        "ARMSGRAPH_BOLT_PORT": str(free_port()),
        "ARMSGRAPH_HTTP_PORT": str(free_port()),
    }
    async with server_of(env).connect(timeout=30) as graph:
        # As a graph that an earlier release has filled.
        await graph.write([rule.drop() for rule in rules(MODEL)[:3]])
        assert await existing(graph) < set(rules(MODEL))
    with serving(env | elsewhere, tmp_path / "log") as second:
        second.await_ready()
        async with server_of(env).connect(timeout=30) as graph:
            assert await existing(graph) == set(rules(MODEL))
        stop(story, signal.SIGTERM)
        assert engine_of(home) == engine
        assert readiness(second) == 200

        kill(keeper_of(home))
        await_restart(second)
        assert engine_of(home) != engine
        await check_complete(env)

        stop(second, signal.SIGINT)
        assert engine_and_keeper(home) == []


async def test_a_service_stops_while_its_engine_starts(
    env: dict[str, str], home: Path, tmp_path: Path
) -> None:
    assert engine_and_keeper(home) == []
    with serving(env, tmp_path / "log") as service:
        wait_until(lambda: engine_and_keeper(home), "the engine")
        stop(service, signal.SIGTERM)
    assert engine_and_keeper(home) == []


async def test_a_service_waits_for_a_named_server(tmp_path: Path) -> None:
    uri = f"bolt://127.0.0.1:{free_port()}"
    env = environment(tmp_path, NEO4J_URI=uri)
    with serving(env, tmp_path / "log") as service:
        wait_until(lambda: "connecting" in service.log.read_text(), "the first attempt")
        assert reason(service) == "The graph database does not answer yet."
        stop(service, signal.SIGTERM)
    assert not (tmp_path / "neo4j").exists()


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_service_uses_a_named_server(
    server: Server, tmp_path: Path, scheme: str
) -> None:
    uri = server.uri.replace("bolt", scheme)
    login = {"NEO4J_URI": uri, "NEO4J_PASSWORD": server.password}
    with serving(environment(tmp_path, **login), tmp_path / "log") as service:
        service.await_ready()
        question = {"query": "{ sales { totalCount } }"}
        answer = httpx.post(f"{service.url}/graphql", json=question).json()
        assert answer == {"data": {"sales": {"totalCount": 1216}}}
        stop(service, signal.SIGINT)
    assert not (tmp_path / "neo4j").exists()


async def test_a_wrong_password_ends_the_service(
    server: Server, tmp_path: Path
) -> None:
    login = {"NEO4J_URI": server.uri, "NEO4J_USER": "ana", "NEO4J_PASSWORD": "wrong"}
    done = await anyio.run_process(
        [str(ARMSGRAPH), "serve"],
        env=environment(tmp_path, **login),
        cwd=ROOT,
        check=False,
        stderr=subprocess.PIPE,
    )
    assert done.returncode == 1
    assert b"refuses NEO4J_PASSWORD for the user ana" in done.stderr
    assert b"Traceback" not in done.stderr
