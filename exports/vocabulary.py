"""What the graph's words are called in the vocabularies of others.

FollowTheMoney has words for people, bodies, firms, contracts and the links between
them; what it has none for is left out there. RDF has them all: terms of W3C ORG, FOAF,
Dublin Core and schema.org where they mean the same, and terms of our own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Entity:
    """The FollowTheMoney schema of a label, and its properties by ours.

    ``always`` has what every entity of it says.
    """

    schema: str
    properties: Mapping[str, str]
    always: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Interval:
    """The FollowTheMoney schema of a relationship type, and its two ends."""

    schema: str
    start: str
    end: str
    role: str = ""
    """What the link is, where the schema does not say it."""
    properties: Mapping[str, str] = field(default_factory=dict)


ENTITIES = {
    "Official": Entity("Person", {"name": "name", "note": "notes"}),
    "Post": Entity("Position", {"title": "name"}),
    "Agency": Entity(
        "PublicBody",
        {
            "name": "name",
            "shortName": "abbreviation",
            "formerNames": "previousName",
            "role": "description",
            "establishedOn": "incorporationDate",
            "note": "notes",
        },
    ),
    "PartnerNation": Entity(
        "PublicBody", {"name": "name", "iso2": "country", "note": "notes"}
    ),
    "Contractor": Entity("Company", {"name": "name", "note": "notes"}),
    "Program": Entity("Project", {"name": "name", "description": "description"}),
    "Memorandum": Entity(
        "Document",
        {
            "title": "title",
            "issuedOn": "date",
            "url": "sourceUrl",
            "note": "notes",
        },
    ),
    "Sale": Entity(
        "Contract",
        {
            "title": "title",
            "description": "description",
            "estimatedValue": "amountUsd",
            "transmittalNumber": "noticeId",
            "day": "contractDate",
            "status": "status",
            "channel": "method",
            "category": "classification",
            "noticeUrl": "sourceUrl",
        },
        {"type": "proposed arms sale; the amount is a ceiling"},
    ),
}
"""The labels that FollowTheMoney has a schema for."""

INTERVALS = {
    "HELD": Interval("Occupancy", "holder", "post"),
    "IN": Interval("UnknownLink", "subject", "object", "post in"),
    "REPORTS_TO": Interval(
        "UnknownLink", "subject", "object", "reports to", {"status": "status"}
    ),
    "PART_OF": Interval("Membership", "member", "organization", "part of"),
    "OWNED_BY": Interval("Ownership", "asset", "owner"),
    "TO": Interval("UnknownLink", "subject", "object", "proposed to"),
    "NAMES": Interval("ContractAward", "contract", "supplier", "named contractor"),
    "IMPLEMENTED_BY": Interval("UnknownLink", "subject", "object", "implemented by"),
    "NOTIFIED_BY": Interval("UnknownLink", "subject", "object", "notified by"),
    "DIRECTS": Interval("Documentation", "document", "entity", "directs"),
    "ISSUED_BY": Interval("Documentation", "document", "entity", "issued by"),
    "SUPERSEDES": Interval("UnknownLink", "subject", "object", "supersedes"),
    "ADMINISTERS": Interval(
        "ProjectParticipant", "participant", "project", "administers"
    ),
    "TAKES_PART_IN": Interval(
        "ProjectParticipant", "participant", "project", "takes part in"
    ),
    "IN_AREA_OF": Interval("UnknownLink", "subject", "object", "in the area of"),
}
"""The relationship types that it has one for, between labels that it has one for."""

PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "arms": "urn:armsgraph:term:",
}
"""Namespaces of RDF by their usual prefixes; the last is ours."""
IRI = "urn:armsgraph:"
"""What stands before an id in the IRI of its fact."""

CLASSES = {
    "Official": "foaf:Person",
    "Post": "org:Post",
    "Agency": "org:FormalOrganization",
    "PartnerNation": "foaf:Agent",
    "Contractor": "org:Organization",
    "Memorandum": "foaf:Document",
    "Program": "schema:Project",
}
"""RDF classes of labels, beside one of ours for each."""
TERMS = {
    "name": "rdfs:label",
    "title": "rdfs:label",
    "shortName": "skos:altLabel",
    "description": "dcterms:description",
    "issuedOn": "dcterms:issued",
    "publishedOn": "dcterms:issued",
    "supersedes": "dcterms:replaces",
    "claims": "prov:wasDerivedFrom",
    "recordedAt": "prov:generatedAtTime",
    "retractedAt": "prov:invalidatedAtTime",
}
"""Terms of properties, beside ours for all others."""
LINKS = {
    "HELD": "org:holds",
    "IN": "org:postIn",
    "REPORTS_TO": "org:reportsTo",
    "PART_OF": "org:subOrganizationOf",
    "SUPERSEDES": "dcterms:replaces",
    "STATED_IN": "prov:hadPrimarySource",
    "DIRECTS": "schema:about",
    "ISSUED_BY": "dcterms:creator",
}
"""Terms of relationship types, beside ours for all others."""
