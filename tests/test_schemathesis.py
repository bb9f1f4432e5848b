"""Operations that Schemathesis makes up from the schema: all are answered or refused.

``make fuzz`` makes up many more of them.
"""

from __future__ import annotations

import os
from datetime import UTC
from typing import Any

import pytest
import schemathesis
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis.graphql import nodes
from schemathesis.specs.graphql.schemas import GraphQLSchema

from tests.conftest import ROOT, Service
from tests.editing import SCHEMA
from tests.test_attacks import FAULTS, leaked

EXAMPLES = int(os.environ.get("EXAMPLES", "3"))
"""Operations for each field of the root."""
QUERY = SCHEMA.core.query_type
FIELDS = list(QUERY.fields) if QUERY else []


def as_graphql(instant: Any) -> Any:
    return nodes.String(instant.isoformat().replace("+00:00", "Z"))


schemathesis.graphql.scalar("Date", st.dates().map(str).map(nodes.String))
schemathesis.graphql.scalar(
    "DateTime", st.datetimes(timezones=st.just(UTC)).map(as_graphql)
)
schemathesis.graphql.scalar("Money", st.integers(-(2**53), 2**53).map(nodes.Int))


@pytest.fixture(scope="module")
def described() -> GraphQLSchema:
    return schemathesis.graphql.from_path(str(ROOT / "schema.graphql"))


@pytest.mark.parametrize("field", FIELDS)
def test_whatever_fits_the_schema_is_no_fault_of_ours(
    described: GraphQLSchema, field: str, service: Service
) -> None:
    @settings(max_examples=EXAMPLES)
    @given(case=described["Query"][field].as_strategy())
    def ask(case: Any) -> None:
        response = case.call(base_url=f"{service.url}/graphql", timeout=60)
        assert response.status_code < 500, response.text
        errors = response.json().get("errors", [])
        said = " ".join(error["message"] for error in errors)
        assert not leaked(said, sent=str(case.body))
        assert not {e["extensions"]["code"] for e in errors} & FAULTS, errors

    ask()
