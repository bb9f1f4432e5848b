"""What one operation may ask for at most.

A document is measured before it is validated, so that no document costs much: its
characters and tokens as it is read, then what its operations come to with every
fragment put in its place. Each fragment is measured once, however often it is spread.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeAlias

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSyntaxError,
    InlineFragmentNode,
    ListValueNode,
    NameNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Source,
    TokenKind,
    ValueNode,
    parse,
)
from graphql.language.lexer import Lexer
from graphql.language.parser import MAX_NESTING_DEPTH

from graph.errors import LimitExceeded
from graph.settings import Settings

Definition: TypeAlias = OperationDefinitionNode | FragmentDefinitionNode
Fragments: TypeAlias = Mapping[str, FragmentDefinitionNode]
NESTING = {
    TokenKind.BRACE_L: 1,
    TokenKind.BRACKET_L: 1,
    TokenKind.BRACE_R: -1,
    TokenKind.BRACKET_R: -1,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of each thing; :class:`graph.settings.Settings` says what they are."""

    characters: int
    tokens: int
    operations: int
    fragments: int
    depth: int
    fields: int
    root_fields: int
    repeats: int
    aliases: int
    directives: int
    input_depth: int
    list_size: int
    values: int
    conditions: int
    statement: int
    cost: int

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """The limits that are set."""
        return cls(**{f.name: getattr(settings, f"max_{f.name}") for f in fields(cls)})


SAID = {
    "characters": ("characters", "characters in its document"),
    "tokens": ("tokens", "tokens in its document"),
    "nesting": ("nesting", "levels of brackets in its document"),
    "operations": ("operations", "operations in its document"),
    "fragments": ("fragments", "fragments in its document"),
    "depth": ("depth", "levels of fields"),
    "fields": ("fields", "fields"),
    "root_fields": ("rootFields", "fields at its root"),
    "repeats": ("repeats", "times the same field in one place"),
    "aliases": ("aliases", "aliases"),
    "directives": ("directives", "directives"),
    "input_depth": ("inputDepth", "levels of objects and lists in a value"),
    "list_size": ("listSize", "items in a list"),
    "values": ("values", "values in its variables"),
    "conditions": ("conditions", "conditions and keys of orders"),
    "statement": ("statement", "characters in the statement that it becomes"),
    "cost": ("cost", "rows that it may touch"),
}
"""Each limit as programs and people are told of it."""


def within(limits: Limits, name: str, actual: int) -> None:
    """Raise :class:`LimitExceeded` where there is more of something than allowed."""
    allowed: int = getattr(limits, name)
    if actual > allowed:
        raise _exceeded(name, allowed=allowed, actual=actual)


def _exceeded(name: str, *, allowed: int, actual: int) -> LimitExceeded:
    limit, counted = SAID[name]
    message = (
        f"The operation has {actual} {counted}; {allowed} are allowed: "
        "ask for less, or in several operations."
    )
    return LimitExceeded(message, limit=limit, allowed=allowed, actual=actual)


def read_document(text: str, limits: Limits) -> DocumentNode:
    """The document in a text.

    Raises :class:`GraphQLError` for a text that is none, or has fragments that lead
    back to themselves, and :class:`LimitExceeded` for one that is too large.
    """
    within(limits, "characters", len(text))
    try:
        document = parse(text, max_lexical_tokens=limits.tokens)
    except GraphQLSyntaxError:
        tokens, nesting = _read_in_vain(text)
        within(limits, "tokens", tokens)
        if nesting > MAX_NESTING_DEPTH:
            raise _exceeded(
                "nesting", allowed=MAX_NESTING_DEPTH, actual=nesting
            ) from None
        raise
    check_document(document, limits)
    return document


def _read_in_vain(text: str) -> tuple[int, int]:
    """How many tokens a text has and how they nest, up to the first that is none."""
    lexer, tokens, nesting, deepest = Lexer(Source(text)), 0, 0, 0
    with suppress(GraphQLSyntaxError):
        while (kind := lexer.advance().kind) is not TokenKind.EOF:
            tokens += 1
            nesting += NESTING.get(kind, 0)
            deepest = max(deepest, nesting)
    return tokens, deepest


def check_document(document: DocumentNode, limits: Limits) -> None:
    """Raise :class:`LimitExceeded` where a document is larger than allowed."""
    operations = [
        d for d in document.definitions if isinstance(d, OperationDefinitionNode)
    ]
    fragments = {
        d.name.value: d
        for d in document.definitions
        if isinstance(d, FragmentDefinitionNode)
    }
    within(limits, "operations", len(operations))
    within(limits, "fragments", len(fragments))
    measuring = _Measuring(fragments)
    for fragment in fragments.values():
        _check_size(replace(measuring.definition(fragment), root_fields=0), limits)
    for operation in operations:
        _check_size(measuring.definition(operation), limits)
    # Fragments that nobody spreads are validated as well.
    for definition in (*operations, *fragments.values()):
        within(limits, "repeats", _repeats(definition.selection_set, fragments))


def _check_size(size: _Size, limits: Limits) -> None:
    for measure in fields(size):
        within(limits, measure.name, getattr(size, measure.name))


