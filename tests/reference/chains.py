"""Chains of reporting lines and tenures, each looked at by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from graph.values import first_day, last_day
from tests.reference.conditions import Tree
from tests.reference.rows import Chain, Edge, Link, Node, World

RANKS = ["PREFERRED", "NORMAL", "DEPRECATED"]
LONGEST = 8


def held(chain: Chain, day: str | None) -> bool:
    """Whether all of it held on one day; of a partial day, on one of its days."""
    begins, ends = [date.min], [date.max]
    if day is not None:
        begins = [date.fromisoformat(first_day(day))]
        ends = [date.fromisoformat(last_day(day)) + timedelta(1)]
    for begin, end in (link.days for link in chain.links):
        begins.append(begin)
        ends.append(end)
    return max(begins) < min(ends)


def preference(chain: Chain) -> Any:
    """What the best of several chains is least in: length, ranks, ids."""
    ranks = [RANKS.index(link.values["rank"]) for link in chain.links]
    return len(chain.lines), ranks, [link.values["id"] for link in chain.links]


@dataclass(frozen=True, slots=True)
class Chains:
    """Follows the lines and tenures that count by a caller's choice."""

    world: World
    choice: Tree

    def above(self, agency: Node) -> list[Edge]:
        """The agencies above one."""
        day = self.choice.get("asOf")
        return _best(
            Edge(top, chain=chain)
            for top, chain in self._climb(agency)
            if chain.lines and held(chain, day)
        )

    def below(self, agency: Node) -> list[Edge]:
        """The agencies below one; unless all are asked for, those right below."""
        most = LONGEST if self.choice.get("transitive") else 1
        starts = (edge.node for edge in self.world.labelled("Agency"))
        return _best(
            Edge(start, chain=chain)
            for start in starts
            for top, chain in self._climb(start)
            if top is agency and chain.lines and len(chain.lines) <= most
            if held(chain, None)
        )

    def overseers(self, review: Node) -> list[Edge]:
        """The officials whose offices a review fell under on its day."""
        day = self.choice.get("asOf") or review.values.get("day")
        (agency,) = self.world.over("CONDUCTED_BY", "out", review)
        return _best(
            Edge(official, chain=chain)
            for official, chain in self._under(agency.node)
            if day is not None and held(chain, day)
        )

    def led(self, official: Node) -> list[Edge]:
        """The agencies whose head post an official held."""
        day = self.choice.get("asOf")
        chains = (
            Chain((), tenure)
            for tenure in self._tenures(self.world.over("HELD", "out", official))
            if day is None or _is_dated(tenure)
        )
        return _best(
            Edge(agency.node, chain=chain)
            for chain in chains
            if chain.tenure and held(chain, day)
            for agency in self.world.over("IN", "out", chain.tenure.end)
        )

    def reviewed(self) -> list[Edge]:
        """The sales with a review by an agency under an official."""
        by = self.world.nodes.get(self.choice["by"])
        if by is None:
            return []
        chains = [c for o, c in self._under(by) if o.id == self.choice["under"]]
        chains.sort(key=preference)
        found: dict[Node, list[Chain]] = defaultdict(list)
        for sale, review in self._reviews(by):
            covering = [c for c in chains if held(c, review.values["day"])]
            if covering:
                found[sale].append(replace(covering[0], review=review))
        return [Edge(sale, chain=min(c, key=_decides)) for sale, c in found.items()]

    def _reviews(self, by: Node) -> Iterator[tuple[Node, Node]]:
        basis = self.choice.get("basis")
        for edge in self.world.over("CONDUCTED_BY", "in", by):
            review = edge.node
            counts = basis is None or review.values["basis"] in basis
            if counts and review.values.get("day") is not None:
                for sale in self.world.over("OF", "out", review):
                    yield sale.node, review

    def _under(self, agency: Node) -> Iterator[tuple[Node, Chain]]:
        """The officials above an agency whose tenures are dated."""
        for top, chain in self._climb(agency):
            for post in self.world.over("IN", "in", top):
                for tenure in self._tenures(self.world.over("HELD", "in", post.node)):
                    if _is_dated(tenure):
                        yield tenure.start, Chain(chain.lines, tenure)

    def _climb(
        self, agency: Node, used: tuple[Link, ...] = ()
    ) -> Iterator[tuple[Node, Chain]]:
        yield agency, Chain(used)
        for edge in self.world.over("REPORTS_TO", "out", agency):
            line = edge.link
            assert line is not None
            counts = line.values["status"] in self._statuses and self._believes(line)
            if counts and line not in used and len(used) < LONGEST:
                yield from self._climb(edge.node, (*used, line))

    def _tenures(self, edges: Iterable[Edge]) -> Iterator[Link]:
        """Those by which an agency was led, as far as they count."""
        for edge in edges:
            tenure = edge.link
            assert tenure is not None
            right = tenure.values["rank"] != "DEPRECATED" or self._trusts_all
            if tenure.end.values["head"] and right and self._believes(tenure):
                yield tenure

    def _believes(self, link: Link) -> bool:
        sources = self.choice.get("accordingTo")
        return sources is None or bool({*link.values["sources"]} & {*sources})

    @property
    def _trusts_all(self) -> bool:
        """Whether tenures count that are believed to be wrong."""
        chosen = self.choice.get("accordingTo") is not None
        return chosen or "DISPUTED" in self._statuses

    @property
    def _statuses(self) -> list[str]:
        given: list[str] | None = self.choice.get("statuses")
        if given is not None:
            return given
        default = ["CONFIRMED", "DIRECTED", "EFFECTIVE"]
        believing = self.choice.get("accordingTo") is not None
        return [*default, "DISPUTED"] if believing else default


def _is_dated(tenure: Link) -> bool:
    return bool(tenure.values.get("validFrom") or tenure.values.get("validTo"))


def _best(edges: Iterable[Edge]) -> list[Edge]:
    """Each node once, by the best of its chains."""
    found: dict[Node, list[Chain]] = defaultdict(list)
    for edge in edges:
        assert edge.chain is not None
        found[edge.node].append(edge.chain)
    return [Edge(node, chain=min(c, key=preference)) for node, c in found.items()]


def _decides(chain: Chain) -> Any:
    """What the review to show is least in: a stated one first, then the earliest."""
    assert chain.review is not None
    values = chain.review.values
    return values["basis"] != "STATED", values["day"], values["id"]
