"""Exports: whole, of one version of the data, in order, and as others read them."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pyarrow.parquet as pq
import pytest
import rdflib
import zstandard
from starlette.applications import Starlette

from api.admission import Admission
from api.exports import exports_route
from api.identity import Authenticator
from exports import files
from exports.csv import SEPARATOR
from exports.files import Export, to_file, to_folder, to_stream
from exports.forms import FORMS, encoded, named
from exports.snapshot import PAGE, Snapshot
from exports.tables import tables
from exports.wanted import export_of, tables_named
from graph.bulk import complete, import_dump
from graph.changelog import place_of
from graph.driver import Graph, Statement
from graph.engine import Engine
from graph.errors import BadUserInput, DataChanged, LoadError
from graph.keyring import Keyring
from graph.model import MODEL
from graph.record import changing, restrict, retract
from graph.settings import Settings
from graph.upkeep import forget
from seed.load import loaded_version
from tests.conftest import LIB, ROOT, free_port, silent
from tests.editing import AGENCY, LINE, MERGE, Editor, add

pytestmark = pytest.mark.anyio

FEW = "Agency,Official,Post,Memorandum,HELD,IN,REPORTS_TO,PART_OF,DIRECTS,ISSUED_BY"
"""Tables that tell of few facts, with lists, dates and text of all kinds."""
FTM_MODEL = ROOT / "tests/clients/node_modules/@opensanctions/followthemoney"


def quietly(detail: str) -> None:
    """Take no notice of progress."""


async def exported(
    graph: Graph,
    form: str,
    *,
    only: str = "",
    after: str = "",
    compression: str = "",
    since: str = "",
) -> bytes:
    out = io.BytesIO()
    place = place_of(since, "since") if since else None
    export = Export(FORMS[form], tables_named(only), compression, after, place)
    await to_stream(graph, export, out)
    return out.getvalue()


async def lines(graph: Graph, form: str, **options: str) -> list[Any]:
    text = await exported(graph, form, **options)
    return [json.loads(line) for line in text.splitlines()]


async def test_tables_are_written_after_those_that_they_refer_to() -> None:
    seen: set[str] = set()
    for table in tables(MODEL):
        referred = {p.refers_to for p in table.properties.values() if p.refers_to}
        assert referred <= seen
        seen.add(table.name)
    assert seen == {*MODEL.nodes, *MODEL.relationships}


async def test_ids_tell_their_tables_apart() -> None:
    prefixes = [table.prefix for table in tables(MODEL)]
    assert len(set(prefixes)) == len(prefixes)


async def test_json_lines_hold_every_fact_once_in_order(graph: Graph) -> None:
    facts = await lines(graph, "jsonl")
    labels = {"labels": list(MODEL.nodes)}
    text = "MATCH (n) WHERE any(l IN labels(n) WHERE l IN $labels) RETURN count(n)"
    counted = await graph.read(Statement(text, labels))
    linked = await graph.read(Statement("MATCH ()-[r]->() RETURN count(r)"))
    assert len(facts) == counted[0][0] + linked[0][0]
    ids = [fact["properties"]["id"] for fact in facts]
    assert len(set(ids)) == len(ids)
    for table in tables(MODEL):
        mine = [id for id in ids if id.partition(":")[0] == table.prefix]
        assert mine == sorted(mine)


async def test_a_fact_is_told_as_the_graph_holds_it(graph: Graph) -> None:
    (told,) = [
        fact
        for fact in await lines(graph, "jsonl", only="REPORTS_TO")
        if fact["properties"]["id"] == "reports-to:rl-002"
    ]
    assert told == {
        "relationship": "REPORTS_TO",
        "from": "agency:dtsa",
        "to": "agency:usd-p",
        "properties": {
            "id": "reports-to:rl-002",
            "validTo": "2026-02-10",
            "rank": "NORMAL",
            "basis": "STATED",
            "claims": ["claim:rl-002-dtsa-site"],
            "sources": ["source:dtsa-site"],
            "recordedAt": "2026-11-23T00:00:00Z",
            "status": "CONFIRMED",
            "authority": "memorandum:dodd-5105-72",
            "note": "start not read",
        },
    }


@pytest.mark.parametrize("form", ["jsonl", "turtle", "ftm", "csv"])
async def test_what_broke_off_can_be_gone_on_with(graph: Graph, form: str) -> None:
    only = "Sale" if form == "csv" else "Claim,Sale,TO"
    whole = await exported(graph, form, only=only)
    rest = await exported(graph, form, only=only, after="sale:fms-26-12-sg")
    assert rest
    assert whole.endswith(rest)


@pytest.mark.parametrize(
    ("compression", "expand"),
    [
        (".gz", gzip.decompress),
        (".zst", zstandard.ZstdDecompressor().decompressobj().decompress),
    ],
)
async def test_compressed_files_hold_the_same_and_are_always_the_same(
    graph: Graph, compression: str, expand: Any
) -> None:
    plain = await exported(graph, "jsonl", only=FEW)
    first = await exported(graph, "jsonl", only=FEW, compression=compression)
    again = await exported(graph, "jsonl", only=FEW, compression=compression)
    assert expand(first) == plain
    assert first == again
    assert len(first) < len(plain) / 3


async def test_csv_tells_missing_from_empty_and_lists_from_text(graph: Graph) -> None:
    text = (await exported(graph, "csv", only="Agency")).decode()
    header, *rows = csv.reader(io.StringIO(text))
    assert header[:2] == ["id:ID", "basis:string"]
    assert "formerNames:string[]" in header
    assert header[-1] == ":LABEL"
    told = dict(zip(header, rows[0], strict=True))
    facts = await lines(graph, "jsonl", only="Agency")
    assert told["id:ID"] == facts[0]["properties"]["id"]
    claims = [dict(zip(header, row, strict=True))["claims:string[]"] for row in rows]
    expected = [fact["properties"]["claims"] for fact in facts]
    assert [cell.split(SEPARATOR) for cell in claims] == expected


async def test_parquet_has_the_same_values(graph: Graph) -> None:
    data = await exported(graph, "parquet", only="Sale")
    read = pq.read_table(io.BytesIO(data)).to_pylist()
    facts = await lines(graph, "jsonl", only="Sale")
    assert len(read) == len(facts) > PAGE
    for row, fact in zip(read, facts, strict=True):
        known = {n: v for n, v in row.items() if v is not None}
        known["recordedAt"] = known["recordedAt"].strftime("%Y-%m-%dT%H:%M:%SZ")
        assert known == fact["properties"]
    ends = pq.read_table(io.BytesIO(await exported(graph, "parquet", only="TO")))
    assert ends.column_names[:2] == ["from", "to"]


async def test_graphml_has_every_node_and_edge(graph: Graph) -> None:
    text = await exported(graph, "graphml", only=FEW)
    root = ElementTree.fromstring(text)
    space = "{http://graphml.graphdrawing.org/xmlns}"
    nodes = [node.get("id") for node in root.iter(f"{space}node")]
    edges = list(root.iter(f"{space}edge"))
    facts = await lines(graph, "jsonl", only=FEW)
    assert len(nodes) + len(edges) == len(facts)
    keys = {key.get("id") for key in root.iter(f"{space}key")}
    assert {data.get("key") for data in root.iter(f"{space}data")} <= keys


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
async def test_turtle_and_json_ld_say_the_same_in_terms_of_org_and_prov(
    graph: Graph,
) -> None:
    turtle = rdflib.Graph().parse(await exported(graph, "turtle", only=FEW))
    jsonld = rdflib.Graph().parse(
        await exported(graph, "jsonld", only=FEW), format="json-ld"
    )
    whole = rdflib.URIRef("urn:armsgraph:graph")
    assert set(turtle) == {triple for triple in jsonld if triple[0] != whole}
    org, prov = rdflib.ORG, rdflib.PROV
    dtsa = rdflib.URIRef("urn:armsgraph:agency:dtsa")
    assert (dtsa, rdflib.RDF.type, org.FormalOrganization) in turtle
    superiors = set(turtle.objects(dtsa, org.reportsTo))
    assert superiors == {rdflib.URIRef("urn:armsgraph:agency:usd-as")}
    line = rdflib.URIRef("urn:armsgraph:reports-to:rl-002")
    assert list(turtle.objects(line, prov.wasDerivedFrom))


async def test_entities_fit_the_model_of_follow_the_money(graph: Graph) -> None:
    schemata = json.loads((FTM_MODEL / "dist/defaultModel.json").read_text())
    schemata = schemata["schemata"]
    entities = await lines(graph, "ftm")
    kinds = {entity["id"]: entity["schema"] for entity in entities}
    assert len(kinds) == len(entities) > 5000
    for entity in entities:
        known = properties_of(schemata, entity["schema"])
        for name, values in entity["properties"].items():
            assert values
            assert all(isinstance(value, str) and value for value in values)
            if known[name]["type"] == "entity":
                (end,) = values
                assert known[name]["range"] in ancestors(schemata, kinds[end])
    assert not schemata["Person"].get("abstract")


def ancestors(schemata: dict[str, Any], name: str) -> set[str]:
    found = {name}
    for parent in schemata[name].get("extends", ()):
        found |= ancestors(schemata, parent)
    return found


def properties_of(schemata: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for ancestor in ancestors(schemata, name):
        found |= schemata[ancestor]["properties"]
    return found


SOURCE = {"title": "A source", "kind": "test", "standing": "PRIMARY"}


async def put_sources(graph: Graph, *names: str) -> None:
    rows = [{"id": f"source:{name}", **SOURCE} for name in names]
    async with changing(graph, first="first") as change:
        await change.merge_nodes(MODEL.nodes["Source"], rows)


async def test_a_change_on_the_way_is_noticed(empty_graph: Graph) -> None:
    await put_sources(empty_graph, "a")
    snapshot = await Snapshot.of(empty_graph)
    pages = snapshot.pages(tables_named("Source"))
    assert (await anext(pages)).size == 1
    await put_sources(empty_graph, "b")
    with pytest.raises(DataChanged):
        await anext(pages)


async def test_a_file_is_begun_anew_where_the_data_changed(
    empty_graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put_sources(empty_graph, "a")
    changes = iter("bc")

    async def interrupted(*words: Any, **options: Any) -> AsyncIterator[bytes]:
        parts = [part async for part in encoded(*words, **options)]
        if name := next(changes, None):
            await put_sources(empty_graph, name)
            raise DataChanged("changed")
        for part in parts:
            yield part

    monkeypatch.setattr(files, "encoded", interrupted)
    export = Export(FORMS["jsonl"], tables_named("Source"))
    await to_file(empty_graph, export, tmp_path / "x.jsonl", quietly)
    assert (tmp_path / "x.jsonl").read_text().count("\n") == 3
    changes = iter("defgh")
    with pytest.raises(DataChanged):
        await to_file(empty_graph, export, tmp_path / "x.jsonl", quietly)
    assert (tmp_path / "x.jsonl").read_text().count("\n") == 3
    assert content(tmp_path).keys() == {Path("x.jsonl")}


# What has changed


def told(lines: list[Any], into: dict[str, Any]) -> str:
    """Bring a copy up to date with the lines of a file; the cursor to go on from."""
    *facts, last = lines
    for fact in facts:
        if "gone" in fact:
            del into[fact["id"]]
        else:
            into[fact["properties"]["id"]] = fact
    cursor: str = last["cursor"]
    return cursor


async def test_a_copy_that_takes_what_has_changed_is_as_the_graph(
    editor: Editor, empty_graph: Graph
) -> None:
    await add(editor, 1, 2, 3)
    ends = {"from": "agency:1", "to": "agency:2"}
    line = await editor.run(LINE, **ends, status="CONFIRMED")
    whole = await lines(empty_graph, "jsonl")
    copy = {fact["properties"]["id"]: fact for fact in whole}
    cursor = (await Snapshot.of(empty_graph)).cursor
    (claim,) = line["link"]["claims"]

    async def retracted() -> None:
        await retract(empty_graph, MODEL, claim["id"], "Misread.", by="operator")

    async def merged() -> None:
        await editor.run(MERGE, ids=["agency:1", "agency:3"])

    async def corrected() -> None:
        await editor.run(AGENCY, id="agency:2", name="Office Two")
        await editor.run(AGENCY, id="agency:2", name="Office No. 2")

    async def nothing() -> None:
        pass

    for changed in (corrected, retracted, merged, nothing):
        await changed()
        cursor = told(await lines(empty_graph, "jsonl", since=cursor), copy)
        whole = await lines(empty_graph, "jsonl")
        assert copy == {fact["properties"]["id"]: fact for fact in whole}


async def test_each_change_is_told_once_and_a_duplicate_where_it_went(
    editor: Editor, empty_graph: Graph
) -> None:
    await add(editor, 1, 2)
    cursor = (await Snapshot.of(empty_graph)).cursor
    await editor.run(AGENCY, id="agency:1", name="Office One")
    await editor.run(MERGE, ids=["agency:1", "agency:2"])
    *facts, last = await lines(empty_graph, "jsonl", since=cursor)
    ids = [fact.get("id") or fact["properties"]["id"] for fact in facts]
    assert len(set(ids)) == len(ids)
    merged = {"gone": "Agency", "id": "agency:2", "into": "agency:1"}
    assert facts[-1] == merged
    assert last.keys() == {"cursor"}


async def test_what_has_changed_is_told_over_http(
    editor: Editor, empty_graph: Graph
) -> None:
    async with asking(empty_graph, 1) as http:
        await add(editor, 1)
        whole = await http.get("/export/graph.jsonl")
        await add(editor, 2)
        since = {"since": whole.headers["x-cursor"]}
        delta = await http.get("/export/graph.jsonl", params=since)
        facts = [json.loads(line) for line in delta.text.splitlines()]
        agencies = [f["properties"]["id"] for f in facts if f.get("node") == "Agency"]
        assert agencies == ["agency:2"]
        assert facts[-1] == {"cursor": delta.headers["x-cursor"]}
        for given, status in (
            ({"since": "nonsense"}, 400),
            ({**since, "after": "agency:1"}, 400),
        ):
            refused = await http.get("/export/graph.jsonl", params=given)
            assert refused.status_code == status, refused.text
        refused = await http.get("/export/Agency.csv", params=since)
        assert refused.status_code == 400
        await forget(empty_graph, changes_kept=timedelta(0))
        expired = await http.get("/export/graph.jsonl", params=since)
        assert expired.status_code == 410
        assert expired.json()["errors"][0]["extensions"]["code"] == "CURSOR_EXPIRED"


async def test_an_empty_graph_is_not_exported(empty_graph: Graph) -> None:
    with pytest.raises(LoadError, match="holds no data"):
        await exported(empty_graph, "jsonl")


async def test_a_folder_in_use_is_left_alone(graph: Graph, tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    with pytest.raises(BadUserInput, match="holds something already"):
        await to_folder(graph, Export(FORMS["csv"], []), tmp_path, quietly)


@pytest.mark.parametrize(
    ("name", "form", "compression"),
    [
        ("graph.jsonl", "jsonl", ""),
        ("my.graph.ftm.json.gz", "ftm", ".gz"),
        ("graph.ttl.zst", "turtle", ".zst"),
        ("Sale.parquet", "parquet", ""),
    ],
)
async def test_names_say_form_and_compression(
    name: str, form: str, compression: str
) -> None:
    found = named(name)
    assert found is not None
    assert (found.form.name, found.compression) == (form, compression)


@pytest.mark.parametrize("name", ["graph.txt", "Sale.parquet.gz", "jsonl", ""])
async def test_other_names_say_nothing(name: str) -> None:
    assert named(name) is None


@pytest.mark.parametrize(
    ("target", "options", "problem"),
    [
        ("out", {"form": "xls"}, "'xls' is none"),
        ("out", {}, "say which"),
        ("x.jsonl", {"only": "Sails"}, "no table 'Sails'"),
        ("out", {"form": "parquet", "compression": "gz"}, "cannot be 'gz'"),
        ("x.graphml", {"after": "sale:x"}, "only be had whole"),
        ("x.graphml", {"since": "x"}, "only be had as jsonl"),
        ("x.jsonl", {"since": "x", "after": "sale:x"}, "without --after"),
        ("x.jsonl", {"since": "x"}, "--since: 'x' is no cursor"),
        ("-", {"form": "csv"}, "needs a folder"),
    ],
)
async def test_what_cannot_be_exported_is_said(
    target: str, options: dict[str, str], problem: str
) -> None:
    asked = dict.fromkeys(("form", "only", "compression", "after", "since"), "")
    with pytest.raises(BadUserInput, match=problem):
        export_of(target, **asked | options)


async def test_a_dump_fills_an_empty_home_by_neo4js_importer(
    graph: Graph, tmp_path: Path
) -> None:
    export = Export(FORMS["csv"], tables_named("Source," + FEW))
    await to_folder(graph, export, tmp_path / "dump", quietly)
    settings = Settings(
        home=tmp_path, lib=LIB, bolt_port=free_port(), http_port=free_port()
    )
    await import_dump(settings, tmp_path / "dump", quietly)
    with pytest.raises(BadUserInput, match="holds a graph already"):
        await import_dump(settings, tmp_path / "dump", quietly)
    async with Engine(settings, report=silent) as engine:
        await engine.start()
        async with engine.server.connect(timeout=60) as filled:
            await complete(filled, MODEL, quietly)
            assert await loaded_version(filled) == await loaded_version(graph)
            await to_folder(filled, export, tmp_path / "again", quietly)
            text = await exported(filled, "jsonl", only="Source," + FEW)
    assert text == await exported(graph, "jsonl", only="Source," + FEW)
    assert content(tmp_path / "again") == content(tmp_path / "dump")


def content(folder: Path) -> dict[Path, bytes]:
    """All files of a folder."""
    found = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder): file.read_bytes() for file in found}


async def test_what_is_no_dump_is_not_imported(tmp_path: Path) -> None:
    with pytest.raises(BadUserInput, match=r"it has no neo4j-admin\.args"):
        await import_dump(Settings(home=tmp_path), tmp_path, quietly)


@asynccontextmanager
async def asking(graph: Graph, max_exports: int) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(serving(graph, max_exports))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


def serving(
    graph: Graph, max_exports: int, *, anonymous: bool = True, rate: float = 0
) -> Starlette:
    settings = Settings(max_exports=max_exports, rate=rate, burst=2)
    authenticator = Authenticator(Keyring(graph), anonymous=anonymous)
    return Starlette(
        routes=[exports_route(graph, settings, Admission(authenticator, settings))]
    )


@pytest.fixture
async def open_to_all(graph: Graph) -> AsyncIterator[httpx.AsyncClient]:
    async with asking(graph, 1) as client:
        yield client


async def test_exports_over_http_are_closed_unless_opened(graph: Graph) -> None:
    async with asking(graph, 0) as client:
        response = await client.get("/export/graph.jsonl")
    assert response.status_code == 404
    assert "ARMSGRAPH_MAX_EXPORTS" in response.text


async def test_who_is_not_let_in_gets_no_file(graph: Graph) -> None:
    transport = httpx.ASGITransport(serving(graph, 1, anonymous=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        response = await client.get("/export/Agency.csv")
    assert response.status_code == 401
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_what_is_restricted_is_in_no_file(empty_graph: Graph) -> None:
    await put_sources(empty_graph, "open", "secret")
    await restrict(empty_graph, "source:secret", restricted=True)
    facts = await lines(empty_graph, "jsonl")
    assert [fact["properties"]["id"] for fact in facts] == ["source:open"]


async def test_a_file_comes_over_http_with_the_version_it_is_of(
    open_to_all: httpx.AsyncClient, graph: Graph
) -> None:
    response = await open_to_all.get("/export/Agency.csv.gz")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/gzip"
    version = await loaded_version(graph)
    assert response.headers["ETag"] == f'"{version}"'
    expected = await exported(graph, "csv", only="Agency")
    assert gzip.decompress(response.content) == expected
    known = {"If-None-Match": response.headers["ETag"]}
    again = await open_to_all.get("/export/Agency.csv.gz", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    head = await open_to_all.head("/export/Agency.csv.gz")
    assert (head.status_code, head.content) == (200, b"")


async def test_exports_are_asked_for_within_the_rate(graph: Graph) -> None:
    transport = httpx.ASGITransport(serving(graph, 1, rate=0.1))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        codes = [(await client.head("/export/graph.jsonl")).status_code for _ in "123"]
        assert codes == [200, 200, 429]


async def test_a_file_is_gone_on_with_only_while_the_data_are_the_same(
    open_to_all: httpx.AsyncClient, graph: Graph
) -> None:
    path = "/export/Agency.csv?after=agency:dtsa"
    same = {"If-Match": f'"{await loaded_version(graph)}"'}
    rest = await open_to_all.get(path, headers=same)
    expected = await exported(graph, "csv", only="Agency", after="agency:dtsa")
    assert rest.content == expected
    other = await open_to_all.get(path, headers={"If-Match": '"another"'})
    assert other.status_code == 412
    assert other.json()["errors"][0]["extensions"]["code"] == "DATA_CHANGED"


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("graph.xls", 404, "no file here"),
        ("Sails.csv", 404, "no table here"),
        ("Sale.jsonl", 404, "graph.jsonl"),
        ("graph.graphml?after=sale:x", 400, "only be had whole"),
        ("graph.jsonl?after=ship:x", 400, "no id of a fact"),
    ],
)
async def test_what_is_not_there_is_said(
    open_to_all: httpx.AsyncClient, path: str, status: int, said: str
) -> None:
    response = await open_to_all.get(f"/export/{path}")
    assert response.status_code == status
    assert said in response.json()["errors"][0]["message"]


async def test_a_second_export_at_once_is_refused(graph: Graph) -> None:
    assert await two_at_once(serving(graph, 1)) == [200, 503]


async def two_at_once(app: Any) -> list[int]:
    """The statuses of two requests of which the second comes while the first runs."""
    statuses: list[int] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send_second(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    async def send_first(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])
            await app(scope("/export/Agency.csv"), receive, send_second)

    await app(scope("/export/Agency.csv"), receive, send_first)
    return statuses


def scope(path: str) -> dict[str, Any]:
    return {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [],
        "client": ("127.0.0.1", 1),
        "server": ("test", 80),
        "scheme": "http",
        "root_path": "",
        "http_version": "1.1",
    }
