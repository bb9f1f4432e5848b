"""Query IR to Cypher: the only place where the text of a read is written.

Names come from the model and stand in back-ticks; every value is a parameter, named in
the order in which it is met, so that equal shapes give equal text. Variables are
numbered in the order in which they are bound: ``n1`` a node, ``m1`` some properties of
one, ``l1`` a relationship, ``v1`` the score of a full-text search, ``c1`` a chain of
reporting lines as a map ``{lines, tenure, since, until}`` or a path as a map ``{nodes,
links, lines, cost}``, ``s1`` what a search for paths, or around a node, has found,
``e1`` an entry as a map ``{part, place, id}``, ``d1`` a record as a map of what is read
of it, ``i1`` the place of a change in its batch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from textwrap import indent
from typing import assert_never

from graph import (
    asides,
    chains,
    disputed,
    feed,
    groups,
    history,
    intervals,
    links,
    parts,
    reviewed,
    shortest,
    supported,
    surroundings,
    versions,
    visibility,
    weighed,
    why_not,
)
from graph.clauses import Matched, Scope, alike, call, quoted, subquery
from graph.predicates import NEVER
from graph.query import (
    Aggregate,
    All,
    Along,
    Around,
    AsText,
    Begun,
    Beside,
    Between,
    Beyond,
    Both,
    Bound,
    ByKind,
    ByLabel,
    ByPart,
    ByType,
    Cases,
    Checks,
    Choice,
    Coalesce,
    Compare,
    Complete,
    Counted,
    DaysAfter,
    Degree,
    Depth,
    Disputes,
    Distance,
    Either,
    End,
    Evidence,
    Expression,
    Facts,
    Feed,
    First,
    Follow,
    Found,
    FullText,
    Function,
    Gathered,
    Given,
    Grouped,
    GroupMembers,
    GroupNode,
    GroupValue,
    HasLabel,
    HasType,
    Holds,
    InRecord,
    IsNull,
    Key,
    Known,
    LastOf,
    Led,
    Links,
    Listed,
    Lower,
    Not,
    Noted,
    Nothing,
    Number,
    OfEntry,
    OfPath,
    OfRecord,
    Operation,
    Operator,
    Overseers,
    Paged,
    Passed,
    Predicate,
    Quantifier,
    Reached,
    Read,
    Referred,
    Related,
    Replaced,
    ReviewedUnder,
    Row,
    Score,
    Several,
    Shares,
    Size,
    Source,
    StepEnd,
    StepLinks,
    Steps,
    Stretch,
    Subordinates,
    Superiors,
    Supported,
    Surrounding,
    This,
    Told,
    TypeOf,
    Value,
    Whether,
    Year,
)


@dataclass(frozen=True, slots=True)
class Cypher:
    """A statement's text and the values of its parameters ``$p0``, ``$p1`` …

    ``size`` is its characters, but for those that name what is restricted.
    """

    text: str
    values: tuple[Value, ...]
    size: int


def write(operation: Operation) -> Cypher:
    """The statement of an operation; it returns one record, a column per root.

    Behind them are where ids lead, and the stamp, each where it is asked for.
    """
    writer = Writer()
    late: list[str] = []
    columns = [
        f"{writer.expression(root, Scope(late=late))} AS r{i}"
        for i, root in enumerate(operation.roots)
    ]
    if operation.ids:
        leads = history.redirects(map(writer.parameter, operation.ids))
        columns.append(f"{leads} AS redirects")
    if operation.stamped:
        clauses = versions.stamped(late, columns)
    else:
        clauses = [*late, "RETURN\n" + indent(",\n".join(columns), "  ")]
    plain = "\n".join(clauses)
    text = visibility.seeing_all(plain) if operation.seeing_all else plain
    return Cypher(text, tuple(writer.values), len(plain))


@dataclass(slots=True)
class Writer:
    """Writes one statement.

    ``aggregating`` counts the aggregates written so far. The database takes one within
    a subquery for one of the projection that the subquery is part of; so a subquery
    with an aggregate becomes a clause before the projection.
    """

    values: list[Value] = field(default_factory=list)
    bound: Counter[str] = field(default_factory=Counter)
    aggregating: int = 0

    def fresh(self, letter: str) -> str:
        """A variable that no other clause binds."""
        self.bound[letter] += 1
        return f"{letter}{self.bound[letter]}"

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
            case AsText(of):
                return f"toString({self.expression(of, scope)})"
            case Given(value):
                return self.parameter(value)
            case Nothing():
                return "null"
            case Row():
                return self._row(expression, scope)
            case ByLabel(cases):
                return self._by_kind(cases, (), scope, ever=False)
            case ByType(cases, ever):
                return self._by_kind((), cases, scope, ever=ever)
            case ByKind(labels, types, ever):
                return self._by_kind(labels, types, scope, ever=ever)
            case Listed():
                return self._listed(expression, scope)
            case Number():
                return asides.number(scope.node)
            case First(listed):
                return self._first(listed, scope)
            case Counted(source, where):
                return self._counted(source, where, scope)
            case Depth():
                return f"size({scope.chain}.lines)"
            case OfRecord(name):
                return f"{scope.record}.{quoted(name)}"
            case Size(of):
                return f"size({self.expression(of, scope)})"
            case Whether(predicate):
                return f"({self.predicate(predicate, scope)})"
            case Evidence(which):
                return chains.evidence(which, scope)
            case Told(name):
                return why_not.told(name, scope)
            case Score():
                return scope.score
            case Complete():
                return f"{scope.search}.complete"
            case OfPath(name):
                path = scope.chain
                return f"size({path}.links)" if name == "length" else f"{path}.cost"
            case Degree(types):
                followed = "|".join(map(quoted, types))
                return f"COUNT {{ ({scope.node})-[:{followed}]-() }}"
            case Distance():
                return f"{scope.step}.distance"
            case Reached():
                return f"[{scope.link}, {scope.origin}, {scope.node}]"
            case TypeOf(ever):
                return history.type_of(scope.link, ever=ever)
            case Along():
                if not scope.origin:
                    return "null"
                start = f"startNode({scope.link})"
                return f"CASE {start} WHEN {scope.origin} THEN 'OUT' ELSE 'IN' END"
            case Lower(text):
                return f"toLower({_read(text, scope)})"
            case Paged():
                return self._paged(expression, scope)
            case Facts():
                return groups.facts_of(self, expression, scope)
            case Aggregate():
                return self._aggregate(expression, scope)
            case Beside(left, right):
                left_text = self.expression(left, scope)
                return f"{left_text} + {self.expression(right, scope)}"
            case Coalesce(of):
                return f"coalesce({', '.join(self.expression(x, scope) for x in of)})"
            case Choice(where, then, otherwise):
                chosen = f"WHEN {self.predicate(where, scope)}"
                chosen += f" THEN {self.expression(then, scope)}"
                return f"CASE {chosen} ELSE {self.expression(otherwise, scope)} END"
            case LastOf(day):
                return intervals.last_of(self.expression(day, scope))
            case DaysAfter(day, days):
                number = self.expression(days, scope)
                return intervals.days_after(self.expression(day, scope), number)
            case OfEntry(which):
                return f"{scope.entry}.{which}"
            case ByPart(rows):
                return parts.by_part(self, rows, scope)
            case Noted(which):
                return feed.noted(which, scope)
            case Year(of):
                return f"left({self.expression(of, scope)}, 4)"
            case GroupValue(name):
                assert scope.group is not None
                return scope.group.values.get(name, "null")
            case _:
                assert_never(expression)

    def row(self, items: list[str]) -> str:
        if all("\n" not in item for item in items):
            return f"[{', '.join(items)}]"
        return "[\n" + indent(",\n".join(items), "  ") + "\n]"

    def _row(self, row: Row, scope: Scope) -> str:
        at_hand = self._at_hand(row.together, scope)
        items = []
        for item in row.items:
            near = isinstance(item, Read) and item.name in row.together
            items.append(self.expression(item, at_hand if near else scope))
        return self.row(items)

    def _at_hand(self, names: tuple[str, ...], scope: Scope) -> Scope:
        """The scope in which some properties of the node are at hand."""
        if not names or scope.late is None or scope.uncertain or scope.facts:
            return scope
        read = ", ".join(f".{quoted(name)}" for name in names)
        facts = self._late(f"{scope.node} {{{read}}}", "m", scope)
        return replace(scope, facts=facts)

    def _by_kind(self, labels: Cases, types: Cases, scope: Scope, *, ever: bool) -> str:
        """One of several rows, by the label of a node or else the type of a link."""
        scope = replace(scope, uncertain=True)

        def is_labelled(names: Sequence[str]) -> str:
            return _has_label(names, scope)

        def is_typed(names: Sequence[str]) -> str:
            every = (history.types(name, ever=ever) for name in names)
            return f"{scope.link}:{'|'.join(every)}"

        branches = self._branches(labels, is_labelled, 0, scope)
        branches += self._branches(types, is_typed, len(labels), scope)
        return "CASE\n" + indent("\n".join(branches), "  ") + "\nEND"

    def _branches(
        self, cases: Cases, holds: Callable[[Sequence[str]], str], at: int, scope: Scope
    ) -> list[str]:
        """A branch for each of several rows; long ones that read alike share one."""
        branches = []
        for (row, _), own in alike(
            ((row, i if _is_plain(row) else None), (i, names))
            for i, (names, row) in enumerate(cases, at)
        ):
            number = str(own[0][0])
            if len(own) > 1:
                numbers = (f"WHEN {holds(names)} THEN {i}" for i, names in own)
                number = f"CASE {' '.join(numbers)} END"
            either = holds([name for _, names in own for name in names])
            items = [self.expression(item, scope) for item in row.items]
            branches.append(f"WHEN {either} THEN {self.row([number, *items])}")
        return branches

    def _aggregate(self, aggregate: Aggregate, scope: Scope) -> str:
        """The variable of the current group that has an aggregate's value."""
        group = scope.group
        assert group is not None
        of = group.scope.node or group.scope.link
        if aggregate.of is not None:
            of = self.expression(aggregate.of, group.scope)
        self.aggregating += 1
        return groups.fact_of(self, group, _function(aggregate.function, of))

    def _first(self, listed: Listed, scope: Scope) -> str:
        match listed.source:
            case GroupNode() as source:
                return self._group_node(listed, source, scope)
            case End(which, known):
                node = self._late(f"{which}Node({scope.link})", "n", scope)
                inner = self._facts(node, known, scope)
                return self.expression(listed.body, inner)
            case Bound("review", known):
                node = self._late(f"{scope.chain}.review", "n", scope)
                inner = self._facts(node, known, scope)
                return self.expression(listed.body, inner)
            case InRecord(name, one=True, known=known):
                node = self._late(f"{scope.record}.{quoted(name)}", "n", scope)
                inner = self._facts(node, known, scope)
                body = self.expression(listed.body, inner)
                return f"CASE WHEN {node} IS NOT NULL THEN {body} END"
            case StepEnd(which, known):
                node = self._late(shortest.step_end(which, scope), "n", scope)
                inner = self._facts(node, known, scope)
                return self.expression(listed.body, inner)
            case Bound("tenure"):
                link = self._late(f"{scope.chain}.tenure", "l", scope)
                return self.expression(listed.body, replace(scope, link=link))
            case Follow() as source if scope.late is not None and not scope.uncertain:
                return self._to_one(listed, source, scope)
            case _:
                return f"head({self._listed(listed, scope)})"

    def _late(self, text: str, letter: str, scope: Scope) -> str:
        """A variable for an expression, bound before the current projection."""
        assert scope.late is not None
        variable = self.fresh(letter)
        scope.late.append(f"WITH *, {text} AS {variable}")
        return variable

    def _facts(self, node: str, known: Value | None, scope: Scope) -> Scope:
        """The scope of a node that is bound before the current projection."""
        if known is None:
            return replace(scope, node=node, facts="")
        facts = self._late(history.as_held(node, self.instant(known)), "f", scope)
        return replace(scope, node=node, facts=facts)

    def instant(self, value: Value) -> str:
        """A parameter as an instant."""
        return f"datetime({self.parameter(value)})"

    def _to_one(self, listed: Listed, source: Follow, scope: Scope) -> str:
        assert scope.late is not None
        assert listed.stretch == Stretch()
        node = self.fresh("n")
        end = f"({node})" if source.sole else f"({node}:{_labels(source)})"
        scope.late.append(f"OPTIONAL MATCH ({scope.node}){self.arrow(source)}{end}")
        inner = self._facts(node, source.known, scope)
        body = self.expression(listed.body, inner)
        if isinstance(listed.body, Row):
            return f"CASE WHEN {node} IS NOT NULL THEN {body} END"
        return body

    def _group_node(self, listed: Listed, source: GroupNode, scope: Scope) -> str:
        assert scope.group is not None
        node = scope.group.keys.get(source.name)
        if node is None:
            return "null"
        inner = self._facts(node, source.known, Scope(late=scope.late))
        return (
            f"CASE WHEN {node} IS NOT NULL"
            f" THEN {self.expression(listed.body, inner)} END"
        )

    def _listed(
        self, listed: Listed, scope: Scope, *, where: Predicate | None = None
    ) -> str:
        """A list; ``where`` holds besides for every row of it."""
        if NEVER in (where, listed.stretch.where):
            return "[]"
        before = self.aggregating
        if listed.rest is None:
            matched = self.matched(listed.source, scope)
            clauses = [*matched.clauses]
            clauses += self.stretch(listed.stretch, where, matched, listed.limit)
        else:
            matched, clauses = self._in_stretches(listed, where, scope)
        inner = matched.scope
        if isinstance(listed.source, Disputes):
            filled, inner = weighed.weighed(self, listed, listed.source, inner)
            clauses += filled
        row = self.late_row(clauses, listed.body, inner)
        return self.subquery("COLLECT", clauses, row, scope=scope, before=before)

    def _in_stretches(
        self, listed: Listed, where: Predicate | None, scope: Scope
    ) -> tuple[Matched, list[str]]:
        """Two stretches one after the other; the second only where it is reached."""
        assert listed.rest is not None
        assert listed.limit is not None
        limit = self.parameter(listed.limit)
        first, rest = self.fresh("a"), self.fresh("a")
        self.aggregating += 1
        # Matching after UNWIND, the database cannot begin before it is reached.
        missing = f"CASE WHEN size({first}) < {limit} THEN [0] ELSE [] END"
        reached = f"UNWIND {missing} AS {self.fresh('x')}"
        clauses = [
            call([], self._gathered(listed, listed.stretch, where, first)),
            call([first], [reached, *self._gathered(listed, listed.rest, where, rest)]),
        ]
        node = self.fresh("n")
        clauses.append(f"UNWIND ({first} + {rest})[..{limit}] AS {node}\nWITH {node}")
        return Matched((), replace(scope, node=node), (node,)), clauses

    def _gathered(
        self, listed: Listed, stretch: Stretch, where: Predicate | None, name: str
    ) -> list[str]:
        matched = self.matched(listed.source, Scope())
        clauses = self.stretch(stretch, where, matched, listed.limit)
        gather = f"RETURN collect({matched.scope.node}) AS {name}"
        return [*matched.clauses, *clauses, gather]

    def _paged(self, paged: Paged, scope: Scope) -> str:
        source = paged.source
        if isinstance(source, ReviewedUnder):
            return reviewed.reviewed_under(self, paged, source, scope)
        if isinstance(source, Grouped):
            return groups.groups_of(self, paged, source, scope)
        if isinstance(source, Supported):
            return supported.supports(self, paged, source, scope)
        if isinstance(source, Disputes):
            scope = disputed.at_once(self, source, scope)
        if isinstance(source, Several):
            scope = parts.at_once(self, paged, source, scope)
        rows = total = near = "null"
        if paged.page is not None:
            rows = self._listed(paged.page, scope, where=paged.where)
            if paged.asides:
                rows = asides.beside(self, rows, paged.asides, scope)
        if paged.counted:
            total = self._counted(source, paged.where, scope)
        if paged.passed is not None:
            near = self._exists(source, scope, paged.where, paged.passed)
        facts = [self.expression(fact, scope) for fact in paged.facts]
        return self.connection(paged, rows, total, near, *facts)

    def connection(self, paged: Paged, rows: str, *others: str) -> str:
        """A connection from the texts of its parts."""
        if paged.bare:
            return rows
        limit = "null" if paged.limit is None else self.parameter(paged.limit)
        return self.row([limit, rows, *others])

    def late_row(self, clauses: list[str], body: Expression, scope: Scope) -> str:
        """The row that some clauses end in; what binds its parts is added to them."""
        late: list[str] = []
        row = self.expression(body, replace(scope, late=late, uncertain=False))
        clauses += late
        return row

    def subquery(
        self, keyword: str, clauses: list[str], item: str, *, scope: Scope, before: int
    ) -> str:
        """A subquery, or the variable of the clause it has to be.

        ``before`` is how many aggregates were written before it was begun.
        """
        if self.aggregating == before or scope.late is None:
            return subquery(keyword, [*clauses, f"RETURN {item}"])
        name = self.fresh("a")
        gathered, taken = _GATHERED[keyword]
        gather = f"RETURN {gathered.format(item)} AS {name}"
        scope.late.append(call(["*"], [*clauses, gather]))
        return taken.format(name)

    def stretch(
        self,
        stretch: Stretch,
        where: Predicate | None,
        matched: Matched,
        limit: Value | None,
    ) -> list[str]:
        """The clauses after those that match: hint, conditions, order, limit."""
        hint = []
        if stretch.hint is not None:
            assert isinstance(matched.label, str)
            place = f"{matched.scope.node}:{quoted(matched.label)}"
            hint = [f"USING INDEX {place}({quoted(stretch.hint)})"]
        conditions = self.where(matched, where, stretch.where)
        early: list[str] = []
        scope = replace(matched.scope, late=early)
        keys = [text for key in stretch.order for text in self._key(key, scope)]
        if not keys and limit is None:
            return [*hint, *conditions]
        page = f"WITH {', '.join(matched.names)}"
        if keys:
            page += f"\nORDER BY {', '.join(keys)}"
        if limit is not None:
            page += f"\nLIMIT {self.parameter(limit)}"
        return [*hint, *conditions, *early, page]

    def _key(self, key: Key, scope: Scope) -> list[str]:
        text = self.expression(key.by, scope)
        direction = " DESC" if key.descending else ""
        placed = key.nulls_first == key.descending  # where Cypher puts nulls itself
        if not key.nullable or placed:
            return [text + direction]
        nulls = " DESC" if key.nulls_first else ""
        return [f"{text} IS NULL{nulls}", text + direction]

    def _counted(self, source: Source, where: Predicate | None, scope: Scope) -> str:
        if where == NEVER:
            return "0"
        if where is None and isinstance(source, All) and source.known is None:
            return f"COUNT {{ (:{quoted(source.label)}) }}"
        if where is None and isinstance(source, Follow) and source.sole:
            return f"COUNT {{ ({scope.node}){self.arrow(source)}() }}"
        if where is None and isinstance(source, Gathered | GroupMembers):
            return f"size({self._list(source, scope)})"
        before = self.aggregating
        matched = self.matched(source, scope)
        clauses = [*matched.clauses, *self.where(matched, where)]
        item = matched.scope.node or matched.names[0]
        return self.subquery("COUNT", clauses, item, scope=scope, before=before)

    def where(self, matched: Matched, *predicates: Predicate | None) -> list[str]:
        """The conditions of a match, and the matches they are better put as."""
        found = _Conditions([], list(matched.conditions))
        clauses = found.matches
        if matched.bind:
            predicates = self._bind(matched, predicates, found)
        for predicate in predicates:
            self._condition(matched, predicate, found)
        if found.conditions:
            if matched.unwound:
                clauses.append(f"WITH {', '.join(matched.names)}")
            clauses.append("WHERE " + "\n  AND ".join(found.conditions))
        if found.distinct:
            clauses.append(f"WITH DISTINCT {', '.join(matched.names)}")
        return clauses

    def _bind(
        self,
        matched: Matched,
        predicates: tuple[Predicate | None, ...],
        found: _Conditions,
    ) -> tuple[Predicate | None, ...]:
        """Bind the facts of the node behind what finds it; the predicates left."""
        early = [p for p in predicates if p is not None and _looks_up(p)]
        if matched.unwound:
            early = []
        conditions = [*found.conditions]
        conditions += [self.predicate(p, matched.scope) for p in early]
        if conditions:
            found.matches.append("WHERE " + "\n  AND ".join(conditions))
        found.matches.append(matched.bind)
        found.conditions = [history.held(matched.scope.facts, matched.at)]
        return tuple(p for p in predicates if p not in early)

    def _condition(
        self, matched: Matched, predicate: Predicate | None, found: _Conditions
    ) -> None:
        match predicate:
            case None:
                pass
            case Both(predicates):
                for inner in predicates:
                    self._condition(matched, inner, found)
            case Related(Quantifier.SOME, Follow() as source, inner) if (
                matched.joins and (predicate.selective or source.one)
            ):
                other = self._follow(source, matched.scope, labelled=True)
                found.matches += other.clauses
                found.distinct |= not source.one
                self._condition(replace(other, joins=True), inner, found)
            case _:
                found.conditions.append(self.predicate(predicate, matched.scope))

    # Sources

    def matched(self, source: Source, scope: Scope) -> Matched:
        if isinstance(source, Gathered | GroupMembers):
            return self._unwound(source, scope)
        outer = replace(scope, late=None, group=None)
        scope = replace(outer, facts="")
        match source:
            case This():
                return parts.this(outer)
            case Several():
                return parts.several(self, source, outer)
            case Links():
                return links.links_of(self, source, scope)
            case Feed():
                return feed.changes(self, source, scope)
            case Replaced():
                return links.replaced(self, source, scope)
            case Beyond():
                return links.beyond(self, source, scope)
            case All():
                return self._all(source, scope)
            case FullText():
                return self._full_text(source, scope)
            case Follow():
                return self._follow(source, scope, labelled=not source.sole)
            case Referred():
                return self._referred(source, scope)
            case Bound("lines" | "tenures" as name):
                link = self.fresh("l")
                unwind = f"UNWIND {scope.chain}.{name} AS {link}"
                return Matched((unwind,), replace(scope, link=link), (link,))
            case InRecord():
                return self._in_record(source, scope)
            case Bound("reviews", known):
                node = self.fresh("n")
                unwind = f"UNWIND {scope.chain}.reviews AS {node}"
                inner = replace(scope, node=node)
                matched = Matched((unwind,), inner, (node,), unwound=True)
                return self.as_known(matched, known)
            case Superiors(lines):
                return chains.superiors(self, lines, scope)
            case Subordinates(lines, direct):
                return chains.subordinates(self, lines, scope, direct=direct)
            case Overseers(lines):
                return chains.overseers(self, lines, scope)
            case Led(lines):
                return chains.led(self, lines, scope)
            case Disputes():
                return disputed.disputes(self, outer)
            case Checks():
                return why_not.checks(self, source, scope)
            case End(which, known):
                return links.end(self, which, known, scope)
            case Between():
                return shortest.between(self, source, scope)
            case Found():
                return shortest.found(self, scope)
            case Passed():
                return shortest.passed(self, source, scope)
            case Steps():
                return shortest.steps(self, scope)
            case StepLinks():
                return shortest.step_links(self, scope)
            case Surrounding():
                return surroundings.surrounding(self, source, scope)
            case Around():
                return surroundings.around(self, source, scope)
            case ReviewedUnder() | Supported() | Grouped():
                raise AssertionError(f"{source} is read in a way of its own")
            case GroupNode() | Bound() | StepEnd():
                raise AssertionError(f"{source} is read in a way of its own")
            case _:
                assert_never(source)

    def _in_record(self, source: InRecord, scope: Scope) -> Matched:
        item = self.fresh({"node": "n", "link": "l", "record": "d"}[source.of])
        unwind = f"UNWIND {scope.record}.{quoted(source.name)} AS {item}"
        match source.of:
            case "node":
                inner = replace(scope, node=item)
            case "link":
                inner = replace(scope, link=item)
            case "record":
                inner = replace(scope, record=item)
        matched = Matched((unwind,), inner, (item,), unwound=True)
        return self.as_known(matched, source.known if source.of == "node" else None)

    def _all(self, source: All, scope: Scope) -> Matched:
        node = self.fresh("n")
        ever = source.known is not None
        pattern = f"MATCH ({node}:{history.labels([source.label], ever=ever)})"
        matched = Matched(
            (pattern,),
            replace(scope, node=node),
            (node,),
            label=source.label,
            joins=not ever,
        )
        return self.as_known(matched, source.known)

    def as_known(self, matched: Matched, known: Value | None) -> Matched:
        """The same nodes with what they were at an instant, if one is given."""
        if known is None:
            return matched
        at, facts, names = self.instant(known), self.fresh("f"), matched.names
        held = history.as_held(matched.scope.node, at)
        return replace(
            matched,
            scope=replace(matched.scope, facts=facts),
            names=(*names, facts),
            bind=f"WITH {', '.join(names)}, {held} AS {facts}",
            at=at,
        )

    def _unwound(self, source: Gathered | GroupMembers, scope: Scope) -> Matched:
        listed, node = self._list(source, scope), self.fresh("n")
        unwind = f"UNWIND {listed} AS {node}"
        inner = replace(scope, node=node, facts="", late=None, group=None)
        matched = Matched((unwind,), inner, (node,), unwound=True)
        return self.as_known(matched, source.known)

    def _list(self, source: Gathered | GroupMembers, scope: Scope) -> str:
        """The variable of a list of nodes."""
        if isinstance(source, Gathered):
            return scope.gathered
        assert scope.group is not None
        return groups.members(self, scope.group)

    def _full_text(self, source: FullText, scope: Scope) -> Matched:
        query = self.parameter(source.query)
        node, score = self.fresh("n"), self.fresh("v")
        search = f"db.index.fulltext.queryNodes({_text(source.index)}, {query})"
        conditions: tuple[str, ...] = ()
        if source.labels is not None:
            labels = "|".join(map(quoted, source.labels))
            conditions = (f"{node}:{labels}" if labels else f"{node} IS NULL",)
        matched = Matched(
            (f"CALL {search} YIELD node AS {node}, score AS {score}",),
            replace(scope, node=node, score=score),
            (node, score),
            conditions=conditions,
        )
        return self.as_known(matched, source.known)

    def _follow(self, source: Follow, scope: Scope, *, labelled: bool) -> Matched:
        node, link = self.fresh("n"), self.fresh("l")
        end = f"({node}:{_labels(source)})" if labelled else f"({node})"
        pattern = f"MATCH ({scope.node}){self.arrow(source, link)}{end}"
        inner = replace(scope, node=node, link=link, origin=scope.node)
        return self.as_known(Matched((pattern,), inner, (node, link)), source.known)

    def arrow(self, source: Follow, link: str = "") -> str:
        """The relationships to follow, and what each of them must satisfy."""
        condition = ""
        if source.link is not None:
            link = link or self.fresh("l")
            condition = f" WHERE {self.predicate(source.link, Scope(link=link))}"
        types = history.types(source.type, ever=source.known is not None)
        body = f"[{link}:{types}{condition}]"
        before = "<-" if source.direction == "in" else "-"
        behind = "->" if source.direction == "out" else "-"
        return f"{before}{body}{behind}"

    def _referred(self, source: Referred, scope: Scope) -> Matched:
        wanted = self.expression(source.ids, scope)
        node = self.fresh("n")
        labels = history.labels([source.label], ever=source.known is not None)
        matched = Matched(
            (f"MATCH ({node}:{labels})",),
            replace(scope, node=node),
            (node,),
            conditions=(f"{node}.`id` IN {wanted}",),
        )
        return self.as_known(matched, source.known)

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
            case Not(IsNull(operand)):
                return f"{self.expression(operand, scope)} IS NOT NULL"
            case Both(predicates):
                return self._joined(" AND ", predicates, scope) or "true"
            case Either(predicates):
                return self._joined(" OR ", predicates, scope) or "false"
            case Not(inner):
                return f"NOT ({self.predicate(inner, scope)})"
            case Holds(day, strict, passing):
                on = self.parameter(day)
                return intervals.holds(scope.link, on, strict=strict, passing=passing)
            case Begun(day, by, strict):
                begins = self.expression(day, scope)
                return intervals.begun(begins, self.parameter(by), strict=strict)
            case Known(of, at):
                fact = scope.node if of == "node" else scope.link
                return history.held(fact, self.instant(at))
            case HasLabel(label):
                return _has_label([label], scope)
            case HasType(types):
                return f"{scope.link}:{'|'.join(map(quoted, types))}"
            case Related():
                return self._related(predicate, scope)
            case _:
                assert_never(predicate)

    def _joined(
        self, word: str, predicates: tuple[Predicate, ...], scope: Scope
    ) -> str:
        parts = [self.predicate(p, scope) for p in predicates]
        return f"({word.join(parts)})" if len(parts) > 1 else "".join(parts)

    def _compare(self, compare: Compare, scope: Scope) -> str:
        left = self.expression(compare.left, scope)
        right = self.parameter(compare.right)
        if compare.instant:
            right = _converted("datetime", right, compare.operator)
        if isinstance(compare.left, Lower):
            right = _converted("toLower", right, compare.operator)
        if compare.operator is Operator.INCLUDES:
            return f"{right} IN {left}"
        return f"{left} {compare.operator.value} {right}"

    def _related(self, related: Related, scope: Scope) -> str:
        where = related.where
        match related.quantifier:
            case Quantifier.SOME:
                return self._exists(related.source, scope, where)
            case Quantifier.NONE:
                return f"NOT {self._exists(related.source, scope, where)}"
            case Quantifier.ALL:
                return f"NOT {self._fails(related.source, where, scope)}"
            case Quantifier.SINGLE:
                return f"{self._counted(related.source, where, scope)} = 1"
            case _:
                assert_never(related.quantifier)

    def _exists(
        self, source: Source, scope: Scope, *predicates: Predicate | None
    ) -> str:
        if NEVER in predicates:
            return "false"
        before = self.aggregating
        matched = self.matched(source, scope)
        clauses = [*matched.clauses, *self.where(matched, *predicates)]
        item = matched.scope.node or matched.names[0]
        return self.subquery("EXISTS", clauses, item, scope=scope, before=before)

    def _fails(self, source: Source, where: Predicate | None, scope: Scope) -> str:
        """Whether a predicate is false, or unknown, of some node."""
        assert where is not None
        matched = self.matched(source, scope)
        holds = self.predicate(where, matched.scope)
        refuted = f"WHERE NOT coalesce({holds}, false)"
        return subquery("EXISTS", [*matched.clauses, refuted])


