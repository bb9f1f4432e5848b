"""Careers, timelines, changes and effects: what happened, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.driver import Graph, Statement
from graph.model import SaleChannel, SaleStage
from graph.timeline import COURSES
from tests.worlds import (
    Link,
    World,
    ask,
    choices,
    days,
    first_day,
    last_day,
    statements,
    worlds,
)

pytestmark = pytest.mark.anyio

EXAMPLES = settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


async def answer(client: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    body = {"query": query, "variables": variables}
    response = (await client.post("/graphql", json=body)).json()
    assert "errors" not in response, response
    return response["data"]


async def refusal(client: httpx.AsyncClient, query: str) -> Any:
    response = (await client.post("/graphql", json={"query": query})).json()
    (error,) = response["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    return error["message"]


# Changes between two days

DIFF = """query (
  $from: Date!, $to: Date!, $about: ID, $statuses: [ReportingStatus!]
  $accordingTo: [ID!], $dates: DateMatching
) {
  diff(
    from: $from, to: $to, about: $about, first: 1000
    statuses: $statuses, accordingTo: $accordingTo, dates: $dates
  ) {
    totalCount
    nodes {
      kind
      day
      ... on ReportingStepChange { link: reportingStep { id } }
      ... on TenureChange { link: tenure { id } }
      __typename
    }
  }
}"""
ABOUT = ["agency:0", "agency:2", "official:1", "post:1", None]


def changes(
    links: list[Link], choice: dict[str, Any], type_: str
) -> Iterator[tuple[Link, tuple[str, str, str]]]:
    """Every beginning and end between two days, told from the dates one by one."""
    first, last = choice["from"], choice["to"]
    strict = choice.get("dates") == "STRICT"
    for i, link in enumerate(links):
        for kind, day in (("BEGUN", link.since), ("ENDED", link.until)):
            if day and _between(day, first, last, strict=strict):
                yield link, (type_, kind, f"link:{i}")


def _between(day: str, first: str, last: str, *, strict: bool) -> bool:
    if strict:
        behind = first_day(day) > last_day(first)
        return behind and last_day(day) <= first_day(last)
    return last_day(day) > first_day(first) and first_day(day) <= last_day(last)


def told(link: Link, choice: dict[str, Any], *, line: bool) -> bool:
    believed, statuses = choice.get("accordingTo"), choice.get("statuses")
    if believed is not None and not set(believed) & set(link.sources):
        return False
    if line and statuses is not None and link.status not in statuses:
        return False
    trusts = believed is not None or "DISPUTED" in (statuses or [])
    return trusts or link.rank != "DEPRECATED"


def touches(link: Link, about: str | None, *, line: bool) -> bool:
    if about is None:
        return True
    label, _, number = about.partition(":")
    if line:
        return label == "agency" and int(number) in (link.start, link.end)
    return int(number) == (link.start if label == "official" else link.end)


@EXAMPLES
@given(
    world=worlds,
    choice=choices,
    between=st.tuples(days, days),
    about=st.sampled_from(ABOUT),
)
async def test_a_diff_equals_the_beginnings_and_ends_between_two_days(
    empty_graph: Graph,
    world: World,
    choice: dict[str, Any],
    between: tuple[str, str],
    about: str | None,
) -> None:
    await empty_graph.write(list(statements(world)))
    first, last = sorted(between)
    asked = {k: v for k, v in choice.items() if k != "asOf"}
    asked |= {"from": first, "to": last, "about": about}
    found = (await ask(empty_graph, DIFF, asked))["diff"]
    expected = [
        change
        for links, type_, line in (
            (world.lines, "ReportingStepChange", True),
            (world.tenures, "TenureChange", False),
        )
        for link, change in changes(links, asked, type_)
        if told(link, asked, line=line) and touches(link, about, line=line)
    ]
    nodes = found["nodes"]
    got = [(n["__typename"], n["kind"], n["link"]["id"]) for n in nodes]
    assert sorted(got) == sorted(expected)
    assert found["totalCount"] == len(expected)
    assert [n["day"] for n in nodes] == sorted(n["day"] for n in nodes)


STATES = """query ($from: Date!, $to: Date!) {
  agencies { nodes { ...states } }
  diff(from: $from, to: $to, first: 1000) {
    nodes { kind ... on ReportingStepChange { link: reportingStep { id } } }
  }
}
fragment states on Agency {
  before: reportsTo(asOf: $from) { edges { id rank } }
  after: reportsTo(asOf: $to) { edges { id rank } }
}"""


def is_sound(link: Link) -> bool:
    """Whether a line has whole dates, and begins before it ends."""
    whole = all(day is None or len(day) == 10 for day in (link.since, link.until))
    return whole and (link.since or "") < (link.until or "~")


@EXAMPLES
@given(world=worlds, between=st.tuples(days, days))
async def test_the_structure_of_a_day_and_a_diff_give_that_of_a_later_day(
    empty_graph: Graph, world: World, between: tuple[str, str]
) -> None:
    lines = [link for link in world.lines if is_sound(link)]
    await empty_graph.write(list(statements(World(lines, [], []))))
    first, last = sorted(f"{day}-15"[:10] for day in between)
    data = await ask(empty_graph, STATES, {"from": first, "to": last})
    held: dict[str, set[str]] = defaultdict(set)
    for agency in data["agencies"]["nodes"]:
        for when in ("before", "after"):
            edges = agency[when]["edges"]
            held[when] |= {e["id"] for e in edges if e["rank"] != "DEPRECATED"}
    changed: dict[str, set[str]] = defaultdict(set)
    for change in data["diff"]["nodes"]:
        changed[change["kind"]].add(change["link"]["id"])
    assert (held["before"] | changed["BEGUN"]) - changed["ENDED"] == held["after"]


AROUND = """query ($from: Date!, $to: Date!, $about: ID) {
  diff(from: $from, to: $to, about: $about, first: 100) {
    nodes {
      kind
      day
      ... on ReportingStepChange { reportingStep { superior { id } status } }
      ... on MemorandumChange { memorandum { id } }
      ... on MembershipChange { membership { whole { id } } }
    }
  }
}"""


async def test_the_moves_of_dtsa_are_changes_of_their_days(
    client: httpx.AsyncClient,
) -> None:
    async def around(first: str, last: str) -> Any:
        variables = {"from": first, "to": last, "about": "agency:dtsa"}
        return (await answer(client, AROUND, **variables))["diff"]["nodes"]

    directed = "memorandum:2025-11-07-unifying-arms-transfer-and-security-cooperation"
    under_acquisition = {"id": "agency:usd-as"}
    assert await around("2025-11-06", "2025-11-07") == [
        {"kind": "BEGUN", "day": "2025-11-07", "memorandum": {"id": directed}},
        {
            "kind": "BEGUN",
            "day": "2025-11-07",
            "reportingStep": {"superior": under_acquisition, "status": "DIRECTED"},
        },
    ]
    assert await around("2025-11-07", "2026-01-31") == []
    by_day = [c for c in await around("2026-02-09", "2026-02-10") if len(c["day"]) > 7]
    assert by_day == [
        {
            "kind": "ENDED",
            "day": "2026-02-10",
            "reportingStep": {
                "superior": {"id": "agency:usd-p"},
                "status": "CONFIRMED",
            },
        },
        {
            "kind": "BEGUN",
            "day": "2026-02-10",
            "reportingStep": {"superior": under_acquisition, "status": "EFFECTIVE"},
        },
        {
            "kind": "BEGUN",
            "day": "2026-02-10",
            "membership": {"whole": under_acquisition},
        },
    ]


async def test_what_is_believed_to_be_wrong_changes_nothing_unless_asked_for(
    client: httpx.AsyncClient,
) -> None:
    query = """query ($sources: [ID!]) {
      diff(from: "2026-02-10", to: "2026-02-11", about: "agency:dtsa") { totalCount }
      disputed: diff(
        from: "2026-02-10", to: "2026-02-11", about: "agency:dtsa"
        dates: STRICT, statuses: [DISPUTED]
      ) { nodes { ... on ReportingStepChange { reportingStep { superior { id } } } } }
      believed: diff(
        from: "2026-02-10", to: "2026-02-11", about: "official:michael-p-duffey"
        accordingTo: $sources
      ) { nodes { ... on TenureChange { tenure { rank post { head } } } } }
    }"""
    sources = ["source:le-haut-panel-2026-02-11"]
    data = await answer(client, query, sources=sources)
    assert data["diff"]["totalCount"] == 1  # the line of 2026-02, which may be later
    army = {"id": "agency:usa-army-as"}
    assert data["disputed"]["nodes"] == [{"reportingStep": {"superior": army}}]
    tenure = {"rank": "DEPRECATED", "post": {"head": True}}
    assert data["believed"]["nodes"] == [{"tenure": tenure}]


PAGE = """query ($first: Int, $after: String, $last: Int, $before: String) {
  diff(
    from: "2010", to: "2026-03-01"
    first: $first, after: $after, last: $last, before: $before
  ) {
    totalCount
    nodes { __typename day }
    edges { cursor }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""


async def test_changes_come_in_pages_from_either_end(client: httpx.AsyncClient) -> None:
    every = (await answer(client, PAGE, first=1000))["diff"]
    assert len(every["nodes"]) == every["totalCount"] > 60
    forwards: list[Any] = []
    page: dict[str, Any] = {"hasNextPage": True, "endCursor": None}
    while page["hasNextPage"]:
        data = await answer(client, PAGE, first=13, after=page["endCursor"])
        forwards += data["diff"]["nodes"]
        page = data["diff"]["pageInfo"]
        assert page["hasPreviousPage"] == (len(forwards) > 13)
    assert forwards == every["nodes"]
    last = (await answer(client, PAGE, last=5))["diff"]
    assert last["nodes"] == every["nodes"][-5:]
    before = last["pageInfo"]["startCursor"]
    previous = (await answer(client, PAGE, last=5, before=before))["diff"]
    assert previous["nodes"] == every["nodes"][-10:-5]


async def test_days_in_the_wrong_order_are_refused(client: httpx.AsyncClient) -> None:
    query = '{ diff(from: "2026-02-10", to: "2025") { totalCount } }'
    assert await refusal(client, query) == (
        "Query.diff(to:): '2025' lies before '2026-02-10', from which changes are "
        "asked for; send a later day, or turn the two round"
    )


async def test_a_diff_about_no_part_of_the_structure_is_refused(
    client: httpx.AsyncClient,
) -> None:
    query = '{ diff(from: "2025", to: "2026", about: "sale:a") { totalCount } }'
    assert await refusal(client, query) == (
        "Query.diff(about:): 'sale:a' is no part of the structure; ids here begin with "
        "'agency:', 'memorandum:', 'official:', 'post:'"
    )


@pytest.mark.parametrize("last", ["9999", "9999-12", "9999-12-31"])
async def test_the_end_of_the_calendar_is_a_day_like_others(
    client: httpx.AsyncClient, last: str
) -> None:
    query = "query ($to: Date!) { diff(from: $to, to: $to) { totalCount } }"
    assert (await answer(client, query, to=last))["diff"] == {"totalCount": 0}


# Effects

EFFECTS = """query ($id: ID!, $dates: DateMatching, $basis: [Basis!], $asOf: Date) {
  memorandum(id: $id) {
    effects(dates: $dates, basis: $basis, asOf: $asOf) {
      nodes {
        kind
        day
        basis
        ... on ReportingStepChange { reportingStep { id } }
        ... on MandateChange { mandate { id } }
        ... on SupersessionChange { supersession { id } }
      }
    }
  }
}"""
RELEASE = "memorandum:2026-02-10-realignment-of-dsca-and-dtsa"


async def effects(client: httpx.AsyncClient, **variables: Any) -> list[Any]:
    data = await answer(client, EFFECTS, **variables)
    nodes: list[Any] = data["memorandum"]["effects"]["nodes"]
    return nodes


async def test_the_lines_that_ended_where_a_new_one_began_ended_by_the_instrument(
    client: httpx.AsyncClient,
) -> None:
    ended = [e for e in await effects(client, id=RELEASE) if e["kind"] == "ENDED"]
    assert [(e["day"], e["basis"], e["reportingStep"]["id"]) for e in ended] == [
        ("2026-02-10", "INFERRED", "reports-to:rl-001"),
        ("2026-02-10", "INFERRED", "reports-to:rl-002"),
    ]
    only = await effects(client, id=RELEASE, basis=["INFERRED"])
    assert only == ended
    stated = await effects(client, id=RELEASE, basis=["STATED"])
    assert {e["kind"] for e in stated} == {"BEGUN"}


async def test_effects_as_of_a_day_had_come_about_by_then(
    client: httpx.AsyncClient,
) -> None:
    by = await effects(client, id=RELEASE, asOf="2026-02-09")
    assert {e["day"] for e in by} == {"2026-02"}
    surely = await effects(client, id=RELEASE, asOf="2026-02-09", dates="STRICT")
    assert surely == []


async def test_an_instrument_directs_and_supersedes_without_a_day(
    client: httpx.AsyncClient,
) -> None:
    charter = await effects(client, id="memorandum:dodd-5105-65")
    assert [sorted(e)[-1] for e in charter] == [
        "reportingStep",
        "mandate",
        "supersession",
    ]
    assert {e["day"] for e in charter} == {None}


MOVES = Statement(
    """CREATE (m:Memorandum {id: 'memorandum:m'}),
      (a:Agency {id: 'agency:a'}), (b:Agency {id: 'agency:b'})
    WITH a, b UNWIND $lines AS line
    CREATE (a)-[r:REPORTS_TO {rank: 'NORMAL', basis: 'STATED', status: 'CONFIRMED',
      claims: [], sources: []}]->(b)
    SET r += line"""
)


async def moves(graph: Graph, *lines: dict[str, str], dates: str) -> list[str]:
    """Ids of the lines that ended through the instrument ``memorandum:m``."""
    await graph.write([Statement(MOVES.text, {"lines": list(lines)})])
    query = """{ memorandum(id: "memorandum:m") { effects(dates: %s) {
      nodes { kind ... on ReportingStepChange { reportingStep { id } } }
    } } }"""
    data = await ask(graph, query % dates, {})
    nodes = data["memorandum"]["effects"]["nodes"]
    return [n["reportingStep"]["id"] for n in nodes if n["kind"] == "ENDED"]


@pytest.mark.parametrize(
    ("until", "since", "dates", "ended"),
    [
        ("2026-02-10", "2026-02-10", "STRICT", True),
        ("2026-02", "2026-02-10", "LENIENT", True),
        ("2026-02-10", "2026", "LENIENT", True),
        ("2026-02", "2026-02-10", "STRICT", False),
        ("2026-02", "2026-02", "STRICT", False),
        ("2026-02-10", "2026-02-11", "LENIENT", False),
    ],
)
async def test_partial_days_may_be_the_same(
    empty_graph: Graph, until: str, since: str, dates: str, ended: bool
) -> None:
    old = {"id": "old", "validTo": until}
    new = {"id": "new", "validFrom": since, "authority": "memorandum:m"}
    assert await moves(empty_graph, old, new, dates=dates) == ["old"] * ended


async def test_a_line_does_not_end_itself(empty_graph: Graph) -> None:
    line = {"id": "one", "validFrom": "2026-02", "validTo": "2026-02-10"}
    line["authority"] = "memorandum:m"
    assert await moves(empty_graph, line, dates="LENIENT") == []


# Timelines

EVERY_TIMELINE = """query ($after: String) {
  sales(first: 400, after: $after) {
    nodes {
      id notifiedOn releasedOn recordedOn status emergency channel
      partner { reviewDays }
      reviews { nodes { completedBy } }
      amendments { nodes { printedOn } }
      timeline(first: 100) { nodes { __typename stage status day noLaterThan rule } }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""
DATES = {
    "NOTIFICATION": "notifiedOn",
    "RELEASE": "releasedOn",
    "CONGRESSIONAL_RECORD": "recordedOn",
}


async def every_sale(client: httpx.AsyncClient) -> list[Any]:
    sales: list[Any] = []
    after = None
    while True:
        page = (await answer(client, EVERY_TIMELINE, after=after))["sales"]
        sales += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return sales


def known(sale: Any) -> set[tuple[str, str, str | None]]:
    """What a timeline must say of a sale, told from its properties one by one."""
    events = {(s, "KNOWN", sale[d]) for s, d in DATES.items() if sale[d]}
    for review in sale["reviews"]["nodes"]:
        events.add(("TECHNOLOGY_SECURITY_REVIEW", "KNOWN", review["completedBy"]))
    for amendment in sale["amendments"]["nodes"]:
        events.add(("AMENDMENT", "KNOWN", amendment["printedOn"]))
    if sale["status"] == "CORRECTED":
        events.add(("CORRECTION", "KNOWN", None))
    if sale["emergency"]:
        events.add(("CONGRESSIONAL_REVIEW", "WAIVED", None))
    elif sale["notifiedOn"] and (review_days := sale["partner"]["reviewDays"]):
        notified = date.fromisoformat(sale["notifiedOn"])
        over = (notified + timedelta(days=review_days)).isoformat()
        events.add(("CONGRESSIONAL_REVIEW", "KNOWN", over))
    return events


async def test_timelines_say_what_the_sales_say_and_no_stage_is_missing(
    client: httpx.AsyncClient,
) -> None:
    sales = await every_sale(client)
    assert len(sales) == 1216
    for sale in sales:
        events = sale["timeline"]["nodes"]
        said = {
            (e["stage"], e["status"], e["day"] or e["noLaterThan"])
            for e in events
            if e["status"] != "UNKNOWN"
        }
        assert said == known(sale), sale["id"]
        stages = {stage for stage, _, _ in said}
        unknown = [e["stage"] for e in events if e["status"] == "UNKNOWN"]
        course = [stage.name for stage in COURSES[SaleChannel[sale["channel"]]]]
        assert unknown == [stage for stage in course if stage not in stages]


async def test_timelines_are_in_the_order_of_time(client: httpx.AsyncClient) -> None:
    order = [stage.name for stage in SaleStage]
    notice = order.index("NOTIFICATION")
    for sale in await every_sale(client):
        places = []
        for event in sale["timeline"]["nodes"]:
            stage = order.index(event["stage"])
            early = event["status"] == "UNKNOWN" and stage < notice
            day = event["day"] or event["noLaterThan"] or ("" if early else "~")
            places.append((day, stage))
        assert places == sorted(places), sale["id"]


async def test_an_inferred_event_says_its_rule(client: httpx.AsyncClient) -> None:
    query = """{
      sale(id: "sale:fms-20-76-gb") {
        timeline { nodes { __typename day basis rule claims { id } } }
      }
    }"""
    events = (await answer(client, query))["sale"]["timeline"]["nodes"]
    (period,) = (e for e in events if e["__typename"] == "ReviewPeriodEvent")
    assert period["day"] == "2020-10-09"
    assert period["basis"] == "INFERRED"
    assert period["rule"].startswith("Congress may prohibit a sale within")
    claims = {claim["id"] for claim in period["claims"]}
    assert {"claim:fms-20-76-gb-notice", "claim:partner-gb-review-days"} <= claims
    assert "claim:partner-gb-command" not in claims


STAGES = """query (
  $asOf: Date, $sources: [ID!], $basis: [Basis!], $dates: DateMatching
) {
  sale(id: "sale:fms-20-76-gb") {
    timeline(asOf: $asOf, accordingTo: $sources, basis: $basis, dates: $dates) {
      nodes { stage status }
    }
  }
}"""


async def stages(client: httpx.AsyncClient, **variables: Any) -> dict[str, str]:
    data = await answer(client, STAGES, **variables)
    return {e["stage"]: e["status"] for e in data["sale"]["timeline"]["nodes"]}


async def test_what_lies_behind_a_day_is_ahead(client: httpx.AsyncClient) -> None:
    found = await stages(client, asOf="2020-09-29")
    assert found["CONGRESSIONAL_RECORD"] == "KNOWN"
    assert found["CONGRESSIONAL_REVIEW"] == found["AMENDMENT"] == "AHEAD"
    assert found["OFFER"] == "UNKNOWN"
    assert (await stages(client, asOf="2020-09"))["NOTIFICATION"] == "KNOWN"
    strictly = await stages(client, asOf="2020-09", dates="STRICT")
    assert strictly["NOTIFICATION"] == "AHEAD"


async def test_what_may_have_been_before_a_day_is_not_known_as_of_it(
    client: httpx.AsyncClient,
) -> None:
    query = """query ($asOf: Date!) {
      sale(id: "sale:fms-26-12-sg") {
        timeline(asOf: $asOf) { nodes { __typename status noLaterThan } }
      }
    }"""
    for day, status in (("2026-01-19", "UNKNOWN"), ("2026-01-20", "KNOWN")):
        events = (await answer(client, query, asOf=day))["sale"]["timeline"]["nodes"]
        (review,) = (e for e in events if e["__typename"] == "ReviewEvent")
        assert review["noLaterThan"] == "2026-01-20"
        assert review["status"] == status


async def test_what_nobody_believed_says_is_unknown(client: httpx.AsyncClient) -> None:
    stated = await stages(client, basis=["STATED"])
    assert stated["CONGRESSIONAL_REVIEW"] == "UNKNOWN"
    assert stated["NOTIFICATION"] == "KNOWN"
    other = await stages(client, sources=["source:dtsa-site"])
    assert set(other.values()) == {"UNKNOWN"}
    assert "AMENDMENT" not in other


SALE = Statement(
    """CREATE (s:Sale {id: 'sale:s', channel: $channel, status: 'NOTIFIED',
      notifiedOn: $notified, basis: 'STATED', claims: [], sources: []})
      -[:TO {id: 'to:s'}]->(:PartnerNation {id: 'partner:p', reviewDays: $days})
    FOREACH (review IN $reviews |
      CREATE (s)<-[:OF]-(r:Review {claims: [], basis: 'STATED'}) SET r += review)"""
)


async def timeline_of(
    graph: Graph,
    channel: SaleChannel,
    *reviews: dict[str, str],
    notified: str = "2026-01-15",
    days: int | None = 30,
) -> dict[str, str]:
    params: dict[str, Any] = {"channel": channel.name, "reviews": list(reviews)}
    params |= {"notified": notified, "days": days}
    await graph.write([Statement(SALE.text, params)])
    query = '{ sale(id: "sale:s") { timeline { nodes { stage status } } } }'
    nodes = (await ask(graph, query, {}))["sale"]["timeline"]["nodes"]
    return {node["stage"]: node["status"] for node in nodes}


async def test_a_direct_commercial_sale_has_no_letters_of_offer(
    empty_graph: Graph,
) -> None:
    found = await timeline_of(empty_graph, SaleChannel.DCS)
    assert list(found) == [
        "NOTIFICATION",
        "CONGRESSIONAL_REVIEW",
        "CONTRACT",
        "DELIVERY",
    ]


@pytest.mark.parametrize(
    ("notified", "days", "status"),
    [
        ("2026-01-15", 30, "KNOWN"),
        ("2026-01", 30, "UNKNOWN"),
        ("2026-01-15", None, "UNKNOWN"),
    ],
)
async def test_a_period_follows_from_a_whole_day_and_a_number_of_days(
    empty_graph: Graph, notified: str, days: int | None, status: str
) -> None:
    found = await timeline_of(
        empty_graph, SaleChannel.FMS, notified=notified, days=days
    )
    assert found["NOTIFICATION"] == "KNOWN"
    assert found["CONGRESSIONAL_REVIEW"] == status


@pytest.mark.parametrize(
    ("review", "status"),
    [
        ({"stage": "COMPLETED"}, "KNOWN"),
        ({"completedOn": "2026-03-01"}, "KNOWN"),
        ({"stage": "OPEN", "startedOn": "2026-02-01"}, "UNKNOWN"),
        ({}, "UNKNOWN"),
    ],
)
async def test_a_review_is_an_event_once_it_is_completed(
    empty_graph: Graph, review: dict[str, str], status: str
) -> None:
    own = {"id": "review:r", "kind": "TECHNOLOGY_SECURITY", **review}
    found = await timeline_of(empty_graph, SaleChannel.FMS, own)
    assert found["TECHNOLOGY_SECURITY_REVIEW"] == status


# Careers

CAREER = Statement(
    """CREATE (o:Official {id: 'official:o'}),
      (p:Post {id: 'post:p', head: true})-[:IN]->(:Agency {id: 'agency:a'})
    WITH o, p UNWIND $tenures AS tenure
    CREATE (o)-[r:HELD {rank: 'NORMAL', basis: 'STATED', claims: []}]->(p)
    SET r += tenure"""
)


async def test_tenures_stand_where_they_began_or_else_ended_or_were_seen(
    empty_graph: Graph,
) -> None:
    tenures = [
        {"id": "dateless"},
        {"id": "from 2012", "validFrom": "2012", "validTo": "2014"},
        {"id": "until 2011", "validTo": "2011"},
        {"id": "overlapping", "validFrom": "2013-05-01"},
        {"id": "seen", "observed": "2012-06-01 to 2012-07-01"},
        {"id": "wrong", "validFrom": "2000", "rank": "DEPRECATED"},
    ]
    await empty_graph.write([Statement(CAREER.text, {"tenures": tenures})])
    query = """{ official(id: "official:o") {
      career { totalCount nodes { id agency { id } } }
      on: career(asOf: "2013-06-01") { nodes { id } }
    } }"""
    official = (await ask(empty_graph, query, {}))["official"]
    assert official["career"]["totalCount"] == 5
    assert [tenure["id"] for tenure in official["career"]["nodes"]] == [
        "until 2011",
        "from 2012",
        "seen",
        "overlapping",
        "dateless",
    ]
    assert {t["agency"]["id"] for t in official["career"]["nodes"]} == {"agency:a"}
    on = [tenure["id"] for tenure in official["on"]["nodes"]]
    assert on == ["from 2012", "overlapping"]


async def test_a_post_tells_who_held_it_on_a_day(client: httpx.AsyncClient) -> None:
    query = """query ($on: Date!) {
      post(id: "post:director-dsca") {
        then: holders(asOf: $on) { nodes { name } }
        holders(orderBy: [{ edge: { validFrom: ASC_NULLS_FIRST } }]) {
          edges { validFrom }
        }
      }
    }"""
    post = (await answer(client, query, on="2019-03-01"))["post"]
    assert post["then"]["nodes"] == [{"name": "Charles W. Hooper"}]
    since = [edge["validFrom"] or "" for edge in post["holders"]["edges"]]
    assert since == sorted(since)
    assert len(since) == 7
