"""The query IR: what one operation reads, as frozen data.

An operation is a tuple of expressions, one per root field. An expression is a property
or a subquery over a source of nodes; subqueries nest. Within a subquery the current
``node`` and, where it was reached over a relationship, the current ``link`` are what
expressions speak of. Nothing here knows GraphQL or writes Cypher.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum
from typing import Any, Literal, TypeAlias

from graph.declare import Direction, Which
from graph.errors import BadUserInput

Entity: TypeAlias = Literal["node", "link", "fact"]
"""Whose property is read; a *fact* is the current link, or else the current node."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value known when a statement runs, never part of its text.

    ``slot`` is its place among the leaves of the variables, ``parts`` are the items of
    a list that mixes variables and literals; otherwise it is a ``constant``.
    ``convert`` checks and converts it and may raise
    :class:`graph.errors.BadUserInput`; ``position`` is where in the document it stands.
    It ``names`` facts where it is an id, or several, which may since lead elsewhere.
    """

    slot: int | None = None
    constant: Any = None
    parts: tuple[Value, ...] | None = None
    convert: Callable[[Any], Any] | None = None
    position: int | None = field(default=None, compare=False)
    names: bool = False

    @property
    def varies(self) -> bool:
        """Whether requests with one plan may differ in it."""
        return self.slot is not None or any(p.varies for p in self.parts or ())

    def resolve(self, leaves: Sequence[Any]) -> Any:
        """The value, given the leaves of one request's variables."""
        if self.parts is not None:
            raw = [part.resolve(leaves) for part in self.parts]
        else:
            raw = self.constant if self.slot is None else leaves[self.slot]
        if self.convert is None:
            return raw
        try:
            return self.convert(raw)
        except BadUserInput as error:
            error.locate(self.position)
            raise

    def checked(self, convert: Callable[[Any], Any]) -> Value:
        """The same value, checked or converted once more when it is resolved."""
        before = self.convert
        chained = convert if before is None else lambda raw: convert(before(raw))
        return replace(self, convert=chained)


# Expressions


@dataclass(frozen=True, slots=True)
class Read:
    """A property of the current node or link."""

    of: Entity
    name: str


@dataclass(frozen=True, slots=True)
class AsText:
    """An instant as the text that an answer or a cursor has for it."""

    of: Expression


@dataclass(frozen=True, slots=True)
class Given:
    """A value handed back as it was sent, so that rows explain themselves."""

    value: Value


@dataclass(frozen=True, slots=True)
class Nothing:
    """Null: a place in a row that the operation does not ask for."""


@dataclass(frozen=True, slots=True)
class Row:
    """Several expressions side by side.

    ``together`` names properties of the node that are read in one go.
    """

    items: tuple[Expression, ...]
    together: tuple[str, ...] = ()


Cases: TypeAlias = tuple[tuple[tuple[str, ...], Row], ...]
"""Rows, each with the names that it is for."""


@dataclass(frozen=True, slots=True)
class ByLabel:
    """One of several rows, by the current node's label; the case's number leads."""

    cases: Cases


@dataclass(frozen=True, slots=True)
class ByType:
    """One of several rows, by the current link's type; the case's number leads.

    With ``ever``, one that was retracted is still of its type.
    """

    cases: Cases
    ever: bool


@dataclass(frozen=True, slots=True)
class ByKind:
    """One of several rows: by the current link's type, or else the node's label."""

    labels: Cases
    types: Cases
    ever: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of an order: the rows that satisfy a predicate, by these keys.

    ``hint`` is the indexed property in whose order the rows are read.
    """

    where: Predicate | None = None
    order: tuple[Key, ...] = ()
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """The nodes of a source: filtered, ordered, limited, then projected.

    ``rest`` gives the rows that follow where the stretch has fewer than the limit.
    """

    source: Source
    body: Expression
    stretch: Stretch = field(default_factory=Stretch)
    limit: Value | None = None
    rest: Stretch | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """The current node's number in the database, where what is read of it is apart."""


