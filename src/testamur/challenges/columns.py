"""The columns of the weekly report (lrs section 6, "Weekly report columns"): on the page, in the workbook, in CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from testamur.plumbing import delimited, spreadsheets
from testamur.plumbing.spreadsheets import Column

SHEET = "Challenges"
ACCEPT, REJECT = "Accept", "Reject"
DECISIONS = (ACCEPT, REJECT)


@dataclass(frozen=True, slots=True)
class Field:
    """One column. ``fixed`` ones must come back as they went out; ``date`` ones are dates."""

    key: str
    heading: str
    width: int = 14
    fixed: bool = True
    date: bool = False
    wraps: bool = False
    choices: tuple[str, ...] = ()
    open: bool = False

    @property
    def column(self) -> Column:
        return Column(self.heading, self.width, self.open, self.choices, self.wraps)


FIELDS: tuple[Field, ...] = (
    Field("reference", "Reference"),
    Field("uln", "ULN", 12),
    Field("given_name", "Given name"),
    Field("family_name", "Family name"),
    Field("date_of_birth", "Date of birth", date=True),
    Field("reference_number", "Reference number", 17),
    Field("title", "Aim title", 36, wraps=True),
    Field("award_date", "Award date", 12, date=True),
    Field("grade", "Grade", 10),
    Field("provider_ukprn", "Provider UKPRN", 15),
    Field("provider_name", "Provider name", 24, fixed=False, wraps=True),
    Field("problem", "Problem", 28, wraps=True),
    Field("detail", "Detail", 44, wraps=True),
    Field("recommended", "Recommended action", 36, fixed=False, wraps=True),
    Field("raised_on", "Date raised", 12, date=True),
    Field("age", "Age in days", 12, fixed=False),
    Field("due_on", "Due date", 12, date=True),
    Field("overdue", "Overdue", 9, fixed=False),
    Field("decision", "Decision", 12, fixed=False, choices=DECISIONS, open=True),
    Field("comment", "Comment", 44, fixed=False, wraps=True, open=True),
)
FIELD_OF: Mapping[str, Field] = {field.key: field for field in FIELDS}
COMPARED = tuple(field for field in FIELDS if field.fixed and field.key != "reference")
OWNER = Field("organisation", "Awarding organisation", 28, wraps=True)
"""Stands first in the report for Business Support, which is of all organisations."""


def completed(row: Mapping[str, Any], *, today: dt.date) -> dict[str, Any]:
    """A row of the report as it is kept: texts, with its age and whether it is overdue on this day."""
    raised, due = (dt.date.fromisoformat(row[key]) for key in ("raised_on", "due_on"))
    return {**row, "age": (today - raised).days, "overdue": today > due}


def cells(row: Mapping[str, Any], fields: Sequence[Field]) -> list[str]:
    """The texts of a kept row."""
    return [_text(row.get(field.key)) for field in fields]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "" if value is None else str(value)


def fields_of(*, with_owner: bool) -> tuple[Field, ...]:
    return (OWNER, *FIELDS) if with_owner else FIELDS


def write_csv(rows: Iterable[Mapping[str, Any]], *, with_owner: bool) -> Iterator[bytes]:
    """The report as CSV, every cell guarded against formulas."""
    fields = fields_of(with_owner=with_owner)
    yield from delimited.written([[field.heading for field in fields], *(cells(row, fields) for row in rows)])


def write_xlsx(rows: Iterable[Mapping[str, Any]], *, with_owner: bool, title: str) -> Iterator[bytes]:
    """The report as a workbook in which only Decision and Comment can be written.

    That of Business Support is for reading: the awarding organisations decide.
    """
    fields = fields_of(with_owner=with_owner)
    columns = [field.column for field in fields]
    if with_owner:
        columns = [Column(column.heading, column.width, wraps=column.wraps) for column in columns]
    return spreadsheets.workbook(columns, (cells(row, fields) for row in rows), sheet=SHEET, title=title)
