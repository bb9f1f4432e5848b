"""Assertions: a caller states a fact, together with the claim that backs it.

What the graph does not hold is added, what it holds otherwise is corrected; what is not
mentioned stays as it is, and null takes a value away. Claims say what a source states
and are never corrected: a claim that was misread is retracted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, TypeAlias

from graph.clauses import quoted
from graph.declare import (
    SLUG,
    Basis,
    Model,
    NodeType,
    Property,
    Rank,
    RelationshipType,
    Scalar,
)
from graph.driver import Statement
from graph.history import REDIRECTED
from graph.record import Change
from graph.values import first_day, last_day, parse_datetime

CLAIM, STATED_IN = "Claim", "STATED_IN"
EVIDENCE = frozenset({"basis", "rule", "claims", "sources", "rank"})
"""Properties of facts that follow from the claims behind them."""
LONGEST_ID = 200
"""Characters of an id."""
LONGEST_INDEXED = 8000
"""Bytes of a text that an index holds, which Neo4j allows little more."""

Given: TypeAlias = Mapping[str, Any]
"""What a caller sends, by name; what is left out is not in it."""


class UserErrorCode(Enum):
    """Why a fact was not written."""

    INVALID = "A value does not fit; the message says what would."
    MISSING = "A value is needed that was not sent."
    NOT_FOUND = "The graph does not hold what an id names."
    CONFLICT = "The graph holds something else by now, or already."
    NOT_WRITTEN = "Another field of the operation has errors: nothing was written."


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a fact from being written, and where in the input it lies."""

    code: UserErrorCode
    path: tuple[str, ...]
    message: str


