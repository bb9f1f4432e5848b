"""Imports: all that fits and nothing twice, whatever happens on the way."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from exports.files import Export, to_folder
from exports.forms import FORMS
from exports.snapshot import Snapshot
from exports.wanted import tables_named
from graph.driver import Graph, Statement
from graph.engine import Engine
from graph.errors import BadUserInput, LoadError
from graph.model import MODEL
from graph.record import Change, retract
from imports import importing
from imports.dry_run import differences
from imports.federal_register import parse_notice
from imports.forms import found_in, recognised
from imports.importing import Allowance, Progress, import_file, incomplete
from imports.mapping import read_mapping
from seed.load import loaded_version
from tests.conftest import ROOT
from tests.editing import LINE, MERGE, Editor, add
from tests.test_exports import exported, quietly
from tests.test_feed import pulled

pytestmark = pytest.mark.anyio

TABLES = "Source,Claim,Agency,Official,Post,PartnerNation,Contractor,IN,HELD,STATED_IN"
CHOSEN = ("official:michael-p-duffey", "partner:pl", "contractor:boeing")


@pytest.fixture(scope="module")
async def dump(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some of the seed data, with all that they rest on, as they are exported."""
    text = await exported(graph, "jsonl", only=TABLES)
    facts = [json.loads(line) for line in text.splitlines()]
    chosen = [fact for fact in facts if is_chosen(fact)]
    claims = {c for fact in chosen for c in fact["properties"]["claims"]}
    kept = (
        line
        for line, fact in zip(text.splitlines(True), facts, strict=True)
        if fact in chosen
        or fact.get("node") == "Source"
        or fact["properties"]["id"] in claims
        or fact.get("from") in claims
    )
    file = tmp_path_factory.mktemp("dump") / "graph.jsonl"
    file.write_bytes(b"".join(kept))
    return file


def bytes_of(file: Path) -> bytes:
    return file.read_bytes()


def is_chosen(fact: dict[str, Any]) -> bool:
    return (
        fact.get("node") in ("Agency", "Post")
        or fact.get("relationship") == "IN"
        or fact["properties"]["id"] in CHOSEN
        or fact.get("from") in CHOSEN
    )


async def imported(
    graph: Graph, *paths: Path, rejects: Path | None = None, most: int = 0
) -> list[Progress]:
    allowance = Allowance(rejects, most)
    return [
        await import_file(graph, recognised(file, None), allowance, b"", quietly)
        for file in found_in(paths)
    ]


def written(path: Path, *facts: Any) -> Path:
    path.write_text("".join(f"{json.dumps(fact)}\n" for fact in facts))
    return path


SOURCE = {
    "node": "Source",
    "properties": {
        "id": "source:a",
        "title": "A",
        "kind": "test",
        "standing": "PRIMARY",
    },
}
CLAIM = {
    "node": "Claim",
    "properties": {
        "id": "claim:a",
        "statement": "It is so.",
        "recordedAt": "2026-01-01T00:00:00Z",
        "basis": "STATED",
        "rank": "NORMAL",
    },
}
STATED = {"basis": "STATED", "claims": ["claim:a"], "sources": ["source:a"]}


def node(label: str, id: str, **properties: Any) -> dict[str, Any]:
    return {"node": label, "properties": {"id": id} | STATED | properties}


def link(type_: str, id: str, start: str, end: str, **own: Any) -> dict[str, Any]:
    properties = {"id": id, "rank": "NORMAL", **STATED, **own}
    return {"relationship": type_, "from": start, "to": end, "properties": properties}


def agency(name: str, **properties: Any) -> dict[str, Any]:
    common = {"name": name, "kind": "OFFICE"}
    return node("Agency", f"agency:{name}", **common | properties)


