"""Groups of sales in the ordinary way: counted by a statement, their nations loaded."""

from __future__ import annotations

from enum import Enum

import strawberry

from api.scalars import Money
from bench.ordinary.loading import Properties
from bench.ordinary.nodes import PAGE, Ask, Partner


@strawberry.enum
class SortDirection(Enum):
    """Which way to sort."""

    ASC = "ASC"
    DESC = "DESC"


@strawberry.enum
class SaleGroupBy(Enum):
    """What sales can be grouped by."""

    PARTNER = "PARTNER"


@strawberry.input
class MoneyOrder:
    """How to order by many amounts together."""

    sum: SortDirection | None = None


@strawberry.input
class SaleGroupOrder:
    """How to order groups."""

    estimated_value: MoneyOrder | None = None

    @property
    def cypher(self) -> str:
        """The key of the order."""
        order = self.estimated_value and self.estimated_value.sum
        return f"dollars {order.value}" if order else "sales DESC"


@strawberry.type
class Amounts:
    """What many amounts add up to."""

    sum: Money


@strawberry.type
class Key:
    """What the sales of a group have in common."""

    id: strawberry.Private[str]

    @strawberry.field
    async def partner(self, info: Ask) -> Partner:
        (row,) = await info.context.node("PartnerNation").load(self.id)
        return Partner(row=row)


@strawberry.type
class Group:
    """The sales to one nation."""

    key: Key
    count: int
    estimated_value: Amounts


@strawberry.type
class Groups:
    """Groups of sales."""

    nodes: list[Group]


@strawberry.type
class Aggregate:
    """What holds of many sales together."""

    where: strawberry.Private[str]
    params: strawberry.Private[Properties]

    @strawberry.field
    async def groups(
        self,
        info: Ask,
        by: list[SaleGroupBy],
        order_by: list[SaleGroupOrder] | None = None,
        first: int = PAGE,
    ) -> Groups:
        assert by == [SaleGroupBy.PARTNER]
        order = (order_by or [SaleGroupOrder()])[0].cypher
        text = (
            f"MATCH (s:Sale) {self.where} MATCH (s)-[:TO]->(p:PartnerNation) "
            "RETURN p.id, count(s) AS sales, sum(s.estimatedValue) AS dollars "
            f"ORDER BY {order}, p.id LIMIT {first}"
        )
        return Groups(
            nodes=[
                Group(key=Key(id=id), count=sales, estimated_value=Amounts(sum=dollars))
                for id, sales, dollars in await info.context.run(text, self.params)
            ]
        )
