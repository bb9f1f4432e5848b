"""A network to a server that fails in the ways that networks do."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from urllib.parse import urlsplit

from graph.server import Server


class Network:
    """Forwards connections from a port of its own to a server.

    While it ``swallows``, it takes what it is sent and delivers nothing. What it
    delivers takes ``delay`` seconds.
    """

    def __init__(self, host: str, port: int) -> None:
        self._to = (host, port)
        self._listening: asyncio.Server | None = None
        self._port = 0
        self._running: set[asyncio.Task[None]] = set()
        self.delay = 0.0
        self._delivers = asyncio.Event()
        self._delivers.set()

    @property
    def port(self) -> int:
        return self._port

    @property
    def connections(self) -> int:
        """How many connections there are."""
        return len(self._running)

    async def listen(self) -> None:
        """Take connections."""
        start = asyncio.start_server(self._forward, "127.0.0.1", self._port)
        self._listening = await start
        self._port = self._listening.sockets[0].getsockname()[1]

    async def refuse(self) -> None:
        """Cut all connections, and take no more."""
        assert self._listening is not None
        self._listening.close()
        await self.cut()
        await self._listening.wait_closed()

    async def cut(self) -> None:
        """Cut all connections."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def swallow(self) -> None:
        """Deliver nothing until told to go on."""
        self._delivers.clear()

    def go_on(self) -> None:
        """Deliver again."""
        self._delivers.set()

    async def _forward(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        ends = [writer]
        try:
            there, back = await asyncio.open_connection(*self._to)
            ends.append(back)
            await asyncio.gather(
                self._deliver(reader, back), self._deliver(there, writer)
            )
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            for end in ends:
                end.transport.abort()
            self._running.discard(task)

    async def _deliver(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while data := await reader.read(65_536):
            await self._delivers.wait()
            await asyncio.sleep(self.delay)
            writer.write(data)
            await writer.drain()
        # Who no longer sends ends the connection.
        raise ConnectionResetError


@asynccontextmanager
async def network_to(server: Server) -> AsyncIterator[tuple[Network, Server]]:
    """A network to a server, and the server as it is reached through it."""
    address = urlsplit(server.uri)
    assert address.hostname is not None
    assert address.port is not None
    network = Network(address.hostname, address.port)
    await network.listen()
    try:
        yield network, replace(server, uri=f"bolt://127.0.0.1:{network.port}")
    finally:
        network.go_on()
        with suppress(OSError):
            await network.refuse()


@contextmanager
def paused(pid: int) -> Iterator[None]:
    """Have a process stand still while the block lasts."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)
