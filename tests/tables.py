"""Tables of data files as rows of text, and a part of those that come along."""

from __future__ import annotations

import csv
from pathlib import Path

from graph.model import MODEL
from seed.load import DATA

SALES = {"sale:fms-25-101-dk", "sale:fms-26-12-sg", "sale:fms-2026-03-25-kr"}


def write_few(folder: Path) -> None:
    """The data that come with ArmsGraph, but only some of their sales."""
    reviews = {r["id"]: r["to"] for r in read_rows("relationships", "OF")}
    kept: dict[str, list[dict[str, str]]] = {}
    for label in MODEL.nodes:
        rows = read_rows("nodes", label)
        if label == "Sale":
            rows = [r for r in rows if r["id"] in SALES]
        elif label == "Review":
            rows = [r for r in rows if reviews[f"of:{_slug(r['id'])}"] in SALES]
        elif label in ("Amendment", "DefenseArticle"):
            rows = []
        kept[label] = rows
    nodes = {r["id"] for label in kept if label != "Claim" for r in kept[label]}
    kept["Claim"] = [
        r for r in kept["Claim"] if not r["subject"] or r["subject"] in nodes
    ]
    nodes |= {r["id"] for r in kept["Claim"]}
    links = {
        type_: [
            r
            for r in read_rows("relationships", type_)
            if {r["from"], r["to"], *_listed(r["claims"])} <= nodes
        ]
        for type_ in MODEL.relationships
    }
    write_rows(folder / "nodes", kept)
    write_rows(folder / "relationships", links)


def _slug(id: str) -> str:
    return id.partition(":")[2]


def _listed(cell: str) -> list[str]:
    return cell.split("; ") if cell else []


def read_rows(kind: str, name: str, folder: Path = DATA) -> list[dict[str, str]]:
    with (folder / kind / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(folder: Path, tables: dict[str, list[dict[str, str]]]) -> None:
    folder.mkdir(exist_ok=True)
    for name, rows in tables.items():
        if rows:
            with (folder / f"{name}.csv").open("w", newline="") as file:
                writer = csv.DictWriter(file, rows[0])
                writer.writeheader()
                writer.writerows(rows)
