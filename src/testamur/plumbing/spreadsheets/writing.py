"""Workbooks of texts: no cell is ever a formula, a link or a number."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

LONGEST_CELL = 32_767
_PIECE = 1 << 18
# What XML 1.0 cannot carry, and what one program reads back in one way and the next in another.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# Texts that look like escapes of the format are escaped by the library, except where two share an underscore.
_TWO_ESCAPES = re.compile("(_x[0-9A-Fa-f]{4})_(?=x[0-9A-Fa-f]{4}_)")
_LINE_ENDS = re.compile("\r\n?")
_SOME_TIME = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, how wide it is in characters, and whether people are to write in it.

    With ``choices`` its cells offer these in a list and take nothing else.
    """

    heading: str
    width: int = 16
    open: bool = False
    choices: tuple[str, ...] = ()
    wraps: bool = False


def fitting(text: str) -> str:
    """The text as a cell can hold it: line ends as the newline alone, a mark in place of what no cell can hold."""
    fit = _UNFIT.sub("\ufffd", _LINE_ENDS.sub("\n", text))
    return _TWO_ESCAPES.sub("\\1\ufffd", fit)[:LONGEST_CELL]


def workbook(
    columns: Sequence[Column], rows: Iterable[Sequence[str | None]], *, sheet: str, title: str = ""
) -> Iterator[bytes]:
    """A workbook of one sheet, in pieces: headings that stay in sight, every cell a text, only open columns unlocked.

    The lock has no password: it is there against slips, and whatever comes back is compared. The same content gives
    the same bytes.
    """
    # Slow to import, and most processes that import this module write no workbook.
    from xlsxwriter import Workbook

    with tempfile.TemporaryFile(suffix=".xlsx") as file:
        book = Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
        book.set_properties({"title": title or sheet, "created": _SOME_TIME})
        page = book.add_worksheet(sheet)
        formats = _formats(book, columns)
        _lay_out(book, page, columns, formats)
        last = 0
        for last, row in enumerate(rows, start=1):
            for place, (cell, style) in enumerate(zip(row, formats, strict=True)):
                page.write_string(last, place, fitting(cell or ""), style)
        _offer_choices(page, columns, last)
        if last:
            page.autofilter(0, 0, last, len(columns) - 1)
        book.close()
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _formats(book: Any, columns: Sequence[Column]) -> list[Any]:
    return [
        book.add_format(
            {
                "num_format": "@",
                "valign": "top",
                "text_wrap": column.wraps,
                "locked": not column.open,
                **({"bg_color": "#FFF8DC", "border": 1, "border_color": "#B1B4B6"} if column.open else {}),
            }
        )
        for column in columns
    ]


def _lay_out(book: Any, page: Any, columns: Sequence[Column], formats: list[Any]) -> None:
    head = book.add_format(
        {"bold": True, "bg_color": "#10303A", "font_color": "#FFFFFF", "num_format": "@", "valign": "top"}
    )
    for place, (column, style) in enumerate(zip(columns, formats, strict=True)):
        page.set_column(place, place, column.width, style)
        page.write_string(0, place, fitting(column.heading), head)
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.repeat_rows(0)
    if any(column.open for column in columns):
        page.protect(
            "", {"format_columns": True, "format_rows": True, "autofilter": True, "select_locked_cells": True}
        )


def _offer_choices(page: Any, columns: Sequence[Column], last: int) -> None:
    for place, column in enumerate(columns):
        if column.choices and last:
            page.data_validation(
                1,
                place,
                last,
                place,
                {
                    "validate": "list",
                    "source": list(column.choices),
                    "ignore_blank": True,
                    "error_title": column.heading[:32],
                    "error_message": f"Choose {' or '.join(column.choices)}, or leave the cell empty."[:255],
                },
            )
