from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from graph.driver import CONNECTIONS, Graph, Statement
from graph.engine import Engine
from graph.errors import GraphError, GraphOverloaded, GraphTimeout
from graph.server import Server

pytestmark = pytest.mark.anyio

ONE = Statement("RETURN 1")
LARGE = Statement("UNWIND range(1, 100000000) AS i RETURN size(collect(i))")
LONG = Statement("UNWIND range(1, 1000000000) AS i RETURN sum(i)")


async def test_sessions_are_used_again(server: Server) -> None:
    async with server.connect(timeout=10) as graph:
        for _ in range(3):
            await asyncio.gather(*(graph.read(ONE) for _ in range(4)))
        assert 1 <= len(graph._pool.idle) <= 4


async def test_a_statement_that_fails_spoils_no_later_one(graph: Graph) -> None:
    for _ in range(3):
        with pytest.raises(GraphError):
            await graph.read(Statement("RETURN 1 / 0"))
        assert await graph.read(ONE) == [[1]]


async def test_what_neo4j_says_stands_in_the_log_alone(
    graph: Graph, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(GraphError) as raised:
        await graph.read(Statement("RETURN 1 / 0"))
    assert "zero" not in raised.value.message
    assert "/ by zero" in caplog.text


async def test_a_statement_that_is_cancelled_spoils_no_later_one(graph: Graph) -> None:
    for _ in range(3):
        reading = asyncio.create_task(graph.read(LONG))
        await asyncio.sleep(0.1)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert await graph.read(ONE) == [[1]]


async def test_a_statement_that_takes_too_long_spoils_no_later_one(
    server: Server,
) -> None:
    async with server.connect(timeout=0.5) as graph:
        with pytest.raises(GraphTimeout):
            await graph.read(LONG)
        assert await graph.read(ONE) == [[1]]


async def test_a_statement_for_which_there_is_no_memory_spoils_no_later_one(
    scratch_engine: Engine,
) -> None:
    async with scratch_engine.server.connect(timeout=60) as graph:
        with pytest.raises(GraphOverloaded):
            await graph.read(LARGE)
        assert await graph.read(ONE) == [[1]]


async def test_reads_of_one_transaction_are_read_by_it(graph: Graph) -> None:
    async with graph.reading() as transaction:
        assert await transaction.run(ONE) == [[1]]
        with pytest.raises(GraphError):
            async with graph.reading() as other:
                await other.run(Statement("CREATE (:Agency {id: 'agency:never'})"))
        assert await transaction.run(ONE) == [[1]]


async def test_a_statement_for_which_there_is_no_connection_is_told_so(
    server: Server,
) -> None:
    async with server.connect(timeout=10) as graph:
        async with AsyncExitStack() as stack:
            for _ in range(CONNECTIONS):
                await stack.enter_async_context(graph.transaction())
            with pytest.raises(GraphOverloaded):
                await graph.read(ONE)
        assert await graph.read(ONE) == [[1]]
