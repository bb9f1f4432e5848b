"""Which documents are answered, and those that are sent by an id alone.

An id comes as ``documentId``, or as clients of automatic persisted queries send it, in
``extensions.persistedQuery``. Where only trusted documents are answered, nothing that a
caller sends becomes one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

from api.errors import Refused
from api.execution import Asked
from api.identity import Caller
from graph.at_hand import AtHand, find
from graph.caches import Cache
from graph.documents import digest, id_of, texts
from graph.driver import Graph
from graph.keys import Role

REREAD, STALE, PAUSE = 5.0, 15.0, 1.0
"""As those of keys (:mod:`graph.keyring`)."""
KEPT_CHARACTERS = 300_000
"""Characters of documents that are kept for callers who send their ids from then on."""
PREFIX = "sha256:"
"""What the id of a document may begin with."""


class Documents:
    """The documents of a graph; with ``only_trusted``, no others are answered."""

    def __init__(self, graph: Graph, *, only_trusted: bool) -> None:
        self._graph = graph
        self._only_trusted = only_trusted
        self._known: Mapping[str, str] = {}
        self._trusted: AtHand[Mapping[str, str]] = AtHand(self._read, {}, REREAD, STALE)
        self._sent: Cache[str, str] = Cache(KEPT_CHARACTERS)

    async def admitted(self, asked: Asked, caller: Caller) -> Asked:
        """What is asked, with the text of its document.

        Raises :class:`Refused` where that is not known, or not for the caller to send,
        and as :meth:`Graph.read` does.
        """
        id = sent_id(asked)
        if id is None and not self._binds(caller):
            return asked
        if asked.query:
            await self._admit(asked.query, id, caller)
            return asked
        text = await self._find(id or "")
        if text is None and not self._binds(caller):
            text = self._sent.get(id or "")
        if text is None:
            raise self._unknown(id or "")
        return replace(asked, query=text)

    async def close(self) -> None:
        """Read no more."""
        await self._trusted.close()

    def _binds(self, caller: Caller) -> bool:
        """Whether a caller may send trusted documents only; admins try out others."""
        return self._only_trusted and caller.role is not Role.ADMIN

    async def _admit(self, text: str, id: str | None, caller: Caller) -> None:
        if self._binds(caller):
            if await self._find(id_of(text)) is None:
                raise _not_trusted("The document is")
        elif id is not None and len(id) == len(digest("")):
            if id not in (digest(text), id_of(text)):
                message = "The SHA-256 that is sent is not that of the document."
                raise Refused(400, message)
            self._sent.put(id, text, weight=len(text))

    async def _find(self, id: str) -> str | None:
        return await find(self._trusted, id, pause=PAUSE)

    async def _read(self) -> Mapping[str, str]:
        self._known = await texts(self._graph, self._known)
        return self._known

    def _unknown(self, id: str) -> Refused:
        if self._only_trusted:
            return _not_trusted(f"The document {id!r} is")
        return Refused(
            400,
            f"No document is known by {id!r}; send its text as query.",
            code="PERSISTED_QUERY_NOT_FOUND",
        )


def sent_id(asked: Asked) -> str | None:
    """The id that a request names its document by."""
    if asked.document_id is not None:
        return asked.document_id.removeprefix(PREFIX)
    match (asked.extensions or {}).get("persistedQuery"):
        case None:
            return None
        case {"version": 1, "sha256Hash": str(id)}:
            return id
        case _:
            message = "extensions.persistedQuery must have version 1 and a sha256Hash."
            raise Refused(400, message)


def _not_trusted(what: str) -> Refused:
    return Refused(
        403,
        f"{what} not among those that are answered here; ask the operator to add it "
        "(`armsgraph documents add`).",
        code="DOCUMENT_NOT_TRUSTED",
    )


@asynccontextmanager
async def documents_of(graph: Graph, *, only_trusted: bool) -> AsyncIterator[Documents]:
    """The documents of a graph, closed on exit."""
    documents = Documents(graph, only_trusted=only_trusted)
    try:
        yield documents
    finally:
        await documents.close()
