"""The keeper ends what it keeps with the last user, however that one went.

The engine is a shell here: the keeper runs any command.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph import keeper
from graph.home import Lock
from tests.processes import command_lines, kill, wait_until

ENGINE = "trap 'echo stopped; exit 0' TERM; echo started; while :; do sleep 0.05; done"
STUBBORN = "trap '' TERM; echo started; while :; do sleep 0.05; done"
IMPATIENT = """
import sys
from graph import keeper
keeper.PATIENCE = 0.2
sys.exit(keeper.main(*sys.argv[1:]))
"""


@pytest.fixture
def users(tmp_path: Path) -> Iterator[Lock]:
    with Lock(tmp_path / "users") as users:
        users.take(shared=True)
        yield users


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Lock]:
    """The engine's lock, seen by somebody else."""
    with Lock(tmp_path / "engine") as lock:
        yield lock


@contextmanager
def keeping(
    users: Lock, running: Lock, *program: str, script: str = ENGINE
) -> Iterator[subprocess.Popen[str]]:
    """A keeper with its engine started."""
    with Lock(running.path) as lock:
        lock.take()
        process = subprocess.Popen(
            [*program, str(users.path), str(lock.fd), "sh", "-c", script],
            stdout=subprocess.PIPE,
            text=True,
            pass_fds=[lock.fd],
        )
    with process:
        assert said(process) == "started"
        yield process


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def refused(user: Lock) -> bool:
    """Whether a user has to wait; one who has not is gone again."""
    if user.take(shared=True):
        user.release()
        return False
    return True


AS_PROGRAM = (sys.executable, "-I", keeper.__file__)


def test_the_engine_runs_while_it_is_used(users: Lock, running: Lock) -> None:
    with keeping(users, running, *AS_PROGRAM) as process:
        assert not running.take()
        assert process.poll() is None
        users.release()
        assert said(process) == "stopped"


def test_the_engine_ends_with_its_last_user(users: Lock, running: Lock) -> None:
    with keeping(users, running, *AS_PROGRAM) as process:
        with Lock(users.path) as second:
            second.take(shared=True)
            users.release()
            assert process.poll() is None
        assert said(process) == "stopped"
        assert process.wait() == 0
    wait_until(running.take, "the end of the engine")


def test_the_exit_code_is_the_engines(users: Lock, running: Lock) -> None:
    with keeping(users, running, *AS_PROGRAM, script="echo started; exit 7") as process:
        assert process.wait() == 7


def test_an_engine_that_will_not_stop_is_killed(users: Lock, running: Lock) -> None:
    program = (sys.executable, "-c", IMPATIENT)
    with keeping(users, running, *program, script=STUBBORN) as process:
        users.release()
        assert process.wait() != 0
    wait_until(running.take, "the end of the engine")


def test_a_killed_keeper_takes_its_engine_along(users: Lock, running: Lock) -> None:
    with keeping(users, running, *AS_PROGRAM) as process:
        kill(process.pid)
        assert said(process) == "stopped"
        wait_until(running.take, "the end of the engine")


def test_who_comes_while_the_engine_ends_has_to_wait(
    users: Lock, running: Lock
) -> None:
    with keeping(users, running, *AS_PROGRAM, script=STUBBORN) as process:
        with Lock(users.path) as next_user:
            users.release()
            wait_until(lambda: refused(next_user), "the keeper to take over")
        (engine,) = (
            pid
            for pid, words in command_lines().items()
            if words == ["sh", "-c", STUBBORN]
        )
        kill(engine)
        process.wait()
        assert users.take(shared=True)
