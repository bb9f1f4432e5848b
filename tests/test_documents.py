"""Documents that are sent by an id, and those that alone are answered."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api import documents as at_hand
from api.graphql import make_schema
from api.manifests import APOLLO, read_documents
from graph import keyring
from graph.documents import Document, add, digest, id_of, listed, remove
from graph.driver import Graph, Statement
from graph.engine import Engine
from graph.errors import BadUserInput
from graph.keys import Role, create
from graph.limits import Limits
from graph.settings import Settings
from tests.test_identity import asking

pytestmark = pytest.mark.anyio

TEXT = "query Count { sales { totalCount } }"
OTHER = "{ agencies { totalCount } }"
ANSWER = {"data": {"sales": {"totalCount": 0}}}
HASH = digest(TEXT)
APQ = {"persistedQuery": {"version": 1, "sha256Hash": HASH}}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are looked for at once, however often."""
    monkeypatch.setattr(at_hand, "PAUSE", 0)


@pytest.fixture(scope="module")
async def strict(scratch_engine: Engine) -> AsyncIterator[httpx.AsyncClient]:
    """The application that answers trusted documents only."""
    async with asking(scratch_engine.server, documents="trusted") as client:
        yield client


@pytest.fixture(scope="module")
async def lenient(scratch_engine: Engine) -> AsyncIterator[httpx.AsyncClient]:
    """The application that answers any document."""
    async with asking(scratch_engine.server) as client:
        yield client


@pytest.fixture
async def trusting(empty_graph: Graph) -> Graph:
    """A graph that has one trusted document."""
    await add(empty_graph, [Document(TEXT, "Count", ("7f",))])
    return empty_graph


async def post(client: httpx.AsyncClient, **body: Any) -> httpx.Response:
    return await client.post("/graphql", json=body)


def refusal(response: httpx.Response, status: int) -> tuple[str, str]:
    """Code and message of a refusal."""
    assert response.status_code == status, response.text
    (error,) = response.json()["errors"]
    assert "data" not in response.json()
    return error["extensions"]["code"], error["message"]


@pytest.mark.parametrize(
    "body",
    [
        {"documentId": HASH},
        {"documentId": f"sha256:{HASH}"},
        {"documentId": "7f"},
        {"extensions": APQ},
        {"query": TEXT},
        {"query": f"\n{TEXT} \n"},
        {"query": TEXT, "extensions": APQ},
        {"query": TEXT, "documentId": HASH},
    ],
)
async def test_a_trusted_document_is_answered_however_it_is_named(
    strict: httpx.AsyncClient, trusting: Graph, body: dict[str, Any]
) -> None:
    assert (await post(strict, **body)).json() == ANSWER


async def test_a_document_is_named_in_an_address_too(
    strict: httpx.AsyncClient, trusting: Graph
) -> None:
    for params in ({"documentId": HASH}, {"extensions": json.dumps(APQ)}):
        assert (await strict.get("/graphql", params=params)).json() == ANSWER


@pytest.mark.parametrize(
    "body",
    [
        {"query": OTHER},
        {"query": TEXT.replace(" ", "  ")},
        {"query": f"{TEXT} {OTHER}"},
        {"query": f"# {TEXT}\n{OTHER}"},
        {"query": OTHER, "documentId": HASH},
        {"query": OTHER, "extensions": APQ},
        {"query": "{ __schema { queryType { name } } }"},
        {"query": "{"},
        {"documentId": digest(OTHER)},
        {"documentId": ""},
        {"documentId": "sha256:"},
        {"documentId": HASH.upper()},
        {"documentId": "7f' OR true //"},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}},
    ],
)
async def test_no_other_document_is_answered(
    strict: httpx.AsyncClient, trusting: Graph, body: dict[str, Any]
) -> None:
    code, message = refusal(await post(strict, **body), 403)
    assert code == "DOCUMENT_NOT_TRUSTED"
    assert "armsgraph documents add" in message


async def test_nothing_that_is_sent_becomes_trusted(
    strict: httpx.AsyncClient, trusting: Graph
) -> None:
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": digest(OTHER)}}
    for _ in range(2):
        refusal(await post(strict, query=OTHER, extensions=extensions), 403)
        refusal(await post(strict, extensions=extensions), 403)


async def test_admins_try_out_other_documents(
    strict: httpx.AsyncClient, trusting: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring, "PAUSE", 0)
    body = {"query": OTHER}
    for role, status in ((Role.ADMIN, 200), (Role.EDITOR, 403)):
        _, token = await create(trusting, role, name=None, expires_at=None)
        headers = {"Authorization": f"Bearer {token}"}
        response = await strict.post("/graphql", json=body, headers=headers)
        assert response.status_code == status


async def test_a_document_that_was_removed_is_not_answered(
    strict: httpx.AsyncClient, trusting: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await post(strict, documentId="7f")).json() == ANSWER
    await remove(trusting, "7f")
    # Nobody waits until the documents at hand are too old.
    monkeypatch.setattr("graph.at_hand.AtHand._age", lambda _: 1000.0)
    refusal(await post(strict, documentId="7f"), 403)
    refusal(await post(strict, query=TEXT), 403)


