"""A small world in which much is missing that the model requires.

Its instants differ, by fractions of a second too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from graph.driver import Statement
from graph.model import MODEL
from graph.storing import by_ends, create_links, create_nodes
from tests.reference.rows import Link, Node, World
from tests.reference.views import Sight, View

KEPT = 12
"""How many nodes of a label are kept, besides those they lead to."""
LINKS = 2
"""How many links of a type are followed from each."""
ONE_IN = 6
"""What part of values and links is missing."""


def with_gaps(world: World, seed: int = 1) -> World:
    """A part of a world, without some of its values and links."""
    random = Random(seed)
    kept = dict.fromkeys(_part(world))
    nodes = {n.id: Node(n.label, _thinned(n.values, random)) for n in kept}
    links = [
        Link(
            link.type,
            _thinned(link.values, random),
            nodes[link.start.id],
            nodes[link.end.id],
        )
        for link in world.all_links()
        if link.start in kept and link.end in kept and random.randrange(ONE_IN)
    ]
    return World.of(nodes.values(), links)


def _part(world: World) -> Iterator[Node]:
    sight = Sight(world, View())
    for label, type_ in MODEL.nodes.items():
        nodes = [edge.node for edge in world.labelled(label)]
        for node in nodes[:: 1 + len(nodes) // KEPT]:
            yield node
            for relation in type_.relations.values():
                for edge in islice(sight.related(node, relation), LINKS):
                    yield edge.node


def _thinned(values: Mapping[str, Any], random: Random) -> dict[str, Any]:
    return {
        name: _moved(value, random) if isinstance(value, datetime) else value
        for name, value in values.items()
        if name == "id" or random.randrange(ONE_IN)
    }


def _moved(instant: datetime, random: Random) -> datetime:
    """Another instant, in some cases with a fraction of a second."""
    return instant + timedelta(seconds=random.randrange(4) / 2)


def statements(world: World) -> Iterator[Statement]:
    """What writes a world into an empty graph."""
    nodes: dict[str, list[Any]] = defaultdict(list)
    for node in world.nodes.values():
        nodes[node.label].append(node.values)
    for label, rows in nodes.items():
        yield Statement(create_nodes(label), {"rows": rows})
    links: dict[str, list[Any]] = defaultdict(list)
    for link in world.all_links():
        row = {"start": link.start.id, "end": link.end.id, "properties": link.values}
        links[link.type].append(row)
    for type_, linked in links.items():
        for ends, rows in by_ends(linked).items():
            yield Statement(create_links(type_, ends), {"rows": rows})
