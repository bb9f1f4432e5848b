"""The folder of an embedded engine: its layout, configuration, password and locks."""

from __future__ import annotations

import asyncio
import errno
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from graph.errors import EngineError
from graph.ports import Ports
from graph.settings import Settings

FREE_SPACE = 256 * 2**20
"""Bytes that must be free on the disk before an engine starts."""

TAIL = 20
"""Lines of a log that an error shows."""
LONGEST_TAIL = 2**16
"""Bytes of a log that are read to find them."""

FOLDERS = ("conf", "data", "import", "lib", "licenses", "logs", "plugins", "run")

CONFIG = """\
# Written anew at each start of the engine.
server.default_listen_address=127.0.0.1
server.default_advertised_address=127.0.0.1
server.bolt.listen_address=:{bolt}
server.bolt.advertised_address=:{bolt}
server.http.listen_address=:{http}
server.http.advertised_address=:{http}
server.https.enabled=false
server.memory.pagecache.size={page_cache}
# Plans of statements that differ: a thousand, as it would keep, outgrow a small heap.
server.memory.query_cache.per_db_cache_num_entries=250
dbms.security.auth_enabled=true
# No statement reads a file of this machine.
dbms.security.allow_csv_import_from_file_urls=false

# The Neo4j Browser reaches this server alone.
dbms.security.http_static_content_security_policy_header=\
default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
font-src 'self' data:; connect-src 'self' ws: wss:; base-uri 'none'; \
form-action 'none'; frame-ancestors 'none'; object-src 'none'

# Nothing is reported to anybody.
dbms.usage_report.enabled=false
server.bolt.telemetry.enabled=false
client.allow_telemetry=false

# Without keep-alives within a request the driver reads large answers far faster.
server.bolt.connection_keep_alive_for_requests=OFF
# Without a quiet period the engine stops in under a second instead of in ten.
internal.dbms.bolt.netty_server_shutdown_quiet_period=0
# A guard against what runs away; the service sets shorter limits of its own.
db.transaction.timeout=10m
db.tx_log.rotation.size=32m
"""


