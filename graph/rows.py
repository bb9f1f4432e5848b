"""Which properties of a node are read together.

The store keeps a node's properties in a chain, which is walked once for each property
that is read by itself, and once for a map of several.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.declare import NodeType
from graph.query import Expression, Read

FEW, MANY = 3, 4
"""From how many on a map is faster: in a long chain, in a short one."""
LONG_CHAIN = 20
"""How many properties a type declares whose nodes have long chains."""


def read_together(node: NodeType | None, row: Sequence[Expression]) -> tuple[str, ...]:
    """The properties of a row's node that are better read as a map; perhaps none.

    Its id is left out, which a look-up or an order has read already.
    """
    if node is None:
        return ()
    plain = [read for read in row if isinstance(read, Read)]
    names = {r.name: None for r in plain if r.of == "node" and r.name != "id"}
    least = FEW if len(node.properties) > LONG_CHAIN else MANY
    return tuple(names) if len(names) >= least else ()
