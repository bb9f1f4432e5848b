"""The one seam to Neo4j: statements in, rows out, the driver's errors translated."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeAlias

import neo4j
from neo4j import exceptions as foreign
from neo4j.api import AsyncBookmarkManager

from graph.errors import (
    BadUserInput,
    GraphError,
    GraphOverloaded,
    GraphTimeout,
    GraphUnavailable,
)
from graph.watch import AWAY, Watch

log = logging.getLogger(__name__)

UNAVAILABLE = (
    foreign.ServiceUnavailable,
    foreign.SessionExpired,
    foreign.TransientError,
    foreign.ConfigurationError,
    OSError,
)
STALE = (foreign.ServiceUnavailable, foreign.SessionExpired)
"""What a pooled connection raises when its server has gone; reading again is safe."""
TIMED_OUT = (
    "Neo.ClientError.Transaction.TransactionTimedOut",
    "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
)
NO_ROOM = (
    "Neo.TransientError.General.MemoryPoolOutOfMemoryError",
    "Neo.TransientError.General.OutOfMemoryError",
    "Neo.TransientError.Request.NoThreadsAvailable",
    "Neo.TransientError.Transaction.MaximumTransactionLimitReached",
)
CONNECTIONS = 100
"""How many statements one process has Neo4j run at once."""
FULL = "The graph database has no room for this now: ask for less, or again later."
CLOSING = 2.0
"""Seconds that connections may take to be closed."""
REFUSED = "Neo.ClientError.Security.AuthenticationRateLimit"
NO_BOOKMARKS = (
    "Neo.ClientError.Transaction.InvalidBookmark",
    "Neo.ClientError.Transaction.InvalidBookmarkMixture",
)


class LoginRefused(GraphUnavailable):
    """Neo4j answers but does not accept the user and password."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Cypher text and the values of its parameters."""

    text: str
    params: Mapping[str, Any] = field(default_factory=dict)


Run: TypeAlias = Callable[[Statement], Awaitable[list[list[Any]]]]
"""Runs a statement, in a transaction or on its own; its rows."""


class NoBookmarks(AsyncBookmarkManager):
    """Has no session wait for what another statement has seen."""

    async def get_bookmarks(self) -> tuple[str, ...]:
        """None."""
        return ()

    async def update_bookmarks(
        self, previous_bookmarks: Collection[str], new_bookmarks: Collection[str]
    ) -> None:
        """Forget them."""


@dataclass(frozen=True, slots=True)
class Login:
    """Where a Neo4j server is, and how to log in."""

    uri: str
    user: str
    password: str = field(repr=False)
    database: str


