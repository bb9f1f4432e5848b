"""The tenures of an official in the order of time.

A tenure stands where it began; where no beginning is known, where it ended; where no
end is known either, where its holder was seen in the post; without any date, last. Gaps
and overlaps are left as the sources have them.
"""

from __future__ import annotations

from dataclasses import replace

from graph.declare import Model
from graph.entries import Entry
from graph.filters import follow
from graph.predicates import all_of
from graph.query import Coalesce, Holds, Part, Read
from graph.view import View

_DATES = ("validFrom", "validTo", "observed")


def career(model: Model, view: View) -> tuple[Entry, ...]:
    """The tenures that count, as of a day those that hold on it."""
    held = model.nodes["Official"].relations["held"]
    edge = model.relationships[held.type]
    source = follow(model, "Official", held, View(known_at=view.known_at))
    link = view.of_change(edge)
    if view.as_of is not None:
        link = all_of(Holds(view.as_of, view.strict, edge.passing), link)
    place = Coalesce(tuple(Read("link", name) for name in _DATES))
    part = Part(replace(source, link=link), None, place, Read("link", "id"))
    assert edge.structure is not None
    return (Entry(edge.structure.link, part),)
