"""Editors of a graph: operations that state facts, and who runs them."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import httpx

from api.execution import Answer, Asked, Executor, Subscription
from api.following import Follower
from api.graphql import make_schema
from api.identity import Caller
from api.receipts import Receipts
from graph.driver import Graph
from graph.keys import Role
from graph.model import MODEL
from graph.plan import Planner
from graph.settings import Settings

SCHEMA = make_schema()
EDITOR = Caller("key:editor", Role.EDITOR)

SOURCE = """mutation {
  assertSource(input: {
    id: "source:gazette", title: "The Gazette", kind: "newspaper", standing: SECONDARY
  }) { node { id title recordedAt } changed userErrors { message } }
}"""
AGENCY = """mutation ($id: ID!, $name: String!, $version: DateTime) {
  assertAgency(input: {
    id: $id, name: $name, kind: OFFICE
    claim: { source: "source:gazette", statement: "There is such an office." }
    ifVersion: $version
  }) {
    node { id name formerNames recordedAt claims { id source { id } } }
    changed
    userErrors { code path message }
  }
}"""
LINE = """mutation ($from: ID!, $to: ID!, $since: Date, $status: ReportingStatus) {
  assertReportsTo(input: {
    from: $from, to: $to, validFrom: $since, status: $status
    claim: { source: "source:gazette", statement: "The one reports to the other." }
  }) {
    link { id validFrom status rank agency { id } superior { id } claims { id } }
    changed
    userErrors { code path message }
  }
}"""
MERGE = """mutation ($ids: [ID!]!) {
  merge(ids: $ids, reason: "One office under two names.") {
    node { id ... on Agency { name note reportsTo { nodes { id } } } }
    userErrors { code path message }
  }
}"""


class Editor:
    """Runs operations on a graph."""

    def __init__(self, graph: Graph, caller: Caller = EDITOR) -> None:
        planner = Planner(SCHEMA.core, MODEL, max_page_size=1000)
        receipts = Receipts(SCHEMA.as_str, None)
        self._executor = Executor(planner, graph, Settings(), receipts)
        self._follower = Follower(graph)
        self._caller = caller

    async def answer(self, text: str, key: str | None = None, **given: Any) -> Answer:
        asked = Asked(text, given, idempotency_key=key)
        return await self._executor.execute(asked, self._caller, only_queries=False)

    async def follow(self, text: str, **given: Any) -> AsyncGenerator[Answer, None]:
        """The answers to a subscription."""
        found = await self._executor.subscription(Asked(text, given), self._caller)
        assert isinstance(found, Subscription)
        return self._follower.answers(found)

    async def run(self, text: str, **variables: Any) -> Any:
        """The payload of the one field of an operation."""
        answer = await self.answer(text, **variables)
        assert not answer.errors, answer.errors
        assert answer.data is not None
        (payload,) = answer.data.values()
        return payload


async def add(editor: Editor, *numbers: int) -> None:
    """Have agencies of these numbers stated, one after the other."""
    for number in numbers:
        await editor.run(AGENCY, id=f"agency:{number}", name=f"Office {number}")


async def send_agency(client: httpx.AsyncClient, id: str, *, host: str = "") -> Any:
    """Send the statement of an agency with the key that its id is; the answer."""
    response = await client.post(
        f"{host}/graphql",
        json={"query": AGENCY, "variables": {"id": id, "name": f"Office {id}"}},
        headers={"Idempotency-Key": id},
    )
    return response.json()
