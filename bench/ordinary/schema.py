"""The root fields of the ordinary way, and their connections."""

from __future__ import annotations

import strawberry
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig

from api.scalars import SCALAR_MAP, Money
from bench.answers import cursor, keys_of
from bench.ordinary.groups import Aggregate, SortDirection
from bench.ordinary.loading import Properties
from bench.ordinary.nodes import PAGE, Agency, Ask, Partner, Review, Sale
from bench.ordinary.reviewed import Chain, reviewed
from graph.model import SaleCategory

strawberry.enum(SaleCategory)


@strawberry.input
class IDFilter:
    """A condition on an id."""

    eq: strawberry.ID | None = None


@strawberry.input
class CategoryFilter:
    """A condition on a category."""

    eq: SaleCategory | None = None


@strawberry.input
class MoneyFilter:
    """A condition on an amount."""

    gte: Money | None = None


@strawberry.input
class SaleWhere:
    """Conditions on sales."""

    id: IDFilter | None = None
    category: CategoryFilter | None = None
    estimated_value: MoneyFilter | None = None

    def cypher(self, params: Properties) -> list[str]:
        """The conditions, their values put into ``params``."""
        conditions = []
        if self.id and self.id.eq:
            params["id"] = self.id.eq
            conditions.append("s.id = $id")
        if self.category and self.category.eq:
            params["category"] = self.category.eq.name
            conditions.append("s.category = $category")
        if self.estimated_value and self.estimated_value.gte is not None:
            params["least"] = self.estimated_value.gte
            conditions.append("s.estimatedValue >= $least")
        return conditions


@strawberry.input
class SaleOrder:
    """How to order sales."""

    day: SortDirection | None = None


@strawberry.type
class PageInfo:
    """Where a page lies."""

    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class Sales:
    """A page of sales, read when its rows are asked for."""

    conditions: strawberry.Private[list[str]]
    params: strawberry.Private[Properties]
    by_day: strawberry.Private[bool]
    first: strawberry.Private[int]

    @strawberry.field
    async def nodes(self, info: Ask) -> list[Sale]:
        return [Sale(row=row) for row in (await self._rows(info))[: self.first]]

    @strawberry.field
    async def page_info(self, info: Ask) -> PageInfo:
        rows = await self._rows(info)
        page = rows[: self.first]
        return PageInfo(
            has_next_page=len(rows) > self.first,
            end_cursor=cursor(page[-1]["day"], page[-1]["id"]) if page else None,
        )

    @strawberry.field
    async def total_count(self, info: Ask) -> int:
        text = f"MATCH (s:Sale) {self._where} RETURN count(s)"
        ((count,),) = await info.context.run(text, self.params)
        return int(count)

    @strawberry.field
    def aggregate(self) -> Aggregate:
        return Aggregate(where=self._where, params=self.params)

    @property
    def _where(self) -> str:
        return f"WHERE {' AND '.join(self.conditions)}" if self.conditions else ""

    async def _rows(self, info: Ask) -> list[Properties]:
        order = "s.day DESC, s.id" if self.by_day else "s.id"
        # Only with this condition can the index give the order.
        known = f"s.{'day' if self.by_day else 'id'} IS NOT NULL"
        text = (
            f"MATCH (s:Sale) WHERE {' AND '.join([known, *self.conditions])} "
            f"RETURN properties(s) ORDER BY {order} LIMIT {self.first + 1}"
        )
        return [row for (row,) in await info.context.run_once(text, self.params)]


@strawberry.type
class SaleEdge:
    """A sale that includes an article."""

    quantity: int | None
    up_to: bool | None
    node: Sale


@strawberry.type
class ArticleSales:
    """The sales that include an article."""

    total_count: int
    edges: list[SaleEdge]
    page_info: PageInfo


@strawberry.type
class Article:
    """A defense article."""

    row: strawberry.Private[Properties]

    @strawberry.field
    def name(self) -> str:
        return str(self.row["name"])

    @strawberry.field
    async def sales(self, info: Ask, first: int = PAGE) -> ArticleSales:
        pattern = "(n:DefenseArticle)<-[l:INCLUDES]-(m:Sale)"
        rows = await info.context.related(pattern).load(self.row["id"])
        page = rows[:first]
        edges = [
            SaleEdge(
                quantity=row["link"].get("quantity"),
                up_to=row["link"].get("upTo"),
                node=Sale(row=row),
            )
            for row in page
        ]
        end = cursor(page[-1]["link"]["id"]) if page else None
        return ArticleSales(
            total_count=len(rows),
            edges=edges,
            page_info=PageInfo(has_next_page=len(rows) > first, end_cursor=end),
        )


@strawberry.type
class ChainLink:
    """A reporting line of a chain."""

    status: str
    valid_from: str | None
    superior: Agency


@strawberry.type
class ReviewedEdge:
    """A reviewed sale, its review and the chain that counts."""

    node: Sale
    review: Review
    chain: list[ChainLink]


@strawberry.type
class ReviewedSales:
    """Reviewed sales."""

    total_count: int
    edges: list[ReviewedEdge]


def edge_of(sale: Properties, review: Properties, chain: Chain) -> ReviewedEdge:
    """One row of the reviewed sales."""
    links = [
        ChainLink(
            status=line["link"]["status"],
            valid_from=line["link"].get("validFrom"),
            superior=Agency(row=line),
        )
        for line in chain.lines
    ]
    return ReviewedEdge(node=Sale(row=sale), review=Review(row=review), chain=links)


async def by_id(info: Ask, label: str, id: str) -> Properties | None:
    """The properties of one node."""
    text = f"MATCH (n:{label} {{id: $id}}) RETURN properties(n)"
    rows = await info.context.run(text, {"id": id})
    return rows[0][0] if rows else None


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    async def sale(self, info: Ask, id: strawberry.ID) -> Sale | None:
        row = await by_id(info, "Sale", id)
        return Sale(row=row) if row else None

    @strawberry.field
    async def partner_nation(self, info: Ask, id: strawberry.ID) -> Partner | None:
        row = await by_id(info, "PartnerNation", id)
        return Partner(row=row) if row else None

    @strawberry.field
    async def defense_article(self, info: Ask, id: strawberry.ID) -> Article | None:
        row = await by_id(info, "DefenseArticle", id)
        return Article(row=row) if row else None

    @strawberry.field
    def sales(
        self,
        where: SaleWhere | None = None,
        order_by: list[SaleOrder] | None = None,
        first: int = PAGE,
        after: str | None = None,
    ) -> Sales:
        params: Properties = {}
        conditions = where.cypher(params) if where else []
        if after is not None:
            params["day"], params["after"] = keys_of(after)
            conditions.append("(s.day < $day OR s.day = $day AND s.id > $after)")
        return Sales(
            conditions=conditions, params=params, by_day=bool(order_by), first=first
        )

    @strawberry.field
    async def sales_reviewed(
        self, info: Ask, by: strawberry.ID, under: strawberry.ID
    ) -> ReviewedSales:
        found = await reviewed(info.context, by, under)
        return ReviewedSales(
            total_count=len(found), edges=[edge_of(*row) for row in found[:PAGE]]
        )


def make_schema() -> strawberry.Schema:
    """The schema, its documents kept parsed and validated."""
    return strawberry.Schema(
        Query,
        extensions=[
            lambda: ParserCache(maxsize=100),
            lambda: ValidationCache(maxsize=100),
        ],
        config=StrawberryConfig(scalar_map=SCALAR_MAP),
    )
