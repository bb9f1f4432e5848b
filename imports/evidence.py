"""The evidence that files of others bring with them: a source, and a claim per fact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from graph.declare import Basis, Rank
from imports.facts import Named, Reading, Record
from imports.mapping import prefix

STATED: dict[str, Any] = {"basis": Basis.STATED.name}
NORMAL: dict[str, Any] = {"rank": Rank.NORMAL.name}


@dataclass(frozen=True, slots=True)
class Witness:
    """Who states what a record says: adds facts with a claim to it."""

    reading: Reading
    record: Record
    source: dict[str, Any]
    """The properties of the source."""
    at: datetime
    """When the claims are recorded that the graph does not hold yet."""

    def claim(self, slug: str, statement: str, subject: str, locator: str) -> str:
        """Add the source and a claim that it states; the claim's id."""
        id = f"claim:{slug}"
        self.reading.from_json(self.record, "Source", self.source)
        claim = {
            "id": id,
            "statement": statement,
            "subject": subject,
            "locator": locator,
            "recordedAt": self.at.isoformat(),
            **STATED,
            **NORMAL,
        }
        self.reading.from_json(self.record, "Claim", claim)
        self.link("STATED_IN", id, self.source["id"], claim=id, slug=slug)
        return id

    def node(self, label: str, claim: str, properties: dict[str, Any]) -> None:
        """Add a node that rests on a claim."""
        given = {**properties, **self._evidence(claim)}
        self.reading.from_json(self.record, label, given)

    def link(
        self, type_: str, start: str, end: str, *, claim: str, slug: str, **own: Any
    ) -> None:
        """Add a relationship that rests on a claim."""
        id = f"{prefix(type_)}:{slug}"
        given = {"id": id, **own, **NORMAL, **self._evidence(claim)}
        self.reading.from_json(self.record, type_, given, start, end)

    def named(
        self,
        type_: str,
        start: str,
        label: str,
        name: str,
        claim: str,
        slug: str,
        *,
        make: Callable[[], str] | None = None,
    ) -> None:
        """Add a relationship to the node of a label that has a name."""
        link = partial(self.link, type_, start, claim=claim, slug=slug)
        self.record.named.append(Named(label, name, link, make))

    def _evidence(self, claim: str) -> dict[str, Any]:
        return {**STATED, "claims": [claim], "sources": [self.source["id"]]}
