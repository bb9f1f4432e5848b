"""Disputes as records, in Cypher: all are found once, before a page of them is cut.

A record is a map ``{search, about, predicate, other, rule, compatible, found}``.
``about`` is the id of what it is about, ``other`` tells it from others about the same,
``rule`` is the number of the constraint, ``found`` are the sides: maps ``{values, rank,
claims}`` and, where they name such, ``predicate``, ``nodes`` and ``links``. ``since``
says on which day the sides first clash, ``field`` and ``chain`` what is answered
otherwise if another is taken. Ranks sort as their names do, the best last.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from graph import claimed, namesakes, overlaps
from graph.clauses import Matched, Scope, call
from graph.query import (
    Claimed,
    ClaimedOfLinks,
    Disputes,
    Events,
    Namesakes,
    Overlapping,
)

if TYPE_CHECKING:
    from graph.cypher import Writer

AHEAD = "single(s IN d.found WHERE all(o IN d.found WHERE o.rank <= s.rank))"
"""Whether one side ranks above all others."""


def at_once(writer: Writer, source: Disputes, scope: Scope) -> Scope:
    """The scope of a connection of disputes, where their list is bound."""
    assert scope.late is not None
    name = writer.fresh("a")
    clauses, given = [], []
    if not all(isinstance(search, Overlapping) for search in source.searches):
        clauses, given = [call([], claimed.claims(writer, source))], ["stated"]
    searches = (
        "\n".join(_search(writer, source, number))
        for number in range(len(source.searches))
    )
    clauses += [
        call(given, ["\nUNION ALL\n".join(searches)]),
        "WITH d {.*, state: CASE WHEN d.compatible THEN 'COMPATIBLE'",
        f"  WHEN {AHEAD} THEN 'DECIDED' ELSE 'OPEN' END}} AS d",
        f"WHERE d.state IN {writer.parameter(source.states)}",
        f"RETURN collect(d) AS {name}",
    ]
    scope.late.append(call([], clauses))
    return replace(scope, gathered=name)


def disputes(writer: Writer, scope: Scope) -> Matched:
    record = writer.fresh("d")
    unwind = f"UNWIND {scope.gathered} AS {record}"
    return Matched((unwind,), replace(scope, record=record), (record,), unwound=True)


def _search(writer: Writer, source: Disputes, number: int) -> list[str]:
    """Clauses that give the disputes of a search one by one, as ``d``."""
    search = source.searches[number]
    match search:
        case Claimed():
            return claimed.of_nodes(writer, source, search, number)
        case ClaimedOfLinks():
            return claimed.of_links(writer, source, search, number)
        case Events():
            return claimed.of_events(writer, source, search, number)
        case Overlapping():
            return overlaps.overlapping(writer, source, search, number)
        case Namesakes():
            return namesakes.namesakes(writer, source, search, number)
        case _:
            assert_never(search)
