"""Checks of fields that are about a learner, for the layouts of every kind of batch."""

from __future__ import annotations

import re

from testamur.batches.columns.layout import Check, Read
from testamur.batches.findings import Finding
from testamur.learners.rules.identifiers import (
    GENDERS,
    ULN_UNKNOWN,
    postcode_is_acceptable,
    uln_has_its_shape,
    uln_is_valid,
)

_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]{1,2}", re.ASCII | re.IGNORECASE)


def uln(value: str) -> Read:
    """Finds ``uln_unknown``, ``uln_check_digit``, ``uln_scientific`` and ``uln_shape``."""
    if uln_is_valid(value):
        return value, ()
    if value == ULN_UNKNOWN:
        return None, [Finding("uln_unknown", value=value)]
    if uln_has_its_shape(value):
        return None, [Finding("uln_check_digit", value=value)]
    shortened = _SCIENTIFIC.fullmatch(value) is not None
    return None, [Finding("uln_scientific" if shortened else "uln_shape", value=value)]


def gender(longest: int = 1) -> Check:
    """A code of at most so many figures. Finds ``gender``."""

    def check(value: str) -> Read:
        if value.isdecimal() and value.isascii() and len(value) <= longest and int(value) in GENDERS:
            return int(value), ()
        return None, [Finding("gender", value=value)]

    return check


def postcode(value: str) -> Read:
    """Finds ``postcode``."""
    if postcode_is_acceptable(value):
        return value.upper(), ()
    return None, [Finding("postcode", value=value)]
