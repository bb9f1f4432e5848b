"""Sends changes to webhooks: signed, in their order, and again where that failed.

Bodies are signed as `Standard Webhooks <https://www.standardwebhooks.com>`_ has it. An
address is looked up before each delivery, and only what is allowed is connected to: so
that nobody makes the service ask within its own network.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from ipaddress import ip_network as network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import httpx
import orjson
import structlog

from graph.driver import Graph
from graph.errors import BadUserInput, GraphError
from graph.settings import Settings
from graph.webhooks import (
    ATTEMPTS,
    Delivery,
    Undelivered,
    Webhook,
    advance,
    claim,
    due,
    give_up,
    next_delivery,
    postpone,
)

PAUSE = 1.0
"""Seconds between two looks at whether there is something to send."""
TIMEOUT = 10.0
"""Seconds in which an address must have answered."""
AT_ONCE = 10
"""Webhooks that are sent changes at once."""

log = structlog.get_logger("api.webhooks")


class Refusal(Exception):
    """An address may not be sent anything, or did not take it; says why."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Where webhooks may lead: hosts by name, and networks."""

    hosts: frozenset[str]
    networks: tuple[IPv4Network | IPv6Network, ...]

    @classmethod
    def of(cls, listed: str) -> Allowed:
        """Names, addresses and networks, with commas between them."""
        hosts, networks = set(), []
        for item in listed.split(","):
            try:
                networks.append(network(item.strip()))
            except ValueError:
                hosts.add(item.strip().lower())
        return cls(frozenset(hosts), tuple(networks))

    def check(self, url: str) -> SplitResult:
        """The parts of an address that may be named; raises :class:`Refusal`."""
        try:
            httpx.URL(url)
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except (ValueError, httpx.InvalidURL):
            raise Refusal(f"{url} is no address") from None
        if parts.scheme not in ("http", "https") or not host or parts.username:
            raise Refusal(f"{url} is not https:// and a host, without a login")
        if host not in self.hosts and not self._names(host):
            raise Refusal(f"{host} is not among the hosts that are allowed")
        return parts

    def _names(self, host: str) -> bool:
        try:
            return self._within(ip_address(host))
        except ValueError:
            return False

    def _within(self, address: IPv4Address | IPv6Address) -> bool:
        return any(address in one for one in self.networks)

    def pick(self, addresses: Sequence[str], scheme: str) -> str:
        """One of the addresses of a host; raises :class:`Refusal` for a forbidden one.

        Addresses of private networks are not, unless the network is listed; to all
        others goes nothing that is not encrypted.
        """
        for text in addresses:
            address = ip_address(text)
            if self._within(address):
                continue
            if not address.is_global or address.is_multicast:
                raise Refusal(f"{text} is in a private network that is not allowed")
            if scheme != "https":
                raise Refusal("outside of the networks that are listed, use https://")
        if not addresses:
            raise Refusal("the host has no address")
        return addresses[0]


class Sender:
    """Sends bodies to webhooks."""

    def __init__(self, allowed: Allowed, ca: Path | None = None) -> None:
        self._allowed = allowed
        self._trusted = httpx.create_ssl_context(trust_env=False)
        if ca is not None:
            self._trusted.load_verify_locations(ca)

    @classmethod
    def of(cls, settings: Settings) -> Sender:
        """Who sends where the settings allow it."""
        return cls(Allowed.of(settings.webhook_hosts or ""), settings.webhook_ca)

    async def send(self, hook: Webhook, id: str, body: bytes) -> None:
        """Send a body; raises :class:`Refusal` where it was not taken."""
        parts = self._allowed.check(hook.url)
        host = parts.hostname or ""
        address = self._allowed.pick(await _addresses(host), parts.scheme)
        url = httpx.URL(hook.url).copy_with(host=address)
        headers = {"Host": parts.netloc, **_signed(hook.secret, id, body)}
        try:
            async with (
                asyncio.timeout(TIMEOUT),
                httpx.AsyncClient(verify=self._trusted, trust_env=False) as client,
                client.stream(
                    "POST",
                    url,
                    content=body,
                    headers=headers,
                    extensions={"sni_hostname": host},
                ) as response,
            ):
                status = response.status_code
        except (httpx.HTTPError, TimeoutError) as error:
            raise Refusal(f"no answer ({type(error).__name__})") from error
        if not 200 <= status < 300:
            raise Refusal(f"answered {status}")


async def _addresses(host: str) -> list[str]:
    """The addresses of a host."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None)
    except OSError:
        raise Refusal(f"{host} is not known") from None
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _signed(secret: str, id: str, body: bytes) -> dict[str, str]:
    """The headers by which whoever has the secret knows a body for ours."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    at = str(int(time.time()))
    digest = hmac.new(key, f"{id}.{at}.".encode() + body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "User-Agent": "armsgraph",
        "webhook-id": id,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


class Deliveries:
    """Sends every webhook the changes that it has not been sent yet."""

    def __init__(self, graph: Graph, sender: Sender) -> None:
        self._graph = graph
        self._sender = sender

    async def run(self) -> None:
        """Send what there is, for good."""
        while True:
            try:
                sent = await self.once()
            except GraphError as error:
                log.warning("webhooks wait for the graph", exc_info=error)
                sent = False
            if not sent:
                await asyncio.sleep(PAUSE)

    async def once(self) -> bool:
        """Send each webhook what is due; whether there was anything."""
        ids = (await due(self._graph))[:AT_ONCE]
        return any(await asyncio.gather(*map(self._deliver, ids)))

    async def _deliver(self, id: str) -> bool:
        hook = await claim(self._graph, id)
        if hook is None:
            return False
        delivery = await next_delivery(self._graph, hook)
        if not delivery.changes:
            await advance(self._graph, hook, delivery)
            return False
        body = _body(hook, delivery)
        try:
            last = delivery.changes[-1]["cursor"]
            await self._sender.send(hook, f"{hook.id}_{last}", body)
        except Refusal as refusal:
            await self._fail(hook, delivery, body, str(refusal))
        except Exception as error:
            # The other webhooks are sent what is due to them.
            log.error("a webhook cannot be sent to", webhook=hook.id, exc_info=error)
            await self._fail(hook, delivery, body, f"failed ({type(error).__name__})")
        else:
            await advance(self._graph, hook, delivery)
        return True

    async def _fail(
        self, hook: Webhook, delivery: Delivery, body: bytes, error: str
    ) -> None:
        log.warning("webhook failed", webhook=hook.id, error=error)
        if hook.attempts + 1 < ATTEMPTS:
            await postpone(self._graph, hook, error)
        else:
            await give_up(self._graph, hook, delivery, body.decode(), error)


def _body(hook: Webhook, delivery: Delivery) -> bytes:
    return orjson.dumps({"webhook": hook.id, "changes": delivery.changes})


async def send_again(sender: Sender, hook: Webhook, kept: Undelivered) -> None:
    """Send what was given up; raises :class:`BadUserInput` where that fails, too."""
    try:
        await sender.send(hook, kept.id, kept.body.encode())
    except Refusal as refusal:
        raise BadUserInput(f"{hook.url}: {refusal}") from None


@asynccontextmanager
async def delivering(graph: Graph, settings: Settings) -> AsyncIterator[None]:
    """Send changes while the block lasts, if any hosts are allowed."""
    if settings.webhook_hosts is None:
        yield
        return
    deliveries = Deliveries(graph, Sender.of(settings))
    running = asyncio.create_task(deliveries.run())
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