_GATHERED = {
    # A list loses nulls when it is collected, unless each is in a list of its own.
    "COLLECT": ("collect([{}])", "[x IN {} | x[0]]"),
    "COUNT": ("count({})", "{}"),
    "EXISTS": ("count({}) > 0", "{}"),
}


@dataclass(slots=True)
class _Conditions:
    """What a match must satisfy, as further matches and as conditions."""

    matches: list[str]
    conditions: list[str]
    distinct: bool = False


def _function(function: Function, of: str) -> str:
    if function is Function.AVG:
        # The database's own average depends on the order of the rows in its last digit.
        mean = f"toFloat(sum({of})) / count({of})"
        return f"CASE count({of}) WHEN 0 THEN null ELSE {mean} END"
    return f"{function.value}({of})"


def _labels(source: Follow) -> str:
    return history.labels(source.labels, ever=source.known is not None)


def _is_plain(row: Row) -> bool:
    """Whether a row is short when it is written."""
    return all(isinstance(item, Read) for item in row.items)


def _has_label(labels: Sequence[str], scope: Scope) -> str:
    return f"{scope.node}:{history.labels(labels, ever=bool(scope.facts))}"


def _looks_up(predicate: Predicate) -> bool:
    """Whether a predicate speaks of a node's id alone, which never changes."""
    return isinstance(predicate, Compare) and predicate.left == Read("node", "id")


def _read(read: Read, scope: Scope) -> str:
    node = scope.node if read.name == "id" else scope.facts or scope.node
    text = f"{scope.link if read.of == 'link' else node}.{quoted(read.name)}"
    if read.of == "fact":
        return f"coalesce({scope.link}.{quoted(read.name)}, {text})"
    return text


def _converted(function: str, parameter: str, operator: Operator) -> str:
    if operator is Operator.IN:
        return f"[x IN {parameter} | {function}(x)]"
    return f"{function}({parameter})"


def _text(name: str) -> str:
    """A name of the model as a text in quotation marks."""
    escaped = name.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
