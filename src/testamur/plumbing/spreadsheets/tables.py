"""Tables as an Excel workbook (.xlsx). No cell is ever a formula: texts are written as texts, whatever they hold."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO, Any

import xlsxwriter

Value = str | int | float | dt.date | None

TEXT, NUMBER, SHARE, DATE, MONTH, MOMENT = "text", "number", "share", "date", "month", "moment"
_FORMATS = {
    NUMBER: "#,##0",
    SHARE: "0.0%",
    DATE: "d mmm yyyy",
    MONTH: "mmmm yyyy",
    MOMENT: "d mmm yyyy hh:mm",
}
_WIDTHS = {TEXT: 28, NUMBER: 14, SHARE: 14, DATE: 14, MONTH: 18, MOMENT: 20}
ROWS = 1_000_000
"""The most rows on one sheet, a little below the format's own limit. What is more goes on on another sheet."""
_LONGEST_TITLE, _LONGEST_TEXT = 31, 32_767
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its title, its headings, each with the sort of its values, and its rows."""

    title: str
    columns: Sequence[tuple[str, str]]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[int] = ()


def written(sheets: Iterable[Sheet], *, at: dt.datetime) -> IO[bytes]:
    """The workbook as a file that is read from its beginning and gone when it is closed.

    Rows go to the disk as they come, so memory does not grow with them. ``at`` is what it says of its own age.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - it is the reader's
    with xlsxwriter.Workbook(file, {"constant_memory": True, "default_date_format": "d mmm yyyy"}) as book:
        book.set_properties({"created": at.replace(tzinfo=None)})
        formats = {kind: book.add_format({"num_format": shape}) for kind, shape in _FORMATS.items()}
        formats[TEXT] = book.add_format({"text_wrap": False})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        for sheet in sheets:
            for number, rows in enumerate(_parts(sheet.rows), start=1):
                title = _title(sheet.title, number)
                _write(book.add_worksheet(title), sheet, rows, formats, bold)
    file.seek(0)
    return file


def _parts(rows: Iterable[Sequence[Value]]) -> Iterator[Iterator[Sequence[Value]]]:
    """The rows for one sheet after the other; one sheet, though there be no row."""
    remaining = iter(rows)
    yield islice(remaining, ROWS)
    for row in remaining:
        yield islice(chain([row], remaining), ROWS)


def _title(text: str, number: int) -> str:
    """A title that the format takes; the second part of a table and later ones are numbered."""
    ending = f" {number}" if number > 1 else ""
    return _NOT_IN_A_TITLE.sub(" ", text)[: _LONGEST_TITLE - len(ending)].strip() + ending


def _write(
    page: Any, sheet: Sheet, rows: Iterable[Sequence[Value]], formats: dict[str, Any], bold: Any
) -> None:
    kinds = [kind for _heading, kind in sheet.columns]
    for column, kind in enumerate(kinds):
        width = sheet.widths[column] if sheet.widths else _WIDTHS[kind]
        page.set_column(column, column, width)
    for column, (heading, _kind) in enumerate(sheet.columns):
        page.write_string(0, column, heading, bold)
    page.freeze_panes(1, 0)
    for place, row in enumerate(rows, start=1):
        for column, (value, kind) in enumerate(zip(row, kinds, strict=True)):
            _cell(page, place, column, value, formats[kind])


def _cell(page: Any, row: int, column: int, value: Value, how: Any) -> None:
    if isinstance(value, dt.date):
        page.write_datetime(row, column, value, how)
    elif isinstance(value, int | float):
        page.write_number(row, column, value, how)
    elif value:
        page.write_string(row, column, value[:_LONGEST_TEXT], how)
