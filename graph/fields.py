"""What a GraphQL field reads: attached to each field, interpreted by the planner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from graph.declare import Property, Relation
from graph.oversight import Traversal
from graph.query import Entity


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
class AnyById:
    """The node of any label with an id, or with several ids the nodes."""

    several: bool


@dataclass(frozen=True, slots=True)
class Traverses:
    """A connection that follows chains of reporting lines."""

    traversal: Traversal


@dataclass(frozen=True, slots=True)
class Shows:
    """What an edge of a traversal carries of its chain."""

    part: Literal["depth", "chain", "tenure", "review", "claims", "sources"]


@dataclass(frozen=True, slots=True)
class Joins:
    """The node at one end of a link."""

    which: Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class Structure:
    """A field of a connection, an edge or a page, known by its name in Relay."""


Meaning: TypeAlias = (
    Attribute
    | References
    | Relates
    | ById
    | Everything
    | AnyById
    | Traverses
    | Shows
    | Joins
    | Structure
)
