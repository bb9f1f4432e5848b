"""Which fields a selection asks for, by the rules of the GraphQL specification."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLBoolean,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    is_abstract_type,
)

from graph.arguments import Tree, variable

_CONDITION = GraphQLNonNull(GraphQLBoolean)

Fields: TypeAlias = dict[str, list[FieldNode]]
"""Field nodes by response key, in the order in which they first appear."""


@dataclass(frozen=True, slots=True)
class Selections:
    """Collects fields of one document with one set of variables."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Tree]

    def fields(
        self, type_: GraphQLObjectType, sets: Iterable[SelectionSetNode]
    ) -> Fields:
        """The fields that several selection sets ask of an object type."""
        collected: Fields = {}
        seen: set[str] = set()
        for selection_set in sets:
            self._collect(type_, selection_set, collected, seen)
        return collected

    def under(
        self, path: Iterable[str | int], operation: OperationDefinitionNode
    ) -> list[FieldNode]:
        """The fields that an answer has under a path, of whatever types."""
        sets, found = [operation.selection_set], list[FieldNode]()
        for key in path:
            if isinstance(key, str):
                fields = (field for one in sets for field in self._every(one))
                found = [f for f in fields if (f.alias or f.name).value == key]
                sets = subselections(found)
        return found

    def _every(self, selection_set: SelectionSetNode) -> Iterator[FieldNode]:
        for selection in selection_set.selections:
            if not self._included(selection.directives or ()):
                continue
            match selection:
                case FieldNode():
                    yield selection
                case InlineFragmentNode():
                    yield from self._every(selection.selection_set)
                case FragmentSpreadNode():
                    fragment = self.fragments[selection.name.value]
                    yield from self._every(fragment.selection_set)

    def _collect(
        self,
        type_: GraphQLObjectType,
        selection_set: SelectionSetNode,
        collected: Fields,
        seen: set[str],
    ) -> None:
        for selection in selection_set.selections:
            if not self._included(selection.directives or ()):
                continue
            match selection:
                case FieldNode():
                    key = (selection.alias or selection.name).value
                    collected.setdefault(key, []).append(selection)
                case InlineFragmentNode():
                    condition = selection.type_condition
                    if condition is None or self._fits(type_, condition.name.value):
                        self._collect(type_, selection.selection_set, collected, seen)
                case FragmentSpreadNode() if selection.name.value not in seen:
                    seen.add(selection.name.value)
                    fragment = self.fragments[selection.name.value]
                    if self._fits(type_, fragment.type_condition.name.value):
                        self._collect(type_, fragment.selection_set, collected, seen)

    def _included(self, directives: Iterable[DirectiveNode]) -> bool:
        return all(
            self._condition(d) == (d.name.value == "include")
            for d in directives
            if d.name.value in ("skip", "include")
        )

    def _condition(self, directive: DirectiveNode) -> bool:
        (argument,) = directive.arguments or ()
        value = argument.value
        if isinstance(value, VariableNode):
            condition: bool = variable(value, _CONDITION, self.variables)
            return condition
        return bool(getattr(value, "value", False))

    def _fits(self, type_: GraphQLObjectType, condition: str) -> bool:
        other = self.schema.type_map[condition]
        return other is type_ or (
            is_abstract_type(other) and self.schema.is_sub_type(other, type_)
        )


def subselections(nodes: Iterable[FieldNode]) -> list[SelectionSetNode]:
    """The selection sets below several nodes of one field."""
    return [n.selection_set for n in nodes if n.selection_set is not None]
