"""The folder of an embedded engine: who may read it, who holds it, what is lost."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from graph import home as homes
from graph.errors import EngineError
from graph.home import Home, Lock, writing
from graph.ports import Ports
from graph.settings import Settings
from tests.processes import wait_until

PORTS = Ports(bolt=11111, http=22222)
HOLD = """
import sys, time
from pathlib import Path
from graph.home import Lock
Lock(Path(sys.argv[1])).take()
print("held", flush=True)
time.sleep(600)
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(Settings(home=tmp_path / "home", lib=tmp_path / "lib"))
    home.make()
    return home


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_home_is_for_its_owner_alone(home: Home) -> None:
    assert mode(home.path) == 0o700


def test_a_home_is_made_once_and_found_again(home: Home) -> None:
    (home.path / "data" / "kept").touch()
    home.make()
    assert (home.path / "data" / "kept").exists()


def test_the_password_is_long_and_for_its_owner_alone(home: Home) -> None:
    assert len(home.password()) == 32
    assert mode(home.password_file) == 0o600


def test_the_password_stays(home: Home) -> None:
    assert home.password() == home.password()
    assert [f.name for f in home.path.glob("password*")] == ["password"]


def test_of_two_passwords_made_at_once_the_first_holds(home: Home) -> None:
    home.password_file.write_text("made by another process")
    home._make_password()
    assert home.password() == "made by another process"


def test_the_secret_of_receipts_is_made_with_the_home_and_stays(home: Home) -> None:
    secret = home.receipt_secret()
    assert secret is not None
    assert len(secret) == 32
    assert mode(home.receipt_secret_file) == 0o600
    home.make()
    assert home.receipt_secret() == secret != home.password()


def test_where_there_is_no_home_there_is_no_secret(tmp_path: Path) -> None:
    assert Home(Settings(home=tmp_path / "none")).receipt_secret() is None


def test_a_lost_password_is_not_made_anew(home: Home) -> None:
    (home.path / "data" / "dbms").mkdir(parents=True)
    (home.path / "data" / "dbms" / "auth.ini").touch()
    with pytest.raises(EngineError, match="password .* is missing: put it into .* or"):
        home.password()


def test_a_home_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EngineError, match=r"/file/home cannot be written .*: set ARMS"):
        Home(Settings(home=tmp_path / "file" / "home")).make()


def test_a_read_only_home_cannot_be_written() -> None:
    with pytest.raises(EngineError, match="set ARMSGRAPH_HOME to a folder that you"):
        Home(Settings(home=Path("/proc/armsgraph"))).make()


def test_a_full_disk_is_told_from_one_that_cannot_be_written(tmp_path: Path) -> None:
    with (
        pytest.raises(EngineError, match="is full: free some space, or set ARMS"),
        writing(tmp_path, setting="ARMSGRAPH_HOME"),
    ):
        Path("/dev/full").write_text("one byte too many")


def test_a_disk_that_is_nearly_full_is_refused(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.check_space()
    monkeypatch.setattr(homes, "FREE_SPACE", 2**60)
    with pytest.raises(EngineError, match=r"is full: \d+ MB are free, and Neo4j needs"):
        home.check_space()


def test_configuration_keeps_the_engine_at_home(home: Home) -> None:
    home.configure(PORTS)
    lines = (home.path / "conf" / "neo4j.conf").read_text().splitlines()
    assert "server.default_listen_address=127.0.0.1" in lines
    assert "server.bolt.listen_address=:11111" in lines
    assert "server.http.listen_address=:22222" in lines
    assert "dbms.security.auth_enabled=true" in lines
    assert "dbms.usage_report.enabled=false" in lines


def test_ports_are_those_of_the_engine_that_runs(home: Home) -> None:
    home.configure(PORTS)
    with Lock(home.engine) as engine:
        assert engine.take()
        assert home.running()
        assert home.ports() == PORTS
    assert not home.running()
    assert home.ports() == Ports(bolt=7687, http=7474)


def test_a_home_without_an_engine_is_left_as_it_is(tmp_path: Path) -> None:
    home = Home(Settings(home=tmp_path / "none"))
    assert not home.running()
    assert not home.path.exists()


def test_a_lock_is_shared_or_held_alone(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with Lock(path) as mine, Lock(path) as other:
        assert mine.take(shared=True)
        assert other.take(shared=True)
        assert not mine.take()
        other.release()
        assert mine.take()
        assert not other.take(shared=True)


def test_a_lock_ends_with_its_holder(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    command = [sys.executable, "-c", HOLD, str(path)]
    with (
        Lock(path) as mine,
        subprocess.Popen(command, stdout=subprocess.PIPE) as holder,
    ):
        assert holder.stdout is not None
        holder.stdout.readline()
        assert not mine.take()
        holder.send_signal(signal.SIGKILL)
        wait_until(mine.take, "the lock of a killed process")


def test_the_tail_is_what_was_said_since(home: Home) -> None:
    home.log.write_text("before\n")
    since = home.log_size()
    with home.log.open("a") as log:
        log.writelines(f"line {i}\n" for i in range(100))
    home.output.write_text("and printed\n")
    lines = home.tail(since).splitlines()
    assert lines[-2:] == ["line 99", "and printed"]
    assert "before" not in lines
    assert len(lines) == homes.TAIL + 1


def test_without_a_log_the_tail_is_empty(home: Home) -> None:
    assert home.tail(home.log_size()) == ""


def test_ports_are_told_whole(home: Home) -> None:
    home.configure(PORTS)
    assert json.loads(home.ports_file.read_text()) == {"bolt": 11111, "http": 22222}
    assert not list(home.ports_file.parent.glob("*.new"))
