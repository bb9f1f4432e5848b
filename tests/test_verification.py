"""Answers and their receipts, verified after what may happen to them and the data."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from graphql import GraphQLSchema, parse, validate

from api.execution import Asked
from api.graphql import make_schema
from api.verification import Finding, Verdict, Verifier, as_known
from graph.driver import Graph, Statement
from graph.errors import BadUserInput
from graph.feed import Fact, Recording
from graph.model import MODEL
from graph.record import changing, retract
from tests.test_receipts import SECRET, signing

pytestmark = pytest.mark.anyio

SCHEMA: GraphQLSchema = make_schema().core
ABOVE = Asked(
    "query Above($id: ID!) @explain { agency(id: $id) { reportsTo { nodes { id } } } }",
    {"id": "agency:office"},
)
COUNT = Asked("query @explain { agencies { totalCount } }")
DATA = """CREATE (a:Agency {id: 'agency:office'}), (b:Agency {id: 'agency:department'}),
  (a)-[r:REPORTS_TO {id: 'reports-to:1', basis: 'STATED'}]->(b),
  (c:Claim {id: 'claim:1'})-[:STATED_IN {id: 'stated-in:1'}]->(:Source {id: 'source:1'})
SET r.claims = ['claim:1'], r.sources = ['source:1']"""
AT = "2026-02-10T12:00:00Z"


class Service:
    """A service over a graph, and what verifies its answers."""

    def __init__(self, graph: Graph, client: httpx.AsyncClient) -> None:
        self.graph = graph
        self._client = client

    async def ask(self, asked: Asked) -> dict[str, Any]:
        body = {
            "query": asked.query,
            "variables": asked.variables,
            "operationName": asked.operation_name,
        }
        response = await self._client.post("/graphql", json=body)
        answer: dict[str, Any] = response.json()
        return answer

    async def verify(
        self, answer: dict[str, Any], asked: Asked, secret: str | None = SECRET
    ) -> Finding:
        return await Verifier(self.ask, SCHEMA, secret).verify(answer, asked)


@pytest.fixture
async def service(empty_graph: Graph) -> AsyncIterator[Service]:
    await write(empty_graph, DATA)
    async with signing(empty_graph, SECRET) as client:
        yield Service(empty_graph, client)


async def write(graph: Graph, text: str) -> None:
    async with changing(graph) as change:
        await change.run(Statement(text))
        change.note(Recording.ADDED, [Fact("Sale", "sale:one")])


async def retracted(service: Service) -> None:
    """Take out the claim that the answer to ABOVE rests on."""
    await retract(service.graph, MODEL, "claim:1", "Misread.")


async def test_an_answer_from_the_same_data_is_confirmed(service: Service) -> None:
    answer = await service.ask(ABOVE)
    found = await service.verify(answer, ABOVE)
    assert found.verdict is Verdict.CONFIRMED
    assert found.reason.startswith("The same result, from the same data, version ")
    assert found.origin.startswith("This service gave the receipt")


async def test_an_answer_is_confirmed_by_what_was_known_when_it_was_given(
    service: Service,
) -> None:
    answer = await service.ask(ABOVE)
    await retracted(service)
    assert (await service.ask(ABOVE))["data"] != answer["data"]
    found = await service.verify(answer, ABOVE)
    assert found.verdict is Verdict.CONFIRMED
    since = answer["extensions"]["receipt"]["dataSince"]
    assert found.reason.startswith(
        f"The same result, from the data as known at {since}; since then they have "
    )


async def test_a_change_elsewhere_changes_the_version_alone(service: Service) -> None:
    answer = await service.ask(COUNT)
    await retracted(service)
    found = await service.verify(answer, COUNT)
    assert found.verdict is Verdict.CONFIRMED
    assert found.reason.startswith("The same result, from other data: version ")


NEW = "CREATE (:Agency {id: 'agency:new'})"
"""An agency of which nobody says since when the graph has it."""


async def test_data_that_were_known_always_cannot_be_thought_away(
    service: Service,
) -> None:
    answer = await service.ask(COUNT)
    await write(service.graph, NEW)
    found = await service.verify(answer, COUNT)
    assert found.verdict is Verdict.CHANGED
    assert "as known at" in found.reason


async def test_a_document_that_asks_of_today_cannot_be_asked_of_then(
    service: Service,
) -> None:
    asked = Asked("query @explain { agencies(knownAt: null) { totalCount } }")
    answer = await service.ask(asked)
    await write(service.graph, NEW)
    found = await service.verify(answer, asked)
    assert found.verdict is Verdict.CHANGED
    assert found.reason.endswith("can be asked as it was known then.")


async def test_data_changed_behind_the_services_back_are_found_out(
    service: Service,
) -> None:
    answer = await service.ask(COUNT)
    await service.graph.write([Statement(NEW)])
    found = await service.verify(answer, COUNT)
    assert found.verdict is Verdict.DIFFERENT
    assert found.reason.startswith("Another result, from the same data, version ")


async def test_an_altered_answer_is_found_out(service: Service) -> None:
    answer = await service.ask(ABOVE)
    altered = copy.deepcopy(answer)
    altered["data"]["agency"]["reportsTo"] = {"nodes": []}
    found = await service.verify(altered, ABOVE)
    assert found.verdict is Verdict.ALTERED
    assert found.reason.startswith("The answer was altered")


async def test_an_altered_receipt_is_found_out(service: Service) -> None:
    answer = await service.ask(ABOVE)
    answer["extensions"]["receipt"]["executedAt"] = AT
    found = await service.verify(answer, ABOVE)
    assert found.verdict is Verdict.ALTERED
    assert found.reason.startswith("The receipt was altered")


async def test_what_shows_the_origin_is_said(service: Service) -> None:
    answer = await service.ask(ABOVE)
    elsewhere = await service.verify(answer, ABOVE, secret=None)
    answer["extensions"]["receipt"]["signature"] = None
    unsigned = await service.verify(answer, ABOVE)
    assert elsewhere.origin.startswith("The signature was not checked")
    assert unsigned.origin.startswith("The receipt is not signed")
    assert elsewhere.verdict is unsigned.verdict is Verdict.CONFIRMED


async def test_a_document_that_fits_no_more_is_no_proof(service: Service) -> None:
    answer = await service.ask(ABOVE)
    verifier = Verifier(refusing, SCHEMA, SECRET)
    found = await verifier.verify(answer, ABOVE)
    assert found.verdict is Verdict.CHANGED
    assert found.reason == "The service answers the document no more: Gone."


async def refusing(asked: Asked) -> dict[str, Any]:
    return {"errors": [{"message": "Gone."}]}


async def test_another_schema_explains_another_result(service: Service) -> None:
    answer = await service.ask(COUNT)

    async def newer(asked: Asked) -> dict[str, Any]:
        given = copy.deepcopy(answer)
        given["extensions"]["receipt"] |= {"schema": "sha256:0", "result": "sha256:0"}
        return given

    found = await Verifier(newer, SCHEMA, SECRET).verify(answer, COUNT)
    assert found.verdict is Verdict.CHANGED
    assert "the service was changed" in found.reason


@pytest.mark.parametrize(
    ("other", "remedy"),
    [
        (Asked(COUNT.query, ABOVE.variables), "give the one that was asked"),
        (Asked(ABOVE.query, {"id": "agency:new"}), "give those that were sent"),
    ],
)
async def test_a_receipt_for_another_question_is_refused(
    service: Service, other: Asked, remedy: str
) -> None:
    answer = await service.ask(ABOVE)
    with pytest.raises(BadUserInput, match=remedy):
        await service.verify(answer, other)


def test_space_around_a_document_does_not_count() -> None:
    assert as_known(f"\n{COUNT.query}\n\n", SCHEMA, AT) == as_known(
        COUNT.query, SCHEMA, AT
    )


def test_every_root_field_is_asked_of_what_was_known() -> None:
    document = """query ($at: DateTime) @explain {
      sales(first: 1) { nodes { partner { name } } }
      known: sales(knownAt: $at) { totalCount }
      __typename
      ...Agencies
    }
    fragment Agencies on Query { agency(id: "agency:dtsa") { name } }"""
    pinned = as_known(document, SCHEMA, AT)
    assert pinned is not None
    assert validate(SCHEMA, parse(pinned)) == []
    assert pinned.count(f'knownAt: "{AT}"') == 2
    assert f'agency(id: "agency:dtsa", knownAt: "{AT}")' in pinned
    assert "partner {" in pinned
