"""The feed as callers ask for it: what a change tells, and which changes count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from graph.arguments import Tree
from graph.comparisons import value
from graph.cursors import decode_cursor, encode_cursor
from graph.declare import Model
from graph.errors import BadUserInput
from graph.feed import Place
from graph.paging import Paging, fingerprint_of
from graph.query import AsText, Expression, Feed, Key, Noted, Read, Source
from graph.search import enum_name
from graph.shape import Leaf, Made, Shape

CHANGE = "RecordedChange"
"""The GraphQL type of a change."""
COORDINATE = "Query.changes"
"""What cursors of the feed are tied to, wherever it is read."""
ORDER = (
    Key(Read("node", "number"), nullable=False),
    Key(Noted("place"), nullable=False),
)
FOLLOWED = 100
"""Changes that are read at once for a subscription."""
TOLD: dict[str, tuple[Expression, Shape]] = {
    "kind": (Read("node", "kind"), Leaf()),
    "type": (Read("node", "type"), Made(enum_name)),
    "id": (Noted("id"), Leaf()),
    "from": (Noted("start"), Leaf()),
    "to": (Noted("end"), Leaf()),
    "into": (Noted("into"), Leaf()),
    "at": (AsText(Read("node", "at")), Leaf()),
    "by": (Read("node", "by"), Leaf()),
    "why": (Read("node", "why"), Leaf()),
    "operation": (Read("node", "operation"), Leaf()),
}
"""What the fields of a change read."""


FINGERPRINT = fingerprint_of(COORDINATE, ORDER)


def cursor_at(number: int, place: int) -> str:
    """The cursor of a change."""
    return encode_cursor(FINGERPRINT, [number, place])


def place_of(cursor: str, argument: str) -> Place:
    """The place of the change that a cursor is of.

    Raises :class:`BadUserInput`, which names the ``argument``, for what is no cursor of
    the feed.
    """
    try:
        number, place = decode_cursor(cursor, FINGERPRINT, len(ORDER))
    except BadUserInput as error:
        raise BadUserInput(f"{argument}: {error.message}") from None
    return number, place


def fact_types(model: Model) -> dict[str, str]:
    """The labels and relationship types of a model, by their names in the schema."""
    return {enum_name(type_): type_ for type_ in (*model.nodes, *model.relationships)}


def feed_of(model: Model, trees: Mapping[str, Tree]) -> Feed:
    """The changes that count."""
    names = trees.get("types")
    if names is None:
        return Feed()
    stored = fact_types(model)
    return Feed(types=value([stored[name] for name in names]))


def within(source: Source, page: Paging) -> Source:
    """A source, found from where a page of it begins."""
    if not isinstance(source, Feed):
        return source
    start, stop = page.start, page.stop
    if page.backward:
        start, stop = stop, start
    return replace(
        source,
        since=start[0] if start else None,
        until=stop[0] if stop else None,
    )
