"""GraphML, as Gephi, yEd, NetworkX and others read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from exports.encoder import Encoder, Lines, json_text
from exports.snapshot import Page
from exports.tables import Table
from graph.declare import Property, Scalar

HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
"""
LABEL, TYPE = "labels", "label"
"""What holds the label of a node and the type of a relationship, as Neo4j writes it."""
TYPES = {Scalar.INT: "int", Scalar.MONEY: "long", Scalar.BOOLEAN: "boolean"}
FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF], "\ufffd")
"""Characters that XML cannot hold, and what stands for them."""


def open_graphml(tables: Sequence[Table]) -> Encoder:
    """Begin a GraphML document."""
    head = "".join([HEAD, *_keys(tables), '<graph id="G" edgedefault="directed">\n'])
    return Lines(_write, head.encode(), b"</graph>\n</graphml>\n")


def _keys(tables: Sequence[Table]) -> Iterator[str]:
    for links, of in ((False, "node"), (True, "edge")):
        declared = {LABEL if not links else TYPE: "string"}
        for table in tables:
            if table.links is links:
                declared |= {n: _type(p) for n, p in table.properties.items()}
        for name, type_ in declared.items():
            yield (
                f'<key id="{of}-{name}" for="{of}" attr.name="{name}" '
                f'attr.type="{type_}"/>\n'
            )


def _type(declared: Property) -> str:
    kind = declared.kind
    if declared.is_list or not isinstance(kind, Scalar):
        return "string"
    return TYPES.get(kind, "string")


def _write(page: Page) -> bytes:
    return "".join(_elements(page)).encode()


def _elements(page: Page) -> Iterator[str]:
    name = page.table.name
    for properties in page.nodes:
        data = "".join(_data("node", {LABEL: f":{name}", **properties}))
        yield f"<node id={quoteattr(properties['id'])}>{data}</node>\n"
    for link in page.links:
        data = "".join(_data("edge", {TYPE: name, **link.properties}))
        ends = f"source={quoteattr(link.start)} target={quoteattr(link.end)}"
        yield f"<edge id={quoteattr(link.properties['id'])} {ends}>{data}</edge>\n"


def _data(of: str, values: Mapping[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        yield f'<data key="{of}-{name}">{escape(_text(value))}</data>'


def _text(value: Any) -> str:
    match value:
        case str():
            return value.translate(FORBIDDEN)
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case list():
            return json_text(value).translate(FORBIDDEN)
        case _:
            return str(value)
