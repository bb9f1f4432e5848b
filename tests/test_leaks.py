"""Callers without the right learn nothing of what is restricted, however they ask."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from graph.driver import Graph, Statement
from graph.engine import Engine
from graph.feed import Operation
from graph.keys import Role, create
from graph.model import MODEL
from graph.record import changing, restrict
from tests.test_identity import asking

pytestmark = pytest.mark.anyio

SECRETS = [
    *(f"{kind}:secret" for kind in ("sale", "source", "claim", "review")),
    "Missiles",
    "1000",
]
LATER = "2100-01-01T00:00:00Z"
WORLD = """
UNWIND ['open', 'secret'] AS s
CREATE (:Source {id: 'source:' + s, title: 'The ' + s + ' source', kind: 'x',
  standing: 'PRIMARY', restricted: CASE s WHEN 'secret' THEN true END})
  <-[:STATED_IN {id: 'stated-in:' + s}]-
  (:Claim {id: 'claim:' + s, statement: 'It is ' + s + '.', basis: 'STATED',
    rank: 'NORMAL', recordedAt: datetime('2026-01-01T00:00:00Z')})
WITH count(*) AS _
CREATE (p:PartnerNation {id: 'partner:pl', name: 'Poland', basis: 'STATED',
  claims: ['claim:open', 'claim:secret'], sources: ['source:open', 'source:secret']})
CREATE (a:Agency {id: 'agency:dtsa', name: 'DTSA', kind: 'AGENCY', basis: 'STATED',
  claims: ['claim:open'], sources: ['source:open']})
WITH p, a
UNWIND [
  ['open', 'open', 1], ['secret', 'secret', 1000], ['once-secret', 'open', 5]
] AS s
CREATE (n:Sale {id: 'sale:' + s[0], title: 'Radios, ' + s[0], estimatedValue: s[2],
  basis: 'STATED', claims: ['claim:' + s[1]], sources: ['source:' + s[1]],
  day: '2026-01-0' + size(s[0])})
CREATE (n)-[:TO {id: 'to:' + s[0], basis: 'STATED', rank: 'NORMAL',
  claims: ['claim:' + s[1]], sources: ['source:' + s[1]]}]->(p)
CREATE (n)<-[:OF {id: 'of:' + s[0], basis: 'STATED', rank: 'NORMAL',
  claims: ['claim:open'], sources: ['source:open']}]-
  (r:Review {id: 'review:' + s[0], kind: 'TECHNOLOGY_SECURITY', basis: 'STATED',
    claims: ['claim:open'], sources: ['source:open']})
CREATE (r)-[:CONDUCTED_BY {id: 'conducted-by:' + s[0], basis: 'STATED', rank: 'NORMAL',
  claims: ['claim:open'], sources: ['source:open']}]->(a)
WITH n WHERE n.id = 'sale:once-secret'
SET n.recordedAt = datetime('2026-06-01T00:00:00Z')
CREATE (v:Version)-[:VERSION_OF]->(n)
SET v = properties(n), v.title = 'Missiles', v.retractedAt = n.recordedAt,
  v.claims = ['claim:secret'], v.sources = ['source:secret']
REMOVE v.recordedAt
CREATE (n)-[o:RETRACTED_TO {id: 'to:before', basis: 'STATED', rank: 'NORMAL',
  claims: ['claim:secret'], sources: ['source:secret'],
  retractedAt: n.recordedAt}]->(:RetractedPartnerNation {id: 'partner:xx', name: 'X',
  basis: 'STATED', claims: ['claim:secret'], sources: ['source:secret'],
  retractedAt: n.recordedAt})
