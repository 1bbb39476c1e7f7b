"""I: a centre's record, as its individualised learner record (ILR) returns it. Our own reading of the field names."""

from __future__ import annotations

from testamur.achievements.findings.definitions import OURS, error, warning
from testamur.batches.findings import Definition, ErrorClass

_FIELD = ErrorClass.FIELD_DATA
_BUSINESS = ErrorClass.BUSINESS_RULE
_JOB = ErrorClass.JOB
_ILR = "ILR field names"

DEFINITIONS: tuple[Definition, ...] = (
    error(
        "I01.not_csv",
        _JOB,
        "This is not a CSV file; {found}.",
        "Save the records as CSV.",
        source=OURS,
    ),
    error(
        "I02.header",
        _JOB,
        "The file does not say {missing}. Its first row has the headings {expected}, its second row the values.",
        "Add both rows above the headings of the records.",
        source=_ILR,
    ),
    error(
        "I02.value",
        _JOB,
        "“{value}” cannot be the {field}, which is {expected}.",
        "Correct the second row of the file.",
        source=_ILR,
    ),
    error(
        "I03.too_long",
        _FIELD,
        "{field} has {length} characters. It may have {longest}.",
        "Shorten it.",
        source=_ILR,
    ),
    error(
        "I04.code",
        _FIELD,
        "“{value}” is not a code of {field}. The codes are {expected}.",
        "Use one of the codes.",
        source=_ILR,
    ),
    error(
        "I05.date",
        _FIELD,
        "“{value}” in {field} is not a date.",
        "Write it as year-month-day, for example 2024-07-31.",
        source=_ILR,
    ),
    error(
        "I05.ends_before",
        _FIELD,
        "LearnActEndDate {value} is before LearnStartDate {start}.",
        "Correct one of the two.",
        source=_ILR,
    ),
    warning(
        "I06.not_achieved",
        _BUSINESS,
        "The outcome is {value} ({meaning}), so this makes no record of an achievement.",
        "Do nothing, unless the learner has achieved it. Then correct Outcome.",
        source=_ILR,
    ),
    warning(
        "I06.no_date",
        _BUSINESS,
        "The outcome is achieved, but there is no achievement date, so this makes no record yet.",
        "Fill in AchDate, and send it with the next return.",
        source=_ILR,
    ),
    warning(
        "I06.class_code",
        _BUSINESS,
        "{value} is a class code of learning aims, not a qualification or a unit, so this makes no record.",
        "Do nothing.",
        source=_ILR,
    ),
    warning(
        "I07.not_completed",
        _BUSINESS,
        "The outcome is achieved, although CompStatus {value} does not say that learning was completed.",
        "Compare the two. If both are right, do nothing.",
        source=_ILR,
    ),
    warning(
        "I08.unknown_aim",
        _BUSINESS,
        "The register has no qualification or unit {value}.",
        "Check LearnAimRef. If it is right, do nothing.",
        source=_ILR,
    ),
)
