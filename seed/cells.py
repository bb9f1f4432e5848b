"""The cells of a data file: text in, values of the model's properties out."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, assert_never

from graph.declare import Property, Scalar
from graph.values import parse_date, parse_datetime, parse_money

SEPARATOR = "; "
"""What stands between the items of a list."""
LARGEST_INTEGER = 2**31 - 1
"""The largest ``Int`` of GraphQL."""

Parse = Callable[[str], Any]


def parser(declared: Property) -> Parse:
    """What turns a cell that is not empty into a property's value.

    It raises ValueError with a message that says what would be right.
    """
    parse = _parser(declared.kind)
    if not declared.is_list:
        return parse
    return lambda text: [parse(item) for item in _items(text)]


def _items(text: str) -> list[str]:
    items = text.split(SEPARATOR)
    if not all(item.strip() == item != "" for item in items):
        raise ValueError(f"{text!r} has an empty item; write a{SEPARATOR}b")
    repeated = [item for item in dict.fromkeys(items) if items.count(item) > 1]
    if repeated:
        raise ValueError(f"{repeated[0]!r} is listed twice")
    return items


def _parser(kind: Scalar | type[Enum]) -> Parse:
    if isinstance(kind, type):
        return lambda text: member(kind, text)
    match kind:
        case Scalar.ID | Scalar.STRING:
            return str
        case Scalar.INT:
            return _integer
        case Scalar.BOOLEAN:
            return _boolean
        case Scalar.DATE:
            return parse_date
        case Scalar.DATETIME:
            return parse_datetime
        case Scalar.MONEY:
            return lambda text: parse_money(_digits(text))
        case _:
            assert_never(kind)


def member(kind: type[Enum], value: Any) -> str:
    """The name of a member of an enum; raises ValueError where it is none."""
    if not isinstance(value, str) or value not in kind.__members__:
        names = ", ".join(kind.__members__)
        raise ValueError(f"{value!r} is no {kind.__name__}; write one of {names}")
    return value


def _integer(text: str) -> int:
    number = _digits(text)
    if number > LARGEST_INTEGER:
        raise ValueError(f"{text!r} is more than {LARGEST_INTEGER}")
    return number


def _digits(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 18:
        raise ValueError(f"{text!r} is no whole number; write digits alone")
    return int(text)


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"{text!r} is no boolean; write true or false")
    return text == "true"
