"""Sales that were never proposed, drawn from the distributions of the real ones.

Each takes after real sales drawn at random: what is sold, by whom and for how much
after one, the buyer after another, the day after a third. So partners, contractors,
articles and agencies are as unevenly busy as in the data, and reviews, risks and
claims as frequent. The same number always gives the same sale.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from graph.values import first_day
from seed.rows import Row, Rows

SOURCE = "source:generated"
PREFIX = "sale:generated-"
"""What the ids of generated sales begin with."""
KEPT = (
    *("title", "category", "channel", "status", "statutoryBasis", "emergency"),
    *("belowThresholdCaseAdded", "majorItems", "contractorStatus"),
    *("technologySecurityMarkers", "offsetAgreement"),
)
"""The properties that a generated sale has from the real one it takes after."""
COPIED = ("INCLUDES", "NAMES", "RAISES", "IMPLEMENTED_BY", "NOTIFIED_BY")
"""The relationships that it has alike."""
STATED = {"rank": "NORMAL", "basis": "STATED"}
DATES = {"notifiedOn": 0, "releasedOn": 1, "recordedOn": 14}
"""The dates of a sale, with the days that each usually comes after the first."""
RECORDED = datetime(2026, 1, 1, tzinfo=UTC)
SPREAD = 0.25
"""How far values scatter: the standard deviation of their logarithm."""
ROUNDING = 100_000
"""Dollars to which notices round."""


@dataclass(frozen=True, slots=True)
class Example:
    """A real sale, its relationships by type, and the reviews it passed."""

    sale: Row
    links: Mapping[str, Sequence[Row]]
    reviews: Sequence[tuple[Row, Row]]
    """Each with its CONDUCTED_BY."""

    @property
    def day(self) -> date:
        """The first day that the sale's day may mean."""
        known = (self.sale.properties.get(name) for name in DATES)
        return date.fromisoformat(first_day(next(day for day in known if day)))


@dataclass(slots=True)
class Drawn:
    """Nodes by label and relationships by type, as they are to be stored."""

    nodes: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    links: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))


def examples(nodes: Rows, relationships: Rows) -> list[Example]:
    """The real sales, with what generated ones take from them."""
    outward: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for type_ in ("TO", *COPIED):
        for link in relationships[type_].values():
            outward[type_, link.start].append(link)
    conducted = {link.start: link for link in relationships["CONDUCTED_BY"].values()}
    reviews: dict[str, list[tuple[Row, Row]]] = defaultdict(list)
    for link in relationships["OF"].values():
        review = nodes["Review"][link.start]
        reviews[link.end].append((review, conducted[review.id]))
    return [
        Example(
            sale,
            {type_: outward[type_, sale.id] for type_ in ("TO", *COPIED)},
            reviews[sale.id],
        )
        for sale in nodes["Sale"].values()
    ]


def draw(numbers: range, real: Sequence[Example]) -> Drawn:
    """The generated sales with these numbers and all that hangs on them."""
    drawn = Drawn()
    for number in numbers:
        _Drawing(number, real, drawn).draw()
    return drawn


class _Drawing:
    """The drawing of one sale."""

    def __init__(self, number: int, real: Sequence[Example], drawn: Drawn) -> None:
        random = Random(f"armsgraph {number}")  # noqa: S311 (nothing secret)
        self._slug = f"generated-{number:07d}"
        self._id = f"sale:{self._slug}"
        self._number = number
        self._drawn = drawn
        self._example, self._buyer, dated = (random.choice(real) for _ in range(3))
        self._day = dated.day - timedelta(days=random.randrange(30))
        self._scale = math.exp(random.gauss(0, SPREAD))
        count = len(self._example.sale.properties["claims"])
        self._claims = [f"claim:{self._slug}-{i + 1}" for i in range(count)]
        self._evidence = {
            "claims": self._claims,
            "sources": [SOURCE],
            "recordedAt": RECORDED,
        }
        self._links: Counter[str] = Counter()

    def draw(self) -> None:
        """Add the sale, its claims, reviews and relationships."""
        self._drawn.nodes["Sale"].append(self._sale())
        for claim in self._claims:
            self._drawn.nodes["Claim"].append(self._claim(claim))
            self._link("STATED_IN", claim, SOURCE, STATED)
        self._link_alike("TO", self._buyer)
        for type_ in COPIED:
            self._link_alike(type_, self._example)
        for review, conducted in self._example.reviews:
            self._review(review, conducted)

    def _sale(self) -> dict[str, Any]:
        real = self._example.sale
        kept = {name: real.properties.get(name) for name in KEPT}
        return kept | {
            "id": self._id,
            "basis": "STATED",
            **self._evidence,
            "transmittalNumber": f"{self._day:%y}-G{self._number:07d}",
            "description": f"Generated after {real.id}; no such sale was proposed.",
            "estimatedValue": self._scaled(real.properties.get("estimatedValue")),
            "mdeValue": self._scaled(real.properties.get("mdeValue")),
            "extractionMethod": "generated",
            "day": self._day.isoformat(),
            **dict(self._dates()),
        }

    def _scaled(self, dollars: int | None) -> int | None:
        if not dollars:
            return dollars
        return max(1, round(dollars * self._scale / ROUNDING)) * ROUNDING

    def _dates(self) -> Iterator[tuple[str, str]]:
        known = [n for n in DATES if self._example.sale.properties.get(n)]
        for name in known:
            later = timedelta(days=DATES[name] - DATES[known[0]])
            yield name, (self._day + later).isoformat()

    def _claim(self, id: str) -> dict[str, Any]:
        return {
            "id": id,
            "statement": f"Generated sale {self._number} for measurements.",
            "subject": self._id,
            "recordedAt": RECORDED,
            "basis": "STATED",
            "rank": "NORMAL",
        }

    def _review(self, real: Row, conducted: Row) -> None:
        id = f"review:{real.properties['kind'].lower().replace('_', '-')}-{self._slug}"
        day = self._day.isoformat()
        dated: dict[str, Any] = {
            name: day
            for name in ("completedOn", "completedBy")
            if name in real.properties
        }
        self._drawn.nodes["Review"].append(
            {**real.properties, **self._evidence, **dated, "id": id, "day": day}
        )
        self._link("OF", id, self._id, conducted.properties)
        self._link("CONDUCTED_BY", id, conducted.end, conducted.properties)

    def _link_alike(self, type_: str, example: Example) -> None:
        for link in example.links[type_]:
            self._link(type_, self._id, link.end, link.properties)

    def _link(
        self, type_: str, start: str, end: str, properties: Mapping[str, Any]
    ) -> None:
        self._links[type_] += 1
        prefix = type_.lower().replace("_", "-")
        self._drawn.links[type_].append(
            Row(
                file=SOURCE,
                line=self._number,
                id=f"{prefix}:{self._slug}-{self._links[type_]}",
                properties={**properties, **self._evidence},
                start=start,
                end=end,
            )
        )
