"""What cannot hold together follows from the model."""

from __future__ import annotations

from graph.contradictions import Contradictions, DisputeKind
from graph.declare import (
    Evidenced,
    Model,
    Relationship,
    first_of,
    into,
    out,
    prop,
)
from graph.model import MODEL


class Keeps(Relationship):
    """An owner keeps things."""

    until: str | None = prop("Until when, as written.")


class Lists(Relationship, whole="Who lists things lists all of them."):
    """An owner lists things."""


class Owner(Evidenced, prefix="owner"):
    """Somebody."""

    name: str = prop("The name.", several="People have several names.")
    age: int | None = prop("The age.")
    hobbies: list[str] = prop("What the owner likes.")
    until: str | None = prop("Until when somebody lives.")
    born_on: str | None = prop("When born.")
    seen_on: str | None = prop("When seen.")
    day: str | None = first_of("born_on", "seen_on", description="The first day.")
    kept: list[Thing] = out(Keeps, "What is kept.")
    listed: list[Thing] = out(Lists, "What is listed.")


class Thing(Evidenced, prefix="thing"):
    """Something."""

    keeper: Owner | None = into(Keeps, "Who keeps it.")
    lister: list[Owner] = into(Lists, "Who lists it.")


SMALL = Contradictions(Model.of(Owner, Thing))


def test_a_property_has_one_value_unless_it_is_a_list_or_declared_to_have_several() -> (
    None
):
    assert SMALL.kinds("age", "owner") == {"one"}
    assert SMALL.kinds("name", "owner") == {"several"}
    assert SMALL.kinds("hobbies", "owner") == {"many"}
    several = SMALL.constraints[SMALL.words["owner.name"]["rule"]]
    assert several.apart == "People have several names."


def test_a_relation_to_many_says_nothing_unless_claims_name_the_whole() -> None:
    assert SMALL.kinds("KEEPS", "owner") == {"many"}
    assert SMALL.kinds("LISTS", "owner") == {"whole"}
    whole = SMALL.constraints[SMALL.words["owner.LISTS"]["rule"]]
    assert (whole.kind, whole.says) == (
        DisputeKind.WHOLE,
        "Who lists things lists all of them.",
    )


def test_a_property_of_links_is_told_from_that_of_a_node_by_the_node() -> None:
    assert SMALL.kinds("until", "owner") == {"one"}
    assert SMALL.kinds("until", "thing") == {"link"}
    assert SMALL.kinds("until", None) == {"one", "link"}
    assert SMALL.kinds("validTo", "owner") == {"link"}


def test_what_the_model_has_no_word_for_has_one_value() -> None:
    assert SMALL.kinds("weekday", "owner") == {"one"}
    assert SMALL.kinds("LIKES", "owner") == {"many"}


def test_a_part_of_a_derived_date_knows_what_it_is_the_first_of() -> None:
    assert SMALL.words["owner.seenOn"]["first"] == {
        "name": "day",
        "of": ["bornOn", "seenOn"],
    }
    assert SMALL.tells_of_events("seenOn")
    assert SMALL.tells_of_events("day")
    assert not SMALL.tells_of_events("age")


def test_the_models_words_are_those_of_its_constraints() -> None:
    found = Contradictions(MODEL)
    assert found.kinds("TO", "sale") == {"one"}
    assert found.kinds("NAMES", "sale") == {"whole"}
    assert found.kinds("REPORTS_TO", "agency") == {"timed"}
    assert found.kinds("HELD", "official") == {"many"}
    assert found.kinds("quantity", "sale") == {"link"}
    assert found.words["sale.TO"]["field"] == "partner"
    rule = found.constraints[found.words["sale.TO"]["rule"]]
    assert (rule.kind, rule.says) == (
        DisputeKind.ONE_NODE,
        "Each Sale has one partner.",
    )
