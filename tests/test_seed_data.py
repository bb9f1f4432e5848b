"""The seed data say what their sources say, and how they know it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from graph.model import MODEL

DATA = Path(__file__).parent.parent / "seed" / "data"

Row = dict[str, str]


@cache
def rows(kind: str, name: str) -> tuple[Row, ...]:
    with (DATA / kind / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, strict=True))


def nodes(label: str) -> tuple[Row, ...]:
    return rows("nodes", label)


def relationships(type: str) -> tuple[Row, ...]:
    return rows("relationships", type)


def node(id: str) -> Row:
    found = MODEL.of_id(id)
    assert found is not None, id
    return next(row for row in nodes(found.label) if row["id"] == id)


def leaving(id: str, type: str) -> list[Row]:
    return [row for row in relationships(type) if row["from"] == id]


def listed(row: Row, column: str) -> list[str]:
    return row[column].split("; ") if row.get(column) else []


def evidenced() -> Iterator[Row]:
    """Every row that carries basis, claims and sources."""
    for label, declared in MODEL.nodes.items():
        if declared.evidenced:
            yield from nodes(label)
    for type in MODEL.relationships:
        yield from relationships(type)


def day(sale: Row) -> str:
    return sale["notifiedOn"] or sale["releasedOn"] or sale["recordedOn"]


# Form


def test_every_label_and_relationship_type_has_its_file() -> None:
    assert {f.stem for f in (DATA / "nodes").iterdir()} == set(MODEL.nodes)
    assert {f.stem for f in (DATA / "relationships").iterdir()} == set(
        MODEL.relationships
    )


def test_files_are_sorted_by_unique_ids_and_end_lines_with_line_feeds() -> None:
    for file in [*DATA.glob("nodes/*.csv"), *DATA.glob("relationships/*.csv")]:
        assert b"\r" not in file.read_bytes(), file.name
        ids = [row["id"] for row in rows(file.parent.name, file.stem)]
        assert ids == sorted(set(ids)), file.name


def test_columns_are_the_models_properties_without_the_derived() -> None:
    for label, declared in MODEL.nodes.items():
        stored = {p.name for p in declared.properties.values() if p.given}
        assert set(nodes(label)[0]) <= stored, label
    for type, link in MODEL.relationships.items():
        assert list(relationships(type)[0])[:3] == ["id", "from", "to"], type
        assert set(relationships(type)[0]) <= {"from", "to", *link.properties}, type


def test_relationships_join_nodes_of_the_labels_the_model_allows() -> None:
    labels = {row["id"]: label for label in MODEL.nodes for row in nodes(label)}
    for type, link in MODEL.relationships.items():
        for row in relationships(type):
            ends = (labels.get(row["from"]), labels.get(row["to"]))
            assert ends in link.ends, row["id"]


def test_only_what_nothing_read_links_stands_alone() -> None:
    linked = {
        row[end]
        for type in MODEL.relationships
        for row in relationships(type)
        for end in ("from", "to")
    }
    alone = {r["id"] for label in MODEL.nodes for r in nodes(label)} - linked
    assert alone == {
        "agency:nspa",
        "memorandum:2026-02-11-realignment-article",
        "memorandum:crs-rl31675",
        "memorandum:ndp-1",
        "program:state-partnership-program",
        "source:dpa-afx-2025-11-11",
        "source:dtsa-blog",
    }


# Counts


@pytest.mark.parametrize(
    ("label", "count"),
    [
        ("Sale", 1216),
        ("Review", 220),
        ("Agency", 47),
        ("Official", 33),
        ("Post", 11),
        ("Memorandum", 32),
        ("Amendment", 13),
        ("TechnologyRisk", 7),
        ("Contractor", 150),
    ],
)
def test_number_of_nodes(label: str, count: int) -> None:
    assert len(nodes(label)) == count


@pytest.mark.parametrize(
    ("type", "count"),
    [
        ("HELD", 39),
        ("REPORTS_TO", 22),
        ("TO", 1216),
        ("OF", 220),
        ("CONDUCTED_BY", 220),
        ("NAMES", 1546),
        ("AMENDS", 11),
        ("TAKES_PART_IN", 74),
    ],
)
def test_number_of_relationships(type: str, count: int) -> None:
    assert len(relationships(type)) == count


def test_sources_are_the_74_of_the_collection_and_those_added_for_programs() -> None:
    assert len(nodes("Source")) >= 74


def test_purchasers_are_nations_an_organisation_and_a_representative_office() -> None:
    kinds = Counter(row["kind"] for row in nodes("PartnerNation"))
    assert kinds == {"NATION": 72, "ORGANISATION": 1, "REPRESENTATIVE_OFFICE": 1}
    assert node("partner:tw")["kind"] == "REPRESENTATIVE_OFFICE"
    assert node("partner:nspa")["kind"] == "ORGANISATION"


def test_six_sales_rest_on_press_reports_and_eleven_notices_were_corrected() -> None:
    assert Counter(row["status"] for row in nodes("Sale")) == {
        "NOTIFIED": 1199,
        "CORRECTED": 11,
        "REPORTED": 6,
    }


def test_contractor_status_agrees_with_the_contractors_named() -> None:
    naming = {row["from"] for row in relationships("NAMES")}
    for sale in nodes("Sale"):
        assert (sale["contractorStatus"] == "NAMED") == (sale["id"] in naming)


# Items


def test_every_printed_item_is_kept_once() -> None:
    printed: Counter[tuple[str, str]] = Counter(
        (sale["id"], item)
        for sale in nodes("Sale")
        for item in listed(sale, "majorItems")
    )
    assert printed == Counter(
        (r["from"], r["printed"]) for r in relationships("INCLUDES")
    )
    assert printed.total() == 2600


def test_quantity_is_the_number_printed_first() -> None:
    for row in relationships("INCLUDES"):
        if row["quantity"]:
            number = row["printed"].removeprefix("up to ").split()[0]
            assert number.replace(",", "") == row["quantity"], row["id"]
        assert (row["upTo"] == "true") == (
            bool(row["quantity"]) and row["printed"].startswith("up to ")
        )


@pytest.mark.parametrize(
    "printed",
    [
        "60 meter Offshore Support Vessels",
        "35 F-16 Block 32 aircraft to",
        "support for 8 C-17 aircraft",
        "KMU-572 quantity inconsistent in notice (5,332 in words, 5,352 in figures)",
    ],
)
def test_item_without_a_clear_quantity_keeps_its_text_as_name(printed: str) -> None:
    for row in relationships("INCLUDES"):
        if row["printed"] == printed:
            assert row["quantity"] == ""
            assert node(row["to"])["name"] == printed


def test_spellings_of_one_article_are_one_node() -> None:
    by_text = {row["printed"]: row["to"] for row in relationships("INCLUDES")}
    assert by_text["60 UH-60M BLACK HAWK helicopters"] == "defense-article:uh-60m"
    assert by_text["12 UH-60M helicopters"] == "defense-article:uh-60m"
    assert by_text["14 (2 per aircraft) T55-GA-714A Turbine engines"] == (
        "defense-article:t55-ga-714a"
    )


def test_different_articles_stay_apart() -> None:
    by_text = {row["printed"]: row["to"] for row in relationships("INCLUDES")}
    assert by_text["40 AIM-9X Block II"] != (by_text["43 AIM-9X Block II+"])
    assert by_text["16 F-16 engines"] != by_text["8 F-16 Block 52 aircraft"]


# Evidence


def test_every_row_has_sources_and_they_are_those_of_its_claims() -> None:
    stated = {row["from"]: row["to"] for row in relationships("STATED_IN")}
    for row in evidenced():
        wanted = list(dict.fromkeys(stated[claim] for claim in listed(row, "claims")))
        assert listed(row, "sources") == wanted, row["id"]
        assert wanted, row["id"]


def test_inferred_rows_name_their_rule_and_stated_rows_none() -> None:
    for row in [*evidenced(), *nodes("Claim")]:
        assert bool(row.get("rule")) == (row["basis"] == "INFERRED"), row["id"]


def test_every_claim_is_stated_in_one_source_and_rests_under_a_row() -> None:
    stated = Counter(row["from"] for row in relationships("STATED_IN"))
    used = {
        claim
        for type in [*MODEL.relationships, *MODEL.nodes]
        if type not in ("STATED_IN", "Claim", "Source")
        for row in (relationships(type) if type in MODEL.relationships else nodes(type))
        for claim in listed(row, "claims")
    }
    for claim in nodes("Claim"):
        assert stated[claim["id"]] == 1, claim["id"]
        assert claim["id"] in used, claim["id"]


def test_claims_are_sentences_about_nodes_of_the_graph() -> None:
    ids = {row["id"] for label in MODEL.nodes for row in nodes(label)}
    for claim in nodes("Claim"):
        assert claim["statement"].endswith("."), claim["id"]
        # What a source tells of and the graph does not hold is about none of its nodes.
        assert not claim["subject"] or claim["subject"] in ids, claim["id"]


def test_no_source_is_quoted() -> None:
    assert "quote" not in nodes("Claim")[0]


def test_198_values_are_marked_less_certain() -> None:
    unsure = [c for c in nodes("Claim") if c["confidence"].startswith("Less certain")]
    assert len({claim["subject"] for claim in unsure}) == 198


def test_a_reporting_line_rests_on_no_claim_of_another_superior() -> None:
    for row in relationships("REPORTS_TO"):
        for id in listed(row, "claims"):
            claim = node(id)
            if claim["predicate"] == "REPORTS_TO":
                assert claim["value"] == row["to"], row["id"]


# Reviews


def test_reviews_are_those_of_sales_with_markers_and_all_inferred() -> None:
    marked = {s["id"]: s for s in nodes("Sale") if s["technologySecurityMarkers"]}
    of = {row["from"]: row["to"] for row in relationships("OF")}
    conducted = {row["from"]: row["to"] for row in relationships("CONDUCTED_BY")}
    assert set(of.values()) == set(marked)
    for review in nodes("Review"):
        assert review["basis"] == "INFERRED"
        assert review["completedBy"] == day(marked[of[review["id"]]])
        assert "completedOn" not in review
        assert conducted[review["id"]] == "agency:dtsa"
    for type in ("OF", "CONDUCTED_BY"):
        assert {row["basis"] for row in relationships(type)} == {"INFERRED"}


def test_each_marker_raises_its_risk() -> None:
    raised = Counter(row["from"] for row in relationships("RAISES"))
    for sale in nodes("Sale"):
        markers = listed(sale, "technologySecurityMarkers")
        assert raised[sale["id"]] == len(markers), sale["id"]
    assert {row["basis"] for row in relationships("RAISES")} == {"INFERRED"}


# The superior of DSCA and DTSA


@pytest.mark.parametrize("agency", ["agency:dsca", "agency:dtsa"])
def test_both_readings_of_the_superior_stand_with_their_ranks(agency: str) -> None:
    lines = {(r["to"], r["status"]): r for r in leaving(agency, "REPORTS_TO")}
    army = lines["agency:usa-army-as", "DISPUTED"]
    assert (army["rank"], army["validFrom"]) == ("DEPRECATED", "2026-02-11")
    assert army["sources"] == "source:le-haut-panel-2026-02-11"
    directed = lines["agency:usd-as", "DIRECTED"]
    assert (directed["rank"], directed["validFrom"]) == ("NORMAL", "2025-11-07")
    assert ("agency:usd-p", "POLICY_OVERSIGHT") in lines
    before = lines["agency:usd-p", "CONFIRMED"]
    assert (before["validFrom"], before["validTo"]) == ("", "2026-02-10")
    effective = next(
        row
        for row in leaving(agency, "REPORTS_TO")
        if row["status"] == "EFFECTIVE" and row["rank"] == "PREFERRED"
    )
    assert (effective["to"], effective["validFrom"]) == ("agency:usd-as", "2026-02-10")
    assert "source:war-department-release-2026-02-10" in listed(effective, "sources")
    assert "source:le-haut-panel-2026-02-11" not in listed(effective, "sources")


def test_duffey_holds_the_war_post_and_is_printed_at_the_army_post() -> None:
    held = {row["to"]: row for row in leaving("official:michael-p-duffey", "HELD")}
    war = held["post:under-secretary-for-acquisition-and-sustainment"]
    army = held["post:under-secretary-of-the-army-for-acquisition-and-sustainment"]
    assert (war["rank"], war["validFrom"]) == ("PREFERRED", "2025-06-05")
    assert (army["rank"], army["validFrom"]) == ("DEPRECATED", "2026-02-11")
    assert node(war["to"])["head"] == node(army["to"])["head"] == "true"


def test_styles_of_one_office_are_one_post() -> None:
    hegseth = leaving("official:pete-hegseth", "HELD")
    assert [row["to"] for row in hegseth] == ["post:secretary-of-defense"]
    assert hegseth[0]["title"] == "Secretary of Defense, styled Secretary of War"


def test_an_observation_is_not_made_an_interval() -> None:
    for row in relationships("HELD"):
        if row["observed"]:
            assert (row["validFrom"], row["validTo"]) == ("", ""), row["id"]


# Conflicts


def test_both_sides_of_each_conflict_are_claims_under_their_subject() -> None:
    sides = Counter(
        claim["id"].split("-")[1] + claim["id"].split("-")[2]
        for claim in nodes("Claim")
        if claim["id"].startswith("claim:cf-")
    )
    assert len({side[:2] for side in sides}) == 46
    assert {side[2] for side in sides} == {"a", "b"}
    assert len(sides) == 92


def test_the_preferred_value_is_the_one_the_sale_carries() -> None:
    for claim in nodes("Claim"):
        if not claim["id"].startswith("claim:cf-"):
            continue
        if claim["predicate"] == "estimatedValue":
            carried = node(claim["subject"])["estimatedValue"] == claim["value"]
            assert claim["rank"] == ("PREFERRED" if carried else "DEPRECATED")
            assert claim["id"] in listed(node(claim["subject"]), "claims")


# Known sales


def test_partial_dates_stay_partial() -> None:
    assert node("sale:fms-16-82-gb")["releasedOn"] == "2017-01"
    assert node("sale:fms-17-23-gb")["releasedOn"] == "2017-07"
    assert node("memorandum:dodd-5105-38")["issuedOn"] == "1978"


def test_singapore_p_8a() -> None:
    sale = node("sale:fms-26-12-sg")
    assert sale["estimatedValue"] == "2316000000"
    assert day(sale) == "2026-01-20"
    assert listed(sale, "technologySecurityMarkers") == [
        "SAASM",
        "COMSEC",
        "classified software",
    ]
    item = node("defense-article:p-8a")
    link = next(r for r in leaving(sale["id"], "INCLUDES") if r["to"] == item["id"])
    assert (link["quantity"], link["upTo"]) == ("4", "true")
    assert item["category"] == "AIRCRAFT"


def test_polish_apaches() -> None:
    sale = node("sale:fms-23-48-pl")
    assert sale["estimatedValue"] == "12000000000"
    links = {r["to"]: r["quantity"] for r in leaving(sale["id"], "INCLUDES")}
    assert links["defense-article:ah-64e"] == "96"
    assert {r["to"] for r in leaving(sale["id"], "NAMES")} == {
        "contractor:boeing",
        "contractor:lockheed-martin",
    }


def test_turkish_f_16s() -> None:
    sale = node("sale:fms-23-07-tr")
    assert sale["estimatedValue"] == "23000000000"
    links = {r["to"]: r["quantity"] for r in leaving(sale["id"], "INCLUDES")}
    assert links["defense-article:f-16c-block-70"] == "32"
    assert links["defense-article:f-16d-block-70"] == "8"


def test_danish_hellfire_keeps_both_values() -> None:
    sale = node("sale:fms-25-101-dk")
    assert (sale["estimatedValue"], sale["status"]) == ("45000000", "CORRECTED")
    claims = {id: node(id) for id in listed(sale, "claims")}
    assert claims["claim:cf-13-a"]["value"] == "45000000"
    assert claims["claim:cf-13-b"]["value"] == "951000000"


def test_taiwan_notice_known_from_the_congressional_record_alone() -> None:
    sale = node("sale:fms-21-66-tw")
    assert (sale["releasedOn"], sale["recordedOn"]) == ("", "2022-02-07")
    assert (day(sale), sale["mdeValue"]) == ("2022-02-07", "0")
    assert "source:congressional-record" in listed(sale, "sources")


def test_kuwaiti_construction_by_the_corps_of_engineers() -> None:
    link = leaving("sale:fms-16-80-kw", "IMPLEMENTED_BY")[0]
    assert (link["to"], link["printedAs"]) == ("agency:army", "Army Corps of Engineers")


def test_british_c_17_amendments_point_at_their_sale() -> None:
    amended = {
        r["from"] for r in relationships("AMENDS") if r["to"].endswith("20-76-gb")
    }
    assert amended == {"amendment:0g-23", "amendment:24-0j"}