async def test_what_was_exported_comes_back_as_the_same_bytes(
    empty_graph: Graph, dump: Path, tmp_path: Path
) -> None:
    await imported(empty_graph, dump)
    assert await exported(empty_graph, "jsonl") == bytes_of(dump)
    before = await loaded_version(empty_graph)
    (again,) = await imported(empty_graph, dump)
    assert again.changed == 0
    assert await loaded_version(empty_graph) == before
    tables = Export(FORMS["csv"], tables_named(TABLES), ".gz")
    await to_folder(empty_graph, tables, tmp_path / "csv", quietly)
    await empty_graph.write([Statement("MATCH (n) DETACH DELETE n")])
    await imported(empty_graph, tmp_path / "csv")
    assert await exported(empty_graph, "jsonl") == bytes_of(dump)
    assert await incomplete(empty_graph) == []
    positions = Statement("MATCH (p:ImportPosition) RETURN count(p)")
    assert await empty_graph.read(positions) == [[0]]


Run = Callable[[Change, Statement], Awaitable[list[list[Any]]]]


class Cut(BaseException):
    """The process ends here."""


async def test_an_import_that_was_cut_anywhere_goes_on(
    empty_graph: Graph, dump: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 60)
    run: Run = Change.run
    budget = 0

    async def run_or_cut(change: Change, statement: Statement) -> list[list[Any]]:
        nonlocal budget
        budget -= 1
        if budget < 0:
            raise Cut
        return await run(change, statement)

    monkeypatch.setattr(Change, "run", run_or_cut)
    resumed = []
    for attempt in range(200):
        budget = 10 + 4 * attempt
        try:
            (progress,) = await imported(empty_graph, dump)
        except Cut:
            continue
        resumed.append(progress.resumed)
        break
    assert resumed[0] > 0
    budget = 10**6
    assert await exported(empty_graph, "jsonl") == bytes_of(dump)


IMPORTING = """\
import asyncio, sys
from pathlib import Path
from graph.driver import Login, connect
from imports import importing
from imports.forms import recognised

async def main(uri, password, file):
    importing.BATCH = 40
    login = Login(uri, "neo4j", password, "neo4j")
    async with connect(login, timeout=60, ping_timeout=60) as graph:
        given = recognised(Path(file), None)
        tell = lambda detail: print(detail, flush=True)
        await importing.import_file(graph, given, importing.Allowance(), b"", tell)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_an_import_that_was_killed_goes_on(
    empty_graph: Graph, scratch_engine: Engine, dump: Path
) -> None:
    command = [sys.executable, "-c", IMPORTING, scratch_engine.server.uri]
    command += [scratch_engine.server.password, str(dump)]
    for batches in (1, 5, None):
        code = await asyncio.to_thread(run_until, command, batches)
        assert code == (0 if batches is None else -signal.SIGKILL)
    assert await exported(empty_graph, "jsonl") == bytes_of(dump)


def run_until(command: list[str], batches: int | None) -> int:
    """Run a command that prints a line per batch; killed after some of them."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout as told:
        for number, _ in enumerate(told, start=1):
            if number == batches:
                process.kill()
    return process.wait()


async def test_rows_that_do_not_fit_are_written_down_with_their_reasons(
    empty_graph: Graph, tmp_path: Path
) -> None:
    file = written(
        tmp_path / "x.jsonl",
        SOURCE,
        CLAIM,
        agency("a"),
        agency("b", kind="SHOP"),
        agency("c", colour="red"),
        agency("d", claims=["claim:none"]),
        agency("e", claims=[]),
        link("REPORTS_TO", "reports-to:a", "agency:a", "agency:z", status="CONFIRMED"),
        link("TO", "to:a", "agency:a", "agency:a"),
        {"node": "Ship", "properties": {"id": "ship:a"}},
        ["no fact"],
        agency("f"),
    )
    rejects = tmp_path / "rejects.jsonl"
    (progress,) = await imported(empty_graph, file, rejects=rejects, most=20)
    assert (progress.read, progress.changed, progress.rejected) == (12, 4, 8)
    told = [json.loads(line) for line in rejects.read_text().splitlines()]
    reasons = {row["line"]: " ".join(row["reasons"]) for row in told}
    assert [*sorted(reasons)] == [4, 5, 6, 7, 8, 9, 10, 11]
    assert "'SHOP' is no AgencyKind" in reasons[4]
    assert "Agency has no property 'colour'" in reasons[5]
    assert "there is no 'claim:none'" in reasons[6]
    assert "must name who states it" in reasons[7]
    assert "there is no 'agency:z'" in reasons[8]
    assert "TO leads from Sale to PartnerNation, not from Agency to" in reasons[9]
    assert "the model has no 'Ship'" in reasons[10]
    assert json.loads(told[0]["row"])["properties"]["kind"] == "SHOP"


