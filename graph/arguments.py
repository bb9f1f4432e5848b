"""Arguments as trees: structure known to the plan, values known to the run.

Variables are split into their *shape* (keys present, nulls, booleans, enum values) and
their *leaves* (ids, texts, numbers). A plan is made for a shape and serves all leaves.
In a tree an object is a dict, an enum value a ``str``, a boolean a ``bool``, and every
other scalar, or list of scalars, a :class:`graph.query.Value`; an empty list stays one.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from enum import Enum
from typing import Any, TypeAlias

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    ListValueNode,
    Node,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_named_type,
    is_enum_type,
    print_ast,
)
from graphql.utilities import coerce_input_literal

from graph.errors import BadUserInput
from graph.query import Value

Tree: TypeAlias = Any
"""A dict, a list of dicts or enum values, a str, a bool, None or a Value."""


def split(variables: Mapping[str, Any]) -> tuple[dict[str, Tree], list[Any]]:
    """Coerced variables as trees, and the leaves their slots stand for."""
    leaves: list[Any] = []
    return {k: _split(v, leaves) for k, v in variables.items()}, leaves


def _split(value: Any, leaves: list[Any]) -> Tree:
    match value:
        case None | bool():
            return value
        case Enum():
            return value.name
        case dict():
            return {k: _split(v, leaves) for k, v in value.items()}
        case list() if not value or not all(_is_scalar(v) for v in value):
            return [_split(v, leaves) for v in value]
        case _:
            leaves.append(value)
            return Value(slot=len(leaves) - 1)


def _is_scalar(value: Any) -> bool:
    return isinstance(value, (str, int, float)) and not isinstance(value, (bool, Enum))


def shape(tree: Tree) -> Hashable:
    """A key that is equal for equal structure, whatever the leaves."""
    match tree:
        case dict():
            return tuple((k, shape(v)) for k, v in tree.items())
        case list():
            return ("list", *map(shape, tree))
        case Value():
            return Value
        case _:
            return (type(tree), tree)


def arguments(
    field: GraphQLField, node: FieldNode, variables: Mapping[str, Tree]
) -> dict[str, Tree]:
    """The arguments of a field as trees, defaults filled in.

    The document is valid and its variables are coerced, so every value fits its type;
    but a variable may be null or missing where a default let it stand.
    Raises :class:`BadUserInput` for those.
    """
    given = {a.name.value: a.value for a in node.arguments or ()}
    trees: dict[str, Tree] = {}
    for name, argument in field.args.items():
        tree: Tree = Undefined
        if name in given:
            tree = literal(given[name], argument.type, variables)
            tree = _placed(tree, start_of(given[name]))
            if isinstance(tree, Value) and get_named_type(argument.type) == GraphQLID:
                tree = replace(tree, names=True)
        if tree is Undefined and argument.default_value is not Undefined:
            tree = _split_constant(argument.default_value)
        if tree is not Undefined:
            trees[name] = tree
    return trees


def start_of(node: Node) -> int | None:
    """Where in its document a node begins."""
    return node.loc.start if node.loc else None


def _placed(tree: Tree, position: int | None) -> Tree:
    """The tree, its values with where in the document they stand."""
    match tree:
        case dict():
            return {k: _placed(v, position) for k, v in tree.items()}
        case list():
            return [_placed(v, position) for v in tree]
        case Value():
            return replace(tree, position=position)
        case _:
            return tree


def literal(
    node: ValueNode, type_: GraphQLInputType, variables: Mapping[str, Tree]
) -> Tree:
    """A literal of the document as a tree, its variables put in place."""
    if isinstance(node, VariableNode):
        return variable(node, type_, variables)
    if isinstance(node, NullValueNode):
        return None
    inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if isinstance(inner, GraphQLList):
        return _list(node, inner, variables)
    if isinstance(inner, GraphQLInputObjectType):
        return _object(node, inner, variables)
    value = coerce_input_literal(node, inner)
    return _split_constant(value)


def variable(
    node: VariableNode, type_: GraphQLInputType, variables: Mapping[str, Tree]
) -> Tree:
    """The tree of a variable; Undefined where it has no value.

    Raises :class:`BadUserInput` where it is null and may not be.
    """
    name = node.name.value
    tree = variables.get(name, Undefined)
    if tree is None and isinstance(type_, GraphQLNonNull):
        raise BadUserInput(
            f"${name}: null is no {type_.of_type}; send one, or leave it out"
        )
    return tree


def _list(
    node: ValueNode, type_: GraphQLList[Any], variables: Mapping[str, Tree]
) -> Tree:
    nodes = node.values if isinstance(node, ListValueNode) else (node,)
    items = [literal(n, type_.of_type, variables) for n in nodes]
    element = type_.of_type
    if isinstance(element, GraphQLNonNull):
        element = element.of_type
    if isinstance(element, GraphQLInputObjectType) or is_enum_type(element):
        return items
    return Value(parts=tuple(_as_value(i) for i in items))


def _object(
    node: ValueNode, type_: GraphQLInputObjectType, variables: Mapping[str, Tree]
) -> Tree:
    assert isinstance(node, ObjectValueNode)
    trees = {
        f.name.value: literal(f.value, type_.fields[f.name.value].type, variables)
        for f in node.fields
    }
    given = {k: v for k, v in trees.items() if v is not Undefined}
    if type_.is_one_of and (len(given) != 1 or None in given.values()):
        raise BadUserInput(
            f"{type_}: {print_ast(node)} has no value for its key; "
            "send one key with a value that is not null"
        )
    return given


def _split_constant(value: Any) -> Tree:
    leaves: list[Any] = []
    tree = _split(value, leaves)
    return _constant(tree, leaves)


def _constant(tree: Tree, leaves: list[Any]) -> Tree:
    match tree:
        case dict():
            return {k: _constant(v, leaves) for k, v in tree.items()}
        case list():
            return [_constant(v, leaves) for v in tree]
        case Value():
            return Value(constant=tree.resolve(leaves))
        case _:
            return tree


def _as_value(tree: Tree) -> Value:
    return tree if isinstance(tree, Value) else Value(constant=tree)
