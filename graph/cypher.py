"""Query IR to Cypher: the only place where the text of a read is written.

Names come from the model and stand in back-ticks; every value is a parameter, named in
the order in which it is met, so that equal shapes give equal text. Variables are
numbered by depth: ``n1`` a node, ``l1`` a relationship, ``c1`` a chain of reporting
lines as a map ``{lines, tenure, since, until}``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from textwrap import indent
from typing import assert_never

from graph.query import (
    All,
    Both,
    Bound,
    ByLabel,
    Compare,
    Counted,
    Depth,
    Either,
    End,
    Evidence,
    Expression,
    First,
    Follow,
    Given,
    HasLabel,
    Holds,
    IsNull,
    Key,
    Led,
    Lines,
    Listed,
    Not,
    Nothing,
    Operation,
    Operator,
    Overseers,
    Predicate,
    Quantifier,
    Read,
    Referred,
    Related,
    ReviewedUnder,
    Row,
    Shares,
    Source,
    Superiors,
    Value,
)

LONGEST_CHAIN = 8
"""Reporting lines followed upwards at most; the real structure is four deep."""


@dataclass(frozen=True, slots=True)
class Cypher:
    """A statement's text and the values of its parameters ``$p0``, ``$p1`` …"""

    text: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What the current node, link and chain are called."""

    node: str = ""
    link: str = ""
    chain: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Matched:
    """Clauses that bind a source's variables, and the scope they open.

    ``conditions`` belong into the ``WHERE`` of the last clause; ``late`` binds what
    only the rows that are kept need.
    """

    clauses: tuple[str, ...]
    scope: Scope
    conditions: tuple[str, ...] = ()
    late: tuple[str, ...] = ()


def write(operation: Operation) -> Cypher:
    """The statement of an operation; it returns one record, a column per root."""
    writer = _Writer()
    columns = [
        f"{writer.expression(root, Scope())} AS r{i}"
        for i, root in enumerate(operation.roots)
    ]
    return Cypher("RETURN\n" + indent(",\n".join(columns), "  "), tuple(writer.values))


def name(identifier: str) -> str:
    """An identifier of the model in back-ticks."""
    return "`" + identifier.replace("`", "``") + "`"


@dataclass(slots=True)
class _Writer:
    values: list[Value] = field(default_factory=list)

    def parameter(self, value: Value) -> str:
        for i, known in enumerate(self.values):
            if known is value:
                return f"$p{i}"
        self.values.append(value)
        return f"$p{len(self.values) - 1}"

    # Expressions

    def expression(self, expression: Expression, scope: Scope) -> str:
        match expression:
            case Read():
                return _read(expression, scope)
            case Given(value):
                return self.parameter(value)
            case Nothing():
                return "null"
            case Row(items):
                return self._row([self.expression(item, scope) for item in items])
            case ByLabel(cases):
                return self._by_label(cases, scope)
            case Listed():
                return self._listed(expression, scope)
            case First(listed):
                return f"head({self._listed(listed, scope)})"
            case Counted(source, where):
                return self._counted(source, where, scope)
            case Depth():
                return f"size({scope.chain}.lines)"
            case Evidence(which):
                return _evidence(which, scope)
            case Holds(predicate):
                return self.predicate(predicate, scope)
            case _:
                assert_never(expression)

    def _row(self, items: list[str]) -> str:
        if all("\n" not in item for item in items):
            return f"[{', '.join(items)}]"
        return "[\n" + indent(",\n".join(items), "  ") + "\n]"

    def _by_label(self, cases: tuple[tuple[str, Row], ...], scope: Scope) -> str:
        branches = [
            f"WHEN {scope.node}:{name(label)} THEN "
            + self._row([str(i), *(self.expression(x, scope) for x in row.items)])
            for i, (label, row) in enumerate(cases)
        ]
        return "CASE\n" + indent("\n".join(branches), "  ") + "\nEND"

    def _listed(self, listed: Listed, scope: Scope) -> str:
        matched = self._matched(listed.source, scope)
        clauses = [*matched.clauses]
        clauses += self._where(matched, listed.where)
        if listed.order or listed.limit is not None:
            clauses.append(self._page(listed, matched.scope))
        clauses += matched.late
        clauses.append("RETURN " + self.expression(listed.body, matched.scope))
        return _subquery("COLLECT", clauses)

    def _page(self, listed: Listed, scope: Scope) -> str:
        clause = "WITH *"
        if listed.order:
            keys = [k for key in listed.order for k in self._key(key, scope)]
            clause += "\nORDER BY " + ", ".join(keys)
        if listed.limit is not None:
            clause += f"\nLIMIT {self.parameter(listed.limit)}"
        return clause

    def _key(self, key: Key, scope: Scope) -> list[str]:
        text = self.expression(key.by, scope)
        direction = " DESC" if key.descending else ""
        placed = key.nulls_first == key.descending  # where Cypher puts nulls itself
        if not key.nullable or placed:
            return [text + direction]
        nulls = " DESC" if key.nulls_first else ""
        return [f"{text} IS NULL{nulls}", text + direction]

    def _counted(self, source: Source, where: Predicate | None, scope: Scope) -> str:
        if isinstance(source, All) and where is None:
            return f"COUNT {{ (:{name(source.label)}) }}"
        if isinstance(source, Follow) and source.sole and where is None:
            return f"COUNT {{ ({scope.node}){_arrow(source, '')}() }}"
        matched = self._matched(source, scope)
        clauses = [*matched.clauses, *self._where(matched, where)]
        return _subquery("COUNT", [*clauses, f"RETURN {matched.scope.node}"])

    def _where(self, matched: Matched, where: Predicate | None) -> list[str]:
        conditions = list(matched.conditions)
        if where is not None:
            conditions.append(self.predicate(where, matched.scope))
        return ["WHERE " + "\n  AND ".join(conditions)] if conditions else []

    # Sources

    def _matched(self, source: Source, scope: Scope) -> Matched:
        inner = replace(scope, depth=scope.depth + 1)
        match source:
            case All(label):
                node = f"n{inner.depth}"
                return Matched(
                    (f"MATCH ({node}:{name(label)})",), replace(inner, node=node)
                )
            case Follow():
                return self._follow(source, inner)
            case Referred(label, ids):
                return self._referred(label, ids, inner)
            case Bound(which):
                return _bound(which, inner)
            case End(which):
                node = f"n{inner.depth}"
                bind = f"WITH {which}Node({scope.link}) AS {node}"
                return Matched((bind,), replace(inner, node=node))
            case Superiors(lines):
                return self._superiors(lines, inner)
            case Overseers(lines):
                return self._overseers(lines, inner)
            case Led(lines):
                return self._led(lines, inner)
            case ReviewedUnder():
                return self._reviewed_under(source, inner)
            case _:
                assert_never(source)

    def _follow(self, source: Follow, scope: Scope) -> Matched:
        node, link = f"n{scope.depth}", f"l{scope.depth}"
        labels = "|".join(name(label) for label in source.labels)
        pattern = f"MATCH ({scope.node}){_arrow(source, link)}({node}:{labels})"
        return Matched((pattern,), replace(scope, node=node, link=link))

    def _referred(self, label: str, ids: Expression, scope: Scope) -> Matched:
        node = f"n{scope.depth}"
        return Matched(
            (f"MATCH ({node}:{name(label)})",),
            replace(scope, node=node),
            conditions=(f"{node}.`id` IN {self.expression(ids, scope)}",),
        )

    # Chains of reporting lines

    def _superiors(self, lines: Lines, scope: Scope) -> Matched:
        bottom, node, chain = scope.node, f"n{scope.depth}", f"c{scope.depth}"

        def climb() -> str:
            return f"MATCH ({bottom}){self._climb(lines, scope, 1)}({node}:`Agency`)"

        best = [climb(), *self._chain(lines, scope, tenure=None)]
        return _best((climb(),), best, node, chain, scope)

    def _overseers(self, lines: Lines, scope: Scope) -> Matched:
        review, node, chain = scope.node, f"n{scope.depth}", f"c{scope.depth}"

        def oversee() -> str:
            return (
                f"MATCH ({review})-[:`CONDUCTED_BY`]->(:`Agency`)"
                f"{self._climb(lines, scope, 0)}(:`Agency`)"
                f"<-[:`IN`]-(:`Post` {{`head`: true}})"
                f"<-[h{scope.depth}:`HELD`{self._tenure(lines, scope)}]-"
                f"({node}:`Official`)"
            )

        day = None if lines.day else f"{review}.`day`"
        tenure = f"h{scope.depth}"
        best = [oversee(), *self._chain(lines, scope, tenure=tenure, day=day)]
        return _best((oversee(),), best, node, chain, scope)

    def _led(self, lines: Lines, scope: Scope) -> Matched:
        official, node, chain = scope.node, f"n{scope.depth}", f"c{scope.depth}"

        def lead() -> str:
            return (
                f"MATCH ({official})-[h{scope.depth}:`HELD`"
                f"{self._tenure(lines, scope)}]->(:`Post` {{`head`: true}})"
                f"-[:`IN`]->({node}:`Agency`)"
            )

        best = [lead(), f"WITH *, [] AS s{scope.depth}"]
        best += self._chain(lines, scope, tenure=f"h{scope.depth}")
        return _best((lead(),), best, node, chain, scope)

    def _reviewed_under(self, source: ReviewedUnder, scope: Scope) -> Matched:
        depth, node, chain = scope.depth, f"n{scope.depth}", f"c{scope.depth}"
        chains = self._chains_between(source, scope)
        by = f"(:`Agency` {{`id`: {self.parameter(source.by)}}})"

        def reviews(review: str, sale: str) -> tuple[str, str]:
            own = ""
            if source.review is not None:
                own = self.predicate(source.review, replace(scope, node=review))
                own += " AND "
            return (
                f"MATCH {by}<-[:`CONDUCTED_BY`]-({review}:`Review`)-[:`OF`]->({sale})",
                f"WHERE {own}{review}.`day` IS NOT NULL",
            )

        match, where = reviews(f"v{depth}", f"{node}:`Sale`")
        covered = f"any(c IN d{depth} WHERE {_covers('c', f'v{depth}.`day`')})"
        clauses = (
            f"WITH {chains} AS d{depth}",
            match,
            f"{where} AND {covered}",
            f"WITH DISTINCT {node}, d{depth}",
        )
        match, where = reviews(f"w{depth}", node)
        pick = [
            match,
            where,
            f"WITH w{depth}, head([c IN d{depth}"
            f" WHERE {_covers('c', f'w{depth}.`day`')}]) AS c",
            "WHERE c IS NOT NULL",
            f"RETURN c {{.*, review: w{depth}}}",
            f"ORDER BY w{depth}.`basis` DESC, w{depth}.`day`, w{depth}.`id`",
            "LIMIT 1",
        ]
        late = f"WITH *, head({_subquery('COLLECT', pick)}) AS {chain}"
        return Matched(clauses, replace(scope, node=node, chain=chain), late=(late,))

    def _chains_between(self, source: ReviewedUnder, scope: Scope) -> str:
        depth = scope.depth
        clauses = [
            f"MATCH (:`Official` {{`id`: {self.parameter(source.under)}}})"
            f"-[h{depth}:`HELD`{self._tenure(source.lines, scope)}]->"
            f"(:`Post` {{`head`: true}})-[:`IN`]->(t{depth}:`Agency`)",
            f"MATCH (:`Agency` {{`id`: {self.parameter(source.by)}}})"
            f"{self._climb(source.lines, scope, 0)}(t{depth})",
            *self._chain(source.lines, scope, tenure=f"h{depth}"),
        ]
        return _subquery("COLLECT", clauses)

    def _climb(self, lines: Lines, scope: Scope, least: int) -> str:
        link = f"s{scope.depth}"
        condition = self._link_condition(lines.line, link, scope)
        return f" (()-[{link}:`REPORTS_TO`{condition}]->()){{{least},{LONGEST_CHAIN}}} "

    def _tenure(self, lines: Lines, scope: Scope) -> str:
        return self._link_condition(lines.tenure, f"h{scope.depth}", scope)

    def _link_condition(
        self, predicate: Predicate | None, link: str, scope: Scope
    ) -> str:
        if predicate is None:
            return ""
        return f" WHERE {self.predicate(predicate, replace(scope, link=link))}"

    def _chain(
        self,
        lines: Lines,
        scope: Scope,
        *,
        tenure: str | None,
        day: str | None = None,
    ) -> list[str]:
        """Clauses that turn matched lines into chain maps, best first."""
        links = f"s{scope.depth}"
        dated = f"{links} + [{tenure}]" if tenure else links
        bind = f"WITH {links} AS lines, {tenure or 'null'} AS tenure"
        conditions = ["since < until"]
        if lines.day is not None:
            day = self.parameter(lines.day)
        if day is not None:
            bind += f", {day} AS day"
            conditions.append("day < until AND day + '~' >= since")
        return [
            f"{bind},\n  {_since(dated)} AS since,\n  {_until(dated)} AS until",
            "WHERE " + " AND ".join(conditions),
            "RETURN {lines: lines, tenure: tenure, since: since, until: until}",
            f"ORDER BY {_preference('lines', 'tenure')}",
        ]

    # Predicates

    def predicate(self, predicate: Predicate, scope: Scope) -> str:
        match predicate:
            case Compare():
                return self._compare(predicate, scope)
            case Shares(left, right):
                wanted = self.parameter(right)
                return f"any(x IN {self.expression(left, scope)} WHERE x IN {wanted})"
            case IsNull(operand):
                return f"{self.expression(operand, scope)} IS NULL"
            case Both(predicates):
                return self._joined(" AND ", predicates, scope, empty="true")
            case Either(predicates):
                return self._joined(" OR ", predicates, scope, empty="false")
            case Not(inner):
                return f"NOT ({self.predicate(inner, scope)})"
            case HasLabel(label):
                return f"{scope.node}:{name(label)}"
            case Related():
                return self._related(predicate, scope)
            case _:
                assert_never(predicate)

    def _joined(
        self, word: str, predicates: tuple[Predicate, ...], scope: Scope, *, empty: str
    ) -> str:
        parts = [self.predicate(p, scope) for p in predicates]
        if len(parts) < 2:
            return parts[0] if parts else empty
        return f"({word.join(parts)})"

    def _compare(self, compare: Compare, scope: Scope) -> str:
        left = self.expression(compare.left, scope)
        right = self.parameter(compare.right)
        if compare.instant:
            right = _instant(right, compare.operator)
        if compare.operator is Operator.INCLUDES:
            return f"{right} IN {left}"
        return f"{left} {compare.operator.value} {right}"

    def _related(self, related: Related, scope: Scope) -> str:
        where = related.where
        match related.quantifier:
            case Quantifier.SOME:
                return self._exists(related.source, where, scope)
            case Quantifier.NONE:
                return f"NOT {self._exists(related.source, where, scope)}"
            case Quantifier.ALL:
                fails = _NotTrue(where)
                return f"NOT {self._exists(related.source, fails, scope)}"
            case Quantifier.SINGLE:
                return f"{self._counted(related.source, where, scope)} = 1"
            case _:
                assert_never(related.quantifier)

    def _exists(
        self, source: Source, where: Predicate | _NotTrue | None, scope: Scope
    ) -> str:
        matched = self._matched(source, scope)
        if isinstance(where, _NotTrue):
            inner = "true"
            if where.predicate is not None:
                inner = self.predicate(where.predicate, matched.scope)
            lines = [f"WHERE NOT coalesce({inner}, false)"]
        else:
            lines = self._where(matched, where)
        return _subquery("EXISTS", [*matched.clauses, *lines])


@dataclass(frozen=True, slots=True)
class _NotTrue:
    """A predicate that is false or unknown: what refutes ``all``."""

    predicate: Predicate | None


def _subquery(keyword: str, clauses: list[str]) -> str:
    return f"{keyword} {{\n{indent(chr(10).join(clauses), '  ')}\n}}"


def _read(read: Read, scope: Scope) -> str:
    owner = scope.node if read.of == "node" else scope.link
    text = f"{owner}.{name(read.name)}"
    return f"toString({text})" if read.instant else text


def _arrow(source: Follow, link: str) -> str:
    body = f"[{link}:{name(source.type)}]"
    return f"-{body}->" if source.direction == "out" else f"<-{body}-"


def _instant(parameter: str, operator: Operator) -> str:
    if operator is Operator.IN:
        return f"[x IN {parameter} | datetime(x)]"
    return f"datetime({parameter})"


def _bound(which: str, scope: Scope) -> Matched:
    if which == "review":
        node = f"n{scope.depth}"
        bind = f"WITH {scope.chain}.review AS {node}"
        return Matched((bind,), replace(scope, node=node))
    link = f"l{scope.depth}"
    bind = f"UNWIND {scope.chain}.lines AS {link}"
    if which == "tenure":
        bind = f"WITH {scope.chain}.tenure AS {link}"
    return Matched((bind,), replace(scope, link=link))


def _best(
    reach: tuple[str, ...], chains: list[str], node: str, chain: str, scope: Scope
) -> Matched:
    """Each node reached, once, with the best of the chains that lead to it."""
    best = _subquery("COLLECT", [*chains, "LIMIT 1"])
    clauses = (
        *reach,
        f"WITH DISTINCT {node}",
        f"WITH {node}, head({best}) AS {chain}",
    )
    return Matched(
        clauses,
        replace(scope, node=node, chain=chain),
        conditions=(f"{chain} IS NOT NULL",),
    )


def _since(links: str) -> str:
    """The first day on which all links hold; '' where none has a beginning."""
    return (
        f"reduce(s = '', x IN {links} |"
        " CASE WHEN x.`validFrom` > s THEN x.`validFrom` ELSE s END)"
    )


def _until(links: str) -> str:
    """The first day on which one no longer holds; a partial end counts to its last.

    ``~`` sorts behind every digit and hyphen.
    """
    end = "x.`validTo` + CASE size(x.`validTo`) WHEN 10 THEN '' ELSE '~' END"
    return f"reduce(u = '~', x IN {links} | CASE WHEN {end} < u THEN {end} ELSE u END)"


def _covers(chain: str, day: str) -> str:
    """Whether a chain held on a day; for a partial day, on one of its days."""
    return f"{day} < {chain}.until AND {day} + '~' >= {chain}.since"


def _preference(lines: str, tenure: str) -> str:
    """Shortest chain first, then the better ranks, then the ids for a total order."""
    order = "CASE x.`rank` WHEN 'PREFERRED' THEN 0 WHEN 'NORMAL' THEN 1 ELSE 2 END"
    links = f"{lines} + [{tenure}]"
    return f"size({lines}), [x IN {links} | {order}], [x IN {links} | x.`id`]"


def _evidence(which: str, scope: Scope) -> str:
    chain, prop = scope.chain, name(which)
    return (
        f"coalesce({chain}.review.{prop}, []) + coalesce({chain}.tenure.{prop}, [])"
        f" + reduce(e = [], x IN {chain}.lines | e + x.{prop})"
    )
