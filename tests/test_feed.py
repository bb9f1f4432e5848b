"""The feed: all changes in one order, without a gap, the same for everyone."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from graph.driver import Graph
from graph.model import MODEL
from graph.record import retract
from tests.editing import AGENCY, LINE, MERGE, Editor

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
