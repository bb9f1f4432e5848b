"""The types of the ordinary way: a resolver per field."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from api.scalars import Money
from bench.ordinary.loading import Context, Properties

Ask = Info[Context, None]

PAGE = 20
"""How many nodes a list gives."""


@strawberry.type
class Post:
    """A position."""

    title: str


@strawberry.type
class Posts:
    """Positions."""

    nodes: list[Post]


@strawberry.type
class Line:
    """A reporting line."""

    status: str
    node: Agency


@strawberry.type
class Lines:
    """Reporting lines."""

    edges: list[Line]


@strawberry.type
class Agency:
    """An agency."""

    row: strawberry.Private[Properties]

    @strawberry.field
    def short_name(self) -> str | None:
        return self.row.get("shortName")

    @strawberry.field
    async def posts(self, info: Ask) -> Posts:
        pattern = "(n:Agency)<-[l:IN]-(m:Post)"
        rows = await info.context.related(pattern).load(self.row["id"])
        return Posts(nodes=[Post(title=row["title"]) for row in rows])

    @strawberry.field
    async def reports_to(self, info: Ask) -> Lines:
        pattern = "(n:Agency)-[l:REPORTS_TO]->(m:Agency)"
        rows = await info.context.related(pattern).load(self.row["id"])
        edges = [Line(status=r["link"]["status"], node=Agency(row=r)) for r in rows]
        return Lines(edges=edges)


@strawberry.type
class Agencies:
    """Agencies."""

    nodes: list[Agency]


@strawberry.type
class Mitigation:
    """What is done about a risk."""

    row: strawberry.Private[Properties]

    @strawberry.field
    def name(self) -> str:
        return str(self.row["name"])

    @strawberry.field
    async def agencies(self, info: Ask) -> Agencies:
        pattern = "(n:Mitigation)<-[l:RESPONSIBLE_FOR]-(m:Agency)"
        rows = await info.context.related(pattern).load(self.row["id"])
        return Agencies(nodes=[Agency(row=row) for row in rows])


@strawberry.type
class Mitigations:
    """What is done about risks."""

    nodes: list[Mitigation]


@strawberry.type
class Risk:
    """A technology risk."""

    row: strawberry.Private[Properties]

    @strawberry.field
    def name(self) -> str:
        return str(self.row["name"])

    @strawberry.field
    async def mitigations(self, info: Ask) -> Mitigations:
        pattern = "(n:TechnologyRisk)<-[l:ADDRESSES]-(m:Mitigation)"
        rows = await info.context.related(pattern).load(self.row["id"])
        return Mitigations(nodes=[Mitigation(row=row) for row in rows])


@strawberry.type
class Risks:
    """Technology risks."""

    nodes: list[Risk]


@strawberry.type
class Named:
    """A contractor or an article."""

    name: str


@strawberry.type
class NamedNodes:
    """Contractors or articles."""

    nodes: list[Named]


@strawberry.type
class Review:
    """A review."""

    row: strawberry.Private[Properties]

    @strawberry.field
    def kind(self) -> str:
        return str(self.row["kind"])

    @strawberry.field
    def basis(self) -> str:
        return str(self.row["basis"])

    @strawberry.field
    def day(self) -> str | None:
        return self.row.get("day")

    @strawberry.field
    async def agency(self, info: Ask) -> Agency:
        pattern = "(n:Review)-[l:CONDUCTED_BY]->(m:Agency)"
        (row,) = await info.context.related(pattern).load(self.row["id"])
        return Agency(row=row)


@strawberry.type
class Reviews:
    """Reviews."""

    nodes: list[Review]


@strawberry.type
class Counted:
    """A list of which only the size is asked."""

    text: strawberry.Private[str]
    params: strawberry.Private[Properties]

    @strawberry.field
    async def total_count(self, info: Ask) -> int:
        ((count,),) = await info.context.run(self.text, self.params)
        return int(count)


@strawberry.type
class Partner:
    """A purchaser."""

    row: strawberry.Private[Properties]

    @strawberry.field
    def name(self) -> str:
        return str(self.row["name"])

    @strawberry.field
    def iso2(self) -> str | None:
        return self.row.get("iso2")

    @strawberry.field
    def region(self) -> str | None:
        return self.row.get("region")

    @strawberry.field
    async def commands(self, info: Ask) -> Agencies:
        pattern = "(n:PartnerNation)-[l:IN_AREA_OF]->(m:Agency)"
        rows = await info.context.related(pattern).load(self.row["id"])
        return Agencies(nodes=[Agency(row=row) for row in rows])

    @strawberry.field
    def sales(self) -> Counted:
        return Counted(
            text="MATCH (:PartnerNation {id: $id})<-[:TO]-(s) RETURN count(s)",
            params={"id": self.row["id"]},
        )


@strawberry.type
class Sale:
    """A sale."""

    row: strawberry.Private[Properties]

    @strawberry.field
    def id(self) -> strawberry.ID:
        return strawberry.ID(self.row["id"])

    @strawberry.field
    def title(self) -> str:
        return str(self.row["title"])

    @strawberry.field
    def transmittal_number(self) -> str | None:
        return self.row.get("transmittalNumber")

    @strawberry.field
    def day(self) -> str | None:
        return self.row.get("day")

    @strawberry.field
    def estimated_value(self) -> Money | None:
        return self.row.get("estimatedValue")

    @strawberry.field
    async def partner(self, info: Ask) -> Partner:
        pattern = "(n:Sale)-[l:TO]->(m:PartnerNation)"
        (row,) = await info.context.related(pattern).load(self.row["id"])
        return Partner(row=row)

    @strawberry.field
    async def contractors(self, info: Ask) -> NamedNodes:
        pattern = "(n:Sale)-[l:NAMES]->(m:Contractor)"
        rows = await info.context.related(pattern).load(self.row["id"])
        return NamedNodes(nodes=[Named(name=row["name"]) for row in rows[:PAGE]])

    @strawberry.field
    async def items(self, info: Ask) -> NamedNodes:
        pattern = "(n:Sale)-[l:INCLUDES]->(m:DefenseArticle)"
        rows = await info.context.related(pattern).load(self.row["id"])
        return NamedNodes(nodes=[Named(name=row["name"]) for row in rows[:PAGE]])

    @strawberry.field
    async def reviews(self, info: Ask) -> Reviews:
        pattern = "(n:Sale)<-[l:OF]-(m:Review)"
        rows = await info.context.related(pattern).load(self.row["id"])
        return Reviews(nodes=[Review(row=row) for row in rows])

    @strawberry.field
    async def risks(self, info: Ask) -> Risks:
        pattern = "(n:Sale)-[l:RAISES]->(m:TechnologyRisk)"
        rows = await info.context.related(pattern).load(self.row["id"])
        return Risks(nodes=[Risk(row=row) for row in rows])
