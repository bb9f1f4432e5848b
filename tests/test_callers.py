"""Who calls is told by the connection, or by as many proxies as are trusted."""

from __future__ import annotations

import pytest

from api.callers import caller_of


def caller(peer: str | None, *forwarded: str, trusted: int) -> str:
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    client = None if peer is None else (peer, 1234)
    scope = {"type": "http", "client": client, "headers": headers}
    return caller_of(scope, trusted_proxies=trusted)


@pytest.mark.parametrize(
    ("trusted", "forwarded", "expected"),
    [
        (0, [], "192.0.2.1"),
        (0, ["198.51.100.1"], "192.0.2.1"),
        (1, [], "192.0.2.1"),
        (1, ["198.51.100.1"], "198.51.100.1"),
        (1, ["203.0.113.9, 198.51.100.1"], "198.51.100.1"),
        (1, ["203.0.113.9", "198.51.100.1"], "198.51.100.1"),
        (2, ["203.0.113.9, 198.51.100.1, 192.0.2.7"], "198.51.100.1"),
        (3, ["198.51.100.1"], "198.51.100.1"),
        (1, ["unknown"], "192.0.2.1"),
        (1, [""], "192.0.2.1"),
        (1, ["::x"], "192.0.2.1"),
        (1, ["x" * 10_000], "192.0.2.1"),
        (1, ["2001:db8::1"], "2001:db8::/64"),
    ],
)
def test_only_what_trusted_proxies_appended_is_believed(
    trusted: int, forwarded: list[str], expected: str
) -> None:
    assert caller("192.0.2.1", *forwarded, trusted=trusted) == expected


@pytest.mark.parametrize(
    ("peer", "expected"),
    [
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::1", "::/64"),
        (None, ""),
    ],
)
def test_the_addresses_of_one_site_are_one_caller(
    peer: str | None, expected: str
) -> None:
    assert caller(peer, trusted=0) == expected
