"""Data files are refused with the place and the remedy of everything wrong in them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import LoadError
from graph.model import MODEL
from seed.load import DATA, read

SOURCE = "id,title,kind,standing\nsource:a,A,book,PRIMARY\n"
CLAIM = (
    "id,statement,recordedAt,basis,rank\n"
    "claim:a,It is.,2026-11-23T00:00:00Z,STATED,NORMAL\n"
)
STATED_IN = (
    "id,from,to,rank,basis,claims,sources\n"
    "stated-in:a,claim:a,source:a,NORMAL,STATED,claim:a,source:a\n"
)
AGENCY = (
    "id,basis,rule,claims,sources,name,kind,establishedOn,formerNames\n"
    "agency:a,STATED,,claim:a,source:a,A,OFFICE,,\n"
    "agency:b,INFERRED,by analogy,,,B,OFFICE,1999-05,B1; B2\n"
)
REPORTS_TO = (
    "id,from,to,validFrom,validTo,rank,basis,claims,sources,status\n"
    "reports-to:a,agency:a,agency:b,2020,2021,NORMAL,STATED,claim:a,source:a,CONFIRMED\n"
)
FILES = {
    "nodes/Source.csv": SOURCE,
    "nodes/Claim.csv": CLAIM,
    "nodes/Agency.csv": AGENCY,
    "relationships/STATED_IN.csv": STATED_IN,
    "relationships/REPORTS_TO.csv": REPORTS_TO,
}

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the small data set, with files changed, into a folder."""

    def write(files: dict[str, str | bytes | None]) -> Path:
        for name, content in {**FILES, **files}.items():
            if content is None:
                continue
            file = tmp_path / name
            file.parent.mkdir(exist_ok=True)
            raw = content if isinstance(content, bytes) else content.encode()
            file.write_bytes(raw)
        return tmp_path

    return write


def problems(folder: Path) -> list[str]:
    with pytest.raises(LoadError) as raised:
        read(folder, MODEL)
    return raised.value.problems


def agency(**cells: str) -> dict[str, str]:
    """The agencies' file with cells of its first row changed."""
    header, first, *rest = AGENCY.splitlines()
    row = dict(zip(header.split(","), first.split(","), strict=True)) | cells
    return {"nodes/Agency.csv": "\n".join([header, ",".join(row.values()), *rest])}


def line(**cells: str) -> dict[str, str]:
    """The reporting lines' file with cells of its row changed."""
    header, first = REPORTS_TO.splitlines()
    row = dict(zip(header.split(","), first.split(","), strict=True)) | cells
    return {"relationships/REPORTS_TO.csv": "\n".join([header, ",".join(row.values())])}


def test_values_are_read_by_the_models_types(write: Write) -> None:
    data = read(write({}), MODEL)
    assert data.nodes["Agency"]["agency:b"].properties == {
        "id": "agency:b",
        "basis": "INFERRED",
        "rule": "by analogy",
        "claims": [],
        "sources": [],
        "name": "B",
        "kind": "OFFICE",
        "establishedOn": "1999-05",
        "formerNames": ["B1", "B2"],
    }
    link = data.relationships["REPORTS_TO"]["reports-to:a"]
    assert (link.start, link.end, link.line) == ("agency:a", "agency:b", 2)
    recorded = data.nodes["Claim"]["claim:a"].properties["recordedAt"]
    assert recorded.isoformat() == "2026-11-23T00:00:00+00:00"


