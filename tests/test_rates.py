"""Each caller has a bucket of tokens that fills again."""

from __future__ import annotations

import pytest

from api import rates
from api.rates import Rates


def test_a_burst_is_let_through_and_what_follows_at_the_rate() -> None:
    buckets = Rates(rate=8, burst=3)
    assert [buckets.take("a", 0.0) for _ in range(3)] == [0, 0, 0]
    assert buckets.take("a", 0.0) == 0.125
    assert buckets.take("a", 0.0625) == 0.0625
    assert buckets.take("a", 0.125) == 0
    assert buckets.take("a", 0.125) == 0.125


def test_a_quiet_caller_saves_no_more_than_the_burst() -> None:
    buckets = Rates(rate=10, burst=2)
    assert buckets.take("a", 0.0) == 0
    waits = [buckets.take("a", 1000.0) for _ in range(3)]
    assert waits == [0, 0, pytest.approx(0.1)]


def test_callers_have_buckets_of_their_own() -> None:
    buckets = Rates(rate=1, burst=1)
    assert buckets.take("a", 0.0) == 0
    assert buckets.take("b", 0.0) == 0
    assert buckets.take("a", 0.5) == 0.5


def test_a_rate_of_0_sets_no_limit() -> None:
    buckets = Rates(rate=0, burst=1)
    assert {buckets.take("a", 0.0) for _ in range(100)} == {0.0}


def test_callers_with_full_buckets_are_forgotten() -> None:
    buckets = Rates(rate=1, burst=1)
    for i in range(100):
        buckets.take(str(i), float(i))
    assert len(buckets._full) <= 2


def test_no_more_callers_are_remembered_than_there_is_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rates, "MOST_CALLERS", 10)
    buckets = Rates(rate=1, burst=1)
    for i in range(100):
        buckets.take(str(i), 0.0)
    assert len(buckets._full) == 10
