"""Pieces of Cypher about the sides of disputes: claims that count, past states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph import history
from graph.clauses import call, quoted, where
from graph.query import Disputes

if TYPE_CHECKING:
    from graph.cypher import Writer


def as_held(writer: Writer, source: Disputes, node: str) -> str:
    """What a node was at the instant that is asked for, or is now."""
    if source.known is None:
        return node
    return history.as_held(node, writer.instant(source.known))


def held(writer: Writer, source: Disputes, fact: str) -> list[str]:
    """What a fact must satisfy to have been held then."""
    if source.known is None:
        return []
    return [history.held(fact, writer.instant(source.known))]


def labels(source: Disputes, *names: str) -> str:
    """Labels in a pattern."""
    return history.labels(names, ever=source.known is not None)


def type_(source: Disputes, name: str) -> str:
    """A relationship type in a pattern."""
    return history.types(name, ever=source.known is not None)


def type_of(source: Disputes, link: str) -> str:
    """The type of a relationship, retracted ones included where they count."""
    return history.type_of(link, ever=source.known is not None)


def either(
    source: Disputes,
    node: str,
    label: str,
    conditions: Sequence[str],
    given: Sequence[str] = (),
) -> list[str]:
    """Match nodes of a label, and those retracted where an instant is asked for.

    Each is looked up by itself, as an index knows the nodes of one label. ``given`` are
    the variables that the conditions speak of.
    """
    if source.known is None:
        return [f"MATCH ({node}:{quoted(label)})", *where(conditions)]
    branches = [
        "\n".join(
            [f"MATCH ({node}:{quoted(one)})", *where(conditions), f"RETURN {node}"]
        )
        for one in (label, history.retracted_label(label))
    ]
    return [call(list(given), ["\nUNION ALL\n".join(branches)])]


def claims(
    writer: Writer,
    source: Disputes,
    conditions: Sequence[str],
    given: Sequence[str] = (),
) -> list[str]:
    """Match claims that count, as ``claim``; what was known of it is ``said``."""
    wanted = [*conditions, "claim.`value` IS NOT NULL"]
    if source.known is None:
        return either(source, "claim", "Claim", [*wanted, *_counts(writer, source)])
    bound = ", ".join(["claim", *given])
    return [
        *either(source, "claim", "Claim", wanted, given),
        f"WITH {bound}, {as_held(writer, source, 'claim')} AS said",
        *where([*held(writer, source, "said"), *_counts(writer, source)]),
    ]


def said(source: Disputes) -> str:
    """The variable of what was known of a claim."""
    return "claim" if source.known is None else "said"


def bound(source: Disputes) -> str:
    """The variables of a claim."""
    return ", ".join(dict.fromkeys(["claim", said(source)]))


def _counts(writer: Writer, source: Disputes) -> list[str]:
    """How a claim must be known, and from whom, to count."""
    counts = []
    if source.basis is not None:
        basis = writer.parameter(source.basis)
        counts.append(f"{said(source)}.`basis` IN {basis}")
    if source.sources is not None:
        stated = f"(claim)-[:{type_(source, 'STATED_IN')}]->(s)"
        sources = writer.parameter(source.sources)
        counts.append(f"EXISTS {{ {stated} WHERE s.`id` IN {sources} }}")
    return counts


def is_relation(predicate: str) -> str:
    """Whether a predicate is a relationship type."""
    return f"{predicate} = toUpper({predicate})"