def test_the_version_follows_the_content_and_not_the_place(
    write: Write, tmp_path: Path
) -> None:
    folder = write({})
    copy = shutil.copytree(folder, tmp_path / "copy")
    assert read(copy, MODEL).version == read(folder, MODEL).version
    (copy / "nodes/Source.csv").write_text(SOURCE.replace("book", "page"))
    assert read(copy, MODEL).version != read(folder, MODEL).version


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        (
            {"nodes/Agncy.csv": "id\n"},
            "nodes/Agncy.csv:1: no such table; the tables are Official.csv, ",
        ),
        (
            {"relationships/notes.txt": ""},
            "relationships/notes.txt:1: no such table; the tables are HELD.csv, ",
        ),
        (
            {"nodes/Source.csv": SOURCE.replace("standing", "rank")},
            "nodes/Source.csv:1: Source has no column 'rank'.",
        ),
        (
            {"nodes/Source.csv": SOURCE.replace("standing", "rank")},
            "nodes/Source.csv:1: the column 'standing' is missing.",
        ),
        (
            {"nodes/Source.csv": SOURCE.replace("kind", "title")},
            "nodes/Source.csv:1: the column 'title' stands there twice.",
        ),
        (
            {"nodes/Source.csv": ""},
            "nodes/Source.csv:1: the column 'id' is missing.",
        ),
        (
            {"nodes/Source.csv": SOURCE + "source:b,B,book\n"},
            "nodes/Source.csv:3: 3 cells instead of 4.",
        ),
        (
            {"nodes/Source.csv": SOURCE + "\n"},
            "nodes/Source.csv:3: 0 cells instead of 4.",
        ),
        (
            {"nodes/Source.csv": SOURCE + 'source:b,"B\nB",book,SECOND\n'},
            "nodes/Source.csv:3:standing: 'SECOND' is no SourceStanding; write one of "
            "PRIMARY, ",
        ),
        (
            {"nodes/Source.csv": SOURCE + 'source:b,"B"x,book,PRIMARY\n'},
            "nodes/Source.csv:3: the line is not CSV ('",
        ),
        (
            {"nodes/Source.csv": SOURCE + 'source:b,"B,book,PRIMARY\n'},
            "nodes/Source.csv:3: the line is not CSV (unexpected end of data).",
        ),
        (
            {"nodes/Source.csv": SOURCE.encode() + b"source:b,\xff,book,PRIMARY\n"},
            "nodes/Source.csv:3: the file is not UTF-8.",
        ),
        (
            {"nodes/Source.csv": SOURCE + "source:b,B\0,book,PRIMARY\n"},
            "nodes/Source.csv:3: the line holds a NUL character.",
        ),
        (
            {"nodes/Source.csv": b"\xef\xbb\xbf" + SOURCE.encode()},
            "nodes/Source.csv:1: the file starts with a byte order mark.",
        ),
        (
            {"nodes/Source.csv": SOURCE + "source:a,B,book,PRIMARY\n"},
            "nodes/Source.csv:3:id: 'source:a' stands in line 2 too.",
        ),
        (
            {"nodes/Source.csv": SOURCE + "source:a b,B,book,PRIMARY\n"},
            "nodes/Source.csv:3:id: 'source:a b' is no id here; write source: and",
        ),
        (
            agency(id="office:a"),
            "nodes/Agency.csv:2:id: 'office:a' is no id here; write agency: and a slug",
        ),
        (agency(name=""), "nodes/Agency.csv:2:name: a value is required."),
        (agency(kind="office"), "nodes/Agency.csv:2:kind: 'office' is no AgencyKind"),
        (
            agency(establishedOn="1.5.1999"),
            "nodes/Agency.csv:2:establishedOn: '1.5.1999' is no date; write 2026-02-10",
        ),
        (
            agency(establishedOn="1999-02-29"),
            "nodes/Agency.csv:2:establishedOn: '1999-02-29' is not in the calendar.",
        ),
        (
            agency(formerNames="a; ; b"),
            "nodes/Agency.csv:2:formerNames: 'a; ; b' has an empty item; write a; b.",
        ),
        (
            agency(formerNames="a; b; a"),
            "nodes/Agency.csv:2:formerNames: 'a' is listed twice.",
        ),
        (agency(claims="claim:b"), "nodes/Agency.csv:2:claims: there is no 'claim:b'."),
        (
            agency(claims="source:a"),
            "nodes/Agency.csv:2:claims: 'source:a' is no Claim.",
        ),
        (
            agency(sources=""),
            "nodes/Agency.csv:2:sources: what is stated must name who states it.",
        ),
        (
            agency(rule="a rule"),
            "nodes/Agency.csv:2:rule: a rule is named, but the basis is not INFERRED.",
        ),
        (
            agency(basis="INFERRED"),
            "nodes/Agency.csv:2:rule: what is inferred must name its rule.",
        ),
        (
            {"nodes/Claim.csv": CLAIM.replace("T00:00:00Z", "")},
            "nodes/Claim.csv:2:recordedAt: '2026-11-23' is no instant; write it as ",
        ),
        (
            {"relationships/STATED_IN.csv": None},
            "nodes/Claim.csv:2:id: 'claim:a' has no STATED_IN, and needs one.",
        ),
        (
            {
                "relationships/STATED_IN.csv": STATED_IN
                + "stated-in:b,claim:a,source:a,NORMAL,STATED,claim:a,source:a\n"
            },
            "relationships/STATED_IN.csv:3:from: 'claim:a' has a STATED_IN already ",
        ),
        (
            line(to="agency:c"),
            "relationships/REPORTS_TO.csv:2:to: there is no 'agency:c'.",
        ),
        (
            line(to="source:a"),
            "relationships/REPORTS_TO.csv:2:to: REPORTS_TO leads from Agency to "
            "Agency, not from Agency to Source.",
        ),
        (
            line(validTo="2019-12"),
            "relationships/REPORTS_TO.csv:2:validTo: '2019-12' is not after '2020', ",
        ),
        (
            {
                "relationships/STATED_IN.csv": STATED_IN.replace(
                    "to,rank", "to,validTo,rank"
                ).replace("source:a,NORMAL", "source:a,2026,NORMAL")
            },
            "relationships/STATED_IN.csv:2:validTo: a relationship of this type has no "
            "interval",
        ),
        (
            line(status="SURE"),
            "relationships/REPORTS_TO.csv:2:status: 'SURE' is no ReportingStatus; ",
        ),
    ],
)
def test_a_problem_is_named_with_file_line_and_column(
    write: Write, files: dict[str, str | bytes | None], problem: str
) -> None:
    found = problems(write(files))
    assert [p for p in found if p.startswith(problem)], found


