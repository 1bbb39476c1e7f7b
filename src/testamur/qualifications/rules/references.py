"""Reference numbers of qualifications (QAN) and units: how they are written and checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

UNIT_LETTERS = "ADFHJKLMRTY"
"""The letters that begin a unit reference, in the order of their check values 0 to 10 (lrs.md 5.2)."""

_QUALIFICATION_ENDINGS = "0123456789X"
_QUALIFICATION = re.compile(r"([0-9]{3})/?([0-9]{4})/?([0-9X])", re.ASCII)
_UNIT = re.compile(rf"([{UNIT_LETTERS}])/?([0-9]{{3}})/?([0-9]{{4}})", re.ASCII)
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2)


class ReferenceKind(StrEnum):
    QUALIFICATION = "qualification"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference number in its canonical, slashed form: ``600/1166/X`` or ``J/602/3521``.

    ``expected`` is the check character that the digits call for. A mismatch is a warning only: the rule is
    derived from published numbers, no document states it (lrs.md 5.1, 5.2).
    """

    kind: ReferenceKind
    canonical: str
    expected: str

    @property
    def check_ok(self) -> bool:
        actual = self.canonical[0] if self.kind is ReferenceKind.UNIT else self.canonical[-1]
        return actual == self.expected


def read_reference(text: str) -> Reference | None:
    """Read a QAN or a unit reference, with or without slashes and in either case; None if it is neither."""
    tidy = text.strip().upper()
    if match := _QUALIFICATION.fullmatch(tidy):
        digits = match[1] + match[2]
        return Reference(
            ReferenceKind.QUALIFICATION, "/".join(match.groups()), _QUALIFICATION_ENDINGS[_remainder(digits)]
        )
    if match := _UNIT.fullmatch(tidy):
        digits = match[2] + match[3]
        return Reference(ReferenceKind.UNIT, "/".join(match.groups()), UNIT_LETTERS[_remainder(digits)])
    return None


def _remainder(digits: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11
