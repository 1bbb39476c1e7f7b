"""Writing what goes out: a sender's own file with the findings in it, the findings as a list, templates, examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from testamur.batches.columns.layout import FINDINGS_HEADING, Layout
from testamur.batches.findings import Sentence
from testamur.plumbing import spreadsheets
from testamur.plumbing.delimited import plain, written
from testamur.plumbing.spreadsheets import Column

AnsweredLine = tuple[Sequence[str | None], Sequence[Sentence]]
"""What came in, and the findings on it."""

FoundLine = tuple[int, Sequence[str], Sequence[Sentence]]
"""The number of a line, what it is known by, and the findings on it."""

_ABOUT = ("Field", "Value", "Code", "Severity", "Class", "What is wrong", "What to do")
_FINDINGS_WIDTH = 60


def in_a_cell(sentences: Sequence[Sentence]) -> str:
    return " | ".join(f"{each.code} {each.severity}: {each.what} {each.remedy}" for each in sentences)


def header_rows(layout: Layout[Any], header: Mapping[str, str]) -> list[list[str]]:
    """The two rows of what a file says of itself, for layouts whose tables have them."""
    if layout.table is None or layout.table.header == "none":
        return []
    known = {each.key: each for each in layout.header if header.get(each.key)}
    if not known:
        return []
    there = [(known[key], value) for key, value in header.items() if key in known]
    return [[each.heading for each, _ in there], [each.write(value) for each, value in there]]


def annotated_csv(
    layout: Layout[Any], headings: Sequence[str], header: Mapping[str, str], lines: Iterable[AnsweredLine]
) -> Iterator[bytes]:
    """The file as it came, every line with its findings in a last column. It can be corrected and sent again."""
    width = len(headings)
    rows = ([*came[:width], in_a_cell(found), *came[width:]] for came, found in lines)
    return written(chain(header_rows(layout, header), [[*headings, FINDINGS_HEADING]], rows))


def annotated_workbook(
    layout: Layout[Any], headings: Sequence[str], lines: Iterable[AnsweredLine]
) -> Iterator[bytes]:
    """The same as a workbook, with the columns as the kind's own workbooks have them."""
    known = {plain(each.name): each.cell for each in layout.fields if each.cell is not None}
    columns = [known.get(plain(heading), Column(heading)) for heading in headings]
    width = len(headings)
    rows = ([*(cell or "" for cell in came[:width]), in_a_cell(found)] for came, found in lines)
    sheet = (layout.table.sheet if layout.table else None) or "Records"
    return spreadsheets.workbook(
        [*columns, Column(FINDINGS_HEADING, _FINDINGS_WIDTH, wraps=True)], rows, sheet=sheet
    )


def findings_list(layout: Layout[Any], lines: Iterable[FoundLine]) -> Iterator[bytes]:
    """Every finding in a row of its own, in CSV."""
    known_by = [layout.of_key[key].label for key in layout.identifying]
    rows = (
        [
            str(number),
            *values,
            *(each.field, each.value, each.code, str(each.severity), str(each.error_class)),
            *(each.what, each.remedy),
        ]
        for number, values, found in lines
        for each in found
    )
    return written(chain([["Record", *known_by, *_ABOUT]], rows))


def template(layout: Layout[Any]) -> Iterator[bytes]:
    """A blank table with the headings of the layout, in CSV."""
    return _table(layout, [])


def example(layout: Layout[Any]) -> Iterator[bytes]:
    """The same with one record, as it could be sent."""
    return _table(layout, [[each.example for each in layout.fields]])


def template_workbook(layout: Layout[Any]) -> Iterator[bytes]:
    """A blank workbook, for kinds that take workbooks."""
    return _workbook(layout, [])


def example_workbook(layout: Layout[Any]) -> Iterator[bytes]:
    """The same with one record, as it could be sent."""
    return _workbook(layout, [[each.example for each in layout.fields]])


def _table(layout: Layout[Any], rows: list[list[str]]) -> Iterator[bytes]:
    header = {each.key: each.example for each in layout.header if each.example}
    return written(chain(header_rows(layout, header), [[each.name for each in layout.fields]], rows))


def _workbook(layout: Layout[Any], rows: list[list[str]]) -> Iterator[bytes]:
    columns = [each.cell or Column(each.name) for each in layout.fields]
    sheet = (layout.table.sheet if layout.table else None) or "Records"
    return spreadsheets.workbook(columns, rows, sheet=sheet)
