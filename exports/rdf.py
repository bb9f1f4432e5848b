"""RDF: Turtle and JSON-LD, with terms of W3C ORG and PROV-O.

Every node and every relationship is a resource, ``prov:wasDerivedFrom`` the claims that
it rests on; a claim ``prov:hadPrimarySource`` what states it. A relationship that has
not ended, and counts where nothing else is asked for, is a triple of its own besides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from exports.encoder import Encoder, Lines, json_text
from exports.snapshot import Link, Page
from exports.tables import Table
from exports.vocabulary import CLASSES, IRI, LINKS, PREFIXES, TERMS
from graph.declare import Property, Rank, Scalar
from graph.view import BY_DEFAULT

DAY, MONTH, YEAR = "xsd:date", "xsd:gYearMonth", "xsd:gYear"
DATES = {10: DAY, 7: MONTH, 4: YEAR}
"""The type of a date by how long it is written."""


@dataclass(frozen=True, slots=True)
class Iri:
    """A resource by its full or its prefixed name."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A value; ``type`` is a prefixed name, none for text."""

    text: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """Something with what is said about it."""

    iri: str
    classes: Sequence[str]
    said: Sequence[tuple[str, Iri | Literal]]


def open_turtle(tables: Sequence[Table]) -> Encoder:
    """Begin a Turtle document."""
    prefixes = (f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    return Lines(_turtle, "".join(prefixes).encode())


def open_jsonld(tables: Sequence[Table]) -> Encoder:
    """Begin a JSON-LD document."""
    context = json_text({"@context": PREFIXES})[:-1]
    whole = json_text({"@id": IRI + "graph", "@type": "prov:Collection"})
    head = f'{context},"@graph":[\n{whole}'
    return Lines(_jsonld, head.encode(), b"\n]}\n")


def resources(page: Page) -> Iterator[Resource]:
    """The resources that the facts of a page are."""
    declared = page.table.properties
    for properties in page.nodes:
        yield _of_node(page.table, properties, declared)
    for link in page.links:
        yield _of_link(page.table, link, declared)
        if _counts(link.properties):
            triple = (_term_of(page.table), Iri(IRI + link.end))
            yield Resource(IRI + link.start, (), (triple,))


def _counts(properties: Mapping[str, Any]) -> bool:
    """Whether a plain triple says no more than the relationship does."""
    statuses = {None, *(status.name for status in BY_DEFAULT)}
    return (
        "validTo" not in properties
        and properties["rank"] != Rank.DEPRECATED.name
        and properties.get("status") in statuses
    )


def _of_node(
    table: Table, properties: Mapping[str, Any], declared: Mapping[str, Property]
) -> Resource:
    classes = [f"arms:{table.name}", "prov:Entity"]
    if table.name in CLASSES:
        classes.append(CLASSES[table.name])
    said = tuple(_said(properties, declared))
    return Resource(IRI + properties["id"], classes, said)


def _of_link(table: Table, link: Link, declared: Mapping[str, Property]) -> Resource:
    ends = (("arms:from", Iri(IRI + link.start)), ("arms:to", Iri(IRI + link.end)))
    said = (*ends, *_said(link.properties, declared))
    iri = IRI + link.properties["id"]
    return Resource(iri, (f"arms:{table.name}", "prov:Entity"), said)


def _said(
    properties: Mapping[str, Any], declared: Mapping[str, Property]
) -> Iterator[tuple[str, Iri | Literal]]:
    for name, value in properties.items():
        if name == "id":
            continue
        term = TERMS.get(name, f"arms:{name}")
        for item in value if isinstance(value, list) else [value]:
            yield term, _object(item, declared[name])


def _object(value: Any, declared: Property) -> Iri | Literal:
    match declared.kind:
        case Scalar.ID:
            return Iri(IRI + value)
        case Scalar.INT | Scalar.MONEY:
            return Literal(str(value), "xsd:integer")
        case Scalar.BOOLEAN:
            return Literal("true" if value else "false", "xsd:boolean")
        case Scalar.DATETIME:
            assert isinstance(value, datetime)
            return Literal(value.isoformat(), "xsd:dateTime")
        case Scalar.DATE:
            return Literal(value, DATES[len(value)])
        case _:
            return Literal(value)


def _term_of(table: Table) -> str:
    first, *rest = table.name.lower().split("_")
    ours = "arms:" + "".join([first, *map(str.capitalize, rest)])
    return LINKS.get(table.name, ours)


def _turtle(page: Page) -> bytes:
    return "".join(map(_statement, resources(page))).encode()


def _statement(resource: Resource) -> str:
    classes = [f"a {', '.join(resource.classes)}"] if resource.classes else []
    said = [f"{term} {_in_turtle(value)}" for term, value in resource.said]
    return f"<{resource.iri}> " + " ;\n  ".join(classes + said) + " .\n"


def _in_turtle(value: Iri | Literal) -> str:
    match value:
        case Iri(name):
            return f"<{name}>"
        case Literal(text, ""):
            return json_text(text)
        case Literal(text, type_):
            return f"{json_text(text)}^^{type_}"


def _jsonld(page: Page) -> bytes:
    return "".join(f",\n{json_text(_object_of(r))}" for r in resources(page)).encode()


def _object_of(resource: Resource) -> dict[str, Any]:
    told: dict[str, Any] = {"@id": resource.iri}
    if resource.classes:
        told["@type"] = list(resource.classes)
    for term, value in resource.said:
        told.setdefault(term, []).append(_in_jsonld(value))
    return told


def _in_jsonld(value: Iri | Literal) -> dict[str, str] | str:
    match value:
        case Iri(name):
            return {"@id": name}
        case Literal(text, ""):
            return text
        case Literal(text, type_):
            return {"@value": text, "@type": type_}
