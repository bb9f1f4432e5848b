from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.cursors import decode_cursor, encode_cursor
from graph.errors import BadUserInput
from graph.reading import reader_of
from graph.shape import (
    Connection,
    Constant,
    Cursor,
    Field,
    FromAside,
    HasNextPage,
    HasPreviousPage,
    InOrder,
    Instance,
    Leaf,
    Many,
    OneOf,
    PageCursor,
    PageRows,
    Path,
    Shape,
    TotalCount,
    read_root,
)

NAME = Field("name", 0, Leaf(), required=True)
NOTE = Field("note", 1, Leaf(), required=False)
NAMED = Instance((NAME,))


def read(shape: Shape, raw: Any) -> Any:
    """What a nullable field of this shape reads, with care and by its own function."""
    data, errors = both_ways([Field("it", 0, shape, required=False)], [raw])
    assert errors == []
    return data["it"]


def both_ways(fields: list[Field], row: list[Any]) -> tuple[Any, list[Path]]:
    careful = read_root(fields, row)
    assert reader_of(fields)(row) == careful
    return careful


def test_an_object_reads_its_fields_from_their_places() -> None:
    assert read(Instance((NOTE, NAME)), ["DSCA", None]) == {
        "note": None,
        "name": "DSCA",
    }


def test_null_stays_null() -> None:
    assert read(NAMED, None) is None


def test_a_missing_value_nulls_the_nearest_nullable_field() -> None:
    agencies = Many(NAMED)
    root = [
        Field("a", 0, Instance((Field("agencies", 0, agencies, True),)), False),
        Field("b", 1, Leaf(), True),
    ]
    data, errors = both_ways(root, [[[["DSCA"], [None]]], 1])
    assert data == {"a": None, "b": 1}
    assert errors == [("a", "agencies", 1, "name")]


def test_a_missing_value_nulls_a_nullable_item_alone() -> None:
    root = [Field("nodes", 0, Many(NAMED, nullable=True), True)]
    data, errors = both_ways(root, [[["DSCA"], [None]]])
    assert data == {"nodes": [{"name": "DSCA"}, None]}
    assert errors == [("nodes", 1, "name")]


def test_a_missing_value_in_a_non_null_root_nulls_the_data() -> None:
    assert both_ways([NAME], [None]) == (None, [("name",)])


def test_a_null_in_a_non_null_list_moves_up() -> None:
    data, errors = both_ways([Field("list", 0, Many(NAMED), False)], [[None]])
    assert (data, errors) == ({"list": None}, [("list", 0)])


def test_an_abstract_row_is_read_by_its_case() -> None:
    typename = Field("__typename", None, Constant("Official"), required=True)
    shape = OneOf((NAMED, Instance((typename,))))
    assert read(shape, [0, "DSCA"]) == {"name": "DSCA"}
    assert read(shape, [1]) == {"__typename": "Official"}
    assert read(shape, None) is None


def test_nodes_come_in_the_order_of_their_ids() -> None:
    shape = InOrder((NAMED, Leaf()))
    raw = [["b", "x", "a", "b"], [["a", ["A"]]], [["b", "B"]]]
    assert read(shape, raw) == ["B", None, {"name": "A"}, "B"]


K1, K2, K3 = (encode_cursor("f", [key]) for key in ("k1", "k2", "k3"))


def _page(raw: Any, *, backward: bool = False) -> Any:
    fields = [
        Field("nodes", None, PageRows(1, Leaf()), True),
        Field("total", None, TotalCount(), False),
        Field("next", None, HasNextPage(), True),
        Field("previous", None, HasPreviousPage(), True),
        Field("start", None, PageCursor(0, 0, Cursor("f")), False),
        Field("end", None, PageCursor(-1, 0, Cursor("f")), False),
    ]
    return read(Connection(tuple(fields), backward), raw)


def test_the_row_beyond_the_page_only_says_that_there_is_more() -> None:
    page = _page([3, [[["k1"], 1], [["k2"], 2], [["k3"], 3]], 7, None])
    assert page == {
        "nodes": [1, 2],
        "total": 7,
        "next": True,
        "previous": False,
        "start": K1,
        "end": K2,
    }


def test_a_page_walked_backwards_is_turned_round() -> None:
    page = _page([3, [[["k3"], 3], [["k2"], 2]], None, True], backward=True)
    assert page["nodes"] == [2, 3]
    assert (page["previous"], page["next"]) == (False, True)
    assert (page["start"], page["end"]) == (K2, K3)


def test_a_page_of_none_has_no_cursors() -> None:
    page = _page([1, [[["k1"], 1]], None, None])
    assert page["nodes"] == []
    assert (page["start"], page["end"], page["next"]) == (None, None, True)


def test_a_connection_that_is_only_counted_reads_no_rows() -> None:
    assert _page([None, None, 7, None])["total"] == 7


ROWS = Field("nodes", None, PageRows(None, NAMED), True)
PLAIN = replace(NAME, index=None)


