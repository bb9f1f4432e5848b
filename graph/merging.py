"""Duplicates: several nodes that stand for one thing become one of them.

The first keeps its id and its values and takes from the others what it lacks, the
claims they rest on and their links. Each of the others is retracted; its id leads to
the first from then on, wherever a node is looked up by its id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.assertions import Problem, Unfit, UserErrorCode
from graph.clauses import quoted
from graph.declare import Model, NodeType, Relation, RelationshipType
from graph.driver import Statement
from graph.record import Change, retract_links_of, retract_node


async def merge(change: Change, model: Model, ids: Sequence[str]) -> str:
    """Make several nodes the first of them; its id.

    Raises :class:`Unfit` for ids that do not name several nodes of one type.
    """
    node = _type_of(ids, model)
    merging = _Merging(change, model, node, ids[0])
    held = [await merging.held(i, id) for i, id in enumerate(ids)]
    for id, properties in zip(ids[1:], held[1:], strict=True):
        await merging.absorb(id, properties)
    return ids[0]


def _type_of(ids: Sequence[str], model: Model) -> NodeType:
    types = {node.label: node for id in ids if (node := model.of_id(id))}
    unknown = [id for id in ids if model.of_id(id) is None]
    if len(set(ids)) < 2 or len(set(ids)) < len(ids):
        raise _unfit("Send the ids of two nodes or more, each once.")
    if unknown or len(types) > 1:
        raise _unfit("Send ids of one type; duplicates are nodes of one type.")
    (node,) = types.values()
    if not node.evidenced:
        raise _unfit(f"A {node.label} is what facts rest on, and is not merged.")
    return node


def _unfit(message: str) -> Unfit:
    return Unfit([Problem(UserErrorCode.INVALID, ("ids",), message)])


@dataclass(slots=True)
class _Merging:
    """The merging of nodes of one type into one of them."""

    change: Change
    model: Model
    node: NodeType
    kept: str

    async def held(self, place: int, id: str) -> dict[str, Any]:
        text = f"MATCH (n:{quoted(self.node.label)} {{id: $id}}) RETURN properties(n)"
        found = await self._run(text, id=id)
        if not found:
            path, message = ("ids", str(place)), f"The graph holds no {id!r}."
            raise Unfit([Problem(UserErrorCode.NOT_FOUND, path, message)])
        properties: dict[str, Any] = found[0][0]
        return properties

    async def absorb(self, id: str, properties: Mapping[str, Any]) -> None:
        """Take a duplicate's values, links and id."""
        await self._complete(properties)
        for relation in self.node.relations.values():
            await self._take_links(relation, id)
        await self._take_mentions(id)
        await retract_links_of(self.change, self.node.label, id)
        await retract_node(self.change, self.node.label, id, into=self.kept)

    async def _complete(self, other: Mapping[str, Any]) -> None:
        kept = await self.held(0, self.kept)
        row = dict(other) | kept
        for name, declared in self.node.properties.items():
            if declared.is_list:
                row[name] = list(dict.fromkeys([*kept[name], *other[name]]))
            elif declared.first_of:
                row[name] = declared.derived(row)
        if kept["basis"] == "STATED":
            row.pop("rule", None)
        stored = {name: value for name, value in row.items() if value is not None}
        await self.change.merge_nodes(self.node, [stored])

    # Links

    async def _take_links(self, relation: Relation, id: str) -> None:
        """Move the links of a relation to the node that is kept."""
        edge = self.model.relationships[relation.type]
        outward = relation.direction == "out"
        text = _LINKS_OUT if outward else _LINKS_IN
        label, type_ = quoted(self.node.label), quoted(relation.type)
        text = text.format(label=label, type=type_)
        own = await self._run(text, id=self.kept)
        for properties, other in await self._run(text, id=id):
            if other == self.kept:
                continue
            same = _same(own, edge, properties, other, sole=not relation.many)
            if same is not None:
                await self._take_claims(edge, outward, same, properties)
            else:
                await self._write(edge, outward, other, properties)

    async def _take_claims(
        self,
        edge: RelationshipType,
        outward: bool,
        same: Sequence[Any],
        properties: Mapping[str, Any],
    ) -> None:
        """Have a link of the kept node rest on the claims of its duplicate."""
        own, other = same
        if edge.type != "STATED_IN" and properties["id"] != own["id"]:
            united = {
                name: list(dict.fromkeys([*own[name], *properties[name]]))
                for name in ("claims", "sources")
            }
            await self._write(edge, outward, other, own | united)

    async def _write(
        self,
        edge: RelationshipType,
        outward: bool,
        other: str,
        properties: Mapping[str, Any],
    ) -> None:
        start, end = (self.kept, other) if outward else (other, self.kept)
        row = {"start": start, "end": end, "properties": properties}
        await self.change.merge_links(edge.type, [row])

    # Mentions

    async def _take_mentions(self, id: str) -> None:
        """Have facts that name the duplicate by its id name the kept node."""
        for node in self.model.nodes.values():
            for name in node.naming(self.node.label):
                text = f"MATCH (n:{quoted(node.label)}) WHERE n.{quoted(name)} = $id "
                found = await self._run(text + "RETURN properties(n)", id=id)
                rows = [{**row, name: self.kept} for (row,) in found]
                await self.change.merge_nodes(node, rows)
        for edge in self.model.relationships.values():
            for name in edge.naming(self.node.label):
                await self._take_mentions_of_links(edge, name, id)

    async def _take_mentions_of_links(
        self, edge: RelationshipType, name: str, id: str
    ) -> None:
        text = (
            f"MATCH (a)-[r:{quoted(edge.type)}]->(b) WHERE r.{quoted(name)} = $id "
            "RETURN a.id, b.id, properties(r)"
        )
        for start, end, properties in await self._run(text, id=id):
            row = {"start": start, "end": end}
            row["properties"] = {**properties, name: self.kept}
            await self.change.merge_links(edge.type, [row])

    async def _run(self, text: str, **params: Any) -> list[list[Any]]:
        return await self.change.run(Statement(text, params))


def _same(
    own: Sequence[Sequence[Any]],
    edge: RelationshipType,
    properties: Mapping[str, Any],
    other: str,
    *,
    sole: bool,
) -> Sequence[Any] | None:
    """The link of the kept node that says the same, or leaves no room for another."""
    said = ["validFrom", "validTo", *(p.name for p in edge.own)]
    for link, end in own:
        alike = all(link.get(name) == properties.get(name) for name in said)
        if sole or (end == other and alike):
            return link, end
    return None


_LINKS_OUT = "MATCH (:{label} {{id: $id}})-[r:{type}]->(o) RETURN properties(r), o.id"
_LINKS_IN = "MATCH (:{label} {{id: $id}})<-[r:{type}]-(o) RETURN properties(r), o.id"
