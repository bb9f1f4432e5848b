"""Traversals over chains of lines, against an evaluation by hand over every day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from graph.driver import Graph
from graph.view import BY_DEFAULT
from tests.worlds import DAYS, Link, World, ask, choices, statements, worlds

pytestmark = pytest.mark.anyio


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
    max_examples=25,
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
    max_examples=15,
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


MIRRORED = """query (
  $statuses: [ReportingStatus!], $accordingTo: [ID!], $asOf: Date, $dates: DateMatching
) {
  agencies {
    nodes {
      id
      above: reportingChain(
        asOf: $asOf, statuses: $statuses, accordingTo: $accordingTo, dates: $dates
      ) { edges { node { id } depth chain { id } } }
      below: subordinates(
        asOf: $asOf, statuses: $statuses, accordingTo: $accordingTo, dates: $dates
        transitive: true
      ) { edges { node { id } depth chain { id } } totalCount }
      direct: subordinates(
        asOf: $asOf, statuses: $statuses, accordingTo: $accordingTo, dates: $dates
      ) { edges { node { id } depth chain { id } } totalCount }
    }
  }
}"""


@settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(world=worlds, choice=choices)
async def test_subordinates_are_the_reporting_chains_from_above(
    empty_graph: Graph, world: World, choice: dict[str, Any]
) -> None:
    await empty_graph.write(list(statements(world)))
    agencies = (await ask(empty_graph, MIRRORED, choice))["agencies"]["nodes"]
    chains_from_below = {
        (edge["node"]["id"], agency["id"]): edge["chain"]
        for agency in agencies
        for edge in agency["above"]["edges"]
    }
    for name, deepest in (("below", 8), ("direct", 1)):
        found = {
            (agency["id"], edge["node"]["id"]): edge["chain"]
            for agency in agencies
            for edge in agency[name]["edges"]
        }
        expected = {
            ends: chain
            for ends, chain in chains_from_below.items()
            if len(chain) <= deepest
        }
        assert found == expected
        assert sum(agency[name]["totalCount"] for agency in agencies) == len(expected)
