from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse, validate
from graphql.execution.values import get_variable_values
from hypothesis import assume, given

from api.graphql import make_schema
from graph.arguments import split
from graph.cursors import encode_cursor
from graph.errors import BadUserInput
from graph.model import MODEL
from graph.plan import Plan, Planner, Request
from seed.load import DATA, read
from tests.reference.documents import Document, documents
from tests.reference.inputs import Values
from tests.reference.rows import World

CORE = make_schema().core
VALUES = Values(World.of_dataset(read(DATA, MODEL)), whole=True)


@pytest.fixture
def planner() -> Planner:
    return Planner(CORE, MODEL, max_page_size=100, room=2000, max_variants=2)


def request(text: str, **variables: Any) -> Request:
    document = parse(text)
    assert validate(CORE, document) == []
    operations = [
        d for d in document.definitions if isinstance(d, OperationDefinitionNode)
    ]
    operation = next((o for o in operations if o.variable_definitions), operations[0])
    coerced = get_variable_values(CORE, operation.variable_definitions or (), variables)
    assert not isinstance(coerced, list), coerced
    trees, leaves = split(coerced.coerced)
    return Request(text, document, operation, trees, leaves)


def params(plan: Plan, asked: Request) -> list[Any]:
    return list(plan.statement(asked.leaves).params.values())


def text_of(planner: Planner, text: str, **variables: Any) -> str:
    cypher = planner.plan(request(text, **variables)).cypher
    assert cypher is not None
    return cypher.text


FILTERED = """query ($where: SaleWhere, $first: Int) {
  sales(where: $where, first: $first) { nodes { id } }
}"""


def test_other_values_of_one_shape_share_a_plan(planner: Planner) -> None:
    one = request(FILTERED, where={"title": {"contains": "F-35"}}, first=5)
    two = request(FILTERED, where={"title": {"contains": "P-8A"}}, first=9)
    plan = planner.plan(one)
    assert planner.plan(two) is plan
    assert params(plan, one) == ["F-35", 5]
    assert params(plan, two) == ["P-8A", 9]


@pytest.mark.parametrize(
    "where",
    [
        {"title": {"startsWith": "F-35"}},
        {"title": {"contains": "F-35"}, "day": {"gte": "2020"}},
        {"emergency": {"eq": True}},
        {"emergency": {"isNull": True}},
        {"emergency": {"isNull": False}},
        {"OR": [{"title": {"contains": "F-35"}}]},
        {"category": {"eq": "AIRCRAFT"}},
        {"category": {"in": ["AIRCRAFT"]}},
        {},
        None,
    ],
)
def test_another_shape_has_another_plan(planner: Planner, where: Any) -> None:
    plan = planner.plan(request(FILTERED, where={"title": {"contains": "F-35"}}))
    assert planner.plan(request(FILTERED, where=where)) is not plan


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('sale(id: "sale:a") { id }', 'sale(id: "sale:b") { id }'),
        ('node(id: "sale:a") { id }', 'node(id: "sale:b") { id }'),
        ("sales(first: 1) { nodes { id } }", "sales(first: 2) { nodes { id } }"),
        (
            'sales(where: { title: { in: ["a"] } }) { totalCount }',
            'sales(where: { title: { in: ["b", "c"] } }) { totalCount }',
        ),
        (
            "sales(where: { category: { eq: NAVAL } }) { totalCount }",
            "sales(where: { category: { eq: TRAINING } }) { totalCount }",
        ),
    ],
)
def test_other_literals_of_one_shape_have_the_same_text(
    planner: Planner, one: str, other: str
) -> None:
    assert text_of(planner, f"{{ {one} }}") == text_of(planner, f"{{ {other} }}")


