"""Answers of different servers, brought into one form and compared."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import orjson

TO_ONE = {"sale", "partner", "agency", "partnerNation", "defenseArticle"}
"""Fields that lead to one node, which the peer gives as a list of one."""
OPAQUE = {"endCursor"}
"""Fields whose values are each server's own affair."""


class Disagreement(Exception):
    """Two servers answer one question differently."""


def cursor(*keys: Any) -> str:
    """A cursor as a hand-written service would make it."""
    return base64.urlsafe_b64encode(orjson.dumps(keys)).decode()


def keys_of(cursor: str) -> list[Any]:
    """What a cursor was made of."""
    keys: list[Any] = orjson.loads(base64.urlsafe_b64decode(cursor))
    return keys


def data_of(body: bytes) -> Any:
    """The data of a response; raises :class:`Disagreement` where there are errors."""
    answer = orjson.loads(body)
    if "errors" in answer or answer.get("data") is None:
        raise Disagreement(f"it answers {body[:500].decode(errors='replace')}")
    return answer["data"]


def compare(answer: Any, expected: Any) -> None:
    """Raise :class:`Disagreement` unless an answer is exactly as expected."""
    _agree(_visible(answer), _visible(expected))


def compare_loosely(answer: Any, expected: Any) -> None:
    """Raise :class:`Disagreement` unless an answer says what is expected.

    It may nest lists otherwise, order them otherwise, give what is repeated in one
    list once, and leave fields out.
    """
    found = canonical(answer)
    _agree(_sorted(found), _sorted(_pruned(canonical(expected), found)))


def _agree(found: Any, expected: Any) -> None:
    place = _difference(found, expected)
    if place is not None:
        raise Disagreement(place)


def _visible(answer: Any) -> Any:
    match answer:
        case dict():
            return {k: _visible(v) for k, v in answer.items() if k not in OPAQUE}
        case list():
            return [_visible(item) for item in answer]
        case _:
            return answer


def canonical(answer: Any, name: str = "") -> Any:
    """Connections and lists alike as rows, single nodes out of their lists."""
    match answer:
        case list() if name in TO_ONE:
            return canonical(answer[0]) if answer else None
        case list():
            return {"rows": [{"node": canonical(item)} for item in answer]}
        case {"edges": list() as edges}:
            return {"rows": [_edge(edge) for edge in edges]} | _rest(answer)
        case {"nodes": list() as nodes}:
            return canonical(nodes) | _rest(answer)
        case dict():
            return {
                key: canonical(value, key)
                for key, value in answer.items()
                if key not in OPAQUE
            }
        case _:
            return answer


def _rest(connection: Mapping[str, Any]) -> dict[str, Any]:
    """What a connection says besides its rows."""
    return {
        key: canonical(value)
        for key, value in connection.items()
        if key not in {"edges", "nodes"}
    }


def _edge(edge: Mapping[str, Any]) -> dict[str, Any]:
    own = {key: value for key, value in edge.items() if key != "properties"}
    return {
        k: canonical(v, k) for k, v in {**own, **edge.get("properties", {})}.items()
    }


def _pruned(whole: Any, part: Any) -> Any:
    """The whole without the fields that the part leaves out."""
    match whole, part:
        case {"rows": rows}, {"rows": [first, *_]}:
            kept = {"rows": [_pruned(row, first) for row in rows]}
            return kept | {k: whole[k] for k in part if k != "rows" and k in whole}
        case dict(), dict():
            return {k: _pruned(whole[k], part[k]) for k in part if k in whole}
        case _:
            return whole


def _sorted(answer: Any) -> Any:
    match answer:
        case {"rows": list() as rows}:
            once = {_text(row): row for row in map(_sorted, rows)}
            return {**answer, "rows": [once[text] for text in sorted(once)]}
        case dict():
            return {key: _sorted(value) for key, value in answer.items()}
        case _:
            return answer


def _text(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _difference(found: Any, expected: Any, place: str = "data") -> str | None:
    """Where two answers differ first, None where they do not."""
    match found, expected:
        case dict(), dict() if found.keys() == expected.keys():
            pairs = [(f"{place}.{k}", found[k], expected[k]) for k in found]
        case list(), list() if len(found) == len(expected):
            pairs = [
                (f"{place}[{i}]", *pair)
                for i, pair in enumerate(zip(found, expected, strict=True))
            ]
        case _ if found == expected:
            return None
        case _:
            return f"{place} is {_short(found)} instead of {_short(expected)}"
    differences = (_difference(f, e, p) for p, f, e in pairs)
    return next((d for d in differences if d is not None), None)


def _short(value: Any) -> str:
    text = _text(value).decode()
    return text if len(text) < 120 else f"{text[:120]}…"
