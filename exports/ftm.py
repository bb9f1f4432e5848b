"""FollowTheMoney entities, one a line, as OpenSanctions and Aleph read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from exports.encoder import Encoder, Lines, json_line
from exports.snapshot import Link, Page
from exports.tables import Table
from exports.vocabulary import ENTITIES, INTERVALS, Entity, Interval
from graph.model import MODEL

DATES = {"validFrom": "startDate", "validTo": "endDate"}
"""How the days of a relationship are called; the last is the first day without it."""


def open_ftm(tables: Sequence[Table]) -> Encoder:
    """Begin a file of FollowTheMoney entities."""
    return Lines(_write)


def ftm_id(id: str) -> str:
    """An id as FollowTheMoney takes it, which knows no colons."""
    return id.replace(":", ".")


def _write(page: Page) -> bytes:
    return b"".join(map(json_line, _entities(page)))


def _entities(page: Page) -> Iterator[dict[str, Any]]:
    entity = ENTITIES.get(page.table.name)
    if entity is not None:
        yield from (_of_node(entity, properties) for properties in page.nodes)
    interval = INTERVALS.get(page.table.name)
    if interval is not None:
        yield from (_of_link(interval, link) for link in page.links if _joins(link))


def _joins(link: Link) -> bool:
    """Whether both ends are entities, too."""
    ends = (MODEL.of_id(link.start), MODEL.of_id(link.end))
    return all(node is not None and node.label in ENTITIES for node in ends)


def _of_node(entity: Entity, properties: Mapping[str, Any]) -> dict[str, Any]:
    named = _renamed(properties, entity.properties)
    return _entity(properties["id"], entity.schema, named | dict(_lists(entity.always)))


def _of_link(interval: Interval, link: Link) -> dict[str, Any]:
    ends = {interval.start: [ftm_id(link.start)], interval.end: [ftm_id(link.end)]}
    named = _renamed(link.properties, {**DATES, **interval.properties})
    role = {"role": [interval.role]} if interval.role else {}
    id = link.properties["id"]
    return _entity(id, interval.schema, ends | role | named | {"recordId": [id]})


def _entity(
    id: str, schema: str, properties: Mapping[str, list[str]]
) -> dict[str, Any]:
    return {"id": ftm_id(id), "schema": schema, "properties": properties}


def _lists(values: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    yield from ((name, [value]) for name, value in values.items())


def _renamed(
    properties: Mapping[str, Any], names: Mapping[str, str]
) -> dict[str, list[str]]:
    """The properties that have a name there, each as a list of texts."""
    named = {}
    for ours, theirs in names.items():
        value = properties.get(ours)
        if value not in (None, "", []):
            listed = value if isinstance(value, list) else [value]
            named[theirs] = [str(item) for item in listed]
    return named
