"""A mapping file: what the columns of someone else's table mean here.

::

    {
      "table": "Sale",
      "id": ["Transmittal No"],
      "columns": {"Transmittal No": "transmittalNumber", "Value": "estimatedValue"},
      "always": {"basis": "STATED", "claims": "claim:…", "sources": "source:…"}
    }

Columns that it does not name are left out. ``id`` names the columns that ids are made
of, where no column has them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.errors import BadUserInput
from graph.model import MODEL


class Mapped(BaseModel):
    """What a mapping file says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: str
    columns: dict[str, str]
    id: list[str] = Field(default_factory=list)
    always: dict[str, str] = Field(default_factory=dict)

    @property
    def needed(self) -> set[str]:
        """The columns that a table must have."""
        return {*self.columns, *self.id}

    def translated(self, cells: Mapping[str, str]) -> dict[str, str]:
        """The cells of a row under the names of the model."""
        found = dict(self.always)
        found |= {o: cells[t] for t, o in self.columns.items() if t in cells}
        if self.id:
            parts = " ".join(cells.get(column, "") for column in self.id)
            found["id"] = f"{prefix(self.table)}:{slug(parts)}"
        return found


def read_mapping(file: Path) -> Mapped:
    """The mapping in a file.

    Raises :class:`BadUserInput` where it is none, or for a table that is none.
    """
    try:
        mapped = Mapped.model_validate_json(file.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise BadUserInput(f"{file.name}: {place}: {first['msg']}") from error
    declared = MODEL.nodes.get(mapped.table) or MODEL.relationships.get(mapped.table)
    if declared is None:
        raise BadUserInput(f"{file.name}: table: the model has no {mapped.table!r}")
    known = {"from", "to", *declared.properties}
    for name in (*mapped.columns.values(), *mapped.always):
        if name not in known:
            raise BadUserInput(f"{file.name}: {mapped.table} has no {name!r}")
    return mapped


def prefix(table: str) -> str:
    """What the ids of a table begin with, before the colon."""
    node = MODEL.nodes.get(table)
    return node.prefix if node else table.lower().replace("_", "-")


def slug(text: str) -> str:
    """A text as the readable part of an id."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
