"""Which data the graph holds: a version that every change of them makes another.

One node says so, and since when. Whoever changes facts locks it first, so that changes
come one after the other, and gives it the next version in the same transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from textwrap import indent

from graph.clauses import quoted

BOOKKEEPING = "DataVersion"
"""The label of the one node that says which data the graph holds."""
FEED_END = "FeedEnd"
"""The label of the one node that says how far readers see the feed."""
_BOOK = f"(v:{quoted(BOOKKEEPING)} {{id: 'data-version'}})"

VERSION = f"MATCH {_BOOK} RETURN v.version"
LOCK = f"""\
MERGE {_BOOK}
SET v.id = v.id
RETURN v.version, v.changedAt, coalesce(v.batches, 0)"""
"""Cypher that keeps others from changing facts.

It returns the version, since when it is, and the number of the last batch in the feed.
To set a property, even to what it is, locks its node, and what is read behind that is
as whoever had the lock before has left it.
"""
RENEW = f"""\
MATCH {_BOOK}
SET v.version = $version, v.changedAt = $now, v.batches = last"""
"""Clauses that give the data another version; ``last`` is the feed's last batch."""


def next_version(version: str | None, at: datetime) -> str:
    """The version of the data after a change at an instant."""
    return hashlib.sha256(f"{version} {at.isoformat()}".encode()).hexdigest()[:12]


def stamped(clauses: Sequence[str], columns: Sequence[str]) -> list[str]:
    """Clauses that return columns, and last the version before and after reading them.

    Neo4j does not freeze the graph for who reads it. Where both are the same, nothing
    was changed meanwhile.
    """
    names = [column.rpartition(" AS ")[2] for column in columns]
    stamp = "[v.`version`, toString(v.`changedAt`)]"
    return [
        f"OPTIONAL MATCH {_BOOK}",
        f"WITH {stamp} AS before",
        *clauses,
        "WITH\n" + indent(",\n".join(["before", *columns]), "  "),
        f"OPTIONAL MATCH {_BOOK}",
        f"RETURN {', '.join([*names, f'[before, {stamp}] AS stamp'])}",
    ]
