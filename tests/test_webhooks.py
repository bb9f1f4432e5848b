"""Webhooks: changes are sent signed, in order, again after failures, or kept apart."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import trustme
from typer.testing import CliRunner

from api.cli import app
from api.webhooks import Allowed, Deliveries, Refusal, Sender, send_again
from graph import webhooks
from graph.driver import Graph, Statement
from graph.engine import Engine
from graph.errors import BadUserInput
from graph.webhooks import Webhook, create, read_undelivered, read_webhooks, remove
from tests.editing import Editor, add

pytestmark = pytest.mark.anyio

LOCAL = Allowed.of("127.0.0.0/8")


@dataclass
class Receiver:
    """A host that takes what is sent to it, or answers with the next status given."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = [line.partition(": ") for line in head.split("\r\n")[1:] if line]
        headers = {name.lower(): value for name, _, value in lines}
        self.heads.append(headers)
        self.bodies.append(await reader.readexactly(int(headers["content-length"])))
        status = self.statuses.pop(0) if self.statuses else 204
        location = "Location: http://127.0.0.1/elsewhere\r\n" if status == 302 else ""
        writer.write(f"HTTP/1.1 {status} X\r\n{location}Connection: close\r\n".encode())
        writer.write(b"Content-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    def changes(self) -> list[Any]:
        return [c for body in self.bodies for c in json.loads(body)["changes"]]


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        receiver.url = f"http://127.0.0.1:{port}/hook"
        yield receiver


@asynccontextmanager
async def receiving_over_tls(authority: trustme.CA, name: str) -> AsyncIterator[str]:
    """The port of a host at the address of localhost, certified under a name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    at = str(socket.getaddrinfo("localhost", None)[0][4][0])
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, at, 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


def is_signed(hook: Webhook, headers: dict[str, str], body: bytes) -> bool:
    """Whether a body is signed as Standard Webhooks says."""
    key = base64.b64decode(hook.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"


async def make_due(graph: Graph) -> None:
    """Have no webhook wait any longer."""
    text = "MATCH (w:Webhook) SET w.dueAt = datetime('2000-01-01T00:00:00Z')"
    await graph.write([Statement(text)])


async def test_changes_are_sent_once_in_order_and_signed(
    editor: Editor, empty_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "AT_ONCE", 2)
    async with receiving() as receiver:
        hook = await create(empty_graph, receiver.url, ["Agency"])
        deliveries = Deliveries(empty_graph, Sender(LOCAL))
        assert not await deliveries.once()
        await add(editor, 1, 2, 3)
        while await deliveries.once():
            pass
        await add(editor, 4)
        # Two services at once take turns.
        others = [Deliveries(empty_graph, Sender(LOCAL)) for _ in range(3)]
        await asyncio.gather(*(other.once() for other in others))
    sent = [(c["kind"], c["type"], c["id"]) for c in receiver.changes()]
    assert sent == [("ADDED", "Agency", f"agency:{n}") for n in (1, 2, 3, 4)]
    assert [len(json.loads(body)["changes"]) for body in receiver.bodies] == [2, 1, 1]
    assert len({head["webhook-id"] for head in receiver.heads}) == 3
    for head, body in zip(receiver.heads, receiver.bodies, strict=True):
        assert is_signed(hook, head, body)
    cursor = receiver.changes()[0]["cursor"]
    text = """query ($after: String) {
      changes(after: $after, types: [AGENCY]) { nodes { id } }
    }"""
    behind = await editor.run(text, after=cursor)
    assert [node["id"] for node in behind["nodes"]] == [
        f"agency:{number}" for number in (2, 3, 4)
    ]


async def test_what_was_not_taken_is_sent_again_later(
    editor: Editor, empty_graph: Graph
) -> None:
    async with receiving() as receiver:
        receiver.statuses = [500, 302]
        await create(empty_graph, receiver.url, ["Agency"])
        await add(editor, 1)
        deliveries = Deliveries(empty_graph, Sender(LOCAL))
        for attempts, error in ((1, "answered 500"), (2, "answered 302")):
            assert await deliveries.once()
            assert not await deliveries.once()
            (hook,) = await read_webhooks(empty_graph)
            assert (hook.attempts, hook.error) == (attempts, error)
            await make_due(empty_graph)
        assert await deliveries.once()
        (hook,) = await read_webhooks(empty_graph)
        assert (hook.attempts, hook.error) == (0, None)
    assert len({head["webhook-id"] for head in receiver.heads}) == 1
    assert len(set(receiver.bodies)) == 1


@pytest.mark.parametrize(
    ("name", "trusted", "taken"),
    [
        ("localhost", True, True),
        ("localhost", False, False),
        ("hooks.example", True, False),
    ],
)
async def test_only_a_host_with_a_certificate_of_its_name_is_sent_anything(
    tmp_path: Path, name: str, *, trusted: bool, taken: bool
) -> None:
    authority = trustme.CA()
    ca = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ca))
    local = Allowed.of("localhost,127.0.0.0/8,::1/128")
    sender = Sender(local, ca if trusted else None)
    async with receiving_over_tls(authority, name) as port:
        url = f"https://localhost:{port}/"
        hook = Webhook("a", url, "whsec_c2VjcmV0", (), 0, 0, 0, None, None)
        refused = nullcontext() if taken else pytest.raises(Refusal, match="no answer")
        with refused:
            await sender.send(hook, "id", b"{}")


async def test_what_is_given_up_is_kept_apart_and_can_be_sent_again(
    editor: Editor, empty_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.webhooks.ATTEMPTS", 2)
    async with receiving() as receiver:
        receiver.statuses = [500, 500]
        await create(empty_graph, receiver.url, ["Agency"])
        await add(editor, 1)
        deliveries = Deliveries(empty_graph, Sender(LOCAL))
        for _ in range(2):
            await deliveries.once()
            await make_due(empty_graph)
        await add(editor, 2)
        await deliveries.once()
        assert receiver.changes()[-1]["id"] == "agency:2"
        (kept,) = await read_undelivered(empty_graph)
        assert kept.error == "answered 500"
        (hook,) = await read_webhooks(empty_graph)
        receiver.statuses = [500]
        with pytest.raises(BadUserInput, match="answered 500"):
            await send_again(Sender(LOCAL), hook, kept)
        await send_again(Sender(LOCAL), hook, kept)
        assert receiver.changes()[-1]["id"] == "agency:1"
    await remove(empty_graph, hook.id)
    assert await read_webhooks(empty_graph) == []
    assert await read_undelivered(empty_graph) == []
    with pytest.raises(BadUserInput, match="no such webhook"):
        await remove(empty_graph, hook.id)


@pytest.mark.parametrize(
    ("allowed", "url", "addresses"),
    [
        ("hooks.example", "ftp://hooks.example/", []),
        ("hooks.example", "https://other.example/", []),
        ("hooks.example", "https://user:pass@hooks.example/", []),
        ("hooks.example", "https://hooks.example.evil.example/", []),
        ("hooks.example", "https://127.0.0.1/", []),
        ("hooks.example", "https://[::1]/", []),
        ("hooks.example", "https://hooks.example:99999/", []),
        ("hooks.example", "http://hooks.example/", ["93.184.215.14"]),
        ("hooks.example", "https://hooks.example/", ["127.0.0.1"]),
        ("hooks.example", "https://hooks.example/", ["93.184.215.14", "10.0.0.1"]),
        ("hooks.example", "https://hooks.example/", ["169.254.169.254"]),
        ("hooks.example", "https://hooks.example/", ["::ffff:10.0.0.1"]),
        ("hooks.example", "https://hooks.example/", ["fd00::1"]),
        ("hooks.example,10.1.0.0/16", "https://hooks.example/", ["10.2.0.1"]),
        ("hooks.example", "https://hooks.example/", []),
        ("hooks.example", "https://hooks.example/x\r", ["93.184.215.14"]),
        ("hooks.example", "https://hooks.example/\x7f", ["93.184.215.14"]),
    ],
)
def test_only_what_is_allowed_is_connected_to(
    allowed: str, url: str, addresses: list[str]
) -> None:
    given = Allowed.of(allowed)
    with pytest.raises(Refusal):
        given.pick(addresses, given.check(url).scheme)


@pytest.mark.parametrize(
    ("allowed", "url", "addresses"),
    [
        ("hooks.example", "https://hooks.example/x", ["93.184.215.14"]),
        ("hooks.example, 10.1.0.0/16", "http://hooks.example:8080/", ["10.1.0.1"]),
        ("10.1.0.0/16", "http://10.1.2.3/", ["10.1.2.3"]),
        ("fd00::/8", "http://[fd00::1]/", ["fd00::1"]),
    ],
)
def test_what_is_allowed_is(allowed: str, url: str, addresses: list[str]) -> None:
    given = Allowed.of(allowed)
    assert given.pick(addresses, given.check(url).scheme) == addresses[0]


def test_the_command_line_makes_lists_and_removes_webhooks(
    scratch: Graph, scratch_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = scratch_engine.server
    monkeypatch.setenv("NEO4J_URI", server.uri)
    monkeypatch.setenv("NEO4J_PASSWORD", server.password)
    monkeypatch.setenv("ARMSGRAPH_WEBHOOK_HOSTS", "hooks.example")

    def run(*words: str) -> Any:
        return CliRunner().invoke(app, ["webhooks", *words])

    made = run("create", "https://hooks.example/x", "--type", "REPORTS_TO")
    assert made.exit_code == 0
    assert made.stdout.startswith("whsec_")
    listed = run("list").stdout.splitlines()[-1].split()
    assert listed[1:] == ["https://hooks.example/x", "REPORTS_TO", "0"]
    assert "Webhook" in run("undelivered").stdout
    for words, said in (
        (("create", "https://other.example/"), "ARMSGRAPH_WEBHOOK_HOSTS"),
        (("create", "https://hooks.example/", "--type", "SALES"), "SALE"),
    ):
        refused = run(*words)
        assert refused.exit_code == 2
        assert said in refused.stderr
    assert isinstance(run("resend", "none").exception, BadUserInput)
    assert run("remove", listed[0]).exit_code == 0
    assert len(run("list").stdout.splitlines()) == 1
