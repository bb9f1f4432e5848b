"""What the tests share: one seeded Neo4j, one empty one, the service in front of it.

Everything is real and is started by the tests themselves; what is missing on a machine
fails the tests that need it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples

from api.app import Status, create_app
from graph.constraints import ensure
from graph.driver import Graph, Statement
from graph.engine import Engine, Stage
from graph.feed import ENDS
from graph.home import Lock
from graph.model import MODEL
from graph.server import Server
from graph.settings import Settings
from seed.load import DATA, load, loaded_version
from tests.editing import SOURCE, Editor
from tests.tables import write_few

ROOT = Path(__file__).resolve().parent.parent
LIB = Path(os.environ.get("ARMSGRAPH_LIB", ROOT / ".armsgraph" / "neo4j" / "lib"))
"""Neo4j's jars, shared with ``make run`` so that they are fetched once."""
ARMSGRAPH = Path(sys.executable).with_name("armsgraph")
"""The command line as the project's users call it."""
FIRST = ("test_crashes.py", "test_serve.py")
"""Files that take longest and need no seeded graph, while another process fills it."""

# Java's quick compiler serves engines better that live for minutes.
os.environ.setdefault("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
examples.register_profile(
    "suite",
    deadline=None,
    derandomize=True,
    max_examples=30,
    suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow],
)
examples.register_profile(
    "thorough", examples.get_profile("suite"), derandomize=False, max_examples=5_000
)
examples.load_profile("suite")

LINKS = Statement("MATCH ()-[r]->() WITH r LIMIT 20000 DELETE r RETURN count(*)")
NODES = Statement("MATCH (n) WITH n LIMIT 20000 DELETE n RETURN count(*)")
SEARCH = Statement(
    "CALL db.index.fulltext.queryNodes('armsgraph_text', 'duffey') YIELD node "
    "RETURN count(*) > 0"
)

