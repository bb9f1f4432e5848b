"""The questions of the benchmark, read from their folders in ``queries/``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import orjson

FOLDER = Path(__file__).parent / "queries"

Variables = dict[str, Any]
Reshape = Callable[[Any], Any]
"""Brings the answer in one dialect into the form of the others."""
Shape = Callable[[list[Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Start:
    """How to find where a page in the middle starts, by the sale before it.

    The Cypher gives its keys and offset, the GraphQL of a dialect its cursor.
    """

    cypher: str
    graphql: dict[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """One question in every dialect it is asked in; ``variables`` are used in turn.

    ``reshape`` is known for the dialects that can only answer in another form.
    ``as_of`` is the same question about a day, for those who can be asked so.
    """

    name: str
    variables: list[Variables]
    cypher: str
    shape: Shape
    graphql: dict[str, str]
    reshape: dict[str, Reshape]
    start: Start | None
    as_of: Question | None = None

    @property
    def title(self) -> str:
        """The name in words."""
        return self.name.replace("_", " ")


def questions() -> list[Question]:
    """All questions, in the order in which they are reported."""
    return [_question(name) for name in ORDER]


ORDER = (
    *("by_id", "list_of_fifty", "filter_sort_page", "connection_with_edges"),
    *("sales_reviewed", "aggregate_per_nation", "page_of_thousand", "five_levels"),
    *("only_counts", "deep_page"),
)


def _question(name: str) -> Question:
    folder = FOLDER / name
    variables = folder / "variables.json"
    question = Question(
        name=name,
        variables=orjson.loads(variables.read_bytes()) if variables.exists() else [{}],
        cypher=(folder / "floor.cypher").read_text(),
        shape=import_module(f"bench.queries.{name}.floor").shape,
        graphql=_documents(folder),
        reshape=_reshapes(name, folder),
        start=_start(folder / "start"),
    )
    return replace(question, as_of=_as_of(question, folder / "as_of"))


def _as_of(question: Question, folder: Path) -> Question | None:
    """The question as of a day; its floor is another where its answer may be."""
    if not folder.exists():
        return None
    floor = folder / "floor.cypher"
    cypher = floor.read_text() if floor.exists() else question.cypher
    return replace(question, cypher=cypher, graphql=_documents(folder))


def _start(folder: Path) -> Start | None:
    if not folder.exists():
        return None
    return Start((folder / "floor.cypher").read_text(), _documents(folder))


def _documents(folder: Path) -> dict[str, str]:
    return {file.stem: file.read_text() for file in folder.glob("*.graphql")}


def _reshapes(name: str, folder: Path) -> dict[str, Reshape]:
    modules = [
        f.stem for f in folder.glob("*.py") if f.with_suffix(".graphql").exists()
    ]
    return {m: import_module(f"bench.queries.{name}.{m}").reshape for m in modules}
