"""What is kept is bounded by its weight."""

from __future__ import annotations

from graph.caches import Cache


def test_what_was_used_longest_ago_goes_first() -> None:
    cache: Cache[str, int] = Cache(room=3)
    for i, key in enumerate("abc"):
        cache.put(key, i, weight=1)
    cache.get("a")
    cache.put("d", 3, weight=1)
    assert [cache.get(key) for key in "abcd"] == [0, None, 2, 3]


def test_a_heavy_one_takes_the_place_of_several() -> None:
    cache: Cache[str, int] = Cache(room=3)
    for i, key in enumerate("abc"):
        cache.put(key, i, weight=1)
    cache.put("d", 3, weight=2)
    assert [cache.get(key) for key in "abcd"] == [None, None, 2, 3]


def test_one_that_is_too_heavy_is_not_kept() -> None:
    cache: Cache[str, int] = Cache(room=3)
    cache.put("a", 0, weight=4)
    assert cache.get("a") is None
    assert not cache


def test_another_value_replaces_the_weight_too() -> None:
    cache: Cache[str, int] = Cache(room=3)
    for weight in (3, 2, 3):
        cache.put("a", weight, weight=weight)
    cache.put("b", 0, weight=3)
    assert [cache.get(key) for key in "ab"] == [None, 0]
