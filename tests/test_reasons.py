"""Conditions in words: what was found, and what would count."""

from __future__ import annotations

from typing import Any

import pytest

from graph.reasons import WhyNotCondition, reason

FACTS: dict[str, Any] = {
    "sale": "sale:s",
    "day": "2026-01-20",
    "by": "agency:a",
    "agency": "DTSA",
    "under": "official:o",
    "official": "Duffey",
    "as_of": None,
    "bases": None,
    "statuses": ["CONFIRMED", "DIRECTED"],
    "sources": None,
    "reviews": [{"day": "2026-01-20", "basis": "INFERRED", "counts": True}],
    "tenures": [],
    "lines": [],
    "spans": [],
}
TENURE: dict[str, Any] = {
    "office": "OUSW(A&S)",
    "since": "2025-06-05",
    "until": None,
    "rank": "NORMAL",
    "sources": ["source:a"],
    "believed": True,
    "dated": True,
}
LINE: dict[str, Any] = {
    "agency": "DTSA",
    "superior": "OUSW(A&S)",
    "status": "DIRECTED",
    "sources": ["source:a"],
    "since": "2025-11-07",
    "until": "2026-02",
    "counts": True,
}
LED = {"tenures": [TENURE]}
LAID = {**LED, "lines": [LINE]}
NO_REVIEW: dict[str, Any] = {"reviews": []}


