"""The sales reviewed by an agency under an official, as Cypher.

The chains between the two are found first. They tell which days count, and the index
over the days of reviews leads from there to the reviews and their sales.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph import history, intervals
from graph.chains import (
    chain_of,
    climb,
    head_post,
    labels,
    step,
    tenure_of,
    the_node,
)
from graph.clauses import Matched, Scope, call, subquery
from graph.query import Gathered, Listed, Paged, ReviewedUnder, Stretch

if TYPE_CHECKING:
    from graph.cypher import Writer


@dataclass(frozen=True, slots=True)
class _Reviewed:
    """Variables of a search for the sales reviewed under an official."""

    by: str
    chains: str
    since: str
    until: str
    found: str
    page: str


def reviewed_under(
    writer: Writer, paged: Paged, source: ReviewedUnder, scope: Scope
) -> str:
    """The connection from one search: all its sales, then the page of them."""
    names = _Reviewed(*map(writer.fresh, ("b", "d", "s", "u", "a", "a")))
    by, chains, since, until = names.by, names.chains, names.since, names.until
    search = _search(writer, paged, source, names)
    clauses = [
        the_node(writer, source.lines, by, "Agency", source.by),
        f"WITH {by}, {chains_between(writer, source, by)} AS {chains}",
        f"WITH {by}, {chains},\n"
        f"  reduce(s = '~', c IN {chains} | "
        f"CASE WHEN c.since < s THEN c.since ELSE s END) AS {since},\n"
        f"  reduce(u = '', c IN {chains} | "
        f"CASE WHEN c.until > u THEN c.until ELSE u END) AS {until}",
        call([by, chains, since, until], search),
    ]
    late: list[str] = []
    page = _reviewed_page(writer, paged, source, names, late)
    clauses += [*late, f"RETURN {page} AS {names.page}"]
    assert scope.late is not None
    scope.late.append(call(["*"], clauses))
    return names.page


def _search(
    writer: Writer, paged: Paged, source: ReviewedUnder, names: _Reviewed
) -> list[str]:
    """All sales with a review that counts, in the order of the page.

    They are ordered before they are gathered: every row of an order behind that would
    count as the whole list in the memory of the transaction.
    """
    sale = writer.fresh("n")
    by_day = source.lines.day is None and source.lines.known is None
    search = _by_day if by_day else _by_agency
    matched = Matched((), Scope(node=sale), (sale,))
    matched = writer.as_known(matched, source.lines.known)
    order = Stretch(order=paged.page.stretch.order if paged.page else ())
    return [
        *search(writer, source, names, sale),
        f"WITH DISTINCT {sale}",
        *writer.stretch(order, paged.where, matched, None),
        f"RETURN collect({sale}) AS {names.found}",
    ]


def _by_day(
    writer: Writer, source: ReviewedUnder, names: _Reviewed, sale: str
) -> list[str]:
    """The sales with a review on a day that a chain covers, by the index over days.

    A partial day lies before the days in it: the index is read from the year of
    the first day on.
    """
    review = writer.fresh("v")
    day = f"{review}.`day`"
    conditions = [
        f"{day} >= left({names.since}, 4) AND {day} < {names.until}",
        f"any(c IN {names.chains} WHERE {covers(source, day)})",
        *own(writer, source, review),
    ]
    return [
        f"MATCH ({review}:`Review`)",
        f"USING INDEX {review}:`Review`(`day`)",
        "WHERE " + "\n  AND ".join(conditions),
        f"MATCH ({names.by})<-[:`CONDUCTED_BY`]-({review})",
        f"MATCH ({review})-[:`OF`]->({sale})",
    ]


def _by_agency(
    writer: Writer, source: ReviewedUnder, names: _Reviewed, sale: str
) -> list[str]:
    """The sales with a review that counts, from all reviews of the agency."""
    review = writer.fresh("v")
    match, facts = reviews_by(writer, source, names.by, review=review, sale=sale)
    conditions = [
        f"any(c IN {names.chains} WHERE {covers(source, f'{facts}.`day`')})",
        *own(writer, source, facts),
    ]
    return [*match, "WHERE " + "\n  AND ".join(conditions)]


def reviews_by(
    writer: Writer, source: ReviewedUnder, by: str, *, review: str, sale: str
) -> tuple[list[str], str]:
    """The reviews of the agency with their sales, and where their properties are."""
    lines = source.lines
    conducted, of = (step(writer, lines, type_) for type_ in ("CONDUCTED_BY", "OF"))
    match = f"MATCH ({by})<-{conducted}-({review})-{of}->({sale})"
    if lines.known is None:
        return [match], review
    facts = writer.fresh("f")
    held = history.as_held(review, writer.instant(lines.known))
    return [match, f"WITH {review}, {sale}, {held} AS {facts}"], facts


def covers(source: ReviewedUnder, day: str) -> str:
    """Whether a chain ``c`` decides for a review of a day; as of a day, any does."""
    if source.lines.day is not None:
        return "true"
    return intervals.within(day, "c.since", "c.until", strict=source.lines.strict)


def own(writer: Writer, source: ReviewedUnder, review: str) -> list[str]:
    """What the reviews themselves must satisfy."""
    if source.review is None:
        return []
    return [writer.predicate(source.review, Scope(node=review))]


def _reviewed_page(
    writer: Writer,
    paged: Paged,
    source: ReviewedUnder,
    names: _Reviewed,
    late: list[str],
) -> str:
    scope = Scope(gathered=names.found, late=late)
    rows = total = near = "null"
    if paged.page is not None:
        rows = _rows(writer, paged.page, source, names, scope)
    if paged.counted:
        total = f"size({names.found})"
    if paged.passed is not None:
        matched = writer.matched(Gathered(source.lines.known), scope)
        clauses = [*matched.clauses, *writer.where(matched, paged.passed)]
        near = subquery("EXISTS", [*clauses, f"RETURN {matched.scope.node}"])
    facts = [writer.expression(fact, scope) for fact in paged.facts]
    return writer.connection(paged, rows, total, near, *facts)


def _rows(
    writer: Writer,
    page: Listed,
    source: ReviewedUnder,
    names: _Reviewed,
    scope: Scope,
) -> str:
    before = writer.aggregating
    matched = writer.matched(Gathered(source.lines.known), scope)
    sale, chain = matched.scope.node, writer.fresh("c")
    cut = writer.stretch(Stretch(page.stretch.where), None, matched, page.limit)
    best = _best_review(writer, source, names, sale)
    bind = f"WITH {', '.join(matched.names)}, head({best}) AS {chain}"
    clauses = [*matched.clauses, *cut, bind]
    row = writer.late_row(clauses, page.body, replace(matched.scope, chain=chain))
    return writer.subquery("COLLECT", clauses, row, scope=scope, before=before)


def _best_review(
    writer: Writer, source: ReviewedUnder, names: _Reviewed, sale: str
) -> str:
    """The review of a sale to show, with the best chain that covers it."""
    review = writer.fresh("v")
    match, facts = reviews_by(writer, source, names.by, review=review, sale=sale)
    day = f"{facts}.`day`"
    covering = f"[c IN {names.chains} WHERE {covers(source, day)}]"
    conditions = own(writer, source, facts)
    if source.lines.day is None:
        conditions = [f"{day} IS NOT NULL", *conditions]
    kept = ", ".join(dict.fromkeys((review, facts)))
    clauses = [
        *match,
        *(["WHERE " + " AND ".join(conditions)] if conditions else []),
        f"WITH {kept}, head({covering}) AS c",
        "WHERE c IS NOT NULL",
        f"RETURN c {{.*, review: {review}}}",
        f"ORDER BY {facts}.`basis` DESC, {day}, {review}.`id`",
        "LIMIT 1",
    ]
    return subquery("COLLECT", clauses)


def chains_between(writer: Writer, source: ReviewedUnder, by: str) -> str:
    """The chains from the agency to the official, as a list."""
    lines, links, tenure = source.lines, writer.fresh("s"), writer.fresh("h")
    office = writer.fresh("t")
    under = writer.parameter(source.under)
    clauses = [
        f"MATCH (:{labels(lines, 'Official')} {{`id`: {under}}})"
        f"-{tenure_of(writer, lines, tenure)}->"
        f"({head_post(writer, lines)})-{step(writer, lines, 'IN')}->"
        f"({office}:{labels(lines, 'Agency')})",
        f"MATCH ({by}){climb(writer, lines, links, least=0)}({office})",
        *chain_of(writer, lines, links, tenure=tenure, dated=True),
    ]
    return subquery("COLLECT", clauses)