@given(document=documents(CORE, VALUES))
def test_a_plan_and_its_text_depend_on_nothing_that_it_does_not_observe(
    document: Document,
) -> None:
    assume(not validate(CORE, parse(document.text)))
    asked = request(document.text, **document.variables)
    other = replace(asked, leaves=[changed(leaf) for leaf in asked.leaves])
    planner, fresh = (Planner(CORE, MODEL, max_page_size=100) for _ in range(2))
    plan = planner.plan(asked)
    assert planner.plan(asked) is plan
    if plan.cypher is not None and plan.fits(other.leaves):
        assert planner.plan(other) is plan
        again = fresh.plan(other).cypher
        assert again is not None
        assert again.text == plan.cypher.text


def changed(leaf: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(leaf, list):
        return [changed(item) for item in leaf]
    return leaf + ("0" if isinstance(leaf, str) else 1)


def test_no_value_is_ever_part_of_the_text(planner: Planner) -> None:
    hostile = "`) DETACH DELETE n //'\"\\"
    where = {
        "title": {"eq": hostile, "in": [hostile], "contains": hostile},
        "technologySecurityMarkers": {"includes": hostile},
        "claims": {"includes": hostile},
        "reviews": {"some": {"edge": {"rule": {"eq": hostile}}}},
    }
    asked = request(FILTERED, where=where)
    statement = planner.plan(asked).statement(asked.leaves)
    assert "DELETE" not in statement.text
    assert list(statement.params.values()).count(hostile) == 5


def test_a_list_may_mix_literals_and_variables(planner: Planner) -> None:
    asked = request(
        """query ($code: String!) {
          partnerNations(where: { iso2: { in: ["PL", $code] } }) { nodes { id } }
        }""",
        code="FI",
    )
    assert ["PL", "FI"] in params(planner.plan(asked), asked)


def test_a_single_item_stands_for_a_list(planner: Planner) -> None:
    asked = request('{ partnerNations(where: {iso2: {in: "PL"}}) { nodes { id } } }')
    assert ["PL"] in params(planner.plan(asked), asked)


PAGED = """query ($after: String) {
  sales(orderBy: [{ notifiedOn: ASC }], after: $after, first: 1) {
    edges { cursor node { id } }
  }
}"""


def cursor_of(planner: Planner, keys: list[Any]) -> str:
    """A cursor as the plan itself would give it for a row with these keys."""
    plan = planner.plan(request(PAGED))
    data, errors = plan.read([[[keys, "sale:x"]]])
    assert errors == []
    text: str = data["sales"]["edges"][0]["cursor"]
    return text


def test_a_null_in_a_cursor_makes_another_plan(planner: Planner) -> None:
    dated = request(PAGED, after=cursor_of(planner, ["2020-01-01", "sale:a"]))
    later = request(PAGED, after=cursor_of(planner, ["2021-01-01", "sale:b"]))
    undated = request(PAGED, after=cursor_of(planner, [None, "sale:c"]))
    plan = planner.plan(dated)
    assert planner.plan(later) is plan
    assert planner.plan(undated) is not plan
    assert params(plan, later)[1:] == ["2021-01-01", "sale:b"]


def test_a_cursor_of_another_order_is_refused(planner: Planner) -> None:
    text = PAGED.replace("ASC", "DESC")
    foreign = cursor_of(planner, [None, "sale:c"])
    with pytest.raises(BadUserInput, match=r"sales\(after:\).*another connection"):
        planner.plan(request(text, after=foreign))


def test_a_forged_cursor_is_refused(planner: Planner) -> None:
    with pytest.raises(BadUserInput, match="another connection or order"):
        planner.plan(request(PAGED, after=encode_cursor("forged", ["x", "y"])))


def test_kept_plans_are_bounded(planner: Planner) -> None:
    asked = [request(f'{{ a{i}: sale(id: "x") {{ id }} }}') for i in range(40)]
    plans = [planner.plan(each) for each in asked]
    assert planner.plan(asked[-1]) is plans[-1]
    assert planner.plan(asked[0]) is not plans[0]


def test_kept_variants_are_bounded(planner: Planner) -> None:
    text = "query ($id: ID!) { node(id: $id) { id } }"
    asked = [request(text, id=f"{p}:x") for p in ("agency", "sale", "official")]
    plans = [planner.plan(each) for each in asked]
    assert [planner.plan(each) for each in asked[1:]] == plans[1:]
    assert planner.plan(asked[0]) is not plans[0]


def test_a_refused_operation_leaves_nothing_behind(planner: Planner) -> None:
    with pytest.raises(BadUserInput):
        planner.plan(request("{ sales(first: 1, last: 1) { totalCount } }"))
    assert not planner._plans


@pytest.mark.parametrize("first", [-1, 101, 2**31 - 1])
def test_a_page_size_out_of_range_is_refused(planner: Planner, first: int) -> None:
    asked = request(FILTERED, first=first)
    with pytest.raises(BadUserInput, match=rf"Query.sales\(first:\): {first} is no"):
        planner.plan(asked).statement(asked.leaves)


def test_a_comparison_with_null_is_refused(planner: Planner) -> None:
    with pytest.raises(BadUserInput, match="title:.*contains: null"):
        planner.plan(request(FILTERED, where={"title": {"contains": None}}))


def test_equal_to_null_means_missing(planner: Planner) -> None:
    text = text_of(planner, FILTERED, where={"releasedOn": {"eq": None}})
    assert "n1.`releasedOn` IS NULL" in text


def test_a_null_filter_is_no_filter(planner: Planner) -> None:
    unfiltered = text_of(planner, FILTERED)
    assert text_of(planner, FILTERED, where={"title": None}) == unfiltered


def test_any_of_nothing_is_false_and_all_of_nothing_true(planner: Planner) -> None:
    assert "MATCH" not in text_of(planner, FILTERED, where={"OR": []})
    unfiltered = text_of(planner, FILTERED)
    assert text_of(planner, FILTERED, where={"AND": []}) == unfiltered


def test_all_counts_an_unknown_as_a_failure(planner: Planner) -> None:
    where = {"items": {"all": {"category": {"eq": "MISSILE"}}}}
    assert "NOT coalesce(n2.`category` = $p" in text_of(planner, FILTERED, where=where)


def test_a_wrong_id_type_is_refused_by_name(planner: Planner) -> None:
    asked = request(
        """query ($under: ID!) {
          salesReviewed(by: "agency:dtsa", under: $under) { totalCount }
        }""",
        under="agency:dsca",
    )
    with pytest.raises(BadUserInput, match="under: 'agency:dsca'.*'official:'"):
        planner.plan(asked).statement(asked.leaves)


def test_a_source_that_is_none_is_refused_by_name(planner: Planner) -> None:
    asked = request(
        """{ official(id: "official:x") {
          agenciesLed(accordingTo: ["S01"]) { totalCount }
        } }"""
    )
    with pytest.raises(BadUserInput, match="accordingTo: 'S01'.*'source:'"):
        planner.plan(asked).statement(asked.leaves)


def test_only_counting_reads_no_nodes(planner: Planner) -> None:
    assert "COLLECT" not in text_of(planner, "{ sales { totalCount } }")


@pytest.mark.parametrize(
    ("asked", "limit"),
    [
        ("nodes { id }", 5),
        ("totalCount nodes { id }", 5),
        ("nodes { id } pageInfo { endCursor }", 5),
        ("nodes { id } pageInfo { hasPreviousPage }", 5),
        ("nodes { id } pageInfo { hasNextPage }", 6),
        ("pageInfo { hasNextPage }", 6),
    ],
)
def test_one_row_more_is_read_where_somebody_asks_for_more(
    planner: Planner, asked: str, limit: int
) -> None:
    text = f"query ($first: Int) {{ sales(first: $first) {{ {asked} }} }}"
    one = request(text, first=5)
    assert params(planner.plan(one), one) == [limit]


def test_one_field_by_two_names_is_read_twice(planner: Planner) -> None:
    text = "{ a: sales(first: 1) { totalCount } b: sales { totalCount } }"
    plan = planner.plan(request(text))
    data, errors = plan.read([[None, None, 3, None], [None, None, 4, None]])
    assert (data, errors) == ({"a": {"totalCount": 3}, "b": {"totalCount": 4}}, [])
