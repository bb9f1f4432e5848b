"""One running service: HTTP at once, the graph as soon as it can be had."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol

import uvicorn
from fastapi import FastAPI

from api.app import DataVersion, Status, create_app
from api.connections import LimitedSocket, limited_protocol
from api.garbage import spare_the_collector
from graph import constraints
from graph.driver import Graph
from graph.engine import Engine, Report, Stage
from graph.errors import GraphTimeout, GraphUnavailable
from graph.home import Lock
from graph.model import MODEL
from graph.ports import listen
from graph.server import Server, named_server
from graph.settings import Settings

log = logging.getLogger(__name__)

GRACE = 3
"""Seconds that requests under way have to finish when the service stops."""
LOAD_TIMEOUT = 600.0
"""Seconds that one statement of loading the data may take."""


@dataclass(frozen=True, slots=True)
class Seed:
    """The data that an empty graph is filled with."""

    version: DataVersion
    load: Callable[[Graph, Callable[[str], None]], Awaitable[None]]


class Ready(Protocol):
    """Is told when the service answers questions."""

    def __call__(self, server: Server) -> None: ...


class Service:
    """The service of one process, from the first port to the last goodbye."""

    def __init__(
        self, settings: Settings, seed: Seed, *, report: Report, ready: Ready
    ) -> None:
        self._settings = settings
        self._seed = seed
        self._show = report
        self._ready = ready
        self._status = Status()

    async def run(self) -> None:
        """Serve until SIGINT or SIGTERM.

        Raises :class:`EngineError` where the port is taken or the graph cannot be had.
        """
        settings = self._settings
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        with listen(
            settings.host, settings.port, setting="PORT", purpose="GraphQL"
        ) as bound:
            server = named_server(settings)
            if server is not None:
                await self._serve(bound, server, self._reach(server), stop)
                return
            async with Engine(settings, report=self._report) as engine:
                await self._serve(bound, engine.server, self._embed(engine), stop)

    async def _serve(
        self,
        bound: socket.socket,
        server: Server,
        preparation: Coroutine[Any, Any, None],
        stop: asyncio.Event,
    ) -> None:
        app = create_app(
            self._settings, server, data_version=self._seed.version, status=self._status
        )
        http = HttpServer(app, self._settings)
        serving = asyncio.create_task(http.serve(sockets=[bound]))
        serving.add_done_callback(lambda _: stop.set())
        preparing = asyncio.create_task(preparation)
        preparing.add_done_callback(lambda done: stop.set() if _failed(done) else None)
        await stop.wait()
        preparing.cancel()
        self._status.leave()
        http.should_exit = True
        await serving
        with suppress(asyncio.CancelledError):
            await preparing

    async def _reach(self, server: Server) -> None:
        self._report(Stage.CONNECTING)
        while True:
            try:
                await server.version()
            except (GraphUnavailable, GraphTimeout):
                await asyncio.sleep(1)
            else:
                break
        self._answer(server)

    async def _embed(self, engine: Engine) -> None:
        await engine.start()
        await self._fill(engine)
        self._answer(engine.server)
        await engine.supervise()

    async def _fill(self, engine: Engine) -> None:
        """Load the data into an empty graph, again where the engine dies meanwhile."""
        with Lock(engine.home.load) as loading:
            if not loading.take():
                self._report(Stage.LOADING, "in another process")
                await loading.wait()
            while True:
                try:
                    return await self._load(engine.server)
                except GraphUnavailable:
                    await asyncio.sleep(1)
                    if not engine.alive():
                        await engine.revive()

    async def _load(self, server: Server) -> None:
        async with server.connect(timeout=LOAD_TIMEOUT) as graph:
            if await self._seed.version(graph) is None:
                self._report(Stage.LOADING)
                await self._seed.load(graph, self._loading)
            else:
                # The graph may be of an earlier release, which knew less.
                await constraints.ensure(graph, MODEL)

    def _loading(self, detail: str) -> None:
        self._report(Stage.LOADING, detail)

    def _answer(self, server: Server) -> None:
        self._report(Stage.READY)
        spare_the_collector()
        self._ready(server)

    def _report(self, stage: Stage, detail: str = "") -> None:
        self._status.stage = stage
        self._show(stage, detail)


class HttpServer(uvicorn.Server):
    """A uvicorn server that leaves signals to :class:`Service`."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            http=limited_protocol(settings),
            ws=LimitedSocket,
            ws_max_size=settings.max_body,
            # Compression would keep some 300 KB for each socket.
            ws_per_message_deflate=False,
            # Whom to believe about callers, our own settings say.
            proxy_headers=False,
            lifespan="on",
            timeout_graceful_shutdown=GRACE,
        )
        super().__init__(config)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take no signals."""
        yield


def _failed(done: asyncio.Task[None]) -> bool:
    return not done.cancelled() and done.exception() is not None
