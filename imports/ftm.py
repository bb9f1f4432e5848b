"""FollowTheMoney entities: people, posts, bodies, firms, and the links between them.

What ArmsGraph has no place for, such as addresses and sanctions, is passed over. An id
that ArmsGraph has exported is taken back as it was; of others an id is made. Each
entity becomes a claim of the data set that it comes from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from graph.declare import Model
from graph.model import MODEL, AgencyKind
from imports.evidence import Witness
from imports.facts import Reading, Record
from imports.jsonl import parsed
from imports.mapping import slug
from imports.opening import lines, opened

SCHEMA, PROPERTIES = "schema", "properties"
NOTICE = "note"


@dataclass(frozen=True, slots=True)
class Node:
    """The label of a schema, and our properties by theirs; the first known counts."""

    label: str
    properties: Mapping[str, tuple[str, ...]]
    always: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """The relationship type of a schema, and the labels of what it joins."""

    type: str
    start: tuple[str, str]
    end: tuple[str, str]


BODY = {
    "name": ("name",),
    "shortName": ("abbreviation", "weakAlias"),
    "role": ("description", "summary"),
    "establishedOn": ("incorporationDate",),
    NOTICE: ("notes",),
}
FIRM = Node("Contractor", {"name": ("name",), NOTICE: ("notes",)}, {})
NODES = {
    "Person": Node("Official", {"name": ("name",), NOTICE: ("notes",)}, {}),
    "Position": Node("Post", {"title": ("name",)}, {"head": False}),
    "PublicBody": Node("Agency", BODY, {"kind": AgencyKind.OFFICE.name}),
    "Company": FIRM,
    "Organization": FIRM,
    "LegalEntity": FIRM,
}
LINKS = {
    "Occupancy": Link("HELD", ("holder", "Official"), ("post", "Post")),
    "Ownership": Link("OWNED_BY", ("asset", "Contractor"), ("owner", "Contractor")),
    "Membership": Link("PART_OF", ("member", "Agency"), ("organization", "Agency")),
}


def is_ftm(value: Any) -> bool:
    """Whether a line's value is an entity."""
    return isinstance(value, dict) and {"id", SCHEMA, PROPERTIES} <= value.keys()


def read_ftm(file: Path, at: datetime, after: int) -> Iterator[Record]:
    """The entities of a file, each a record; claims are recorded at an instant."""
    reading = Reading(file.name)
    with opened(file) as source:
        for number, line in lines(source, file.name):
            if number > after:
                record = Record(number, line.decode(errors="replace").strip())
                _read(reading, record, parsed(line), at)
                yield record


def _read(reading: Reading, record: Record, entity: Any, at: datetime) -> None:
    if not is_ftm(entity) or not isinstance(entity[PROPERTIES], dict):
        record.problems.append("the line is no FollowTheMoney entity")
        return
    values = _Values(entity[PROPERTIES])
    witness = Witness(reading, record, _source(entity), at)
    if node := NODES.get(str(entity[SCHEMA])):
        _add_node(witness, node, str(entity["id"]), values)
    elif link := LINKS.get(str(entity[SCHEMA])):
        _add_link(witness, link, str(entity["id"]), values)


def _source(entity: Mapping[str, Any]) -> dict[str, Any]:
    listed = entity.get("datasets")
    name = str(listed[0]) if isinstance(listed, list) and listed else "unnamed"
    return {
        "id": f"source:ftm-{slug(name)}",
        "title": f"FollowTheMoney data set {name}",
        "kind": "data set",
        "standing": "EXTRACTION",
    }


@dataclass(frozen=True, slots=True)
class _Values:
    """The properties of an entity, of each the first value."""

    properties: Mapping[str, Any]

    def first(self, *names: str) -> str | None:
        for name in names:
            values = self.properties.get(name)
            if isinstance(values, list) and values and isinstance(values[0], str):
                return values[0]
        return None


def _add_node(witness: Witness, node: Node, id: str, values: _Values) -> None:
    ours = our_id(MODEL, id, node.label)
    found = {o: values.first(*theirs) for o, theirs in node.properties.items()}
    told = found.get("name") or found.get("title") or id
    claim = witness.claim(
        f"ftm-{slug(id)}", f"{told} is a {node.label}.", ours, f"entity {id}"
    )
    known = {name: value for name, value in found.items() if value is not None}
    witness.node(node.label, claim, {"id": ours, **node.always, **known})
    body = values.first("organization")
    if node.label == "Post" and body is not None:
        agency = our_id(MODEL, body, "Agency")
        witness.link("IN", ours, agency, claim=claim, slug=f"ftm-{slug(id)}")


def _add_link(witness: Witness, link: Link, id: str, values: _Values) -> None:
    ends = [values.first(name) for name, _ in (link.start, link.end)]
    if None in ends:
        witness.record.problems.append(f"{link.start[0]} or {link.end[0]} is missing")
        return
    labels = (link.start[1], link.end[1])
    start, end = (
        our_id(MODEL, str(e), label) for e, label in zip(ends, labels, strict=True)
    )
    told = link.type.lower().replace("_", " ")
    claim = witness.claim(
        f"ftm-{slug(id)}", f"{start} {told} {end}.", start, f"entity {id}"
    )
    own = {
        "validFrom": values.first("startDate"),
        "validTo": values.first("endDate"),
    }
    mine = values.first("recordId") or ""
    name = mine.partition(":")[2] if _ours(mine, link) else f"ftm-{slug(id)}"
    witness.link(link.type, start, end, claim=claim, slug=name, **own)


def _ours(id: str, link: Link) -> bool:
    """Whether an id is one of the relationship's type, as ArmsGraph exports it."""
    return id.partition(":")[0] == link.type.lower().replace("_", "-")


def our_id(model: Model, id: str, label: str) -> str:
    """The id here of an entity that becomes a node of a label."""
    prefix, _, rest = id.partition(".")
    if prefix == model.nodes[label].prefix and rest:
        return f"{prefix}:{rest}"
    return f"{model.nodes[label].prefix}:{slug(id)}"
