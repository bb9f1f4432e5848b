"""The words in which the domain is declared.

A node type is a subclass of :class:`Node`, a relationship type a subclass of
:class:`Relationship`; their annotated attributes are properties (:func:`prop`,
:func:`first_of`) and relations (:func:`out`, :func:`into`). :class:`Model` reads the
classes once into plain frozen descriptions, from which everything else is derived:
constraints and indexes, GraphQL types, the compiler's names and the loader's checks.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property, reduce
from operator import or_
from typing import (
    Any,
    ClassVar,
    Literal,
    NewType,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

Date = NewType("Date", str)
"""A calendar date as precisely as it was read: ``2026-02-10``, ``2026-02``, ``2026``.

The forms of ISO 8601-2 (EDTF) level 0. Stored as text, so that nothing is added to
what a source says; text order is time order, a partial date before the days in it.
"""

DateTime = NewType("DateTime", str)
"""An instant, ISO 8601 with an offset; stored as a Neo4j ``ZONED DATETIME``."""

Money = NewType("Money", int)
"""Whole US dollars of the day, at most 2^53 - 1."""

Id = NewType("Id", str)
"""The id of a node: the prefix of its type, a colon and a readable slug."""


SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""What stands behind the prefix of an id."""


def camel_case(name: str) -> str:
    """``valid_from`` as ``validFrom``."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def snake_case(name: str) -> str:
    """``validFrom`` and ``ValidFrom`` as ``valid_from``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


class Scalar(Enum):
    """What a property holds, under the name of its GraphQL scalar."""

    ID = "ID"
    STRING = "String"
    INT = "Int"
    BOOLEAN = "Boolean"
    DATE = "Date"
    DATETIME = "DateTime"
    MONEY = "Money"


