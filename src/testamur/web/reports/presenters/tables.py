"""A report's table, the same for the page, for CSV and for a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import dateformat

from testamur.plumbing.spreadsheets import tables as workbook
from testamur.web import formats

TEXT, NUMBER, SHARE, DATE, MONTH = (
    workbook.TEXT,
    workbook.NUMBER,
    workbook.SHARE,
    workbook.DATE,
    workbook.MONTH,
)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole. Of nothing there is no share."""

    part: int
    whole: int


Value = str | int | dt.date | Share | None


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    kind: str = TEXT

    @property
    def is_number(self) -> bool:
        return self.kind in (NUMBER, SHARE)


@dataclass(frozen=True, slots=True)
class Row:
    """The values by column. ``href`` leads from the value in the table's ``link`` column, ``links`` from others.

    What is counted as nothing leads nowhere.
    """

    values: Sequence[Value]
    href: str | None = None
    links: Mapping[int, str] = field(default_factory=dict)

    def lead(self, place: int) -> str | None:
        return self.links.get(place) if self.values[place] else None


@dataclass(frozen=True, slots=True)
class Table:
    """``key`` names it in addresses. ``total`` is its last row; ``note`` stands above it; ``empty`` in its place.

    A row is known by its first values, ``named_by`` of them.
    """

    key: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    total: Row | None = None
    link: int = 0
    note: str = ""
    empty: str = ""
    named_by: int = 1
    own_place: bool = field(default=False)

    def every_row(self) -> Iterator[Row]:
        yield from self.rows
        if self.total:
            yield self.total


def shown(value: Value, kind: str) -> str:
    """A value as a page writes it."""
    if value is None or value == "":
        return formats.NOTHING
    if isinstance(value, Share):
        return formats.percentage(value.part, value.whole)
    if isinstance(value, dt.date):
        return month(value) if kind == MONTH else formats.short_date(value)
    return formats.number(value) if isinstance(value, int) else value


def month(value: dt.date) -> str:
    """November 2026."""
    return dateformat.format(value, "F Y")


def in_csv(table: Table) -> Iterator[list[str | None]]:
    """Headings and rows as a program reads them: ISO dates, plain numbers, shares in per cent."""
    kinds = [column.kind for column in table.columns]
    yield [column.label + (" (%)" if column.kind == SHARE else "") for column in table.columns]
    for row in table.every_row():
        yield [_plain(value, kind) for value, kind in zip(row.values, kinds, strict=True)]


def _plain(value: Value, kind: str) -> str | None:
    if isinstance(value, Share):
        return f"{100 * value.part / value.whole:.1f}" if value.whole else None
    if isinstance(value, dt.date):
        return f"{value:%Y-%m}" if kind == MONTH else value.isoformat()
    return None if value is None else str(value)


def sheet(table: Table) -> workbook.Sheet:
    return workbook.Sheet(
        table.title,
        [(column.label, column.kind) for column in table.columns],
        ([_raw(value) for value in row.values] for row in table.every_row()),
    )


def _raw(value: Value) -> Any:
    if isinstance(value, Share):
        return value.part / value.whole if value.whole else None
    return value
