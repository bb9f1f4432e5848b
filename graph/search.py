"""Full-text arguments to sources: over all node types, or within one.

Relevance is the score that the index gives. It depends on everything the index holds,
so that it orders the nodes of one answer, and says nothing across answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.arguments import Tree
from graph.comparisons import value
from graph.constraints import text_across_labels, text_index
from graph.declare import Model, NodeType, snake_case
from graph.errors import BadUserInput
from graph.fulltext import TextIndex, lucene_query
from graph.query import FullText, Key, Score

BY_RELEVANCE = Key(Score(), descending=True, nullable=False)
"""The order of what a search finds, where a caller gives none."""


def enum_name(label: str) -> str:
    """The name of a label among GraphQL's enum values: ``PARTNER_NATION``."""
    return snake_case(label).upper()


def searchable(model: Model) -> tuple[str, ...]:
    """The labels of nodes that have text."""
    return tuple(label for label, node in model.nodes.items() if node.text_properties)


def search(
    model: Model, trees: Mapping[str, Tree], coordinate: str
) -> tuple[FullText, tuple[str, ...]]:
    """The nodes of some types, or of all, that fit a text; and the labels of those.

    Raises :class:`BadUserInput` for a type without text.
    """
    argument = f"{coordinate}(text:)"
    types = trees.get("types")
    if types is None:
        everything = _full_text(text_across_labels(model), trees["text"], argument)
        return everything, searchable(model)
    labels = _labels(model, types, f"{coordinate}(types:)")
    if len(labels) == 1:
        index = text_index(model.nodes[labels[0]])
        return _full_text(index, trees["text"], argument), labels
    some = _full_text(text_across_labels(model), trees["text"], argument, labels)
    return some, labels or searchable(model)


def _labels(model: Model, types: Sequence[str], argument: str) -> tuple[str, ...]:
    labels = {enum_name(label): label for label in searchable(model)}
    for name in types:
        if name not in labels:
            raise BadUserInput(
                f"{argument}: {name} has no text to search; leave it out"
            )
    return tuple(dict.fromkeys(labels[name] for name in types))


def search_within(node: NodeType, text: Tree, coordinate: str) -> FullText:
    """The nodes of one type that fit a text."""
    return _full_text(text_index(node), text, f"{coordinate}(search:)")


def _full_text(
    index: TextIndex, text: Tree, argument: str, labels: tuple[str, ...] | None = None
) -> FullText:
    query = value(text).checked(lucene_query(index, argument))
    return FullText(index.name, query, labels)
