"""``armsgraph generate``: sales in any number beside the real ones, to measure with.

They are drawn from the data that come with ArmsGraph (:mod:`seed.sampling`), valid by
the model, and all rest on the source :data:`SOURCE`, which says that they are not real.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph import constraints
from graph.driver import Graph, Statement
from graph.errors import LoadError
from graph.feed import Fact, Operation, Recording
from graph.model import MODEL
from graph.record import changing
from graph.storing import Stored, by_ends, create_links, create_nodes
from seed.load import DATA, Progress, loaded_version, read
from seed.rows import Row
from seed.sampling import PREFIX, SOURCE, Drawn, Example, draw, examples

BATCH = 1000
"""Sales that one transaction writes."""
BY_US = Operation(by="generate")
"""What the feed says of who wrote them."""


async def generate(graph: Graph, sales: int, *, progress: Progress) -> int:
    """Have the graph hold this many generated sales; the number that was written.

    Goes on where an earlier run was interrupted, and changes nothing where all are
    there. Raises :class:`LoadError` where no data are loaded or where another number
    was generated before.
    """
    if await loaded_version(graph) is None:
        raise LoadError("The graph holds no data: run `armsgraph load` first.", [])
    await constraints.ensure(graph, MODEL)
    await _begin(graph, sales)
    done = await generated(graph)
    real = real_sales()
    for start in range(done + 1, sales + 1, BATCH):
        numbers = range(start, min(start + BATCH, sales + 1))
        await _write(graph, draw(numbers, real))
        progress(f"{numbers[-1]:,} of {sales:,} sales")
    return sales - done


def real_sales() -> list[Example]:
    """The sales that come with ArmsGraph."""
    data = read(DATA, MODEL)
    return examples(data.nodes, data.relationships)


async def generated(graph: Graph) -> int:
    """How many generated sales a graph holds."""
    ((count,),) = await graph.read(COUNT)
    return int(count)


async def _begin(graph: Graph, sales: int) -> None:
    note = f"{sales:,} sales, drawn at random."
    async with changing(graph, operation=BY_US) as change:
        statement = Statement(BEGIN, {"source": source(note)})
        ((before, made),) = await change.run(statement)
        change.note(Recording.ADDED, [Fact("Source", SOURCE)] * made)
    if before != note:
        raise LoadError(
            f"The graph holds other generated data ({before}): ask for the same "
            "number, or start with an empty graph.",
            [],
        )


async def _write(graph: Graph, drawn: Drawn) -> None:
    async with changing(graph, operation=BY_US) as change:
        for statement in writes(drawn):
            await change.run(statement)
        for label, rows in drawn.nodes.items():
            change.note(Recording.ADDED, [Fact(label, row["id"]) for row in rows])
        for type_, links in drawn.links.items():
            facts = [Fact(type_, link.id, link.start, link.end) for link in links]
            change.note(Recording.ADDED, facts)


def source(note: str) -> dict[str, Any]:
    """The source that all generated data rest on."""
    return {
        "id": SOURCE,
        "title": "Generated data: no such sales were proposed",
        "kind": "generated data",
        "standing": "EXTRACTION",
        "note": note,
    }


def writes(drawn: Drawn) -> Iterator[Statement]:
    """The statements that store what was drawn."""
    for label, rows in drawn.nodes.items():
        yield Statement(create_nodes(label), {"rows": rows})
    for type_, links in drawn.links.items():
        for ends, linked in by_ends(map(stored, links)).items():
            yield Statement(create_links(type_, ends), {"rows": linked})


def stored(link: Row) -> Stored:
    """A relationship as it is stored."""
    properties = {**link.properties, "id": link.id}
    return {"start": link.start, "end": link.end, "properties": properties}


COUNT = Statement(
    "MATCH (s:Sale) WHERE s.id STARTS WITH $prefix RETURN count(s)", {"prefix": PREFIX}
)
BEGIN = """\
OPTIONAL MATCH (known:Source {id: $source.id})
MERGE (s:Source {id: $source.id})
ON CREATE SET s = $source
RETURN s.note, CASE WHEN known IS NULL THEN 1 ELSE 0 END AS made"""
