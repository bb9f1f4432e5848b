"""What cannot hold together is found, by the constraints of the model."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.driver import Graph, Statement
from graph.model import MODEL
from graph.record import retract
from seed.load import DATA, load
from tests.test_evidence import ask, ask_graph, now
from tests.test_record import LATER
from tests.test_view import DAYS, dates, held

pytestmark = pytest.mark.anyio

FOUND = """query (
  $about: ID, $predicate: String, $states: [DisputeState!], $asOf: Date, $at: DateTime
  $sources: [ID!]
) {
  disputes(
    about: $about, predicate: $predicate, states: $states, asOf: $asOf, knownAt: $at
    accordingTo: $sources, first: 1000
  ) {
    totalCount
    nodes {
      predicate kind state reason subject { id }
      sides { predicate value rank decides claims { id } nodes { id } links { id } }
    }
  }
}"""
PAGE = """query (
  $states: [DisputeState!], $first: Int, $after: String, $last: Int, $before: String
) {
  disputes(
    states: $states, first: $first, after: $after, last: $last, before: $before
  ) {
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { predicate state subject { id } }
  }
}"""
CHANGES = """query ($about: ID, $predicate: String) {
  disputes(about: $about, predicate: $predicate) {
    nodes {
      sides { value ifTaken { subject { id } field from to } }
    }
  }
}"""
EVERY = ["OPEN", "DECIDED", "COMPATIBLE"]


async def found(client: httpx.AsyncClient, **variables: Any) -> Any:
    return (await ask(client, FOUND, **variables))["disputes"]


def recorded() -> set[tuple[str, str]]:
    """The conflicts of the seed data and their sides: ``("13", "a")``."""
    with (DATA / "nodes" / "Claim.csv").open(encoding="utf-8", newline="") as file:
        names = [_conflict(row["id"]) for row in csv.DictReader(file)]
    return {name for name in names if name}


def _conflict(claim: str) -> tuple[str, str] | None:
    match = re.match(r"claim:cf-(\d+)-([ab])", claim)
    return (match[1], match[2]) if match else None


def between(dispute: Any) -> dict[str, set[int]]:
    """The recorded conflicts of which both sides are sides of a dispute."""
    sides: dict[tuple[str, str], set[int]] = defaultdict(set)
    for i, side in enumerate(dispute["sides"]):
        for claim in side["claims"]:
            if name := _conflict(claim["id"]):
                sides[name].add(i)
    return {
        number: places | sides[number, "b"]
        for (number, letter), places in sides.items()
        if letter == "a" and (number, "b") in sides and places != sides[number, "b"]
    }


async def test_every_recorded_conflict_comes_out(client: httpx.AsyncClient) -> None:
    states: dict[str, set[str]] = defaultdict(set)
    for dispute in (await found(client, states=EVERY))["nodes"]:
        for number in between(dispute):
            states[number].add(dispute["state"])
    assert set(states) == {number for number, _ in recorded()}
    assert len(states) == 46
    open_ = {number for number, seen in states.items() if seen == {"OPEN"}}
    assert open_ == {"05", "11", "12", "20"}
    compatible = {number for number, seen in states.items() if seen == {"COMPATIBLE"}}
    assert compatible == {
        *("03", "07", "18", "21", "22", "23", "27", "36", "37", "39"),
    }
    assert {n for n, seen in states.items() if seen == {"DECIDED"}} == (
        set(states) - open_ - compatible
    )


async def test_what_is_compatible_says_why_and_is_asked_for(
    client: httpx.AsyncClient,
) -> None:
    default = await found(client)
    assert {d["state"] for d in default["nodes"]} == {"OPEN", "DECIDED"}
    compatible = await found(client, states=["COMPATIBLE"])
    assert all(dispute["reason"] for dispute in compatible["nodes"])
    both = await found(client, states=EVERY)
    assert both["totalCount"] == default["totalCount"] + compatible["totalCount"]
    (move,) = (
        d
        for d in compatible["nodes"]
        if d["predicate"] == "validFrom" and d["subject"] == {"id": "agency:dtsa"}
    )
    assert move["reason"] == "Each claim is about a relationship of its own."
    assert [(s["value"], s["links"]) for s in move["sides"]] == [
        ("2025-11-07", [{"id": "reports-to:rl-004"}]),
        ("2026-02-10", [{"id": "reports-to:rl-006"}]),
    ]


async def test_two_superiors_at_once_dispute_and_show_what_each_would_change(
    client: httpx.AsyncClient,
) -> None:
    (dispute,) = (await found(client, about="agency:dsca"))["nodes"]
    assert (dispute["kind"], dispute["predicate"]) == ("ONE_AT_A_TIME", "REPORTS_TO")
    assert dispute["reason"] == "One side is PREFERRED."
    war, army = dispute["sides"]
    assert (war["nodes"], war["decides"]) == ([{"id": "agency:usd-as"}], True)
    assert war["links"] == [{"id": "reports-to:rl-005"}, {"id": "reports-to:rl-009"}]
    assert (army["rank"], army["decides"]) == ("DEPRECATED", False)
    assert army["claims"] == [{"id": "claim:cf-01-a-dsca"}]
    changed = await ask(client, CHANGES, about="agency:dsca")
    nothing, changes = (
        side["ifTaken"] for side in changed["disputes"]["nodes"][0]["sides"]
    )
    assert nothing == []
    assert [(c["subject"]["id"], c["field"], c["to"]) for c in changes] == [
        ("agency:dsca", "reportsTo", "agency:usa-army-as"),
        ("agency:dscs", "reportingChain", "agency:usa-army-as"),
        ("agency:dscu", "reportingChain", "agency:usa-army-as"),
    ]


async def test_another_value_changes_its_field_and_what_is_derived_from_it(
    client: httpx.AsyncClient,
) -> None:
    data = await ask(client, CHANGES, about="sale:fms-20-34-ch")
    _, other = data["disputes"]["nodes"][0]["sides"]
    assert [(c["field"], c["from"], c["to"]) for c in other["ifTaken"]] == [
        ("releasedOn", "2020-09-30", "2020-10-01"),
        ("day", "2020-09-30", "2020-10-01"),
    ]
    data = await ask(client, CHANGES, about="sale:fms-08-85-au")
    _, other = data["disputes"]["nodes"][0]["sides"]
    (change,) = other["ifTaken"]
    assert (change["field"], change["from"], change["to"]) == (
        *("partner", "partner:au", "partner:fi"),
    )


async def test_where_nothing_ranks_above_the_graph_decides_or_nobody(
    client: httpx.AsyncClient,
) -> None:
    (signed,) = (await found(client, predicate="ISSUED_BY"))["nodes"]
    assert (signed["kind"], signed["state"]) == ("WHOLE", "OPEN")
    assert [side["decides"] for side in signed["sides"]] == [True, False]
    assert "the one that the graph holds" in signed["reason"]
    (kits,) = (await found(client, predicate="quantity"))["nodes"]
    assert [(side["value"], side["decides"]) for side in kits["sides"]] == [
        ("5332", False),
        ("5352", False),
    ]
    assert "does not hold one of them" in kits["reason"]


async def page(client: httpx.AsyncClient, **variables: Any) -> Any:
    return (await ask(client, PAGE, states=EVERY, **variables))["disputes"]


async def test_pages_join_up_in_both_directions(client: httpx.AsyncClient) -> None:
    whole = (await page(client, first=1000))["nodes"]
    forward: list[Any] = []
    info: Any = {"hasNextPage": True, "endCursor": None}
    while info["hasNextPage"]:
        found = await page(client, first=20, after=info["endCursor"])
        info = found["pageInfo"]
        assert info["hasPreviousPage"] == bool(forward)
        forward += found["nodes"]
    assert forward == whole
    backward: list[Any] = []
    info = {"hasPreviousPage": True, "startCursor": None}
    while info["hasPreviousPage"]:
        found = await page(client, last=20, before=info["startCursor"])
        info = found["pageInfo"]
        assert info["hasNextPage"] == bool(backward)
        backward = found["nodes"] + backward
    assert backward == whole


async def test_disputes_are_those_of_a_view(client: httpx.AsyncClient) -> None:
    dtsa = "agency:dtsa"
    one = await found(client, about=dtsa, sources=["source:le-haut-panel-2026-02-11"])
    assert one["totalCount"] == 0
    two = await found(
        client,
        about=dtsa,
        sources=[
            "source:le-haut-panel-2026-02-11",
            "source:war-department-release-2026-02-10",
        ],
    )
    assert two["totalCount"] == 1
    assert (await found(client, about=dtsa, asOf="2026-02-10"))["totalCount"] == 0
    assert (await found(client, about=dtsa, asOf="2026-02-11"))["totalCount"] == 1
    assert (await found(client, at="2026-01-01T00:00:00Z"))["totalCount"] == 0
    now_and_later = [await found(client), await found(client, at=LATER)]
    assert now_and_later[0]["nodes"] == now_and_later[1]["nodes"]


async def test_an_id_of_no_fact_is_refused(client: httpx.AsyncClient) -> None:
    query = '{ disputes(about: "source:dsca-site") { totalCount } }'
    answer = (await client.post("/graphql", json={"query": query})).json()
    assert answer["errors"][0]["message"] == (
        "Query.disputes(about:): 'source:dsca-site' is no id of a node that facts are "
        "about; such ids begin with the prefix of their type, as 'sale:'"
    )


# In a graph of their own


async def test_a_retracted_side_ends_a_dispute_that_is_still_found_as_of_before(
    empty_graph: Graph, few: Path
) -> None:
    await load(empty_graph, few, progress=lambda _: None)
    at, before = now(), await ask_graph(empty_graph, FOUND, about="agency:dtsa")
    value_before = await ask_graph(empty_graph, FOUND, about="sale:fms-25-101-dk")
    for claim in ("claim:cf-01-a-dtsa", "claim:cf-13-b"):
        await retract(empty_graph, MODEL, claim, "Misread.")
    for about, earlier in (
        ("agency:dtsa", before),
        ("sale:fms-25-101-dk", value_before),
    ):
        after = await ask_graph(empty_graph, FOUND, about=about)
        assert after["disputes"]["totalCount"] == 0
        assert await ask_graph(empty_graph, FOUND, about=about, at=at) == earlier


KNOWN = "basis: 'STATED', claims: [], sources: ['source:s'], rank: 'NORMAL'"
WORLD = f"""UNWIND $agencies AS agency
CREATE (a:Agency {{id: agency.id, name: agency.id, {KNOWN}}})
CREATE (p:Post {{id: agency.post, title: 'Head', head: agency.head, {KNOWN}}})
CREATE (p)-[:IN {{id: agency.id + '-in', {KNOWN}}}]->(a)
FOREACH (line IN agency.lines |
  MERGE (b:Agency {{id: line.to}})
  CREATE (a)-[r:REPORTS_TO {{{KNOWN}}}]->(b)
  SET r += line.properties)
