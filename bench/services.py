"""The servers that are measured, each a process of its own on a free port."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.client import Connection, HttpError
from bench.contenders import Http
from graph.server import Server

FOLDER = Path(__file__).parent
PROBE = b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
PATIENCE = 60.0
"""Seconds that a service may take to start."""


@dataclass(frozen=True, slots=True)
class Program:
    """How a server is started; its port and the login come by the environment.

    It answers ``GET /readyz`` with 200 once it can be asked.
    """

    name: str
    dialect: str
    command: tuple[str, ...]
    knows_days: bool = False


PROGRAMS = {
    "armsgraph": Program(
        "ArmsGraph",
        "query",
        (str(Path(sys.executable).with_name("armsgraph")), "serve"),
        knows_days=True,
    ),
    "ordinary": Program(
        "Strawberry", "query", (sys.executable, "-m", "bench.ordinary")
    ),
    "peer": Program(
        "@neo4j/graphql", "peer", ("node", str(FOLDER / "peer" / "server.mjs"))
    ),
}
"""What can be measured beside the floor, by the name on the command line."""


class ServiceError(Exception):
    """A server that is to be measured does not run."""


@dataclass(frozen=True, slots=True)
class Service:
    """A running server."""

    http: Http
    pid: int

    def memory(self) -> int:
        """Bytes that the process holds in memory."""
        pages = Path(f"/proc/{self.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@asynccontextmanager
async def running(
    program: Program, server: Server, *, workers: int, log: Path
) -> AsyncIterator[Service]:
    """A server of one process over the graph, ended on exit.

    Raises :class:`ServiceError` where it does not start; ``log`` says why.
    """
    port = free_port()
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *program.command,
            cwd=FOLDER.parent,
            env={**os.environ, **_environment(server, port)},
            stdout=output,
            stderr=output,
        )
    try:
        await _answers(process, port, log)
        connections = [Connection(port) for _ in range(workers)]
        http = Http(program.name, program.dialect, connections, program.knows_days)
        yield Service(http, process.pid)
        for connection in connections:
            connection.close()
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


def login(server: Server) -> Mapping[str, str]:
    """The environment that leads a program to a Neo4j."""
    return {
        "NEO4J_URI": server.uri,
        "NEO4J_USER": server.user,
        "NEO4J_PASSWORD": server.password,
        "NEO4J_DATABASE": server.database,
    }


def _environment(server: Server, port: int) -> Mapping[str, str]:
    return {
        **login(server),
        "PORT": str(port),
        "ARMSGRAPH_LOG_FORMAT": "json",
        # All load comes from one caller.
        "ARMSGRAPH_MAX_RUNNING_PER_CALLER": "1000",
        "ARMSGRAPH_MAX_RUNNING": "1000",
        "ARMSGRAPH_RATE": "0",
        "NODE_ENV": "production",
    }


async def _answers(process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            while process.returncode is None:
                if await _ready(port):
                    return
                await asyncio.sleep(0.1)
    except TimeoutError:
        pass
    raise ServiceError(f"A server did not start; its output is in {log}.")


async def _ready(port: int) -> bool:
    connection = Connection(port)
    try:
        await connection.send(PROBE)
    except (OSError, HttpError):
        return False
    finally:
        connection.close()
    return True