SCALARS: dict[object, Scalar] = {
    Id: Scalar.ID,
    str: Scalar.STRING,
    int: Scalar.INT,
    bool: Scalar.BOOLEAN,
    Date: Scalar.DATE,
    DateTime: Scalar.DATETIME,
    Money: Scalar.MONEY,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """That a property tells of a stage; where ``value`` is given, if that is held.

    The value is one of an enum, and the property of the same node that holds it may be
    another.
    """

    stage: Enum
    value: Enum | None = None


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a node or relationship.

    ``first_of`` names the properties whose first known value this one takes when it
    is written; ``refers_to`` the label of the nodes whose ids it lists. One that is
    ``kept`` is written by the graph itself and stands in no file; one that is
    ``lasting`` stays as it is where a file says nothing of it; one that is the
    ``entry`` says when a fact entered the graph, which only files state themselves.
    ``several`` says why claims may give it several values that all hold; it is empty
    where one holds.

    For what happens in time: ``marks`` are the stages that it tells of; ``bounds``
    names the date of which it is the latest possible day, ``waives`` the stage that is
    left out where it is true, ``confirms`` the value without which what its node marks
    is not known to have happened, unless its day is. One that ``begins`` is the day
    from which its node is there.
    """

    name: str
    kind: Scalar | type[Enum]
    description: str
    required: bool = False
    is_list: bool = False
    index: bool = False
    text: bool = False
    first_of: tuple[str, ...] = ()
    refers_to: str | None = None
    kept: bool = False
    several: str = ""
    marks: tuple[Mark, ...] = ()
    bounds: str | None = None
    waives: Enum | None = None
    confirms: Enum | None = None
    begins: bool = False
    lasting: bool = False
    entry: bool = False

    @property
    def given(self) -> bool:
        """Whether whoever states a fact gives its value."""
        return not self.first_of and not self.kept

    def derived(self, values: Mapping[str, Any]) -> Any:
        """What it takes from the other values of its fact; None where none is known."""
        known = (values.get(name) for name in self.first_of)
        return next((value for value in known if value is not None), None)


Direction = Literal["out", "in"]
Which = Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class Sole:
    """A constraint: of the links of one node, one holds at a time.

    The node is at the end ``of`` of each link, or is where a relation ``over`` leads to
    from there; the nodes at the other ends are rivals. Where a property ``where`` of
    the node at that end is named, only links with it true count. Links compete where
    their enum is ``among`` some values; ``beside`` says why others do not. If another
    held, ``field`` of the node would be another, and ``chain`` of the agencies below.
    """

    says: str
    of: Which
    field: str
    chain: str
    over: str = ""
    where: str = ""
    among: tuple[Enum, ...] = ()
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Unique:
    """A constraint: a value of a property names one node ``within`` a related one.

    ``apart`` says why it may name one in each of several.
    """

    says: str
    property: str
    within: str
    apart: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship as seen from one of its ends.

    ``large`` says that one node may well lead to hundreds of others.
    """

    name: str
    type: str
    direction: Direction
    targets: tuple[str, ...]
    many: bool
    required: bool
    large: bool
    description: str


@dataclass(frozen=True, slots=True)
class Structure:
    """That the links of a type make up the structure, whose changes can be asked for.

    ``link`` is what one of them is called as an object, ``start`` and ``end`` what that
    calls its ends. With ``where``, those count at whose end this property is true.
    """

    link: str
    start: str
    end: str
    where: str | None = None


@dataclass(frozen=True, slots=True)
class RelationshipType:
    """A relationship type, its properties and the labels it joins.

    A ``passing`` one never holds for good: without any date it tells of no day, where
    others are taken for structure that goes on. A ``timeless`` one has no interval: it
    says what stands in a document, or what an event was about. ``sole`` and ``whole``
    are what cannot hold together: links of which one holds at a time, and, in words,
    claims that each name all the nodes that are so related.
    """

    name: str
    type: str
    description: str
    properties: dict[str, Property]
    ends: frozenset[tuple[str, str]]
    passing: bool
    timeless: bool
    structure: Structure | None
    sole: Sole | None
    whole: str

    def naming(self, label: str) -> list[str]:
        """The properties that may name a node of a label by its id."""
        return _naming(self.properties, label)

    def misfit(self, start: str, end: str) -> str | None:
        """Why it cannot lead from one label to another; None where it can."""
        if (start, end) in self.ends:
            return None
        possible = " or ".join(sorted(f"{a} to {b}" for a, b in self.ends))
        return f"{self.type} leads from {possible}, not from {start} to {end}"

    @property
    def fact(self) -> str:
        """What one of its links is called as a fact, with both its ends."""
        return self.structure.link if self.structure else f"{self.name}Fact"

    @property
    def prefix(self) -> str:
        """What the ids of its links begin with: ``reports-to``."""
        return self.type.lower().replace("_", "-")

    @property
    def own(self) -> list[Property]:
        """The properties beyond those every relationship has."""
        common = Relationship.__annotations__
        return [p for p in self.properties.values() if snake_case(p.name) not in common]


@dataclass(frozen=True, slots=True)
class NodeType:
    """A label with its properties and relations."""

    label: str
    prefix: str
    plural: str
    description: str
    evidenced: bool
    properties: dict[str, Property]
    relations: dict[str, Relation]
    unique: Unique | None

    def naming(self, label: str) -> list[str]:
        """The properties that may name a node of a label by its id."""
        return _naming(self.properties, label)

    @property
    def dated(self) -> bool:
        """Whether the graph keeps when it was recorded as it stands."""
        return any(p.kept and p.name == "recordedAt" for p in self.properties.values())

    @property
    def text_properties(self) -> list[str]:
        """The properties that full-text search reads."""
        return [p.name for p in self.properties.values() if p.text]

    @property
    def to_one(self) -> list[Relation]:
        """The relations that leave it and lead to one node at most."""
        every = self.relations.values()
        return [r for r in every if r.direction == "out" and not r.many]

    def derived(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The properties that follow from the values of a node, as far as they do."""
        derived = [p for p in self.properties.values() if p.first_of]
        taken = {p.name: p.derived(values) for p in derived}
        return {name: value for name, value in taken.items() if value is not None}

    def property_of(self, value: Enum) -> Property:
        """The property that holds values of an enum."""
        return next(p for p in self.properties.values() if p.kind is type(value))


def _naming(properties: Mapping[str, Property], label: str) -> list[str]:
    return [
        name
        for name, p in properties.items()
        if p.kind is Scalar.ID and name != "id" and p.refers_to in (None, label)
    ]


@dataclass(frozen=True, slots=True)
class _Prop:
    description: str
    index: bool = False
    text: bool = False
    first_of: tuple[str, ...] = ()
    refers_to: str | None = None
    kept: bool = False
    several: str = ""
    marks: tuple[Mark, ...] = ()
    bounds: str | None = None
    waives: Enum | None = None
    confirms: Enum | None = None
    begins: bool = False
    lasting: bool = False
    entry: bool = False


@dataclass(frozen=True, slots=True)
class _End:
    relationship: type[Relationship]
    direction: Direction
    description: str
    large: bool


def prop(
    description: str,
    *,
    index: bool = False,
    text: bool = False,
    refers_to: str | None = None,
    several: str = "",
    marks: Enum | Mapping[Enum, Enum] | None = None,
    bounds: str | None = None,
    waives: Enum | None = None,
    confirms: Enum | None = None,
    begins: bool = False,
    lasting: bool = False,
    entry: bool = False,
) -> Any:
    """Declare a property; ``index`` for range look-ups, ``text`` for full text.

    ``marks`` is a stage, or where a value of an enum decides, a stage for each value.
    :class:`Property` says what the others are.
    """
    return _Prop(
        description,
        index=index,
        text=text,
        refers_to=refers_to,
        several=several,
        marks=tuple(_marks(marks)),
        bounds=None if bounds is None else camel_case(bounds),
        waives=waives,
        confirms=confirms,
        begins=begins,
        lasting=lasting,
        entry=entry,
    )


def _marks(stages: Enum | Mapping[Enum, Enum] | None) -> Iterator[Mark]:
    match stages:
        case None:
            return
        case Enum():
            yield Mark(stages)
        case _:
            yield from (Mark(stage, value) for value, stage in stages.items())


def kept(description: str) -> Any:
    """Declare a property that the graph itself writes as it records facts."""
    return _Prop(description, kept=True)


def first_of(*names: str, description: str) -> Any:
    """Declare an indexed property that holds the first known of others."""
    return _Prop(description, index=True, first_of=tuple(map(camel_case, names)))


def out(
    relationship: type[Relationship], description: str, *, large: bool = False
) -> Any:
    """Declare the relation that leaves this node over a relationship type."""
    return _End(relationship, "out", description, large)


def into(
    relationship: type[Relationship], description: str, *, large: bool = False
) -> Any:
    """Declare the relation that reaches this node over a relationship type."""
    return _End(relationship, "in", description, large)


class Basis(Enum):
    """How a fact came to be known."""

    STATED = "A source states it."
    INFERRED = "A written rule infers it from what sources state."


class Rank(Enum):
    """How a fact stands among facts that cannot all hold; the ranks of Wikidata."""

    PREFERRED = "The one to show where only one is shown."
    NORMAL = "Nothing speaks for or against it."
    DEPRECATED = "Kept because a source says it; believed to be wrong."


class Node:
    """A thing of the domain with an id of its own."""

    prefix: ClassVar[str]
    plural: ClassVar[str]
    unique: ClassVar[Unique | None] = None

    id: Id = prop("The node's id, stable and readable: type prefix, colon, slug.")

    def __init_subclass__(
        cls, *, prefix: str = "", plural: str = "", unique: Unique | None = None
    ) -> None:
        cls.prefix = prefix
        cls.plural = plural or (camel_case(snake_case(cls.__name__)) + "s")
        cls.unique = unique


class Evidenced(Node):
    """A node or relationship together with how it is known."""

    basis: Basis = prop("Whether a source states the fact or a rule infers it.")
    rule: str | None = prop("The rule by which the fact is inferred.")
    claims: list[Id] = prop("The claims that state the fact.", refers_to="Claim")
    sources: list[Id] = prop("The sources the fact rests on.", refers_to="Source")
    recorded_at: DateTime | None = kept("When it entered the graph as it stands.")
    retracted_at: DateTime | None = kept("When the graph no longer held it so.")


class Relationship:
    """A dated, sourced link between two nodes; its interval is half-open."""

    passing: ClassVar[bool] = False
    timeless: ClassVar[bool] = False
    structure: ClassVar[Structure | None] = None
    sole: ClassVar[Sole | None] = None
    whole: ClassVar[str] = ""

    id: Id = prop("The link's id, unique in its type: type, colon, slug.")
    valid_from: Date | None = prop("First day on which it holds, if known.")
    valid_to: Date | None = prop("First day on which it no longer holds, if known.")
    rank: Rank = prop("How it stands among relationships that cannot all hold.")
    basis: Basis = prop("Whether a source states the fact or a rule infers it.")
    rule: str | None = prop("The rule by which the fact is inferred.")
    claims: list[Id] = prop("The claims that state the fact.", refers_to="Claim")
    sources: list[Id] = prop("The sources the fact rests on.", refers_to="Source")
    recorded_at: DateTime | None = kept("When it entered the graph as it stands.")
    retracted_at: DateTime | None = kept("When the graph no longer held it so.")

    def __init_subclass__(
        cls,
        *,
        passing: bool = False,
        timeless: bool = False,
        structure: Structure | None = None,
        sole: Sole | None = None,
        whole: str = "",
    ) -> None:
        cls.passing = passing
        cls.timeless = timeless
        cls.structure = structure
        cls.sole = sole
        cls.whole = whole


@dataclass(frozen=True)
class Model:
    """The whole declaration, read once.

    Raises :class:`TypeError` when a declaration is incomplete: an annotation that is
    no scalar, enum or node, or a relationship that only one of its ends declares.
    """

    nodes: dict[str, NodeType]
    relationships: dict[str, RelationshipType]
    enums: dict[str, type[Enum]] = field(default_factory=dict)

    @classmethod
    def of(cls, *classes: type[Node]) -> Model:
        """Read the given node classes and the relationships between them."""
        nodes = {c.__name__: _node_type(c) for c in classes}
        ends: dict[type[Relationship], set[tuple[str, str]]] = {}
        for c in classes:
            for name, end in _ends(c):
                relation = nodes[c.__name__].relations[name]
                for target in relation.targets:
                    pair = (c.__name__, target)
                    ends.setdefault(end.relationship, set()).add(
                        pair if end.direction == "out" else (target, c.__name__)
                    )
        relationships = {
            relationship_type(r): RelationshipType(
                name=r.__name__,
                type=relationship_type(r),
                description=_description(r),
                properties=properties_of(r),
                ends=frozenset(pairs),
                passing=r.passing,
                timeless=r.timeless,
                structure=r.structure,
                sole=r.sole,
                whole=r.whole,
            )
            for r, pairs in ends.items()
        }
        model = cls(nodes, relationships)
        for p in model.every_property():
            stages = (type(mark.stage) for mark in p.marks)
            for kind in (p.kind, *stages):
                if isinstance(kind, type):
                    model.enums[kind.__name__] = kind
        model._check()
        return model

    def every_property(self) -> Iterator[Property]:
        """All properties of all node and relationship types."""
        for node in self.nodes.values():
            yield from node.properties.values()
        for relationship in self.relationships.values():
            yield from relationship.properties.values()

    @cached_property
    def by_prefix(self) -> dict[str, NodeType]:
        """Node types by the prefix of their ids."""
        return {n.prefix: n for n in self.nodes.values()}

    def of_id(self, id: str) -> NodeType | None:
        """The node type an id belongs to, or None where no prefix fits."""
        return self.by_prefix.get(id.partition(":")[0])

    def inverses(self, relation: Relation) -> list[Relation]:
        """The same relationships as seen from their other ends."""
        return [
            other
            for target in relation.targets
            for other in self.nodes[target].relations.values()
            if other.type == relation.type and other.direction != relation.direction
        ]

    def _check(self) -> None:
        for declared in self.enums.values():
            if len(declared) != len(declared.__members__):
                raise TypeError(f"{declared.__name__}: two members have one text")
        for node in self.nodes.values():
            for relation in node.relations.values():
                for target in relation.targets:
                    if target not in self.nodes:
                        raise TypeError(
                            f"{node.label}.{relation.name} leads to {target}, "
                            "which is not among the model's node types"
                        )


def _node_type(cls: type[Node]) -> NodeType:
    if not cls.prefix:
        raise TypeError(f"{cls.__name__} declares no id prefix")
    return NodeType(
        label=cls.__name__,
        prefix=cls.prefix,
        plural=cls.plural,
        description=_description(cls),
        evidenced=issubclass(cls, Evidenced),
        properties=properties_of(cls),
        relations={name: _relation(cls, name, end) for name, end in _ends(cls)},
        unique=cls.unique,
    )


def _description(cls: type) -> str:
    if not cls.__doc__:
        raise TypeError(f"{cls.__name__} has no docstring to describe it")
    return " ".join(cls.__doc__.split())


def _declared(cls: type, kind: type[Any]) -> Iterator[tuple[str, Any]]:
    seen: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        seen |= {n: v for n, v in vars(base).items() if isinstance(v, kind)}
    yield from seen.items()


def properties_of(cls: type) -> dict[str, Property]:
    """The properties a class declares, with those of its bases, by their names."""
    hints = _hints(cls)
    return {
        camel_case(name): _property(camel_case(name), hints[name], declared)
        for name, declared in _declared(cls, _Prop)
    }


def _property(name: str, hint: Any, declared: _Prop) -> Property:
    inner, required = _optional(hint)
    is_list = get_origin(inner) is list
    if is_list:
        (inner,) = get_args(inner)
    kind = SCALARS.get(inner)
    if kind is None and not (isinstance(inner, type) and issubclass(inner, Enum)):
        raise TypeError(f"{name}: {inner!r} is neither a scalar nor an enum")
    return Property(
        name=name,
        kind=kind or inner,
        description=declared.description,
        required=required,
        is_list=is_list,
        index=declared.index,
        text=declared.text,
        first_of=declared.first_of,
        refers_to=declared.refers_to,
        kept=declared.kept,
        several=declared.several,
        marks=declared.marks,
        bounds=declared.bounds,
        waives=declared.waives,
        confirms=declared.confirms,
        begins=declared.begins,
        lasting=declared.lasting,
        entry=declared.entry,
    )


def _ends(cls: type[Node]) -> Iterator[tuple[str, _End]]:
    for name, end in _declared(cls, _End):
        yield camel_case(name), end


def _relation(cls: type[Node], name: str, end: _End) -> Relation:
    inner, required = _optional(_hints(cls)[snake_case(name)])
    many = get_origin(inner) is list
    if many:
        (inner,) = get_args(inner)
    members = get_args(inner) if _is_union(inner) else (inner,)
    return Relation(
        name=name,
        type=relationship_type(end.relationship),
        direction=end.direction,
        targets=tuple(m.__name__ for m in members),
        many=many,
        required=required or many,
        large=end.large,
        description=end.description,
    )


def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType)


def _optional(hint: Any) -> tuple[Any, bool]:
    """Split a hint into what it is without None, and whether it is required."""
    if not _is_union(hint) or type(None) not in get_args(hint):
        return hint, True
    members = [m for m in get_args(hint) if m is not type(None)]
    return reduce(or_, members), False


def relationship_type(cls: type[Relationship]) -> str:
    """The Neo4j relationship type of a class: ``ReportsTo`` is ``REPORTS_TO``."""
    return snake_case(cls.__name__).upper()
