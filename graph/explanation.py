"""How a fact is known, in words: its claims or its rule, with their sources."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from graph.declare import Basis, Rank
from graph.model import SourceStanding
from graph.shape import Missing

MOST = 10
"""Statements, and sources of one statement, that are named; the others are counted."""
RANKS = list(Rank.__members__)
STANDINGS = list(SourceStanding.__members__)


@dataclass(frozen=True, slots=True)
class Premise:
    """A claim as an explanation names it."""

    statement: str
    rank: str
    locator: str | None
    title: str
    standing: str

    @property
    def believed(self) -> bool:
        """Whether it is not held to be wrong."""
        return self.rank != Rank.DEPRECATED.name

    @property
    def weight(self) -> tuple[int, int, str, str, str]:
        """Its place among others: the best rank and the nearest source first."""
        rank, standing = RANKS.index(self.rank), STANDINGS.index(self.standing)
        return rank, standing, self.statement, self.title, self.locator or ""

    @property
    def source(self) -> str:
        """Its source, with the place in it and how near it is to the event."""
        place = f", {self.locator}" if self.locator else ""
        return f"{self.title}{place}, {self.standing.lower().replace('_', ' ')}"


def explain(raw: Any) -> str:
    """The text for ``[basis, rule, claims]``.

    Each claim is ``[statement, rank, locator, [title, standing]]``. Raises
    :class:`Missing` where something is not there that the model requires.
    """
    basis, rule, claims = raw
    told = [[*said, *(source or (None, None))] for *said, source in claims]
    required = [basis, *(x for s, r, _, t, n in told for x in (s, r, t, n))]
    if None in required:
        raise Missing
    return explanation(basis, rule, [Premise(*one) for one in told])


def explanation(basis: str, rule: str | None, premises: Iterable[Premise]) -> str:
    """What a fact rests on, as sentences; the same for the same claims in any order."""
    ordered = sorted(premises, key=lambda premise: premise.weight)
    believed = [premise for premise in ordered if premise.believed]
    doubted = [premise for premise in ordered if not premise.believed]
    if basis == Basis.INFERRED.name:
        inferred = f"Inferred by the rule: {rule}" if rule else "Inferred."
        parts = [inferred, _told("From:", believed)]
    elif believed:
        parts = [_told("Stated:", believed)]
    else:
        parts = ["" if doubted else "Stated, but no claim of it is held."]
    parts.append(_told("Stated, but believed to be wrong:", doubted))
    return " ".join(part for part in parts if part)


def _told(lead: str, premises: Iterable[Premise]) -> str:
    """Statements, each once, with all who make it."""
    statements: dict[str, dict[str, None]] = {}
    for premise in premises:
        statements.setdefault(premise.statement, {})[premise.source] = None
    if not statements:
        return ""
    told = [_sourced(*one) for one in islice(statements.items(), MOST)]
    if (more := len(statements) - MOST) > 0:
        told.append(f"And {more} more statement{'s' * (more > 1)}.")
    return " ".join([lead, *told])


def _sourced(statement: str, sources: Collection[str]) -> str:
    named = list(islice(sources, MOST))
    if (more := len(sources) - MOST) > 0:
        named.append(f"{more} more source{'s' * (more > 1)}")
    return f"{statement.rstrip('.')} ({'; '.join(named)})."
