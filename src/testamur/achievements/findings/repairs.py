"""R: something was repaired or guessed in reading, and is said. Nothing is refused for it."""

from __future__ import annotations

from testamur.achievements.findings.definitions import OURS, warning
from testamur.batches.findings import Definition, ErrorClass

_FIELD = ErrorClass.FIELD_DATA
_JOB = ErrorClass.JOB

DEFINITIONS: tuple[Definition, ...] = (
    warning(
        "R01.day_first",
        _FIELD,
        "We read “{value}” day first, as {read}.",
        "Write dates as year-month-day, for example 2024-07-31, and nothing has to be guessed.",
        source=OURS,
    ),
    warning(
        "R01.serial",
        _FIELD,
        "“{value}” is how a spreadsheet stores a date. We read it as {read}.",
        "Format the column as a date, year-month-day, before you save as CSV.",
        source=OURS,
    ),
    warning(
        "R02.decimals",
        _FIELD,
        "A spreadsheet has added decimals. We read “{value}” as {read}.",
        "Format the column as text before you save as CSV.",
        source=OURS,
    ),
    warning(
        "R03.leading_zeros",
        _FIELD,
        "A spreadsheet has removed leading zeros. We read “{value}” as {read}.",
        "Format the column as text before you save as CSV.",
        source=OURS,
    ),
    warning(
        "R04.grade_as_date",
        _FIELD,
        "The grade “{value}” looks like a date. A spreadsheet makes 09-Aug of the grade 9-8.",
        "Check the grade, and format the column as text before you save as CSV.",
        source=OURS,
    ),
    warning(
        "R05.windows_1252",
        _JOB,
        "The file is not UTF-8. We read it as Windows-1252, the usual encoding of older spreadsheets.",
        "Check names with accents in the outcome. Save the file as “CSV UTF-8” next time.",
        source=OURS,
    ),
    warning(
        "R06.columns_left_out",
        _JOB,
        "We took no notice of these columns, which a batch does not have: {found}.",
        "Nothing, unless one of them should have been read. Then correct its heading.",
        source=OURS,
    ),
    warning(
        "R07.file_name",
        _JOB,
        "The file is called {value}. Batch files are usually called {expected}.",
        "Nothing. The name only helps you to find the file again.",
        source="LRS Batch Validation Tool user guide",
    ),
)