class Lock:
    """An advisory lock on a file, given back by the system when its holder dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def take(self, *, shared: bool = False) -> bool:
        """Take or convert the lock unless someone else's stands against it."""
        mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(self.fd, mode | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    async def wait(self, *, shared: bool = False) -> None:
        """Take the lock as soon as that is possible."""
        while not self.take(shared=shared):  # noqa: ASYNC110 (a file has no event)
            await asyncio.sleep(0.05)

    def release(self) -> None:
        """Give the lock back and keep the file open."""
        fcntl.flock(self.fd, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the lock back."""
        os.close(self.fd)

    def __enter__(self) -> Lock:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Home:
    """The folder that holds one embedded engine.

    Lock files tell what goes on, and cannot be left behind by a process that was
    killed: ``run/users`` is shared by every process that uses the engine, ``run/start``
    is held while one of them starts it, ``run/engine`` by the engine itself. Besides,
    ``run/load`` is held while an empty graph is filled. ``run/ports`` holds the ports
    of the engine that runs, or ran last.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.path = settings.home.resolve() / "neo4j"
        self.password_file = self.path / "password"
        self.receipt_secret_file = self.path / "receipt-secret"
        self.users = self.path / "run" / "users"
        self.start = self.path / "run" / "start"
        self.engine = self.path / "run" / "engine"
        self.load = self.path / "run" / "load"
        self.ports_file = self.path / "run" / "ports"
        self.lib = (settings.lib or self.path / "lib").resolve()
        self.output = self.path / "logs" / "engine.log"
        """What the engine prints, other than its log."""
        self.log = self.path / "logs" / "neo4j.log"

    def make(self) -> None:
        """Make the folders that are missing.

        Raises :class:`EngineError` where that is not possible.
        """
        with self.writing():
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            for folder in FOLDERS:
                (self.path / folder).mkdir(exist_ok=True)
            self.users.touch(0o600)
            if not self.receipt_secret_file.exists():
                _make_secret(self.receipt_secret_file)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Raise :class:`EngineError` where the home turns out not to be writable."""
        with writing(self.settings.home, setting="ARMSGRAPH_HOME"):
            yield

    def check_space(self) -> None:
        """Raise :class:`EngineError` where the disk is nearly full."""
        free = shutil.disk_usage(self.path).free
        if free < FREE_SPACE:
            raise EngineError(
                f"The disk of {self.settings.home} is full: {free >> 20} MB are free, "
                f"and Neo4j needs {FREE_SPACE >> 20} MB. Free some space, or set "
                "ARMSGRAPH_HOME to a folder on another disk."
            )

    def configure(self, ports: Ports) -> None:
        """Write the engine's configuration, and its ports for who joins."""
        config = CONFIG.format(
            bolt=ports.bolt, http=ports.http, page_cache=self.settings.page_cache
        )
        (self.path / "conf" / "neo4j.conf").write_text(config)
        draft = self.ports_file.with_suffix(".new")
        draft.write_text(json.dumps(asdict(ports)))
        draft.rename(self.ports_file)

    def password(self) -> str:
        """The password of the user ``neo4j``, made where there is none yet.

        Raises :class:`EngineError` where a graph is there but its password is lost.
        """
        if not self.password_file.exists():
            self._make_password()
        return self.password_file.read_text().strip()

    def _make_password(self) -> None:
        if self.initialised():
            raise EngineError(
                f"The password of the embedded Neo4j is missing: put it into "
                f"{self.password_file}, or move {self.path / 'data'} away to start "
                "with an empty graph."
            )
        _make_secret(self.password_file)

    def receipt_secret(self) -> str | None:
        """What receipts are signed with; None where it is not here, or not for us."""
        try:
            return self.receipt_secret_file.read_text().strip()
        except OSError:
            return None

    def initialised(self) -> bool:
        """Whether the engine has been given its password."""
        return (self.path / "data" / "dbms" / "auth.ini").exists()

    def running(self) -> bool:
        """Whether an engine runs in this home."""
        if not self.engine.exists():
            return False
        with Lock(self.engine) as engine:
            return not engine.take(shared=True)

    def ports(self) -> Ports:
        """The ports of the engine that runs here, or else those of the settings."""
        if self.running():
            return Ports(**json.loads(self.ports_file.read_text()))
        return Ports(bolt=self.settings.bolt_port, http=self.settings.http_port)

    def open_output(self) -> BinaryIO:
        """A new file for what the engine prints."""
        return self.output.open("wb")

    def log_size(self) -> int:
        """Bytes that the log has now."""
        return self.log.stat().st_size if self.log.exists() else 0

    def tail(self, since: int) -> str:
        """The last lines of the log, from byte ``since`` on, and of the output."""
        return "\n".join(
            [*_last_lines(self.log, since), *_last_lines(self.output, since=0)]
        )


@contextmanager
def writing(folder: Path, *, setting: str) -> Iterator[None]:
    """Raise :class:`EngineError` where a folder turns out not to be writable.

    ``setting`` is where another folder can be named.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise EngineError(
                f"The disk of {folder} is full: free some space, or set {setting} to "
                "a folder on another disk."
            ) from error
        raise EngineError(
            f"{folder} cannot be written ({error.strerror}): set {setting} to a folder "
            "that you can write."
        ) from error


def _make_secret(file: Path) -> None:
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.touch(0o600)
    draft.write_text(secrets.token_hex(16))
    # Linking fails where another process was faster, and then its secret holds.
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _last_lines(file: Path, since: int) -> list[str]:
    try:
        with file.open("rb") as lines:
            lines.seek(max(since, file.stat().st_size - LONGEST_TAIL))
            return lines.read().decode(errors="replace").splitlines()[-TAIL:]
    except FileNotFoundError:
        return []