async def test_too_many_rejects_end_an_import_and_what_fits_stays(
    empty_graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    rejects = tmp_path / "rejects.jsonl"
    bad = agency("b", kind="SHOP")
    file = written(tmp_path / "x.jsonl", SOURCE, CLAIM, agency("a"), bad, bad, bad)
    with pytest.raises(LoadError, match="do not fit: 3; at most 1 may be") as caught:
        await imported(empty_graph, file, rejects=rejects, most=1)
    assert "x.jsonl:5:kind" in caught.value.problems[0]
    found = await empty_graph.read(Statement("MATCH (a:Agency) RETURN a.id"))
    assert found == [["agency:a"]]
    (progress,) = await imported(empty_graph, file, rejects=rejects, most=3)
    assert (progress.resumed, progress.read, progress.rejected) == (4, 6, 3)
    told = [json.loads(line)["line"] for line in rejects.read_text().splitlines()]
    assert told == [4, 5, 6]


async def test_a_second_relationship_where_one_may_be_is_refused(
    empty_graph: Graph, tmp_path: Path
) -> None:
    post = node("Post", "post:a", title="A", head=True)
    into = link("IN", "in:a", "post:a", "agency:a")
    second = link("IN", "in:b", "post:a", "agency:b")
    file = written(
        *(tmp_path / "x.jsonl", SOURCE, CLAIM, agency("a"), agency("b")),
        *(post, into, second),
    )
    with pytest.raises(LoadError) as caught:
        await imported(empty_graph, file)
    assert "'post:a' has a IN already and may have one" in caught.value.problems[0]


async def test_texts_are_data_whatever_they_look_like(
    empty_graph: Graph, tmp_path: Path
) -> None:
    hostile = "'}) DETACH DELETE n // file:///etc/passwd ${jndi:ldap://x} `id`"
    file = written(
        tmp_path / "x.jsonl", SOURCE, CLAIM, agency("a", note=hostile, role=hostile)
    )
    await imported(empty_graph, file)
    found = Statement("MATCH (a:Agency) RETURN a.note, a.role")
    assert await empty_graph.read(found) == [[hostile, hostile]]


async def test_a_dry_run_tells_what_would_change_and_changes_nothing(
    empty_graph: Graph, tmp_path: Path
) -> None:
    await imported(
        empty_graph, written(tmp_path / "x.jsonl", SOURCE, CLAIM, agency("a"))
    )
    before = await exported(empty_graph, "jsonl")
    file = written(
        tmp_path / "y.jsonl",
        agency("a", role="It does."),
        agency("b"),
        link("PART_OF", "part-of:b", "agency:b", "agency:a"),
        agency("c", kind="SHOP"),
        CLAIM,
    )
    allowance = Allowance(most=1)
    found = await differences(empty_graph, recognised(file, None), allowance, quietly)
    assert found.added == {"Agency": 1, "PART_OF": 1}
    assert found.changed == {"Agency": 1}
    assert (found.same, found.rejected) == (1, 1)
    assert found.told == [
        "~ agency:a role: None → 'It does.'",
        "+ agency:b",
        "+ part-of:b",
    ]
    assert await exported(empty_graph, "jsonl") == before


# What has changed elsewhere


def facts_of(dump: bytes) -> list[Any]:
    """The facts of a dump, whenever each was recorded."""
    facts = [json.loads(line) for line in dump.splitlines()]
    for fact in facts:
        fact["properties"].pop("recordedAt", None)
    return facts


async def test_a_copy_that_imports_what_has_changed_is_as_the_graph(
    editor: Editor, empty_graph: Graph, tmp_path: Path
) -> None:
    whole, delta = tmp_path / "whole.jsonl", tmp_path / "delta.jsonl"
    await add(editor, 1, 2, 3)
    line = {"from": "agency:1", "to": "agency:2", "status": "CONFIRMED"}
    made = await editor.run(LINE, **line)
    (claim,) = made["link"]["claims"]
    whole.write_bytes(await exported(empty_graph, "jsonl"))
    cursor = (await Snapshot.of(empty_graph)).cursor
    await retract(empty_graph, MODEL, claim["id"], "Misread.", by="operator")
    await editor.run(LINE, **line, since="2026-01-01")
    await editor.run(MERGE, ids=["agency:1", "agency:3"])
    delta.write_bytes(await exported(empty_graph, "jsonl", since=cursor))
    then = facts_of(await exported(empty_graph, "jsonl"))

    await empty_graph.write([Statement("MATCH (n) DETACH DELETE n")])
    await imported(empty_graph, whole)
    given = recognised(delta, None)
    found = await differences(empty_graph, given, Allowance(), quietly)
    assert found.gone == {"REPORTS_TO": 1, "Agency": 1}
    assert "- agency:3" in found.told
    (progress,) = await imported(empty_graph, delta)
    assert progress.changed > 4
    assert facts_of(await exported(empty_graph, "jsonl")) == then
    query = "query ($id: ID!) { agency(id: $id) { id } }"
    assert await editor.run(query, id="agency:3") == {"id": "agency:1"}
    merged = [c for c in await pulled(editor) if c["kind"] == "MERGED"]
    assert [c["id"] for c in merged] == ["agency:3"]
    (again,) = await imported(empty_graph, delta)
    assert again.changed == 0


async def test_what_is_told_twice_to_be_gone_is_retracted_once(
    editor: Editor, empty_graph: Graph, tmp_path: Path
) -> None:
    await add(editor, 1, 2)
    line = {"from": "agency:1", "to": "agency:2", "status": "CONFIRMED"}
    link = (await editor.run(LINE, **line))["link"]["id"]
    gone = json.dumps({"gone": "REPORTS_TO", "id": link})
    file = tmp_path / "delta.jsonl"
    file.write_text(f"{gone}\n{gone}\n")
    found = await differences(empty_graph, recognised(file, None), Allowance(), quietly)
    assert found.gone == {"REPORTS_TO": 1}
    (progress,) = await imported(empty_graph, file)
    assert progress.changed == 1
    retracted = [c for c in await pulled(editor) if c["kind"] == "RETRACTED"]
    assert [c["id"] for c in retracted] == [link]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"gone": "Agency", "id": "agency:a", "into": "agency:z"}, "no 'agency:z'"),
        ({"gone": "Agency", "id": "agency:a", "into": "agency:a"}, "into itself"),
        ({"gone": "Agency", "id": "sale:a"}, "agency:"),
        ({"gone": "Agency"}, "must be texts"),
        ({"gone": "PART_OF", "id": "part-of:b", "into": "part-of:c"}, "is no node"),
        ({"gone": "Shop", "id": "shop:a"}, "no 'Shop'"),
    ],
)
async def test_what_cannot_be_gone_is_refused(
    empty_graph: Graph, tmp_path: Path, line: Any, reason: str
) -> None:
    file = written(tmp_path / "x.jsonl", SOURCE, CLAIM, agency("a"))
    await imported(empty_graph, file)
    before = await exported(empty_graph, "jsonl")
    with pytest.raises(LoadError) as refused:
        await imported(empty_graph, written(tmp_path / "y.jsonl", line))
    assert reason in refused.value.problems[0]
    assert await exported(empty_graph, "jsonl") == before


