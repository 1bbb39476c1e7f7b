"""Workbooks of a kind that takes them: how large they may be, which sheet is read, and what is said of others."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

import pytest
import xlsxwriter

from testamur.batches.columns import Line, Unreadable
from testamur.batches.columns.opening import open_file
from testamur.batches.columns.profiles import load_profile
from testamur.batches.columns.reading import Form, Limits
from testamur.batches.columns.writing import annotated_csv, annotated_workbook, template_workbook
from testamur.challenges.kinds.challenge_decisions.findings import REJECTING
from testamur.challenges.kinds.challenge_decisions.layout import LAYOUT
from testamur.challenges.kinds.challenge_decisions.rules import row_rules
from testamur.plumbing.spreadsheets import Column, workbook

HEADINGS = list(LAYOUT.names)


def row(number: int, **cells: str) -> list[str]:
    given = {"reference": f"EDC{number:07}", "decision": "Accept", **cells}
    return [given.get(field.key, "") for field in LAYOUT.fields]


def a_workbook(rows: Sequence[Sequence[str]]) -> bytes:
    return b"".join(workbook([Column(heading) for heading in HEADINGS], rows, sheet="Challenges"))


def of_sheets(**rows_of: Sequence[Sequence[str]]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        for name, rows in rows_of.items():
            sheet = book.add_worksheet(name)
            for number, cells in enumerate([HEADINGS, *rows]):
                sheet.write_row(number, 0, cells)
    return made.getvalue()


def sheets(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return re.findall(r'<sheet name="([^"]*)"', archive.read("xl/workbook.xml").decode())


def lines(data: bytes, *, max_bytes: int = 1 << 20, max_records: int = 3) -> list[Line]:
    limits = Limits(max_bytes, max_records, 40_000)
    form = Form(LAYOUT, load_profile(LAYOUT), limits, lambda header: None, REJECTING, row_rules)
    return list(open_file(io.BytesIO(data), form).lines)


def refused(data: bytes, **limits: int) -> str:
    with pytest.raises(Unreadable) as refusal:
        lines(data, **limits)
    (finding,) = refusal.value.findings
    return finding.key


def test_rows_are_numbered_and_blank_ones_are_not_counted() -> None:
    read = lines(a_workbook([row(7), [" "] * len(HEADINGS), row(9)]))
    assert [line.number for line in read] == [1, 2]
    assert [line.payload["challenge"] for line in read if line.payload] == [7, 9]


def test_as_many_bytes_and_records_as_may_be_are_read_and_one_more_refuses_the_workbook() -> None:
    data = a_workbook([row(number) for number in (1, 2, 3)])
    assert len(lines(data, max_bytes=len(data), max_records=3)) == 3
    assert refused(data, max_bytes=len(data) - 1) == "D01.too_large"
    assert refused(data, max_records=2) == "D01.too_many"


def test_the_sheet_of_the_challenges_is_read_wherever_it_stands() -> None:
    (line,) = lines(of_sheets(Notes=[row(1)], Challenges=[row(2)]))
    assert line.payload is not None
    assert line.payload["challenge"] == 2


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (of_sheets(Notes=[row(1)], More=[row(2)]), "D02.no_sheet"),
        (a_workbook([]), "D01.none"),
        (a_workbook([row(1)])[:-400], "D02.damaged"),
        (b"PK\x03\x04 and no more", "D02.damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "D02.old"),
    ],
    ids=["other sheets", "no rows", "cut short", "no archive", "xls"],
)
def test_a_workbook_that_cannot_be_read_says_why(data: bytes, key: str) -> None:
    assert refused(data) == key


def test_the_blank_template_has_the_sheet_that_is_read() -> None:
    assert sheets(b"".join(template_workbook(LAYOUT))) == ["Challenges"]


def test_an_apostrophe_at_the_start_of_a_cell_is_a_guard_in_csv_and_itself_in_a_workbook() -> None:
    remark = "'=1 is what it says"
    (in_workbook,) = lines(a_workbook([row(1, comment=remark)]))
    (in_csv,) = lines(f"{','.join(HEADINGS)}\n{','.join(row(1, comment=remark))}\n".encode())
    comment = HEADINGS.index("Comment")
    assert in_workbook.incoming[comment] == remark
    assert in_csv.incoming[comment] == remark[1:]


@pytest.mark.parametrize("write", ["workbook", "csv"])
def test_the_answer_has_every_cell_as_it_came_and_can_be_sent_again(write: str) -> None:
    first = lines(a_workbook([row(1, comment="Right."), row(2, decision="", title="Diploma")]))
    answered = [(line.incoming, ()) for line in first]
    if write == "workbook":
        data = b"".join(annotated_workbook(LAYOUT, HEADINGS, answered))
        assert sheets(data) == ["Challenges"]
    else:
        data = b"".join(annotated_csv(LAYOUT, HEADINGS, {}, answered))
    again = lines(data)
    assert [(line.incoming, line.payload) for line in again] == [
        (line.incoming, line.payload) for line in first
    ]
