"""Delimited text: guarding cells against formulas, and writing what can be read again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.plumbing.delimited import Rows, guard, nearest, unguard, written
from testamur.plumbing.text import decode

cells = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r\n", exclude_categories=["Cc"]), max_size=30
)


@given(st.text(max_size=20))
def test_guard_and_unguard_are_inverse(text: str) -> None:
    assert unguard(guard(text)) == text


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\tx", "'=1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20x"]
)
def test_what_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert guard(text) == f"'{text}"


@given(
    st.lists(
        st.lists(cells, min_size=2, max_size=4).filter(lambda row: any(c.strip() for c in row)), max_size=5
    )
)
def test_what_is_written_reads_the_same(rows: list[list[str]]) -> None:
    text = decode(b"".join(written([["Heading", "Other"], *rows]))).text
    read = list(Rows(text, separators=(",", ";"), rank=lambda row: "Heading" in row))
    assert [[unguard(cell) for cell in row] for row in read[1:]] == rows


def test_writing_in_pieces_gives_one_mark() -> None:
    data = b"".join(written([["a"]] * 1200))
    assert data.count(b"\xef\xbb\xbf") == 1
    assert data.count(b"a\r\n") == 1200


def test_separator_line_of_a_spreadsheet_is_obeyed() -> None:
    assert list(Rows("sep=|\na|b\n", separators=(",",), rank=len)) == [["a", "b"]]


def test_nearest_heading_is_found_without_regard_to_case_and_punctuation() -> None:
    assert nearest("qualification_titel", ["Qualification Title", "Level"]) == "Qualification Title"
    assert nearest("Colour", ["Qualification Title", "Level"]) is None
