"""The embedded engine by itself: who reaches it, who joins it, why it will not run."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from graph import engine as engines
from graph.driver import Statement
from graph.engine import Engine, Stage
from graph.errors import EngineError
from graph.settings import Settings
from tests.conftest import LIB, free_port, silent
from tests.processes import command_lines, engine_and_keeper, engine_of, keeper_of

pytestmark = pytest.mark.anyio


def settings(home: Path, *, heap: str = "512m") -> Settings:
    return Settings(
        home=home, lib=LIB, bolt_port=free_port(), http_port=free_port(), heap=heap
    )


async def start(chosen: Settings) -> None:
    async with Engine(chosen, report=silent) as engine:
        await engine.start()


def home_of(engine: Engine) -> Path:
    return engine.home.settings.home


def ports_of(engine: Engine) -> list[int]:
    ports = engine.home.ports()
    return [ports.bolt, ports.http]


async def test_one_engine_has_one_keeper(seeded: Engine) -> None:
    home = home_of(seeded)
    assert sorted(engine_and_keeper(home)) == sorted([engine_of(home), keeper_of(home)])


async def test_the_engine_listens_on_one_address_alone(seeded: Engine) -> None:
    for port in ports_of(seeded):
        socket.create_connection(("127.0.0.1", port)).close()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", port))


async def test_the_engine_wants_a_password(seeded: Engine) -> None:
    with pytest.raises(EngineError, match="refuses the password of its home: if you"):
        await replace(seeded.server, user="ana", password="").version()
    database = f"http://127.0.0.1:{seeded.home.ports().http}/db/neo4j/query/v2"
    async with httpx.AsyncClient() as http:
        answer = await http.post(database, json={"statement": "RETURN 1"})
    assert answer.status_code == 401


async def test_the_browser_is_served_by_the_engine(seeded: Engine) -> None:
    assert seeded.server.browser is not None
    async with httpx.AsyncClient() as http:
        page = await http.get(seeded.server.browser)
    assert page.status_code == 200
    assert "Neo4j Browser" in page.text


async def test_the_password_is_in_no_process_and_no_log(seeded: Engine) -> None:
    password = seeded.server.password
    words = [word for line in command_lines().values() for word in line]
    assert not [word for word in words if password in word]
    for log in (seeded.home.path / "logs").iterdir():
        assert password not in log.read_text(errors="replace")


async def test_the_engine_reports_nothing_to_anybody(seeded: Engine) -> None:
    async with seeded.server.connect(timeout=10) as graph:
        rows = await graph.read(
            Statement(
                "SHOW SETTINGS YIELD name, value WHERE name IN "
                "['dbms.usage_report.enabled', 'client.allow_telemetry', "
                "'server.bolt.telemetry.enabled'] RETURN DISTINCT value"
            )
        )
    assert rows == [["false"]]


async def test_no_statement_reads_a_file_of_the_machine(seeded: Engine) -> None:
    database = f"http://127.0.0.1:{seeded.home.ports().http}/db/neo4j/query/v2"
    login = (seeded.server.user, seeded.server.password)
    text = "LOAD CSV FROM 'file:///etc/hostname' AS row RETURN row"
    async with httpx.AsyncClient(auth=login) as http:
        answer = await http.post(database, json={"statement": text})
    (error,) = answer.json()["errors"]
    assert "configuration property 'dbms.security" in error["message"]


async def test_so_many_plans_are_kept_as_the_heap_has_room_for(seeded: Engine) -> None:
    setting = "server.memory.query_cache.per_db_cache_num_entries"
    text = f"SHOW SETTINGS '{setting}' YIELD value"
    async with seeded.server.connect(timeout=10) as graph:
        assert await graph.read(Statement(text)) == [["250"]]


async def test_who_comes_later_joins_on_the_ports_that_are(seeded: Engine) -> None:
    home = home_of(seeded)
    before = engine_of(home)
    async with Engine(settings(home), report=silent) as second:
        await second.start()
        assert second.server == seeded.server
        assert second.alive()
    assert engine_of(home) == before
    await seeded.server.version()


async def test_settings_that_another_process_overtook_are_told(
    seeded: Engine,
) -> None:
    async with Engine(settings(home_of(seeded)), report=silent) as late:
        late._ports = replace(late._ports, bolt=late._ports.bolt + 1)
        with pytest.raises(EngineError, match="start again to join it"):
            await late.start()


async def test_a_port_in_use_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = settings(tmp_path).model_copy(
            update={"bolt_port": other.getsockname()[1]}
        )
        with pytest.raises(EngineError, match="in use: .* ARMSGRAPH_BOLT_PORT"):
            await start(taken)
    assert engine_and_keeper(tmp_path) == []


async def test_an_engine_that_dies_at_start_shows_its_last_words(
    tmp_path: Path,
) -> None:
    told: list[Stage] = []

    def report(stage: Stage, detail: str = "") -> None:
        told.append(stage)

    async with Engine(settings(tmp_path, heap="1k"), report=report) as engine:
        with pytest.raises(EngineError) as failure:
            await engine.start()
    message = failure.value.message
    assert "Neo4j ended while it started. ARMSGRAPH_HEAP is" in message
    assert f"The end of {engine.home.log}:" in message
    assert "Too small maximum heap" in message
    assert told == [Stage.STARTING]
    assert engine_and_keeper(tmp_path) == []


async def test_an_engine_that_does_not_answer_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "START_TIMEOUT", 0)
    with pytest.raises(EngineError, match="does not answer 0 seconds after its start"):
        await start(settings(tmp_path))
    assert engine_and_keeper(tmp_path) == []


async def test_a_password_that_neo4j_will_not_take_is_told(tmp_path: Path) -> None:
    async with Engine(settings(tmp_path), report=silent) as engine:
        engine.home.password_file.write_text("short")
        with pytest.raises(EngineError, match="did not take its first password"):
            await engine.start()


async def test_the_server_is_known_before_it_runs(tmp_path: Path) -> None:
    chosen = settings(tmp_path)
    async with Engine(chosen, report=silent) as engine:
        assert urlsplit(engine.server.uri).port == chosen.bolt_port
        assert engine.server.password == engine.home.password()
        assert not engine.alive()


async def test_a_home_that_cannot_be_written_is_told() -> None:
    with pytest.raises(EngineError, match="cannot be written"):
        await start(settings(Path("/proc/armsgraph")))