Place: TypeAlias = tuple[int | None, ...]
"""Where something stands in a row: an index at each step, None for each of a list."""


@dataclass(frozen=True, slots=True)
class Aside:
    """What is read once of each node whose number stands at a place of the rows."""

    place: Place
    labels: tuple[str, ...]
    body: Expression


@dataclass(frozen=True, slots=True)
class First:
    """The first of a list, or null."""

    listed: Listed


@dataclass(frozen=True, slots=True)
class Counted:
    """How many nodes of a source satisfy a predicate."""

    source: Source
    where: Predicate | None = None


@dataclass(frozen=True, slots=True)
class Depth:
    """How many reporting lines the current chain has."""


@dataclass(frozen=True, slots=True)
class OfRecord:
    """What the current record holds under a name, as it is."""

    name: str


@dataclass(frozen=True, slots=True)
class Size:
    """How many items a list has."""

    of: Expression


@dataclass(frozen=True, slots=True)
class Whether:
    """The truth of a predicate."""

    predicate: Predicate


@dataclass(frozen=True, slots=True)
class Evidence:
    """The ids of all claims, or all sources, that the current chain rests on."""

    name: Literal["claims", "sources"]


@dataclass(frozen=True, slots=True)
class Told:
    """What the current check says: its condition, whether that is met, and why."""

    name: Literal["condition", "met", "explanation"]


@dataclass(frozen=True, slots=True)
class Score:
    """How well the current node fits the text searched for; larger is better."""


@dataclass(frozen=True, slots=True)
class Complete:
    """Whether the current search followed every link that could lead further."""


@dataclass(frozen=True, slots=True)
class OfPath:
    """How many steps the current path has, or links the nodes between its ends."""

    name: Literal["length", "degrees"]


@dataclass(frozen=True, slots=True)
class Degree:
    """How many links of these types the current node has."""

    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Distance:
    """How many links the current node is away from the middle of its subgraph."""


@dataclass(frozen=True, slots=True)
class Reached:
    """The current link, the node it was reached from, and the one it leads to."""


@dataclass(frozen=True, slots=True)
class TypeOf:
    """The type of the current link; with ``ever``, of one that was retracted, too."""

    ever: bool = False


@dataclass(frozen=True, slots=True)
class Along:
    """``OUT`` where the current link leads on from where it was reached, or ``IN``."""


@dataclass(frozen=True, slots=True)
class Lower:
    """A text in lower case; what it is compared with is put in lower case, too."""

    of: Read


@dataclass(frozen=True, slots=True)
class Paged:
    """A connection: ``[limit, rows, total, near, …]``, null where nothing asks for it.

    Where nothing but rows is asked for, it is the rows alone. ``where`` holds for every
    node of it. ``limit`` is that of a page whose last row only says that more follow;
    ``passed`` are the nodes on the near side of the cursor that the page begins at,
    where somebody asks whether there are any. What is said of all nodes together
    follows, in ``facts``. With ``asides`` the rows are ``[rows, nodes, …]``, for each
    aside the ``[number, row]`` of its nodes.
    """

    source: Source
    where: Predicate | None
    page: Listed | None
    limit: Value | None
    counted: bool
    passed: Predicate | None
    facts: tuple[Expression, ...] = ()
    asides: tuple[Aside, ...] = ()

    @property
    def bare(self) -> bool:
        """Whether nothing but rows is asked for."""
        more = self.counted or self.limit or self.passed or self.facts
        return self.page is not None and not more


class Function(StrEnum):
    """What an aggregate says of values."""

    COUNT = "count"
    SUM = "sum"
    AVG = "avg"
    MIN = "min"
    MAX = "max"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A function of all rows of a group, or of all rows where nothing groups them.

    Null values are left out; the sum of none is 0, every other function of none null.
    """

    function: Function
    of: Expression | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What aggregates say of the nodes of a source that satisfy a predicate."""

    source: Source
    where: Predicate | None
    body: Expression


