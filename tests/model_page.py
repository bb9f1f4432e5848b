"""The tables of ``docs/model.md``, made from the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum

from graph.chronicles import Chronicle
from graph.declare import (
    Evidenced,
    Model,
    NodeType,
    Property,
    Relation,
    Relationship,
    RelationshipType,
    Scalar,
    properties_of,
)
from graph.oversight import Traversal

MARK = "<!-- From here on made from graph/model.py by pytest --update. -->\n"
EVIDENCE = properties_of(Evidenced)
LINK = properties_of(Relationship)


def tables(model: Model, reached: Sequence[Traversal | Chronicle]) -> str:
    """Every label, relationship type and enumeration of a model, in Markdown.

    ``reached`` are the fields that no relation of the model stands behind.
    """
    lines = [
        "",
        *_heading(2, "Labels"),
        *_sentences(
            "A label is the name of a GraphQL type, too. Types end in `!` where the "
            "value is never missing. `Query` has a field for one node and one for all, "
            "as named below. What every evidenced node has is listed once:"
        ),
        *_properties(EVIDENCE.values()),
    ]
    for node in model.nodes.values():
        lines += _node(node, [r for r in reached if r.owner == node.label])
    lines += _heading(2, "Relationship types")
    lines += _sentences(
        "Every relationship has the following, which GraphQL gives on the edge; what a "
        "type has besides is listed with it."
    )
    lines += _properties(LINK.values())
    for relationship in model.relationships.values():
        lines += _relationship(relationship)
    lines += _heading(2, "Enumerations")
    for declared in model.enums.values():
        lines += _enum(declared)
    return "\n".join(lines)


def _heading(level: int, text: str) -> list[str]:
    return [f"{'#' * level} {text}", ""]


def _sentences(text: str) -> list[str]:
    return [text, ""]


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{'|'.join('---' for _ in columns)}|"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


def _node(node: NodeType, reached: list[Traversal | Chronicle]) -> Iterator[str]:
    one = node.label[0].lower() + node.label[1:]
    yield from _heading(3, node.label)
    evidenced = "" if node.evidenced else " It is evidence itself, so it has none."
    yield from _sentences(
        f"{node.description} Its ids begin with `{node.prefix}:`; ask for `{one}` or "
        f"`{node.plural}`.{evidenced}{_says(node.unique.says if node.unique else '')}"
    )
    own = [p for p in node.properties.values() if p.name not in EVIDENCE]
    yield from _properties(own)
    relations = [_relation_row(r) for r in node.relations.values()]
    relations += [(f"`{r.name}`", "", r.target, r.description) for r in reached]
    yield from _table(("relation", "in Cypher", "leads to", "says"), relations)


def _says(constraint: str) -> str:
    return f" {constraint}" if constraint else ""


def _properties(properties: Iterable[Property]) -> Iterator[str]:
    rows = (
        (f"`{p.name}`", _type(p), f"{p.description}{_says(p.several)}")
        for p in properties
    )
    yield from _table(("property", "type", "says"), rows)


def _type(declared: Property) -> str:
    kind = declared.kind
    if declared.refers_to is not None:
        one = f"{declared.refers_to} id"
    elif isinstance(kind, Scalar):
        one = kind.value
    else:
        one = f"[{kind.__name__}](#{kind.__name__.lower()})"
    if declared.is_list:
        return f"list of {one}s" if declared.refers_to else f"list of {one}"
    return f"{one}!" if declared.required else one


def _relation_row(relation: Relation) -> tuple[str, str, str, str]:
    arrow = (
        f"`-[:{relation.type}]->`"
        if relation.direction == "out"
        else f"`<-[:{relation.type}]-`"
    )
    targets = " or ".join(relation.targets)
    if not relation.many:
        targets = f"one {targets}" if relation.required else f"one {targets}, if any"
    return f"`{relation.name}`", arrow, targets, relation.description


def _relationship(relationship: RelationshipType) -> Iterator[str]:
    yield from _heading(3, relationship.type)
    patterns = " · ".join(
        f"`({start})-[:{relationship.type}]->({end})`"
        for start, end in sorted(relationship.ends)
    )
    sole = relationship.sole.says if relationship.sole else ""
    kind = f"{_says(sole)}{_says(relationship.whole)}"
    if relationship.timeless:
        kind += " It is timeless: it has no interval."
    elif relationship.passing:
        kind += " Without a date it tells of no day."
    if relationship.structure:
        kind += f" As an object it is a `{relationship.structure.link}`."
    yield from _sentences(f"{relationship.description}{kind} {patterns}")
    if relationship.own:
        yield from _properties(relationship.own)


def _enum(declared: type[Enum]) -> Iterator[str]:
    yield from _heading(3, declared.__name__)
    yield from _sentences(" ".join((declared.__doc__ or "").split()))
    yield from _table(
        ("value", "says"), ((f"`{m.name}`", str(m.value)) for m in declared)
    )
