"""What rests on restricted sources alone is there for nobody without the right."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse

from api.identity import ANONYMOUS, Caller
from graph.arguments import split
from graph.driver import Graph, Statement, Transaction
from graph.errors import BadUserInput
from graph.feed import SHOW
from graph.keys import Role
from graph.model import MODEL
from graph.plan import Request
from graph.record import changing, restrict, retract
from graph.visibility import restricted, seeing_all
from tests.conftest import ROOT
from tests.editing import AGENCY, SOURCE, Editor
from tests.test_record import load_quietly
from tests.worlds import PLANNER

pytestmark = pytest.mark.anyio

COMMON = "source:atlas-fms-notifications"
"""A source that most sales rest on, some of them alone."""
RECORD = "source:congressional-record"
"""A source that officials, agencies and lines rest on, some of them alone."""

ARTICLE = "source:le-haut-panel-2026-02-11"
"""A source that disputes another's reporting lines."""


async def ask(
    graph: Graph, text: str, *, sees_all: bool = False, **variables: Any
) -> Any:
    """The data of an operation, and the paths at which a value is missing."""
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    trees, leaves = split(variables)
    request = Request(text, document, operation, trees, leaves, sees_all)
    plan = PLANNER.plan(request)
    (row,) = await graph.read(plan.statement(leaves))
    data, missing = plan.read(row)
    assert missing == [], text
    return data


def plural(label: str) -> str:
    """A question for all nodes of a type: themselves, their facts and their links."""
    node = MODEL.nodes[label]
    links = []
    for relation in node.relations.values():
        inner = "{ __typename ... on Node { id } }"
        if relation.many:
            inner = f"(first: 100) {{ totalCount nodes {inner} }}"
        links.append(f"{relation.name} {inner}")
    evidence = "claims { id } sources { id }" if node.evidenced else ""
    body = f"{{ totalCount nodes {{ id {evidence} {' '.join(links)} }} }}"
    return f"{{ {node.plural}(first: 1000) {body} }}"


QUESTIONS = [
    *map(plural, ("Agency", "Claim", "Official", "Post")),
    """{ sales { aggregate {
      count estimatedValue { sum max }
      groups(by: [PARTNER]) { totalCount nodes { key { partner { id } } count } }
    } } }""",
    """{ salesReviewed(by: "agency:dtsa", under: "official:michael-p-duffey") {
      totalCount
      edges { node { id } review { id } chain { id } sources { id } claims { id } }
    } }""",
    """{ whyNot(
      sale: "sale:fms-26-12-sg", by: "agency:dtsa", under: "official:michael-p-duffey"
    ) { condition met explanation chain { sources { id } } } }""",
]
QUESTIONS += [
    f"""{{ source(id: "{source}") {{ supports(first: 500) {{
      totalCount
      edges {{
        alone falls
        node {{ explanation ... on Node {{ id }} ... on Link {{ id }} }}
      }}
    }} }} }}"""
    for source in (COMMON, ARTICLE)
]
DISPUTES = """{ disputes(states: [OPEN, DECIDED, COMPATIBLE], first: 500) {
  totalCount
  nodes {
    predicate state reason subject { id }
    sides { value rank decides claims { id } nodes { id } links { id } }
  }
} }"""
QUESTIONS.append(DISPUTES)
SEARCH = '{ search(text: "Director", first: 500) { totalCount edges { node { id } } } }'


async def answers(graph: Graph, *, sees_all: bool = False) -> dict[str, Any]:
    """What a caller is told, by what was asked."""
    told = {text: await ask(graph, text, sees_all=sees_all) for text in QUESTIONS}
    found = await ask(graph, SEARCH, sees_all=sees_all)
    return told | {SEARCH: sorted(e["node"]["id"] for e in found["search"]["edges"])}


@pytest.fixture
async def loaded(empty_graph: Graph, few: Path) -> Graph:
    await load_quietly(empty_graph, few)
    return empty_graph


async def claims_of(graph: Graph, source: str) -> list[str]:
    text = "MATCH (:Source {id: $id})<-[:STATED_IN]-(c) RETURN c.id ORDER BY c.id"
    return [id for (id,) in await graph.read(Statement(text, {"id": source}))]


