"""Why a sale is not in the answer: each condition, against an evaluation by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.driver import Graph
from graph.reasons import WhyNotCondition
from tests.test_oversight import counting, matches, tells_of_days
from tests.worlds import DAYS, Link, World, ask, choices, statements, worlds

pytestmark = pytest.mark.anyio

CONDITIONS = [condition.name for condition in WhyNotCondition]
expected = st.fixed_dictionaries(
    {
        "sale": st.integers(0, 5),
        "by": st.sampled_from([0, 0, 0, 1, 9]),
        "under": st.sampled_from([0, 0, 0, 1, 9]),
        "basis": st.sampled_from([None, ["INFERRED"], ["STATED"], []]),
    }
)

BOTH = """query (
  $sale: ID!, $by: ID!, $under: ID!, $statuses: [ReportingStatus!]
  $accordingTo: [ID!], $asOf: Date, $dates: DateMatching
) {
  reviewed: salesReviewed(
    by: $by, under: $under, basis: %(basis)s, statuses: $statuses,
    accordingTo: $accordingTo, asOf: $asOf, dates: $dates, first: 1000
  ) { nodes { id } }
  whyNot(
    sale: $sale, by: $by, under: $under, basis: %(basis)s, statuses: $statuses,
    accordingTo: $accordingTo, asOf: $asOf, dates: $dates
  ) { condition met explanation reviews { id } tenures { id } chain { id } }
}"""


@settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(world=worlds, choice=choices, asked=expected)
async def test_each_condition_is_met_where_it_is_by_hand(
    empty_graph: Graph, world: World, choice: dict[str, Any], asked: dict[str, Any]
) -> None:
    await empty_graph.write(list(statements(world)))
    basis = asked["basis"]
    document = BOTH % {"basis": "null" if basis is None else f"[{', '.join(basis)}]"}
    ids = {key: f"{TYPES[key]}:{asked[key]}" for key in TYPES}
    answer = await ask(empty_graph, document, {**choice, **ids})
    checks = answer["whyNot"]
    assert [check["condition"] for check in checks] == CONDITIONS
    met = [check["met"] for check in checks]
    assert met == list(by_hand(world, choice, asked))
    assert met[-1] == all(met)
    assert met[-1] == ({"id": ids["sale"]} in answer["reviewed"]["nodes"])


AGENCIES = range(4)
TYPES = {"sale": "sale", "by": "agency", "under": "official"}


def by_hand(
    world: World, choice: dict[str, Any], asked: dict[str, Any]
) -> tuple[bool, ...]:
    """Whether each condition is met, from every day of every link."""
    strict = choice.get("dates") == "STRICT"
    sale, by, under = asked["sale"], asked["by"], asked["under"]
    exists = sale < len(world.reviews)
    reviewed = exists and by == 0 and asked["basis"] in (None, ["INFERRED"])
    day = choice.get("asOf", world.reviews[sale] if reviewed else None)
    led = [
        tenure
        for tenure in counting(world.tenures, choice, lines=False)
        if tenure.start == under and tells_of_days(tenure, strict=strict)
    ]
    any_chain = list(chains_to(world.lines, by, led))
    lines = counting(world.lines, choice, lines=True)
    of_lines = list(chains_to(lines, by, led))
    on_day = reviewed and day is not None
    met = (
        exists,
        reviewed,
        "asOf" in choice or on_day,
        bool(led),
        bool(any_chain),
        bool(of_lines),
        any(held_together(chain, strict=strict) for chain in of_lines),
        on_day and any(held_on(day or "", chain, strict=strict) for chain in of_lines),
    )
    return (*met, met[-1])


def chains_to(
    lines: list[Link], start: int, led: list[Link], used: tuple[Link, ...] = ()
) -> Iterator[tuple[Link, ...]]:
    """Every chain from an agency to one that the official led, with the tenure."""
    if start in AGENCIES:
        yield from ((*used, tenure) for tenure in led if tenure.end == start)
    for i, line in enumerate(lines):
        if line.start == start:
            rest = lines[:i] + lines[i + 1 :]
            yield from chains_to(rest, line.end, led, (*used, line))


def held_together(chain: tuple[Link, ...], *, strict: bool) -> bool:
    bounds = [link.bounds(strict=strict) for link in chain]
    return max(first for first, _ in bounds) < min(end for _, end in bounds)


def held_on(day: str, chain: tuple[Link, ...], *, strict: bool) -> bool:
    held = set(DAYS).intersection(*(link.days(strict=strict) for link in chain))
    return matches(day, held, strict=strict)
