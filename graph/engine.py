"""The embedded Neo4j: resolved, started, awaited, kept running and stopped.

All processes that use one home share one engine. The first starts it, later ones join
it, and it ends with the last of them, however that one ended (:mod:`graph.keeper`).
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Protocol, Self

from graph import jars, keeper
from graph.errors import EngineError, GraphError, GraphTimeout, GraphUnavailable
from graph.home import Home, Lock
from graph.ports import Ports
from graph.server import Server
from graph.settings import Settings

log = logging.getLogger(__name__)

START_TIMEOUT = 180.0
"""Seconds until a started engine must answer; recovering its data takes a while."""
LONGEST_PAUSE = 30.0
"""Seconds between attempts to restart an engine that keeps dying."""
JVM_OPTIONS = (
    "-XX:+UseG1GC",
    "-XX:-OmitStackTraceInFastThrow",
    "-XX:+DisableExplicitGC",
    "-XX:+ExitOnOutOfMemoryError",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Dlog4j2.disable.jmx=true",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
)

REASONS = {
    "No space left on device": (
        "Its disk is full: free some space, or set ARMSGRAPH_HOME to a folder on "
        "another disk."
    ),
    "Lock file has been locked by another process": (
        "Another Neo4j works on the same data: stop that one first."
    ),
    "Address already in use": (
        "One of its ports was taken meanwhile: stop what uses it, or set "
        "ARMSGRAPH_BOLT_PORT and ARMSGRAPH_HTTP_PORT to free ports."
    ),
    "maximum heap": "ARMSGRAPH_HEAP is more or less than Java can have here.",
    "insufficient memory": "Set ARMSGRAPH_HEAP and ARMSGRAPH_PAGE_CACHE to less.",
    "OutOfMemoryError": "Set ARMSGRAPH_HEAP to more.",
}
"""What the engine says at its end, and what to do about it."""


class Stage(StrEnum):
    """How far a server is on its way to answer questions."""

    CONNECTING = "connecting"
    RESOLVING = "resolving"
    STARTING = "starting"
    LOADING = "loading"
    READY = "ready"


class Report(Protocol):
    """Is told each stage as it begins, and what happens within it."""

    def __call__(self, stage: Stage, detail: str = "") -> None: ...


class Engine:
    """One process's use of the embedded Neo4j, as an asynchronous context.

    Entering is quick: it settles the address and the login. :meth:`start` has the
    engine run, :meth:`supervise` keeps it running. Leaving ends it, unless it is used.
    """

    server: Server

    def __init__(self, settings: Settings, *, report: Report) -> None:
        self.home = Home(settings)
        self._report = report
        self._ports = Ports(bolt=settings.bolt_port, http=settings.http_port)
        self._keeper: asyncio.subprocess.Process | None = None
        self._since = 0
        self._died = 0.0
        self._pause = 1.0

    async def __aenter__(self) -> Self:
        self.home.make()
        self._users = Lock(self.home.users)
        try:
            # Waits while an engine whose last user is gone comes to its end.
            await self._users.wait(shared=True)
            with self.home.writing():
                self._ports = self.home.ports()
                self.server = self._server()
        except BaseException:
            self._users.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        self._users.release()
        try:
            await self._ended()
        finally:
            self._users.close()

    async def start(self) -> None:
        """Have the engine run and answer, starting it unless it runs already.

        Raises :class:`EngineError`.
        """
        with Lock(self.home.start) as starting:
            await starting.wait()
            if not self.home.running():
                await self._spawn(starting)
            elif self.home.ports() != self._ports:
                raise EngineError(
                    "Another process has just started this home's Neo4j on other "
                    "ports: start again to join it."
                )
            await self._answers()

    async def supervise(self) -> None:
        """Restart the engine whenever it dies, until cancelled."""
        while True:
            await self._death()
            await self.revive()
            self._report(Stage.READY)

    async def revive(self) -> None:
        """Have the engine run again after it died, however many attempts that takes."""
        log.error("Neo4j died and is restarted.\n%s", self.home.tail(self._since))
        while True:
            self._report(Stage.STARTING, "again")
            await asyncio.sleep(self._next_pause())
            try:
                await self.start()
            except GraphError as error:
                log.error("%s", error.message)
            else:
                return

    def _next_pause(self) -> float:
        """Seconds until the next attempt: longer and longer while it keeps dying."""
        rare = time.monotonic() - self._died > 4 * LONGEST_PAUSE
        self._died = time.monotonic()
        self._pause = 1.0 if rare else min(2 * self._pause, LONGEST_PAUSE)
        return self._pause

    async def _death(self) -> None:
        if self._keeper is not None:
            await self._keeper.wait()
        with Lock(self.home.engine) as engine:
            await engine.wait(shared=True)

    def alive(self) -> bool:
        """Whether the engine runs or is about to."""
        if self._keeper is not None and self._keeper.returncode is None:
            return True
        return self.home.running()

    def _server(self) -> Server:
        return Server(
            uri=f"bolt://127.0.0.1:{self._ports.bolt}",
            user="neo4j",
            password=self.home.password(),
            database="neo4j",
            login_remedy=(
                "The embedded Neo4j refuses the password of its home: if you changed "
                f"it, write the new one into {self.home.password_file}."
            ),
            browser=self._ports.browser,
            ping_timeout=self.home.settings.ping_timeout,
        )

    async def _spawn(self, starting: Lock) -> None:
        self._ports.check()
        java = await jars.find_java()
        self.home.check_space()
        folder = await self._resolve()
        self._report(Stage.STARTING)
        with self.home.writing():
            self.home.configure(self._ports)
        if not self.home.initialised():
            await self._set_password(java, folder, starting)
        self._since = self.home.log_size()
        with self.home.writing(), self.home.open_output() as output:
            self._keeper = await self._keep(java, folder, output)

    async def _resolve(self) -> Path:
        folder = jars.folder(self.home.lib)
        if not jars.resolved(folder):
            self._report(Stage.RESOLVING)
            await jars.resolve(folder, lambda name: self._report(Stage.RESOLVING, name))
        return folder

    async def _set_password(self, java: str, folder: Path, starting: Lock) -> None:
        path = self.home.path
        # The tool reads an argument that starts with @ from the file it names, and so
        # the password does not appear in the list of processes. It inherits the lock,
        # and so keeps others out even when this process is killed.
        code, output = await jars.run(
            *(java, "-cp", f"{folder}/*", "org.neo4j.cli.AdminTool"),
            *("dbms", "set-initial-password", f"@{self.home.password_file}"),
            env={**os.environ, "NEO4J_HOME": str(path), "NEO4J_CONF": f"{path}/conf"},
            pass_fds=[starting.fd],
        )
        if code != 0 or not self.home.initialised():
            raise EngineError(f"Neo4j did not take its first password.\n{output}")

    async def _keep(
        self, java: str, folder: Path, output: BinaryIO
    ) -> asyncio.subprocess.Process:
        home = self.home
        with Lock(home.engine) as lock:
            await lock.wait()
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", keeper.__file__, str(home.users), str(lock.fd)),
                *(java, f"-Xmx{home.settings.heap}", *JVM_OPTIONS),
                *("-cp", f"{folder}/*", "org.neo4j.server.CommunityEntryPoint"),
                f"--home-dir={home.path}",
                f"--config-dir={home.path / 'conf'}",
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=[lock.fd],
                start_new_session=True,
            )

    async def _answers(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline:
            if not self.alive():
                raise EngineError(f"Neo4j ended while it started. {self._why()}")
            try:
                await self.server.version()
            except (GraphUnavailable, GraphTimeout):
                await asyncio.sleep(0.1)
            else:
                return
        raise EngineError(
            f"Neo4j does not answer {START_TIMEOUT:.0f} seconds after its start. "
            + self._why()
        )

    def _why(self) -> str:
        tail = self.home.tail(self._since)
        remedies = [remedy for said, remedy in REASONS.items() if said in tail]
        return "\n".join([*remedies[:1], f"The end of {self.home.log}:", tail])

    async def _ended(self) -> None:
        """Wait for the end of the engine, unless others use it."""
        while self.alive():
            if self._users.take():
                # Nobody uses it: the keeper is about to notice.
                self._users.release()
            elif self._users.take(shared=True):
                return
            await asyncio.sleep(0.05)
        if self._keeper is not None:
            await self._keeper.wait()