async def whole(graph: Graph) -> list[list[Any]]:
    """All facts that a graph holds, but for the sources."""
    nodes = await graph.read(
        Statement(
            "MATCH (n) WHERE NOT n:DataVersion|FeedEnd|ChangeBatch|Source "
            "RETURN labels(n), properties(n) ORDER BY labels(n), n.id"
        )
    )
    links = await graph.read(
        Statement(
            "MATCH (a)-[r]->(b) RETURN a.id, type(r), b.id, properties(r) "
            "ORDER BY type(r), r.id, a.id"
        )
    )
    return [*nodes, *links]


async def test_it_is_as_if_all_that_the_source_states_had_been_retracted(
    loaded: Graph,
) -> None:
    source = RECORD
    held, all_told = await whole(loaded), await answers(loaded)
    await restrict(loaded, source, restricted=True)
    few_told = await answers(loaded)
    assert few_told != all_told
    assert f"'{source}'" not in str(few_told)
    assert await answers(loaded, sees_all=True) == all_told
    await restrict(loaded, source, restricted=False)
    assert await whole(loaded) == held
    for claim in await claims_of(loaded, source):
        await retract(loaded, MODEL, claim, "to compare")
    assert await answers(loaded) == few_told


HIDDEN = "sale:fms-2026-03-25-kr"
TITLE = f"""query ($at: DateTime) {{
  sale(id: "{HIDDEN}", knownAt: $at) {{ title }}
  sales(knownAt: $at) {{ totalCount }}
}}"""


async def test_what_is_loaded_again_stays_restricted_and_is_there_once(
    loaded: Graph, few: Path, tmp_path: Path
) -> None:
    (source,) = await sources_of(loaded, HIDDEN)
    before = (await ask(loaded, TITLE))["sales"]["totalCount"]
    earlier = datetime.now(UTC).isoformat()
    await restrict(loaded, source, restricted=True)
    corrected = tmp_path / "few"
    shutil.copytree(few, corrected)
    file = corrected / "nodes" / "Sale.csv"
    file.write_text(file.read_text().replace("ARC-210 RT-2036(C)", "Some"))
    await load_quietly(loaded, corrected)
    for at in (None, earlier, "2100-01-01T00:00:00Z"):
        assert (await ask(loaded, TITLE, at=at))["sale"] is None
    told = await ask(loaded, TITLE, sees_all=True)
    assert told["sale"]["title"].startswith("Some radios")
    assert told["sales"]["totalCount"] == before
    told = await ask(loaded, TITLE, sees_all=True, at=earlier)
    assert told["sale"]["title"].startswith("ARC-210")
    assert told["sales"]["totalCount"] == before


async def sources_of(graph: Graph, sale: str) -> list[str]:
    text = "MATCH (n:Sale {id: $id}) RETURN n.sources"
    ((sources,),) = await graph.read(Statement(text, {"id": sale}))
    return list(sources)


async def test_a_row_restricts_and_releases_and_one_that_says_nothing_does_neither(
    empty_graph: Graph,
) -> None:
    where = f'where: {{ id: {{ eq: "{COMMON}" }} }}'
    question = f"{{ sources({where}) {{ totalCount }} }}"
    for mark, found in ((True, 0), (None, 0), (False, 1), (None, 1)):
        row = {"id": COMMON, "title": f"Notices, {mark}", "restricted": mark}
        row = {name: value for name, value in row.items() if value is not None}
        async with changing(empty_graph) as change:
            await change.merge_nodes(MODEL.nodes["Source"], [row])
        told = await ask(empty_graph, question)
        assert told["sources"]["totalCount"] == found, mark
        told = await ask(empty_graph, question, sees_all=True)
        assert told["sources"]["totalCount"] == 1


async def test_what_a_restricted_source_states_can_be_retracted(
    loaded: Graph,
) -> None:
    (source,) = await sources_of(loaded, HIDDEN)
    (claim, *_) = await claims_of(loaded, source)
    await restrict(loaded, source, restricted=True)
    await retract(loaded, MODEL, claim, "It was withdrawn.")
    where = f'knownAt: "2100-01-01T00:00:00Z", where: {{ id: {{ eq: "{claim}" }} }}'
    text = f"{{ claims({where}) {{ totalCount }} }}"
    assert (await ask(loaded, text))["claims"]["totalCount"] == 0
    hidden = await loaded.read(
        Statement(
            "MATCH (c:RestrictedRetractedClaim {id: $id}) RETURN 1", {"id": claim}
        )
    )
    assert hidden == [[1]]


