"""Small made-up worlds of agencies and officials, and how a test asks about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from graphql import OperationDefinitionNode, parse
from hypothesis import strategies as st

from api.graphql import make_schema
from graph.arguments import split
from graph.driver import Graph, Statement
from graph.model import MODEL, ReportingStatus
from graph.plan import Planner, Request
from graph.view import DateMatching

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
            first = first_day(self.since)
            if strict and len(self.since) < 10:
                first = last_day(self.since) + timedelta(days=1)
        if self.until:
            end = first_day(self.until)
            if not strict and len(self.until) < 10:
                end = last_day(self.until) + timedelta(days=1)
        return first, end


def first_day(partial: str) -> date:
    """The first day that a date may mean."""
    return date.fromisoformat((partial + "-01-01")[:10])


def last_day(partial: str) -> date:
    """The last day that a date may mean."""
    if len(partial) == 4:
        return date(int(partial), 12, 31)
    if len(partial) == 10:
        return date.fromisoformat(partial)
    start = first_day(partial)
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
    """What makes a world of a graph."""
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
    """The data of an operation, answered by a graph."""
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