FOREACH (tenure IN agency.tenures |
  MERGE (o:Official {{id: tenure.to}})
  CREATE (o)-[h:HELD {{{KNOWN}}}]->(p)
  SET h += tenure.properties)"""
PAIRS = """query {
  disputes(first: 1000) {
    totalCount
    nodes { subject { id } predicate sides { nodes { id } } }
  }
}"""

interval = {"validFrom": st.none() | dates, "validTo": st.none() | dates}
statuses = st.sampled_from(["CONFIRMED", "EFFECTIVE", "DIRECTED", "DISPUTED"])
tenure = st.fixed_dictionaries({"to": st.sampled_from("abc"), **interval})
line = st.fixed_dictionaries(
    {"to": st.sampled_from("abc"), "status": statuses, **interval}
)
agencies = st.lists(
    st.fixed_dictionaries(
        {
            "head": st.booleans(),
            "lines": st.lists(line, min_size=2, max_size=4),
            "tenures": st.lists(tenure, min_size=2, max_size=4),
        }
    ),
    min_size=60,
    max_size=60,
)


async def pairs(graph: Graph) -> set[tuple[str, ...]]:
    disputes = (await ask_graph(graph, PAIRS))["disputes"]
    assert disputes["totalCount"] == len(disputes["nodes"])
    return {
        (
            d["predicate"],
            d["subject"]["id"],
            *(side["nodes"][0]["id"] for side in d["sides"]),
        )
        for d in disputes["nodes"]
    }


def surely(link: dict[str, Any], *, passing: bool) -> set[date]:
    """The days on which a link holds beyond doubt."""
    days = held(link, strict=True, passing=passing)
    if passing and link["validTo"] is None:
        return {day for day in days if day.isoformat() == link["validFrom"]}
    return days


def rivals(links: list[dict[str, Any]], *, passing: bool) -> set[tuple[str, str]]:
    """The pairs that cannot both hold, counted day by day."""
    competing = [link for link in links if link.get("status") != "DIRECTED"]
    days = [(link["to"], surely(link, passing=passing)) for link in competing]
    return {
        (one, other)
        for one, held_on in days
        for other, also in days
        if one < other and held_on & also
    }


def expected(drawn: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    for i, agency in enumerate(drawn):
        subject = f"agency:{i:02}"
        for a, b in rivals(agency["lines"], passing=False):
            yield "REPORTS_TO", subject, f"agency:{a}", f"agency:{b}"
        for a, b in rivals(agency["tenures"] * agency["head"], passing=True):
            yield "HELD", subject, f"official:{a}", f"official:{b}"


def rows(links: list[dict[str, Any]], prefix: str, name: str) -> list[dict[str, Any]]:
    return [
        {
            "to": prefix + link["to"],
            "properties": {"id": f"{name}-{i}"}
            | {key: value for key, value in link.items() if key != "to" and value},
        }
        for i, link in enumerate(links)
    ]


def world(drawn: list[dict[str, Any]]) -> Statement:
    agencies = [
        {
            "id": f"agency:{i:02}",
            "post": f"post:{i:02}",
            "head": agency["head"],
            "lines": rows(agency["lines"], "agency:", f"line-{i}"),
            "tenures": rows(agency["tenures"], "official:", f"tenure-{i}"),
        }
        for i, agency in enumerate(drawn)
    ]
    return Statement(WORLD, {"agencies": agencies})


@settings(
    deadline=None,
    max_examples=4,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=agencies)
async def test_superiors_and_heads_dispute_where_two_held_on_one_day_beyond_doubt(
    scratch: Graph, drawn: list[dict[str, Any]]
) -> None:
    await scratch.write([Statement("MATCH (n) DETACH DELETE n"), world(drawn)])
    assert await pairs(scratch) == set(expected(drawn))


async def test_another_head_changes_who_leads_the_chains_below(
    empty_graph: Graph,
) -> None:
    heads = [
        {"to": "a", "validFrom": "2025-01-01", "validTo": "2025-03-01"},
        {"to": "b", "validFrom": "2025-02-01", "rank": "PREFERRED"},
    ]
    office = {"head": True, "lines": [], "tenures": heads}
    line = {"to": "00", "status": "CONFIRMED"}
    below = {"head": False, "lines": [line], "tenures": []}
    await empty_graph.write([world([office, below])])
    data = await ask_graph(empty_graph, CHANGES, about="agency:00")
    better, other = data["disputes"]["nodes"][0]["sides"]
    assert (better["value"], better["ifTaken"]) == ("official:b", [])
    assert [
        (c["subject"]["id"], c["field"], c["from"], c["to"]) for c in other["ifTaken"]
    ] == [
        ("agency:00", "head", "official:b", "official:a"),
        ("agency:01", "reportingChain.head", "official:b", "official:a"),
    ]


SALES = f"""UNWIND $sales AS sale
MERGE (p:PartnerNation {{id: sale.partner}})
CREATE (s:Sale {{id: sale.id, title: sale.id, transmittalNumber: '11-06', {KNOWN}}})
CREATE (s)-[:TO {{id: sale.id + '-to', {KNOWN}}}]->(p)"""


async def test_one_number_names_one_sale_to_a_partner(empty_graph: Graph) -> None:
    sales = [
        {"id": "sale:a", "partner": "partner:iq"},
        {"id": "sale:b", "partner": "partner:iq"},
        {"id": "sale:c", "partner": "partner:ca"},
    ]
    await empty_graph.write([Statement(SALES, {"sales": sales})])
    for about in (None, "sale:b"):
        found = await ask_graph(empty_graph, FOUND, about=about, states=EVERY)
        apart, clash = found["disputes"]["nodes"]
        assert (clash["kind"], clash["state"]) == ("ONE_NAMED", "OPEN")
        assert [s["nodes"] for s in clash["sides"]] == [
            [{"id": "sale:a"}],
            [{"id": "sale:b"}],
        ]
        assert (apart["state"], len(apart["sides"])) == ("COMPATIBLE", 3)
    other = await ask_graph(empty_graph, FOUND, about="sale:c")
    assert other["disputes"]["totalCount"] == 0
    changed = await ask_graph(empty_graph, CHANGES, about="sale:b")
    first, _ = changed["disputes"]["nodes"][0]["sides"]
    assert [(c["subject"]["id"], c["from"], c["to"]) for c in first["ifTaken"]] == [
        ("sale:b", "11-06", None)
    ]


def test_the_days_of_the_tests_reach_beyond_all_dates() -> None:
    assert date(2024, 12, 20) == DAYS[0]
    assert date(2026, 2, 1) < DAYS[-1]
