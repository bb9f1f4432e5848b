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
