"""Ports are taken, or refused with what to do."""

from __future__ import annotations

import socket

import pytest

from graph.errors import EngineError
from graph.ports import Ports, listen
from tests.conftest import free_port


def test_a_free_port_is_listened_on() -> None:
    port = free_port()
    with listen("127.0.0.1", port, setting="PORT", purpose="GraphQL") as bound:
        assert bound.getsockname() == ("127.0.0.1", port)
        socket.create_connection(("127.0.0.1", port)).close()


def test_a_port_of_ipv6_is_listened_on() -> None:
    with listen("::1", free_port(), setting="PORT", purpose="GraphQL") as bound:
        assert bound.family == socket.AF_INET6


def test_a_port_in_use_is_named_with_its_setting() -> None:
    port = free_port()
    with (
        listen("127.0.0.1", port, setting="PORT", purpose="GraphQL"),
        pytest.raises(EngineError, match=f"Port {port}, meant for GraphQL, is in use"),
    ):
        listen("127.0.0.1", port, setting="PORT", purpose="GraphQL")


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
def test_a_foreign_address_is_refused(host: str) -> None:
    with pytest.raises(EngineError, match=f"on {host} .*: set HOST to an address of"):
        listen(host, free_port(), setting="PORT", purpose="GraphQL")


@pytest.mark.parametrize("taken", ["bolt", "http"])
def test_a_port_of_the_engine_in_use_is_named_with_its_setting(taken: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        ports = {"bolt": free_port(), "http": free_port()}
        ports[taken] = other.getsockname()[1]
        with pytest.raises(EngineError, match=f"set ARMSGRAPH_{taken.upper()}_PORT to"):
            Ports(**ports).check()


def test_bolt_and_http_need_two_ports() -> None:
    port = free_port()
    with pytest.raises(EngineError, match=f"are both {port}: set one of them"):
        Ports(bolt=port, http=port).check()


def test_free_ports_stay_free() -> None:
    ports = Ports(bolt=free_port(), http=free_port())
    ports.check()
    ports.check()
    assert ports.browser == f"http://127.0.0.1:{ports.http}/browser/"
