"""Files become the graph: completely, once, and all or nothing."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from graph.driver import Graph, Statement
from graph.errors import GraphError, LoadError
from graph.model import MODEL
from seed.load import DATA, LoadReport, load, loaded_version
from tests.tables import read_rows

pytestmark = pytest.mark.anyio

CONTENT = Statement(
    """MATCH (n) WITH n ORDER BY labels(n)[0], n.id
    RETURN labels(n) AS what, properties(n) AS properties
    UNION ALL
    MATCH (a)-[r]->(b) WITH a, r, b ORDER BY type(r), r.id
    RETURN [a.id, type(r), b.id] AS what, properties(r) AS properties"""
)


async def load_quietly(graph: Graph, directory: Path = DATA) -> LoadReport:
    return await load(graph, directory, progress=lambda _: None)


async def content(graph: Graph) -> list[list[Any]]:
    return await graph.read(CONTENT)


def changed(data: Path, to: Path, file: str, old: str, new: str) -> Path:
    """A copy of some data in which one text is replaced by another."""
    folder = shutil.copytree(data, to)
    text = (folder / file).read_text()
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new))
    return folder


@pytest.mark.parametrize("label", MODEL.nodes)
async def test_the_graph_holds_every_node_of_the_files(
    graph: Graph, label: str
) -> None:
    found = await graph.read(Statement(f"MATCH (n:`{label}`) RETURN n.id"))
    assert {id for (id,) in found} == {row["id"] for row in read_rows("nodes", label)}


@pytest.mark.parametrize("type_", MODEL.relationships)
async def test_the_graph_holds_every_relationship_of_the_files(
    graph: Graph, type_: str
) -> None:
    text = f"MATCH (a)-[r:`{type_}`]->(b) RETURN r.id, a.id, b.id"
    found = await graph.read(Statement(text))
    rows = read_rows("relationships", type_)
    assert len(found) == len(rows)
    assert {tuple(row) for row in found} == {
        (row["id"], row["from"], row["to"]) for row in rows
    }


async def test_every_relationship_has_a_source_or_a_rule(graph: Graph) -> None:
    text = """MATCH ()-[r]->() WHERE size(r.sources) = 0 AND r.rule IS NULL
    RETURN count(r)"""
    assert await graph.read(Statement(text)) == [[0]]


async def test_a_sales_day_is_the_first_known_of_its_dates(graph: Graph) -> None:
    text = """MATCH (s:Sale)
    RETURN s.day, coalesce(s.notifiedOn, s.releasedOn, s.recordedOn)"""
    days = await graph.read(Statement(text))
    assert len(days) > 1000
    assert all(day == first for day, first in days)


async def test_nothing_but_the_model_and_its_bookkeeping_is_stored(
    graph: Graph,
) -> None:
    labels = Statement("MATCH (n) UNWIND labels(n) AS l RETURN DISTINCT l")
    found = {label for (label,) in await graph.read(labels)}
    assert found == {*MODEL.nodes, "ChangeBatch", "DataVersion", "FeedEnd"}


async def test_loading_twice_changes_nothing(empty_graph: Graph, few: Path) -> None:
    first = await load_quietly(empty_graph, few)
    before = await content(empty_graph)
    second = await load_quietly(empty_graph, few)
    assert first.changed == first.nodes + first.relationships
    assert second.changed == 0
    assert await content(empty_graph) == before
    assert await loaded_version(empty_graph) == first.version == second.version


async def test_a_changed_row_is_corrected_and_the_rest_left_alone(
    empty_graph: Graph, few: Path, tmp_path: Path
) -> None:
    first = await load_quietly(empty_graph, few)
    folder = changed(
        few, tmp_path / "data", "nodes/Official.csv", "Michael P. Duffey", "M. Duffey"
    )
    report = await load_quietly(empty_graph, folder)
    assert report.changed == 1
    assert await loaded_version(empty_graph) not in (None, first.version)
    text = "MATCH (o:Official {id: 'official:michael-p-duffey'}) RETURN o.name"
    assert await empty_graph.read(Statement(text)) == [["M. Duffey"]]


async def test_a_cell_that_was_emptied_is_emptied_in_the_graph(
    empty_graph: Graph, few: Path, tmp_path: Path
) -> None:
    await load_quietly(empty_graph, few)
    folder = changed(few, tmp_path / "data", "nodes/Agency.csv", "1971-09-01", "")
    await load_quietly(empty_graph, folder)
    text = "MATCH (a:Agency {id: 'agency:dsca'}) RETURN a.establishedOn"
    assert await empty_graph.read(Statement(text)) == [[None]]


async def test_a_relationship_that_leads_elsewhere_is_moved(
    empty_graph: Graph, few: Path, tmp_path: Path
) -> None:
    await load_quietly(empty_graph, few)
    folder = changed(
        few,
        tmp_path / "data",
        "relationships/TO.csv",
        "to:fms-26-12-sg,sale:fms-26-12-sg,partner:sg",
        "to:fms-26-12-sg,sale:fms-26-12-sg,partner:th",
    )
    await load_quietly(empty_graph, folder)
    text = "MATCH (:Sale {id: 'sale:fms-26-12-sg'})-[:TO]->(p) RETURN p.id"
    assert await empty_graph.read(Statement(text)) == [["partner:th"]]


async def test_a_broken_file_changes_nothing(
    empty_graph: Graph, few: Path, tmp_path: Path
) -> None:
    folder = changed(
        few, tmp_path / "data", "nodes/Agency.csv", "1971-09-01", "1971-09-31"
    )
    with pytest.raises(LoadError) as raised:
        await load_quietly(empty_graph, folder)
    (problem,) = raised.value.problems
    assert problem.startswith("nodes/Agency.csv:")
    assert ":establishedOn: '1971-09-31' is not in the calendar" in problem
    assert await content(empty_graph) == []
    assert await loaded_version(empty_graph) is None


async def test_a_load_that_fails_midway_leaves_the_graph_as_it_was(
    empty_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The last statements fail in the database itself, after everything else is written.
    monkeypatch.setattr(
        "graph.storing.create_links",
        lambda type_, ends: "UNWIND $rows AS row RETURN 1 / 0",
    )
    with pytest.raises(GraphError):
        await load_quietly(empty_graph)
    assert await content(empty_graph) == []


async def test_progress_names_each_table(empty_graph: Graph) -> None:
    said: list[str] = []
    await load(empty_graph, DATA, progress=said.append)
    assert "1,216 Sale" in said
    assert "22 REPORTS_TO" in said
