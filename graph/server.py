"""A Neo4j server: where it is, how to log in, and whether it will do."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from graph.driver import Graph, Login, LoginRefused, Statement, connect
from graph.errors import EngineError, GraphError, GraphTimeout, GraphUnavailable
from graph.settings import Settings

OLDEST = (5, 26)


@dataclass(frozen=True, slots=True)
class Server(Login):
    """A Neo4j server, how to log in, and what to expect of it."""

    login_remedy: str = field(repr=False)
    """What to do where the login is refused."""
    ping_timeout: float
    """Seconds that it may take to answer a ping before it counts as away."""
    browser: str | None = None
    """Address of the Neo4j Browser, where it is known."""

    def connect(self, *, timeout: float) -> AbstractAsyncContextManager[Graph]:
        """Open a :class:`Graph`; statements may run for ``timeout`` seconds."""
        return connect(self, timeout=timeout, ping_timeout=self.ping_timeout)

    async def version(self) -> str:
        """The server's version, once it has answered a statement.

        Raises :class:`GraphUnavailable` where it does not answer,
        :class:`EngineError` where it refuses the login or the database, or is too old.
        """
        async with self.connect(timeout=10) as graph:
            try:
                found = await graph.server_version()
                check_version(found)
                await graph.read(Statement("RETURN 1"))
            except LoginRefused as error:
                raise EngineError(self.login_remedy) from error
            except (EngineError, GraphUnavailable, GraphTimeout):
                raise
            except GraphError as error:
                raise EngineError(
                    f"Neo4j answers, but not in the database {self.database}: set "
                    f"NEO4J_DATABASE to one that {self.user} can read and write."
                ) from error
        return found


def named_server(settings: Settings) -> Server | None:
    """The server that ``NEO4J_URI`` names; None where the embedded one is used."""
    if settings.neo4j_uri is None:
        return None
    password = settings.neo4j_password
    return Server(
        uri=settings.neo4j_uri,
        user=settings.neo4j_user,
        password=password.get_secret_value() if password else "",
        database=settings.neo4j_database,
        login_remedy=(
            f"Neo4j refuses NEO4J_PASSWORD for the user {settings.neo4j_user}: set "
            "NEO4J_USER and NEO4J_PASSWORD to what the server knows."
        ),
        ping_timeout=settings.ping_timeout,
    )


def check_version(found: str) -> None:
    """Raise :class:`EngineError` for a version that is too old."""
    numbers = found.replace("-", ".").split(".")[:2]
    if tuple(int(number) for number in numbers if number.isdecimal()) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise EngineError(
            f"Neo4j {found} is too old: use {oldest} or later, or unset NEO4J_URI to "
            "use the embedded one."
        )
