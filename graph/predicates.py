"""Predicates put together; what is settled in advance never reaches a statement.

A statement that holds ``true`` or ``false`` itself is not only longer: Neo4j's planner
fails over some of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from graph.query import Both, Either, Not, Predicate, Quantifier, Related, Source

ALWAYS = Both(())
"""True of everything."""
NEVER = Either(())
"""True of nothing."""


def both(predicates: Iterable[Predicate]) -> Predicate:
    """The conjunction; a single predicate as it is."""
    parts = tuple(p for p in predicates if p != ALWAYS)
    if NEVER in parts:
        return NEVER
    return parts[0] if len(parts) == 1 else Both(parts)


def all_of(*predicates: Predicate | None) -> Predicate | None:
    """The conjunction of those that there are."""
    known = [predicate for predicate in predicates if predicate is not None]
    return both(known) if known else None


def either(predicates: Iterable[Predicate]) -> Predicate:
    """The disjunction; a single predicate as it is."""
    parts = tuple(p for p in predicates if p != NEVER)
    if ALWAYS in parts:
        return ALWAYS
    return parts[0] if len(parts) == 1 else Either(parts)


def opposite(predicate: Predicate) -> Predicate:
    """The negation."""
    if predicate == ALWAYS:
        return NEVER
    return ALWAYS if predicate == NEVER else Not(predicate)


def related(
    quantifier: Quantifier, source: Source, where: Predicate | None, *, selective: bool
) -> Predicate:
    """How many nodes of a source satisfy a predicate."""
    if quantifier is Quantifier.ALL:
        if where is None:
            return ALWAYS
        if where == NEVER:
            return Related(Quantifier.NONE, source, None)
    elif where == NEVER:
        return ALWAYS if quantifier is Quantifier.NONE else NEVER
    return Related(quantifier, source, where, selective=selective)
