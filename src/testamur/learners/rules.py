"""What can be said of a learner's identifiers and particulars without asking a register."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

ULN_UNKNOWN = "9999999999"
"""The value that learning providers return for "no ULN yet". It is nobody."""

GENDERS: dict[int, str] = {0: "Not known", 1: "Male", 2: "Female", 9: "Not specified"}

_ULN_SHAPE = re.compile(r"[1-9][0-9]{9}", re.ASCII)
_POSTCODE = re.compile(
    r"[A-Z]{1,2}[0-9R][0-9A-Z]? ?[0-9][ABD-HJLNP-UW-Z]{2}|BFPO ?[0-9]{1,4}", re.ASCII | re.IGNORECASE
)
_LETTERS_OF_THEIR_OWN = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ħ": "h", "ı": "i"}
)
_NOT_A_LETTER_OR_DIGIT = re.compile(r"[\W_]+")

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


def normalise_name(text: str) -> str:
    """A name without what people write differently: case, accents, punctuation and spaces.

    In SQL the same is ``regexp_replace(lower(unaccent(name)), '[\\W_]+', '', 'g')``.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS_OF_THEIR_OWN))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _NOT_A_LETTER_OR_DIGIT.sub("", plain)


def names_similar(one: str, other: str) -> bool:
    """Whether two names may be the same person's although they are not equal (lrs.md 2.3, suggestion).

    One begins the other ("Jo", "Joanne"; "J", "Jane"), or at most two letters differ. Two letters are too
    many for a short name, so at least half of the shorter name has to stay.
    """
    first, second = sorted((normalise_name(one), normalise_name(other)), key=len)
    if not first:
        return False
    if second.startswith(first):
        return True
    return edit_distance(first, second, at_most=min(2, len(first) // 2)) is not None


def edit_distance(one: str, other: str, *, at_most: int) -> int | None:
    """Letters to insert, remove or replace to make one text the other; None if more than ``at_most``."""
    if abs(len(one) - len(other)) > at_most:
        return None
    previous = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, against in enumerate(other, start=1):
            changed = previous[column - 1] + (letter != against)
            current.append(min(previous[column] + 1, current[-1] + 1, changed))
        if min(current) > at_most:
            return None
        previous = current
    return previous[-1] if previous[-1] <= at_most else None


@dataclass(frozen=True, slots=True)
class NameComparison:
    """How two submitted names compare with those held: ``match``, ``similar`` or ``different``.

    ``flags`` are the failed comparisons: VRF1 to VRF3 the given name, VRF4 to VRF6 the family name, each
    against the given, family and previous family name held (lrs.md 2.3).
    """

    verdict: str
    flags: tuple[str, ...]


def compare_names(
    given: str, family: str, *, held_given: str, held_family: str, held_previous: str = ""
) -> NameComparison:
    """Compare names across, so that swapped names and a name before marriage count as similar or better."""
    held = (held_given, held_family, held_previous)
    plain = [normalise_name(name) for name in held]
    if normalise_name(given) == plain[0] and normalise_name(family) in {plain[1], plain[2]} - {""}:
        return NameComparison("match", ())
    given_alike = [bool(name) and names_similar(given, name) for name in held]
    family_alike = [bool(name) and names_similar(family, name) for name in held]
    flags = tuple(
        f"VRF{number}"
        for number, (alike, name) in enumerate(
            zip(given_alike + family_alike, held * 2, strict=True), start=1
        )
        if name and not alike
    )
    similar = any(given_alike) and any(family_alike)
    return NameComparison("similar" if similar else "different", flags)
