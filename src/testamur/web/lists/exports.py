"""A list as a file: all that matches, in the order of the page, with what a program can read in its cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.http import content_disposition_header

from testamur.plumbing import clock
from testamur.plumbing.delimited import written
from testamur.plumbing.spreadsheets import tables as workbook
from testamur.web.lists.declaration import Asked, Column, Kind, List, Value
from testamur.web.lists.reading import Rows, pieces

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("csv", "xlsx")
_KINDS = {
    Kind.TEXT: workbook.TEXT,
    Kind.CODE: workbook.TEXT,
    Kind.NUMBER: workbook.NUMBER,
    Kind.DATE: workbook.DATE,
    Kind.MOMENT: workbook.MOMENT,
}


def export(declared: List[Any, Any], asked: Asked[Any], rows: Rows, how: str) -> HttpResponseBase:
    """The rows as a file to keep. They are read while it is written."""
    columns = [column for column in declared.columns if column.exported(asked, ())]
    values = _values(declared, asked, rows, columns)
    at = clock.now()
    response: HttpResponseBase
    if how == "csv":
        response = StreamingHttpResponse(
            written(_texts([str(column.label) for column in columns], values)),
            content_type="text/csv; charset=utf-8",
        )
    else:
        headings = [(str(column.label), _KINDS[column.kind]) for column in columns]
        sheet = workbook.Sheet(str(declared.title(asked)), headings, values)
        response = FileResponse(workbook.written([sheet], at=at), content_type=XLSX)
    name = f"{declared.name}-{timezone.localdate(at)}.{how}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _values(
    declared: List[Any, Any], asked: Asked[Any], rows: Rows, columns: Sequence[Column[Any]]
) -> Iterator[list[Value]]:
    language = translation.get_language()
    for piece in pieces(rows, declared.unique):
        with translation.override(language):  # the file may still be on its way when the request is over
            lines = [
                [_local(column.value(row)) for column in columns] for row in declared.prepare(asked, piece)
            ]
        yield from lines


def _local(value: Value) -> Value:
    """An instant where the service is, without its zone: workbooks know none."""
    return timezone.localtime(value).replace(tzinfo=None) if isinstance(value, dt.datetime) else value


def _texts(headings: list[str], values: Iterator[list[Value]]) -> Iterator[Sequence[str | None]]:
    yield headings
    for row in values:
        yield [_text(value) for value in row]


def _text(value: Value) -> str | None:
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return None if value is None else str(value)
