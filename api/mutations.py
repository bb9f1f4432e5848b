"""The types of mutations: what is sent to state facts, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from strawberry import ID
from strawberry.types.field import StrawberryField

from api.fields import Type, argument, field, optional
from api.scalars import SCALARS
from graph.assertions import CLAIM, sent
from graph.declare import Model, NodeType, Property, RelationshipType, Scalar
from graph.fields import Asserts, Meaning, Merges, Reaches, Reports, Retracts, Wrote
from graph.query import End

REASON = "Why it is written, for the history of changes."
IF_VERSION = (
    "Write only where the fact's recordedAt is still this; with null, only where the "
    "graph does not hold it."
)


class MutationTypes:
    """Defines the mutations of a model, their inputs and payloads.

    ``kind`` gives the type of a property's values, ``target`` that of the nodes of some
    labels, ``properties`` the fields that read the properties of links.
    """

    def __init__(
        self,
        model: Model,
        types: dict[str, Type],
        define: Callable[..., None],
        *,
        kind: Callable[[Property], Type],
        target: Callable[[tuple[str, ...]], Type],
        properties: Callable[[RelationshipType], Iterator[StrawberryField]],
    ) -> None:
        self._model = model
        self._types = types
        self._define = define
        self._kind = kind
        self._target = target
        self._properties = properties
        self._problems()
        for node in model.nodes.values():
            self._node(node)
        for edge in model.relationships.values():
            if edge.structure is None:
                self._link_type(edge)
        for edge in self._edges():
            self._link(edge)
        self._define(
            "RetractPayload",
            "What a retraction came to.",
            lambda: [
                field("fell", list[ID], FELL, reads=Reports("fell")),
                field("weakened", list[ID], WEAKENED, reads=Reports("weakened")),
                self._user_errors(),
            ],
        )
        self._define(
            "MergePayload",
            "What a merge came to.",
            lambda: [
                self._wrote("node", self._types["Node"], None),
                self._user_errors(),
            ],
        )
        self._define(
            "Mutation",
            "What can be written. An operation is written in one transaction: all of "
            "it, or nothing where any of its fields has userErrors.",
            self._root_fields,
        )

    def _edges(self) -> Iterator[RelationshipType]:
        """The relationship types of which callers state links."""
        for edge in self._model.relationships.values():
            if any(self._model.nodes[start].evidenced for start, _ in edge.ends):
                yield edge

    # Inputs

    def _node(self, node: NodeType) -> None:
        is_claim = node.label == CLAIM
        self._define(
            "ClaimInput" if is_claim else f"Assert{node.label}Input",
            CLAIM_TEXT if is_claim else f"{_INPUT} {node.description}",
            lambda: self._node_input(node),
            kind="input",
        )
        self._payload(
            node.label, lambda: self._wrote("node", self._types[node.label], node.label)
        )

    def _node_input(self, node: NodeType) -> Iterator[StrawberryField]:
        for name, declared in sent(node.properties):
            if name == "id" and node.label != CLAIM:
                yield field(name, ID, declared.description)
            else:
                yield self._value(name, declared)
        for relation in node.to_one:
            yield optional(relation.name, ID, f"By its id: {relation.description}")
        yield from self._rest(backed=node.evidenced, versioned=node.dated)

    def _link(self, edge: RelationshipType) -> None:
        name = f"Assert{edge.name}Input"
        self._define(
            name,
            f"{_INPUT} {edge.description}",
            lambda: self._link_input(edge),
            kind="input",
        )
        self._payload(
            edge.name, lambda: self._wrote("link", self._types[edge.fact], edge.type)
        )

    def _link_input(self, edge: RelationshipType) -> Iterator[StrawberryField]:
        starts, ends = _labels(edge)
        yield field("from", ID, f"Where it starts, by its id: {_either(starts)}.")
        yield field("to", ID, f"Where it ends, by its id: {_either(ends)}.")
        for name, declared in sent(edge.properties):
            dated = name not in ("validFrom", "validTo") or not edge.timeless
            if name == "id":
                yield optional(name, ID, LINK_ID)
            elif dated:
                yield self._value(name, declared)
        yield from self._rest(backed=True, versioned=True)

    def _value(self, name: str, declared: Property) -> StrawberryField:
        type_ = self._kind(declared)
        type_ = list[type_] if declared.is_list else type_  # type: ignore[valid-type]
        return optional(name, type_, declared.description)

    def _rest(self, *, backed: bool, versioned: bool) -> Iterator[StrawberryField]:
        if backed:
            text = (
                "The claim that backs the fact; its id alone, where the graph has it."
            )
            yield field("claim", self._types["ClaimInput"], text)
        if versioned:
            yield optional("ifVersion", SCALARS[Scalar.DATETIME], IF_VERSION)
            yield optional("reason", str, REASON)

    # Outputs

    def _problems(self) -> None:
        self._define(
            "UserError",
            "What keeps a fact from being written.",
            lambda: [
                field("message", str, "What is wrong, and what would be right."),
                field("path", list[str], "Where in the arguments it lies."),
                field(
                    "code", self._types["UserErrorCode"], "What kind of error it is."
                ),
            ],
        )

    def _link_type(self, edge: RelationshipType) -> None:
        """A link as an object, where chronicles do not define it."""
        starts, ends = _labels(edge)

        def fields() -> Iterator[StrawberryField]:
            start, end = self._target(starts), self._target(ends)
            yield field("from", start, "Where it starts.", reads=Reaches(End("start")))
            yield field("to", end, "Where it ends.", reads=Reaches(End("end")))
            yield from self._properties(edge)

        implements = ["Relationship", "Evidenced"]
        self._define(edge.fact, edge.description, fields, implements=implements)

    def _payload(self, of: str, wrote: Callable[[], StrawberryField]) -> None:
        text = "Whether the graph is another; false where it held all of it already."
        self._define(
            f"Assert{of}Payload",
            "What an assertion came to.",
            lambda: [
                wrote(),
                field("changed", bool | None, text, reads=Reports("changed")),
                self._user_errors(),
            ],
        )

    def _wrote(self, name: str, type_: Type, of: str | None) -> StrawberryField:
        text = "What was written, as it stands now; null where there are userErrors."
        return field(name, type_ | None, text, reads=Wrote(of))

    def _user_errors(self) -> StrawberryField:
        text = "Why nothing was written; empty where all was."
        error = self._types["UserError"]
        return field("userErrors", list[error], text, reads=Reports("userErrors"))  # type: ignore[valid-type]

    # Root

    def _root_fields(self) -> Iterator[StrawberryField]:
        for node in self._model.nodes.values():
            input_ = "ClaimInput" if node.label == CLAIM else f"Assert{node.label}Input"
            yield self._assert(node.label, input_, node.description, node.label)
        for edge in self._edges():
            input_ = f"Assert{edge.name}Input"
            yield self._assert(edge.name, input_, edge.description, edge.type)
        yield field(
            "retract",
            self._types["RetractPayload"],
            "Retracts a claim, and all facts that rest on it alone or are inferred "
            "from it. They are still found by knownAt.",
            reads=Retracts(),
            arguments=[
                argument("claim", ID, "The claim's id.", required=True),
                argument("reason", str, "Why it is retracted.", required=True),
            ],
        )
        yield field(
            "merge",
            self._types["MergePayload"],
            "Makes duplicates one node: the first, which takes from the others what it "
            "lacks, and their links. Their ids find it from then on.",
            reads=Merges(),
            arguments=[
                argument("ids", list[ID], "The ids, of one type.", required=True),
                argument("reason", str, "Why they are one.", required=True),
            ],
        )

    def _assert(self, name: str, input_: str, text: str, of: str) -> StrawberryField:
        reads: Meaning = Asserts(of)
        return field(
            f"assert{name}",
            self._types[f"Assert{name}Payload"],
            f"Adds or corrects: {text}",
            reads=reads,
            arguments=[
                argument("input", self._types[input_], "What is stated.", required=True)
            ],
        )


BACKING = "The claim that backs the fact; its id alone, where the graph holds it."
FELL = "The ids of what was retracted, the claim among them."
WEAKENED = "The ids of what rests on other claims, and is still held."
LINK_ID = (
    "The link's id; without it the link between the same two nodes from the same day "
    "is meant, or a new one made."
)
_INPUT = "What is left out stays as it is, null takes a value away. States:"
CLAIM_TEXT = (
    "What a source states. Where the graph holds the claim already, its id is enough; "
    "otherwise statement and source are needed."
)


def _labels(edge: RelationshipType) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The labels at both ends of links."""
    starts, ends = zip(*sorted(edge.ends), strict=True)
    return tuple(dict.fromkeys(starts)), tuple(dict.fromkeys(ends))


def _either(labels: tuple[str, ...]) -> str:
    return " or ".join(labels)
