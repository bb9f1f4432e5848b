"""Connections to the running service: too many, too large, too slow."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import httpx
import pytest

from graph.engine import Engine
from tests.conftest import TIMEOUT, Service, environment, serving

ASK = (
    b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n%b"
)
QUERY = b'{"query": "{ sales(first: 1) { totalCount } }"}'
ANSWER = b'{"data":{"sales":{"totalCount":1216}}}'
LEAST = 300_000
"""Bytes that the answer to the next one has at least."""
PAGE = b'{"query": "{ sales(first: 1000) { nodes { title noticeUrl description } } }"}'


@pytest.fixture(scope="module")
def strict(
    seeded: Engine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A service with little patience and room."""
    env = environment(
        seeded.home.settings.home,
        ARMSGRAPH_REQUEST_TIMEOUT="1",
        ARMSGRAPH_MAX_CONNECTIONS="6",
        ARMSGRAPH_MAX_CONNECTIONS_PER_CALLER="4",
        ARMSGRAPH_MAX_HEADERS="2000",
        ARMSGRAPH_MAX_BODY="2000",
    )
    log = tmp_path_factory.mktemp("strict") / "log"
    with serving(env, log) as running:
        running.await_ready()
        yield running


def connect(service: Service, source: str = "127.0.0.1") -> socket.socket:
    address = ("127.0.0.1", int(service.env["PORT"]))
    return socket.create_connection(address, TIMEOUT, (source, 0))


def reply(connection: socket.socket) -> bytes:
    """All that is received until the connection is closed."""
    received = b""
    while part := connection.recv(65536):
        received += part
    return received


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def send(service: Service, request: bytes) -> bytes:
    with connect(service) as connection:
        connection.sendall(request)
        return reply(connection)


def answers(connection: socket.socket, count: int) -> int:
    """Ask so many times at once; how many answers came."""
    return answers_to(connection, ASK % (len(QUERY), QUERY) * count, count)


def answers_to(connection: socket.socket, requests: bytes, count: int) -> int:
    """Send requests; how many answers came, of so many."""
    connection.sendall(requests)
    received = b""
    while received.count(ANSWER) < count and (part := connection.recv(65536)):
        received += part
    return received.count(ANSWER)


def test_long_headers_are_refused(strict: Service) -> None:
    answer = send(strict, b"GET /healthz HTTP/1.1\r\nX: " + b"x" * 2000 + b"\r\n\r\n")
    assert status(answer) == 431
    assert b'"LIMIT_EXCEEDED"' in answer
    assert b"longer than 2000 bytes" in answer


def test_headers_without_end_are_refused(strict: Service) -> None:
    answer = send(strict, b"GET /healthz HTTP/1.1\r\nX: " + b"x" * 4000)
    assert status(answer) == 431


def test_many_headers_are_refused(strict: Service) -> None:
    headers = b"".join(b"X%d: x\r\n" % i for i in range(400))
    assert status(send(strict, b"GET / HTTP/1.1\r\n" + headers + b"\r\n")) == 431


def test_a_long_address_is_refused(strict: Service) -> None:
    request = b"GET /graphql?query=" + b"x" * 3000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"
    assert status(send(strict, request)) == 414


def test_a_large_body_is_refused_unread(strict: Service) -> None:
    head = b"POST /graphql HTTP/1.1\r\nContent-Type: application/json\r\n"
    answer = send(strict, head + b"Content-Length: 999999999\r\n\r\n")
    assert status(answer) == 413
    assert b'"limit":"body","allowed":2000,"actual":999999999' in answer


def test_a_large_body_in_chunks_is_refused(strict: Service) -> None:
    head = b"POST /graphql HTTP/1.1\r\nContent-Type: application/json\r\n"
    chunk = b"1000\r\n" + b" " * 4096 + b"\r\n"
    answer = send(strict, head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk)
    assert status(answer) == 413


def test_a_head_that_does_not_arrive_is_not_waited_for(strict: Service) -> None:
    started = time.monotonic()
    answer = send(strict, b"GET /healthz HTTP/1.1\r\nX: ")
    assert status(answer) == 408
    assert 0.9 < time.monotonic() - started < 5