@dataclass(frozen=True, slots=True)
class Beside:
    """The items of one row or list, then those of another."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Coalesce:
    """The first of several values that is not null."""

    of: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One expression where a predicate is true, else another."""

    where: Predicate
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class LastOf:
    """What lies right behind the last day that a day may mean, and before the next."""

    day: Expression


@dataclass(frozen=True, slots=True)
class DaysAfter:
    """The day that lies a number of days after a whole day; null for a partial one."""

    day: Expression
    days: Expression


@dataclass(frozen=True, slots=True)
class OfEntry:
    """What orders the entries of several parts: place, number of the part, id."""

    which: Literal["place", "part", "id"]


@dataclass(frozen=True, slots=True)
class ByPart:
    """One of several rows, by the current entry's part; the part's number leads."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """What the feed notes of the current change in particular."""

    which: Literal["place", "id", "start", "end", "into"]


@dataclass(frozen=True, slots=True)
class Year:
    """The year of a date, as text."""

    of: Expression


@dataclass(frozen=True, slots=True)
class GroupValue:
    """The value by which rows are grouped, a node's id; null where they are not."""

    name: str


Expression: TypeAlias = (
    Read
    | AsText
    | Given
    | Nothing
    | Row
    | ByLabel
    | ByType
    | ByKind
    | Listed
    | Number
    | First
    | Counted
    | Depth
    | OfRecord
    | Size
    | Whether
    | Evidence
    | Told
    | Score
    | Complete
    | OfPath
    | Degree
    | Distance
    | Reached
    | TypeOf
    | Along
    | Lower
    | Paged
    | Aggregate
    | Facts
    | Beside
    | Coalesce
    | Choice
    | LastOf
    | DaysAfter
    | OfEntry
    | ByPart
    | Noted
    | Year
    | GroupValue
)


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an order; nulls come last unless said otherwise.

    ``index`` names the property, where the database keeps an index over it;
    ``instant`` says that the values are instants.
    """

    by: Expression
    descending: bool = False
    nulls_first: bool = False
    nullable: bool = True
    index: str | None = None
    instant: bool = False

    @property
    def shown(self) -> Expression:
        """The value as a cursor has it."""
        return AsText(self.by) if self.instant else self.by

    def reversed(self) -> Key:
        """The same key, walked backwards."""
        return replace(
            self, descending=not self.descending, nulls_first=not self.nulls_first
        )


# Sources


@dataclass(frozen=True, slots=True)
class All:
    """Every node of a label, as it was ``known`` at an instant where one is given."""

    label: str
    known: Value | None = None


@dataclass(frozen=True, slots=True)
class FullText:
    """The nodes that a full-text index finds, each with its score.

    ``query`` is in Lucene's syntax. ``labels`` are those of the nodes that count, where
    not all do.
    """

    index: str
    query: Value
    labels: tuple[str, ...] | None = None
    known: Value | None = None


@dataclass(frozen=True, slots=True)
class Follow:
    """The nodes at the other end of the current node's relationships.

    ``sole`` says that the model joins no other labels there, ``one`` that there is one
    such relationship at most, ``required`` that there is one at least, ``shared`` that
    several nodes may lead to the same, ``large`` that there may well be hundreds.
    ``link`` is what each relationship must satisfy to be followed.
    """

    type: str
    direction: Direction | Literal["both"]
    labels: tuple[str, ...]
    sole: bool
    one: bool
    required: bool
    shared: bool
    large: bool = False
    link: Predicate | None = None
    known: Value | None = None


@dataclass(frozen=True, slots=True)
class Referred:
    """The nodes of a label whose ids an expression lists."""

    label: str
    ids: Expression
    known: Value | None = None


@dataclass(frozen=True, slots=True)
class Supported:
    """The facts that rest on the current source: nodes, and links of most types.

    ``nodes`` and ``links`` are the full-text indexes that find them, ``without`` the
    types of links that do not count.
    """

    nodes: tuple[str, ...]
    links: tuple[str, ...]
    without: tuple[str, ...]
    known: Value | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """What the current chain carries: the review decided by, or the tenure, of it.

    A ``tenure`` is a link (HELD), a ``review`` a node, ``lines`` the links
    (REPORTS_TO) from the bottom up. A check carries ``reviews`` and ``tenures``.
    """

    name: Literal["review", "tenure", "lines", "reviews", "tenures"]
    known: Value | None = None


@dataclass(frozen=True, slots=True)
class InRecord:
    """The nodes, links or records that the current record holds under a name.

    A record is a map that the statement makes; ``one`` says that it holds one node, or
    none, instead of a list.
    """

    name: str
    of: Literal["node", "link", "record"]
    one: bool = False
    known: Value | None = None


@dataclass(frozen=True, slots=True)
class End:
    """The node at one end of the current link."""

    which: Which
    known: Value | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """Which reporting lines and tenures count, and on which day.

    ``line`` and ``tenure`` speak of the link. Without ``day`` a chain counts where
    there is any day on which all of it held. ``strict`` leaves out the days that a
    partial date leaves open.
    """

    line: Predicate | None
    tenure: Predicate | None
    day: Value | None = None
    strict: bool = False
    known: Value | None = None


@dataclass(frozen=True, slots=True)
class Superiors:
    """The agencies above the current agency, each by its best chain."""

    lines: Lines


@dataclass(frozen=True, slots=True)
class Subordinates:
    """The agencies below the current agency, each by its best chain up to it.

    ``direct`` ones report to it themselves.
    """

    lines: Lines
    direct: bool


@dataclass(frozen=True, slots=True)
class Overseers:
    """The officials whose offices the current review fell under on its day."""

    lines: Lines


@dataclass(frozen=True, slots=True)
class Led:
    """The agencies whose head post the current official held."""

    lines: Lines


@dataclass(frozen=True, slots=True)
class ReviewedUnder:
    """The sales with a review by an agency that was under an official on its day.

    ``review`` speaks of the review as the node.
    """

    by: Value
    under: Value
    lines: Lines
    review: Predicate | None


@dataclass(frozen=True, slots=True)
class Checks:
    """Whether a sale satisfies each condition of being among those reviewed.

    ``bases``, ``statuses`` and ``sources`` are those that count, to be told.
    """

    sale: Value
    of: ReviewedUnder
    statuses: Value
    bases: Value | None
    sources: Value | None


@dataclass(frozen=True, slots=True)
class Claimed:
    """Claims that give several values in one matter of one node.

    ``ranked`` is the number of the rule for those that rank alone sets apart.
    """

    ranked: int


@dataclass(frozen=True, slots=True)
class ClaimedOfLinks:
    """Claims that give several values to a property of one link, or of several.

    ``indexes`` are the full-text indexes that find the links that rest on a claim.
    """

    indexes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overlapping:
    """Links of which one holds at a time, from one node to rivals, that overlap.

    The node has the label ``label``. It is at the end ``of`` each link, or it is where
    the relation ``over`` leads to from the ``middle`` node there, which must have the
    property ``where``. Links compete by the values ``competing`` of their ``among``.
    """

    type: str
    label: str
    middle: str
    rival: str
    of: Which
    over: tuple[str, Direction] | None
    where: str
    among: str
    competing: Value
    passing: bool
    link: Predicate | None
    rule: int
    field: str
    chain: str


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Nodes of a label that one value of a property names.

    They are rivals where their relation ``within`` leads to the same node.
    """

    label: str
    property: str
    within: tuple[str, Direction]
    rule: int


