"""Who calls: the address that limits for each caller go by."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

SITE = 64
"""Bits of an IPv6 address that tell sites apart; one site has all that follow."""


def caller_of(scope: Scope, *, trusted_proxies: int) -> str:
    """The caller's address, or where it is IPv6, the network of its site.

    Each proxy appends the address that it saw to ``X-Forwarded-For``; those before the
    trusted proxies' own may have been made up.
    """
    if trusted_proxies:
        lines = Headers(scope=scope).getlist("x-forwarded-for")
        seen = [address.strip() for line in lines for address in line.split(",")]
        if seen and (caller := site(seen[-trusted_proxies:][0])):
            return caller
    return site(scope["client"][0]) if scope.get("client") else ""


@lru_cache(1024)
def site(address: str) -> str:
    """An IPv4 address as it is, an IPv6 one as the network of its site; "" for none."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed), SITE), strict=False))
