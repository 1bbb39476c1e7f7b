"""What only a register of qualifications or units can have wrong.

Warnings are many, because the register is the regulator's: what it says oddly is taken over as it is, unless it cannot
be kept at all. A register file has no learners, so nothing counts in their class.
"""

from __future__ import annotations

from testamur.batches.columns.findings import catalogue_for, rejecting
from testamur.batches.findings import Definition, ErrorClass, error, warning
from testamur.qualifications.kinds.register.layout import QUALIFICATIONS, UNITS

_FIELD = ErrorClass.FIELD_DATA
_RULE = ErrorClass.BUSINESS_RULE
_LAYOUT = "Ofqual register of regulated qualifications, open data layout"

SHARED: tuple[Definition, ...] = (
    error(
        "Q11.recognition_number",
        _FIELD,
        "“{value}” is not a recognition number, like RN5123.",
        "Check the column.",
        _LAYOUT,
    ),
    error(
        "Q20.repeated",
        _RULE,
        "The same {what} is already in line {first}.",
        "Remove one of the two. Several qualifications under one number are told apart by their titles.",
    ),
)
_OWN: tuple[Definition, ...] = (
    error(
        "Q11.qualification_number",
        _FIELD,
        "“{value}” is not a qualification number, like 600/1166/X.",
        "Check whether zeros are missing, or whether it is a unit reference.",
        _LAYOUT,
    ),
    error(
        "Q11.unit_reference",
        _FIELD,
        "“{value}” is not a unit reference, like J/602/3521.",
        "Check whether it is a qualification number.",
        _LAYOUT,
    ),
    warning(
        "Q11.check_character",
        _FIELD,
        "The check character of “{value}” is not valid. It should be {expected}.",
        "Check the number. We imported it as it is.",
        _LAYOUT,
    ),
    error(
        "Q12.date",
        _FIELD,
        "“{value}” in {field} is not a date. Dates are written 2019-09-01 or 01/09/2019.",
        "Correct it.",
        _LAYOUT,
    ),
    warning(
        "Q12.order",
        _FIELD,
        "The operational start date is after the last day of awarding, {last}, so this can never be awarded.",
        "Check both dates. We imported them as they are.",
        _LAYOUT,
    ),
    error(
        "Q13.credits",
        _FIELD,
        "“{value}” is not a number of credits.",
        "Enter a whole number, or leave it empty.",
        _LAYOUT,
    ),
    error(
        "Q13.shared",
        _FIELD,
        "“{value}” does not say whether the unit is shared.",
        "Enter Yes or No.",
        _LAYOUT,
    ),
    warning(
        "Q14.level",
        _FIELD,
        "“{value}” is not a level (Entry Level, Level 1 to Level 8).",
        "Check it. We imported it as it is.",
        _LAYOUT,
    ),
    warning(
        "Q14.grading_scale",
        _FIELD,
        "The grading scale “{value}” is not a list of grades separated by “/”.",
        "Check it. No grade will be compared with it.",
        _LAYOUT,
    ),
    warning(
        "Q21.unknown_owner",
        _FIELD,
        "The owner, {value}, is not among the awarding organisations here, so no one can "
        "upload achievements for it.",
        "Import the register of organisations too.",
    ),
    warning(
        "Q22.owner_changes",
        _FIELD,
        "The owner changes from {before} to {value}. Only the new owner will be able to upload achievements "
        "for it.",
        "Check that this is meant before you confirm.",
    ),
    warning(
        "Q23.other_title",
        _FIELD,
        "The register also holds {value} under another title that is not in this file: “{title}”. It stays, "
        "and the number stands for both.",
        "If the title has changed, ask the regulator whether the old one is still awarded.",
    ),
)

CATALOGUE = catalogue_for(QUALIFICATIONS, *SHARED, *_OWN)
UNITS_CATALOGUE = catalogue_for(UNITS, *SHARED, *_OWN)
REJECTING = rejecting(CATALOGUE)
