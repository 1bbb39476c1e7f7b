"""Checks and repairs of fields that only achievements have, for the layouts of awarding organisations and centres."""

from __future__ import annotations

import re

from testamur.batches.columns.checks import decimals_repair
from testamur.batches.columns.layout import Read
from testamur.batches.findings import Finding
from testamur.organisations.rules import ukprn_is_acceptable, ukprn_is_usual
from testamur.qualifications.rules import ReferenceKind, read_reference

REFERENCE_KEYS = {"reference_shape": "F06.shape", "reference_check": "F06.check_character"}
_LOST_ZEROS = re.compile(r"[0-9]{1,6}[0-9X]", re.ASCII)


def reference(value: str) -> Read:
    """A qualification number or unit reference in canonical form. Finds ``reference_shape``, ``reference_check``."""
    found = read_reference(value)
    if found is None:
        return None, [Finding("reference_shape", value=value)]
    if not found.check_ok:
        params = {"expected": found.expected}
        return found.canonical, [Finding("reference_check", value=found.canonical, params=params)]
    return found.canonical, ()


def reference_kind(canonical: str) -> str | None:
    found = read_reference(canonical)
    return str(found.kind) if found else None


def ukprn(value: str) -> Read:
    """Finds ``ukprn_shape`` and ``ukprn_unusual``."""
    if not ukprn_is_acceptable(value):
        return None, [Finding("ukprn_shape", value=value)]
    if not ukprn_is_usual(value):
        return value.upper(), [Finding("ukprn_unusual", value=value)]
    return value, ()


def reference_repair(text: str) -> tuple[str, Finding | None]:
    """A qualification number without slashes is a number to a spreadsheet, which drops leading zeros.

    Taken back only when the check character then fits. Finds ``decimals`` and ``leading_zeros``.
    """
    repaired, finding = decimals_repair(text)
    if finding is None and _LOST_ZEROS.fullmatch(text):
        found = read_reference(text.zfill(8))
        if found and found.kind is ReferenceKind.QUALIFICATION and found.check_ok:
            return found.canonical, Finding("leading_zeros", value=text, params={"read": found.canonical})
    return repaired, finding
