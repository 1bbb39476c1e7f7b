"""I: a centre's record, as its individualised learner record (ILR) returns it. Our own reading of the field names."""

from __future__ import annotations

from testamur.achievements.findings import ACHIEVEMENTS, LEARNERS
from testamur.achievements.kinds.achievements.findings import AWARD_DATES, REFERENCE_NUMBERS
from testamur.achievements.kinds.centre_records.layout import LAYOUT
from testamur.batches.columns.findings import catalogue_for, rejecting
from testamur.batches.findings import ErrorClass, error, warning

_FIELD = ErrorClass.FIELD_DATA
_BUSINESS = ErrorClass.BUSINESS_RULE
_ILR = "ILR field names"

CATALOGUE = catalogue_for(
    LAYOUT,
    *AWARD_DATES,
    *REFERENCE_NUMBERS,
    *LEARNERS,
    *ACHIEVEMENTS,
    error(
        "I05.ends_before",
        _FIELD,
        "LearnActEndDate {value} is before LearnStartDate {start}.",
        "Correct one of the dates.",
        _ILR,
    ),
    warning(
        "I06.not_achieved",
        _BUSINESS,
        "The outcome is {value} ({meaning}), so no achievement is recorded.",
        "Do nothing, unless the learner has achieved it. Then correct Outcome.",
        _ILR,
    ),
    warning(
        "I06.no_date",
        _BUSINESS,
        "The outcome is achieved, but there is no achievement date, so no achievement is recorded yet.",
        "Fill in AchDate, and send it with the next return.",
        _ILR,
    ),
    warning(
        "I06.class_code",
        _BUSINESS,
        "{value} is a class code of learning aims, not a qualification or a unit, so no "
        "achievement is recorded.",
        "Do nothing.",
        _ILR,
    ),
    warning(
        "I07.not_completed",
        _BUSINESS,
        "The outcome is achieved, but CompStatus {value} does not mean that learning was completed.",
        "Compare the two. If both are right, do nothing.",
        _ILR,
    ),
    warning(
        "I08.unknown_aim",
        _BUSINESS,
        "The qualification register has no qualification or unit {value}.",
        "Check LearnAimRef. If it is right, do nothing.",
        _ILR,
    ),
)
REJECTING = rejecting(CATALOGUE)
