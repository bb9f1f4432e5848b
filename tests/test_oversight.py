"""Traversals over chains of lines, against an evaluation by hand over every day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.graphql import make_schema
from graph.arguments import split
from graph.driver import Graph, Statement
from graph.model import MODEL, ReportingStatus
from graph.plan import Planner, Request
from graph.view import BY_DEFAULT, DateMatching

pytestmark = pytest.mark.anyio

PLANNER = Planner(make_schema().core, MODEL, max_page_size=1000)
DAYS = [date(2025, 12, 15) + timedelta(days=i) for i in range(100)]
STATUSES = [status.name for status in ReportingStatus]

dates = st.sampled_from(
    [
        "2025",
        "2026",
        "2025-12",
        "2026-01",
        "2026-02",
        *(d.isoformat() for d in DAYS[10:80:7]),
    ]
)
days = st.sampled_from(["2026-01", *(d.isoformat() for d in DAYS[5:95:9])])
ranks = st.sampled_from(["PREFERRED", "NORMAL", "DEPRECATED"])
sources = st.lists(st.sampled_from(["source:a", "source:b"]), max_size=2, unique=True)


@dataclass(frozen=True)
class Link:
    """A reporting line or a tenure: from one number to another."""

    start: int
    end: int
    since: str | None
    until: str | None
    rank: str
    sources: list[str]
    status: str

    def days(self, *, strict: bool) -> set[date]:
        """Every day on which it may have held; strictly, on which it must have."""
        first, end = self.bounds(strict=strict)
        return {d for d in DAYS if first <= d < end}

    def bounds(self, *, strict: bool) -> tuple[date, date]:
        """The first of those days, and the first behind them."""
        first, end = date.min, date.max
        if self.since:
            first = _first(self.since)
            if strict and len(self.since) < 10:
                first = _last(self.since) + timedelta(days=1)
        if self.until:
            end = _first(self.until)
            if not strict and len(self.until) < 10:
                end = _last(self.until) + timedelta(days=1)
        return first, end


def _first(partial: str) -> date:
    return date.fromisoformat((partial + "-01-01")[:10])


def _last(partial: str) -> date:
    if len(partial) == 4:
        return date(int(partial), 12, 31)
    start = _first(partial)
    return (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(1)


def links(start: int, end: int) -> st.SearchStrategy[list[Link]]:
    return st.lists(
        st.builds(
            Link,
            start=st.integers(0, start),
            end=st.integers(0, end),
            since=st.none() | dates,
            until=st.none() | dates,
            rank=ranks,
            sources=sources,
            status=st.sampled_from(STATUSES),
        ),
        max_size=6,
    )


@dataclass(frozen=True)
class World:
    """Four agencies, each with a head post, two officials, and dated reviews by 0."""

    lines: list[Link]
    tenures: list[Link]
    reviews: list[str | None]


worlds = st.builds(
    World,
    lines=links(3, 3),
    tenures=links(1, 3),
    reviews=st.lists(st.none() | days, max_size=5),
)
choices = st.fixed_dictionaries(
    {},
    optional={
        "statuses": st.lists(st.sampled_from(STATUSES), unique=True),
        "accordingTo": sources,
        "dates": st.sampled_from([match.name for match in DateMatching]),
        "asOf": days,
    },
)

CLEAR = Statement("MATCH (n) DETACH DELETE n")
AGENCIES = Statement(
    """UNWIND range(0, 3) AS i
    CREATE (a:Agency {id: 'agency:' + i}),
      (:Post {id: 'post:' + i, head: true})-[:IN {id: 'in:' + i}]->(a)"""
)
OFFICIALS = Statement(
    "UNWIND range(0, 1) AS i CREATE (:Official {id: 'official:' + i})"
)


def statements(world: World) -> Iterator[Statement]:
    yield from (CLEAR, AGENCIES, OFFICIALS)
    yield Statement(
        """UNWIND $rows AS row
        MATCH (a:Agency {id: 'agency:' + row.start}),
          (b:Agency {id: 'agency:' + row.end})
        CREATE (a)-[r:REPORTS_TO]->(b) SET r = row.properties""",
        {"rows": rows(world.lines)},
    )
    yield Statement(
        """UNWIND $rows AS row
        MATCH (a:Official {id: 'official:' + row.start}),
          (b:Post {id: 'post:' + row.end})
        CREATE (a)-[r:HELD]->(b) SET r = row.properties""",
        {"rows": rows(world.tenures)},
    )
    yield Statement(
        """UNWIND range(0, size($days) - 1) AS i
        MATCH (a:Agency {id: 'agency:0'})
        CREATE (a)<-[:CONDUCTED_BY {id: 'c:' + i}]-(r:Review {id: 'review:' + i})
          -[:OF {id: 'o:' + i}]->(:Sale {id: 'sale:' + i, day: $days[i]})
        SET r.day = $days[i], r.basis = 'INFERRED'""",
        {"days": world.reviews},
    )


def rows(links: list[Link]) -> list[dict[str, Any]]:
    ids = count()
    return [
        {
            "start": str(link.start),
            "end": str(link.end),
            "properties": {
                "id": f"link:{next(ids)}",
                "validFrom": link.since,
                "validTo": link.until,
                "rank": link.rank,
                "status": link.status,
                "sources": link.sources,
                "claims": [],
            },
        }
        for link in links
    ]


async def ask(graph: Graph, text: str, variables: dict[str, Any]) -> Any:
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    trees, leaves = split(_enums(variables))
    plan = PLANNER.plan(Request(text, document, operation, trees, leaves))
    (row,) = await graph.read(plan.statement(leaves))
    data, errors = plan.read(row)
    assert errors == []
    return data


def _enums(variables: dict[str, Any]) -> dict[str, Any]:
    """Variables as graphql-core coerces them: names of enums as their members."""
    coerced = dict(variables)
    if "statuses" in coerced:
        coerced["statuses"] = [ReportingStatus[s] for s in coerced["statuses"]]
    if "dates" in coerced:
        coerced["dates"] = DateMatching[coerced["dates"]]
    return coerced


def counting(links: list[Link], choice: dict[str, Any], *, lines: bool) -> list[Link]:
    """The links that count by the caller's choice, or the default."""
    believed = choice.get("accordingTo")
    statuses = choice.get("statuses")
    if statuses is None:
        statuses = [s.name for s in BY_DEFAULT] + ["DISPUTED"] * (believed is not None)
    kept = links
    if lines:
        kept = [link for link in kept if link.status in statuses]
    elif believed is None and "DISPUTED" not in statuses:
        kept = [link for link in kept if link.rank != "DEPRECATED"]
    if believed is not None:
        kept = [link for link in kept if set(link.sources) & set(believed)]
    return kept


