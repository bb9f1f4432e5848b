from __future__ import annotations

import pytest

from graph.declare import (
    Evidenced,
    Model,
    Node,
    Relationship,
    Scalar,
    into,
    out,
    prop,
    relationship_type,
)
from graph.model import MODEL, ReportingStatus, ReportsTo


class Owns(Relationship):
    """An owner has a thing."""


class Owner(Evidenced, prefix="owner"):
    """Somebody."""

    name: str = prop("The name.", text=True)
    things: list[Thing] = out(Owns, "What is owned.")


class Thing(Node, prefix="thing"):
    """Something."""

    owner: Owner | None = into(Owns, "Who owns it.")


def test_relations_are_read_from_both_ends() -> None:
    model = Model.of(Owner, Thing)
    assert model.nodes["Owner"].relations["things"].many
    owner = model.nodes["Thing"].relations["owner"]
    assert (owner.many, owner.required, owner.direction) == (False, False, "in")
    assert model.relationships["OWNS"].ends == {("Owner", "Thing")}


def test_a_relation_to_an_undeclared_type_is_refused() -> None:
    with pytest.raises(TypeError, match="Owner.things leads to Thing"):
        Model.of(Owner)


def test_a_node_without_prefix_is_refused() -> None:
    class Nameless(Node):
        """No prefix."""

    with pytest.raises(TypeError, match="Nameless declares no id prefix"):
        Model.of(Nameless)


def test_a_node_without_docstring_is_refused() -> None:
    class Silent(Node, prefix="silent"):
        pass

    with pytest.raises(TypeError, match="Silent has no docstring"):
        Model.of(Silent)


def test_a_property_of_an_unknown_kind_is_refused() -> None:
    class Odd(Node, prefix="odd"):
        """Holds a float."""

        weight: float = prop("A weight.")

    with pytest.raises(TypeError, match="weight.*neither a scalar nor an enum"):
        Model.of(Odd)


def test_relationship_types_are_upper_snake_case() -> None:
    assert relationship_type(ReportsTo) == "REPORTS_TO"


def test_properties_are_camel_case_and_typed() -> None:
    sale = MODEL.nodes["Sale"].properties
    assert sale["estimatedValue"].kind is Scalar.MONEY
    assert sale["day"].first_of == ("notifiedOn", "releasedOn", "recordedOn")
    assert MODEL.relationships["REPORTS_TO"].properties["status"].kind is (
        ReportingStatus
    )


def test_an_id_leads_to_its_node_type() -> None:
    sale = MODEL.of_id("sale:fms-26-12-sg")
    assert sale is not None
    assert sale.label == "Sale"
    assert MODEL.of_id("nothing") is None


def test_every_label_has_an_id_prefix_of_its_own() -> None:
    assert len(MODEL.by_prefix) == len(MODEL.nodes) == 15


def test_every_relationship_can_be_walked_from_both_ends() -> None:
    walked = {
        (r.type, r.direction)
        for n in MODEL.nodes.values()
        for r in n.relations.values()
    }
    for type_ in MODEL.relationships:
        assert {(type_, "out"), (type_, "in")} <= walked, type_
