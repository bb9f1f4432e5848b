"""Hypothesis writes documents: valid ones, with all that GraphQL has to select by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_non_null_type,
)
from hypothesis import strategies as st

from graph.chronicles import CHRONICLES
from graph.declare import snake_case
from graph.model import MODEL
from graph.oversight import TRAVERSALS
from graph.sharing import LONG
from tests.reference.inputs import Inputs, Values
from tests.reference.views import NAMES

FIELDS = 24
"""How many fields a document has at most, one or two besides."""
DEPTH = 8
MANY = LONG + 50
"""The size of a page so long that what its rows share is read once."""
PAGING = ("first", "after", "last", "before")
CHAINS = [traversal.name for traversal in TRAVERSALS]
TOLD = [chronicle.name for chronicle in CHRONICLES]
ELSEWHERE = ("search", "whyNot", "path", "neighborhood", "knownAt")
"""Fields and arguments whose answers are compared elsewhere."""
BEFORE = ("1970", "2010", "2018-06", "2025-11-06", "2025-11-07")
BEHIND = ("2026-02-10", "2025-11-07", "2026", "2026-02", "2030-01-01")
ABOUT_THE_SCHEMA = (
    "__schema { __typename queryType { name } mutationType { name } }",
    '__type(name: "Sale") { kind fields { name type { kind ofType { name } } } }',
    '__type(name: "SaleOrder") { name isOneOf inputFields { name } }',
    '__type(name: "Node") { kind isOneOf fields { name } }',
    '__type(name: "Rank") { enumValues { name description } }',
    '__type(name: "Nothing") { name }',
)


@dataclass(frozen=True, slots=True)
class Document:
    """A document with what is sent along.

    Each of ``cursors`` is a variable that takes a cursor once an answer shows some,
    under the response key of its name; ``picks`` say which.
    """

    text: str
    operation: str | None
    variables: dict[str, Any]
    cursors: tuple[str, ...]
    picks: tuple[int, ...]


@st.composite
def documents(draw: st.DrawFn, schema: GraphQLSchema, values: Values) -> Document:
    """A document whose answer the rows of a world decide."""
    return _Writer(draw, values, schema=schema).document()


@dataclass(slots=True, kw_only=True)
class _Writer(Inputs):
    schema: GraphQLSchema
    left: int = FIELDS
    fragments: list[str] = field(default_factory=list)
    cursors: list[str] = field(default_factory=list)

    def document(self) -> Document:
        query = self.schema.query_type
        assert query is not None
        selection = self.selection(query)
        name = self.one_of([None, "Asked", "data"])
        if self.definitions or name:
            variables = f"({', '.join(self.definitions)})" if self.definitions else ""
            selection = f"query {name or ''}{variables} {selection}"
        parts = [selection, *self.fragments]
        operation = None
        if name is not None and self.chance(3):
            parts.insert(self.draw(st.integers(0, 1)), "query Other { __typename }")
            operation = name
        picks = tuple(self.draw(st.integers(0, 5)) for _ in self.cursors)
        text = "\n".join(parts)
        return Document(text, operation, self.variables, tuple(self.cursors), picks)

    # Selections

    def selection(
        self, type_: GraphQLNamedType, depth: int = 0, *, first: str = ""
    ) -> str:
        """What is asked of an object, after a field that must be ``first``."""
        count = self.one_of([2, 3, 1, 4] if depth < 4 else [2, 1])
        parts = [self.part(type_, depth) for _ in range(count)]
        return f"{{ {' '.join([*([first] if first else []), *parts])} }}"

    def part(
        self, type_: GraphQLNamedType, depth: int, *, aliased: bool = False
    ) -> str:
        """A field or fragment; ``aliased`` where another type may be in its place."""
        if isinstance(type_, GraphQLUnionType) or self.chance(4):
            return self.fragment(type_, depth, aliased=aliased)
        assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        if self.chance(8):
            return self.typename()
        if type_ is self.schema.query_type and self.chance(12):
            return f"{self.fresh('about')}: {self.one_of(ABOUT_THE_SCHEMA)}"
        return self.field(type_, depth, aliased=aliased)

    def typename(self) -> str:
        alias = self.one_of(["", f"{self.fresh('type')}: "])
        return f"{alias}__typename{self.directive()}"

    def directive(self) -> str:
        if not self.chance(25):
            return ""
        kind = self.one_of(["include", "skip"])
        condition = self.draw(st.booleans())
        return f" @{kind}(if: {self.value(GraphQLNonNull(GraphQLBoolean), condition)})"

    def fragment(self, type_: GraphQLNamedType, depth: int, *, aliased: bool) -> str:
        condition = self.one_of(self.conditions(type_))
        directive = self.directive()
        aliased = aliased or not isinstance(type_, GraphQLObjectType)
        count = self.draw(st.integers(1, 3))
        inner = condition or type_
        parts = [self.part(inner, depth + 1, aliased=aliased) for _ in range(count)]
        selection = f"{{ {' '.join(parts)} }}"
        if condition is None:
            return f"...{directive} {selection}"
        if not self.chance(3):
            return f"... on {condition}{directive} {selection}"
        name = self.fresh("F")
        self.fragments.append(f"fragment {name} on {condition} {selection}")
        return f"...{name}{directive}{f' ...{name}' * self.chance(5)}"

    def conditions(self, type_: GraphQLNamedType) -> list[GraphQLNamedType | None]:
        """The types that a fragment within a type may be on; None for no condition."""
        if isinstance(type_, GraphQLObjectType):
            return [None, type_, *type_.interfaces]
        assert isinstance(type_, GraphQLInterfaceType | GraphQLUnionType)
        possible = self.schema.get_possible_types(type_)
        shared = {i.name: i for one in possible for i in one.interfaces}
        return [*possible, *shared.values()]

    def field(
        self,
        type_: GraphQLObjectType | GraphQLInterfaceType,
        depth: int,
        *,
        aliased: bool,
    ) -> str:
        self.left -= 1
        names = self.names(type_, deep=depth < DEPTH and self.left > 0)
        if not names:
            return self.typename()
        name = self.one_of(names)
        declared = type_.fields[name]
        arguments, cursor = self.arguments(name, declared, depth)
        needs_alias = bool(arguments) or (aliased and name != "id")
        alias = f"{self.fresh(name)}: " if needs_alias or self.chance(6) else ""
        head, inner = f"{alias}{name}{arguments}", get_named_type(declared.type)
        if is_leaf_type(inner):
            return head + self.directive()
        shown = f"{cursor}: edges {{ cursor }}" if cursor else ""
        once = self.selection(inner, depth + 1, first=shown)
        text = f"{head}{self.directive()} {once}"
        if self.chance(6):
            text += f" {head}{self.directive()} {self.selection(inner, depth + 1)}"
        return text

    def names(
        self, type_: GraphQLObjectType | GraphQLInterfaceType, *, deep: bool
    ) -> list[str]:
        """Fields to choose from, the rarer ones more than once."""
        fields = type_.fields.items()
        leaves = [name for name, f in fields if is_leaf_type(get_named_type(f.type))]
        is_connection = "pageInfo" in type_.fields
        if not deep or (leaves and self.chance(5 if is_connection else 2)):
            return leaves
        names = [name for name, _ in fields if name not in (*leaves, *ELSEWHERE)]
        if not self.values.whole:
            return [name for name in names if name not in (*CHAINS, *TOLD)]
        rare = [name for name in (*CHAINS, *TOLD, "node", "nodes") if name in names]
        return [*names, *rare * 3]

    # Arguments

    def arguments(
        self, name: str, declared: GraphQLField, depth: int
    ) -> tuple[str, str]:
        """Arguments as text, and the variable among them that takes a cursor."""
        texts: list[str] = []
        cursor = ""
        if "first" in declared.args:
            sizes = [3, 4, 1, 0, MANY] if depth == 0 else [2, 1, 3, 0]
            texts, cursor = self.paging(declared.args, sizes)
        for argument, of in declared.args.items():
            required = is_non_null_type(of.type)
            left_out = argument in (*PAGING, *ELSEWHERE)
            often = 30 if argument in NAMES and name != "salesReviewed" else 3
            if left_out or not (required or self.chance(often)):
                continue
            value = self.argument(name, argument, of.type)
            text = self.value(of.type, value, may_be_null=not required)
            texts.append(f"{argument}: {text}")
        return f"({', '.join(texts)})" if texts else "", cursor

    def argument(self, name: str, argument: str, type_: GraphQLInputType) -> Any:
        ids = self.values.ids
        match argument:
            case "id":
                return self.one_of(self.ids_for(name))
            case "ids":
                return self.some_of(self.ids_for(name), most=4)
            case "by" if name == "groups":
                return self.group_keys(type_)
            case "by":
                return self.one_of(["agency:dtsa", self.one_of(ids["Agency"])])
            case "under":
                return self.one_of(ids["Official"])
            case "from" | "to":
                return self.one_of(BEFORE if argument == "from" else BEHIND)
            case "about":
                return self.one_of(["agency:dtsa", *_about(ids)])
            case _ if argument in NAMES and self.chance(6):
                return None
            case "accordingTo":
                return self.some_of(self.values.by_name["sources"], most=4)
            case "asOf":
                return self.one_of(self.values.by_name["validFrom"])
            case _:
                return self.json(type_, [])

    def ids_for(self, name: str) -> list[str]:
        """The ids that a field may ask for: those of its type, and some of none."""
        ids = self.values.ids
        labels = [label for label in ids if label[0].lower() + label[1:] == name]
        pool = [id for label in labels or ids for id in ids[label]]
        return [*pool, "agency:dtsa", "agency:none", "sale", ""]

    def group_keys(self, type_: GraphQLInputType) -> list[str]:
        enum = get_named_type(type_)
        assert isinstance(enum, GraphQLEnumType)
        sure = _to_one() if not self.values.whole else set()
        names = [name for name in enum.values if name not in sure]
        return self.some_of(names, least=1, most=3)

    def paging(
        self, arguments: Mapping[str, GraphQLArgument], sizes: Sequence[int]
    ) -> tuple[list[str], str]:
        if self.chance(8):
            return [], ""
        size, other = self.one_of([("first", "last"), ("last", "first")])
        count = self.one_of(sizes)
        texts = [f"{size}: {self.size(arguments[size].type, count)}"]
        if self.chance(8):
            texts.append(f"{other}: null")
        if not self.chance(2):
            return texts, ""
        name = self.fresh("c")
        self.definitions.append(f"${name}: String")
        if self.chance(2):
            self.variables[name] = None
        self.cursors.append(name)
        return [*texts, f"{self.one_of(['after', 'before'])}: ${name}"], name

    def size(self, type_: GraphQLInputType, count: int) -> str:
        """A page size that stands for certain: pages of pages have to be small."""
        return self.value(type_, count, alone=True)


def _about(ids: Mapping[str, Sequence[str]]) -> list[str]:
    """What changes can be asked about."""
    return [id for label in ("Agency", "Official", "Memorandum") for id in ids[label]]


def _to_one() -> set[str]:
    """The keys of groups that lead to the one node that must be there."""
    return {
        snake_case(relation.name).upper()
        for node in MODEL.nodes.values()
        for relation in node.relations.values()
        if relation.required and not relation.many
    }
