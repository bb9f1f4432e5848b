"""What the database itself keeps true and quick: constraints and indexes of a model.

Every label and relationship type has unique ids; properties declared with ``index``
and the intervals of structure have range indexes, properties declared with ``text`` a
full-text index per label and one across all labels. Names begin with :data:`OURS`;
whatever else a database has is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from graph.clauses import quoted
from graph.declare import Model, NodeType
from graph.documents import TRUSTED_DOCUMENT
from graph.driver import Graph, Statement
from graph.feed import BATCH
from graph.fulltext import ANALYZER, TextIndex
from graph.history import REDIRECT, VERSION, retracted_label, retracted_type
from graph.idempotency import IDEMPOTENCY_KEY
from graph.keys import API_KEY
from graph.versions import BOOKKEEPING, FEED_END
from graph.visibility import EVIDENCE as RESTS_ON
from graph.visibility import restricted, restricted_index, whole

OURS = "armsgraph_"
ACROSS_LABELS = f"{OURS}text"
"""The full-text index over every label."""
EVIDENCE = f"{OURS}evidence"
"""The full-text index over the claims and sources that nodes rest on."""
LINK_EVIDENCE = f"{OURS}link_evidence"
"""The same over relationships."""
PAST_EVIDENCE = f"{OURS}past_evidence"
"""The same over what nodes were, and nodes that were retracted."""
PAST_LINK_EVIDENCE = f"{OURS}past_link_evidence"
"""The same over relationships that were retracted or changed."""
WHOLE = "keyword"
"""How Neo4j leaves text as it is, so that an id is one word."""
INTERVAL = ["validFrom", "validTo"]
"""What is indexed of links whose changes can be asked for."""
INDEXING_TIMEOUT = 300
"""Seconds that filling the indexes of a large graph may take."""

Kind = Literal["UNIQUENESS", "RANGE", "FULLTEXT"]
Entity = Literal["NODE", "RELATIONSHIP"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A constraint or an index."""

    name: str
    kind: Kind
    entity: Entity
    of: tuple[str, ...]
    """Labels or relationship types, sorted."""
    properties: tuple[str, ...]
    analyzer: str | None = None
    """How a full-text index cuts text into words."""

    def create(self) -> Statement:
        """The statement that makes it, unless it is there."""
        names = "|".join(map(quoted, self.of))
        pattern = f"(e:{names})" if self.entity == "NODE" else f"()-[e:{names}]-()"
        properties = ", ".join(f"e.{quoted(p)}" for p in self.properties)
        name = quoted(self.name)
        match self.kind:
            case "UNIQUENESS":
                return Statement(
                    f"CREATE CONSTRAINT {name} IF NOT EXISTS "
                    f"FOR {pattern} REQUIRE {properties} IS UNIQUE"
                )
            case "RANGE":
                return Statement(
                    f"CREATE INDEX {name} IF NOT EXISTS FOR {pattern} ON ({properties})"
                )
            case "FULLTEXT":
                return Statement(
                    f"CREATE FULLTEXT INDEX {name} IF NOT EXISTS "
                    f"FOR {pattern} ON EACH [{properties}] OPTIONS "
                    f"{{indexConfig: {{`fulltext.analyzer`: '{self.analyzer}'}}}}"
                )

    def drop(self) -> Statement:
        """The statement that takes it away."""
        what = "CONSTRAINT" if self.kind == "UNIQUENESS" else "INDEX"
        return Statement(f"DROP {what} {quoted(self.name)} IF EXISTS")


def text_index(node: NodeType) -> TextIndex:
    """The full-text index over the text properties of a node type."""
    return TextIndex.over(f"{OURS}{node.label}_text", [node])


def text_across_labels(model: Model) -> TextIndex:
    """The full-text index over every node type with text properties."""
    nodes = [node for node in model.nodes.values() if node.text_properties]
    return TextIndex.over(ACROSS_LABELS, nodes)


def rules(model: Model) -> list[Rule]:
    """Every constraint and index of a model."""
    return [
        *_of_nodes(model),
        *_of_relationships(model),
        *_across_labels(model),
        *_of_evidence(model),
        *_of_writes(),
    ]


def _of_nodes(model: Model) -> Iterator[Rule]:
    yield _unique("NODE", BOOKKEEPING)
    yield _unique("NODE", API_KEY)
    yield _unique("NODE", TRUSTED_DOCUMENT)
    for label, node in model.nodes.items():
        yield _unique("NODE", label)
        indexed = [p.name for p in node.properties.values() if p.index]
        yield from (_range("NODE", label, name) for name in indexed)
        yield _range("NODE", retracted_label(label), "id")
        if node.text_properties:
            yield from _full_text(text_index(node))


