"""Numbers and postcodes: what can be said of them without asking a register."""

from __future__ import annotations

import re

from testamur.plumbing.translatable import Translatable

ULN_UNKNOWN = "9999999999"
"""The value that learning providers return for "no ULN yet". It is nobody."""

GENDERS: dict[int, Translatable] = {0: "Not known", 1: "Male", 2: "Female", 9: "Not specified"}

_ULN_SHAPE = re.compile(r"[1-9][0-9]{9}", re.ASCII)
_POSTCODE = re.compile(
    r"[A-Z]{1,2}[0-9R][0-9A-Z]? ?[0-9][ABD-HJLNP-UW-Z]{2}|BFPO ?[0-9]{1,4}", re.ASCII | re.IGNORECASE
)

# The nine weighted digits are summed three at a time: three look-ups instead of nine multiplications.
_THREES = [
    {
        f"{digits:03}": sum(
            weight * int(digit) for weight, digit in zip(weights, f"{digits:03}", strict=True)
        )
        for digits in range(1000)
    }
    for weights in ((10, 9, 8), (7, 6, 5), (4, 3, 2))
]
_CHECK_DIGITS = ("none", *"9876543210")


def uln_has_its_shape(text: str) -> bool:
    """Ten digits, the first not a zero (LRS schema; lrs.md 4.1)."""
    return _ULN_SHAPE.fullmatch(text) is not None


def uln_is_valid(text: str) -> bool:
    """Whether the shape and the check digit are right.

    Weights 10 to 2, sum modulo 11: a remainder of 0 is never issued, otherwise the tenth digit is ten less
    the remainder (lrs.md 4.1). The value for "unknown" fails this.
    """
    one, two, three = _THREES
    try:
        remainder = (one[text[:3]] + two[text[3:6]] + three[text[6:9]]) % 11
    except KeyError:
        return False
    return text[9:] == _CHECK_DIGITS[remainder] and text[0] != "0"


def uln_of(first_nine: str) -> str | None:
    """The ULN that begins with these nine digits; None if no ULN does."""
    return next((uln for digit in "0123456789" if uln_is_valid(uln := first_nine + digit)), None)


def postcode_is_acceptable(text: str) -> bool:
    """Whether it has the form of a British postcode, or of a forces' post office (lrs.md 4.7)."""
    return _POSTCODE.fullmatch(text) is not None
