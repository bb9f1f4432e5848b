"""What is read of nodes beside the rows that lead to them, as Cypher.

The rows hold the nodes' numbers; here the nodes are found by them again, once each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.clauses import Scope, call, quoted
from graph.query import Aside, Place

if TYPE_CHECKING:
    from graph.cypher import Writer


def number(node: str) -> str:
    """The number of a node."""
    # Deprecated for texts, which are many times as long; within a statement it is safe.
    return f"id({node})"


def beside(writer: Writer, rows: str, asides: Sequence[Aside], scope: Scope) -> str:
    """The rows, and the nodes of each aside beside them."""
    assert scope.late is not None
    name = writer.fresh("a")
    scope.late.append(call(["*"], [f"RETURN {rows} AS {name}"]))
    return writer.row([name, *(_nodes(writer, name, a, scope) for a in asides)])


def _nodes(writer: Writer, rows: str, aside: Aside, scope: Scope) -> str:
    """The variable of a list of ``[number, row]``, one for each node of an aside."""
    assert scope.late is not None
    found, place = _numbers(writer, rows, aside.place)
    each, node, item, name = map(writer.fresh, ("x", "n", "x", "a"))
    clauses = [
        *found,
        f"WITH DISTINCT {place} AS {each}",
        f"MATCH ({node}:{'|'.join(map(quoted, aside.labels))})",
        f"WHERE {number(node)} = {each}",
    ]
    row = writer.late_row(clauses, aside.body, Scope(node=node))
    # An aggregate in the row is not to be taken for one of the projection behind it.
    clauses.append(f"WITH {each}, {row} AS {item}")
    clauses.append(f"RETURN collect([{each}, {item}]) AS {name}")
    scope.late.append(call([rows], clauses))
    return name


def _numbers(writer: Writer, rows: str, place: Place) -> tuple[list[str], str]:
    """Clauses that unwind the rows, and where in each the number stands."""
    clauses: list[str] = []
    at = rows
    for step in (None, *place):
        if step is not None:
            at += f"[{step}]"
            continue
        each = writer.fresh("x")
        clauses.append(f"UNWIND {at} AS {each}")
        at = each
    return clauses, at
