"""The benchmark itself: that contenders agree, that ratios and tables are right.

Nothing here looks at a clock: how fast anything is, is the gate's affair.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bench.answers import (
    Disagreement,
    compare,
    compare_loosely,
    cursor,
    data_of,
    keys_of,
)
from bench.client import Connection, HttpError, post
from bench.data import settings_of
from bench.figures import Run, kept_runs
from bench.gate import THRESHOLDS, Verdict
from bench.memory import SAMPLES, Watch
from bench.plot import draw
from bench.questions import Question, questions
from bench.report import as_markdown, growth_rows, latency_rows, throughput_rows
from bench.runs import Lineup, Results, agreed, lineup_of
from bench.services import PROGRAMS
from bench.timing import Times, sample_latency
from graph.server import Server

pytestmark = pytest.mark.anyio


@pytest.fixture(params=questions(), ids=lambda question: question.name)
def question(request: pytest.FixtureRequest) -> Question:
    asked: Question = request.param
    return asked


def test_every_question_that_armsgraph_is_asked_has_a_threshold() -> None:
    limits = json.loads(THRESHOLDS.read_text())
    assert set(limits) == {q.name for q in questions() if "query" in q.graphql}


def test_a_cursor_gives_its_keys_back() -> None:
    assert keys_of(cursor("2026-02-10", "sale:a")) == ["2026-02-10", "sale:a"]


def test_answers_with_errors_are_disagreements() -> None:
    with pytest.raises(Disagreement, match="boom"):
        data_of(b'{"data": {"a": 1}, "errors": [{"message": "boom"}]}')


def test_an_answer_that_differs_names_the_place() -> None:
    with pytest.raises(Disagreement, match=r"data\.sale\.title is 1 instead of 2"):
        compare({"sale": {"title": 1}}, {"sale": {"title": 2}})


def test_cursors_may_differ() -> None:
    compare({"pageInfo": {"endCursor": "a"}}, {"pageInfo": {"endCursor": "b"}})


def test_lists_connections_and_single_nodes_agree_loosely() -> None:
    ours = {
        "sale": {
            "partner": {"name": "Poland"},
            "items": {
                "totalCount": 2,
                "edges": [{"quantity": 1, "node": {"name": "a"}}],
            },
            "contractors": {"nodes": [{"name": "b"}, {"name": "c"}]},
        }
    }
    theirs = {
        "sale": [
            {
                "partner": [{"name": "Poland"}],
                "items": {
                    "edges": [{"properties": {"quantity": 1}, "node": {"name": "a"}}]
                },
                "contractors": [{"name": "c"}, {"name": "b"}],
            }
        ]
    }
    compare_loosely(theirs, ours)


def test_a_missing_row_is_no_agreement() -> None:
    with pytest.raises(Disagreement):
        compare_loosely({"sales": [{"id": 1}]}, {"sales": [{"id": 1}, {"id": 2}]})


def run_of(sales: int, latency: float = 0.004) -> Run:
    floor, service = Times([0.001, 0.003, 0.002], [1000]), Times([latency], [250])
    results = Results({"by_id": {"floor": floor, "ArmsGraph": service}})
    results.memory["ArmsGraph"] = (80 << 20, 90 << 20)
    return Run.of(results, sales=sales, where=["Here."])


def test_ratios_are_multiples_of_the_floor() -> None:
    run = run_of(1000)
    assert latency_rows(run) == [["by id", "2.00 (2.90)", "4.00 (4.00)", "2.00"]]
    assert throughput_rows(run) == [["by id", "1,000", "250", "0.25"]]


def test_runs_of_two_sizes_stand_side_by_side(tmp_path: Path) -> None:
    first, small, again = run_of(1000), run_of(20), run_of(1000, latency=0.008)
    for run in (first, small, again):
        run.save(tmp_path)
    runs = kept_runs(tmp_path)
    assert runs == [small, again]
    assert growth_rows(*runs) == [["by id", "1", "2"]]
    text = as_markdown(runs)
    assert text.index("### 20 sales") < text.index("### 1,000 sales")
    draw(runs, tmp_path / "results.svg")
    assert (tmp_path / "results.svg").stat().st_size > 1000


def test_memory_that_grows_is_told_from_memory_that_settles() -> None:
    answers = list(range(SAMPLES + 1))
    settled = Watch(answers, [80] + [100] * SAMPLES)
    growing = Watch(answers, [80 + i for i in answers])
    assert settled.flat
    assert not growing.flat


def test_the_engine_has_its_own_home_and_memory_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("ARMSGRAPH_HEAP", raising=False)
    monkeypatch.setenv("ARMSGRAPH_PAGE_CACHE", "3g")
    settings = settings_of(7)
    assert settings.home.name == "7"
    assert (settings.heap, settings.page_cache) == ("2g", "3g")


def test_the_gate_fails_above_the_limit() -> None:
    assert Verdict("by id", "floor", 0.001, "ArmsGraph", 0.0013, limit=1.5).passed
    slow = Verdict("by id", "floor", 0.001, "ArmsGraph", 0.002, limit=1.5)
    assert not slow.passed
    assert "TOO SLOW" in str(slow)


async def test_contenders_take_turns() -> None:
    asked: list[str] = []

    def asks(name: str) -> Callable[[int, int], Awaitable[bytes]]:
        async def ask(worker: int, turn: int) -> bytes:
            asked.append(name)
            await asyncio.sleep(0.02)
            return b""

        return ask

    times = {name: Times() for name in "ab"}
    await sample_latency({n: asks(n) for n in "ab"}, times, seconds=0.1)
    turns = [n for i, n in enumerate(asked) if asked[i - 1 : i] != [n]]
    assert len(turns) >= 3
    assert all(len(t.latencies) == asked.count(n) for n, t in times.items())


async def test_the_client_opens_what_a_server_closed() -> None:
    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.readuntil(b"{}")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        connection = Connection(server.sockets[0].getsockname()[1])
        for _ in range(2):
            assert await connection.send(post(b"{}")) == b"ok"
            await asyncio.sleep(0.05)


async def test_the_client_raises_what_is_not_200() -> None:
    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.readuntil(b"{}")
        writer.write(b"HTTP/1.1 503 No\r\nContent-Length: 4\r\n\r\nbusy")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        connection = Connection(server.sockets[0].getsockname()[1])
        with pytest.raises(HttpError, match="503: busy"):
            await connection.send(post(b"{}"))
        connection.close()


@pytest.fixture(scope="module")
async def lineup(
    server: Server, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Lineup]:
    logs = tmp_path_factory.mktemp("logs")
    async with lineup_of(PROGRAMS.values(), server, logs=logs) as running:
        yield running


async def test_all_contenders_give_the_same_answer(
    question: Question, lineup: Lineup
) -> None:
    asks = await agreed(lineup, question)
    assert len(asks) > 1


async def test_services_say_what_memory_they_hold(lineup: Lineup) -> None:
    assert all(10 << 20 < s.memory() < 4 << 30 for s in lineup.services.values())
