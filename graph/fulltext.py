"""What somebody typed to a query for the full-text index; no input is an error in it.

Each word must occur, in any property and in some *form*: as it is written, with other
accents, as another spelling of a designation (``F16``, ``F-16``, ``F-16C``), with a
typing error, or, for the last word, as a beginning. Forms that are further from what
was typed weigh less, and nodes that hold the whole text as a phrase come first.

Lucene's syntax has no say: words are quoted, or made of letters and digits alone.
Lucene also refuses queries that grow beyond :data:`MAX_CLAUSES` as it expands them, so
a query spends no more than that: the words as they are first, then their other forms,
from the first word on, as far as it goes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from graph.declare import NodeType
from graph.errors import LimitExceeded

MAX_LENGTH = 500
"""Characters that a text may have."""
MAX_WORDS = 50
"""Words that a text may have."""
MAX_CLAUSES = 1024
"""Lucene's limit: a term or a phrase in one property is a clause."""
MAX_EXPANSIONS = 50
"""Lucene's limit: the words that one word with a typing error may stand for."""
ANALYZER = "standard-no-stop-words"
"""How Neo4j cuts text into words. The one that takes accents away would take ``a`` and
``at`` away as well, and so find every ``10`` for ``A-10``."""
_FILLERS = (
    "a an and are as at be but by for from if in into is it no not of on or such that "
    "the their then there these they this to was will with"
)
FILLERS = frozenset(_FILLERS.split())
"""Words that need not occur, and only count as part of the phrase."""
NOTHING = '""'
"""A query that matches no node."""

PHRASE, CODE, WRITTEN, RESPELT, MISTYPED, ACCENTED, BEGUN = 6, 20, 4, 3, 1, 0.5, 0.2
"""How much each kind of match weighs."""


@dataclass(frozen=True, slots=True)
class TextIndex:
    """A full-text index over ``properties`` of the nodes of ``labels``.

    Some of them are ``names``, some are ``codes``, such as short names and numbers; the
    others are prose. Typing errors are looked for in names alone: in prose a word has
    too many neighbours, and another code is another thing.
    """

    name: str
    labels: tuple[str, ...]
    properties: tuple[str, ...]
    names: tuple[str, ...]
    codes: tuple[str, ...]

    @classmethod
    def over(cls, name: str, nodes: Iterable[NodeType]) -> TextIndex:
        """The index over the text properties of node types.

        Names and codes have a range index besides; codes are those a node may lack.
        """
        nodes = sorted(nodes, key=lambda node: node.label)
        texts = [p for node in nodes for p in node.properties.values() if p.text]
        codes = dict.fromkeys(p.name for p in texts if p.index and not p.required)
        names = dict.fromkeys(p.name for p in texts if p.index and p.name not in codes)
        every = dict.fromkeys(p.name for p in texts)
        labels = tuple(node.label for node in nodes)
        return cls(name, labels, tuple(every), tuple(names), tuple(codes))


def lucene_query(index: TextIndex, argument: str) -> Callable[[str], str]:
    """What turns an argument's text into a query.

    It raises :class:`LimitExceeded` for text beyond :data:`MAX_LENGTH` or
    :data:`MAX_WORDS`.
    """

    def convert(text: str) -> str:
        _refuse_beyond(MAX_LENGTH, len(text), f"{argument}: {{}} characters")
        words = words_of(text)
        _refuse_beyond(MAX_WORDS, len(words), f"{argument}: {{}} words")
        return _query(words, index) if words else NOTHING

    return convert


def _refuse_beyond(most: int, length: int, what: str) -> None:
    if length > most:
        message = f"{what.format(length)} are too many; send {most} at most"
        raise LimitExceeded(message, limit="text", allowed=most, actual=length)


def words_of(text: str) -> list[str]:
    """What stands between spaces, from its first letter or digit to its last."""
    plain = unicodedata.normalize("NFKC", text).translate(_SPECIAL)
    return [word for chunk in plain.split() if (word := _trimmed(chunk))]