class Unfit(Exception):
    """A fact cannot be written as it was asserted."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__()
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Written:
    """The id of what an assertion was about, and whether it changed anything."""

    id: str
    changed: bool


@dataclass(frozen=True, slots=True)
class _Evidence:
    """The claim that backs a fact; ``rank`` only where the caller has chosen it."""

    claim: str
    source: str
    basis: str
    rule: str | None
    rank: str | None


@dataclass(slots=True)
class _Problems:
    found: list[Problem] = field(default_factory=list)

    def add(self, code: UserErrorCode, path: tuple[str, ...], message: str) -> None:
        self.found.append(Problem(code, path, message))

    def check(self) -> None:
        """Go on only where there are none."""
        if self.found:
            raise Unfit(self.found)


class Asserting:
    """Writes what is asserted within one change."""

    def __init__(self, change: Change, model: Model) -> None:
        self._change = change
        self._model = model

    # Nodes

    async def node(self, node: NodeType, given: Given) -> Written:
        """Add or correct a node.

        Raises :class:`Unfit` where it cannot be written so.
        """
        id = given["id"]
        problems = _Problems()
        _check_id(id, node.prefix, ("id",), problems)
        before = await self._held(node.label, id)
        _check_version(given, before, problems)
        if not before:
            await self._check_free(id, problems)
        problems.check()
        row = _row(node.properties, given, before, problems)
        await self._check_references(node.properties, given, problems)
        problems.check()
        evidence = None
        if node.evidenced:
            evidence = await self._evidence(given, about=id)
            row |= _resting_on(evidence, before)
        facts = self._change.facts
        row["recordedAt"] = row.get("recordedAt", self._change.at)
        await self._change.merge_nodes(node, [_known(row)])
        if evidence is not None:
            await self._to_one(node, id, given, evidence, new=not before)
        return Written(id, changed=self._change.facts > facts)

    async def _to_one(
        self, node: NodeType, id: str, given: Given, evidence: _Evidence, *, new: bool
    ) -> None:
        """Write the relations that are fields of the node."""
        problems = _Problems()
        for relation in node.to_one:
            edge = self._model.relationships[relation.type]
            other = given.get(relation.name)
            if other is None:
                if relation.name in given or (new and relation.required):
                    message = f"Send the id of {' or '.join(relation.targets)}."
                    problems.add(UserErrorCode.MISSING, (relation.name,), message)
                continue
            try:
                await self._link(edge, {"from": id, "to": other}, evidence)
            except Unfit as unfit:
                for problem in unfit.problems:
                    path = (relation.name,)
                    problems.add(problem.code, path, problem.message)
        problems.check()

    # Links

    async def link(self, edge: RelationshipType, given: Given) -> Written:
        """Add or correct a link; raises as :meth:`node` does."""
        facts = self._change.facts
        id = await self._link(edge, given, None)
        return Written(id, changed=self._change.facts > facts)

    async def _link(
        self, edge: RelationshipType, given: Given, evidence: _Evidence | None
    ) -> str:
        start, end = given["from"], given["to"]
        problems = _Problems()
        labels = await self._ends(edge, start, end, problems)
        problems.check()
        id = await self._link_id(edge, given, labels, problems)
        problems.check()
        before = await self._held_link(edge.type, id)
        _check_version(given, before, problems)
        row = _row(edge.properties, {**given, "id": id}, before, problems)
        await self._check_references(edge.properties, given, problems)
        _check_interval(edge, row, problems)
        await self._check_sole(edge, given, labels, id, problems)
        problems.check()
        if evidence is None:
            evidence = await self._evidence(given, about=start, predicate=edge.type)
        row |= _resting_on(evidence, before)
        row["rank"] = evidence.rank or row.get("rank") or Rank.NORMAL.name
        row["recordedAt"] = row.get("recordedAt", self._change.at)
        stored = {"start": start, "end": end, "properties": _known(row)}
        await self._change.merge_links(edge.type, [stored])
        return id

    async def _ends(
        self, edge: RelationshipType, start: str, end: str, problems: _Problems
    ) -> tuple[str, str]:
        """The labels of a link's ends, which the graph must hold."""
        labels = (self._label(start), self._label(end))
        if all(labels) and (misfit := edge.misfit(*labels)):
            problems.add(UserErrorCode.INVALID, ("to",), f"{misfit}.")
            return labels
        for name, id in (("from", start), ("to", end)):
            await self._check_held(id, (name,), problems)
        return labels

    def _label(self, id: str) -> str:
        node = self._model.of_id(id)
        return node.label if node else ""

    async def _link_id(
        self,
        edge: RelationshipType,
        given: Given,
        labels: tuple[str, str],
        problems: _Problems,
    ) -> str:
        """The id that is given, or of the link that is meant, or else a new one."""
        id = given.get("id")
        if id is not None:
            _check_id(id, edge.prefix, ("id",), problems)
            return str(id)
        start, end, since = given["from"], given["to"], given.get("validFrom")
        sole = _is_sole(self._model, edge, labels[0])
        text = _alike(edge.type, labels[0], sole=sole)
        found = await self._run(text, a=start, b=end, at=since)
        if len(found) > 1:
            ids = ", ".join(id for (id,) in found)
            message = f"Several links are alike; send the id of one of {ids}."
            problems.add(UserErrorCode.CONFLICT, ("id",), message)
        if found:
            return str(found[0][0])
        parts = [_slug(start)] if sole else [_slug(start), _slug(end)]
        return f"{edge.prefix}:{'-'.join([*parts, *([since] if since else [])])}"

    async def _check_sole(
        self,
        edge: RelationshipType,
        given: Given,
        labels: tuple[str, str],
        id: str,
        problems: _Problems,
    ) -> None:
        """Refuse a second link where a node may have one."""
        if not _is_sole(self._model, edge, labels[0]):
            return
        for (other,) in await self._run(
            _others(edge.type, labels[0]), a=given["from"], id=id
        ):
            message = f"{given['from']} has {other} already; correct that by its id."
            problems.add(UserErrorCode.CONFLICT, ("from",), message)

    # Claims

    async def claim(self, given: Given) -> Written:
        """Add a claim by itself; raises as :meth:`node` does."""
        facts = self._change.facts
        evidence = await self._claim(given, _Problems(), ())
        return Written(evidence.claim, changed=self._change.facts > facts)

    async def _evidence(
        self, given: Given, *, about: str, predicate: str | None = None
    ) -> _Evidence:
        claim = dict(given["claim"])
        problems = _Problems()
        if claim.keys() == {"id"}:
            return await self._held_claim(claim["id"], problems)
        claim.setdefault("subject", about)
        if predicate is not None:
            claim.setdefault("predicate", predicate)
        return await self._claim(claim, problems, ("claim",), about=about)

    async def _held_claim(self, id: str, problems: _Problems) -> _Evidence:
        """The claim with an id, which the graph holds already."""
        found = await self._run(_CLAIM, id=id)
        if not found:
            message = f"There is no {id!r}; send a statement and its source, too."
            problems.add(UserErrorCode.NOT_FOUND, ("claim", "id"), message)
        problems.check()
        ((claim, source),) = found
        return _Evidence(id, source, claim["basis"], claim.get("rule"), None)

    async def _claim(
        self,
        given: Given,
        problems: _Problems,
        path: tuple[str, ...],
        *,
        about: str | None = None,
    ) -> _Evidence:
        node, source = self._model.nodes[CLAIM], given.get("source")
        defaults = {"basis": Basis.STATED.name, "rank": Rank.NORMAL.name}
        chosen = {name: v for name, v in given.items() if v is not None}
        stated = defaults | chosen
        stated["id"] = given.get("id") or _claim_id(stated)
        within = _Problems()
        _check_id(stated["id"], node.prefix, ("id",), within)
        if source is None:
            within.add(UserErrorCode.MISSING, ("source",), "Send the id of the source.")
        else:
            await self._check_held(source, ("source",), within, label="Source")
        if stated.get("subject") not in (None, about):
            await self._check_held(stated["subject"], ("subject",), within)
        _check_basis(stated, within)
        row = _row(node.properties, stated, {}, within)
        for problem in within.found:
            problems.add(problem.code, (*path, *problem.path), problem.message)
        problems.check()
        await self._add_claim(row, stated["source"], problems, (*path, "id"))
        rank = chosen.get("rank")
        return _Evidence(
            row["id"], stated["source"], row["basis"], row.get("rule"), rank
        )

    async def _add_claim(
        self,
        row: dict[str, Any],
        source: str,
        problems: _Problems,
        path: tuple[str, ...],
    ) -> None:
        found = await self._run(_CLAIM, id=row["id"])
        if found:
            ((before, stated_in),) = found
            held = {k: v for k, v in before.items() if k != "recordedAt"}
            if (held, stated_in) != (_known(row), source):
                message = f"{row['id']!r} states something else; use another id."
                problems.add(UserErrorCode.CONFLICT, path, message)
            problems.check()
            return
        row = _known(row) | {"recordedAt": self._change.at}
        await self._change.merge_nodes(self._model.nodes[CLAIM], [row])
        link = {
            "id": f"stated-in:{_slug(row['id'])}",
            "rank": Rank.NORMAL.name,
            "basis": Basis.STATED.name,
            "claims": [row["id"]],
            "sources": [source],
            "recordedAt": self._change.at,
        }
        stored = {"start": row["id"], "end": source, "properties": link}
        await self._change.merge_links(STATED_IN, [stored])

    # What the graph holds

    async def _held(self, label: str, id: str) -> dict[str, Any]:
        """The properties of a node; none where the graph does not hold it."""
        text = f"MATCH (n:{quoted(label)} {{id: $id}}) RETURN properties(n)"
        found = await self._run(text, id=id)
        return found[0][0] if found else {}

    async def _held_link(self, type_: str, id: str) -> dict[str, Any]:
        text = f"MATCH ()-[r:{quoted(type_)} {{id: $id}}]->() RETURN properties(r)"
        found = await self._run(text, id=id)
        return found[0][0] if found else {}

    async def _check_free(self, id: str, problems: _Problems) -> None:
        """Refuse an id that leads to another node."""
        for _, to in await self._run(REDIRECTED, ids=[id]):
            message = f"{id!r} was merged into {to!r}; use that id."
            problems.add(UserErrorCode.CONFLICT, ("id",), message)

    async def _check_references(
        self, properties: Mapping[str, Property], given: Given, problems: _Problems
    ) -> None:
        for name, declared in properties.items():
            if declared.kind is not Scalar.ID or name in {"id", *EVIDENCE}:
                continue
            if (id := given.get(name)) is not None:
                wanted = declared.refers_to
                await self._check_held(id, (name,), problems, label=wanted)

    async def _check_held(
        self,
        id: str,
        path: tuple[str, ...],
        problems: _Problems,
        *,
        label: str | None = None,
    ) -> None:
        node = self._model.of_id(id)
        if node is None or label not in (None, node.label):
            wanted = self._model.nodes[label].prefix if label else "its type's prefix"
            message = f"{id!r} is no id here; it begins with {wanted} and a colon."
            problems.add(UserErrorCode.INVALID, path, message)
        elif not await self._held(node.label, id):
            problems.add(UserErrorCode.NOT_FOUND, path, f"The graph holds no {id!r}.")

    async def _run(self, text: str, **params: Any) -> list[list[Any]]:
        return await self._change.run(Statement(text, params))