async def test_who_asserts_a_source_anew_does_not_release_it(
    empty_graph: Graph,
) -> None:
    editor = Editor(empty_graph)
    await editor.run(SOURCE)
    await restrict(empty_graph, "source:gazette", restricted=True)
    renamed = SOURCE.replace("The Gazette", "A gazette")
    assert (await editor.run(renamed))["node"]["title"] == "A gazette"
    await editor.run(AGENCY, id="agency:new", name="New")
    question = """{ sources { totalCount } claims { totalCount }
      agencies { totalCount } changes { nodes { id } } }"""
    told = await ask(empty_graph, question)
    nothing = {"totalCount": 0}
    assert told.pop("changes") == {"nodes": []}
    assert told == {"sources": nothing, "claims": nothing, "agencies": nothing}
    seen = await ask(empty_graph, question, sees_all=True)
    assert len(seen.pop("changes")["nodes"]) > 3
    one = {"totalCount": 1}
    assert seen == {"sources": one, "claims": one, "agencies": one}


async def test_only_a_source_can_be_restricted(empty_graph: Graph) -> None:
    with pytest.raises(BadUserInput, match="the id of a source it holds"):
        await restrict(empty_graph, "source:none", restricted=True)


async def test_a_change_costs_one_statement_more_where_nothing_is_restricted(
    empty_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[str] = []
    run = Transaction.run

    async def note(self: Transaction, statement: Statement) -> list[list[Any]]:
        texts.append(statement.text)
        return await run(self, statement)

    monkeypatch.setattr(Transaction, "run", note)
    async with changing(empty_graph):
        texts.clear()
    texts.remove(SHOW)
    assert len(texts) == 1
    assert "NodeIndexSeek@neo4j" in await empty_graph.explain(Statement(texts[0]))


# Who sees it


def test_only_who_may_see_what_is_restricted_does() -> None:
    assert not ANONYMOUS.sees_restricted
    assert not Caller("key:1", Role.READER).sees_restricted
    assert Caller("key:1", Role.READER, may_see_restricted=True).sees_restricted
    assert Caller("key:1", Role.EDITOR).sees_restricted
    assert Caller("key:1", Role.ADMIN).sees_restricted


def statements_of_cases() -> Iterator[Any]:
    for case in sorted((ROOT / "tests" / "cases").iterdir()):
        yield pytest.param((case / "expected.cypher").read_text(), id=case.name)


@pytest.mark.parametrize("text", list(statements_of_cases()))
def test_each_name_of_a_statement_is_widened_and_nothing_else(text: str) -> None:
    names = {*MODEL.nodes, *MODEL.relationships}
    wide = seeing_all(text)
    for name in names:
        of_both = f"`{name}`|`{restricted(name)}`"
        for mark in ":|":
            assert wide.count(f"{mark}`{name}`") == wide.count(f"{mark}{of_both}")
    assert "USING INDEX" not in wide
    assert wide.count("\n//") == text.count("\n//")
    assert seeing_all("MATCH (n) WHERE n.`id` = $p0") == "MATCH (n) WHERE n.`id` = $p0"


def test_a_statement_is_as_long_for_callers_of_all_rights() -> None:
    document = parse(QUESTIONS[0])
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    plans = [
        PLANNER.plan(Request(QUESTIONS[0], document, operation, {}, [], sees_all))
        for sees_all in (False, True)
    ]
    assert plans[0].size == plans[1].size
    assert plans[0].weight < plans[1].weight


def test_all_claims_are_read_where_some_are_shown() -> None:
    assert seeing_all("RETURN c1.review.`claims`, l1.`sources`") == (
        "RETURN coalesce(c1.review.`allClaims`, c1.review.`claims`), "
        "coalesce(l1.`allSources`, l1.`sources`)"
    )
    assert seeing_all("WITH n1 {.`claims`, .`id`} AS m1 RETURN m1.`claims`") == (
        "WITH n1 {.`claims`, .`allClaims`, .`id`} AS m1 "
        "RETURN coalesce(m1.`allClaims`, m1.`claims`)"
    )


async def test_disputes_of_restricted_links_are_told_to_who_may_see_them(
    loaded: Graph,
) -> None:
    before = await ask(loaded, DISPUTES)
    await restrict(loaded, ARTICLE, restricted=True)
    assert await ask(loaded, DISPUTES, sees_all=True) == before
    without = await ask(loaded, DISPUTES)
    assert without["disputes"]["totalCount"] < before["disputes"]["totalCount"]
