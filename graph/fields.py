"""What a GraphQL field reads: attached to each field, interpreted by the planner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from graph.chronicles import Chronicle
from graph.declare import Property, Relation
from graph.oversight import Traversal
from graph.query import Entity, Expression, Key, Source


@dataclass(frozen=True, slots=True)
class Attribute:
    """A property of the current node or link."""

    property: Property
    of: Entity


@dataclass(frozen=True, slots=True)
class References:
    """The nodes whose ids a property of the current node or link lists."""

    property: Property
    of: Entity


@dataclass(frozen=True, slots=True)
class Explains:
    """How the current node or link is known, as text."""

    of: Entity


@dataclass(frozen=True, slots=True)
class Supports:
    """The connection of all facts that rest on the current source."""


@dataclass(frozen=True, slots=True)
class Relates:
    """A relation of a node: an object where it is to-one, else a connection."""

    owner: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class ById:
    """The node of a label with an id."""

    label: str


@dataclass(frozen=True, slots=True)
class Everything:
    """The connection of all nodes of a label."""

    label: str


@dataclass(frozen=True, slots=True)
class Searches:
    """The connection of all nodes that fit a text, whatever their labels."""


@dataclass(frozen=True, slots=True)
class Scores:
    """How well the node of an edge fits the text searched for."""


@dataclass(frozen=True, slots=True)
class AnyById:
    """The node of any label with an id, or with several ids the nodes."""

    several: bool


@dataclass(frozen=True, slots=True)
class Traverses:
    """A connection that follows chains of reporting lines."""

    traversal: Traversal


@dataclass(frozen=True, slots=True)
class Refutes:
    """Whether and why not a node is among those of a traversal, as a list of checks."""

    traversal: Traversal


@dataclass(frozen=True, slots=True)
class Shows:
    """What an edge of a traversal carries of its chain, or a check of a sale."""

    part: Literal[
        "depth",
        "chain",
        "tenure",
        "review",
        "claims",
        "sources",
        "condition",
        "met",
        "explanation",
        "reviews",
        "tenures",
    ]


@dataclass(frozen=True, slots=True)
class Recounts:
    """A connection of entries of several types, in the order of time."""

    chronicle: Chronicle


@dataclass(frozen=True, slots=True)
class Tells:
    """What the current entry tells."""

    fact: str


@dataclass(frozen=True, slots=True)
class Carries:
    """The object that the current entry is about."""


@dataclass(frozen=True, slots=True)
class FindsPaths:
    """A search for the shortest paths between two nodes, null where one is missing."""


@dataclass(frozen=True, slots=True)
class LooksAround:
    """What is around the node with an id."""


@dataclass(frozen=True, slots=True)
class Says:
    """A value that is read in the same way wherever the field stands."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Lists:
    """The objects that a source gives, in its own order where there is no other."""

    source: Source
    order: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Reaches:
    """The one node that a source gives."""

    source: Source


@dataclass(frozen=True, slots=True)
class Itself:
    """The current node or link."""


@dataclass(frozen=True, slots=True)
class JoinsBeyond:
    """The node that the one at the end of a link belongs to."""

    owner: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows there are."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What aggregate functions, named by the fields of an object, say of a property."""

    property: Property
    of: Entity


@dataclass(frozen=True, slots=True)
class Keys:
    """The object of a group's keys."""


@dataclass(frozen=True, slots=True)
class KeyOf:
    """A group's key: a value, or the node of a label."""

    name: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Members:
    """The connection of the nodes of a label that a group holds."""

    label: str


@dataclass(frozen=True, slots=True)
class Disputed:
    """The connection of what cannot hold together, or seems so."""


@dataclass(frozen=True, slots=True)
class Asserts:
    """A mutation that adds or corrects a node of a label, or a link of a type."""

    of: str


@dataclass(frozen=True, slots=True)
class Retracts:
    """A mutation that retracts a claim."""


@dataclass(frozen=True, slots=True)
class Merges:
    """A mutation that merges duplicates into one node."""


@dataclass(frozen=True, slots=True)
class Wrote:
    """The node of a label, link of a type or, without either, node that was written."""

    of: str | None = None


@dataclass(frozen=True, slots=True)
class Reports:
    """What else a mutation says of its outcome."""

    name: Literal["changed", "fell", "weakened", "userErrors"]


@dataclass(frozen=True, slots=True)
class Recalls:
    """The connection of all changes in the feed."""


@dataclass(frozen=True, slots=True)
class Follows:
    """The changes in the feed, as they come."""


@dataclass(frozen=True, slots=True)
class Notes:
    """What the feed notes of a change."""

    name: str


@dataclass(frozen=True, slots=True)
class Concerns:
    """The node or link that a change is about, as it stands now."""

    which: Literal["node", "link"]


@dataclass(frozen=True, slots=True)
class Structure:
    """A field of a connection, an edge or a page, known by its name in Relay."""


Meaning: TypeAlias = (
    Attribute
    | References
    | Explains
    | Supports
    | Relates
    | ById
    | Everything
    | Searches
    | Scores
    | AnyById
    | Traverses
    | Refutes
    | Shows
    | Recounts
    | Tells
    | Carries
    | FindsPaths
    | LooksAround
    | Says
    | Lists
    | Reaches
    | Itself
    | JoinsBeyond
    | Counts
    | Measures
    | Keys
    | KeyOf
    | Members
    | Disputed
    | Asserts
    | Retracts
    | Merges
    | Wrote
    | Reports
    | Recalls
    | Follows
    | Notes
    | Concerns
    | Structure
)
