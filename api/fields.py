"""Fields of the Strawberry schema, which have a meaning instead of a resolver."""

from __future__ import annotations

import inspect
import keyword
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from graph.fields import Meaning, Structure

Type: TypeAlias = Any
"""A class, or a typing form over classes, that Strawberry understands."""
FieldsOf: TypeAlias = Callable[[], Iterable[StrawberryField]]
"""The fields of a type, asked for once all types exist."""


def field(
    name: str,
    type_: Type,
    description: str,
    *,
    reads: Meaning | None = None,
    arguments: Iterable[StrawberryArgument] = (),
) -> StrawberryField:
    """A field without resolver; ``reads`` is what the planner makes of it."""
    built = StrawberryField(
        python_name=f"{name}_" if keyword.iskeyword(name) else name,
        graphql_name=name,
        type_annotation=StrawberryAnnotation(type_),
        description=description,
        metadata={"reads": reads or Structure()},
    )
    built.arguments = list(arguments)
    return built


def optional(name: str, type_: Type, description: str) -> StrawberryField:
    """A field of an input that may be left out."""
    built = field(name, type_ | None, description)
    built.default = strawberry.UNSET
    return built


def connection_arguments(where: Type, order: Type) -> list[StrawberryArgument]:
    """What a connection of nodes takes."""
    return [
        argument("where", where, "Only nodes of which this is true."),
        argument("orderBy", list[order], "The order; ties are broken by id."),
        *page_arguments("nodes"),
    ]


def page_arguments(things: str) -> list[StrawberryArgument]:
    """What any connection takes."""
    return [
        argument("first", int, f"How many {things} from the start; 20 unless given."),
        argument("after", str, f"Only {things} behind this cursor."),
        argument("last", int, f"How many {things} from the end, instead of first."),
        argument("before", str, f"Only {things} before this cursor."),
    ]


def argument(
    name: str, type_: Type, description: str, *, required: bool = False
) -> StrawberryArgument:
    """An argument; without ``required`` it is nullable and has no default."""
    return StrawberryArgument(
        python_name=name,
        graphql_name=name,
        type_annotation=StrawberryAnnotation(type_ if required else type_ | None),
        default=inspect.Parameter.empty if required else strawberry.UNSET,
        description=description,
    )
