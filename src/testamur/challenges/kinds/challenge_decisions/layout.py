"""A row of a weekly report that comes back with a decision: the columns of the report itself (lrs section 6)."""

from __future__ import annotations

import re

from testamur.batches.columns.layout import Check, Field, Layout, Read, Table, public_keys
from testamur.batches.findings import Finding
from testamur.challenges import columns
from testamur.plumbing.dates import guess_date, read_date

LONGEST_COMMENT = 1000
_SPACE = re.compile(r"\s+")


def _compared(value: str) -> Read:
    """A cell as it is compared: one blank between words."""
    return _SPACE.sub(" ", value), ()


def _day(value: str) -> Read:
    """Of a date, the day that a spreadsheet made of it."""
    text = _SPACE.sub(" ", value)
    if (day := read_date(text)) is not None:
        return day.isoformat(), ()
    guessed = guess_date(text)
    return guessed.day.isoformat() if guessed else text, ()


def _comment(value: str) -> Read:
    if len(value) <= LONGEST_COMMENT:
        return value, ()
    lengths = {"length": len(value), "longest": LONGEST_COMMENT}
    return value, [Finding("too_long", params=lengths)]


_EXAMPLES = {"reference": "EDC0000001", "decision": "Accept", "comment": "The centre is right."}


def _field(column: columns.Field) -> Field[None]:
    check: Check = _comment if column.key == "comment" else _day if column.date else _compared
    return Field(
        name=column.heading,
        key=column.key,
        label=column.heading,
        check=lambda _options: check,
        column=True,
        sql="text" if column.key in ("decision", "comment") else None,
        empty="",
        cell=column.column,
        example=_EXAMPLES.get(column.key, ""),
    )


LAYOUT: Layout[None] = Layout(
    title="the weekly report",
    fields=tuple(_field(each) for each in columns.FIELDS),
    keys=public_keys(
        D01="too_large too_many empty none malware",
        D02="old encrypted other_office not_a_workbook damaged unfolds far_cell formula no_sheet failed other_format "
        "binary encoding quotation long_field=long_line",
        D03="headings repeated_heading=repeated",
        D05="windows_1252",
        D10="cells",
        D15="too_long",
        D19="not_applied",
    ),
    identifying=("reference", "uln"),
    derived="challenge bigint, cells jsonb",
    table=Table(unknown_columns="refuse", sheet=columns.SHEET, ignored_columns=(columns.OWNER.heading,)),
)