@dataclass(frozen=True, slots=True)
class Events:
    """Claims that date several events of one course."""

    rule: int


Search: TypeAlias = Claimed | ClaimedOfLinks | Overlapping | Namesakes | Events


@dataclass(frozen=True, slots=True)
class Disputes:
    """What seems not to hold together, as records: search after search.

    Only those ``about`` a node or of a ``predicate`` count, where these are given.
    ``labels`` are those of the nodes that they are about, ``every`` of all nodes that
    sides may name. ``words`` say what predicates are about. By a rule's number a
    record has one of the ``kinds``, of the ``rules`` and, where all is compatible, of
    what is said ``apart``, otherwise one of the ``reasons``. Claims count by
    ``sources`` and ``basis``.
    """

    searches: tuple[Search, ...]
    about: Value | None
    predicate: Value | None
    states: Value
    labels: tuple[str, ...]
    every: tuple[str, ...]
    words: Value
    kinds: Value
    rules: Value
    reasons: Value
    apart: Value
    sources: Value | None
    basis: Value | None
    lines: Lines
    known: Value | None


@dataclass(frozen=True, slots=True)
class Between:
    """A search for the shortest paths between two nodes, where both are there.

    ``labels`` are all that nodes have, ``types`` those of the links to follow; where
    they are not ``chosen``, they are all there are. ``large`` are the types and
    directions of which a node may have very many. ``line`` is what every link must
    satisfy, ``inner`` what every node between the ends. At most ``count`` paths are
    found, of at most ``longest`` steps.
    """

    start: Value
    end: Value
    labels: tuple[str, ...]
    types: tuple[str, ...]
    chosen: bool
    large: frozenset[tuple[str, Direction]]
    count: Value
    longest: Value
    line: Predicate | None = None
    inner: Predicate | None = None
    known: Value | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The paths that the current search found, in their order."""


@dataclass(frozen=True, slots=True)
class Passed:
    """The nodes of the current path, its ends among them."""

    known: Value | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of the current path."""


