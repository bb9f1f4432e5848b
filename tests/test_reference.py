"""Our answers are those that graphql-core gives over the same rows.

Each run takes the same few dozen documents; ``make reference`` takes ten thousand
others.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import Any

import httpx
import pytest
from graphql import GraphQLError, GraphQLSchema, build_schema, parse, validate
from hypothesis import HealthCheck, assume, given, settings
from starlette.applications import Starlette

from api.admission import Admission
from api.documents import Documents
from api.following import Follower
from api.graphql import graphql_route
from api.identity import Authenticator
from graph.driver import Graph
from graph.keyring import Keyring
from graph.model import MODEL
from graph.settings import Settings
from seed.load import DATA, read
from tests.conftest import ROOT
from tests.reference.answers import Reference
from tests.reference.documents import Document, documents
from tests.reference.gaps import statements, with_gaps
from tests.reference.inputs import Values
from tests.reference.pages import CURSOR
from tests.reference.rows import World

pytestmark = pytest.mark.anyio

SCHEMA: GraphQLSchema = build_schema((ROOT / "schema.graphql").read_text())
WORLD = World.of_dataset(read(DATA, MODEL))
GAPS = with_gaps(WORLD)

Path = tuple[str | int, ...]
Cause = tuple[Path, int, int]
Shown = tuple[Path, str, str]
"""Where a cursor is shown, in our answer and in the reference's."""


async def compare(client: httpx.AsyncClient, world: World, document: Document) -> None:
    """Compare the answers to a document, then to its next pages, if it shows any."""
    tree = parse(document.text)
    assume(not validate(SCHEMA, tree))
    reference = Reference(SCHEMA, world)
    ours, theirs = dict(document.variables), dict(document.variables)
    for _ in range(2):
        answer = await ask(client, document, ours)
        assume(not is_refused(answer))
        expected = reference.execute(tree, theirs, document.operation)
        cursors = list(cursors_of(answer["data"], expected.data))
        assert errors_of(answer) == causes(expected.errors or [], expected.data)
        if not set_cursors(document, cursors, ours, theirs):
            return


async def ask(
    client: httpx.AsyncClient, document: Document, variables: dict[str, Any]
) -> dict[str, Any]:
    body = {
        "query": document.text,
        "variables": variables,
        "operationName": document.operation,
    }
    answer: dict[str, Any] = (await client.post("/graphql", json=body)).json()
    return answer


def is_refused(answer: dict[str, Any]) -> bool:
    """Whether the document asks for more than one may."""
    codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
    return "LIMIT_EXCEEDED" in codes


def cursors_of(ours: Any, theirs: Any, path: Path = ()) -> Iterator[Shown]:
    """The cursors of two answers; fails where anything else differs."""
    match theirs:
        case dict():
            assert isinstance(ours, dict), path
            assert list(ours) == list(theirs), path
            for key in theirs:
                yield from cursors_of(ours[key], theirs[key], (*path, key))
        case list():
            assert isinstance(ours, list), path
            assert len(ours) == len(theirs), path
            for i, (one, other) in enumerate(zip(ours, theirs, strict=True)):
                yield from cursors_of(one, other, (*path, i))
        case str() if theirs.startswith(CURSOR):
            assert isinstance(ours, str), path
            yield path, ours, theirs
        case _:
            assert ours == theirs, path


def set_cursors(
    document: Document,
    cursors: list[Shown],
    ours: dict[str, Any],
    theirs: dict[str, Any],
) -> bool:
    """Set the variables that take cursors; False where none is shown."""
    found = False
    for name, pick in zip(document.cursors, document.picks, strict=True):
        shown = [cursor for cursor in cursors if name in cursor[0]]
        if shown:
            _, ours[name], theirs[name] = shown[pick % len(shown)]
            found = True
    return found


def errors_of(answer: dict[str, Any]) -> dict[Path, Cause]:
    """Our errors, by the places that they nulled."""
    errors = answer.get("errors", [])
    assert all(e["extensions"]["code"] == "INCOMPLETE_DATA" for e in errors), errors
    found = told_by(errors, answer["data"])
    assert len(found) == len(errors), errors
    return found


def told_by(errors: Iterable[Mapping[str, Any]], data: Any) -> dict[Path, Cause]:
    """Where errors arose, by the places that they nulled.

    That is a path, and the first line and column of its fields.
    """
    found: dict[Path, Cause] = {}
    for error in errors:
        path = tuple(error["path"])
        places = ((at["line"], at["column"]) for at in error["locations"])
        found[nulled(data, path)] = path, *min(places)
    return found


def causes(errors: list[GraphQLError], data: Any) -> dict[Path, Cause]:
    """The error that nulled each place.

    graphql-core also lists errors that arose in what was nulled later; those need not
    be told.
    """
    return told_by((error.formatted for error in errors), data)


def nulled(data: Any, path: Path) -> Path:
    """The place on a path at which an answer is null."""
    for i, key in enumerate(path):
        if data is None:
            return path[:i]
        data = data[key]
    assert data is None
    return path


@given(document=documents(SCHEMA, Values(WORLD, whole=True)))
async def test_an_answer_is_what_the_rows_say(
    client: httpx.AsyncClient, document: Document
) -> None:
    await compare(client, WORLD, document)


@pytest.fixture
async def incomplete(empty_graph: Graph) -> AsyncIterator[httpx.AsyncClient]:
    """The service over a graph that lacks values and links the model requires."""
    await empty_graph.write(list(statements(GAPS)))
    unlimited = Settings(rate=0)
    authenticator = Authenticator(Keyring(empty_graph), anonymous=True)
    documents = Documents(empty_graph, only_trusted=False)
    route = graphql_route(
        empty_graph,
        unlimited,
        Admission(authenticator, unlimited),
        documents,
        Follower(empty_graph),
    )
    app = Starlette(routes=[route])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@settings(suppress_health_check=list(HealthCheck))
@given(document=documents(SCHEMA, Values(GAPS, whole=False)))
async def test_a_missing_value_nulls_what_the_specification_says(
    incomplete: httpx.AsyncClient, document: Document
) -> None:
    await compare(incomplete, GAPS, document)


async def test_a_null_that_nothing_stops_is_all_of_the_data(
    incomplete: httpx.AsyncClient,
) -> None:
    body = {"query": "{ sales(first: 1000) { nodes { title } } }"}
    headers = {"Accept": "application/graphql-response+json"}
    response = await incomplete.post("/graphql", json=body, headers=headers)
    answer = response.json()
    assert response.status_code == 200
    assert answer["data"] is None
    (error,) = answer["errors"]
    assert error["path"][:2] == ["sales", "nodes"]