def _of_relationships(model: Model) -> Iterator[Rule]:
    for type_, relationship in model.relationships.items():
        yield _unique("RELATIONSHIP", type_)
        indexed = [p.name for p in relationship.properties.values() if p.index]
        if relationship.structure and not relationship.timeless:
            indexed += INTERVAL
        yield from (_range("RELATIONSHIP", type_, name) for name in indexed)
        yield _range("RELATIONSHIP", retracted_type(type_), "id")


def _of_evidence(model: Model) -> Iterator[Rule]:
    labels = sorted(label for label, n in model.nodes.items() if n.evidenced)
    types = sorted(model.relationships)
    if labels:
        past = [*map(retracted_label, labels), VERSION]
        yield from _evidence(EVIDENCE, "NODE", labels)
        yield from _evidence(PAST_EVIDENCE, "NODE", past)
    if types:
        past = [*map(retracted_type, types)]
        yield from _evidence(LINK_EVIDENCE, "RELATIONSHIP", types)
        yield from _evidence(PAST_LINK_EVIDENCE, "RELATIONSHIP", past)


def _evidence(name: str, entity: Entity, of: Sequence[str]) -> Iterator[Rule]:
    """An index, and one for what is restricted."""
    on = (*RESTS_ON, *map(whole, RESTS_ON))
    hidden = tuple(map(restricted, of))
    yield Rule(name, "FULLTEXT", entity, tuple(of), on, WHOLE)
    yield Rule(restricted_index(name), "FULLTEXT", entity, hidden, on, WHOLE)


def _of_writes() -> Iterator[Rule]:
    yield _unique("NODE", REDIRECT)
    yield _unique("NODE", IDEMPOTENCY_KEY)
    yield _unique("NODE", FEED_END)
    numbered = f"{OURS}{BATCH}_number"
    yield Rule(numbered, "UNIQUENESS", "NODE", (BATCH,), ("number",))


def _across_labels(model: Model) -> Iterator[Rule]:
    index = text_across_labels(model)
    if index.labels:
        yield from _full_text(index)


def _full_text(index: TextIndex) -> Iterator[Rule]:
    """An index, and one for restricted nodes, so that scores tell nothing of them."""
    on, labels = index.properties, tuple(map(restricted, index.labels))
    yield Rule(index.name, "FULLTEXT", "NODE", index.labels, on, ANALYZER)
    name = restricted_index(index.name)
    yield Rule(name, "FULLTEXT", "NODE", labels, on, ANALYZER)


def _unique(entity: Entity, of: str) -> Rule:
    return Rule(f"{OURS}{of}_id", "UNIQUENESS", entity, (of,), ("id",))


def _range(entity: Entity, of: str, name: str) -> Rule:
    return Rule(f"{OURS}{of}_{name}", "RANGE", entity, (of,), (name,))


async def ensure(graph: Graph, model: Model) -> None:
    """Make the constraints and indexes of a model and wait until they are filled.

    Takes away those of an earlier model. Raises :class:`GraphError`, as where two
    nodes of a database have one id.
    """
    wanted = set(rules(model))
    found = await existing(graph)
    for rule in sorted(found - wanted, key=lambda rule: rule.name):
        await graph.write([rule.drop()])
    missing = [rule.create() for rule in rules(model) if rule not in found]
    await graph.write(missing)
    await graph.write([Statement(f"CALL db.awaitIndexes({INDEXING_TIMEOUT})")])


async def existing(graph: Graph) -> set[Rule]:
    """The constraints and indexes of ours that a database has."""
    return {
        Rule(
            name,
            "UNIQUENESS" if constraint else kind,
            entity,
            tuple(sorted(of)),
            tuple(on),
            analyzer,
        )
        for name, constraint, kind, entity, of, on, analyzer in await graph.read(SHOW)
    }


SHOW = Statement(
    "SHOW INDEXES YIELD name, owningConstraint, type, entityType, labelsOrTypes, "
    "properties, options WHERE name STARTS WITH $ours "
    "RETURN name, owningConstraint, type, entityType, labelsOrTypes, properties, "
    "options.indexConfig.`fulltext.analyzer`",
    {"ours": OURS},
)