@dataclass(frozen=True, slots=True)
class StepEnd:
    """The node at one end of the current step."""

    which: Literal["from", "to"]
    known: Value | None = None


@dataclass(frozen=True, slots=True)
class StepLinks:
    """The links between the two nodes of the current step."""


@dataclass(frozen=True, slots=True)
class Surrounding:
    """The links around the current node, and the nodes they lead to, up to a depth.

    ``first`` are the node's own links, by groups; each group of theirs gives ``size``
    links at most. Of those beyond, ``line`` is what each must satisfy, ``other`` what
    the node must that it leads to.
    """

    first: tuple[Listed, ...]
    size: Value
    depth: int
    types: tuple[str, ...]
    line: Predicate | None
    other: Predicate | None
    known: Value | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """The nodes, or the links, of the current subgraph, nearest first."""

    which: Literal["nodes", "links"]
    known: Value | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """The nodes that the current connection has gathered already."""

    known: Value | None = None


@dataclass(frozen=True, slots=True)
class This:
    """The current node itself."""


@dataclass(frozen=True, slots=True)
class Links:
    """All links of a type, each with the node at its end.

    ``link`` is what each must satisfy. With ``naming`` they are those that name the
    current node's id in that property, with ``id`` the one that has it.
    """

    type: str
    link: Predicate | None
    naming: str | None = None
    known: Value | None = None
    id: Expression | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """Every change, in the order in which they were committed.

    The current node is the batch that a change is of. ``since`` and ``until`` are
    numbers of batches, ``types`` the labels and types of facts that count.
    """

    since: Value | None = None
    until: Value | None = None
    types: Value | None = None


@dataclass(frozen=True, slots=True)
class Replaced:
    """The links that ended when one of others, from the same start, began.

    A chain holds the link, and behind it the others.
    """

    by: Links
    strict: bool


@dataclass(frozen=True, slots=True)
class Beyond:
    """What a second source reaches from the nodes of a first, if those satisfy it."""

    first: Source
    where: Predicate | None
    then: Source


@dataclass(frozen=True, slots=True)
class Part:
    """Entries of one kind; those without a ``place`` come last."""

    source: Source
    where: Predicate | None
    place: Expression
    id: Expression