_CLAIM = "MATCH (c:Claim {id: $id})-[:STATED_IN]->(s) RETURN properties(c), s.id"


def _alike(type_: str, label: str, *, sole: bool) -> str:
    """Cypher that finds the links that one without an id may mean."""
    text = f"MATCH (a:{quoted(label)} {{id: $a}})-[r:{quoted(type_)}]->(b)"
    if not sole:
        since = "coalesce(r.validFrom, '') = coalesce($at, '')"
        text += f" WHERE b.id = $b AND {since}"
    return f"{text} RETURN r.id ORDER BY r.id"


def _others(type_: str, label: str) -> str:
    """Cypher that finds the links of a node beside one."""
    pattern = f"(a:{quoted(label)} {{id: $a}})-[r:{quoted(type_)}]->()"
    return f"MATCH {pattern} WHERE r.id <> $id RETURN r.id"


def _is_sole(model: Model, edge: RelationshipType, label: str) -> bool:
    """Whether a node has one link of a type at most."""
    return any(r.type == edge.type for r in model.nodes[label].to_one)


def _slug(id: str) -> str:
    return id.partition(":")[2]


def _claim_id(stated: Given) -> str:
    """The same id for the same claim, so that a repeated one is no second."""
    about = _slug(stated.get("subject") or stated.get("source") or "claim:x")
    content = sorted((name, str(value)) for name, value in stated.items())
    digest = hashlib.sha256(repr(content).encode(errors="replace")).hexdigest()[:12]
    return f"claim:{about[:80].strip('-')}-{digest}"


