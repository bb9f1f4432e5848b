"""Chains of reporting lines and tenures, each looked at by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from tests.reference.days import common, covers, tells_of_days
from tests.reference.rows import Chain, Edge, Link, Node, World
from tests.reference.views import View

RANKS = ["PREFERRED", "NORMAL", "DEPRECATED"]
LONGEST = 8


def preference(chain: Chain) -> Any:
    """What the best of several chains is least in: length, ranks, ids."""
    ranks = [RANKS.index(link.values["rank"]) for link in chain.links]
    return len(chain.lines), ranks, [link.values["id"] for link in chain.links]


@dataclass(frozen=True, slots=True)
class Chains:
    """Follows the lines and tenures that count in a view."""

    world: World
    view: View

    def above(self, agency: Node) -> list[Edge]:
        """The agencies above one."""
        chains = ((c.lines[-1].end, c) for c in self._climb(agency) if c.lines)
        return self._best(chains)

    def below(self, agency: Node, *, transitive: bool) -> list[Edge]:
        """The agencies below one; those that report to it, or all."""
        most = LONGEST if transitive else 1
        return self._best(
            (start.node, chain)
            for start in self.world.labelled("Agency")
            for chain in self._climb(start.node)
            if 0 < len(chain.lines) <= most and chain.lines[-1].end == agency
        )

    def overseers(self, review: Node) -> list[Edge]:
        """The officials whose offices a review fell under on its day."""
        day = self.view.as_of or review.values.get("day")
        if day is None:
            return []
        (agency,) = self.world.over("CONDUCTED_BY", "out", review)
        under = self._under(agency.node)
        return replace(self, view=replace(self.view, as_of=day))._best(under)

    def led(self, official: Node) -> list[Edge]:
        """The agencies whose head post an official held."""
        return self._best(
            (agency.node, Chain((), tenure))
            for tenure in self._tenures(self.world.over("HELD", "out", official))
            if self.view.as_of is None or self._is_dated(tenure)
            for agency in self.world.over("IN", "out", tenure.end)
        )

    def reviewed(self, by: str, under: str, basis: list[str] | None) -> list[Edge]:
        """The sales with a review by an agency under an official."""
        agency = self.world.nodes.get(by)
        if agency is None:
            return []
        chains = [c for o, c in self._under(agency) if o.id == under and self._held(c)]
        chains.sort(key=preference)
        found: dict[Node, list[Chain]] = defaultdict(list)
        for edge in self.world.over("CONDUCTED_BY", "in", agency):
            review = edge.node
            counts = basis is None or review.values["basis"] in basis
            covering = [c for c in chains if self._decides(c, review)]
            if counts and covering:
                for sale in self.world.over("OF", "out", review):
                    found[sale.node].append(replace(covering[0], review=review))
        return [Edge(sale, chain=min(c, key=_shown)) for sale, c in found.items()]

    def _decides(self, chain: Chain, review: Node) -> bool:
        """Whether a chain covers a review's day; as of another day, any does."""
        if self.view.as_of is not None:
            return True
        day = review.values.get("day")
        span = common(map(self.view.span, chain.links))
        return day is not None and covers(span, day, strict=self.view.strict)

    def _best(self, chains: Iterable[tuple[Node, Chain]]) -> list[Edge]:
        """Each node once, by the best of the chains that held."""
        found: dict[Node, list[Chain]] = defaultdict(list)
        for node, chain in chains:
            if self._held(chain):
                found[node].append(chain)
        return [Edge(node, chain=min(c, key=preference)) for node, c in found.items()]

    def _held(self, chain: Chain) -> bool:
        """Whether all of it held on the day of the view, or on any."""
        begin, end = common(map(self.view.span, chain.links))
        day = self.view.as_of
        on_day = day is None or covers((begin, end), day, strict=self.view.strict)
        return begin < end and on_day

    def _under(self, agency: Node) -> Iterator[tuple[Node, Chain]]:
        """The officials above an agency whose tenures are dated."""
        for chain in self._climb(agency):
            top = chain.lines[-1].end if chain.lines else agency
            for post in self.world.over("IN", "in", top):
                for tenure in self._tenures(self.world.over("HELD", "in", post.node)):
                    if self._is_dated(tenure):
                        yield tenure.start, Chain(chain.lines, tenure)

    def _climb(self, agency: Node, used: tuple[Link, ...] = ()) -> Iterator[Chain]:
        yield Chain(used)
        for edge in self.world.over("REPORTS_TO", "out", agency):
            line = edge.link
            assert line is not None
            counts = self.view.makes_chains(line) and line not in used
            if counts and len(used) < LONGEST:
                yield from self._climb(edge.node, (*used, line))

    def _tenures(self, edges: Iterable[Edge]) -> Iterator[Link]:
        """Those by which an agency was led, as far as they count."""
        for edge in edges:
            tenure = edge.link
            assert tenure is not None
            if tenure.end.values["head"] and self.view.makes_tenures(tenure):
                yield tenure

    def _is_dated(self, tenure: Link) -> bool:
        return tells_of_days(tenure.values, strict=self.view.strict)


def _shown(chain: Chain) -> Any:
    """What the review to show is least in: a stated one first, then the earliest."""
    assert chain.review is not None
    values = chain.review.values
    day = values.get("day")
    return values["basis"] != "STATED", day is None, day or "", values["id"]