@dataclass(frozen=True, slots=True)
class Several:
    """The entries of several parts."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class GroupBy:
    """A key of groups: a value of each node, or the nodes that a relation leads to.

    A node that a relation leads to several others is in the group of each.
    """

    name: str
    of: Expression | Follow


@dataclass(frozen=True, slots=True)
class Grouped:
    """Groups of the nodes of a source that satisfy a predicate."""

    source: Source
    where: Predicate | None
    by: tuple[GroupBy, ...]


@dataclass(frozen=True, slots=True)
class GroupNode:
    """The node by which rows are grouped."""

    name: str
    known: Value | None = None


@dataclass(frozen=True, slots=True)
class GroupMembers:
    """The nodes of the current group, each once."""

    known: Value | None = None


Source: TypeAlias = (
    All
    | FullText
    | Follow
    | Referred
    | Supported
    | Bound
    | InRecord
    | End
    | Superiors
    | Subordinates
    | Overseers
    | Led
    | ReviewedUnder
    | Checks
    | Disputes
    | Between
    | Found
    | Passed
    | Steps
    | StepEnd
    | StepLinks
    | Surrounding
    | Around
    | Gathered
    | Grouped
    | GroupNode
    | GroupMembers
    | This
    | Links
    | Feed
    | Replaced
    | Beyond
    | Several
)


# Predicates


class Operator(Enum):
    """How a value is compared."""

    EQ = "="
    IN = "IN"
    LT = "<"
    LTE = "<="
    GT = ">"
    GTE = ">="
    CONTAINS = "CONTAINS"
    STARTS_WITH = "STARTS WITH"
    ENDS_WITH = "ENDS WITH"
    INCLUDES = "includes"


class Quantifier(Enum):
    """How many related nodes must satisfy a predicate."""

    SOME = "some"
    ALL = "all"
    NONE = "none"
    SINGLE = "single"


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison with a value; unknown where the left side is null."""

    left: Expression
    operator: Operator
    right: Value
    instant: bool = False


@dataclass(frozen=True, slots=True)
class Shares:
    """True where a list property has an element in common with a list value."""

    left: Expression
    right: Value


@dataclass(frozen=True, slots=True)
class IsNull:
    """Whether an expression has no value."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Holds:
    """Whether the current link holds on a day.

    ``strict`` leaves out the days that a partial date leaves open; a ``passing`` link
    without dates holds on none.
    """

    day: Value
    strict: bool
    passing: bool


@dataclass(frozen=True, slots=True)
class Begun:
    """Whether a day does not lie behind another; null where it is not known.

    ``strict`` leaves out partial days of which a part lies behind it.
    """

    day: Expression
    by: Value
    strict: bool


@dataclass(frozen=True, slots=True)
class Known:
    """Whether the graph held a fact, as it stands, at an instant."""

    of: Entity
    at: Value


@dataclass(frozen=True, slots=True)
class Both:
    """All of several predicates; true of none."""

    predicates: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Any of several predicates; false of none."""

    predicates: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; unknown stays unknown."""

    predicate: Predicate


@dataclass(frozen=True, slots=True)
class HasLabel:
    """Whether the current node has a label."""

    label: str


@dataclass(frozen=True, slots=True)
class HasType:
    """Whether the current link is of one of these types."""

    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """How many nodes of a source satisfy a predicate.

    ``selective`` says that the predicate is likely to leave few of them.
    """

    quantifier: Quantifier
    source: Source
    where: Predicate | None
    selective: bool = False


Predicate: TypeAlias = (
    Compare
    | Shares
    | IsNull
    | Holds
    | Begun
    | Known
    | Both
    | Either
    | Not
    | HasLabel
    | HasType
    | Related
)


@dataclass(frozen=True, slots=True)
class Operation:
    """The root expressions of one operation, in the order of its root fields.

    It says besides where its ``ids`` lead, as far as they lead elsewhere; a
    ``stamped`` one says which version of the data it reads. One that is
    ``seeing_all`` reads what is restricted, too.
    """

    roots: tuple[Expression, ...]
    ids: tuple[Value, ...] = ()
    stamped: bool = False
    seeing_all: bool = False
