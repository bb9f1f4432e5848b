"""Operations of callers: who asks, whether there is room, and what comes of it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AbstractContextManager, aclosing
from typing import TypeAlias

from starlette.datastructures import Headers

from api.admission import Admission
from api.documents import Documents
from api.errors import Refused, from_graph, overloaded
from api.execution import Answer, Asked, Executor, NotAQuery, Subscription
from api.following import Follower, Seats, with_silences
from api.gate import Gate, Overloaded, Room
from api.identity import Caller
from graph.errors import GraphError
from graph.settings import Settings

MOST_OPERATIONS = 100
"""Operations that run at once over one socket or stream."""
MOST_UNTOLD = 4
"""Answers that wait there to be taken; until then, no others are computed."""

Answers: TypeAlias = AsyncGenerator[Answer | None, None]
"""Answers as they come, and None each time that none came for long."""


class Operations:
    """Runs operations within the limits of their callers, however they come."""

    def __init__(
        self,
        executor: Executor,
        follower: Follower,
        admission: Admission,
        documents: Documents,
        settings: Settings,
    ) -> None:
        self._executor = executor
        self._follower = follower
        self.admission = admission
        self._documents = documents
        self._gate = Gate(Room.of(settings))
        self._seats = Seats(settings)

    def seat(self, caller: Caller) -> AbstractContextManager[None]:
        """One of a caller's places for subscriptions, while it lasts.

        Raises :class:`Refused` on entering where none is left.
        """
        return self._seats.taken_by(caller.id)

    async def leaving(self) -> None:
        """Wait until the service stops."""
        await self._follower.pulse.stopped()

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

    async def begin(
        self, asked: Asked, caller: Caller, headers: Headers, *, only_queries: bool
    ) -> Answer | Answers:
        """The answer to an operation, or those that a subscription will have.

        A subscription ends where the headers no longer prove who calls. Raises
        :class:`Refused`, which its answers do as well, and :class:`Leaving` where the
        service stops.
        """
        try:
            asked = await self._documents.admitted(asked, caller)
            found = await self._executor.subscription(asked, caller)
        except GraphError as error:
            return Answer(errors=[from_graph(error, asked.query)])
        if isinstance(found, Subscription):
            return self._following(found, caller, headers)
        return found or await self._run(asked, caller, only_queries=only_queries)

    async def begin_another(
        self, asked: Asked, caller: Caller, headers: Headers
    ) -> Answer | Answers:
        """The same for an operation behind others of a caller; it counts as a request.

        The headers have to prove still who calls. Raises as above.
        """
        try:
            caller = await self.admission.again(headers, caller)
        except GraphError as error:
            return Answer(errors=[from_graph(error, asked.query)])
        return await self.begin(asked, caller, headers, only_queries=False)

    async def answers(
        self, asked: Asked, caller: Caller, headers: Headers, *, only_queries: bool
    ) -> Answers:
        """The answers to an operation as they come, one unless it is a subscription.

        Raises as above.
        """
        found = await self.begin(asked, caller, headers, only_queries=only_queries)
        if isinstance(found, Answer):
            yield found
            return
        async with aclosing(found):
            async for answer in found:
                yield answer

    async def _following(
        self, found: Subscription, caller: Caller, headers: Headers
    ) -> Answers:
        with self.seat(caller):
            following = with_silences(self._follow(found))
            async with aclosing(following) as answers:
                async for answer in answers:
                    await self.admission.check(headers, caller)
                    yield answer

    async def _follow(self, found: Subscription) -> AsyncGenerator[Answer, None]:
        try:
            async with aclosing(self._follower.answers(found)) as answers:
                async for answer in answers:
                    yield answer
        except GraphError as error:
            yield Answer(errors=[from_graph(error, found.text)])