async def test_a_trusted_document_costs_no_second_statement(
    strict: httpx.AsyncClient, trusting: Graph, statements: list[Statement]
) -> None:
    await post(strict, documentId=HASH)
    statements.clear()
    for _ in range(5):
        await post(strict, documentId=HASH)
    assert len(statements) == 5


# Where any document is answered


async def test_a_client_sends_a_document_once_and_its_id_from_then_on(
    lenient: httpx.AsyncClient, empty_graph: Graph
) -> None:
    code, message = refusal(await post(lenient, extensions=APQ), 400)
    assert code == "PERSISTED_QUERY_NOT_FOUND"
    assert "send its text" in message
    assert (await post(lenient, query=TEXT, extensions=APQ)).json() == ANSWER
    assert (await post(lenient, extensions=APQ)).json() == ANSWER


async def test_a_trusted_document_has_its_id_there_too(
    lenient: httpx.AsyncClient, trusting: Graph
) -> None:
    assert (await post(lenient, documentId="7f")).json() == ANSWER


async def test_nobody_gives_a_document_the_id_of_another(
    lenient: httpx.AsyncClient, empty_graph: Graph
) -> None:
    code, message = refusal(await post(lenient, query=OTHER, extensions=APQ), 400)
    assert (code, message.split()[:2]) == ("BAD_REQUEST", ["The", "SHA-256"])
    # An id that is no digest names trusted documents alone.
    assert (await post(lenient, query=OTHER, documentId="8a")).status_code == 200
    refusal(await post(lenient, documentId="8a"), 400)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"documentId": 7}, "documentId must be a string"),
        ({"documentId": ["7f"]}, "documentId must be a string"),
        ({"extensions": {"persistedQuery": 1}}, "extensions.persistedQuery must have"),
        (
            {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": HASH}}},
            "extensions.persistedQuery must have version 1",
        ),
        ({"extensions": {"persistedQuery": {"version": 1}}}, "and a sha256Hash"),
        ({"query": 1, "documentId": HASH}, "query must be a GraphQL document"),
        ({"extensions": {}}, "query must be a GraphQL document"),
    ],
)
async def test_an_id_that_cannot_be_is_refused(
    lenient: httpx.AsyncClient, empty_graph: Graph, body: dict[str, Any], said: str
) -> None:
    code, message = refusal(await post(lenient, **body), 400)
    assert code == "BAD_REQUEST"
    assert said in message


# What is kept


async def test_documents_are_listed_by_name_with_all_their_ids(
    empty_graph: Graph,
) -> None:
    first, second = Document(OTHER, "B", ("1", "2")), Document(TEXT, "A")
    await add(empty_graph, [first, second])
    await add(empty_graph, [Document(f" {TEXT}\n", "A", ("3",))])
    assert await listed(empty_graph) == [Document(TEXT, "A", ("3",)), first]


async def test_an_id_stands_for_one_document(trusting: Graph) -> None:
    with pytest.raises(BadUserInput, match="'7f' would stand for"):
        await add(trusting, [Document(OTHER, "Other", ("7f",))])
    assert len(await listed(trusting)) == 1


async def test_only_a_document_can_be_removed(trusting: Graph) -> None:
    with pytest.raises(BadUserInput, match="armsgraph documents list"):
        await remove(trusting, "none")
    await remove(trusting, HASH)
    assert await listed(trusting) == []


# Files


SCHEMA, LIMITS = make_schema().core, Limits.of(Settings())


def read(folder: Path, name: str, content: Any) -> list[Document]:
    file = folder / name
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return read_documents(file, SCHEMA, LIMITS)


def test_a_file_of_graphql_is_one_document(tmp_path: Path) -> None:
    (document,) = read(tmp_path, "count.graphql", f"{TEXT}\n")
    assert document == Document(TEXT, "count.graphql", (digest(f"{TEXT}\n"),))
    assert document.id == HASH


def test_what_tools_of_clients_write_is_read(tmp_path: Path) -> None:
    operation = {"id": HASH, "body": TEXT, "name": "Count", "type": "query"}
    apollo = {"format": APOLLO, "version": 1, "operations": [operation]}
    assert read(tmp_path, "a.json", apollo) == [Document(TEXT, "Count")]
    relay = {"5d41": TEXT, f"sha256:{digest(OTHER)}": OTHER}
    assert read(tmp_path, "b.json", relay) == [
        Document(TEXT, "b.json", ("5d41",)),
        Document(OTHER, "b.json"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.graphql", "{ nothing }", "a.graphql: a.graphql: Cannot query field"),
        ("a.graphql", "{", "Syntax Error"),
        ("a.graphql", "", "Syntax Error"),
        ("a.graphql", "#" * 100_000, "characters"),
        ("a.json", "{", "a.json: not JSON"),
        ("a.json", [TEXT], "neither texts by ids nor"),
        ("a.json", {"1": 2}, "neither texts by ids nor"),
        ("a.json", {"format": APOLLO, "operations": [{"id": "1"}]}, "lacks id"),
        ("a.json", {"1": "{ nothing }"}, "a.json: a.json: Cannot query field"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(
    tmp_path: Path, name: str, content: Any, said: str
) -> None:
    with pytest.raises(BadUserInput, match=said):
        read(tmp_path, name, content)


def test_the_space_around_a_document_does_not_count() -> None:
    assert id_of(f"\n{TEXT} ") == id_of(TEXT) == HASH