TIMEOUT = 30.0
START_TIMEOUT = 240.0


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="Write the expected files of cases anew."
    )


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first."""
    items.sort(key=lambda item: item.path.name not in FIRST)


class Loop(asyncio.SelectorEventLoop):
    """An event loop that overlooks what the driver leaves behind.

    Where it is cancelled just when its connection is refused, Python before 3.12 has a
    task whose error nobody asks for (``wait_for`` in the driver's ``_async_compat``).
    Whichever test runs when that is collected would fail of it.
    """

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Handle what nobody asks for, unless it is a refused connection."""
        if not isinstance(context.get("exception"), ConnectionRefusedError):
            super().call_exception_handler(context)


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    return "asyncio", {"loop_factory": Loop}


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a service with a home and ports of its own."""
    mine = {k: v for k, v in os.environ.items() if not k.startswith("NEO4J_")}
    return {
        **mine,
        "PORT": str(free_port()),
        "ARMSGRAPH_HOME": str(home),
        "ARMSGRAPH_LIB": str(LIB),
        "ARMSGRAPH_BOLT_PORT": str(free_port()),
        "ARMSGRAPH_HTTP_PORT": str(free_port()),
        # Tests ask faster than any caller.
        "ARMSGRAPH_RATE": "0",
        **more,
    }


@dataclass
class Service:
    """A running ``armsgraph serve``, and how to reach it and its Neo4j."""

    process: subprocess.Popen[bytes]
    env: dict[str, str]
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.env['PORT']}"

    @property
    def home(self) -> Path:
        return Path(self.env["ARMSGRAPH_HOME"])

    def await_ready(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            try:
                if httpx.get(f"{self.url}/readyz").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.2)
        pytest.fail(f"not ready after {START_TIMEOUT} s:\n{self.log.read_text()}")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(TIMEOUT)


@contextmanager
def serving(env: dict[str, str], log: Path) -> Iterator[Service]:
    """Run ``armsgraph serve`` in an environment; ended when the block is left."""
    command = [str(ARMSGRAPH), "serve"]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, env=env, cwd=ROOT, stdout=output, stderr=output
        )
    service = Service(process, env, log)
    try:
        yield service
    finally:
        if process.poll() is None:
            service.stop()


def silent(stage: Stage, detail: str = "") -> None:
    """Take no notice of progress."""


@asynccontextmanager
async def engine(home: Path) -> AsyncIterator[Engine]:
    """An embedded Neo4j that runs while the block lasts."""
    settings = Settings(
        home=home, lib=LIB, bolt_port=free_port(), http_port=free_port(), heap="512m"
    )
    async with Engine(settings, report=silent) as running:
        await running.start()
        yield running


@pytest.fixture(scope="session")
async def seeded(
    anyio_backend: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Engine]:
    """A Neo4j that holds the seed data; no test writes to it.

    Where several processes run tests, they share it.
    """
    base = tmp_path_factory.getbasetemp()
    home = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "seeded"
    home.mkdir(exist_ok=True)
    async with AsyncExitStack() as stack:
        with Lock(home / "filling") as filling:
            await filling.wait()
            running = await stack.enter_async_context(engine(home))
            async with running.server.connect(timeout=600) as graph:
                await fill(graph)
        yield running


async def fill(graph: Graph) -> None:
    """Load the seed data, unless that is done, and see that they are found."""
    if await loaded_version(graph) is None:
        await load(graph, DATA, progress=lambda _: None)
        # Plans depend on statistics, which the engine gathers when it likes.
        await graph.write([Statement("CALL db.prepareForReplanning()")])
    assert await graph.read(SEARCH) == [[True]]


@pytest.fixture(scope="session")
def server(seeded: Engine) -> Server:
    return seeded.server


@pytest.fixture(scope="session")
async def graph(server: Server) -> AsyncIterator[Graph]:
    async with server.connect(timeout=30) as graph:
        yield graph


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[Statement]:
    """Every statement that reaches the driver for a caller while a test runs."""
    seen: list[Statement] = []
    send = Graph._read

    async def note_and_send(graph: Graph, statement: Statement) -> list[list[Any]]:
        if statement.text != ENDS:
            seen.append(statement)
        return await send(graph, statement)

    monkeypatch.setattr(Graph, "_read", note_and_send)
    return seen


@pytest.fixture(scope="session")
async def client(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    """HTTP to the application in this process."""
    settings = Settings(rate=0, query_timeout=60.0)
    app = create_app(
        settings, server, data_version=loaded_version, status=Status(Stage.READY)
    )
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        yield client


@pytest.fixture(scope="session")
def service(
    seeded: Engine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """``armsgraph serve`` as a process of its own, on the Neo4j with the seed data."""
    home = seeded.home.settings.home
    log = tmp_path_factory.mktemp("service") / "log"
    with serving(environment(home), log) as running:
        running.await_ready()
        yield running


@pytest.fixture(scope="session")
async def scratch_engine(
    anyio_backend: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Engine]:
    """A Neo4j for tests that write."""
    async with engine(tmp_path_factory.mktemp("scratch")) as running:
        yield running


@pytest.fixture(scope="session")
async def scratch(scratch_engine: Engine) -> AsyncIterator[Graph]:
    """A graph for tests that write, with the constraints and indexes of the model."""
    async with scratch_engine.server.connect(timeout=600) as graph:
        await ensure(graph, MODEL)
        yield graph


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the data that come with ArmsGraph, with only some of their sales."""
    folder = tmp_path_factory.mktemp("few")
    write_few(folder)
    return folder


@pytest.fixture
async def empty_graph(scratch: Graph) -> Graph:
    """The graph for tests that write, without a node."""
    # A part at a time: all that a test has left may be more than one transaction holds.
    for part in (LINKS, NODES):
        while await scratch.write([part]) != [[[0]]]:
            pass
    return scratch


@pytest.fixture
async def editor(empty_graph: Graph) -> Editor:
    """Who states facts in an empty graph, in which there is one source to name."""
    editor = Editor(empty_graph)
    await editor.run(SOURCE)
    return editor
