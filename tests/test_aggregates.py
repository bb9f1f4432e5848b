"""Aggregates and groups say what the rows of the seed data add up to."""

from __future__ import annotations

from collections import defaultdict
from statistics import fmean
from typing import Any

import httpx
import pytest

from graph.model import MODEL
from seed.load import DATA, read

pytestmark = pytest.mark.anyio

SEED = read(DATA, MODEL)
SALES = {id: row.properties for id, row in SEED.nodes["Sale"].items()}
PARTNER = {row.start: row.end for row in SEED.relationships["TO"].values()}

Key = tuple[str | None, ...]


def contractors() -> dict[str, set[str]]:
    named: dict[str, set[str]] = defaultdict(set)
    for row in SEED.relationships["NAMES"].values():
        named[row.start].add(row.end)
    return named


CONTRACTORS = contractors()


async def ask(client: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    body = {"query": query, "variables": variables}
    answer = (await client.post("/graphql", json=body)).json()
    assert "errors" not in answer, answer
    return answer["data"]


def values(ids: list[str], name: str) -> list[Any]:
    found = (SALES[id].get(name) for id in ids)
    return [value for value in found if value is not None]


def summary(ids: list[str]) -> dict[str, Any]:
    """What the measures of the query below say of some sales."""
    amounts, days = values(ids, "estimatedValue"), values(ids, "notifiedOn")
    return {
        "count": len(ids),
        "estimatedValue": {
            "sum": sum(amounts),
            "avg": fmean(amounts) if amounts else None,
            "min": min(amounts, default=None),
            "max": max(amounts, default=None),
        },
        "notifiedOn": {"min": min(days, default=None), "max": max(days, default=None)},
    }


MEASURES = "count estimatedValue { sum avg min max } notifiedOn { min max }"


@pytest.mark.parametrize("text", ["", "F-16", "nothing has this title"])
async def test_measures_of_a_filtered_connection(
    client: httpx.AsyncClient, text: str
) -> None:
    data = await ask(
        client,
        f"""query ($t: String!) {{
          sales(where: {{ title: {{ contains: $t }} }}) {{ aggregate {{ {MEASURES} }} }}
        }}""",
        t=text,
    )
    ids = [id for id, sale in SALES.items() if text in sale["title"]]
    assert data["sales"]["aggregate"] == summary(ids)


def keys_of(id: str) -> list[Key]:
    """The groups that a sale is in, by partner, contractor, category and year."""
    sale = SALES[id]
    day = sale.get("notifiedOn")
    year = day[:4] if day else None
    named: list[str | None] = [*sorted(CONTRACTORS.get(id, ()))]
    return [(PARTNER[id], one, sale["category"], year) for one in named or [None]]


def grouped(*places: int) -> dict[Key, list[str]]:
    """The sales of each group by some of the four keys."""
    groups: dict[Key, list[str]] = defaultdict(list)
    for id in SALES:
        for key in {tuple(key[p] for p in places) for key in keys_of(id)}:
            groups[key].append(id)
    return groups


BY = ("PARTNER", "CONTRACTORS", "CATEGORY", "NOTIFIED_ON_YEAR")
ORDERS = [
    [],
    [{"count": "ASC"}],
    [{"estimatedValue": {"sum": "DESC"}}],
    [{"notifiedOn": {"min": "ASC"}}],
    [{"estimatedValue": {"avg": "DESC_NULLS_FIRST"}}, {"count": "DESC"}],
]
PAGES = f"""query (
  $by: [SaleGroupBy!]!, $order: [SaleGroupOrder!]
  $first: Int, $after: String, $last: Int, $before: String
) {{
  sales {{ aggregate {{
    groups(
      by: $by, orderBy: $order
      first: $first, after: $after, last: $last, before: $before
    ) {{
      totalCount
      pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
      nodes {{
        {MEASURES}
        key {{ partner {{ id }} contractors {{ id }} category notifiedOnYear }}
      }}
    }}
  }} }}
}}"""


def key_of(node: dict[str, Any], places: tuple[int, ...]) -> Key:
    key = node.pop("key")
    partner, contractor = key["partner"], key["contractors"]
    found = (
        partner and partner["id"],
        contractor and contractor["id"],
        key["category"],
        key["notifiedOnYear"],
    )
    assert all(found[p] is None for p in range(4) if p not in places)
    return tuple(found[p] for p in places)


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.parametrize("places", [(0,), (1,), (2,), (3,), (0, 3), (1, 2, 3)], ids=str)
async def test_groups_paged_both_ways_are_complete_and_right(
    client: httpx.AsyncClient, places: tuple[int, ...], order: list[Any]
) -> None:
    by = [BY[p] for p in places]
    expected = {key: summary(ids) for key, ids in grouped(*places).items()}
    seen: list[tuple[Key, Any]] = []
    after: str | None = None
    while True:
        page = await ask(client, PAGES, by=by, order=order, first=400, after=after)
        groups = page["sales"]["aggregate"]["groups"]
        seen += [(key_of(node, places), node) for node in groups["nodes"]]
        after = groups["pageInfo"]["endCursor"]
        if not groups["pageInfo"]["hasNextPage"]:
            break
    assert groups["totalCount"] == len(seen) == len(expected)
    assert dict(seen) == expected

    back = await ask(client, PAGES, by=by, order=order, last=7, before=after)
    nodes = back["sales"]["aggregate"]["groups"]["nodes"]
    assert [key_of(node, places) for node in nodes] == [k for k, _ in seen[:-1]][-7:]


async def test_groups_come_largest_first(client: httpx.AsyncClient) -> None:
    page = await ask(client, PAGES, by=["CATEGORY"], first=100)
    counts = [g["count"] for g in page["sales"]["aggregate"]["groups"]["nodes"]]
    assert counts == sorted(counts, reverse=True)


async def test_partners_are_found_and_ordered_by_what_their_sales_add_up_to(
    client: httpx.AsyncClient,
) -> None:
    data = await ask(
        client,
        """{ partnerNations(
          first: 1000
          where: { sales: { aggregate: {
            where: { category: { eq: AIRCRAFT } }
            count: { gte: 2 } estimatedValue: { avg: { gt: 1000000000 } }
          } } }
          orderBy: [{ sales: { where: { category: { eq: AIRCRAFT } }
                               aggregate: { estimatedValue: { max: DESC } } } }]
        ) { nodes { id } } }""",
    )
    aircraft: dict[str, list[int]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    for id, sale in SALES.items():
        if sale["category"] == "AIRCRAFT":
            counts[PARTNER[id]] += 1
            aircraft[PARTNER[id]] += values([id], "estimatedValue")
    kept = [
        partner
        for partner, amounts in aircraft.items()
        if counts[partner] >= 2 and amounts and fmean(amounts) > 1_000_000_000
    ]
    kept.sort(key=lambda partner: (-max(aircraft[partner]), partner))
    assert [node["id"] for node in data["partnerNations"]["nodes"]] == kept
    assert len(kept) > 3


async def test_partners_without_a_sale_of_a_kind_have_sums_of_nought(
    client: httpx.AsyncClient,
) -> None:
    query = """query ($after: String) { partnerNations(
      first: 20 after: $after
      where: { sales: { aggregate: {
        where: { category: { eq: AIRCRAFT } } estimatedValue: { sum: { lte: 0 } }
      } } }
      orderBy: [{ sales: { where: { category: { eq: AIRCRAFT } }
                           aggregate: { estimatedValue: { sum: ASC } } } }]
    ) { totalCount nodes { id } pageInfo { endCursor } } }"""
    sums: dict[str, int] = defaultdict(int)
    for id, sale in SALES.items():
        sums[PARTNER[id]] += sum(
            values([id], "estimatedValue") if sale["category"] == "AIRCRAFT" else ()
        )
    page = (await ask(client, query))["partnerNations"]
    found: list[str] = []
    while page["nodes"]:
        found += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        page = (await ask(client, query, after=after))["partnerNations"]
    assert found == sorted(partner for partner, total in sums.items() if total == 0)
    assert len(found) == page["totalCount"] > 20


async def test_a_count_of_everything_reads_no_node(
    client: httpx.AsyncClient, statements: list[Any]
) -> None:
    data = await ask(client, "{ sales { aggregate { count } } }")
    assert data["sales"]["aggregate"]["count"] == len(SALES)
    assert "MATCH" not in statements[0].text