async def test_someone_elses_table_is_read_by_a_mapping(
    empty_graph: Graph, tmp_path: Path
) -> None:
    await imported(empty_graph, written(tmp_path / "x.jsonl", SOURCE, CLAIM))
    table = tmp_path / "bodies.csv"
    with table.open("w", newline="") as out:
        rows = [["Body", "Short", "Page"], ["Office of Täsks, The", "OT", "3"]]
        csv.writer(out).writerows(rows)
    mapping = tmp_path / "mapping.json"
    mapping.write_text(
        json.dumps(
            {
                "table": "Agency",
                "id": ["Body"],
                "columns": {"Body": "name", "Short": "shortName"},
                "always": {
                    "kind": "OFFICE",
                    "basis": "STATED",
                    "claims": "claim:a",
                    "sources": "source:a",
                },
            }
        )
    )
    given = recognised(table, read_mapping(mapping))
    await import_file(empty_graph, given, Allowance(), b"", quietly)
    found = Statement("MATCH (a:Agency) RETURN a.id, a.name, a.shortName, a.claims")
    assert await empty_graph.read(found) == [
        ["agency:office-of-tasks-the", "Office of Täsks, The", "OT", ["claim:a"]]
    ]


@pytest.mark.parametrize(
    ("mapping", "problem"),
    [
        ("{", "Invalid JSON"),
        ('{"table": "Ship", "columns": {}}', "has no 'Ship'"),
        ('{"table": "Sale", "columns": {"a": "colour"}}', "Sale has no 'colour'"),
        ('{"table": "Sale", "columns": {}, "fields": {}}', "fields"),
    ],
)
async def test_a_mapping_that_cannot_be_is_refused(
    tmp_path: Path, mapping: str, problem: str
) -> None:
    (tmp_path / "mapping.json").write_text(mapping)
    with pytest.raises(BadUserInput, match=problem):
        read_mapping(tmp_path / "mapping.json")


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("x.json", '{"a": 1}', "no form that can be imported"),
        ("x.bin", "\0\0", "no form that can be imported"),
        ("ships.csv", "id\n", "named after no table"),
        ("Sale.csv", "id,colour\n", "Sale has no column 'colour'"),
        ("Sale.csv", 'id\n"a', "cannot be read as CSV"),
    ],
)
async def test_a_file_of_no_known_form_is_refused(
    empty_graph: Graph, tmp_path: Path, name: str, text: str, problem: str
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(LoadError, match=problem):
        await imported(empty_graph, tmp_path / name)


async def test_entities_that_were_exported_add_a_claim_to_what_is_there(
    empty_graph: Graph, graph: Graph, dump: Path, tmp_path: Path
) -> None:
    await imported(empty_graph, dump)
    text = await exported(graph, "ftm", only="Official,Post,HELD")
    (tmp_path / "x.ftm.json").write_bytes(text)
    (progress,) = await imported(empty_graph, tmp_path / "x.ftm.json")
    assert progress.rejected == 0
    found = Statement(
        "MATCH (o:Official {id: 'official:michael-p-duffey'})-[h:HELD]->(p) "
        "WHERE h.validFrom = '2025-06-05' "
        "RETURN o.name, size([c IN o.claims WHERE c STARTS WITH 'claim:ftm-']), "
        "size(o.claims) > 1, h.id STARTS WITH 'held:post-', h.validFrom, p.head"
    )
    assert await empty_graph.read(found) == [
        ["Michael P. Duffey", 1, True, True, "2025-06-05", True]
    ]
    (again,) = await imported(empty_graph, tmp_path / "x.ftm.json")
    assert again.changed == 0


async def test_entities_of_others_become_officials_posts_and_agencies(
    empty_graph: Graph, tmp_path: Path
) -> None:
    def entity(id: str, schema: str, **properties: str) -> dict[str, Any]:
        listed = {name: [value] for name, value in properties.items()}
        datasets = {"datasets": ["us_offices"]}
        return {"id": id, "schema": schema, "properties": listed, **datasets}

    file = written(
        tmp_path / "entities.json",
        entity("NK-1", "Person", name="A. Person", birthDate="1970"),
        entity("NK-3", "PublicBody", name="An Office", abbreviation="AO"),
        entity("NK-2", "Position", name="Director", organization="NK-3"),
        entity("NK-4", "Occupancy", holder="NK-1", post="NK-2", startDate="2024-02"),
        entity("NK-5", "Address", full="Somewhere"),
        entity("NK-6", "Occupancy", holder="NK-1"),
    )
    (progress,) = await imported(empty_graph, file, most=1)
    assert (progress.read, progress.rejected) == (6, 1)
    found = Statement(
        "MATCH (o)-[h:HELD]->(p)-[:IN]->(a), (c {id: h.claims[0]})-[:STATED_IN]->(s) "
        "RETURN o.id, h.validFrom, p.title, a.shortName, s.id"
    )
    assert await empty_graph.read(found) == [
        ["official:nk-1", "2024-02", "Director", "AO", "source:ftm-us-offices"]
    ]


NOTICE = """\
Transmittal No. 24-91

Notice of Proposed Issuance of Letter of Offer Pursuant to Section 36(b)(1)
of the Arms Export Control Act, as amended

    (i) Prospective Purchaser: Government of Poland
    (ii) Total Estimated Value:

Major Defense Equipment*................................. $1.20 billion
Other.................................................... $ .30 billion
    Total................................................ $1.50 billion

    (iii) Description and Quantity or Quantities of Articles or Services
under Consideration for Purchase:
    Major Defense Equipment (MDE):
Twelve (12) made-up helicopters
    (iv) Military Department: Army (PL-B-XXX)
    (v) Prior Related Cases, if any: None
    (vi) Sales Commission, Fee, etc., Paid: None known at this time
    (vii) Sensitivity of Technology: See Attached Annex
    (viii) Date Report Delivered to Congress: January 25, 2024

    * As defined in Section 47(6) of the Arms Export Control Act.

POLICY JUSTIFICATION

Poland\u2014Made-up Helicopters

    The Government of Poland has requested to buy twelve made-up helicopters.
The principal contractors will be Boeing, Arlington, VA; and Quite New
Rotors, Springfield. There are no known offset agreements.
    The communications security equipment is classified.
"""
DOCUMENT = {
    "document_number": "2024-09999",
    "title": "Arms Sales Notification",
    "type": "Notice",
    "publication_date": "2024-03-01",
    "html_url": "https://www.federalregister.gov/d/2024-09999",
    "text": NOTICE,
}


async def test_a_notice_of_the_federal_register_becomes_a_sale(
    empty_graph: Graph, dump: Path, tmp_path: Path
) -> None:
    await imported(empty_graph, dump)
    file = tmp_path / "2024-09999.json"
    file.write_text(json.dumps(DOCUMENT, indent=2))
    (progress,) = await imported(empty_graph, file)
    assert progress.rejected == 0
    sale = Statement(
        "MATCH (c)<-[:NAMES]-(s:Sale)-[t:TO]->(p), (k {id: s.claims[0]})-->(f:Source) "
        "RETURN s.id, s.title, s.day, s.estimatedValue, s.mdeValue, s.category, "
        "s.technologySecurityMarkers, p.id, t.claims = s.claims, f.publishedOn, c.id "
        "ORDER BY c.id"
    )
    rows = await empty_graph.read(sale)
    assert rows[0][:-1] == [
        *("sale:fms-24-91-fr", "Made-up Helicopters", "2024-01-25"),
        *(1_500_000_000, 1_200_000_000, "HELICOPTERS", ["COMSEC"]),
        *("partner:pl", True, "2024-03-01"),
    ]
    firms = ["contractor:boeing", "contractor:quite-new-rotors"]
    assert [row[-1] for row in rows] == firms
    (again,) = await imported(empty_graph, file)
    assert again.changed == 0


async def test_a_notice_without_its_text_or_purchaser_is_refused(
    empty_graph: Graph, tmp_path: Path
) -> None:
    bare = {name: value for name, value in DOCUMENT.items() if name != "text"}
    (tmp_path / "a.json").write_text(json.dumps(bare))
    with pytest.raises(LoadError) as caught:
        await imported(empty_graph, tmp_path / "a.json")
    assert "a.txt beside it" in caught.value.problems[0]
    (tmp_path / "a.txt").write_text(NOTICE)
    with pytest.raises(LoadError) as caught:
        await imported(empty_graph, tmp_path / "a.json")
    assert "no PartnerNation whose name is 'Poland'" in caught.value.problems[0]
    assert parse_notice("Transmittal No. 24-91, and nothing else") is None
