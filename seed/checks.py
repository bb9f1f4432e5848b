"""What must hold across the rows of a folder: references, ends, evidence, intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from graph.declare import (
    Basis,
    Model,
    Property,
    Relation,
    RelationshipType,
    Scalar,
)
from graph.values import first_day, last_day
from seed.rows import Problems, Row, Rows


def check(nodes: Rows, relationships: Rows, model: Model, problems: Problems) -> None:
    """Take down everything that does not fit together."""
    known = {id: label for label, rows in nodes.items() for id in rows}
    for label, node in model.nodes.items():
        for row in nodes[label].values():
            _check_references(row, node.properties, known, problems)
            if node.evidenced:
                check_evidence(row, problems)
    for type_, relationship in model.relationships.items():
        for row in relationships[type_].values():
            _check_ends(row, relationship, known, problems)
            _check_references(row, relationship.properties, known, problems)
            check_evidence(row, problems)
            check_interval(row, problems, timeless=relationship.timeless)
    _check_single_relations(nodes, relationships, model, problems)


def _check_references(
    row: Row,
    properties: Mapping[str, Property],
    known: Mapping[str, str],
    problems: Problems,
) -> None:
    for name, declared in properties.items():
        if declared.kind is not Scalar.ID or name == "id":
            continue
        for id in _listed(row, declared):
            label = known.get(id)
            if label is None:
                problems.add(row.at(name), f"there is no {id!r}")
            elif declared.refers_to not in (None, label):
                problems.add(row.at(name), f"{id!r} is no {declared.refers_to}")


def _listed(row: Row, declared: Property) -> Iterable[str]:
    value = row.properties.get(declared.name)
    if value is None:
        return ()
    return value if declared.is_list else (value,)


def check_evidence(row: Row, problems: Problems) -> None:
    """Take down that a fact does not say how it is known."""
    rule = row.properties.get("rule")
    if row.properties.get("basis") == Basis.INFERRED.name:
        if not rule:
            problems.add(row.at("rule"), "what is inferred must name its rule")
        return
    if rule:
        problems.add(row.at("rule"), "a rule is named, but the basis is not INFERRED")
    for name in ("claims", "sources"):
        if not row.properties.get(name):
            problems.add(row.at(name), "what is stated must name who states it")


def _check_ends(
    row: Row,
    relationship: RelationshipType,
    known: Mapping[str, str],
    problems: Problems,
) -> None:
    missing = [(c, id) for c, id in _ends(row) if id not in known]
    for column, id in missing:
        problems.add(row.at(column), f"there is no {id!r}")
    if missing:
        return
    misfit = relationship.misfit(known[row.start], known[row.end])
    if misfit is not None:
        problems.add(row.at("to"), misfit)


def _ends(row: Row) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("from", row.start), ("to", row.end)


def check_interval(row: Row, problems: Problems, *, timeless: bool) -> None:
    """Take down that an interval ends before it begins, or should not be there."""
    since, until = row.properties.get("validFrom"), row.properties.get("validTo")
    if timeless and (since or until):
        column = "validFrom" if since else "validTo"
        problems.add(row.at(column), "a relationship of this type has no interval")
    if since and until and last_day(until) <= first_day(since):
        problems.add(
            row.at("validTo"), f"{until!r} is not after {since!r}, when it begins"
        )


def _check_single_relations(
    nodes: Rows, relationships: Rows, model: Model, problems: Problems
) -> None:
    for label, node in model.nodes.items():
        for relation in node.relations.values():
            if not relation.many:
                rows = relationships[relation.type].values()
                _check_single(nodes[label], rows, relation, problems)


def _check_single(
    nodes: Mapping[str, Row],
    relationships: Iterable[Row],
    relation: Relation,
    problems: Problems,
) -> None:
    outward = relation.direction == "out"
    column = "from" if outward else "to"
    counts: Counter[str] = Counter()
    for row in relationships:
        id = row.start if outward else row.end
        counts[id] += 1
        if counts[id] == 2 and id in nodes:
            problems.add(
                row.at(column), f"{id!r} has a {relation.type} already and may have one"
            )
    for id, node in nodes.items():
        if relation.required and not counts[id]:
            problems.add(node.at("id"), f"{id!r} has no {relation.type}, and needs one")
