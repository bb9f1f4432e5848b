"""Nothing that was recorded is lost: corrections and retractions leave it findable."""

from __future__ import annotations

import asyncio
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse

from api.graphql import make_schema
from graph.arguments import split
from graph.driver import Graph, Statement
from graph.errors import BadUserInput
from graph.feed import Fact, Recording
from graph.model import MODEL
from graph.plan import Planner, Request
from graph.record import changing, recorded_at, retract
from graph.versions import VERSION, next_version
from seed.load import load
from tests.tables import read_rows, write_rows

pytestmark = pytest.mark.anyio

PLANNER = Planner(make_schema().core, MODEL, max_page_size=1000)
LATER = "2100-01-01T00:00:00Z"


async def ask(graph: Graph, text: str, **variables: Any) -> Any:
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    trees, leaves = split(variables)
    plan = PLANNER.plan(Request(text, document, operation, trees, leaves))
    (row,) = await graph.read(plan.statement(leaves))
    data, errors = plan.read(row)
    assert errors == []
    return data


async def load_quietly(graph: Graph, directory: Path) -> None:
    await load(graph, directory, progress=lambda _: None)


@pytest.fixture
async def loaded(empty_graph: Graph, few: Path) -> Graph:
    await load_quietly(empty_graph, few)
    return empty_graph


def now() -> str:
    """An instant after all that was done, as the server's clock is ours."""
    return (datetime.now(UTC) + timedelta(milliseconds=1)).isoformat()


SALE = """query ($at: DateTime) {
  sale(id: "sale:fms-25-101-dk", knownAt: $at) {
    title estimatedValue recordedAt partner { name }
    claims { id } contractors { nodes { name } }
    reviews { nodes { id agency { name } } }
  }
  sales(knownAt: $at, where: { title: { startsWith: "Corrected" } }) {
    totalCount nodes { id }
  }
  partnerNation(id: "partner:dk", knownAt: $at) {
    sales { totalCount aggregate { estimatedValue { sum } } }
  }
}"""
ROUTES = """query ($at: DateTime) {
  agency(id: "agency:dtsa", knownAt: $at) {
    name
    reportsTo { edges { status claims { id statement } node { name } } }
    reportingChain(asOf: "2026-03-01") { edges { depth node { name } chain { id } } }
  }
  salesReviewed(by: "agency:dtsa", under: "official:michael-p-duffey", knownAt: $at) {
    totalCount
    edges { node { id title } review { id day } chain { id status } sources { id } }
  }
}"""


async def test_a_corrected_node_is_found_as_it_was(
    loaded: Graph, few: Path, tmp_path: Path
) -> None:
    first, before = now(), await ask(loaded, SALE)
    folder = shutil.copytree(few, tmp_path / "data")
    title = before["sale"]["title"]
    sales = read_rows("nodes", "Sale", folder)
    for sale in sales:
        if sale["id"] == "sale:fms-25-101-dk":
            sale["title"] = f"Corrected {title}"
    write_rows(folder / "nodes", {"Sale": sales})
    await load_quietly(loaded, folder)
    after = await ask(loaded, SALE)
    assert after["sale"]["title"] == f"Corrected {title}"
    assert after["sales"]["nodes"] == [{"id": "sale:fms-25-101-dk"}]
    assert await ask(loaded, SALE, at=first) == before
    assert await ask(loaded, SALE, at=LATER) == after
    await load_quietly(loaded, folder)
    assert await ask(loaded, SALE) == after


async def test_a_relationship_that_leads_elsewhere_now_is_found_as_it_was(
    loaded: Graph, few: Path, tmp_path: Path
) -> None:
    first, before = now(), await ask(loaded, ROUTES)
    folder = shutil.copytree(few, tmp_path / "data")
    file = folder / "relationships" / "REPORTS_TO.csv"
    text = file.read_text()
    assert "agency:dtsa,agency:usa-army-as" in text
    file.write_text(
        text.replace("agency:dtsa,agency:usa-army-as", "agency:dtsa,agency:army")
    )
    await load_quietly(loaded, folder)
    after = await ask(loaded, ROUTES)
    names = [edge["node"]["name"] for edge in after["agency"]["reportsTo"]["edges"]]
    assert "Department of the Army" in names
    assert await ask(loaded, ROUTES, at=first) == before
    assert await ask(loaded, ROUTES, at=LATER) == after


@pytest.mark.parametrize(
    "claim",
    [
        "claim:cf-01-b-dtsa-war-department-release-2026-02-10",
        "claim:cf-01-a-dtsa",
        "claim:rl-006-release-reprint-moneymadeeazy-2026-02-10",
    ],
)
async def test_a_retracted_claim_is_found_as_of_before(
    loaded: Graph, claim: str
) -> None:
    first, before = now(), await ask(loaded, ROUTES)
    retraction = await retract(loaded, MODEL, claim, "Misread.")
    assert claim in retraction.fell
    after = await ask(loaded, ROUTES)
    assert after["agency"] != before["agency"]
    assert claim not in str(after)
    assert await ask(loaded, ROUTES, at=first) == before
    assert await ask(loaded, ROUTES, at=LATER) == after


