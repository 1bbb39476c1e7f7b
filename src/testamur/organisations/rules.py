"""What can be said of a UKPRN without asking a register."""

from __future__ import annotations

import re

_ACCEPTED = re.compile(r"[0-9A-Za-z]{8}", re.ASCII)
_USUAL = re.compile(r"1[0-9]{7}", re.ASCII)


def ukprn_is_acceptable(text: str) -> bool:
    """Whether a file may carry this as a UKPRN: eight letters or digits (LRS schema; lrs.md 5.3).

    Real UKPRNs are eight digits, but the LRS schema allows letters and its test organisations use them.
    """
    return _ACCEPTED.fullmatch(text) is not None


def ukprn_is_usual(text: str) -> bool:
    """Whether it has the form that the register of providers issues: eight digits, the first a 1."""
    return _USUAL.fullmatch(text) is not None