_SPECIAL = str.maketrans({'"': " ", "\\": " "})
"""All that has a meaning within quotation marks."""


def _trimmed(chunk: str) -> str:
    inner = [i for i, char in enumerate(chunk) if char.isalnum()]
    return chunk[inner[0] : inner[-1] + 1] if inner else ""


@dataclass(frozen=True, slots=True)
class _Form:
    """A way in which a word may occur, and how many clauses Lucene may make of it."""

    text: str
    clauses: int


def _query(words: Sequence[str], index: TextIndex) -> str:
    width = len(index.properties)
    whole = [_Form(_quoted(" ".join(words), PHRASE), width)] if len(words) > 1 else []
    telling = [word for word in words if word.lower() not in FILLERS]
    needed = list(dict.fromkeys(telling or words))
    groups = [[_Form(_quoted(word, WRITTEN), width)] for word in needed]
    spare = MAX_CLAUSES - width * (len(whole) + len(groups))
    for place, word in enumerate(needed):
        for form in _other_forms(word, index, begun=word == words[-1]):
            if form.clauses <= spare:
                groups[place].append(form)
                spare -= form.clauses
    required = [f"+({' '.join(form.text for form in group)})" for group in groups]
    return " ".join([*required, *(form.text for form in whole)])


def _other_forms(word: str, index: TextIndex, *, begun: bool) -> Iterator[_Form]:
    width, folded = len(index.properties), _folded(word)
    if index.codes:
        yield _each(index.codes, _quoted(word, CODE), 1)
    if any(char.isdigit() for char in folded):
        yield from _designations(folded, width)
    elif folded.isascii() and folded.isalpha():
        accented = "".join(map(_accented, folded))
        yield _Form(f"/{accented}/^{ACCENTED}", width)
        if edits := _edits(folded):
            mistyped = f"{folded}~{edits}^{MISTYPED}"
            yield _each(index.names, mistyped, MAX_EXPANSIONS)
    if begun and len(folded) > 1 and folded.isalnum():
        yield _Form(f"{folded}*^{BEGUN}", width)
        yield _each(index.names, f"{folded}*", 1)


def _each(properties: Sequence[str], term: str, clauses: int) -> _Form:
    text = " ".join(f"{name}:{term}" for name in properties)
    return _Form(text, clauses * len(properties))


def _quoted(text: str, weight: float) -> str:
    return f'"{text}"^{weight}'


def _designations(word: str, width: int) -> Iterator[_Form]:
    """``F16`` apart and ``F-16`` together; and ``F-16`` with a letter behind it."""
    parts = re.findall(r"[^\W\d_]+(?=\d)|\d+[^\W\d_]*|[^\W\d_]+", word)
    if len(parts) < 2:
        return
    apart, together = " ".join(parts), "".join(parts)
    yield from (_Form(_quoted(text, RESPELT), width) for text in (apart, together))
    if parts[0].isalpha() and parts[-1].isdecimal():
        series = [_quoted(apart + letter, RESPELT) for letter in ascii_lowercase]
        yield _Form(" ".join(series), width * len(series))


def _edits(word: str) -> int:
    """How many typing errors a word may have; short words have too many neighbours."""
    length = len(word)
    return 0 if length < 5 or length > 30 else 1 if length < 9 else 2


def _folded(word: str) -> str:
    """A word in lower case, without accents."""
    return "".join(PLAIN.get(char, char) for char in word.lower())


def _accented(letter: str) -> str:
    """A letter with or without an accent; a range, as it is quicker than a list."""
    return f"[{letter}à-ɏḁ-ỿ]"


def _plain_letters() -> Iterator[tuple[str, str]]:
    """Each small Latin letter with accents, and the letter without, by their names."""
    for char in map(chr, range(0xE0, 0x1F00)):
        name = unicodedata.name(char, "")
        if found := re.fullmatch(r"LATIN SMALL LETTER ([A-Z]) WITH .+", name):
            yield char, found[1].lower()


PLAIN = dict(_plain_letters())