def test_a_body_that_does_not_arrive_is_not_waited_for(strict: Service) -> None:
    answer = send(strict, ASK % (100, b"{"))
    assert status(answer) == 408


def test_a_silent_connection_is_closed(strict: Service) -> None:
    assert send(strict, b"") == b""
    assert status(send(strict, b"\r\n\r\n")) == 408


def test_a_connection_is_kept_for_further_requests(strict: Service) -> None:
    with connect(strict) as connection:
        for _ in range(3):
            assert answers(connection, 1) == 1
            time.sleep(0.6)


def test_requests_in_a_row_are_answered_in_a_row(strict: Service) -> None:
    with connect(strict) as connection:
        assert answers(connection, 5) == 5


def test_one_caller_leaves_connections_for_others(strict: Service) -> None:
    with ExitStack() as held:
        for _ in range(4):
            held.enter_context(connect(strict))
        answer = send(strict, b"")
        assert status(answer) == 503
        assert b'"OVERLOADED"' in answer
        other = held.enter_context(connect(strict, "127.0.0.2"))
        assert answers(other, 1) == 1


def test_there_are_no_more_connections_than_allowed(strict: Service) -> None:
    with ExitStack() as held:
        for i in range(6):
            held.enter_context(connect(strict, f"127.0.0.{i + 2}"))
        assert status(send(strict, b"")) == 503


def test_who_does_not_read_is_not_waited_for(strict: Service) -> None:
    with connect(strict) as connection:
        request = ASK % (len(PAGE), PAGE)
        connection.sendall(request * 20)
        time.sleep(5)
        received = 0
        with suppress(ConnectionError):
            while part := connection.recv(65536):
                received += len(part)
    assert received < 20 * LEAST


CHUNKED = (
    b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n"
)


def sent_until_closed(
    connection: socket.socket, part: bytes, most: int, *, pause: float = 0
) -> int:
    """How many bytes can be sent in parts until the connection is closed."""
    sent = 0
    with suppress(ConnectionError):
        while sent < most:
            sent += connection.send(part)
            time.sleep(pause)
    return sent


def test_trailers_tell_nothing(strict: Service) -> None:
    whole = CHUNKED % (len(QUERY), QUERY) + b"Authorization: Bearer nobody\r\n\r\n"
    with connect(strict) as connection:
        assert answers_to(connection, whole, 1) == 1
        assert answers(connection, 1) == 1


@pytest.mark.parametrize(
    "part", [b"a: b\r\n", b"a" * 100, b"0;" + b"x" * 100], ids=["many", "long", "chunk"]
)
def test_trailers_without_end_are_not_read(strict: Service, part: bytes) -> None:
    request = CHUNKED % (len(QUERY), QUERY)
    if part.startswith(b"0;"):
        request = request.removesuffix(b"0\r\n")
    with connect(strict) as connection:
        connection.sendall(request)
        assert sent_until_closed(connection, part * 10, 2**17, pause=0.02) < 2**17


def test_a_socket_that_is_not_read_is_closed(strict: Service) -> None:
    handshake = (
        b"GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
    )
    ping = b"\x89\xfd\0\0\0\0" + b"x" * 125
    with connect(strict) as connection:
        connection.sendall(handshake)
        assert b"101 Switching" in connection.recv(65536)
        connection.settimeout(5)
        # Not more is taken than fits on the way, and then nobody waits.
        assert sent_until_closed(connection, ping * 100, 2**26) < 2**26


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /graphql HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /graphql HTTP/1.1\r\nContent-Length: " + b"9" * 40 + b"\r\n\r\n",
        b"POST /graphql HTTP/1.1\r\nContent-Length: 2\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n{}",
        b"GET /\xff HTTP/1.1\r\n\r\n",
        b"\x00" * 100,
    ],
)
def test_what_is_no_request_is_refused(strict: Service, request_: bytes) -> None:
    assert status(send(strict, request_)) == 400


def test_the_service_is_well_after_all_that(strict: Service) -> None:
    assert httpx.get(f"{strict.url}/healthz").status_code == 200
    assert b"Traceback" not in strict.log.read_bytes()