@dataclass(frozen=True, slots=True)
class _Pool:
    """Connections to a server, and sessions that nobody uses at the moment."""

    driver: neo4j.AsyncDriver
    idle: list[neo4j.AsyncSession] = field(default_factory=list)

    @classmethod
    def of(cls, login: Login, *, size: int = CONNECTIONS) -> _Pool:
        """Connections that are opened as they are needed."""
        driver = neo4j.AsyncGraphDatabase.driver(
            login.uri,
            auth=(login.user, login.password),
            connection_acquisition_timeout=5,
            connection_timeout=5,
            max_connection_pool_size=size,
            notifications_min_severity="OFF",
            telemetry_disabled=True,
            user_agent="armsgraph",
        )
        return cls(driver)

    async def close(self) -> None:
        """Close all connections, also where nobody hears that any more."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSING):
                for session in self.idle:
                    await session.close()
                await self.driver.close()


class Graph:
    """A Neo4j database, owned by whoever called :func:`connect`."""

    def __init__(self, login: Login, *, timeout: float, ping_timeout: float) -> None:
        self._login = login
        self._timeout = timeout
        self._pool = _Pool.of(login)
        self._for_pings = _Pool.of(login, size=1)
        self._closing: set[asyncio.Task[None]] = set()
        self._watch = Watch(self._ping, self._start_anew, timeout=ping_timeout)
        self._watching = asyncio.create_task(self._watch.run())

    async def read(
        self, statement: Statement, *, after: Collection[str] = ()
    ) -> list[list[Any]]:
        """Run a statement in a read transaction and return its rows.

        It waits until the server has what the bookmarks ``after`` stand for. Raises
        :class:`GraphUnavailable`, :class:`GraphTimeout` or :class:`GraphError`.
        """
        read = partial(self._read_after, after) if after else self._read
        try:
            async with self._watch.within(self._timeout + 1):
                try:
                    return await read(statement)
                except STALE:
                    return await read(statement)
        except Exception as error:
            raise translate(error) from error

    async def _read_after(
        self, bookmarks: Collection[str], statement: Statement
    ) -> list[list[Any]]:
        async with self._pool.driver.session(
            database=self._login.database,
            default_access_mode=neo4j.READ_ACCESS,
            bookmarks=neo4j.Bookmarks.from_raw_values(bookmarks),
        ) as session:
            result = await session.run(self._query(statement), dict(statement.params))
            return await result.values()

    async def _read(self, statement: Statement) -> list[list[Any]]:
        # To open a session takes a tenth of the time that a look-up does.
        pool = self._pool
        session = pool.idle.pop() if pool.idle else self._session(pool)
        try:
            result = await session.run(self._query(statement), dict(statement.params))
            rows = await result.values()
        except BaseException:
            session.cancel()
            await session.close()
            raise
        pool.idle.append(session)
        return rows

    def _session(self, pool: _Pool) -> neo4j.AsyncSession:
        return pool.driver.session(
            database=self._login.database,
            default_access_mode=neo4j.READ_ACCESS,
            fetch_size=-1,
            bookmark_manager=NoBookmarks(),
        )

    async def explain(self, statement: Statement) -> list[str]:
        """The operators of a statement's plan, as ``EXPLAIN`` gives them."""
        summary = await self._summary("EXPLAIN", statement)
        return [plan["operatorType"] for plan in _plans(summary.plan)]

    async def profile(self, statement: Statement) -> int:
        """How often a statement asks the store for something, as ``PROFILE`` counts."""
        summary = await self._summary("PROFILE", statement)
        # Procedures are not counted.
        return sum(plan.get("dbHits", 0) for plan in _plans(summary.profile))

    async def _summary(self, mode: str, statement: Statement) -> neo4j.ResultSummary:
        async with self._pool.driver.session(
            database=self._login.database, default_access_mode=neo4j.READ_ACCESS
        ) as session:
            query = neo4j.Query(f"{mode} {statement.text}")
            result = await session.run(query, dict(statement.params))
            return await result.consume()

    async def write(self, statements: Sequence[Statement]) -> list[list[list[Any]]]:
        """Run statements in one write transaction: all of them or none.

        Returns the rows of each. Raises as :meth:`read` does.
        """
        async with self.transaction() as transaction:
            return [await transaction.run(statement) for statement in statements]

    @asynccontextmanager
    async def transaction(
        self, *, timeout: float | None = None
    ) -> AsyncIterator[Transaction]:
        """One write transaction, committed on exit and rolled back on any error.

        It is ended where it lasts longer than ``timeout`` seconds.
        """
        try:
            async with (
                self._watch.within(None),
                self._pool.driver.session(database=self._login.database) as session,
                await session.begin_transaction(timeout=timeout) as begun,
            ):
                transaction = Transaction(begun)
                yield transaction
                await begun.commit()
                last = await session.last_bookmarks()
                transaction.bookmarks = tuple(sorted(last.raw_values))
        except (foreign.Neo4jError, foreign.DriverError, OSError) as error:
            raise translate(error) from error

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """One read transaction: what it runs is answered by one and the same server.

        Raises as :meth:`read` does.
        """
        try:
            async with (
                self._watch.within(self._timeout + 1),
                self._session(self._pool) as session,
                await session.begin_transaction(timeout=self._timeout) as begun,
            ):
                yield Transaction(begun)
        except (foreign.Neo4jError, foreign.DriverError, OSError) as error:
            raise translate(error) from error

    async def server_version(self) -> str:
        """The server's version, such as ``5.26.30``, once Bolt answers."""
        try:
            async with self._watch.within(self._timeout + 1):
                info = await self._pool.driver.get_server_info()
        except Exception as error:
            raise translate(error) from error
        return info.agent.removeprefix("Neo4j/")

    async def close(self) -> None:
        """Close all connections."""
        self._watching.cancel()
        pools = (self._pool, self._for_pings)
        await asyncio.gather(
            self._watching,
            *self._closing,
            *(pool.close() for pool in pools),
            return_exceptions=True,
        )

    async def _ping(self) -> None:
        async with self._for_pings.driver.session(
            database=self._login.database, default_access_mode=neo4j.READ_ACCESS
        ) as session:
            try:
                await (await session.run("RETURN 1")).consume()
            except UNAVAILABLE as error:
                told = translate(error)
                if not isinstance(told, GraphOverloaded):
                    raise told from error
            except (foreign.Neo4jError, foreign.DriverError):
                # Whatever it says, it answers.
                pass

    def _start_anew(self) -> None:
        """Leave connections behind that may never notice that they are dead."""
        closing = asyncio.create_task(self._pool.close())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
        self._pool = _Pool.of(self._login)

    def _query(self, statement: Statement) -> neo4j.Query:
        return neo4j.Query(statement.text, timeout=self._timeout)


