"""Paths and neighbourhoods, against searches by hand over the same relationships."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import httpx
import pytest
from graphql import OperationDefinitionNode, parse
from graphql.execution.values import get_variable_values
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.graphql import make_schema
from graph.arguments import split
from graph.cursors import encode_cursor
from graph.driver import Graph, Statement
from graph.errors import BadUserInput
from graph.model import MODEL
from graph.plan import Plan, Planner, Request
from graph.shortest import LINKS_OF_A_LEVEL

pytestmark = pytest.mark.anyio

PLANNER = Planner(make_schema().core, MODEL, max_page_size=1000)


def plan_of(text: str, variables: Mapping[str, Any]) -> tuple[Plan, list[Any]]:
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    coerced = get_variable_values(
        PLANNER.schema, operation.variable_definitions or (), dict(variables)
    )
    assert not isinstance(coerced, list), coerced
    trees, leaves = split(coerced.coerced)
    return PLANNER.plan(Request(text, document, operation, trees, leaves)), leaves


def statement_of(text: str, **variables: Any) -> Statement:
    plan, leaves = plan_of(text, variables)
    return plan.statement(leaves)


async def ask(graph: Graph, text: str, **variables: Any) -> Any:
    plan, leaves = plan_of(text, variables)
    (row,) = await graph.read(plan.statement(leaves))
    data, errors = plan.read(row)
    assert errors == []
    return data


# By hand


@dataclass(frozen=True)
class Link:
    """A relationship, or what is drawn of one."""

    id: str
    type: str
    start: str
    end: str
    rank: str


@dataclass
class Net:
    """Nodes and the links between them, to be searched by hand."""

    links: list[Link]
    nodes: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.between: dict[str, dict[str, set[str]]] = defaultdict(dict)
        self.degrees: dict[str, int] = defaultdict(int)
        for link in self.links:
            self.nodes |= {link.start, link.end}
            for one, other in ((link.start, link.end), (link.end, link.start)):
                self.between[one].setdefault(other, set()).add(link.id)
            for one in {link.start, link.end}:
                self.degrees[one] += 1

    def only(self, *, through: list[str] | None, deprecated: bool) -> Net:
        """The part that may be followed."""
        return Net(
            [
                link
                for link in self.links
                if (through is None or link.type in through)
                and (deprecated or link.rank != "DEPRECATED")
            ],
            self.nodes,
        )

    def distances(self, end: str) -> dict[str, int]:
        """How many steps each node is away from one."""
        found, frontier = {end: 0}, [end]
        while frontier:
            reached = []
            for node in frontier:
                for other in self.between[node]:
                    if other not in found:
                        found[other] = found[node] + 1
                        reached.append(other)
            frontier = reached
        return found

    def paths(self, start: str, end: str, longest: int) -> Iterator[tuple[str, ...]]:
        """Every path, shortest first."""
        left = self.distances(end)

        def walk(path: tuple[str, ...], steps: int) -> Iterator[tuple[str, ...]]:
            here = path[-1]
            if here == end:
                if steps == 0:
                    yield path
                return
            for other in self.between[here]:
                if other not in path and left.get(other, steps) < steps:
                    yield from walk((*path, other), steps - 1)

        for length in range(longest + 1):
            yield from walk((start,), length)


def cost(net: Net, path: tuple[str, ...]) -> tuple[int, int]:
    """What paths are ordered by: length, then the degrees of the nodes between."""
    return len(path) - 1, sum(net.degrees[node] for node in path[1:-1])


PATH = """query (
  $from: ID!, $to: ID!, $through: [RelationshipType!], $avoid: [ID!],
  $maxLength: Int, $k: Int, $accordingTo: [ID!], $knownAt: DateTime
) {
  path(
    from: $from, to: $to, through: $through, avoid: $avoid, maxLength: $maxLength,
    k: $k, accordingTo: $accordingTo, knownAt: $knownAt
  ) {
    complete
    paths {
      length degreeSum nodes { id }
      steps { from { id } to { id } links { id type direction } }
    }
  }
}"""


def check(net: Net, found: dict[str, Any]) -> tuple[str, ...]:
    """That a path is one, and shows all the links it goes over; its nodes."""
    nodes = tuple(node["id"] for node in found["nodes"])
    assert len(set(nodes)) == len(nodes) == found["length"] + 1
    ends = {link.id: (link.start, link.end) for link in net.links}
    steps = [(step["from"]["id"], step["to"]["id"]) for step in found["steps"]]
    assert steps == list(pairwise(nodes))
    for (one, other), step in zip(steps, found["steps"], strict=True):
        assert {link["id"] for link in step["links"]} == net.between[one][other]
        for link in step["links"]:
            along = ends[link["id"]] == (one, other)
            assert link["direction"] == ("OUT" if along else "IN")
    return nodes


# Any small graph

AGENCIES = [f"agency:{i}" for i in range(7)]
TYPES = ["REPORTS_TO", "PART_OF"]

nets = st.lists(
    st.tuples(
        st.sampled_from(TYPES),
        st.sampled_from(AGENCIES),
        st.sampled_from(AGENCIES),
        st.sampled_from(["PREFERRED", "NORMAL", "NORMAL", "DEPRECATED"]),
    ),
    max_size=14,
).map(
    lambda drawn: Net(
        [Link(f"link:{i}", *link) for i, link in enumerate(drawn)], {*AGENCIES}
    )
)
choices = st.fixed_dictionaries(
    {
        "from": st.sampled_from(AGENCIES),
        "to": st.sampled_from(AGENCIES),
        "k": st.integers(1, 6),
        "maxLength": st.integers(1, 6),
    },
    optional={
        "through": st.lists(st.sampled_from(TYPES), unique=True),
        "avoid": st.lists(st.sampled_from(AGENCIES), max_size=2, unique=True),
        "accordingTo": st.just(["source:a"]),
        "knownAt": st.just("2026-01-01T00:00:00Z"),
    },
)
CREATE = {
    type_: f"""UNWIND $links AS link
        MATCH (a:Agency {{id: link.start}}), (b:Agency {{id: link.end}})
        CREATE (a)-[l:{type_} {{id: link.id, rank: link.rank}}]->(b)
        SET l.sources = ['source:a']"""
    for type_ in TYPES
}


def statements(net: Net) -> Iterator[Statement]:
    yield Statement("MATCH (n) DETACH DELETE n")
    yield Statement(
        "UNWIND $ids AS id CREATE (:Agency {id: id})", {"ids": sorted(net.nodes)}
    )
    for type_, create in CREATE.items():
        links = [vars(link) for link in net.links if link.type == type_]
        yield Statement(create, {"links": links})


@settings(
    deadline=None,
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(net=nets, choice=choices)
async def test_paths_equal_a_search_by_hand(
    empty_graph: Graph, net: Net, choice: dict[str, Any]
) -> None:
    await empty_graph.write(list(statements(net)))
    answer = (await ask(empty_graph, PATH, **choice))["path"]
    ends = {choice["from"], choice["to"]}
    avoided = set(choice.get("avoid", ())) - ends
    followed = net.only(
        through=choice.get("through"), deprecated="accordingTo" in choice
    )
    # Hubs are told by what is followed, or else by all their links.
    degrees = (
        net
        if choice.get("through") is None
        else net.only(through=choice["through"], deprecated=True)
    )
    expected = sorted(
        cost(degrees, path)
        for path in followed.paths(choice["from"], choice["to"], choice["maxLength"])
        if not avoided & set(path)
    )
    found = [check(followed, path) for path in answer["paths"]]
    assert answer["complete"]
    assert len(set(found)) == len(found)
    assert not any(avoided & set(path) for path in found)
    costs = [(path["length"], path["degreeSum"]) for path in answer["paths"]]
    assert costs == [cost(degrees, path) for path in found]
    assert costs == expected[: choice["k"]]


# The seed

ENDS = [
    ("agency:dtsa", "official:michael-p-duffey"),
    ("agency:dsca", "agency:dtsa"),
    ("partner:pl", "partner:fi"),
    ("partner:tw", "contractor:boeing"),
    ("official:michael-p-duffey", "sale:fms-26-12-sg"),
    ("mitigation:export-licence-review", "partner:pl"),
    ("program:foreign-military-sales", "technology-risk:comsec"),
    ("source:le-haut-panel-2026-02-11", "agency:dtsa"),
]


@pytest.fixture(scope="module")
async def seed(graph: Graph) -> Net:
    rows = await graph.read(
        Statement(
            "MATCH (a)-[l]->(b) WHERE a.id IS NOT NULL AND b.id IS NOT NULL "
            "RETURN l.id, type(l), a.id, b.id, l.rank"
        )
    )
    return Net([Link(*row) for row in rows])


def drawn_ends(net: Net) -> list[tuple[str, str]]:
    chance = random.Random(20261124)
    nodes = sorted(net.nodes)
    return [(chance.choice(nodes), chance.choice(nodes)) for _ in range(12)]


async def test_paths_in_the_seed_equal_a_search_by_hand(
    graph: Graph, seed: Net
) -> None:
    followed = seed.only(through=None, deprecated=False)
    for start, end in ENDS + drawn_ends(seed):
        variables = {"from": start, "to": end, "k": 5, "maxLength": 4}
        answer = (await ask(graph, PATH, **variables))["path"]
        expected = sorted(cost(seed, p) for p in followed.paths(start, end, 4))
        found = [check(followed, path) for path in answer["paths"]]
        assert [cost(seed, path) for path in found] == expected[:5], (start, end)
        assert answer["complete"], (start, end)


async def test_a_path_asked_for_backwards_is_the_same_path(graph: Graph) -> None:
    ends = {"from": "agency:dtsa", "to": "official:michael-p-duffey"}
    turned = {"from": ends["to"], "to": ends["from"]}
    (there,) = (await ask(graph, PATH, **ends))["path"]["paths"]
    (back,) = (await ask(graph, PATH, **turned))["path"]["paths"]
    assert there["nodes"] == back["nodes"][::-1]
    assert there["degreeSum"] == back["degreeSum"]


async def test_a_node_is_no_step_away_from_itself(graph: Graph) -> None:
    ends = {"from": "agency:dtsa", "to": "agency:dtsa", "k": 5}
    answer = (await ask(graph, PATH, **ends))["path"]
    (only,) = answer["paths"]
    assert only == {
        "length": 0,
        "degreeSum": 0,
        "nodes": [{"id": "agency:dtsa"}],
        "steps": [],
    }
    assert answer["complete"]


@pytest.mark.parametrize(
    "ends",
    [
        ("agency:dtsa", "official:nobody"),
        ("official:nobody", "agency:dtsa"),
        ("", ""),
        ("nothing", "agency:dtsa"),
        ("agency:dtsa", "`) DETACH DELETE n //'\"\\"),
    ],
)
async def test_where_an_end_is_not_there_the_answer_is_null(
    graph: Graph, ends: tuple[str, str]
) -> None:
    variables = dict(zip(("from", "to"), ends, strict=True))
    assert await ask(graph, PATH, **variables) == {"path": None}


async def test_without_a_path_there_is_an_empty_list(graph: Graph) -> None:
    ends = {"from": "agency:dtsa", "to": "official:michael-p-duffey"}
    choices: list[dict[str, Any]]
    choices = [{"through": []}, {"through": ["NAMES"]}, {"maxLength": 2}]
    for choice in choices:
        answer = (await ask(graph, PATH, **ends, **choice))["path"]
        assert answer == {"paths": [], "complete": True}


async def test_links_believed_to_be_wrong_make_a_path_for_those_who_believe_them(
    graph: Graph,
) -> None:
    query = """query ($sources: [ID!]) {
      path(
        from: "agency:dtsa", to: "agency:usa-army-as", maxLength: 1
        accordingTo: $sources
      ) { paths { steps { links { rank } } } }
    }"""
    nobody = await ask(graph, query)
    assert nobody == {"path": {"paths": []}}
    article = await ask(graph, query, sources=["source:le-haut-panel-2026-02-11"])
    (path,) = article["path"]["paths"]
    assert path["steps"] == [{"links": [{"rank": "DEPRECATED"}]}]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("k: 0", "Query.path(k:): 0 is out of bounds; send 1 to 25"),
        ("k: 26", "Query.path(k:): 26 is out of bounds; send 1 to 25"),
        ("k: -1", "Query.path(k:): -1 is out of bounds; send 1 to 25"),
        ("maxLength: 0", "Query.path(maxLength:): 0 is out of bounds; send 1 to 8"),
        ("maxLength: 9", "Query.path(maxLength:): 9 is out of bounds; send 1 to 8"),
        (
            "maxLength: 9, through: []",
            "Query.path(maxLength:): 9 is out of bounds; send 1 to 8",
        ),
        (
            f"avoid: {['a'] * 101}".replace("'", '"'),
            "Query.path(avoid:): 101 ids are too many; send 100 at most",
        ),
    ],
)
def test_arguments_of_paths_have_bounds(arguments: str, message: str) -> None:
    text = f'{{ path(from: "agency:a", to: "agency:b", {arguments}) {{ complete }} }}'
    with pytest.raises(BadUserInput) as refused:
        statement_of(text)
    assert refused.value.message == message


def test_one_statement_serves_paths_between_any_nodes() -> None:
    one = {"from": "agency:a", "to": "sale:b", "k": 1, "maxLength": 3, "avoid": ["x:y"]}
    two = {"from": "partner:c", "to": "?", "k": 9, "maxLength": 8, "avoid": ["x", "y"]}
    assert statement_of(PATH, **one).text == statement_of(PATH, **two).text


async def test_paths_stand_beside_each_other_and_other_fields(graph: Graph) -> None:
    query = """{
      one: path(from: "partner:pl", to: "partner:fi") { paths { nodes { id } } }
      sales(first: 1) { totalCount }
      two: path(from: "partner:fi", to: "partner:pl") { paths { nodes { id } } }
    }"""
    answer = await ask(graph, query)
    assert answer["sales"]["totalCount"] == 1216
    (one,), (two,) = answer["one"]["paths"], answer["two"]["paths"]
    assert one["nodes"] == two["nodes"][::-1]


# Hubs

HUBS = 30_000
"""Sales of each of two nations: more links than one step of a search follows."""
BATCH = 10_000
SALES = f"""MATCH (n:PartnerNation {{id: $nation}}), (s:Agency {{id: 'agency:hub'}})
UNWIND range($first, $first + {BATCH - 1}) AS i
CREATE (x:Sale {{id: 'sale:' + $nation + i}}),
  (x)-[:TO {{id: 'to:' + $nation + i, rank: 'NORMAL'}}]->(n),
  (x)-[:NOTIFIED_BY {{id: 'by:' + $nation + i, rank: 'NORMAL'}}]->(s)"""
RARE = """MATCH (a:PartnerNation {id: 'partner:a'}), (b:PartnerNation {id: 'partner:b'})
MATCH (hub:Agency {id: 'agency:hub'})
CREATE (c:Agency {id: 'agency:command'}), (ours:Program {id: 'program:ours'}),
  (rare:Program {id: 'program:rare'}),
  (o:Official {id: 'official:o'})-[:HELD {id: 'h', rank: 'NORMAL'}]->
    (post:Post {id: 'post:p'})-[:IN {id: 'i', rank: 'NORMAL'}]->(c),
  (a)-[:IN_AREA_OF {id: 'a', rank: 'NORMAL'}]->(c),
  (a)-[:TAKES_PART_IN {id: 'ar', rank: 'NORMAL'}]->(rare),
  (b)-[:TAKES_PART_IN {id: 'br', rank: 'NORMAL'}]->(rare),
  (a)-[:TAKES_PART_IN {id: 'ao', rank: 'NORMAL'}]->(ours),
  (hub)-[:ADMINISTERS {id: 'ho', rank: 'NORMAL'}]->(ours)"""


@pytest.fixture(scope="module")
async def hubs(scratch: Graph) -> Graph:
    """Two nations and an agency with very many links, and a few others."""
    await scratch.write([Statement("MATCH (n) DETACH DELETE n")])
    nations = ("partner:a", "partner:b")
    text = "UNWIND $ids AS id CREATE (:PartnerNation {id: id})"
    await scratch.write([Statement(text, {"ids": nations})])
    await scratch.write([Statement("CREATE (:Agency {id: 'agency:hub'})")])
    await scratch.write([Statement(RARE)])
    for nation in nations:
        for first in range(0, HUBS, BATCH):
            given = {"nation": nation, "first": first}
            await scratch.write([Statement(SALES, given)])
    return scratch


MOST_HITS = 30 * LINKS_OF_A_LEVEL
"""What the store may be asked for one path, on any graph."""


@pytest.mark.parametrize(
    ("ends", "nodes"),
    [
        # Through programs, not one of very many sales and the agency behind them.
        (("partner:a", "partner:b"), ["partner:a", "program:rare", "partner:b"]),
        (("partner:a", "agency:hub"), ["partner:a", "program:ours", "agency:hub"]),
        (
            ("official:o", "agency:hub"),
            [
                *("official:o", "post:p", "agency:command"),
                *("partner:a", "program:ours", "agency:hub"),
            ],
        ),
    ],
)
async def test_rare_nodes_come_before_hubs_and_hubs_are_not_read_whole(
    hubs: Graph, ends: tuple[str, str], nodes: list[str]
) -> None:
    variables = dict(zip(("from", "to"), ends, strict=True))
    (path,) = (await ask(hubs, PATH, **variables))["path"]["paths"]
    assert [node["id"] for node in path["nodes"]] == nodes
    assert await hubs.profile(statement_of(PATH, **variables)) < MOST_HITS


async def test_where_hubs_cannot_be_read_whole_the_search_says_so(hubs: Graph) -> None:
    variables: dict[str, Any] = {"from": "partner:a", "to": "agency:hub", "k": 25}
    answer = (await ask(hubs, PATH, **variables))["path"]
    assert len(answer["paths"]) == 25
    assert not answer["complete"]
    assert await hubs.profile(statement_of(PATH, **variables)) < MOST_HITS


async def test_avoiding_the_rare_leaves_what_goes_through_hubs(hubs: Graph) -> None:
    variables = {"from": "partner:a", "to": "partner:b", "avoid": ["program:rare"]}
    (path,) = (await ask(hubs, PATH, **variables))["path"]["paths"]
    assert path["length"] == 4
    assert path["nodes"][2] == {"id": "agency:hub"}


# Neighbourhoods

COUNTS = """query ($id: ID!, $through: [RelationshipType!], $types: [NodeLabel!]) {
  neighborhood(id: $id, through: $through, types: $types) {
    degree groups { type direction label totalCount }
  }
}"""


async def test_a_hub_is_counted_without_being_read(hubs: Graph) -> None:
    answer = (await ask(hubs, COUNTS, id="partner:a"))["neighborhood"]
    assert answer["degree"] == HUBS + 3
    assert answer["groups"] == [
        {"type": "TO", "direction": "IN", "label": "SALE", "totalCount": HUBS},
        {"type": "IN_AREA_OF", "direction": "OUT", "label": "AGENCY", "totalCount": 1},
        {
            "type": "TAKES_PART_IN",
            "direction": "OUT",
            "label": "PROGRAM",
            "totalCount": 2,
        },
    ]
    assert await hubs.profile(statement_of(COUNTS, id="partner:a")) < 50


SUBGRAPH = """query ($id: ID!, $depth: Int, $perType: Int, $after: String) {
  neighborhood(id: $id, depth: $depth, perType: $perType, after: $after) {
    groups {
      totalCount nodes { id } edges { cursor node { id } link { id type direction } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
    subgraph {
      nodes { node { id } distance degree }
      links { from { id } to { id } link { id type direction } }
    }
  }
}"""


async def test_a_subgraph_does_not_go_on_through_hubs(hubs: Graph) -> None:
    variables = {"id": "official:o", "depth": 3, "perType": 5}
    whole = (await ask(hubs, SUBGRAPH, **variables))["neighborhood"]["subgraph"]
    distances = {x["node"]["id"]: x["distance"] for x in whole["nodes"]}
    assert distances == {
        "official:o": 0,
        "post:p": 1,
        "agency:command": 2,
        "partner:a": 3,
    }
    beyond = {"id": "agency:command", "depth": 3, "perType": 5}
    around = (await ask(hubs, SUBGRAPH, **beyond))["neighborhood"]["subgraph"]
    assert "program:rare" not in {x["node"]["id"] for x in around["nodes"]}
    assert await hubs.profile(statement_of(SUBGRAPH, **beyond)) < 5000


async def test_groups_are_paged_to_their_end(graph: Graph, seed: Net) -> None:
    seen: list[str] = []
    first = (await ask(graph, SUBGRAPH, id="partner:pl", perType=40))["neighborhood"]
    (group,) = (g for g in first["groups"] if g["edges"][0]["link"]["type"] == "TO")
    assert not group["pageInfo"]["hasPreviousPage"]
    while True:
        assert group["nodes"] == [edge["node"] for edge in group["edges"]]
        seen += [edge["link"]["id"] for edge in group["edges"]]
        page = group["pageInfo"]
        if not page["hasNextPage"]:
            break
        variables = {"id": "partner:pl", "perType": 40, "after": page["endCursor"]}
        (group,) = (await ask(graph, SUBGRAPH, **variables))["neighborhood"]["groups"]
        assert group["pageInfo"]["hasPreviousPage"]
    sold = [x.id for x in seed.links if (x.type, x.end) == ("TO", "partner:pl")]
    assert seen == sorted(sold)


async def test_counts_of_the_seed_equal_those_by_hand(graph: Graph, seed: Net) -> None:
    labels = {node.prefix: label for label, node in MODEL.nodes.items()}
    for id in (
        "agency:dsca",
        "agency:dtsa",
        "sale:fms-26-12-sg",
        "memorandum:dodd-5105-72",
    ):
        expected: dict[tuple[str, str, str], int] = defaultdict(int)
        for link in seed.links:
            ends = (("OUT", link.start, link.end), ("IN", link.end, link.start))
            for direction, here, there in ends:
                if here == id:
                    label = labels[there.partition(":")[0]]
                    expected[link.type, direction, label] += 1
        answer = (await ask(graph, COUNTS, id=id))["neighborhood"]
        counted = {
            (g["type"], g["direction"], g["label"].title().replace("_", "")): g[
                "totalCount"
            ]
            for g in answer["groups"]
        }
        assert counted == expected
        assert answer["degree"] == sum(expected.values())


@pytest.mark.parametrize("depth", [1, 2, 3])
async def test_a_subgraph_holds_what_is_around(
    graph: Graph, seed: Net, depth: int
) -> None:
    id = "mitigation:export-licence-review"
    answer = await ask(graph, SUBGRAPH, id=id, depth=depth, perType=3)
    subgraph = answer["neighborhood"]["subgraph"]
    known = {link.id: (link.start, link.end) for link in seed.links}
    nodes = {x["node"]["id"]: x["distance"] for x in subgraph["nodes"]}
    assert [x["distance"] for x in subgraph["nodes"]] == sorted(nodes.values())
    assert nodes[id] == 0
    assert max(nodes.values()) == depth
    ids = [link["link"]["id"] for link in subgraph["links"]]
    assert len(set(ids)) == len(ids)
    groups: dict[tuple[str, ...], int] = defaultdict(int)
    for link in subgraph["links"]:
        start, end = link["from"]["id"], link["to"]["id"]
        assert known[link["link"]["id"]] == (start, end)
        assert abs(nodes[start] - nodes[end]) <= 1
        direction, type_ = link["link"]["direction"], link["link"]["type"]
        here, there = (start, end) if direction == "OUT" else (end, start)
        groups[here, type_, direction, there.partition(":")[0]] += 1
    assert max(groups.values()) <= 3
    for member in subgraph["nodes"]:
        assert member["degree"] == seed.degrees[member["node"]["id"]]


@pytest.mark.parametrize("id", ["agency:nobody", "nothing", "", "`) //'\"\\"])
async def test_nothing_is_around_what_is_not_there(graph: Graph, id: str) -> None:
    assert await ask(graph, COUNTS, id=id) == {"neighborhood": None}


async def test_only_chosen_links_are_around(graph: Graph) -> None:
    choices: list[dict[str, Any]]
    choices = [{"through": []}, {"types": []}, {"through": ["NAMES"]}]
    for choice in choices:
        answer = (await ask(graph, COUNTS, id="agency:dtsa", **choice))["neighborhood"]
        assert answer["groups"] == []
    chosen = {"through": ["IMPLEMENTED_BY", "REPORTS_TO"], "types": ["AGENCY"]}
    answer = (await ask(graph, COUNTS, id="agency:dsca", **chosen))["neighborhood"]
    assert {group["type"] for group in answer["groups"]} == {"REPORTS_TO"}


SOME_CURSOR = encode_cursor("another connection", ["to:fms-10-44-sa"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("depth: 0", "Query.neighborhood(depth:): 0 is out of bounds; send 1 to 3"),
        ("depth: 4", "Query.neighborhood(depth:): 4 is out of bounds; send 1 to 3"),
        (
            "perType: 1001",
            "Query.neighborhood(perType:): 1001 is out of bounds; send 0 to 1000",
        ),
        (
            "perType: -1",
            "Query.neighborhood(perType:): -1 is out of bounds; send 0 to 1000",
        ),
        (
            "perType: 26, depth: 2",
            "Query.neighborhood(perType:): 26 is out of bounds at depth 2; "
            "send 0 to 25",
        ),
        (
            'after: "?"',
            "Query.neighborhood(after:): '?' is no cursor of these groups; send one "
            "that a neighborhood of this node returned",
        ),
        (
            f'after: "{SOME_CURSOR}"',
            f"Query.neighborhood(after:): '{SOME_CURSOR[:40]}' is no cursor of these "
            "groups; send one that a neighborhood of this node returned",
        ),
    ],
)
def test_arguments_of_neighborhoods_have_bounds(arguments: str, message: str) -> None:
    text = f'{{ neighborhood(id: "agency:dtsa", {arguments}) {{ degree }} }}'
    with pytest.raises(BadUserInput) as refused:
        statement_of(text)
    assert refused.value.message == message


async def test_refusals_reach_the_caller_with_their_code(
    client: httpx.AsyncClient,
) -> None:
    query = '{ path(from: "agency:dtsa", to: "agency:dsca", k: 99) { complete } }'
    answer = (await client.post("/graphql", json={"query": query})).json()
    assert answer["errors"] == [
        {
            "message": "Query.path(k:): 99 is out of bounds; send 1 to 25",
            "locations": [{"line": 1, "column": 51}],
            "extensions": {"code": "BAD_USER_INPUT"},
        }
    ]
