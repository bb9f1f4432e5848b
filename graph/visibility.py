"""Who sees what: where facts are kept that not every caller may see.

A source may be restricted. What rests on restricted sources alone, and what is inferred
from what they state, bears other labels and types, ``RestrictedSale`` and
``RESTRICTED_REPORTS_TO`` (:mod:`graph.restriction` sees to that). So the statements of
callers without the right never meet any of it, whatever they list, count, add up or
search for; they need no condition for it, and pay nothing. What somebody forgets to
think of stays hidden.

A fact that rests on open sources, too, is there for everybody, with the claims of
those; all of its claims are kept beside them. The statements of callers with the right
are the same with more names in them: of both kinds of facts, and of all claims.
"""

from __future__ import annotations

import re

from graph.clauses import quoted
from graph.history import REDIRECT
from graph.versions import BOOKKEEPING, FEED_END

CHANGES = "ChangeBatch"
"""The label of batches of changes, which show what is not restricted."""
RESTRICTED = "Restricted"
"""The label of all nodes that are restricted, beside the one that tells their type."""
RESTRICTED_LINK = "RESTRICTED_"
"""What the types of restricted relationships begin with."""
EVIDENCE = ("claims", "sources")
"""The properties that say what a fact rests on."""
VEILED = ("ids", "starts", "ends", "intos", "why")
"""The properties of a batch of changes (:mod:`graph.feed`) that tell of facts."""


def restricted(name: str) -> str:
    """What a label or type is called where it is restricted."""
    return f"{RESTRICTED_LINK if name.isupper() else RESTRICTED}{name}"


def whole(name: str) -> str:
    """What keeps all that a property shows a part of: all claims of a fact."""
    return f"all{name.capitalize()}"


def restricted_index(name: str) -> str:
    """The full-text index over the restricted nodes of another's labels."""
    return f"{name}_restricted"


def seeing_all(text: str) -> str:
    """The statement that reads what is restricted, too, for one that does not.

    In a statement every label and type stands in back-ticks behind a colon or a bar,
    and nothing else does.
    """
    for pattern, replacement in _WIDER:
        text = pattern.sub(replacement, text)
    return text


def _both_names(found: re.Match[str]) -> str:
    return f"{found[0]}|{quoted(restricted(found[1]))}"


def _both_indexes(found: re.Match[str]) -> str:
    search = f"db.index.fulltext.queryNodes('{found[1]}', {found[2]})"
    indexes = (search, search.replace(found[1], restricted_index(found[1]), 1))
    each = [
        f"CALL {index} YIELD node, score RETURN node AS {found[3]}, score AS {found[4]}"
        for index in indexes
    ]
    return f"CALL () {{ {' UNION ALL '.join(each)} }}\nWITH *"


def _both_of_evidence(found: re.Match[str]) -> str:
    procedure, index, name, id, item, variable = found.groups()
    query = f"""'{name}:"' + {id} + '" {whole(name)}:"' + {id} + '"'"""
    each = [
        f"CALL db.index.fulltext.{procedure}('{own}', {query})"
        f" YIELD {item} RETURN {item} AS {variable}"
        for own in (index, restricted_index(index))
    ]
    return f"CALL (*) {{ {' UNION ALL '.join(each)} }}\nWITH *"


def _all_of_it(found: re.Match[str]) -> str:
    owner, name = found[1], found[2]
    return f"coalesce({owner}.{quoted(whole(name))}, {found[0]})"


def _some_and_all(found: re.Match[str]) -> str:
    return f"{found[0]}, .{quoted(whole(found[1]))}"


def _open_type(found: re.Match[str]) -> str:
    return f"replace({found[0]}, '{RESTRICTED_LINK}', '')"


_NAMES = "|".join(EVIDENCE)
_KEPT = "|".join((*EVIDENCE, *VEILED))
_ALWAYS_OPEN = "|".join((BOOKKEEPING, CHANGES, FEED_END, REDIRECT))
_WIDER = (
    (re.compile(rf"(?<=[:|])`(?!(?:{_ALWAYS_OPEN})`)(\w+)`"), _both_names),
    (re.compile(r"\btype\(\w+\)"), _open_type),
    # An index has no nodes of two labels.
    (re.compile(r"^ *USING INDEX .*\n", re.MULTILINE), ""),
    (
        re.compile(
            r"CALL db\.index\.fulltext\.queryNodes\('(\w+)', (\$p\d+)\)"
            r" YIELD node AS (\w+), score AS (\w+)"
        ),
        _both_indexes,
    ),
    (
        re.compile(
            r"CALL db\.index\.fulltext\.(\w+)\('(\w+)', "
            r"""'(\w+):"' \+ ([\w.`]+) \+ '"'\)\s+YIELD (\w+) AS (\w+)"""
        ),
        _both_of_evidence,
    ),
    (re.compile(rf"\b(\w[\w.]*)\.`({_KEPT})`"), _all_of_it),
    (re.compile(rf"(?<=[{{ ])\.`({_NAMES})`"), _some_and_all),
)
