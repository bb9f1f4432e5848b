"""The types of chronicles: links as objects, events, changes and their connections."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from strawberry.types.field import StrawberryField

from api.fields import FieldsOf, Type, field
from api.scalars import SCALARS
from graph.changes import beginning, changes_of, changes_of_node, structure
from graph.chronicles import CHRONICLES
from graph.declare import Model, NodeType, RelationshipType, Scalar
from graph.fields import Carries, JoinsBeyond, Meaning, Reaches, Relates, Tells
from graph.query import End
from graph.timeline import event_of, tells_of_stages

DATE = SCALARS[Scalar.DATE]


class ChronicleTypes:
    """Defines what chronicles list.

    ``properties`` gives the fields that read the properties of links.
    """

    def __init__(
        self,
        model: Model,
        types: dict[str, Type],
        define: Callable[..., None],
        properties: Callable[[RelationshipType], Iterator[StrawberryField]],
    ) -> None:
        self._model = model
        self._types = types
        self._define = define
        self._properties = properties
        self.implementing: list[str] = []
        """The types that only an interface leads to."""
        for edge in structure(model):
            self._link(edge)
        self._events()
        self._changes()
        for chronicle in CHRONICLES:
            if chronicle.connection + "Connection" not in types:
                self._connection(chronicle.connection, chronicle.target)

    # Links

    def _link(self, edge: RelationshipType) -> None:
        """An object type for a relationship, with the nodes at its ends."""
        own = edge.structure
        assert own is not None
        ((first, last),) = edge.ends

        def fields() -> Iterator[StrawberryField]:
            start, end = self._types[first], self._types[last]
            yield field(own.start, start, "Its start.", reads=Reaches(End("start")))
            yield field(own.end, end, "Its end.", reads=Reaches(End("end")))
            yield from self._beyond(self._model.nodes[last])
            yield from self._properties(edge)

        implements = ["Relationship", "Evidenced"]
        self._define(own.link, edge.description, fields, implements=implements)

    def _beyond(self, node: NodeType) -> Iterator[StrawberryField]:
        """What the node at the end of a link belongs to."""
        for relation in node.relations.values():
            if relation.required and not relation.many:
                type_ = self._types[relation.targets[0]]
                reads = JoinsBeyond(node.label, relation)
                yield field(relation.name, type_, relation.description, reads=reads)

    # Events

    def _events(self) -> None:
        sale = self._model.nodes["Sale"]
        self._define(
            "TimelineEvent",
            "What is known of a stage of a sale.",
            self._event_fields,
            kind="interface",
        )
        self._event("NoticeEvent", "An event that the sale's notice tells of.")
        for relation in sale.relations.values():
            for label in relation.targets:
                node = self._model.nodes[label]
                if tells_of_stages(node):
                    self._event(
                        event_of(node),
                        f"An event that one of the sale's {node.plural} tells of.",
                        self._carried(label, node.description),
                    )
        partner = sale.relations["partner"]
        self._event(
            "ReviewPeriodEvent",
            "The end of congressional review, inferred from how long the partner's is.",
            lambda: [
                field(
                    partner.name,
                    self._types[partner.targets[0]],
                    partner.description,
                    reads=Relates(sale.label, partner),
                )
            ],
        )
        self._event("UnknownEvent", "A stage of which nothing is known.")

    def _event(self, name: str, text: str, more: FieldsOf = tuple) -> None:
        def fields() -> Iterator[StrawberryField]:
            yield from self._event_fields()
            yield from more()

        self._implement("TimelineEvent", name, text, fields)

    def _event_fields(self) -> Iterator[StrawberryField]:
        yield _told("stage", self._types["SaleStage"], "The stage that it is about.")
        yield _told("status", self._types["EventStatus"], "What is known of it.")
        yield _told("day", DATE | None, "The day it took place, if known.")
        yield _told(
            "noLaterThan", DATE | None, "The latest day it can have taken place."
        )
        yield from self._evidence()

    def _evidence(self) -> Iterator[StrawberryField]:
        text = "Whether it is stated or inferred; null where nothing is known."
        yield _told("basis", self._types["Basis"] | None, text)
        yield _told("rule", str | None, "The rule by which it is inferred.")
        claim = self._types["Claim"]
        yield _told("claims", list[claim], "The claims it rests on.")  # type: ignore[valid-type]

    # Changes

    def _changes(self) -> None:
        self._define(
            "Change",
            "A change in the structure: a link that begins or ends, or a node that is "
            "there from a day on.",
            self._change_fields,
            kind="interface",
        )
        for edge in structure(self._model):
            assert edge.structure is not None
            text = f"The beginning, or the end: {edge.description}"
            link = edge.structure.link
            self._change(changes_of(edge), text, self._carried(link, edge.description))
        for node, date in beginning(self._model):
            text = f"The day, {date}, from which it is there: {node.description}"
            carried = self._carried(node.label, node.description)
            self._change(changes_of_node(node), text, carried)

    def _change(self, name: str, text: str, more: FieldsOf) -> None:
        def fields() -> Iterator[StrawberryField]:
            yield from self._change_fields()
            yield from more()

        self._implement("Change", name, text, fields)

    def _implement(
        self, interface: str, name: str, text: str, fields: FieldsOf
    ) -> None:
        self._define(name, text, fields, implements=[interface])
        self.implementing.append(name)

    def _change_fields(self) -> Iterator[StrawberryField]:
        yield _told("kind", self._types["ChangeKind"], "Whether it begins or ends.")
        yield _told("day", DATE | None, "The day of the change, if known.")
        yield from self._evidence()

    def _carried(self, type_: str, text: str) -> FieldsOf:
        """The field with the object that an entry is about."""
        name = type_[0].lower() + type_[1:]
        return lambda: [field(name, self._types[type_], text, reads=Carries())]

    # Connections

    def _connection(self, base: str, entries: str) -> None:
        def edge() -> Iterator[StrawberryField]:
            yield field("cursor", str, "Where the entry stands in its connection.")
            yield field("node", self._types[entries], "The entry.")

        def connection() -> Iterator[StrawberryField]:
            edges, nodes = self._types[base + "Edge"], self._types[entries]
            yield field("edges", list[edges], "The page's edges.")  # type: ignore[valid-type]
            yield field("nodes", list[nodes], "The page's entries.")  # type: ignore[valid-type]
            yield field("pageInfo", self._types["PageInfo"], "Where the page lies.")
            yield field("totalCount", int, "How many there are on all pages.")

        self._define(base + "Edge", "An edge of a connection.", edge)
        self._define(base + "Connection", "A list of entries in pages.", connection)


def _told(fact: str, type_: Type, text: str) -> StrawberryField:
    reads: Meaning = Tells(fact)
    return field(fact, type_, text, reads=reads)
