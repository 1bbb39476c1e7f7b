"""Numbers and postcodes: what can be said of them without asking a register."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

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


_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_UPN = re.compile(rf"[{_UPN_LETTERS}][0-9]{{11}}[0-9{_UPN_LETTERS}]", re.ASCII)


def upn_is_valid(text: str) -> bool:
    """Whether a Unique Pupil Number, permanent or temporary, has its shape and its check letter.

    The letter stands first. Places 2 to 13 are weighted with their number, the sum modulo 23 is the letter's place;
    the last place of a temporary number is a letter itself (progress_results.md A5.5).
    """
    if not _UPN.fullmatch(text):
        return False
    values = [int(each) if each.isdigit() else _UPN_LETTERS.index(each) for each in text[1:]]
    total = sum(place * value for place, value in enumerate(values, start=2))
    return _UPN_LETTERS[total % 23] == text[0]


def asn_is_valid(text: str) -> bool:
    """Nine digits, not all of them zeros. How the check digit is made is not published (pasi.md section 9)."""
    return re.fullmatch("[0-9]{9}", text, re.ASCII) is not None and text.strip("0") != ""


class IdentifierKind(StrEnum):
    """The numbers by which a person is known (XC-01)."""

    ULN = "uln"
    UPN = "upn"
    CCIS = "ccis"
    ASN = "asn"
    STUDENT_NUMBER = "student_number"


@dataclass(frozen=True, slots=True)
class IdentifierMeaning:
    """What people call an identifier, what it looks like, and whether each organisation gives its own."""

    label: Translatable
    shape: Translatable
    is_valid: Callable[[str], bool]
    of_organisation: bool = False


IDENTIFIERS: dict[IdentifierKind, IdentifierMeaning] = {
    IdentifierKind.ULN: IdentifierMeaning("ULN", "10 digits, the last of them a check digit", uln_is_valid),
    IdentifierKind.UPN: IdentifierMeaning(
        "UPN", "a letter and 12 digits, or a letter, 11 digits and a letter", upn_is_valid
    ),
    IdentifierKind.CCIS: IdentifierMeaning(
        "CCIS ID", "up to 10 letters or digits", lambda text: re.fullmatch("[A-Z0-9]{1,10}", text) is not None
    ),
    IdentifierKind.ASN: IdentifierMeaning("ASN", "9 digits", asn_is_valid),
    IdentifierKind.STUDENT_NUMBER: IdentifierMeaning(
        "Student number",
        "up to 20 letters, digits or signs",
        lambda text: re.fullmatch(r"[!-~]{1,20}", text) is not None,
        of_organisation=True,
    ),
}


def normalise_identifier(kind: IdentifierKind, text: str) -> str:
    """An identifier as it is kept: without spaces, in capitals; an ASN, a ULN or a UPN also without hyphens."""
    found = re.sub(r"\s", "", text).upper()
    plain = kind in (IdentifierKind.ULN, IdentifierKind.UPN, IdentifierKind.ASN)
    return found.replace("-", "") if plain else found
