"""The ordinary way to the sales that were reviewed under an official.

Every node is loaded over its relation, and everything is decided in Python.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bench.ordinary.loading import Context, Properties

STATUSES = {"CONFIRMED", "DIRECTED", "EFFECTIVE"}
LONGEST_CHAIN = 8
RANKS = {"PREFERRED": 0, "NORMAL": 1, "DEPRECATED": 2}


@dataclass(frozen=True, slots=True)
class Chain:
    """Agencies upwards, each with the line to it, and a tenure at the top."""

    lines: tuple[Properties, ...]
    tenure: Properties

    @property
    def links(self) -> list[Properties]:
        return [line["link"] for line in self.lines] + [self.tenure]

    def covers(self, day: str) -> bool:
        since = max((link.get("validFrom") or "" for link in self.links), default="")
        until = min(_end(link.get("validTo")) for link in self.links)
        return since < until and day < until and day + "~" >= since

    @property
    def preference(self) -> tuple[int, list[int], list[str]]:
        links = self.links
        ranks = [RANKS[link["rank"]] for link in links]
        return len(self.lines), ranks, [link["id"] for link in links]


def _end(until: str | None) -> str:
    if until is None:
        return "~"
    return until if len(until) == 10 else f"{until}~"


async def reviewed(
    context: Context, by: str, under: str
) -> list[tuple[Properties, Properties, Chain]]:
    """Each sale with the review it counts by and the chain, the latest first."""
    found = await chains(context, by, under)
    reviews = context.related("(n:Agency)<-[l:CONDUCTED_BY]-(m:Review)")
    counted = list(_counted(await reviews.load(by), found))
    sales = context.related("(n:Review)-[l:OF]->(m:Sale)")
    loaded = await sales.load_many([review["id"] for review, _ in counted])
    best: dict[str, tuple[Properties, Properties, Chain]] = {}
    for (sale,), (review, chain) in zip(loaded, counted, strict=True):
        best.setdefault(sale["id"], (sale, review, chain))
    by_id = sorted(best.values(), key=lambda row: str(row[0]["id"]))
    return sorted(by_id, key=lambda row: str(row[0]["day"]), reverse=True)


def _counted(
    reviews: list[Properties], found: list[Chain]
) -> Iterator[tuple[Properties, Chain]]:
    reviews = sorted(reviews, key=lambda r: (r.get("day") or "", r["id"]))
    for review in sorted(reviews, key=lambda r: str(r["basis"]), reverse=True):
        day = review.get("day")
        chain = next((c for c in found if day and c.covers(day)), None)
        if chain is not None:
            yield review, chain


async def chains(context: Context, by: str, under: str) -> list[Chain]:
    """The chains from an agency to those that an official led, the best first."""
    tenures = await _tenures(context, under)
    found: list[Chain] = []
    reached: list[tuple[str, tuple[Properties, ...]]] = [(by, ())]
    lines = context.related("(n:Agency)-[l:REPORTS_TO]->(m:Agency)")
    for _ in range(LONGEST_CHAIN + 1):
        found += [
            Chain(path, tenure)
            for agency, path in reached
            for tenure in tenures.get(agency, [])
        ]
        above = await lines.load_many([agency for agency, _ in reached])
        reached = [
            (superior["id"], (*path, superior))
            for (_, path), superiors in zip(reached, above, strict=True)
            for superior in superiors
            if superior["link"]["status"] in STATUSES
        ]
    return sorted(found, key=lambda chain: chain.preference)


async def _tenures(context: Context, under: str) -> dict[str, list[Properties]]:
    posts = await context.related("(n:Official)-[l:HELD]->(m:Post)").load(under)
    led = [p for p in posts if p["head"] and p["link"]["rank"] != "DEPRECATED"]
    agencies = context.related("(n:Post)-[l:IN]->(m:Agency)")
    tenures: dict[str, list[Properties]] = {}
    for post, (agency,) in zip(
        led, await agencies.load_many([post["id"] for post in led]), strict=True
    ):
        tenures.setdefault(agency["id"], []).append(post["link"])
    return tenures
