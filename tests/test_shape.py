from __future__ import annotations

import base64
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import BadUserInput
from graph.shape import (
    Field,
    connection,
    constant,
    cursor,
    decode_cursor,
    has_next_page,
    has_previous_page,
    in_order,
    instance,
    leaf,
    many,
    one_of,
    page_cursor,
    page_rows,
    read_root,
    total_count,
)

NAME = Field("name", 0, leaf, required=True)
NOTE = Field("note", 1, leaf, required=False)


def test_an_object_reads_its_fields_from_their_places() -> None:
    assert instance([NOTE, NAME])(["DSCA", None], []) == {"note": None, "name": "DSCA"}


def test_null_stays_null() -> None:
    assert instance([NAME])(None, []) is None


def test_a_missing_value_nulls_the_nearest_nullable_field() -> None:
    agencies = many(instance([NAME]))
    root = [
        Field("a", 0, instance([Field("agencies", 0, agencies, True)]), False),
        Field("b", 1, leaf, True),
    ]
    data, errors = read_root(root, [[[["DSCA"], [None]]], 1])
    assert data == {"a": None, "b": 1}
    assert errors == [("a", "agencies", 1, "name")]


def test_a_missing_value_nulls_a_nullable_item_alone() -> None:
    root = [Field("nodes", 0, many(instance([NAME]), nullable=True), True)]
    data, errors = read_root(root, [[["DSCA"], [None]]])
    assert data == {"nodes": [{"name": "DSCA"}, None]}
    assert errors == [("nodes", 1, "name")]


def test_a_missing_value_in_a_non_null_root_nulls_the_data() -> None:
    assert read_root([NAME], [None]) == (None, [("name",)])


def test_a_null_in_a_non_null_list_moves_up() -> None:
    data, errors = read_root(
        [Field("list", 0, many(instance([NAME])), False)], [[None]]
    )
    assert (data, errors) == ({"list": None}, [("list", 0)])


def test_an_abstract_row_is_read_by_its_case() -> None:
    read = one_of([instance([NAME]), constant("official")])
    assert read([0, "DSCA"], []) == {"name": "DSCA"}
    assert read([1], []) == "official"
    assert read(None, []) is None


def test_nodes_come_in_the_order_of_their_ids() -> None:
    read = in_order([instance([NAME]), leaf])
    raw = [["b", "x", "a", "b"], [["a", ["A"]]], [["b", "B"]]]
    assert read(raw, []) == ["B", None, {"name": "A"}, "B"]


def _page(raw: Any, *, backward: bool = False) -> Any:
    fields = [
        Field("nodes", None, page_rows(1, leaf), True),
        Field("total", None, total_count, False),
        Field("next", None, has_next_page, True),
        Field("previous", None, has_previous_page, True),
        Field("start", None, page_cursor(0, leaf), False),
        Field("end", None, page_cursor(-1, leaf), False),
    ]
    return connection(fields, backward=backward)(raw, [])


def test_the_row_beyond_the_page_only_says_that_there_is_more() -> None:
    page = _page([3, [["k1", 1], ["k2", 2], ["k3", 3]], 7, None])
    assert page == {
        "nodes": [1, 2],
        "total": 7,
        "next": True,
        "previous": False,
        "start": "k1",
        "end": "k2",
    }


def test_a_page_walked_backwards_is_turned_round() -> None:
    page = _page([3, [["k3", 3], ["k2", 2]], None, True], backward=True)
    assert page["nodes"] == [2, 3]
    assert (page["previous"], page["next"]) == (False, True)
    assert (page["start"], page["end"]) == ("k2", "k3")


def test_a_page_of_none_has_no_cursors() -> None:
    page = _page([1, [["k1", 1]], None, None])
    assert page["nodes"] == []
    assert (page["start"], page["end"], page["next"]) == (None, None, True)


def test_a_connection_that_is_only_counted_reads_no_rows() -> None:
    assert _page([None, None, 7, None])["total"] == 7


KEYS = st.lists(st.none() | st.text() | st.integers(-(2**53), 2**53) | st.booleans())


@given(KEYS)
def test_a_cursor_gives_its_keys_back(keys: list[Any]) -> None:
    text = cursor("f")(keys, [])
    assert decode_cursor(text, "f", len(keys)) == keys


def _encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(value)).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    ["", "x", "é", "====", "AAAA", _encoded(1), _encoded([]), _encoded({"a": 1})],
)
def test_text_that_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(BadUserInput, match="is no cursor"):
        decode_cursor(text, "f", 1)


@pytest.mark.parametrize(
    "value", [[2, "f", "a"], [1, "g", "a"], [1, "f"], [1, "f", "a", "b"]]
)
def test_a_cursor_of_another_connection_is_refused(value: Any) -> None:
    with pytest.raises(BadUserInput, match="another connection or order"):
        decode_cursor(_encoded(value), "f", 1)


@pytest.mark.parametrize("key", [{"a": 1}, [1]])
def test_a_cursor_with_a_key_that_is_no_scalar_is_refused(key: Any) -> None:
    with pytest.raises(BadUserInput, match="is no cursor"):
        decode_cursor(_encoded([1, "f", key]), "f", 1)
