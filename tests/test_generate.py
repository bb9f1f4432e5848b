"""Generated data: valid by the model, like the real ones, and the same every time."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from graph.driver import Graph, Statement
from graph.errors import LoadError
from graph.model import MODEL
from graph.storing import create_nodes
from seed.checks import check
from seed.generate import generate, generated, real_sales, source
from seed.load import DATA, read
from seed.rows import Problems, Row, Rows
from seed.sampling import SOURCE, Drawn, Example, draw

MANY = 3000

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def real() -> list[Example]:
    return real_sales()


@pytest.fixture(scope="module")
def drawn(real: list[Example]) -> Drawn:
    return draw(range(1, MANY + 1), real)


@pytest.fixture
async def emptied(graph: Graph) -> AsyncIterator[Graph]:
    """The graph of the real data, without generated ones before and after."""
    await remove_generated(graph)
    yield graph
    await remove_generated(graph)


async def remove_generated(graph: Graph) -> None:
    text = "MATCH (n) WHERE n.id CONTAINS 'generated' DETACH DELETE n"
    await graph.write([Statement(text)])


def rows_of(drawn: Drawn) -> tuple[Rows, Rows]:
    """The real data with the drawn ones among them, as if read from files."""
    data = read(DATA, MODEL)
    nodes = {label: dict(rows) for label, rows in data.nodes.items()}
    relationships = {type_: dict(rows) for type_, rows in data.relationships.items()}
    nodes["Source"][SOURCE] = Row("", 0, SOURCE, source(""))
    for label, made in drawn.nodes.items():
        nodes[label] |= {node["id"]: Row("", 0, node["id"], node) for node in made}
    for type_, links in drawn.links.items():
        relationships[type_] |= {link.id: link for link in links}
    return nodes, relationships


def test_fits_the_model_as_files_must(drawn: Drawn) -> None:
    problems = Problems()
    check(*rows_of(drawn), MODEL, problems)
    assert problems.texts == []


def test_has_only_the_properties_of_the_model(drawn: Drawn) -> None:
    for label, nodes in drawn.nodes.items():
        declared = MODEL.nodes[label].properties
        required = {n for n, p in declared.items() if p.required}
        for node in nodes:
            assert node.keys() <= declared.keys()
            assert all(node.get(name) is not None for name in required)
    for type_, links in drawn.links.items():
        declared = MODEL.relationships[type_].properties
        assert all(link.properties.keys() <= declared.keys() for link in links)


def test_ids_are_unique_and_say_that_they_are_generated(drawn: Drawn) -> None:
    nodes = [node["id"] for nodes in drawn.nodes.values() for node in nodes]
    links = [link.id for links in drawn.links.values() for link in links]
    for ids in nodes, links:
        assert len(set(ids)) == len(ids)
        assert all("generated-" in id for id in ids)


def test_the_same_number_gives_the_same_sale(real: list[Example], drawn: Drawn) -> None:
    again = draw(range(7, 8), real)
    assert again.nodes["Sale"] == drawn.nodes["Sale"][6:7]
    assert again.links["INCLUDES"] == [
        link for link in drawn.links["INCLUDES"] if link.line == 7
    ]


@pytest.mark.parametrize(
    ("type_", "hub"),
    [
        ("TO", "partner:au"),
        ("NAMES", "contractor:lockheed-martin"),
        ("RAISES", "technology-risk:comsec"),
        ("CONDUCTED_BY", "agency:dtsa"),
    ],
)
def test_hubs_are_as_busy_as_in_the_real_data(
    drawn: Drawn, type_: str, hub: str
) -> None:
    data = read(DATA, MODEL)
    links = data.relationships[type_].values()
    real = Counter(link.end for link in links)[hub] / len(data.nodes["Sale"])
    made = Counter(link.end for link in drawn.links[type_])[hub] / MANY
    assert made == pytest.approx(real, rel=0.25)


async def test_writes_beside_the_real_data_and_goes_on_where_it_ended(
    emptied: Graph,
) -> None:
    (before,) = await emptied.read(Statement("MATCH (s:Sale) RETURN count(s)"))
    told: list[str] = []
    first = source("12 sales, drawn at random.")
    sale = draw(range(1, 2), real_sales()).nodes["Sale"]
    await emptied.write(
        [
            Statement(create_nodes("Source"), {"rows": [first]}),
            Statement(create_nodes("Sale"), {"rows": sale}),
        ]
    )
    assert await generate(emptied, 12, progress=told.append) == 11
    assert await generated(emptied) == 12
    assert await generate(emptied, 12, progress=told.append) == 0
    assert told == ["12 of 12 sales"]
    (after,) = await emptied.read(Statement("MATCH (s:Sale) RETURN count(s)"))
    assert after[0] == before[0] + 12


async def test_refuses_another_number(emptied: Graph) -> None:
    await generate(emptied, 3, progress=lambda detail: None)
    with pytest.raises(LoadError, match="3 sales, drawn at random"):
        await generate(emptied, 4, progress=lambda detail: None)
    assert await generated(emptied) == 3


async def test_refuses_a_graph_without_data(empty_graph: Graph) -> None:
    with pytest.raises(LoadError, match="run `armsgraph load` first"):
        await generate(empty_graph, 3, progress=lambda detail: None)


async def test_everything_written_answers_as_the_model_has_it(emptied: Graph) -> None:
    await generate(emptied, 50, progress=lambda detail: None)
    text = (
        "MATCH (s:Sale)-[:TO]->(p) WHERE s.id STARTS WITH 'sale:generated-' "
        "RETURN s.day, s.claims, s.sources"
    )
    rows = await emptied.read(Statement(text))
    assert len(rows) == 50
    for day, claims, sources in rows:
        assert day
        assert claims
        assert sources == [SOURCE]