class Transaction:
    """An open transaction.

    Once one that writes is committed, ``bookmarks`` say which state of the database
    it has led to.
    """

    def __init__(self, transaction: neo4j.AsyncTransaction) -> None:
        self._transaction = transaction
        self.bookmarks: tuple[str, ...] = ()

    async def run(self, statement: Statement) -> list[list[Any]]:
        """Run one statement and return its rows."""
        text = statement.text
        result = await self._transaction.run(text, dict(statement.params))
        return [record.values() async for record in result]


@asynccontextmanager
async def connect(
    login: Login, *, timeout: float, ping_timeout: float
) -> AsyncIterator[Graph]:
    """Open a :class:`Graph` on a Neo4j server and close it on exit.

    Statements may run for ``timeout`` seconds. Does not wait for the server: they fail
    with :class:`GraphUnavailable` until it answers, and as soon as it is found to no
    longer answer a ping in ``ping_timeout`` seconds.
    """
    graph = Graph(login, timeout=timeout, ping_timeout=ping_timeout)
    try:
        yield graph
    finally:
        await graph.close()


def _plans(plan: Any) -> Iterator[Any]:
    """A plan and all plans that it is made of."""
    yield plan
    for child in plan.get("children", ()):
        yield from _plans(child)


def translate(error: BaseException) -> BaseException:
    """The :class:`GraphError` for an error of the driver; others as they are."""
    match error:
        case GraphError():
            return error
        case foreign.Neo4jError() if error.code in TIMED_OUT:
            return GraphTimeout("The operation ran longer than allowed.")
        case foreign.Neo4jError() if error.code in NO_BOOKMARKS:
            return BadUserInput("The bookmark is none of this database.")
        case TimeoutError():
            return GraphTimeout("The operation ran longer than allowed.")
        case foreign.AuthError():
            return LoginRefused("The graph database refuses the login.")
        case foreign.Neo4jError() if error.code == REFUSED:
            return LoginRefused("The graph database refuses the login.")
        case foreign.Neo4jError() if error.code in NO_ROOM:
            log.warning("Neo4j has no room for a statement: %s", error)
            return GraphOverloaded(FULL)
        case foreign.ConnectionPoolError():
            log.warning("all connections to Neo4j are in use")
            return GraphOverloaded(FULL)
        case _ if isinstance(error, UNAVAILABLE):
            return GraphUnavailable(AWAY)
        case foreign.Neo4jError() | foreign.DriverError():
            # Callers learn nothing of it, and operators need to.
            log.error("Neo4j refused a statement: %s", error)
            return GraphError("The graph database refused the operation.")
        case _:
            return error
