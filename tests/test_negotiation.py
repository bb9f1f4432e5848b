"""What a caller accepts decides the media type of its answer."""

from __future__ import annotations

import pytest

from api.negotiation import GRAPHQL_JSON, JSON, answered_in, is_json

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (JSON.upper(), JSON),
        (GRAPHQL_JSON, GRAPHQL_JSON),
        (BROWSER, JSON),
        (f"{GRAPHQL_JSON}, {JSON};q=0.9", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0.4, {JSON};q=0.5", JSON),
        (f"{JSON}, {GRAPHQL_JSON}", JSON),
        (f"{GRAPHQL_JSON}, {JSON}", GRAPHQL_JSON),
        (f"*/*;q=0.1, {GRAPHQL_JSON}", GRAPHQL_JSON),
        (f"{JSON};q=0, */*", GRAPHQL_JSON),
        (f"{JSON};charset=utf-8", JSON),
        (f'{JSON};charset="UTF-8"', JSON),
        (f"multipart/mixed;deferSpec=20220824, {JSON}", JSON),
        (f"{JSON};q=9, {GRAPHQL_JSON};q=0.001", GRAPHQL_JSON),
        (f"{JSON};q=0", None),
        (f"{JSON};charset=utf-16", None),
        ("text/html", None),
        ("json", None),
        (",;q=", None),
    ],
)
def test_the_media_type_is_the_one_the_caller_prefers(
    accept: str, media: str | None
) -> None:
    assert answered_in(accept) == media


@pytest.mark.parametrize(
    ("content_type", "is_taken"),
    [
        (JSON, True),
        ("Application/JSON; Charset=UTF-8", True),
        (f"{JSON};charset=latin-1", False),
        (GRAPHQL_JSON, False),
        ("text/plain", False),
        ("", False),
    ],
)
def test_a_body_is_json_in_utf_8(content_type: str, *, is_taken: bool) -> None:
    assert is_json(content_type) == is_taken
