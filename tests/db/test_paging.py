from __future__ import annotations

import base64

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from civicreport.db.paging import decode_cursor, encode_cursor, page_of


def pages_through(rows: list[int], size: int) -> list[list[int]]:
    """As a list page reads: size + 1 rows after the cursor."""
    after, pages = None, []
    while True:
        key = decode_cursor(after) if after else [0]
        assert key is not None
        page = page_of([r for r in rows if r > key[0]][: size + 1], size, lambda row: [row])
        pages.append(list(page.rows))
        if page.next_cursor is None:
            return pages
        after = page.next_cursor


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, [[]]), (1, [[1]]), (3, [[1, 2, 3]]), (4, [[1, 2, 3], [4]]), (6, [[1, 2, 3], [4, 5, 6]])],
)
def test_every_row_comes_once(count: int, expected: list[list[int]]) -> None:
    assert pages_through(list(range(1, count + 1)), 3) == expected


@given(st.lists(st.one_of(st.integers(), st.text(), st.booleans(), st.none())))
def test_a_cursor_comes_back_as_it_went(key: list[object]) -> None:
    assert decode_cursor(encode_cursor(key)) == key


@given(st.text())
@example(base64.urlsafe_b64encode(b"[" * 3000).decode())
def test_a_made_up_cursor_is_never_an_error(cursor: str) -> None:
    assert decode_cursor(cursor) is None or isinstance(decode_cursor(cursor), list)


def test_a_cursor_travels_in_an_address() -> None:
    assert (
        encode_cursor(["2026-06-01T12:00:00+00:00", 7, "a/b+c?"])
        .replace("-", "")
        .replace("_", "")
        .isalnum()
    )
