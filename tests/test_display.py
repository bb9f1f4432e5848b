"""What a person sees while the service starts, and when it answers."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from contextlib import suppress
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from api.display import Display, graphql_address, login
from graph.engine import Engine, Stage
from graph.server import Server
from graph.settings import Settings
from tests.conftest import ARMSGRAPH, ROOT, environment

SERVER = Server(
    uri="bolt://127.0.0.1:7687",
    user="neo4j",
    password="open-sesame",
    database="neo4j",
    login_remedy="",
    ping_timeout=1.0,
    browser="http://127.0.0.1:7474/browser/",
)
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def shown(*stages: tuple[Stage, str], settings: Settings, server: Server) -> str:
    text = StringIO()
    console = Console(file=text, width=100)
    with Display(settings, console, serving=True) as display:
        for stage, detail in stages:
            display.report(stage, detail)
        display.ready(server)
    return text.getvalue()


def test_each_stage_is_ticked_off_once(tmp_path: Path) -> None:
    text = shown(
        (Stage.RESOLVING, ""),
        (Stage.RESOLVING, "neo4j-kernel-[5].jar"),
        (Stage.STARTING, ""),
        (Stage.LOADING, "1,216 Sale"),
        (Stage.READY, ""),
        settings=Settings(home=tmp_path),
        server=SERVER,
    )
    done = re.findall(r"✓ (.*) \d+\.\d s", text)
    assert done == ["Neo4j fetched", "Neo4j started", "Data loaded"]


def test_addresses_and_login_stand_at_the_end(tmp_path: Path) -> None:
    home = tmp_path / "home [1]"
    settings = Settings(home=home, port=8123)
    text = shown((Stage.READY, ""), settings=settings, server=SERVER)
    assert "http://127.0.0.1:8123/graphql" in text
    assert "http://127.0.0.1:7474/browser/" in text
    assert "bolt://127.0.0.1:7687" in text
    assert "user neo4j, password: cat " in text
    assert "open-sesame" not in text


def test_the_login_command_prints_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(home=Path("my home"))
    file = tmp_path / "my home" / "neo4j" / "password"
    file.parent.mkdir(parents=True)
    file.write_text("open-sesame")
    _, _, command = login(settings, SERVER).partition("password: ")
    assert subprocess.check_output(["sh", "-c", command], text=True) == "open-sesame"


def test_a_named_server_is_logged_in_to_with_the_settings() -> None:
    named = replace(SERVER, browser=None, user="ana")
    assert login(Settings(), named) == "user ana, password as in NEO4J_PASSWORD"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/graphql"),
        ("0.0.0.0", "http://127.0.0.1:8000/graphql"),
        ("::", "http://[::1]:8000/graphql"),
        ("::1", "http://[::1]:8000/graphql"),
        ("localhost", "http://localhost:8000/graphql"),
    ],
)
def test_the_address_can_be_opened_on_this_machine(host: str, address: str) -> None:
    assert graphql_address(Settings(host=host, port=8000)) == address


def read_until(terminal: int, last: str) -> str:
    """What has appeared on a terminal when a text comes up, or the program ends."""
    text = ""
    with suppress(OSError):
        while last not in text:
            text = CONTROL.sub("", text + os.read(terminal, 4096).decode())
    return text


def test_a_person_starts_the_service_and_stops_it_with_ctrl_c(seeded: Engine) -> None:
    person, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 160, 0, 0))
    env = environment(seeded.home.settings.home, TERM="xterm", COLUMNS="160")
    process = subprocess.Popen(
        [str(ARMSGRAPH), "serve"],
        env=env,
        cwd=ROOT,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(terminal)
    text = read_until(person, "Ctrl-C")
    os.write(person, b"\x03")
    text += read_until(person, "\0")
    assert process.wait(30) == 0
    os.close(person)
    for line in (
        rf"GraphQL +http://127\.0\.0\.1:{env['PORT']}/graphql",
        rf"Neo4j Browser +http://127\.0\.0\.1:{seeded.home.ports().http}/browser/",
        rf"Bolt +bolt://127\.0\.0\.1:{seeded.home.ports().bolt}",
        r"Login +user neo4j, password: cat \S+/neo4j/password",
        r"Stop +Ctrl-C",
    ):
        assert re.search(line, text), text
    assert "Traceback" not in text
