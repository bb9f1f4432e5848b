"""Who asks, and whether they may ask again: identity and rate in one step."""

from __future__ import annotations

import math
import time
from contextlib import suppress

import structlog
from starlette.datastructures import Headers
from starlette.types import Scope

from api.callers import caller_of
from api.errors import Refused
from api.identity import Authenticator, Caller
from api.rates import Rates
from graph.errors import GraphTimeout, GraphUnavailable
from graph.settings import Settings


class Admission:
    """Lets callers in, each as often as the rate allows, whatever they ask for."""

    def __init__(self, authenticator: Authenticator, settings: Settings) -> None:
        self._authenticator = authenticator
        self._settings = settings
        self._rates = Rates(settings.rate, settings.burst)

    async def caller(self, scope: Scope, headers: Headers) -> Caller:
        """Who asks, and may ask again; a bad key counts as a request of its address.

        Raises :class:`Refused`.
        """
        address = self._address(scope)
        try:
            caller = await self._authenticator.caller(headers, address)
        except Refused:
            self._charge(address)
            raise
        self._charge(caller.id)
        if caller.role is not None:
            structlog.contextvars.bind_contextvars(caller=caller.id)
        return caller

    def passing(self, scope: Scope) -> None:
        """Count a request for which it does not matter who asks.

        Raises :class:`Refused`.
        """
        self._charge(self._address(scope))

    async def again(self, headers: Headers, caller: Caller) -> Caller:
        """Who asks once more over a connection, as far as the headers still prove it.

        Raises :class:`Refused`, and as :meth:`Graph.read` does.
        """
        self._charge(caller.id)
        return await self._authenticator.caller(headers, caller.id)

    async def check(self, headers: Headers, caller: Caller) -> None:
        """Refuse who can no longer prove it; where Neo4j is away, nothing is told."""
        with suppress(GraphTimeout, GraphUnavailable):
            await self._authenticator.caller(headers, caller.id)

    def _address(self, scope: Scope) -> str:
        proxies = self._settings.trusted_proxies
        return caller_of(scope, trusted_proxies=proxies)

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