def _row(
    properties: Mapping[str, Property],
    given: Given,
    before: Mapping[str, Any],
    problems: _Problems,
) -> dict[str, Any]:
    """A fact as it will be, but for its evidence; null where it has no value."""
    row = dict(before)
    for name, declared in sent(properties):
        if name in given:
            row[name] = given[name]
            _check_value(declared, given[name], problems)
        if declared.is_list:
            row[name] = row.get(name) or []
        elif declared.required and row.get(name) is None:
            message = f"A value is needed: {declared.description}"
            problems.add(UserErrorCode.MISSING, (name,), message)
    for name, declared in properties.items():
        if declared.first_of:
            row[name] = declared.derived(row)
    return row


def sent(properties: Mapping[str, Property]) -> Iterator[tuple[str, Property]]:
    """The properties whose values callers send."""
    backed = EVIDENCE if "claims" in properties else frozenset()
    for name, declared in properties.items():
        if declared.given and name not in backed and not declared.entry:
            yield name, declared


def _known(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def _check_value(declared: Property, value: Any, problems: _Problems) -> None:
    for text in value if isinstance(value, list) else (value,):
        if not isinstance(text, str):
            continue
        path = (declared.name,)
        if not text.strip():
            message = "The text is empty; send null where there is none."
            problems.add(UserErrorCode.INVALID, path, message)
        elif not _is_clean(text):
            message = "The text holds control characters or halves of characters."
            problems.add(UserErrorCode.INVALID, path, message)
        elif declared.index and len(text.encode()) > LONGEST_INDEXED:
            message = f"The text is longer than {LONGEST_INDEXED} bytes."
            problems.add(UserErrorCode.INVALID, path, message)


def _is_clean(text: str) -> bool:
    """Whether a text has no character that only does harm."""
    return not any(
        (c < " " and c not in "\n\t") or "\ud800" <= c <= "\udfff" for c in text
    )


def _check_id(id: str, prefix: str, path: tuple[str, ...], problems: _Problems) -> None:
    found, _, slug = id.partition(":")
    if found != prefix or not SLUG.fullmatch(slug) or len(id) > LONGEST_ID:
        message = (
            f"{id[:LONGEST_ID]!r} is no id here; send {prefix}: and a slug of a-z, 0-9 "
            f"and hyphens, {LONGEST_ID} characters at most."
        )
        problems.add(UserErrorCode.INVALID, path, message)


def _check_version(
    given: Given, before: Mapping[str, Any], problems: _Problems
) -> None:
    """Refuse to write over what is not as the caller believes."""
    if "ifVersion" not in given:
        return
    wanted = given["ifVersion"]
    held = before.get("recordedAt")
    if _instant(wanted) == _instant(held):
        return
    if not before:
        message = "The graph does not hold it; leave ifVersion out to add it."
    else:
        message = f"It was recorded at {held}; read it again and decide anew."
    problems.add(UserErrorCode.CONFLICT, ("ifVersion",), message)


def _instant(value: Any) -> datetime | None:
    return None if value is None else parse_datetime(str(value))


def _check_basis(stated: Given, problems: _Problems) -> None:
    inferred = stated["basis"] == Basis.INFERRED.name
    if inferred and not stated.get("rule"):
        message = "What is inferred names its rule."
        problems.add(UserErrorCode.MISSING, ("rule",), message)
    if stated.get("rule") and not inferred:
        message = "A rule is named, but the basis is not INFERRED."
        problems.add(UserErrorCode.INVALID, ("basis",), message)


def _check_interval(
    edge: RelationshipType, row: Mapping[str, Any], problems: _Problems
) -> None:
    since, until = row.get("validFrom"), row.get("validTo")
    if edge.timeless and (since or until):
        name = "validFrom" if since else "validTo"
        message = f"A link {edge.type} has no interval."
        problems.add(UserErrorCode.INVALID, (name,), message)
    if since and until and last_day(until) <= first_day(since):
        message = f"{until} is not after {since}, when it begins."
        problems.add(UserErrorCode.INVALID, ("validTo",), message)


def _resting_on(evidence: _Evidence, before: Mapping[str, Any]) -> dict[str, Any]:
    """The evidence of a fact that rests on one claim more."""
    claims, sources = before.get("claims", []), before.get("sources", [])
    rest: dict[str, Any] = {
        "claims": list(dict.fromkeys([*claims, evidence.claim])),
        "sources": list(dict.fromkeys([*sources, evidence.source])),
    }
    if not before or evidence.basis == Basis.STATED.name:
        rest |= {"basis": evidence.basis, "rule": evidence.rule}
    return rest
