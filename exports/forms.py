"""The forms that a graph is exported in, and the bytes of their files."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from exports.compression import COMPRESSIONS
from exports.csv import open_csv
from exports.delta import changes
from exports.encoder import Encoder, Open
from exports.ftm import open_ftm
from exports.graphml import open_graphml
from exports.jsonl import open_jsonl
from exports.rdf import open_jsonld, open_turtle
from exports.snapshot import Snapshot
from exports.tables import Table, following
from graph.changelog import place_of
from graph.errors import BadUserInput
from graph.feed import Place


@dataclass(frozen=True, slots=True)
class Form:
    """A form, how the names of its files end, and their media type.

    Some have a file for each table. Those that ``resumes`` have no end of their own and
    a fact wherever a line begins, so that a file which broke off can be gone on with.
    """

    name: str
    suffix: str
    media_type: str
    open: Open
    by_table: bool = False
    resumes: bool = False
    deltas: bool = False
    """Whether there are files of what has changed only."""
    compressed: bool = False
    """Whether it is compressed as it is."""

    def place(self, *, after: str, since: str, prefix: str = "") -> Place | None:
        """The place in the feed from which on changes are asked for, if they are.

        ``after`` is the fact that a file is gone on with. Raises :class:`BadUserInput`,
        which names options with their prefix, where the form has no such files.
        """
        if after and not self.resumes:
            raise BadUserInput(
                f"{prefix}after: files of {self.name} can only be had whole."
            )
        if since and (after or not self.deltas):
            raise BadUserInput(
                f"{prefix}since: what has changed can only be had as jsonl, "
                f"without {prefix}after."
            )
        return place_of(since, f"{prefix}since") if since else None


def _open_parquet(tables: Sequence[Table]) -> Encoder:
    # Arrow takes long to import and much memory, which the service is to be spared.
    from exports.parquet import open_parquet

    return open_parquet(tables)


FORMS = {
    form.name: form
    for form in (
        Form(
            "jsonl",
            ".jsonl",
            "application/jsonl",
            open_jsonl,
            resumes=True,
            deltas=True,
        ),
        Form("csv", ".csv", "text/csv", open_csv, by_table=True, resumes=True),
        Form(
            "parquet",
            ".parquet",
            "application/vnd.apache.parquet",
            _open_parquet,
            by_table=True,
            compressed=True,
        ),
        Form("graphml", ".graphml", "application/graphml+xml", open_graphml),
        Form("ftm", ".ftm.json", "application/jsonl", open_ftm, resumes=True),
        Form("jsonld", ".jsonld", "application/ld+json", open_jsonld),
        Form("turtle", ".ttl", "text/turtle", open_turtle, resumes=True),
    )
}


@dataclass(frozen=True, slots=True)
class Named:
    """What the name of a file says: its stem, form and compression."""

    stem: str
    form: Form
    compression: str


def named(name: str) -> Named | None:
    """What the name of a file says; None where it names no form."""
    compression = next((c for c in COMPRESSIONS if c and name.endswith(c)), "")
    plain = name.removesuffix(compression)
    fitting = [form for form in FORMS.values() if plain.endswith(form.suffix)]
    if not fitting or (compression and fitting[0].compressed):
        return None
    form = max(fitting, key=lambda form: len(form.suffix))
    return Named(plain.removesuffix(form.suffix), form, compression)


async def encoded(
    snapshot: Snapshot,
    form: Form,
    tables: Sequence[Table],
    *,
    compression: str = "",
    after: str = "",
    since: Place | None = None,
) -> AsyncIterator[bytes]:
    """The bytes of a file that holds some tables, or what follows a fact in it.

    With ``since`` it is what has changed since then (:mod:`exports.delta`). Raises
    :class:`DataChanged` where they would not be of one version of the data.
    """
    compressor = COMPRESSIONS[compression]()
    if since is None:
        parts = _facts(snapshot, form, tables, after)
    else:
        parts = changes(snapshot, tables, since)
    async for data in parts:
        # Others are answered meanwhile.
        yield await asyncio.to_thread(compressor.compress, data)
    yield compressor.flush()


async def _facts(
    snapshot: Snapshot, form: Form, tables: Sequence[Table], after: str
) -> AsyncIterator[bytes]:
    encoder = form.open(tables)
    if after:
        tables = following(tables, after)
    else:
        yield encoder.begin()
    async for page in snapshot.pages(tables, after=after):
        # Encoding takes the processor; others are answered meanwhile.
        yield await asyncio.to_thread(encoder.encode, page)
    yield encoder.end()
