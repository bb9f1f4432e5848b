"""Trusted documents: what callers may ask where they may not ask everything.

A document is known by the SHA-256 of its text without the space around it, and by the
other ids that clients send for it. The graph keeps them, as nodes of a label outside
the model, for all services in front of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.clauses import quoted
from graph.driver import Graph, Statement
from graph.errors import BadUserInput

TRUSTED_DOCUMENT = "TrustedDocument"
"""The label of trusted documents."""
_DOCUMENT = f"d:{quoted(TRUSTED_DOCUMENT)}"


@dataclass(frozen=True, slots=True)
class Document:
    """A document, and the other ids than its own that it is sent by."""

    text: str
    name: str
    aliases: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The digest of its text."""
        return id_of(self.text)


def id_of(text: str) -> str:
    """The SHA-256 of a document without the space around it."""
    return digest(text.strip())


def digest(text: str) -> str:
    """The SHA-256 of a text, as clients send it."""
    return hashlib.sha256(text.encode()).hexdigest()


async def add(graph: Graph, documents: Iterable[Document]) -> None:
    """Trust documents, all of them or none.

    Raises :class:`BadUserInput` where another document is known by one of their ids.
    """
    rows = [
        {
            "id": d.id,
            "text": d.text.strip(),
            "name": d.name,
            "aliases": list(d.aliases),
        }
        for d in documents
    ]
    async with graph.transaction() as transaction:
        params = {"rows": rows, "now": datetime.now(UTC)}
        await transaction.run(Statement(_ADD, params))
        for id, names in await transaction.run(Statement(_AMBIGUOUS)):
            raise BadUserInput(
                f"documents: {id!r} would stand for {' and '.join(names)}; "
                "give each an id of its own"
            )


async def remove(graph: Graph, id: str) -> None:
    """Trust a document no more.

    Raises :class:`BadUserInput` where none is known by that id.
    """
    (rows,) = await graph.write([Statement(_REMOVE, {"id": id})])
    if not rows:
        raise BadUserInput(
            f"id: no document is known by {id!r}; `armsgraph documents list` has ids"
        )


async def listed(graph: Graph) -> list[Document]:
    """All trusted documents, by name."""
    rows = await graph.read(_LIST)
    return [Document(text, name, tuple(aliases)) for text, name, aliases in rows]


async def texts(graph: Graph, known: Mapping[str, str]) -> dict[str, str]:
    """The texts of trusted documents by all their ids; ``known`` are not read again."""
    ids: dict[str, str] = dict(await graph.read(_IDS))
    missing = {owner for owner in ids.values() if owner not in known}
    found = dict(known) | await _texts(graph, missing)
    return {id: found[owner] for id, owner in ids.items() if owner in found}


async def _texts(graph: Graph, ids: Collection[str]) -> dict[str, str]:
    if not ids:
        return {}
    return dict(await graph.read(Statement(_TEXTS, {"ids": list(ids)})))


_ADD = f"""\
UNWIND $rows AS row
MERGE ({_DOCUMENT} {{id: row.id}})
SET d.text = row.text, d.name = row.name, d.addedAt = coalesce(d.addedAt, $now)
SET d.aliases = coalesce(d.aliases, [])
  + [a IN row.aliases WHERE NOT a IN coalesce(d.aliases, [])]"""
_AMBIGUOUS = f"""\
MATCH ({_DOCUMENT})
UNWIND [d.id] + d.aliases AS id
WITH id, collect(DISTINCT d) AS several WHERE size(several) > 1
RETURN id, [d IN several | d.name]"""
_REMOVE = f"""\
MATCH ({_DOCUMENT}) WHERE d.id = $id OR $id IN d.aliases
WITH d, d.id AS id DELETE d
RETURN id"""
_LIST = Statement(
    f"MATCH ({_DOCUMENT}) RETURN d.text, d.name, d.aliases ORDER BY d.name"
)
_IDS = Statement(f"MATCH ({_DOCUMENT}) UNWIND [d.id] + d.aliases AS id RETURN id, d.id")
_TEXTS = f"MATCH ({_DOCUMENT}) WHERE d.id IN $ids RETURN d.id, d.text"
