"""What a person at a terminal, or a program reading logs, sees of a start."""

from __future__ import annotations

import os
import shlex
import time
from enum import StrEnum
from types import TracebackType
from typing import Self

import structlog
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from graph.engine import Stage
from graph.home import Home
from graph.server import Server
from graph.settings import Settings

log = structlog.get_logger("api.serve")


class Task(StrEnum):
    """What is done with a server that answers."""

    EXPORTING = "exporting"
    IMPORTING = "importing"


STAGES: dict[Stage | Task, tuple[str, str]] = {
    Stage.CONNECTING: ("Waiting for Neo4j", "Neo4j answers"),
    Stage.RESOLVING: ("Fetching Neo4j, once", "Neo4j fetched"),
    Stage.STARTING: ("Starting Neo4j", "Neo4j started"),
    Stage.LOADING: ("Loading the data", "Data loaded"),
    Task.EXPORTING: ("Writing the data", "Data written"),
    Task.IMPORTING: ("Importing", "Imported"),
}
"""What is said while a stage lasts, and when it is over."""


def graphql_address(settings: Settings) -> str:
    """Where the service on this machine answers GraphQL."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    if ":" in host:
        host = f"[{host}]"
    return f"http://{host}:{settings.port}/graphql"


def login(settings: Settings, server: Server) -> str:
    """How to log in to a server, without the password itself."""
    if server.browser is None:
        return f"user {server.user}, password as in NEO4J_PASSWORD"
    file = shlex.quote(os.path.relpath(Home(settings).password_file))
    return f"user {server.user}, password: cat {file}"


class Display:
    """Progress and addresses for a person."""

    def __init__(
        self, settings: Settings, console: Console, *, serving: bool = False
    ) -> None:
        self._settings = settings
        self._console = console
        self._serving = serving
        self._spinner = console.status("")
        self._stage: Stage | Task = Stage.READY
        self._since = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._spinner.stop()

    def report(self, stage: Stage | Task, detail: str = "") -> None:
        """Show that a stage has begun, or what happens in it."""
        if stage is not self._stage:
            self._finish()
            self._stage, self._since = stage, time.monotonic()
        if stage in STAGES:
            self._spinner.update(f"{STAGES[stage][0]} … [dim]{escape(detail)}[/dim]")
            self._spinner.start()

    def _finish(self) -> None:
        self._spinner.stop()
        if self._stage in STAGES:
            seconds = time.monotonic() - self._since
            self._console.print(
                f"[green]✓[/green] {STAGES[self._stage][1]} [dim]{seconds:.1f} s[/dim]"
            )

    def ready(self, server: Server) -> None:
        """Show the addresses and how to log in."""
        rows = Table.grid(padding=(0, 2))
        rows.add_column()
        # What is to be copied is never cut.
        rows.add_column(overflow="fold")
        if self._serving:
            rows.add_row("GraphQL", graphql_address(self._settings))
        if server.browser is not None:
            rows.add_row("Neo4j Browser", server.browser)
        rows.add_row("Bolt", server.uri)
        rows.add_row("Login", escape(login(self._settings, server)))
        rows.add_row("Stop", "Ctrl-C")
        self._console.print(Panel(rows, title="ArmsGraph", expand=False))


class Log:
    """The same for programs, as log lines."""

    def __init__(self, settings: Settings, *, serving: bool = False) -> None:
        self._settings = settings
        self._serving = serving
        self._stage: Stage | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Nothing is left to be done."""

    def report(self, stage: Stage, detail: str = "") -> None:
        """Log that a stage has begun."""
        if stage is not self._stage:
            self._stage = stage
            log.info("stage", stage=stage.value)

    def ready(self, server: Server) -> None:
        """Log the addresses and how to log in."""
        log.info(
            "ready",
            graphql=graphql_address(self._settings) if self._serving else None,
            browser=server.browser,
            bolt=server.uri,
            login=login(self._settings, server),
        )
