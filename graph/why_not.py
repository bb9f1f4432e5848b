"""Why a sale is not among those reviewed under an official, as Cypher.

The parts of :mod:`graph.reviewed` and :mod:`graph.chains`, each by itself: what one
leaves is what the next begins with, and where the last leaves a review, the sale is in
the answer.

A check is a map ``{condition, met, facts, reviews, tenures, lines}``, and stands for
the chain of its scope. :mod:`graph.reasons` puts the facts into words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from textwrap import indent
from typing import TYPE_CHECKING

from graph import history, intervals
from graph.chains import (
    climb,
    head_post,
    labels,
    preference,
    step,
    tenure_of,
    the_node,
)
from graph.clauses import Matched, Scope, quoted, subquery
from graph.query import Checks, Known, Predicate, Value
from graph.reasons import WhyNotCondition
from graph.reviewed import chains_between, covers, own, reviews_by

if TYPE_CHECKING:
    from graph.cypher import Writer


def checks(writer: Writer, source: Checks, scope: Scope) -> Matched:
    """The conditions of a sale, in their order, each as a check."""
    return _WhyNot(writer, source).matched(scope)


def told(name: str, scope: Scope) -> str:
    """What the current check says by itself."""
    check = scope.chain
    if name == "explanation":
        return f"[{check}.condition, {check}.met, {check}.facts]"
    return f"{check}.{name}"


class _WhyNot:
    """Writes the checks of one sale.

    The lists it binds are of maps: ``r`` is a review that the agency conducted of the
    sale, ``t`` a tenure of the official at the head of an agency, ``c`` a chain that
    held on some day; ``covered`` are the reviews that such a chain decides for. The
    chain that is ``shown`` is the one that comes farthest.
    """

    def __init__(self, writer: Writer, source: Checks) -> None:
        self._writer = writer
        self._source = source
        self._of = source.of
        self._lines = source.of.lines
        known = self._lines.known
        held = None if known is None else Known("link", known)
        self._anyhow = replace(self._lines, line=held, tenure=held)
        self._sale, self._by = writer.fresh("n"), writer.fresh("b")
        lists = [writer.fresh("a") for _ in range(5)]
        self._reviews, self._tenures, self._chains, self._covered, self._met = lists
        self._best, self._shown, self._facts = (writer.fresh("d") for _ in range(3))

    def matched(self, scope: Scope) -> Matched:
        check = self._writer.fresh("c")
        clauses = (
            *self._ends(),
            f"WITH *, {self._reviews_of_sale()} AS {self._reviews},\n"
            f"  {self._tenures_at_heads()} AS {self._tenures}",
            f"WITH *, head({self._best_chain()}) AS {self._best},\n"
            f"  {self._chains_of_some_day()} AS {self._chains}",
            f"WITH *, [r IN {self._reviews} WHERE r.counts AND any(c IN {self._chains}"
            f" WHERE {self._decides()})] AS {self._covered}",
            f"WITH *, coalesce(head([c IN {self._chains} WHERE any(r IN"
            f" {self._covered} WHERE {self._decides()})]), head({self._chains}),"
            f" {self._best}) AS {self._shown}",
            f"WITH *, {_list(self._conditions())} AS {self._met},\n"
            f"  {_map(self._told())} AS {self._facts}",
            f"UNWIND {_list(self._checks())} AS {check}",
        )
        return Matched(clauses, replace(scope, chain=check), (check,))

    # What there is

    def _ends(self) -> Iterator[str]:
        """The sale and the agency, each null where there is none."""
        writer, lines = self._writer, self._lines
        yield the_node(writer, lines, self._sale, "Sale", self._source.sale)
        yield the_node(writer, lines, self._by, "Agency", self._of.by)

    def _read(self, node: str, *names: str) -> str:
        """The first known of a node's properties, as they were known."""
        known, owner = self._lines.known, node
        if known is not None:
            owner = "f"
        texts = [f"{owner}.{quoted(name)}" for name in names]
        text = f"coalesce({', '.join(texts)})" if len(texts) > 1 else texts[0]
        if known is None:
            return text
        held = history.as_held(node, self._writer.instant(known))
        return f"head([f IN [{held}] | {text}])"

    def _name(self, node: str) -> str:
        return self._read(node, "shortName", "name")

    def _reviews_of_sale(self) -> str:
        review = self._writer.fresh("v")
        match, facts = reviews_by(
            self._writer, self._of, self._by, review=review, sale=self._sale
        )
        counts = " AND ".join(own(self._writer, self._of, facts)) or "true"
        row = {
            "review": review,
            "day": f"{facts}.`day`",
            "basis": f"{facts}.`basis`",
            "counts": f"coalesce({counts}, false)",
        }
        order = f"ORDER BY {facts}.`basis` DESC, {facts}.`day`, {review}.`id`"
        return subquery("COLLECT", [*match, f"RETURN {_map(row)}", order])

    def _tenures_at_heads(self) -> str:
        writer, lines = self._writer, self._lines
        tenure, office = writer.fresh("h"), writer.fresh("t")
        match = (
            f"MATCH (:{labels(lines, 'Official')} {{`id`: {self._under}}})"
            f"-{tenure_of(writer, self._anyhow, tenure)}->"
            f"({head_post(writer, lines)})-{step(writer, lines, 'IN')}->"
            f"({office}:{labels(lines, 'Agency')})"
        )
        row = {
            "tenure": tenure,
            "office": office,
            "name": self._name(office),
            "believed": self._holds(lines.tenure, tenure),
            "dated": intervals.tells_of_days(tenure, strict=lines.strict),
        }
        order = f"ORDER BY {tenure}.`validFrom`, {tenure}.`id`, {office}.`id`"
        return subquery("COLLECT", [match, f"RETURN {_map(row)}", order])

    @property
    def _under(self) -> str:
        return self._writer.parameter(self._of.under)

    @property
    def _led(self) -> str:
        """The tenures that count."""
        return f"[t IN {self._tenures} WHERE t.believed AND t.dated]"

    def _holds(self, predicate: Predicate | None, link: str) -> str:
        if predicate is None:
            return "true"
        text = self._writer.predicate(predicate, Scope(link=link))
        return f"coalesce({text}, false)"

    def _best_chain(self) -> str:
        """The best chain of any lines to what the official led.

        One whose lines count goes first.
        """
        writer = self._writer
        links, office, line = writer.fresh("s"), writer.fresh("t"), writer.fresh("l")
        counts = self._holds(self._lines.line, line)
        up = climb(writer, self._anyhow, links, least=0)
        clauses = [
            f"UNWIND {self._led} AS t",
            f"WITH t.office AS {office}, t.tenure AS tenure",
            f"MATCH ({self._by}){up}({office})",
            f"WITH {links} AS lines, tenure,"
            f" all({line} IN {links} WHERE {counts}) AS counts",
            "RETURN {lines: lines, tenure: tenure, counts: counts}",
            f"ORDER BY counts DESC, {preference('lines', 'tenure')}",
            "LIMIT 1",
        ]
        return subquery("COLLECT", clauses)

    def _chains_of_some_day(self) -> str:
        """The chains that held on any day, whichever counts in the end."""
        on_any = replace(self._of, lines=replace(self._lines, day=None))
        return chains_between(self._writer, on_any, self._by)

    def _decides(self) -> str:
        """Whether a chain ``c`` held on the day that counts for a review ``r``."""
        if self._lines.day is None:
            return covers(self._of, "r.day")
        day, strict = self._writer.parameter(self._lines.day), self._lines.strict
        return intervals.within(day, "c.since", "c.until", strict=strict)

    # What it comes to

    def _conditions(self) -> Iterator[str]:
        """Whether each condition is met, in their order."""
        counting = f"r IN {self._reviews} WHERE r.counts"
        yield f"{self._sale} IS NOT NULL"
        yield f"any({counting})"
        if self._lines.day is None:
            yield f"any({counting} AND r.day IS NOT NULL)"
        else:
            yield "true"
        yield f"size({self._led}) > 0"
        yield f"{self._best} IS NOT NULL"
        yield f"coalesce({self._best}.counts, false)"
        yield f"size({self._chains}) > 0"
        yield f"size({self._covered}) > 0"
        yield f"size({self._covered}) > 0"

    def _told(self) -> dict[str, str]:
        """What there is to say of all of it."""
        official = self._writer.fresh("n")
        named = [
            f"MATCH ({official}:{labels(self._lines, 'Official')} "
            f"{{`id`: {self._under}}})",
            f"RETURN {self._read(official, 'name')}",
        ]
        return {
            "sale": self._given(self._source.sale),
            "day": self._read(self._sale, "day"),
            "by": self._given(self._of.by),
            "agency": self._name(self._by),
            "under": self._under,
            "official": f"head({subquery('COLLECT', named)})",
            "as_of": self._given(self._lines.day),
            "bases": self._given(self._source.bases),
            "statuses": self._given(self._source.statuses),
            "sources": self._given(self._source.sources),
            "reviews": f"[r IN {self._reviews} | r {{.day, .basis, .counts}}]",
            "tenures": f"[t IN {self._tenures} | {_map(_TENURE)}]",
            "lines": self._named_lines(),
            "spans": f"[c IN {self._chains} | [c.since, c.until]]",
        }

    def _given(self, value: Value | None) -> str:
        return "null" if value is None else self._writer.parameter(value)

    def _named_lines(self) -> str:
        """The lines of the chain that is shown."""
        line, below, above = map(self._writer.fresh, "lnn")
        row = {
            "agency": self._name(below),
            "superior": self._name(above),
            "status": f"{line}.`status`",
            "sources": f"{line}.`sources`",
            "since": f"{line}.`validFrom`",
            "until": f"{line}.`validTo`",
            "counts": self._holds(self._lines.line, line),
        }
        clauses = [
            f"UNWIND {self._lines_shown} AS {line}",
            f"WITH {line}, startNode({line}) AS {below}, endNode({line}) AS {above}",
            f"RETURN {_map(row)}",
        ]
        return subquery("COLLECT", clauses)

    @property
    def _lines_shown(self) -> str:
        return f"coalesce({self._shown}.lines, [])"

    def _checks(self) -> Iterator[str]:
        """Each condition, with the nodes and links that it is about."""
        reviews = {"reviews": f"[r IN {self._reviews} | r.review]"}
        tenures = {"tenures": f"[t IN {self._tenures} | t.tenure]"}
        lines = {"lines": self._lines_shown}
        tenure = f"[t IN [{self._shown}.tenure] WHERE t IS NOT NULL]"
        chain = {**lines, "tenures": tenure}
        about = {
            WhyNotCondition.REVIEWED: reviews,
            WhyNotCondition.REVIEW_DATED: reviews,
            WhyNotCondition.OFFICIAL_LED: tenures,
            WhyNotCondition.LINES_LEAD_THERE: lines,
            WhyNotCondition.LINES_COUNT: lines,
            WhyNotCondition.HELD_TOGETHER: chain,
            WhyNotCondition.HELD_ON_THE_DAY: {**reviews, **chain},
        }
        none = {"reviews": "[]", "tenures": "[]", "lines": "[]"}
        for i, condition in enumerate(WhyNotCondition):
            check = {
                "condition": f"'{condition.name}'",
                "met": f"{self._met}[{i}]",
                "facts": self._facts,
            }
            yield _map({**check, **none, **about.get(condition, {})})


_TENURE = {
    "office": "t.name",
    "since": "t.tenure.`validFrom`",
    "until": "t.tenure.`validTo`",
    "rank": "t.tenure.`rank`",
    "sources": "t.tenure.`sources`",
    "believed": "t.believed",
    "dated": "t.dated",
}


def _map(entries: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{key}: {text}' for key, text in entries.items())}}}"


def _list(items: Iterator[str]) -> str:
    return "[\n" + indent(",\n".join(items), "    ") + "\n  ]"
