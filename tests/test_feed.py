"""The feed: all changes in one order, without a gap, the same for everyone."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from api import upkeep
from graph.driver import Graph, Statement
from graph.feed import ENDS
from graph.model import MODEL
from graph.record import retract
from graph.settings import Settings
from tests.editing import AGENCY, LINE, MERGE, Editor, add
from tests.test_cases import SCANS

pytestmark = pytest.mark.anyio

CHANGES = """query ($first: Int, $after: String, $types: [FactType!]) {
  changes(first: $first, after: $after, types: $types) {
    edges {
      cursor
      node {
        kind type id from to into at by why operation
        node { id ... on Agency { name } }
        link { id ... on ReportingStep { status superior { id } } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""


async def pulled(editor: Editor, first: int = 1000, **given: Any) -> list[Any]:
    """All changes, pulled in pages."""
    found: list[Any] = []
    more = True
    while more:
        page = await editor.run(CHANGES, first=first, **given)
        found += [edge["node"] for edge in page["edges"]]
        given["after"] = page["pageInfo"]["endCursor"]
        more = page["pageInfo"]["hasNextPage"]
    return found


async def test_each_change_says_what_was_done_to_which_fact(editor: Editor) -> None:
    for name in ("one", "two"):
        await editor.run(AGENCY, id=f"agency:{name}", name=f"Office {name}")
    ends = {"from": "agency:one", "to": "agency:two"}
    await editor.run(LINE, **ends, status="CONFIRMED")
    await editor.run(AGENCY, id="agency:one", name="Office One")
    found = await pulled(editor, types=["AGENCY", "REPORTS_TO"])
    said = [(c["kind"], c["type"], c["id"], c["from"], c["to"]) for c in found]
    line = "reports-to:one-two"
    assert said == [
        ("ADDED", "AGENCY", "agency:one", None, None),
        ("ADDED", "AGENCY", "agency:two", None, None),
        ("ADDED", "REPORTS_TO", line, "agency:one", "agency:two"),
        ("CORRECTED", "AGENCY", "agency:one", None, None),
    ]
    assert {c["by"] for c in found} == {"key:editor"}
    # A change shows its fact as it stands now.
    assert found[0]["node"] == {"id": "agency:one", "name": "Office One"}
    assert found[0]["link"] is None
    assert found[2]["node"] is None
    superior = {"id": "agency:two"}
    assert found[2]["link"] == {"id": line, "status": "CONFIRMED", "superior": superior}


async def test_pages_of_any_size_give_the_same_sequence(editor: Editor) -> None:
    for number in range(5):
        await editor.run(AGENCY, id=f"agency:{number}", name=f"Office {number}")
    every = await pulled(editor)
    assert [c["id"] for c in every if c["type"] == "AGENCY"] == [
        f"agency:{number}" for number in range(5)
    ]
    for size in (1, 3, 7):
        assert await pulled(editor, first=size) == every
    last = "{ changes(last: 2) { nodes { id at } pageInfo { hasPreviousPage } } }"
    page = await editor.run(last)
    assert page["nodes"] == [{"id": c["id"], "at": c["at"]} for c in every[-2:]]
    assert page["pageInfo"] == {"hasPreviousPage": True}


async def test_retractions_and_merges_are_in_the_feed(
    editor: Editor, empty_graph: Graph
) -> None:
    for name in ("one", "two", "three"):
        await editor.run(AGENCY, id=f"agency:{name}", name=f"Office {name}")
    ends = {"from": "agency:one", "to": "agency:two"}
    line = await editor.run(LINE, **ends, status="CONFIRMED")
    (claim,) = line["link"]["claims"]
    before = await pulled(editor)
    await retract(empty_graph, MODEL, claim["id"], "Misread.", by="operator")
    await editor.run(MERGE, ids=["agency:two", "agency:three"])
    after = await pulled(editor)
    assert [c["id"] for c in after[: len(before)]] == [c["id"] for c in before]
    news = [(c["kind"], c["type"], c["into"]) for c in after[len(before) :]]
    assert ("RETRACTED", "REPORTS_TO", None) in news
    assert ("RETRACTED", "CLAIM", None) in news
    assert news[-1] == ("MERGED", "AGENCY", "agency:two")
    assert {c["why"] for c in after[len(before) :]} == {
        "Misread.",
        "One office under two names.",
    }


async def test_readers_of_a_feed_that_grows_miss_nothing(
    editor: Editor, empty_graph: Graph
) -> None:
    """Whatever moment a reader asks at, what it has is where the whole begins."""
    writing = True

    async def write(name: int) -> None:
        own = Editor(empty_graph)
        for number in range(6):
            id = f"agency:{name}-{number}"
            await own.run(AGENCY, id=id, name=f"Office {number}")

    async def follow() -> list[Any]:
        found: list[Any] = []
        cursor = None
        while writing:
            page = await editor.run(CHANGES, first=4, after=cursor)
            found += [edge["node"]["id"] for edge in page["edges"]]
            cursor = page["pageInfo"]["endCursor"] or cursor
        return found + [c["id"] for c in await pulled(editor, after=cursor)]

    readers = [asyncio.create_task(follow()) for _ in range(3)]
    await asyncio.gather(*(write(name) for name in range(8)))
    writing = False
    sequences = await asyncio.gather(*readers)
    whole = [c["id"] for c in await pulled(editor)]
    assert len([id for id in whole if id.startswith("agency:")]) == 48
    assert all(sequence == whole for sequence in sequences)


HIDE = "MATCH (e:FeedEnd) SET e.number = $number"
"""Leaves the feed as a writer does that dies right behind its commit."""


async def test_changes_that_may_not_be_applied_yet_are_not_read(
    editor: Editor, empty_graph: Graph
) -> None:
    await add(editor, 1)
    before = await pulled(editor)
    ((shown, _),) = await empty_graph.read(Statement(ENDS))
    await add(editor, 2)
    ((_, last),) = await empty_graph.read(Statement(ENDS))
    await empty_graph.write([Statement(HIDE, {"number": shown})])
    assert await pulled(editor) == before
    # Whoever writes next shows what was before.
    await add(editor, 3)
    assert [c["id"] for c in await pulled(editor) if c["type"] == "AGENCY"] == [
        f"agency:{number}" for number in (1, 2, 3)
    ]
    ((shown, _),) = await empty_graph.read(Statement(ENDS))
    assert shown > last


async def test_what_a_writer_that_died_left_hidden_is_shown(
    editor: Editor, empty_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "GLANCE", 0.05)
    await add(editor, 1)
    every = await pulled(editor)
    await empty_graph.write([Statement(HIDE, {"number": 0})])
    assert not await pulled(editor)
    async with upkeep.kept_up(empty_graph, Settings()), asyncio.timeout(20):
        while await pulled(editor) != every:  # noqa: ASYNC110 (nobody tells)
            await asyncio.sleep(0.05)


async def test_changes_are_found_by_their_numbers_and_in_their_order(
    editor: Editor, statements: list[Statement], empty_graph: Graph
) -> None:
    await add(editor, *range(5))
    (first, *_) = (await editor.run("{ changes { edges { cursor } } }"))["edges"]
    for after in (None, first["cursor"]):
        statements.clear()
        await editor.run(CHANGES, first=2, after=after)
        plan = await empty_graph.explain(statements[0])
        unwanted = {*SCANS, "Sort", "Top"}
        assert not unwanted & {operator.removesuffix("@neo4j") for operator in plan}
