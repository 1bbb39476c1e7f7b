"""What can be said of a reference number, or of a line of a register file, without asking a register."""

from testamur.qualifications.rules.lines import (
    JudgedLine,
    RegisterOptions,
    judge_organisation,
    judge_qualification,
    judge_unit,
    read_day,
    read_grades,
    read_level,
)
from testamur.qualifications.rules.references import (
    UNIT_LETTERS,
    Reference,
    ReferenceKind,
    read_reference,
)

__all__ = [
    "UNIT_LETTERS",
    "JudgedLine",
    "Reference",
    "ReferenceKind",
    "RegisterOptions",
    "judge_organisation",
    "judge_qualification",
    "judge_unit",
    "read_day",
    "read_grades",
    "read_level",
    "read_reference",
]
