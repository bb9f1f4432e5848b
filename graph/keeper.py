"""Keeps one embedded engine: starts it, and ends it when its last user is gone.

It runs as a process of its own, without the rest of the package, so that the engine is
ended cleanly even when the service is killed. Users hold a shared lock on the file
``users``; when the last of them is gone, however that came, the keeper gets it
exclusively and ends the engine. The lock that says an engine runs is taken before the
keeper starts; keeper and engine inherit it, and the system gives it back when the last
of them has ended.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import threading

PATIENCE = 10
"""Seconds that an engine has to stop before it is killed; its data are safe then."""
PR_SET_PDEATHSIG = 1


def main(users: str, lock: str, *command: str) -> int:
    """Run the engine with ``command`` to its end and return its exit code.

    ``lock`` is the file descriptor of the engine's lock.
    """
    engine = subprocess.Popen(  # noqa: S603
        command, pass_fds=[int(lock)], preexec_fn=end_with_keeper
    )
    threading.Thread(target=end_when_unused, args=(users, engine), daemon=True).start()
    return engine.wait()


def end_with_keeper() -> None:
    """Have the engine told to stop if this process is killed; Linux alone does so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def end_when_unused(users: str, engine: subprocess.Popen[bytes]) -> None:
    """Wait until nobody uses the engine, and end it.

    The lock is kept meanwhile: who comes now waits, and starts a new engine.
    """
    fcntl.flock(os.open(users, os.O_RDWR), fcntl.LOCK_EX)
    engine.terminate()
    try:
        engine.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        engine.kill()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
