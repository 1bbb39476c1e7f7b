"""What can be said of a reference number without asking a register."""

from testamur.qualifications.rules.references import (
    UNIT_LETTERS,
    Reference,
    ReferenceKind,
    read_reference,
)

__all__ = ["UNIT_LETTERS", "Reference", "ReferenceKind", "read_reference"]