def test_a_connection_of_rows_alone_is_read_from_them() -> None:
    shape = Connection((ROWS, Field("is", None, Constant("C"), True)), False, bare=True)
    assert read(shape, [["b"], ["a"]]) == {
        "nodes": [{"name": "b"}, {"name": "a"}],
        "is": "C",
    }


def test_rows_alone_that_were_walked_backwards_are_turned_round() -> None:
    end = Field("end", None, PageCursor(-1, 0, Cursor("f")), False)
    page = Instance((end,))
    rows = Field("nodes", None, PageRows(1, NAMED), True)
    info = Field("pageInfo", None, page, True)
    shape = Connection((rows, info), True, bare=True)
    assert read(shape, [[["k2"], ["b"]], [["k1"], ["a"]]]) == {
        "nodes": [{"name": "a"}, {"name": "b"}],
        "pageInfo": {"end": K2},
    }


def test_a_null_among_rows_of_one_value_moves_up() -> None:
    rows = Field("nodes", None, PageRows(None, Instance((PLAIN,), bare=True)), True)
    shape = Connection((rows,), False, bare=True)
    assert read(shape, ["a"]) == {"nodes": [{"name": "a"}]}
    data, errors = both_ways([Field("it", 0, shape, required=False)], [["a", None]])
    assert (data, errors) == ({"it": None}, [("it", "nodes", 1, "name")])


NATION = Instance((NAME, NOTE))
ALLY = Field("ally", 0, FromAside(0, NATION), required=False)
OTHERS = Connection(
    (Field("nodes", None, PageRows(1, FromAside(1, NATION)), True),), False, bare=True
)
"""In rows of an ally's number and a list of ``[_, number]``."""


def _apart(*fields: Field, bare: bool = True) -> Connection:
    nodes = Field("nodes", None, PageRows(None, Instance(fields)), True)
    asides = ((0,), (1, None, 1))[: len(fields)]
    return Connection((nodes,), False, bare=bare, asides=asides)


NATIONS = [[7, ["Poland", None]], [8, ["Japan", "JP"]]]
POLAND, JAPAN = {"name": "Poland", "note": None}, {"name": "Japan", "note": "JP"}


def test_what_stands_beside_the_rows_is_put_in_its_places() -> None:
    shape = _apart(ALLY, Field("others", 1, OTHERS, required=True))
    rows = [[7, [[0, 8], [0, 7]]], [7, []], [None, [[0, 8]]]]
    assert read(shape, [rows, NATIONS, NATIONS]) == {
        "nodes": [
            {"ally": POLAND, "others": {"nodes": [JAPAN, POLAND]}},
            {"ally": POLAND, "others": {"nodes": []}},
            {"ally": None, "others": {"nodes": [JAPAN]}},
        ]
    }


def test_rows_beyond_a_page_may_have_asides_too() -> None:
    shape = _apart(ALLY, bare=False)
    raw = [2, [[[8], [7]], NATIONS], None, None]
    assert read(shape, raw) == {"nodes": [{"ally": JAPAN}]}


@pytest.mark.parametrize(
    ("number", "nations", "at"),
    [
        (7, [[7, [None, None]]], ("ally", "name")),
        (9, NATIONS, ("ally",)),
        (None, NATIONS, ("ally",)),
    ],
)
def test_a_missing_value_beside_the_rows_is_missing_in_its_place(
    number: int | None, nations: list[Any], at: Path
) -> None:
    shape = _apart(replace(ALLY, required=True))
    raw = [[[8], [number]], [*nations, [8, ["Japan", None]]]]
    data, errors = both_ways([Field("it", 0, shape, required=False)], [raw])
    assert (data, errors) == ({"it": None}, [("it", "nodes", 1, *at)])


KEYS = st.lists(st.none() | st.text() | st.integers(-(2**53), 2**53) | st.booleans())


@given(KEYS)
def test_a_cursor_gives_its_keys_back(keys: list[Any]) -> None:
    text = encode_cursor("f", keys)
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
    ("fingerprint", "keys"), [("g", ["a"]), ("f", []), ("f", ["a", "b"])]
)
def test_a_cursor_of_another_connection_is_refused(
    fingerprint: str, keys: list[str]
) -> None:
    with pytest.raises(BadUserInput, match="another connection or order"):
        decode_cursor(encode_cursor(fingerprint, keys), "f", 1)


def _altered(text: str, place: int, value: Any) -> str:
    parts = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    parts[place] = value
    return _encoded(parts)


@pytest.mark.parametrize(("place", "value"), [(0, 1), (1, "f"), (2, "b"), (2, None)])
def test_an_altered_cursor_is_refused(place: int, value: Any) -> None:
    text = encode_cursor("f", ["a"])
    assert decode_cursor(_altered(text, 2, "a"), "f", 1) == ["a"]
    with pytest.raises(BadUserInput, match="was altered"):
        decode_cursor(_altered(text, place, value), "f", 1)


@pytest.mark.parametrize("key", [{"a": 1}, [1]])
def test_a_cursor_with_a_key_that_is_no_scalar_is_refused(key: Any) -> None:
    with pytest.raises(BadUserInput, match="is no cursor"):
        decode_cursor(_encoded([1, "f", key]), "f", 1)