def test_the_seeds_own_numbers_and_booleans_are_checked(tmp_path: Path) -> None:
    folder = shutil.copytree(DATA, tmp_path / "data")
    file = folder / "relationships/INCLUDES.csv"
    lines = file.read_text().splitlines(keepends=True)
    assert lines[1].count(",59,,") == 1
    lines[1] = lines[1].replace(",59,,", ",-1,yes,")
    lines[2] = lines[2].replace(",7,,", ",9999999999,,")
    file.write_text("".join(lines))
    assert problems(folder) == [
        "relationships/INCLUDES.csv:2:quantity: '-1' is no whole number; write digits "
        "alone.",
        "relationships/INCLUDES.csv:2:upTo: 'yes' is no boolean; write true or false.",
        "relationships/INCLUDES.csv:3:quantity: '9999999999' is more than 2147483647.",
    ]


def test_an_amount_beyond_what_json_holds_is_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(DATA, tmp_path / "data")
    file = folder / "nodes/Sale.csv"
    file.write_text(file.read_text().replace(",2316000000,", f",{2**53},", 1))
    (problem,) = problems(folder)
    assert f"estimatedValue: {2**53} is no amount; write whole US dollars" in problem


def test_every_problem_of_every_file_is_named_at_once(write: Write) -> None:
    found = problems(write({**agency(name="", kind="X"), "nodes/Y.csv": ""}))
    assert [p.partition(" ")[0] for p in found] == [
        "nodes/Agency.csv:2:name:",
        "nodes/Agency.csv:2:kind:",
        "nodes/Y.csv:1:",
    ]


def test_a_folder_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="holds no nodes/"):
        read(tmp_path, MODEL)