async def test_what_rests_on_a_claim_alone_falls_with_it(loaded: Graph) -> None:
    at = now()
    text = "MATCH (s:Sale {id: 'sale:fms-26-12-sg'}) RETURN s.claims"
    ((claims,),) = await loaded.read(Statement(text))
    fell: set[str] = set()
    for claim in claims:
        fell |= set((await retract(loaded, MODEL, claim, "Withdrawn.")).fell)
    assert {
        "sale:fms-26-12-sg",
        "review:technology-security-fms-26-12-sg",
        "of:technology-security-fms-26-12-sg",
        *claims,
    } <= fell
    query = """query ($at: DateTime) {
      sale(id: "sale:fms-26-12-sg", knownAt: $at) { id reviews { nodes { id } } }
      partnerNation(id: "partner:sg", knownAt: $at) { sales { totalCount } }
      search(text: "26-12 Singapore P-8A", types: [SALE], first: 5) { nodes { id } }
    }"""
    found, earlier = await ask(loaded, query), await ask(loaded, query, at=at)
    assert found["sale"] is None
    assert {"id": "sale:fms-26-12-sg"} not in found["search"]["nodes"]
    assert earlier["sale"]["reviews"]["nodes"] == [
        {"id": "review:technology-security-fms-26-12-sg"}
    ]
    counts = [data["partnerNation"]["sales"]["totalCount"] for data in (earlier, found)]
    assert counts[0] == counts[1] + 1


async def test_what_was_retracted_can_be_loaded_again(loaded: Graph, few: Path) -> None:
    claim = "claim:cf-01-a-dtsa"
    before = await ask(loaded, ROUTES)
    await retract(loaded, MODEL, claim, "Misread.")
    between, without = now(), await ask(loaded, ROUTES)
    await load_quietly(loaded, few)
    assert await ask(loaded, ROUTES) == before
    assert await ask(loaded, ROUTES, at=LATER) == before
    assert await ask(loaded, ROUTES, at=between) == without


async def test_an_agency_that_fell_and_was_loaded_again_is_one_at_a_time(
    loaded: Graph, few: Path
) -> None:
    first, before = now(), (await ask(loaded, ROUTES))["salesReviewed"]
    text = "MATCH (a:Agency {id: 'agency:dtsa'}) RETURN a.claims"
    ((claims,),) = await loaded.read(Statement(text))
    for claim in claims:
        await retract(loaded, MODEL, claim, "Misread.")
    between = now()
    await load_quietly(loaded, few)
    assert before["totalCount"] > 0
    for at, reviewed in (
        (first, before),
        (between, {"totalCount": 0, "edges": []}),
        (LATER, before),
    ):
        assert (await ask(loaded, ROUTES, at=at))["salesReviewed"] == reviewed


async def test_a_claim_that_is_not_held_cannot_be_retracted(loaded: Graph) -> None:
    with pytest.raises(BadUserInput, match="holds no 'claim:none'"):
        await retract(loaded, MODEL, "claim:none", "Misread.")
    with pytest.raises(BadUserInput, match="say why"):
        await retract(loaded, MODEL, "claim:cf-01-a-dtsa", " ")


async def version(graph: Graph) -> str | None:
    """The version of the data that a graph holds."""
    rows = await graph.read(Statement(VERSION))
    return rows[0][0] if rows else None


async def test_each_change_makes_another_version(loaded: Graph, few: Path) -> None:
    first = await version(loaded)
    await retract(loaded, MODEL, "claim:cf-01-a-dtsa", "Misread.")
    second = await version(loaded)
    await load_quietly(loaded, few)
    third = await version(loaded)
    await load_quietly(loaded, few)
    assert len({None, first, second, third}) == 4
    assert await version(loaded) == third


async def test_what_changes_nothing_leaves_the_version(empty_graph: Graph) -> None:
    async with changing(empty_graph, first="none"):
        pass
    assert await version(empty_graph) is None
    async with changing(empty_graph, first="one") as change:
        change.note(Recording.ADDED, [Fact("Sale", "sale:one")])
    with pytest.raises(BadUserInput):
        await retract(empty_graph, MODEL, "claim:none", "Misread.")
    assert await version(empty_graph) == "one"


async def test_changes_come_one_after_the_other(empty_graph: Graph) -> None:
    instants: list[datetime] = []
    held: list[int] = []

    async def write() -> None:
        async with changing(empty_graph) as change:
            held.append(1)
            await asyncio.sleep(0.01)
            assert len(held) == 1
            held.clear()
            instants.append(change.at)
            change.note(Recording.ADDED, [Fact("Sale", "sale:one")])

    await asyncio.gather(*(write() for _ in range(8)))
    assert sorted(set(instants)) == instants


async def test_a_clock_that_goes_back_makes_no_earlier_change(
    empty_graph: Graph,
) -> None:
    ahead = datetime(2100, 1, 1, tzinfo=UTC)
    async with changing(empty_graph) as change:
        change.at = ahead
        change.note(Recording.ADDED, [Fact("Sale", "sale:one")])
    async with changing(empty_graph) as change:
        assert change.at == ahead + timedelta(microseconds=1)


def test_versions_differ_by_what_was_before_and_when() -> None:
    first, second = (datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2))
    versions = [next_version(v, at) for v in (None, "a", "b") for at in (first, second)]
    assert len(set(versions)) == 6
    assert all(len(version) == 12 for version in versions)


def test_a_fact_is_known_with_its_first_claim_an_inference_with_its_last() -> None:
    claimed = [datetime(2026, 1, day, tzinfo=UTC) for day in (2, 3)]
    assert recorded_at("STATED", claimed) == claimed[0]
    assert recorded_at("INFERRED", claimed) == claimed[1]
    assert recorded_at("STATED", []) is None
