"""How fast files come in and go out, beside hand-written batches of the same rows.

Each way writes into a graph of its own, a copy of one that holds the real data. What is
imported and exported, commands of processes of their own do, whose memory is told.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.data import HOMES, TIMEOUT, Tell, graph_of, settings_of
from bench.services import ServiceError, login
from exports.jsonl import open_jsonl
from exports.snapshot import Link, Page
from exports.tables import Table, tables
from graph.driver import Graph, Statement
from graph.engine import Engine
from graph.model import MODEL
from graph.server import Server
from graph.storing import by_ends, create_links, create_nodes
from imports.importing import BATCH
from seed.generate import real_sales, source, stored
from seed.sampling import Drawn, draw

CHUNK = 20_000
"""Sales that are drawn at once."""
ARMSGRAPH = str(Path(sys.executable).with_name("armsgraph"))


@dataclass(frozen=True, slots=True)
class Took:
    """What a command took: seconds, and the most bytes of memory that it held."""

    seconds: float
    memory: int


@dataclass(slots=True)
class Measured:
    """Facts, and what each way took, round by round."""

    facts: int = 0
    by_hand: list[float] = field(default_factory=list)
    imported: list[Took] = field(default_factory=list)
    exported: list[Took] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """How fast the import is as a share of the hand-written batches, at best."""
        return min(self.by_hand) / _best(self.imported)

    def lines(self) -> Iterator[str]:
        """What was measured, a line each."""
        yield f"{self.facts:,} facts"
        yield f"by hand  {self._rate(min(self.by_hand))}"
        yield f"import   {self._rate(_best(self.imported))}{_memory(self.imported)}"
        yield f"export   {self._rate(_best(self.exported))}{_memory(self.exported)}"
        yield f"import / by hand  {self.ratio:.2f}"

    def _rate(self, seconds: float) -> str:
        return f"{self.facts / seconds:9,.0f} a second"


def _best(took: Sequence[Took]) -> float:
    return min(each.seconds for each in took)


def _memory(took: Sequence[Took]) -> str:
    return f", at most {max(each.memory for each in took) >> 20:,} MB"


async def measure(sales: int, folder: Path, *, rounds: int, tell: Tell) -> Measured:
    """Write generated sales by hand and by import, in turns, and all out again."""
    async with graph_of(0, tell=tell):
        pass
    file = folder / "generated.jsonl"
    tell(f"drawing {sales:,} sales")
    measured = Measured(write_file(file, sales))
    for number in range(1, rounds + 1):
        async with _copy(folder) as server:
            measured.by_hand.append(await write_by_hand(server, sales))
        async with _copy(folder) as server:
            measured.imported.append(await run("import", file, server=server))
            out = folder / "out.jsonl"
            measured.exported.append(await run("export", out, server=server))
            out.unlink()
        tell(
            f"round {number}: by hand {measured.by_hand[-1]:.1f} s, "
            f"import {measured.imported[-1].seconds:.1f} s, "
            f"export {measured.exported[-1].seconds:.1f} s"
        )
    return measured


@asynccontextmanager
async def _copy(folder: Path) -> AsyncIterator[Server]:
    """A Neo4j with the real data alone, thrown away afterwards."""
    home = folder / "home"
    shutil.copytree(HOMES / "0", home)
    settings = settings_of(0).model_copy(update={"home": home})
    try:
        async with Engine(settings, report=lambda stage, detail="": None) as engine:
            await engine.start()
            yield engine.server
    finally:
        shutil.rmtree(home)


async def run(command: str, file: Path, *, server: Server) -> Took:
    """Run a command of ours over a file as a process of its own.

    Raises :class:`ServiceError` where it fails.
    """
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(ARMSGRAPH, command, str(file)),
        env={**os.environ, **login(server)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    memory = 0
    watching = asyncio.create_task(process.stderr.read())
    while not watching.done():
        memory = max(memory, _held(process.pid))
        await asyncio.wait([watching], timeout=0.2)
    if await process.wait():
        raise ServiceError(f"armsgraph {command} failed: {watching.result().decode()}")
    return Took(time.perf_counter() - started, memory)


def _held(pid: int) -> int:
    """The most bytes that a process has held so far; 0 where it has ended."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    found = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(next(found, "0")) * 1024


def _drawn(sales: int) -> Iterator[Drawn]:
    """The source of all generated sales, and these, some at a time."""
    yield Drawn({"Source": [source("to measure with")]}, {})
    real = real_sales()
    for start in range(1, sales + 1, CHUNK):
        yield draw(range(start, min(start + CHUNK, sales + 1)), real)


def write_file(file: Path, sales: int) -> int:
    """Write generated sales as JSON Lines; how many facts there are."""
    every = tables(MODEL)
    encoder = open_jsonl(every)
    count = 0
    with file.open("wb") as out:
        for drawn in _drawn(sales):
            for table in every:
                page = _page(table, drawn)
                count += page.size
                out.write(encoder.encode(page))
    return count


def _page(table: Table, drawn: Drawn) -> Page:
    """Facts as an export has them, without what is missing."""
    links = drawn.links.get(table.name, ())
    return Page(
        table,
        [_known(node) for node in drawn.nodes.get(table.name, ())],
        [
            Link(link.start, link.end, _known({**link.properties, "id": link.id}))
            for link in links
        ],
    )


def _known(properties: dict[str, Any]) -> dict[str, Any]:
    """The properties that have a value."""
    return {name: value for name, value in properties.items() if value is not None}


async def write_by_hand(server: Server, sales: int) -> float:
    """The quickest Cypher that we know: CREATE in batches, nothing checked or kept.

    The seconds that it takes, but for what the drawing takes.
    """
    seconds = 0.0
    async with server.connect(timeout=TIMEOUT) as graph:
        for drawn in _drawn(sales):
            started = time.perf_counter()
            await _write(graph, drawn)
            seconds += time.perf_counter() - started
    return seconds


async def _write(graph: Graph, drawn: Drawn) -> None:
    for table in tables(MODEL):
        for batch in _batched(drawn.nodes.get(table.name, ())):
            await graph.write([Statement(create_nodes(table.name), {"rows": batch})])
        links = drawn.links.get(table.name, ())
        for ends, rows in by_ends(map(stored, links)).items():
            for batch in _batched(rows):
                text = create_links(table.name, ends)
                await graph.write([Statement(text, {"rows": batch})])


def _batched(rows: Sequence[Any]) -> list[Sequence[Any]]:
    """Rows in batches as large as those of an import."""
    return [rows[i : i + BATCH] for i in range(0, len(rows), BATCH)]
