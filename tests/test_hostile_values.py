"""Values that nobody means, in all arguments of the root: each is answered or refused.

They have the form that the schema asks for, or nearly; texts, numbers and ids in them
are such as break parsers, indexes and queries. ``make fuzz`` makes up many more.
"""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    get_named_type,
    is_composite_type,
    is_required_argument,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.attacks import JSON, posted
from tests.conftest import Service
from tests.test_attacks import check
from tests.test_schemathesis import EXAMPLES, FIELDS, QUERY

TEXTS = st.sampled_from(
    [
        *("", " ", "\0", "sale:\0", "\ud800", "\udfff\ud800", "\ufeff", "\u202eelas"),
        *("e\u0301", "\u0130", "\u00df", "\U0010ffff", "x" * 9000, "\u05d0\u0644"),
        *(
            "' OR 1=1 //",
            "`}) DETACH DELETE n //",
            '"}) RETURN 1 UNION',
            "$p0",
            "\\u0027",
        ),
        *("*", "*:*", "a AND (", "a~99999", "/.*/", "[* TO *]", '"', "\\", "a^1e99"),
        *("${jndi:ldap://localhost/a}", "{{7*7}}", "%s%n", "../../etc/passwd"),
        *("1e400", "-0", "NaN", "null", "2026-02-30", "0000", "9999-99", "2026-W01"),
        *("2026-01-01T00:00:00+99:99", "-2026", "2026-01-01", "2026-01-01T00:00:00Z"),
        *("sale:", ":", "partner:pl", "agency:dtsa", "source:x", "WyJhIl0", "e30="),
    ]
) | st.text(st.characters(), max_size=20)
NUMBERS = st.sampled_from([0, 1, 2, 1000, -1, -0.0, 2**31, 2**63, 10**400, 1e300])
ANYTHING: tuple[SearchStrategy[Any], ...] = (
    *(TEXTS, NUMBERS, st.integers(), st.floats(), st.booleans()),
    *(st.none(), st.just([]), st.just({})),
)
FITTING = 20
"""How much more often a value is of the kind that is asked for."""
DEEPEST = 4
"""Levels of inputs within inputs."""


def values(kind: GraphQLInputType, level: int = 0) -> SearchStrategy[Any]:
    """Values that are of a type but for their content, and a few that are not."""
    drawn = st.deferred(lambda: fitting(kind, level))
    return st.sampled_from([drawn] * FITTING + [*ANYTHING]).flatmap(lambda one: one)


def fitting(kind: GraphQLInputType, level: int) -> SearchStrategy[Any]:
    match kind:
        case GraphQLNonNull():
            return fitting(kind.of_type, level)
        case GraphQLList():
            return st.lists(values(kind.of_type, level), max_size=3)
        case GraphQLEnumType():
            return st.sampled_from(list(kind.values))
        case GraphQLInputObjectType():
            return inputs(kind, level)
        case GraphQLScalarType(name="Boolean"):
            return st.booleans()
        case GraphQLScalarType(name="Int" | "Float" | "Money"):
            return NUMBERS
        case _:
            return TEXTS


@st.composite
def inputs(draw: st.DrawFn, kind: GraphQLInputObjectType, level: int) -> dict[str, Any]:
    """Input objects with a few of their fields."""
    if level == DEEPEST:
        return {}
    names = st.lists(st.sampled_from(list(kind.fields)), unique=True, max_size=3)
    return {n: draw(values(kind.fields[n].type, level + 1)) for n in draw(names)}


def arguments(field: GraphQLField) -> SearchStrategy[dict[str, Any]]:
    """Values for the arguments of a field."""
    given = {name: values(argument.type) for name, argument in field.args.items()}
    required = {n: v for n, v in given.items() if is_required_argument(field.args[n])}
    optional = {n: v for n, v in given.items() if n not in required}
    return st.fixed_dictionaries(required, optional=optional)


def operation(name: str, field: GraphQLField) -> str:
    """An operation that has each argument of a field from a variable."""
    variables = ", ".join(f"${n}: {a.type}" for n, a in field.args.items())
    passed = ", ".join(f"{n}: ${n}" for n in field.args)
    fields = " { __typename }" if is_composite_type(get_named_type(field.type)) else ""
    return f"query ({variables}) {{ {name}({passed}){fields} }}"


@pytest.mark.parametrize("name", [n for n in FIELDS if QUERY and QUERY.fields[n].args])
def test_whatever_stands_in_an_argument_is_no_fault_of_ours(
    name: str, service: Service
) -> None:
    assert QUERY is not None
    field = QUERY.fields[name]

    @settings(max_examples=EXAMPLES)
    @given(variables=arguments(field))
    def ask(variables: dict[str, Any]) -> None:
        # With escaped surrogates, NaN, and numbers of any size.
        body = json.dumps({"query": operation(name, field), "variables": variables})
        url = f"{service.url}/graphql"
        check(
            posted(name, body),
            httpx.post(url, content=body, headers=JSON, timeout=60),
        )

    ask()
