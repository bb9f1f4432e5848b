"""Writing over HTTP: who may, what a repeated request does, when it can be read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from graph import keyring
from graph.driver import Graph, Statement
from graph.engine import Engine
from graph.errors import GraphUnavailable
from graph.keys import Role, create
from graph.record import Change, changing
from tests.editing import AGENCY, SOURCE, Editor
from tests.test_identity import asking

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def services(
    scratch_engine: Engine,
) -> AsyncIterator[tuple[httpx.AsyncClient, httpx.AsyncClient]]:
    """Two services over one graph."""
    async with (
        asking(scratch_engine.server) as one,
        asking(scratch_engine.server) as other,
    ):
        yield one, other


@pytest.fixture
async def clients(
    services: tuple[httpx.AsyncClient, httpx.AsyncClient],
    empty_graph: Graph,
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[httpx.AsyncClient, httpx.AsyncClient]:
    """Both, asked with the key of an editor."""
    monkeypatch.setattr(keyring, "PAUSE", 0)
    _, token = await create(empty_graph, Role.EDITOR, name="editor", expires_at=None)
    for client in services:
        client.headers["Authorization"] = f"Bearer {token}"
    await post(services[0], SOURCE)
    return services


async def post(client: httpx.AsyncClient, query: str, **headers: str) -> httpx.Response:
    return await client.post("/graphql", json={"query": query}, headers=headers)


def agency(name: str) -> dict[str, Any]:
    return {"query": AGENCY, "variables": {"id": "agency:one", "name": name}}


async def test_only_editors_write(
    clients: tuple[httpx.AsyncClient, httpx.AsyncClient], empty_graph: Graph
) -> None:
    client, _ = clients
    _, token = await create(empty_graph, Role.READER, name="reader", expires_at=None)
    read_only = await post(client, SOURCE, Authorization=f"Bearer {token}")
    del client.headers["Authorization"]
    anonymous = await post(client, SOURCE)
    for response, status, code in (
        (anonymous, 401, "UNAUTHENTICATED"),
        (read_only, 403, "FORBIDDEN"),
    ):
        assert response.status_code == status
        (error,) = response.json()["errors"]
        assert error["extensions"]["code"] == code


async def test_who_wrote_what_and_why_is_kept(
    clients: tuple[httpx.AsyncClient, httpx.AsyncClient], empty_graph: Graph
) -> None:
    text = """mutation { assertAgency(input: {
      id: "agency:one", name: "One", kind: OFFICE, reason: "It was founded."
      claim: { source: "source:gazette", statement: "So." }
    }) { userErrors { message } } }"""
    assert (await post(clients[0], text)).status_code == 200
    found = await empty_graph.read(
        Statement("MATCH (b:ChangeBatch {type: 'Agency'}) RETURN b.by, b.why, b.ids")
    )
    ((by, why, ids),) = found
    assert by.startswith("key:")
    assert (why, ids) == ("It was founded.", ["agency:one"])


async def test_a_request_is_repeated_by_its_key(
    clients: tuple[httpx.AsyncClient, httpx.AsyncClient],
) -> None:
    one, other = clients
    key = {"Idempotency-Key": '"6b0a"'}
    first = await one.post("/graphql", json=agency("Office One"), headers=key)
    assert first.json()["data"]["assertAgency"]["changed"] is True
    plain = {"Idempotency-Key": "6b0a"}
    again = await other.post("/graphql", json=agency("Office One"), headers=plain)
    assert again.json() == first.json()
    reused = await other.post("/graphql", json=agency("Office Two"), headers=key)
    (error,) = reused.json()["errors"]
    assert error["extensions"] == {"code": "IDEMPOTENCY_KEY_REUSED"}
    for bad in ("", '"', "a b", "x" * 129):
        headers = {"Idempotency-Key": bad}
        refused = await one.post("/graphql", json=agency("One"), headers=headers)
        assert refused.status_code == 400


async def test_what_was_written_can_be_read_elsewhere_by_its_bookmark(
    clients: tuple[httpx.AsyncClient, httpx.AsyncClient],
) -> None:
    one, other = clients
    written = await one.post("/graphql", json=agency("Office One"))
    bookmark = {"X-Bookmark": written.headers["x-bookmark"]}
    text = '{ agency(id: "agency:one") { name } }'
    found = await post(other, text, **bookmark)
    assert found.json() == {"data": {"agency": {"name": "Office One"}}}
    for bad in ("", "a b", ",".join("abcdefghijk")):
        refused = await post(other, text, **{"X-Bookmark": bad})
        assert refused.status_code == 400
    none = await post(other, text, **{"X-Bookmark": "FB:none"})
    (error,) = none.json()["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


class Interruption:
    """Fails as a transaction is committed, for the first few times."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, committed: bool) -> None:
        self.left = 2

        @asynccontextmanager
        async def interrupted(*args: Any, **kwargs: Any) -> AsyncIterator[Change]:
            async with changing(*args, **kwargs) as done:
                yield done
                if self.left and not committed:
                    self.left -= 1
                    raise GraphUnavailable("Gone before the commit.")
            if self.left:
                self.left -= 1
                raise GraphUnavailable("Gone behind the commit.")

        monkeypatch.setattr("api.writing.changing", interrupted)
        monkeypatch.setattr("api.writing.PAUSE", 0.001)


@pytest.mark.parametrize("committed", [True, False])
async def test_a_transaction_that_broke_off_is_written_once(
    empty_graph: Graph, monkeypatch: pytest.MonkeyPatch, committed: bool
) -> None:
    editor = Editor(empty_graph)
    await editor.run(SOURCE)
    interruption = Interruption(monkeypatch, committed=committed)
    made = await editor.run(AGENCY, id="agency:one", name="Office One")
    assert interruption.left == 0
    assert made["changed"] is True
    assert made["node"]["name"] == "Office One"
    text = "MATCH (b:ChangeBatch {type: 'Agency'}) RETURN b.kind, b.ids"
    found = await empty_graph.read(Statement(text))
    assert found == [["ADDED", ["agency:one"]]]