"""
"""An open sale, a secret one, and one of which secret things were known before; the
reviews of all of them are open."""


@pytest.fixture(scope="module")
async def client(
    scratch_engine: Engine, scratch: Graph
) -> AsyncIterator[httpx.AsyncClient]:
    """The application over a graph with a secret source."""
    await scratch.write([Statement("MATCH (n) DETACH DELETE n")])
    async with changing(scratch) as change:
        await change.run(Statement(WORLD))
    async with asking(scratch_engine.server) as client:
        yield client


@pytest.fixture(scope="module")
async def tokens(client: httpx.AsyncClient, scratch: Graph) -> dict[str, str]:
    """Keys of those who see everything, and of one who does not."""

    async def token(role: Role, *, restricted: bool = False) -> str:
        _, token = await create(
            scratch, role, name=None, expires_at=None, restricted=restricted
        )
        return token

    return {
        "reader": await token(Role.READER),
        "analyst": await token(Role.READER, restricted=True),
        "editor": await token(Role.EDITOR),
        "admin": await token(Role.ADMIN),
    }


async def ask(
    client: httpx.AsyncClient, text: str, token: str | None = None, **variables: Any
) -> Any:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    body = {"query": text, "variables": variables}
    response = await client.post("/graphql", json=body, headers=headers)
    answer = response.json()
    assert "errors" not in answer, answer
    return answer


ATTEMPTS = {
    "by id": '{ sale(id: "sale:secret") { id } review(id: "review:secret") { id } }',
    "by any id": """{
      node(id: "sale:secret") { id } source: node(id: "source:secret") { id } }""",
    "by ids": '{ nodes(ids: ["sale:secret", "claim:secret", "review:secret"]) { id } }',
    "lists": """{
      sales { totalCount nodes { id title } } reviews { totalCount nodes { id } }
      sources { totalCount nodes { id restricted } } claims { totalCount nodes { id } }
    }""",
    "counts": "{ sales { totalCount } reviews { totalCount } claims { totalCount } }",
    "a filter": "{ sales(where: { estimatedValue: { gt: 10 } }) { totalCount } }",
    "a filter by id": '{ sales(where: { id: { eq: "sale:secret" } }) { totalCount } }',
    "the mark": "{ sources(where: { restricted: { eq: true } }) { totalCount } }",
    "the mark, negated": """{
      sources(where: { NOT: { restricted: { isNull: true } } }) { totalCount } }""",
    "relations": """{ partnerNation(id: "partner:pl") {
      claims { id } sources { id title }
      sales { totalCount nodes { id } aggregate { count estimatedValue { max sum } } }
    } }""",
    "quantifiers": """{
      some: partnerNations(where: { sales: { some: { estimatedValue: { gt: 10 } } } }) {
        totalCount }
      all: partnerNations(where: { sales: { all: { estimatedValue: { lt: 10 } } } }) {
        totalCount }
      reviews(where: { sale: { id: { eq: "sale:secret" } } }) { totalCount }
    }""",
    "aggregates": """{ sales { aggregate {
      count estimatedValue { sum max avg } day { max }
      groups(by: [PARTNER]) { totalCount nodes { count estimatedValue { max } } }
    } } }""",
    "an order by related nodes": """{ agencies { nodes {
      id reviews { totalCount nodes { id sale { id } } } } } }""",
    "full text": '{ search(text: "radios") { edges { score node { id } } } }',
    "full text of one type": '{ sales(search: "secret") { totalCount nodes { id } } }',
    "according to it": """{ sales(accordingTo: ["source:secret"]) { totalCount }
      partnerNations(accordingTo: ["source:secret"]) { totalCount } }""",
    "what was known": f"""{{
      sales(knownAt: "2026-03-01T00:00:00Z") {{
        totalCount nodes {{ id title partner {{ id }} }} }}
      sale(id: "sale:once-secret", knownAt: "2026-03-01T00:00:00Z") {{ title }}
      partnerNation(id: "partner:xx", knownAt: "2026-03-01T00:00:00Z") {{ name }}
      later: sales(knownAt: "{LATER}") {{ totalCount nodes {{ id claims {{ id }} }} }}
    }}""",
    "reviews of an agency": """{ agency(id: "agency:dtsa") {
      reviews { totalCount edges { id node { id sale { id } } } } } }""",
    "through claims": """{
      claims(where: { source: { id: { eq: "source:secret" } } }) { totalCount }
      source(id: "source:open") { stated { totalCount nodes { statement } } } }""",
}


async def test_nothing_of_it_is_told(
    client: httpx.AsyncClient, tokens: dict[str, str]
) -> None:
    for name, text in ATTEMPTS.items():
        # Those who see it ask first, so that their plans are there to be taken.
        seen = [await ask(client, text, tokens[who]) for who in ("editor", "analyst")]
        told = [await ask(client, text, token) for token in (None, tokens["reader"])]
        assert seen[0] == seen[1] == await ask(client, text, tokens["admin"])
        assert told[0] == told[1]
        assert told[0] != seen[0], name
        for secret in SECRETS:
            assert secret not in json.dumps(told[0]), name


async def test_what_is_hidden_is_as_what_never_was(client: httpx.AsyncClient) -> None:
    text = """query ($sale: ID!, $review: ID!, $source: ID!) {
      sale(id: $sale) { id } node(id: $sale) { id } nodes(ids: [$sale, $source]) { id }
      review(id: $review) { id } sales(accordingTo: [$source]) { totalCount }
      whyNot(sale: $sale, by: "agency:dtsa", under: "official:x", asOf: "2026-01-01") {
        condition met explanation
      }
    }"""
    hidden, none = [
        await ask(client, text, **{k: f"{k}:{s}" for k in ("sale", "review", "source")})
        for s in ("secret", "none")
    ]
    assert json.loads(json.dumps(hidden).replace(":secret", ":none")) == none


async def test_a_cursor_of_somebody_else_leads_to_nothing_new(
    client: httpx.AsyncClient, tokens: dict[str, str]
) -> None:
    text = """query ($after: String) {
      sales(orderBy: [{ estimatedValue: DESC }], first: 1, after: $after) {
        nodes { id } pageInfo { endCursor hasNextPage hasPreviousPage }
      }
    }"""
    sales = (await ask(client, text, tokens["editor"]))["data"]["sales"]
    assert sales["nodes"] == [{"id": "sale:secret"}]
    after = sales["pageInfo"]["endCursor"]
    sales = (await ask(client, text, after=after))["data"]["sales"]
    assert sales["nodes"] == [{"id": "sale:once-secret"}]
    assert sales["pageInfo"]["hasPreviousPage"] is False


async def test_an_explained_statement_names_nothing_restricted(
    client: httpx.AsyncClient, tokens: dict[str, str]
) -> None:
    text = "query @explain { sales { nodes { id sources { id } } } }"
    seen = await ask(client, text, tokens["editor"])
    told = await ask(client, text)
    assert "Restricted" in seen["extensions"]["cypher"]["text"]
    assert "estricted" not in told["extensions"]["cypher"]["text"]
    assert "allSources" not in told["extensions"]["cypher"]["text"]


async def test_an_operation_is_one_statement_for_everybody(
    client: httpx.AsyncClient, tokens: dict[str, str], statements: list[Statement]
) -> None:
    for token in (None, *tokens.values()):
        await ask(client, ATTEMPTS["lists"], token)
        statements.clear()
        await ask(client, ATTEMPTS["lists"], token)
        assert len(statements) == 1


FEED = """query ($types: [FactType!]) { changes(types: $types) {
  edges { cursor node {
    kind type id from to into why
    node { id } link { id }
  } } pageInfo { hasNextPage }
} }"""


async def test_the_feed_leaves_out_what_is_restricted(
    scratch_engine: Engine, empty_graph: Graph
) -> None:
    known = {"kind": "AGENCY", "basis": "STATED", "claims": []}
    rows = [
        {"id": f"agency:{name}", "name": name, "sources": [f"source:{name}"], **known}
        for name in ("open", "secret")
    ]
    part = {**known, "id": "part-of:a", "rank": "NORMAL", "sources": ["source:open"]}
    link = {"start": "agency:secret", "end": "agency:open", "properties": part}
    source = {"id": "source:secret", "title": "x", "kind": "x", "standing": "PRIMARY"}
    why = Operation(why="The secret cable says so.")
    async with changing(empty_graph, operation=why) as change:
        await change.merge_nodes(MODEL.nodes["Agency"], rows)
        await change.merge_links("PART_OF", [link])
        await change.merge_nodes(MODEL.nodes["Source"], [source])
    _, token = await create(empty_graph, Role.EDITOR, name=None, expires_at=None)
    async with asking(scratch_engine.server) as client:
        before = await ask(client, FEED)
        await restrict(empty_graph, "source:secret", restricted=True)
        told, seen = await ask(client, FEED), await ask(client, FEED, token)
        await restrict(empty_graph, "source:secret", restricted=False)
        after = await ask(client, FEED)
    assert "secret" not in json.dumps(told)
    assert [e["node"]["id"] for e in edges(told)] == ["agency:open"]
    assert edges(told)[0]["cursor"] == edges(before)[0]["cursor"]
    assert edges(seen)[: len(edges(before))] == edges(before)
    assert edges(after)[: len(edges(seen))] == edges(seen)


def edges(answer: Any) -> list[Any]:
    found: list[Any] = answer["data"]["changes"]["edges"]
    return found
