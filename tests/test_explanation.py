"""How a fact is known, in words."""

from __future__ import annotations

from random import Random

import pytest

from graph.explanation import MOST, Premise, explain, explanation
from graph.shape import Missing


def premise(
    statement: str = "It is so.",
    *,
    title: str = "A report",
    standing: str = "SECONDARY",
    rank: str = "NORMAL",
    locator: str | None = None,
) -> Premise:
    return Premise(statement, rank, locator, title, standing)


def test_a_statement_comes_once_with_all_who_make_it_the_nearest_first() -> None:
    premises = [
        premise(title="B"),
        premise(title="A", locator="page 3"),
        premise(title="C", standing="PRIMARY_COPY"),
        premise("It is thus.", title="D", standing="PRIMARY"),
    ]
    assert explanation("STATED", None, premises) == (
        "Stated: It is thus (D, primary). "
        "It is so (C, primary copy; A, page 3, secondary; B, secondary)."
    )


def test_what_is_preferred_comes_first_and_what_is_doubted_last() -> None:
    premises = [
        premise("It is 9.", rank="DEPRECATED", standing="PRIMARY"),
        premise("It is 8.", rank="NORMAL", standing="PRIMARY"),
        premise("It is 7.", rank="PREFERRED"),
    ]
    assert explanation("STATED", None, premises) == (
        "Stated: It is 7 (A report, secondary). It is 8 (A report, primary). "
        "Stated, but believed to be wrong: It is 9 (A report, primary)."
    )


def test_an_inference_names_its_rule_and_its_premises() -> None:
    assert explanation("INFERRED", "What is so, was so.", [premise()]) == (
        "Inferred by the rule: What is so, was so. "
        "From: It is so (A report, secondary)."
    )
    assert explanation("INFERRED", "What is so, was so.", []) == (
        "Inferred by the rule: What is so, was so."
    )


def test_a_fact_that_only_deprecated_claims_state_is_said_to_be_doubted() -> None:
    assert explanation("STATED", None, [premise(rank="DEPRECATED")]) == (
        "Stated, but believed to be wrong: It is so (A report, secondary)."
    )
    assert explanation("STATED", None, []) == "Stated, but no claim of it is held."


def test_of_many_statements_and_sources_the_first_are_named() -> None:
    many = [premise(f"It is {i:02}.", title="T") for i in range(MOST + 2)]
    text = explanation("STATED", None, many)
    assert text.endswith("It is 09 (T, secondary). And 2 more statements.")
    one_more = explanation("STATED", None, many[:-1])
    assert one_more.endswith("And 1 more statement.")
    told = [premise(title=f"T{i:02}") for i in range(MOST + 1)]
    assert explanation("STATED", None, told).endswith("T09, secondary; 1 more source).")


def test_the_order_of_the_claims_does_not_matter() -> None:
    premises = [
        premise(f"It is {i % 3}.", title=f"T{i}", rank=rank)
        for i, rank in enumerate(["NORMAL", "PREFERRED", "DEPRECATED"] * 4)
    ]
    text = explanation("STATED", None, premises)
    for seed in range(5):
        Random(seed).shuffle(premises)
        assert explanation("STATED", None, premises) == text


def test_what_the_model_requires_is_missed() -> None:
    claim = ["It is so.", "NORMAL", None, ["A report", "SECONDARY"]]
    assert (
        explain(["STATED", None, [claim]]) == "Stated: It is so (A report, secondary)."
    )
    for broken in ([None, *claim[1:]], [*claim[:3], None], [*claim[:3], ["T", None]]):
        with pytest.raises(Missing):
            explain(["STATED", None, [claim, broken]])
    with pytest.raises(Missing):
        explain([None, None, []])