def chains(
    lines: list[Link], start: int, used: tuple[Link, ...] = (), *, strict: bool
) -> Iterator[tuple[int, set[date]]]:
    """Every chain upwards from an agency: its top and the days on which it held."""
    held = set(DAYS).intersection(*(link.days(strict=strict) for link in used))
    yield start, held
    for i, link in enumerate(lines):
        if link.start == start:
            rest = lines[:i] + lines[i + 1 :]
            yield from chains(rest, link.end, (*used, link), strict=strict)


def days_of(partial: str) -> set[date]:
    return {d for d in DAYS if d.isoformat().startswith(partial)}


def matches(day: str, held: set[date], *, strict: bool) -> bool:
    """Whether a day, perhaps a partial one, counts as one of those held."""
    meant = days_of(day)
    return meant <= held if strict else bool(meant & held)


def tells_of_days(tenure: Link, *, strict: bool) -> bool:
    return bool(tenure.since) if strict else bool(tenure.since or tenure.until)


HEADLINE = """query (
  $statuses: [ReportingStatus!], $accordingTo: [ID!], $asOf: Date, $dates: DateMatching
) {
  salesReviewed(
    by: "agency:0", under: "official:0", statuses: $statuses,
    accordingTo: $accordingTo, asOf: $asOf, dates: $dates, first: 1000
  ) { totalCount nodes { id } edges { chain { id } tenure { id } } }
}"""


@settings(
    deadline=None,
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(world=worlds, choice=choices)
async def test_sales_reviewed_equals_an_evaluation_by_hand(
    empty_graph: Graph, world: World, choice: dict[str, Any]
) -> None:
    await empty_graph.write(list(statements(world)))
    answer = (await ask(empty_graph, HEADLINE, choice))["salesReviewed"]
    strict = choice.get("dates") == "STRICT"
    lines = counting(world.lines, choice, lines=True)
    tenures = counting(world.tenures, choice, lines=False)
    covered = [
        held & tenure.days(strict=strict)
        for top, held in chains(lines, 0, strict=strict)
        for tenure in tenures
        if (tenure.start, tenure.end) == (0, top)
        and tells_of_days(tenure, strict=strict)
    ]
    expected = {
        f"sale:{i}"
        for i, reviewed in enumerate(world.reviews)
        if (day := choice.get("asOf", reviewed))
        and any(matches(day, held, strict=strict) for held in covered)
    }
    assert {node["id"] for node in answer["nodes"]} == expected
    assert answer["totalCount"] == len(answer["nodes"]) == len(expected)


SUPERIORS = """query (
  $statuses: [ReportingStatus!], $accordingTo: [ID!], $asOf: Date, $dates: DateMatching
) {
  agency(id: "agency:0") {
    reportingChain(
      asOf: $asOf, statuses: $statuses, accordingTo: $accordingTo, dates: $dates
      first: 1000
    ) { nodes { id } edges { depth chain { id } } }
  }
}"""


@settings(
    deadline=None,
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(world=worlds, choice=choices)
async def test_the_reporting_chain_equals_an_evaluation_by_hand(
    empty_graph: Graph, world: World, choice: dict[str, Any]
) -> None:
    await empty_graph.write(list(statements(world)))
    answer = await ask(empty_graph, SUPERIORS, choice)
    found = answer["agency"]["reportingChain"]
    strict = choice.get("dates") == "STRICT"
    lines = counting(world.lines, choice, lines=True)
    asked = choice.get("asOf")
    above = {
        f"agency:{link.end if not more else top}"
        for i, link in enumerate(lines)
        if link.start == 0
        for more, (top, held) in enumerate(
            chains(lines[:i] + lines[i + 1 :], link.end, (link,), strict=strict)
        )
        if (matches(asked, held, strict=strict) if asked else held)
    }
    assert {node["id"] for node in found["nodes"]} == above
    assert all(len(edge["chain"]) == edge["depth"] for edge in found["edges"])