@pytest.mark.parametrize(
    ("condition", "met", "facts", "sentence"),
    [
        ("SALE_EXISTS", True, {}, "The graph holds sale:s, of 2026-01-20."),
        (
            "SALE_EXISTS",
            True,
            {"day": None},
            "The graph holds sale:s, of no known day.",
        ),
        ("SALE_EXISTS", False, {}, "The graph holds no sale:s."),
        ("REVIEWED", True, {}, "DTSA reviewed the sale: INFERRED, day 2026-01-20."),
        ("REVIEWED", False, {"agency": None}, "The graph holds no agency:a."),
        (
            "REVIEWED",
            False,
            NO_REVIEW,
            "The graph holds no review of the sale by DTSA.",
        ),
        (
            "REVIEWED",
            False,
            {
                "bases": ["STATED"],
                "reviews": [{"day": None, "basis": "INFERRED", "counts": False}],
            },
            "DTSA reviewed the sale: INFERRED, day not known; only STATED counts.",
        ),
        ("REVIEW_DATED", True, {}, "The review's day is 2026-01-20."),
        ("REVIEW_DATED", True, {"as_of": "2026"}, "asOf gives the day: 2026."),
        ("REVIEW_DATED", False, NO_REVIEW, "There is no such review."),
        (
            "REVIEW_DATED",
            False,
            {"reviews": [{"day": None, "basis": "INFERRED", "counts": True}]},
            "The day of the review is not known; asOf can give one.",
        ),
        ("OFFICIAL_LED", True, LED, "Duffey led OUSW(A&S) from 2025-06-05."),
        ("OFFICIAL_LED", False, {"official": None}, "The graph holds no official:o."),
        ("OFFICIAL_LED", False, {}, "The graph holds no agency that Duffey led."),
        (
            "OFFICIAL_LED",
            False,
            {"tenures": [{**TENURE, "believed": False, "rank": "DEPRECATED"}]},
            "No tenure of Duffey counts: OUSW(A&S) from 2025-06-05, which is "
            "DEPRECATED.",
        ),
        (
            "OFFICIAL_LED",
            False,
            {"sources": ["source:b"], "tenures": [{**TENURE, "believed": False}]},
            "No tenure of Duffey counts: OUSW(A&S) from 2025-06-05, which rests on "
            "source:a, not on source:b.",
        ),
        (
            "OFFICIAL_LED",
            False,
            {"tenures": [{**TENURE, "since": None, "dated": False}]},
            "No tenure of Duffey counts: OUSW(A&S) without dates, which does not say "
            "since when.",
        ),
        (
            "LINES_LEAD_THERE",
            True,
            LAID,
            "Reporting lines lead there: DTSA to OUSW(A&S) from 2025-11-07 until "
            "2026-02 (DIRECTED).",
        ),
        ("LINES_LEAD_THERE", True, LED, "The official led DTSA itself."),
        (
            "LINES_LEAD_THERE",
            False,
            LED,
            "No reporting lines lead from DTSA to OUSW(A&S).",
        ),
        (
            "LINES_LEAD_THERE",
            False,
            {},
            "There is no agency to lead to.",
        ),
        ("LINES_COUNT", True, LAID, "Each line counts."),
        ("LINES_COUNT", True, LED, "No line is needed."),
        ("LINES_COUNT", False, {}, "There is no such chain."),
        (
            "LINES_COUNT",
            False,
            {"lines": [{**LINE, "status": "DISPUTED", "counts": False}, LINE]},
            "Not each line counts: DTSA to OUSW(A&S) from 2025-11-07 until 2026-02 "
            "(DISPUTED), where only CONFIRMED and DIRECTED count.",
        ),
        (
            "LINES_COUNT",
            False,
            {
                "sources": ["source:b", "source:c"],
                "lines": [{**LINE, "sources": [], "counts": False}],
            },
            "Not each line counts: DTSA to OUSW(A&S) from 2025-11-07 until 2026-02 "
            "(DIRECTED), which rests on no source, not on source:b or source:c.",
        ),
        (
            "HELD_TOGETHER",
            True,
            {"spans": [["2025-11-07", "2026-02~"], ["2025-06-05", "2025-12-01"]]},
            "Such a chain held from 2025-06-05 through 2026-02.",
        ),
        ("HELD_TOGETHER", True, {"spans": [["", "~"]]}, "Such a chain held always."),
        ("HELD_TOGETHER", False, {}, "There is no such chain."),
        (
            "HELD_TOGETHER",
            False,
            {"tenures": [{**TENURE, "until": "2025-07-01"}], "lines": [LINE]},
            "No day lies in all of it: DTSA to OUSW(A&S) from 2025-11-07 until 2026-02 "
            "(DIRECTED) and OUSW(A&S) from 2025-06-05 until 2025-07-01.",
        ),
        (
            "HELD_ON_THE_DAY",
            True,
            {"spans": [["2025-11-07", "~"]]},
            "It held on 2026-01-20: such a chain held from 2025-11-07.",
        ),
        (
            "HELD_ON_THE_DAY",
            False,
            {"as_of": "2026-03", "spans": [["", "2025-11-07"], ["2026-04-01", "~"]]},
            "It did not hold on 2026-03: such a chain held until 2025-11-07 and from "
            "2026-04-01.",
        ),
        (
            "HELD_ON_THE_DAY",
            False,
            NO_REVIEW,
            "There is no day to have held on.",
        ),
        ("HELD_ON_THE_DAY", False, {}, "There is no such chain."),
        (
            "LINES_LEAD_THERE",
            False,
            {"agency": None},
            "There is no agency to lead from.",
        ),
        ("IN_THE_ANSWER", True, {}, "sale:s is in the answer."),
        ("IN_THE_ANSWER", False, {}, "sale:s is not in the answer."),
    ],
)
def test_a_condition_says_what_was_found_and_what_would_count(
    condition: str, met: bool, facts: dict[str, Any], sentence: str
) -> None:
    assert reason([condition, met, FACTS | facts]) == sentence


def test_only_so_many_things_are_named() -> None:
    tenures = [{**TENURE, "office": f"O{i}"} for i in range(8)]
    sentence = reason(["OFFICIAL_LED", True, FACTS | {"tenures": tenures}])
    assert "O4" in sentence
    assert "O5" not in sentence
    assert sentence.endswith(" and 3 more.")


def test_every_condition_has_a_sentence() -> None:
    for condition in WhyNotCondition:
        for met in (True, False):
            assert reason([condition.name, met, FACTS]).endswith(".")
