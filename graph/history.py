"""What the graph no longer holds, and where it is kept.

Nothing that was recorded is destroyed. A node that has changed leaves what it was to a
``Version`` of it; a relationship that has changed leaves a copy of another type behind.
What was retracted changes its label or type. So whoever asks for what holds now never
meets any of it, and pays nothing for it.

A fact was held from its ``recordedAt`` until its ``retractedAt``; where the first is
missing, always, where the second is, it still is.
"""

from __future__ import annotations

from collections.abc import Iterable

from graph.clauses import quoted, subquery

VERSION = "Version"
"""The label of what a node was."""
VERSION_OF = "VERSION_OF"
REDIRECT = "Redirect"
"""The label of what says to which node the id of its duplicate leads."""
REDIRECTED = f"MATCH (r:{quoted(REDIRECT)}) WHERE r.id IN $ids RETURN r.id, r.to"
"""Cypher that says where ids lead, as far as they lead elsewhere."""


def redirects(ids: Iterable[str]) -> str:
    """An expression for where ids, or lists of them, lead, as far as elsewhere."""
    clauses = [
        f"MATCH (r:{quoted(REDIRECT)})",
        f"WHERE r.`id` IN {' + '.join(['[]', *ids])}",
        "RETURN [r.`id`, r.`to`]",
    ]
    return subquery("COLLECT", clauses)


def retracted_label(label: str) -> str:
    """The label of nodes that were retracted: ``RetractedSale``."""
    return f"Retracted{label}"


def retracted_type(type_: str) -> str:
    """The type of relationships that were retracted: ``RETRACTED_REPORTS_TO``."""
    return f"RETRACTED_{type_}"


def labels(names: Iterable[str], *, ever: bool) -> str:
    """Labels in a pattern; with ``ever`` also of what was retracted."""
    every = [[name, retracted_label(name)] if ever else [name] for name in names]
    return "|".join(quoted(name) for several in every for name in several)


def types(name: str, *, ever: bool) -> str:
    """A type in a pattern; with ``ever`` also of what was retracted."""
    found = quoted(name)
    return f"{found}|{quoted(retracted_type(name))}" if ever else found


def type_of(link: str, *, ever: bool) -> str:
    """The type of a relationship; with ``ever`` what it was before it was retracted."""
    type_ = f"type({link})"
    return f"replace({type_}, '{retracted_type('')}', '')" if ever else type_


def held(fact: str, at: str) -> str:
    """Whether the graph held a fact, as it stands, at an instant."""
    return (
        f"coalesce({fact}.`recordedAt` <= {at}, true)"
        f" AND coalesce({at} < {fact}.`retractedAt`, true)"
    )


def was_held(node: str, at: str) -> str:
    """Whether the graph held a node at an instant, as it stands or otherwise."""
    return f"any(f IN [{as_held(node, at)}] WHERE {held('f', at)})"


def as_held(node: str, at: str) -> str:
    """What a node was at an instant: a version of it, or else as it is now."""
    versions = f"({node})<-[:{quoted(VERSION_OF)}]-(v)"
    return f"coalesce(head([{versions} WHERE {held('v', at)} | v]), {node})"


def of_version(facts: str) -> str:
    """The node that a version is of, or the node itself."""
    return f"coalesce(head([({facts})-[:{quoted(VERSION_OF)}]->(v) | v]), {facts})"
