"""What is too large is refused before it costs anything, and told by how much."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from graphql import GraphQLError, GraphQLSyntaxError, get_introspection_query, validate

from api.graphql import make_schema
from graph.errors import LimitExceeded
from graph.limits import SAID, Limits, check_variables, read_document
from graph.settings import Settings

SCHEMA = make_schema().core
LIMITS = Limits.of(Settings())


def chain(length: int) -> str:
    """Fragments of which each has the next one three times."""
    spreads = (
        f"fragment F{i} on Sale {{ {repeated(f'...F{i + 1}', 3)} }}"
        for i in range(length)
    )
    fragments = [*spreads, f"fragment F{length} on Sale {{ id }}"]
    return f"{{ sales {{ nodes {{ ...F0 }} }} }} {' '.join(fragments)}"


def repeated(text: str, times: int) -> str:
    return " ".join(text for _ in range(times))


LARGE = {
    "characters": "{ __typename }" + " " * 20_000,
    "tokens": f"{{ sales {{ nodes {{ {repeated('id', 2500)} }} }} }}",
    "nesting": "{ a" * 250 + "}" * 250,
    "operations": repeated("query Q { __typename }", 21),
    "fragments": "{ __typename }"
    + " ".join(f"fragment F{i} on Sale {{ id }}" for i in range(51)),
    "depth": "{ a" * 21 + "}" * 21,
    "fields": chain(9),
    "rootFields": "{" + " ".join(f"a{i}: __typename" for i in range(21)) + "}",
    "repeats": f"{{ sales {{ nodes {{ {repeated('id', 21)} }} }} }}",
    "aliases": "{ sales { nodes {"
    + " ".join(f"a{i}: id" for i in range(101))
    + "} } }",
    "directives": f"{{ __typename {repeated('@include(if: true)', 51)} }}",
    "inputDepth": f"{{ sales(where: {'{ NOT: ' * 21}{{}}{'}' * 21}) {{ nodes }} }}",
    "listSize": f"{{ nodes(ids: [{repeated('1', 1001)}]) {{ id }} }}",
}  # fmt: skip
"""A document beyond each limit, by the name that callers are told."""


@pytest.mark.parametrize(("limit", "text"), LARGE.items())
def test_a_document_beyond_a_limit_is_refused(limit: str, text: str) -> None:
    with pytest.raises(LimitExceeded) as refusal:
        read_document(text, LIMITS)
    details = refusal.value.details
    assert details["limit"] == limit
    assert int(details["actual"]) > int(details["allowed"])
    for figure in ("actual", "allowed"):
        assert str(details[figure]) in refusal.value.message


def test_every_limit_can_be_told_of() -> None:
    assert set(SAID) >= set(Limits.__annotations__)


def test_a_fragment_that_nobody_spreads_is_within_the_limits() -> None:
    text = f"{{ __typename }} fragment F on Sale {{ {repeated('id', 21)} }}"
    with pytest.raises(LimitExceeded) as refused:
        read_document(text, LIMITS)
    assert refused.value.details["limit"] == "repeats"


def test_a_limit_can_be_raised() -> None:
    text = LARGE["repeats"]
    assert read_document(text, replace(LIMITS, repeats=21))


def test_the_largest_document_that_is_right_is_read() -> None:
    assert read_document(get_introspection_query(input_value_deprecation=True), LIMITS)


@pytest.mark.parametrize(
    "text",
    [
        "{ ...F } fragment F on Query { ...F }",
        "{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }",
        "fragment F on Sale { partner { sales { nodes { ...F } } } } { __typename }",
    ],
)
def test_a_fragment_that_leads_back_to_itself_is_refused(text: str) -> None:
    with pytest.raises(GraphQLError, match="Cannot spread fragment 'F' within itself"):
        read_document(text, LIMITS)


def test_an_unknown_fragment_is_left_to_validation() -> None:
    document = read_document("{ ...F }", LIMITS)
    assert "Unknown fragment" in validate(SCHEMA, document)[0].message


def test_a_figure_beyond_what_json_holds_is_cut() -> None:
    with pytest.raises(LimitExceeded) as refusal:
        read_document(chain(49), LIMITS)
    assert refusal.value.details["actual"] == 2**53 - 1


@pytest.mark.parametrize("text", ["{", "}", '{ a(b: "', "\ufffd", "", "{ a(b: 1e) }"])
def test_what_is_no_document_is_a_syntax_error(text: str) -> None:
    with pytest.raises(GraphQLSyntaxError):
        read_document(text, LIMITS)


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = {"NOT": value}
    return value


@pytest.mark.parametrize(
    ("variables", "limit"),
    [
        ({"where": nested(21)}, "inputDepth"),
        ({"where": nested(5000)}, "inputDepth"),
        ({"ids": ["x"] * 1001}, "listSize"),
        ({f"l{i}": ["x"] * 1000 for i in range(6)}, "values"),
        ({f"v{i}": {} for i in range(5001)}, "values"),
    ],
)
def test_variables_beyond_a_limit_are_refused(
    variables: dict[str, Any], limit: str
) -> None:
    with pytest.raises(LimitExceeded) as refusal:
        check_variables(variables, LIMITS)
    assert refusal.value.details["limit"] == limit


def test_variables_within_all_limits_pass() -> None:
    check_variables({"where": nested(20), "ids": ["x"] * 1000, "n": None}, LIMITS)


def unknown(count: int) -> str:
    fields = ", ".join(f"estimatedValu{i}: 1" for i in range(count))
    return f"{{ sales(where: {{ {fields} }}) {{ totalCount }} }}"


def spread(count: int) -> str:
    """Fragments of which each has all that follow."""
    fragments = (
        f"fragment F{i} on Sale {{ partner {{ name }} "
        + " ".join(f"...F{j}" for j in range(i + 1, count))
        + " }"
        for i in range(count)
    )
    return f"{{ sales {{ nodes {{ ...F0 }} }} }} {' '.join(fragments)}"


def in_places(selection: str, count: int) -> str:
    places = (f"a{i}: sales {{ nodes {{ {selection} }} }}" for i in range(count))
    return f"{{ {' '.join(places)} }}"


SLOW = {
    "overlapping objects": in_places(
        repeated("partner { sales { nodes { id } } }", 20), 9
    ),
    "overlapping fragments": in_places(repeated("... { partner { name } }", 20), 10),
    "overlapping in a union": "{ search(text: \"x\") { nodes {"
    + repeated("... on Sale { partner { name } }", 20) + "} } }",
    "fragments in fragments": spread(9),
    "unknown fields": "{" + " ".join(f"sale{i}" for i in range(20)) + "}",
    "unknown keys": unknown(400),
    "unknown arguments": "{ sales("
    + ", ".join(f"firs{i}: 1" for i in range(400)) + ") { totalCount } }",
    "unused variables": "query ("
    + " ".join(f"$v{i}: Int" for i in range(400)) + ") { __typename }",
    "many operations": "fragment F on Query { sales(first: $a) { totalCount } }"
    + " ".join(f"query Q{i}($a: Int) {{ ...F }}" for i in range(20)),
    "conditions": "{ sales(where: { OR: ["
    + repeated("{ category: { eq: X } }", 180) + "] }) { totalCount } }",
}  # fmt: skip
"""Documents within the limits that take long to validate."""


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW)
def test_no_document_takes_long_to_validate(text: str) -> None:
    def work() -> None:
        document = read_document(text, LIMITS)
        validate(SCHEMA, document, max_errors=10)

    assert seconds(work) < 0.25


@pytest.mark.parametrize("limit", LARGE)
def test_no_refusal_takes_long(limit: str) -> None:
    def work() -> None:
        with pytest.raises(LimitExceeded):
            read_document(LARGE[limit], LIMITS)

    assert seconds(work) < 0.1


def seconds(work: Callable[[], None]) -> float:
    """The least of several runs, in seconds of CPU."""

    def once() -> float:
        started = time.process_time()
        work()
        return time.process_time() - started

    return min(once() for _ in range(3))
