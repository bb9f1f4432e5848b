"""What is asked to be exported: a target, options, and what follows from them."""

from __future__ import annotations

from pathlib import Path

from exports.compression import COMPRESSIONS
from exports.files import STREAM, Export
from exports.forms import FORMS, named
from exports.tables import Table, tables
from graph.errors import BadUserInput
from graph.model import MODEL


def export_of(
    target: str, form: str, *, only: str, compression: str, after: str, since: str
) -> Export:
    """What a command asks to be written."""
    by_name = named(Path(target).name)
    if form and form not in FORMS:
        raise BadUserInput(f"--format: {form!r} is none; write one of {list(FORMS)}.")
    if not form and by_name is None:
        raise BadUserInput("--format: say which, or name a file such as graph.jsonl.")
    chosen = FORMS[form] if form or by_name is None else by_name.form
    compressed = f".{compression}" if compression else ""
    if by_name is not None and by_name.form is chosen and not chosen.by_table:
        compressed = compressed or by_name.compression
    if compressed not in COMPRESSIONS or (compressed and chosen.compressed):
        raise BadUserInput(f"--compression: {chosen.name} cannot be {compression!r}.")
    place = chosen.place(after=after, since=since, prefix="--")
    export = Export(chosen, tables_named(only), compressed, after, place)
    if target == STREAM and chosen.by_table and len(export.tables) > 1:
        raise BadUserInput(
            f"{STREAM}: {chosen.name} needs a folder, or --only one table."
        )
    return export


def tables_named(names: str) -> list[Table]:
    """The tables of these labels and types; all where none is named."""
    every = tables(MODEL)
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    unknown = set(wanted) - {table.name for table in every}
    if unknown:
        known = ", ".join(table.name for table in every)
        raise BadUserInput(f"--only: no table {min(unknown)!r}; write some of {known}.")
    return [table for table in every if not wanted or table.name in wanted]
