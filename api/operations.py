"""Operations of callers: who asks, whether there is room, and what comes of it."""

from __future__ import annotations

import math
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

import structlog
from starlette.datastructures import Headers
from starlette.types import Scope

from api.callers import caller_of
from api.documents import Documents
from api.errors import Refused, from_graph, overloaded
from api.execution import Answer, Asked, Executor, NotAQuery, Subscription
from api.following import Follower, Seats, with_silences
from api.gate import Gate, Overloaded, Room
from api.identity import Authenticator, Caller
from api.rates import Rates
from graph.errors import GraphError, GraphTimeout, GraphUnavailable
from graph.settings import Settings


class Operations:
    """Runs operations within the limits of their callers, however they come."""

    def __init__(
        self,
        executor: Executor,
        follower: Follower,
        authenticator: Authenticator,
        documents: Documents,
        settings: Settings,
    ) -> None:
        self._executor = executor
        self._follower = follower
        self._authenticator = authenticator
        self._documents = documents
        self._settings = settings
        self._rates = Rates(settings.rate, settings.burst)
        self._gate = Gate(Room.of(settings))
        self._seats = Seats(settings)

    async def caller(self, scope: Scope, headers: Headers) -> Caller:
        """Who asks, and may ask again; a bad key counts as a request of its address.

        Raises :class:`Refused`.
        """
        proxies = self._settings.trusted_proxies
        address = caller_of(scope, trusted_proxies=proxies)
        try:
            caller = await self._authenticator.caller(headers, address)
        except Refused:
            self._charge(address)
            raise
        self._charge(caller.id)
        if caller.role is not None:
            structlog.contextvars.bind_contextvars(caller=caller.id)
        return caller

    async def answer(
        self, asked: Asked, caller: Caller, *, only_queries: bool
    ) -> Answer:
        """The answer to an operation, once there is room for it.

        Raises :class:`Refused`, and as :meth:`Documents.admitted` does.
        """
        asked = await self._documents.admitted(asked, caller)
        return await self._run(asked, caller, only_queries=only_queries)

    async def _run(self, asked: Asked, caller: Caller, *, only_queries: bool) -> Answer:
        try:
            await self._gate.enter(caller.id)
        except Overloaded:
            message = "Too much is asked at once; come back later."
            raise overloaded(message) from None
        try:
            return await self._executor.execute(
                asked, caller, only_queries=only_queries
            )
        except NotAQuery:
            message = "Send operations that change something by POST."
            raise Refused(405, message, headers={"Allow": "POST"}) from None
        finally:
            self._gate.leave(caller.id)

    async def answers(
        self, asked: Asked, caller: Caller, headers: Headers, *, only_queries: bool
    ) -> AsyncGenerator[Answer | None, None]:
        """The answers to an operation, as they come: several to a subscription.

        None is given each time that none came for long. A subscription ends where the
        headers no longer prove who calls. Raises :class:`Refused`, and
        :class:`Leaving` where the service stops.
        """
        try:
            asked = await self._documents.admitted(asked, caller)
            found = await self._executor.subscription(asked, caller)
        except GraphError as error:
            found = Answer(errors=[from_graph(error, asked.query)])
        if isinstance(found, Answer):
            yield found
        elif found is None:
            yield await self._run(asked, caller, only_queries=only_queries)
        else:
            with self._seats.taken_by(caller.id):
                following = with_silences(self._follow(found))
                async with aclosing(following) as answers:
                    async for answer in answers:
                        await self._check_again(headers, caller)
                        yield answer

    async def one_more(
        self, asked: Asked, caller: Caller, headers: Headers
    ) -> AsyncGenerator[Answer | None, None]:
        """The same for an operation behind others of a caller; it counts as a request.

        Raises as above.
        """
        self._charge(caller.id)
        answers = self.answers(asked, caller, headers, only_queries=False)
        async with aclosing(answers) as coming:
            async for answer in coming:
                yield answer

    async def _check_again(self, headers: Headers, caller: Caller) -> None:
        """Refuse who can no longer prove it; where Neo4j is away, nothing is told."""
        with suppress(GraphTimeout, GraphUnavailable):
            await self._authenticator.caller(headers, caller.id)

    async def _follow(self, found: Subscription) -> AsyncGenerator[Answer, None]:
        try:
            async with aclosing(self._follower.answers(found)) as answers:
                async for answer in answers:
                    yield answer
        except GraphError as error:
            yield Answer(errors=[from_graph(error, found.text)])

    def _charge(self, caller: str) -> None:
        wait = self._rates.take(caller, time.monotonic())
        if wait:
            seconds = math.ceil(wait)
            message = f"Too many requests; come back in {seconds} s."
            raise Refused(
                429,
                message,
                code="RATE_LIMITED",
                details={"limit": "rate", "allowed": self._settings.rate},
                headers={"Retry-After": str(seconds)},
            )
