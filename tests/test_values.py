from __future__ import annotations

from typing import Any

import pytest

from graph.values import parse_datetime


@pytest.mark.parametrize(
    "text", ["2026-01-01T00:30:00Z", "2026-01-01T02:30+02:00", "2025-12-31T19:30-05:00"]
)
def test_an_instant_is_the_same_by_any_offset(text: str) -> None:
    assert parse_datetime(text).isoformat() == "2026-01-01T00:30:00+00:00"


@pytest.mark.parametrize(
    "raw", ["2026-01-01T00:30:00", "2026-01-01", "now", "", 5, "0001-01-01T00:00+05:00"]
)
def test_what_is_no_instant_is_refused(raw: Any) -> None:
    with pytest.raises(ValueError, match="is no instant; write it as 2026-02-10T12:0"):
        parse_datetime(raw)
