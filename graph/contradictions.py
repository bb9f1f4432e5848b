"""What a model declares cannot hold together, as constraints with numbers and words.

One value holds of a property, one node at the end of a relation to one, and of links
that are declared ``sole`` one at a time. Sources that each name the ``whole`` of a
relation contradict each other where they name others. A value that is ``unique`` names
one node. Where several may hold, rank can say that not all of these do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias

from graph.declare import Model, NodeType, Relation, Sole, Unique

Word: TypeAlias = dict[str, Any]
"""What a claim's predicate is about; see :class:`Contradictions`."""
INTERVAL = ("validFrom", "validTo")
ANY_PROPERTY = "any property"
ANY_RELATION = "any relation"


class DisputeKind(Enum):
    """By which constraint the sides of a dispute exclude each other."""

    ONE_VALUE = "A property has one value; claims give it several."
    ONE_NODE = "A relation leads to one node; claims have it lead to several."
    WHOLE = "Sources that each name all related nodes name different ones."
    RANK = "Several may hold, but claims were ranked as if not all did."
    ONE_AT_A_TIME = "Of these relationships one holds at a time; they overlap."
    ONE_NAMED = "A value names one node; it names several."
    EVENTS = "Dates of one course; each may be of an event of its own."


@dataclass(frozen=True, slots=True)
class Constraint:
    """What cannot hold together; ``apart`` says why what seems to break it may hold."""

    kind: DisputeKind
    says: str
    apart: str = ""


ONE_VALUE = Constraint(DisputeKind.ONE_VALUE, "A property has one value at a time.")
OF_LINK = Constraint(
    DisputeKind.ONE_VALUE,
    "A property of a relationship has one value.",
    "Each claim is about a relationship of its own.",
)
EVENTS = Constraint(
    DisputeKind.EVENTS,
    "An event has one date.",
    "They are dates of several events, of which the first that is known counts.",
)
RANKED = Constraint(
    DisputeKind.RANK,
    "Several may hold, but those who ranked the claims held that not all of these do.",
)


@dataclass(slots=True)
class Contradictions:
    """The constraints of a model, and its words for what claims are about.

    A word is found by prefix and predicate (``sale.releasedOn``), by predicate alone
    where it is a property of links, or as that of any property or relation. It says
    ``of`` what kind the matter is, by which ``rule``, and where that is so, under which
    ``field`` a relation is known, and of which date, as ``first``, the property is a
    part. The kinds are: ``one`` value or node, ``several``, ``many``, the ``whole``, a
    property of a ``link``, and links that are ``timed``.
    """

    model: Model
    constraints: list[Constraint] = field(default_factory=list)
    words: dict[str, Word] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.words[ANY_PROPERTY] = self._word("one", ONE_VALUE)
        self.words[ANY_RELATION] = self._word("many", RANKED)
        own = {p.name for r in self.model.relationships.values() for p in r.own}
        for name in (*INTERVAL, *sorted(own)):
            self.words[name] = self._word("link", OF_LINK)
        for node in self.model.nodes.values():
            if node.evidenced:
                self._properties(node)
                self._relations(node)

    def number(self, constraint: Constraint) -> int:
        """The place of a constraint among all."""
        if constraint not in self.constraints:
            self.constraints.append(constraint)
        return self.constraints.index(constraint)

    def kinds(self, predicate: str, prefix: str | None) -> set[str]:
        """What a predicate can be about, of nodes with a prefix, or of any node."""
        own = [
            word["of"]
            for key, word in self.words.items()
            if key == f"{prefix}.{predicate}"
            or (prefix is None and key.endswith(f".{predicate}"))
        ]
        if own and prefix is not None:
            return set(own)
        relation = predicate == predicate.upper()
        default = self.words[ANY_RELATION if relation else ANY_PROPERTY]
        return {*own, self.words.get(predicate, default)["of"]}

    def tells_of_events(self, predicate: str) -> bool:
        """Whether a predicate is a date of which another is the first, or that one."""
        firsts = [word["first"] for word in self.words.values() if "first" in word]
        return any(predicate in (first["name"], *first["of"]) for first in firsts)

    def _word(self, of: str, constraint: Constraint, **more: Any) -> Word:
        return {"of": of, "rule": self.number(constraint), **more}

    def _properties(self, node: NodeType) -> None:
        for p in node.properties.values():
            key = f"{node.prefix}.{p.name}"
            if p.is_list and p.refers_to is None:
                self.words[key] = self._word("many", RANKED)
            elif p.several:
                several = Constraint(ONE_VALUE.kind, ONE_VALUE.says, p.several)
                self.words[key] = self._word("several", several)
            elif p.name in self.words:
                self.words[key] = self._word("one", ONE_VALUE)
        for p in node.properties.values():
            for name in p.first_of:
                word = self.words.get(f"{node.prefix}.{name}", self.words[ANY_PROPERTY])
                first = {"name": p.name, "of": list(p.first_of)}
                self.words[f"{node.prefix}.{name}"] = {**word, "first": first}

    def _relations(self, node: NodeType) -> None:
        for relation in node.relations.values():
            if relation.direction == "out":
                word = self._relation(node, relation)
                self.words[f"{node.prefix}.{relation.type}"] = word

    def _relation(self, node: NodeType, relation: Relation) -> Word:
        edge = self.model.relationships[relation.type]
        if not relation.many:
            says = f"Each {node.label} has one {relation.name}."
            one = Constraint(DisputeKind.ONE_NODE, says)
            return self._word("one", one, field=relation.name)
        if edge.whole:
            whole = Constraint(DisputeKind.WHOLE, edge.whole)
            return self._word("whole", whole, field=relation.name)
        if edge.sole is not None and not edge.sole.over and edge.sole.of == "start":
            return self._word("timed", RANKED)
        return self._word("many", RANKED, field=relation.name)


def at_a_time(sole: Sole) -> Constraint:
    """Of links, one holds at a time."""
    return Constraint(DisputeKind.ONE_AT_A_TIME, sole.says, sole.beside)


def one_named(unique: Unique) -> Constraint:
    """A value names one node."""
    return Constraint(DisputeKind.ONE_NAMED, unique.says, unique.apart)