@dataclass(slots=True)
class _Size:
    """How large a part of a document is, with its fragments put in their places."""

    depth: int = 0
    fields: int = 0
    root_fields: int = 0
    aliases: int = 0
    directives: int = 0
    input_depth: int = 0
    list_size: int = 0

    def spread(self, other: _Size, level: int) -> None:
        """Put a fragment in its place, at a level of selections."""
        self.depth = max(self.depth, level - 1 + other.depth)
        self.fields += other.fields
        self.root_fields += other.root_fields if level == 1 else 0
        self.aliases += other.aliases
        self.directives += other.directives
        self.input_depth = max(self.input_depth, other.input_depth)
        self.list_size = max(self.list_size, other.list_size)


@dataclass(slots=True)
class _Measuring:
    """Measures the definitions of one document; None stands for one under way."""

    fragments: Fragments
    _known: dict[str, _Size | None] = field(default_factory=dict)

    def definition(self, definition: Definition) -> _Size:
        if isinstance(definition, FragmentDefinitionNode):
            return self._fragment(definition.name)
        size = self._size(definition)
        for variable in definition.variable_definitions or ():
            _measure_directives(size, variable.directives)
            if variable.default_value is not None:
                _measure_value(size, variable.default_value)
        return size

    def _fragment(self, named: NameNode) -> _Size:
        name = named.value
        if name not in self._known:
            self._known[name] = None
            fragment = self.fragments.get(name)
            self._known[name] = self._size(fragment) if fragment else _Size()
        size = self._known[name]
        if size is None:
            raise GraphQLError(f"Cannot spread fragment '{name}' within itself.", named)
        return size

    def _size(self, definition: Definition) -> _Size:
        size = _Size()
        _measure_directives(size, definition.directives)
        # By hand, as the nesting of a hostile document is deeper than Python's stack.
        waiting = [(definition.selection_set, 1)]
        while waiting:
            selection_set, level = waiting.pop()
            size.depth = max(size.depth, level)
            for selection in selection_set.selections:
                _measure_directives(size, selection.directives)
                match selection:
                    case FieldNode():
                        _measure_field(size, selection, level)
                        if selection.selection_set is not None:
                            waiting.append((selection.selection_set, level + 1))
                    case InlineFragmentNode():
                        waiting.append((selection.selection_set, level))
                    case FragmentSpreadNode():
                        size.spread(self._fragment(selection.name), level)
        return size


def _measure_field(size: _Size, node: FieldNode, level: int) -> None:
    size.fields += 1
    size.root_fields += level == 1
    size.aliases += node.alias is not None
    _measure_arguments(size, node.arguments)


def _measure_directives(
    size: _Size, directives: Sequence[DirectiveNode] | None
) -> None:
    for directive in directives or ():
        size.directives += 1
        _measure_arguments(size, directive.arguments)


def _measure_arguments(size: _Size, arguments: Sequence[ArgumentNode] | None) -> None:
    for argument in arguments or ():
        _measure_value(size, argument.value)


def _measure_value(size: _Size, value: ValueNode) -> None:
    waiting = [(value, 1)]
    while waiting:
        node, level = waiting.pop()
        match node:
            case ObjectValueNode(fields=fields):
                inner = [f.value for f in fields]
            case ListValueNode(values=values):
                inner = list(values)
                size.list_size = max(size.list_size, len(inner))
            case _:
                continue
        size.input_depth = max(size.input_depth, level)
        waiting += [(each, level + 1) for each in inner]


def _repeats(root: SelectionSetNode, fragments: Fragments) -> int:
    """How often one field is asked for in one place, at most.

    To validate a document, all fields of one place are compared with each other.
    """
    most = 0
    waiting = [[root]]
    while waiting:
        places: dict[str, list[FieldNode]] = {}
        for node in _selected(waiting.pop(), fragments):
            places.setdefault((node.alias or node.name).value, []).append(node)
        for nodes in places.values():
            most = max(most, len(nodes))
            below = [n.selection_set for n in nodes if n.selection_set is not None]
            if below:
                waiting.append(below)
    return most


def _selected(
    selection_sets: list[SelectionSetNode], fragments: Fragments
) -> Iterator[FieldNode]:
    """The fields of one place, in it and in the fragments spread there."""
    waiting, seen = list(selection_sets), set()
    while waiting:
        for selection in waiting.pop().selections:
            match selection:
                case FieldNode():
                    yield selection
                case InlineFragmentNode(selection_set=inner):
                    waiting.append(inner)
                case FragmentSpreadNode(name=name) if name.value not in seen:
                    seen.add(name.value)
                    if name.value in fragments:
                        waiting.append(fragments[name.value].selection_set)


def check_variables(variables: Mapping[str, Any], limits: Limits) -> None:
    """Raise :class:`LimitExceeded` where variables are larger than allowed."""
    waiting = [(v, 1) for v in variables.values() if isinstance(v, dict | list)]
    values = len(variables)
    while waiting:
        value, level = waiting.pop()
        within(limits, "input_depth", level)
        if isinstance(value, list):
            within(limits, "list_size", len(value))
        values += len(value)
        within(limits, "values", values)
        inner = value.values() if isinstance(value, dict) else value
        waiting += [(v, level + 1) for v in inner if isinstance(v, dict | list)]
