"""What counts as of a day, as known at an instant, and according to whom."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    NameNode,
    OperationDefinitionNode,
    StringValueNode,
    parse,
    print_ast,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.driver import Graph, Statement
from graph.intervals import holds
from graph.values import first_day, last_day

pytestmark = pytest.mark.anyio

CASES = sorted((Path(__file__).parent / "cases").iterdir())
LATER = "2100-01-01T00:00:00Z"

DAYS = [date(2024, 12, 20) + timedelta(days=i) for i in range(430)]
dates = st.sampled_from(
    [
        *("2025", "2025-02", "2025-03", "2025-12", "2026-01", "2024-12-31"),
        *("2025-01-01", "2025-02-01", "2025-02-28", "2025-03-01", "2025-12-31"),
    ]
)


def ends_behind_its_beginning(link: dict[str, str | None]) -> bool:
    """As the loader has it."""
    since, until = link["validFrom"], link["validTo"]
    return not since or not until or first_day(since) < last_day(until)


intervals = st.fixed_dictionaries(
    {"validFrom": st.none() | dates, "validTo": st.none() | dates}
).filter(ends_behind_its_beginning)


async def ask(client: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    body = {"query": query, "variables": variables}
    answer = (await client.post("/graphql", json=body)).json()
    assert "errors" not in answer, answer
    return answer["data"]


def held(link: dict[str, str | None], *, strict: bool, passing: bool) -> set[date]:
    """The days on which a link holds, counted one by one."""
    since, until = link["validFrom"], link["validTo"]
    if passing and not (since if strict else since or until):
        return set()
    return {
        d for d in DAYS if _begun(since, d, strict) and _not_ended(until, d, strict)
    }


@cache
def meant(partial: str) -> set[date]:
    return {d for d in DAYS if d.isoformat().startswith(partial)}


def _begun(since: str | None, day: date, strict: bool) -> bool:
    if since is None:
        return True
    if strict and len(since) < 10:
        return day > max(meant(since))
    return day >= min(meant(since))


def _not_ended(until: str | None, day: date, strict: bool) -> bool:
    if until is None:
        return True
    if not strict and len(until) < 10:
        return day <= max(meant(until))
    return day < min(meant(until))


@settings(
    deadline=None,
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    links=st.lists(intervals, min_size=1, max_size=40),
    day=dates,
    strict=st.booleans(),
    passing=st.booleans(),
)
async def test_a_link_holds_on_the_days_counted_by_hand(
    graph: Graph,
    links: list[dict[str, str | None]],
    day: str,
    strict: bool,
    passing: bool,
) -> None:
    condition = holds("x", "$day", strict=strict, passing=passing)
    text = f"UNWIND $links AS x RETURN {condition}"
    found = await graph.read(Statement(text, {"links": links, "day": day}))
    wanted = meant(day)
    expected = [
        wanted <= days if strict else bool(wanted & days)
        for days in (held(link, strict=strict, passing=passing) for link in links)
    ]
    assert [one for (one,) in found] == expected


def known_later(document: DocumentNode) -> str:
    """The same document, asked of the far future."""
    definitions = (
        _operation(d) if isinstance(d, OperationDefinitionNode) else d
        for d in document.definitions
    )
    return "\n".join(map(print_ast, definitions))


def _operation(operation: OperationDefinitionNode) -> OperationDefinitionNode:
    fields = tuple(map(_root_field, operation.selection_set.selections))
    selections = replace(operation.selection_set, selections=fields)
    return replace(operation, selection_set=selections)


def _root_field(field: Any) -> Any:
    assert isinstance(field, FieldNode)
    if field.name.value.startswith("__"):
        return field
    name = NameNode(value="knownAt")
    argument = ArgumentNode(name=name, value=StringValueNode(value=LATER))
    return replace(field, arguments=(*(field.arguments or ()), argument))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_what_is_known_now_is_what_is_known_later(
    client: httpx.AsyncClient, case: Path
) -> None:
    query = known_later(parse((case / "query.graphql").read_text()))
    file = case / "variables.json"
    variables = json.loads(file.read_text()) if file.exists() else {}
    body = {"query": query, "variables": variables}
    answer = (await client.post("/graphql", json=body)).json()
    assert answer == json.loads((case / "expected.json").read_text())


async def test_nothing_is_known_before_it_was_recorded(
    client: httpx.AsyncClient,
) -> None:
    data = await ask(
        client,
        """query ($at: DateTime!) {
          sales(knownAt: $at) { totalCount nodes { id } aggregate { count } }
          agency(id: "agency:dtsa", knownAt: $at) { id }
          source(id: "source:dtsa-site") { stated(knownAt: $at) { totalCount } }
          salesReviewed(
            by: "agency:dtsa", under: "official:michael-p-duffey", knownAt: $at
          ) { totalCount }
        }""",
        at="2000-01-01T00:00:00Z",
    )
    assert data["sales"] == {"totalCount": 0, "nodes": [], "aggregate": {"count": 0}}
    assert data["agency"] is None
    assert data["source"]["stated"]["totalCount"] == 0
    assert data["salesReviewed"]["totalCount"] == 0


ARTICLE = "source:le-haut-panel-2026-02-11"
INHERITED = """query ($sources: [ID!]) {
  agency(id: "agency:dtsa", accordingTo: $sources) {
    reportsTo { nodes { id direct: directReports { nodes { id } } } }
    everybody: reportsTo(accordingTo: null) { totalCount }
    reportingChain { nodes { id } }
    reviews(first: 1) { nodes { sale { partner { name } } } }
  }
}"""


async def test_what_is_said_of_a_field_holds_for_all_below(
    client: httpx.AsyncClient,
) -> None:
    agency = (await ask(client, INHERITED, sources=[ARTICLE]))["agency"]
    direct = {"nodes": [{"id": "agency:dsca"}, {"id": "agency:dtsa"}]}
    assert agency["reportsTo"]["nodes"] == [
        {"id": "agency:usa-army-as", "direct": direct}
    ]
    assert agency["reportingChain"]["nodes"] == [{"id": "agency:usa-army-as"}]
    assert agency["reviews"]["nodes"] == []


async def test_null_takes_back_what_was_said_above(client: httpx.AsyncClient) -> None:
    agency = (await ask(client, INHERITED, sources=[ARTICLE]))["agency"]
    assert agency["everybody"]["totalCount"] == 5


async def test_what_a_node_cannot_be_without_is_never_hidden(
    client: httpx.AsyncClient,
) -> None:
    query = """query ($id: ID!, $day: Date!, $sources: [ID!]) {
      sale(id: $id, asOf: $day, accordingTo: $sources, basis: [INFERRED]) {
        partner { name }
        contractors { totalCount }
      }
    }"""
    data = await ask(
        client, query, id="sale:fms-26-12-sg", day="1900-01-01", sources=[ARTICLE]
    )
    assert data["sale"] == {
        "partner": {"name": "Singapore"},
        "contractors": {"totalCount": 0},
    }


async def test_a_view_counts_in_filters_aggregates_and_groups(
    client: httpx.AsyncClient,
) -> None:
    query = """query ($day: Date!) {
      agencies(
        asOf: $day
        where: { posts: { some: { holders: { some: {
          id: { eq: "official:michael-p-duffey" } } } } } }
      ) { nodes { id } }
      official(id: "official:michael-p-duffey", asOf: $day) {
        held { totalCount aggregate { count groups(by: [AGENCY]) { totalCount } } }
      }
    }"""
    before = await ask(client, query, day="2025-06-04")
    assert before["agencies"]["nodes"] == []
    assert before["official"]["held"] == {
        "totalCount": 0,
        "aggregate": {"count": 0, "groups": {"totalCount": 0}},
    }
    after = await ask(client, query, day="2025-06-05")
    assert after["agencies"]["nodes"] == [{"id": "agency:usd-as"}]
    assert after["official"]["held"]["aggregate"]["groups"] == {"totalCount": 1}


async def test_partial_dates_count_unless_a_caller_is_strict(
    client: httpx.AsyncClient,
) -> None:
    query = """query ($dates: DateMatching) {
      official(id: "official:heidi-h-grant", asOf: "2018-06-01", dates: $dates) {
        held { nodes { id } }
      }
    }"""
    lenient = await ask(client, query)
    assert lenient["official"]["held"]["nodes"] == [{"id": "post:director-dtsa"}]
    strict = await ask(client, query, dates="STRICT")
    assert strict["official"]["held"]["nodes"] == []


async def test_lists_of_nodes_heed_sources_and_basis(client: httpx.AsyncClient) -> None:
    query = """query ($sources: [ID!]) {
      sales(accordingTo: $sources) { totalCount nodes { sources { id } } }
      stated: reviews(basis: [STATED]) { totalCount }
      inferred: reviews(basis: [INFERRED]) { totalCount }
    }"""
    data = await ask(client, query, sources=["source:congressional-record"])
    assert 0 < data["sales"]["totalCount"] < 1216
    for sale in data["sales"]["nodes"]:
        assert {"id": "source:congressional-record"} in sale["sources"]
    assert data["stated"]["totalCount"] == 0
    assert data["inferred"]["totalCount"] == 220


async def test_the_basis_of_reviews_says_nothing_of_what_is_below(
    client: httpx.AsyncClient,
) -> None:
    query = """{
      salesReviewed(
        by: "agency:dtsa", under: "official:michael-p-duffey"
        basis: [INFERRED], first: 1
      ) {
        edges {
          node { contractors { totalCount } }
          review { overseers { totalCount } }
        }
      }
    }"""
    (edge,) = (await ask(client, query))["salesReviewed"]["edges"]
    assert edge["node"]["contractors"]["totalCount"] > 0
    assert edge["review"]["overseers"]["totalCount"] > 0


async def test_statuses_choose_reporting_lines_everywhere_below(
    client: httpx.AsyncClient,
) -> None:
    query = """{
      agency(id: "agency:dtsa", statuses: [DISPUTED]) {
        reportsTo { edges { status } }
        reportingChain { edges { chain { status } } }
      }
    }"""
    agency = (await ask(client, query))["agency"]
    assert agency["reportsTo"]["edges"] == [{"status": "DISPUTED"}]
    assert agency["reportingChain"]["edges"] == [{"chain": [{"status": "DISPUTED"}]}]


async def test_an_id_that_is_no_sources_is_refused(client: httpx.AsyncClient) -> None:
    body = {"query": '{ sales(accordingTo: ["agency:dtsa"]) { totalCount } }'}
    answer = (await client.post("/graphql", json=body)).json()
    assert answer["errors"][0]["message"] == (
        "accordingTo: 'agency:dtsa' is not a source's id; "
        "ids of sources begin with 'source:'"
    )
