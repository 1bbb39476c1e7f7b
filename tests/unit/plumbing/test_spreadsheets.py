"""Workbooks: whatever text goes in comes back, and what could do harm is refused before it is taken apart."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.plumbing import spreadsheets
from testamur.plumbing.spreadsheets import Column, Limits, Unfit, Unusable, fitting, reading

COLUMNS = (Column("Given"), Column("Decision", open=True, choices=("Accept", "Reject")), Column("Said"))
TEXT = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["=1+1", "+44", "-", "@x", "_x0041_", "_x005F_x0041_", "'a", " a ", "\ta", "http://a", "00012"]
    ),
    st.text(alphabet="_x0041F\r\n\t ='", max_size=20),
)


def written(rows: list[list[str]], columns: tuple[Column, ...] = COLUMNS) -> bytes:
    return b"".join(spreadsheets.workbook(columns, rows, sheet="Challenges"))


def read(data: bytes, **limits: int) -> list[list[str]]:
    return spreadsheets.read(data, sheet="Challenges", limits=Limits(**limits)).rows


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=1, max_size=6))
def test_every_text_comes_back(rows: list[list[str]]) -> None:
    """A cell is text whatever stands in it: no formula, no number, no link, no escape of the format."""
    expected = [[fitting(cell) for cell in row] for row in rows]
    back = read(written(rows))[1:]
    back += [["", "", ""]] * (len(expected) - len(back))  # rows at the end that are empty are none
    assert [[*row, "", "", ""][:3] for row in back] == expected


def test_same_content_same_bytes() -> None:
    rows = [["a", "", "c"]]
    assert written(rows) == written(rows)


def test_only_open_columns_are_unlocked() -> None:
    """The sheet is protected; the cells of the open column are not, and offer their choices."""
    with zipfile.ZipFile(io.BytesIO(written([["a", "", "c"]]))) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert "<sheetProtection" in page
    assert '<dataValidation type="list"' in page
    assert "Accept,Reject" in page
    assert 'sqref="B2"' in page
    assert styles.count('<protection locked="0"/>') == 1
    assert '<pane xSplit="1" ySplit="1"' in page


def archive_of(parts: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def with_sheet(change: Callable[[bytes], bytes]) -> bytes:
    """A right workbook in which the sheet is another."""
    with zipfile.ZipFile(io.BytesIO(written([["a", "b", "c"]]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    return archive_of({**parts, name: change(parts[name])})


def with_formula() -> bytes:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    page = book.add_worksheet("Challenges")
    page.write_string(0, 0, "A")
    page.write_formula(4, 2, "=1+1")
    book.close()
    return held.getvalue()


def with_sheets(*names: str) -> bytes:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    for name in names:
        book.add_worksheet(name).write_string(0, 0, "A")
    book.close()
    return held.getvalue()


def sparse(data: bytes) -> bytes:
    return data.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


def wide(data: bytes) -> bytes:
    """Two cells, and two million between them."""
    return data.replace(b"</sheetData>", b'<row r="20000"><c r="CV20000"><v>1</v></c></row></sheetData>')


def without_places(data: bytes) -> bytes:
    """Cells that do not say where they stand."""
    return data.replace(b"</sheetData>", b"<row>" + b"<c><v>1</v></c>" * 500_001 + b"</row></sheetData>")


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(OLD, Unfit.OLD, id="xls"),
        pytest.param(OLD + "EncryptedPackage".encode("utf-16-le"), Unfit.ENCRYPTED, id="password"),
        pytest.param(archive_of({"content.xml": b"<a/>"}), Unfit.OTHER_OFFICE, id="ods"),
        pytest.param(archive_of({"a.txt": b"hello"}), Unfit.NOT_A_WORKBOOK, id="zip"),
        pytest.param(b"PK\x03\x04" + bytes(100), Unfit.DAMAGED, id="cut"),
        pytest.param(written([["a", "b", "c"]])[:-200], Unfit.DAMAGED, id="truncated"),
        pytest.param(with_sheet(sparse), Unfit.FAR_CELL, id="sparse"),
        pytest.param(
            with_sheet(lambda data: data.replace(b"<sheetData>", b"<sheetData>" + b" " * 200_000_000)),
            Unfit.UNFOLDS,
            id="bomb",
        ),
        pytest.param(with_sheet(lambda data: b"<!DOCTYPE a>" + data), Unfit.NOT_A_WORKBOOK, id="doctype"),
        pytest.param(
            with_sheet(lambda data: data.decode().encode("utf-16")), Unfit.NOT_A_WORKBOOK, id="utf-16"
        ),
        pytest.param(with_sheet(lambda data: b"<nonsense"), Unfit.DAMAGED, id="nonsense"),
        pytest.param(with_formula(), Unfit.FORMULA, id="formula"),
        pytest.param(with_sheets("One", "Two"), Unfit.NO_SHEET, id="sheets"),
        pytest.param(with_sheet(wide), Unfit.UNFOLDS, id="area"),
        pytest.param(with_sheet(without_places), Unfit.UNFOLDS, id="cells"),
        pytest.param(archive_of({f"{n}.txt": b"" for n in range(600)}), Unfit.UNFOLDS, id="entries"),
    ],
)
def test_what_is_not_read(data: bytes, reason: Unfit) -> None:
    with pytest.raises(Unusable) as refused:
        read(data)
    assert refused.value.reason is reason


def test_where_a_formula_stands_is_told() -> None:
    with pytest.raises(Unusable) as refused:
        read(with_formula())
    assert refused.value.details == {"cells": "C5", "count": 1}


def test_empty_cells_far_away_do_no_harm() -> None:
    """Some programs write them for the formats of whole columns."""
    far = b'<row r="1048576"><c r="A1048576" s="1"/></row></sheetData>'
    assert len(read(with_sheet(lambda data: data.replace(b"</sheetData>", far)))) == 2


def test_only_sheet_is_read_whatever_its_name() -> None:
    assert read(with_sheets("Anything")) == [["A"]]


def test_sparse_workbook_that_slips_through_ends_the_child_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the look at its cells, the workbook ends the child, and what is left is a refusal."""
    monkeypatch.setattr(reading, "scan", lambda data, limits: None)
    with pytest.raises(Unusable) as refused:
        read(with_sheet(sparse))
    assert refused.value.reason in (Unfit.FAILED, Unfit.DAMAGED)


def test_child_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SECONDS", 0.001)
    with pytest.raises(Unusable) as refused:
        read(written([["a", "b", "c"]]))
    assert refused.value.reason is Unfit.FAILED


def test_more_rows_than_allowed() -> None:
    data = written([["a", "", "c"]] * 12)
    assert len(read(data, rows=12)) == 13
    with pytest.raises(Unusable) as refused:
        read(data, rows=11)
    assert refused.value.reason is Unfit.FAR_CELL
