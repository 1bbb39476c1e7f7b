"""Names: what people write differently, and whether two of them may be one person's."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_LETTERS_OF_THEIR_OWN = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ħ": "h", "ı": "i"}
)
_NOT_A_LETTER_OR_DIGIT = re.compile(r"[\W_]+")


@lru_cache(maxsize=10_000)
def normalise_name(text: str) -> str:
    """A name without what people write differently: case, accents, punctuation and spaces.

    In SQL the same is ``regexp_replace(lower(unaccent(name)), '[\\W_]+', '', 'g')``.
    """
    # Taken apart first: a letter that is only drawn otherwise may come apart into a capital.
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS_OF_THEIR_OWN)
    decomposed = unicodedata.normalize("NFKD", folded)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _NOT_A_LETTER_OR_DIGIT.sub("", plain)


def names_equal(one: str, other: str) -> bool:
    """Whether two names are one name, written differently at most. Of a name without letters its signs count."""
    first, second = normalise_name(one), normalise_name(other)
    return first == second if first or second else one.strip() == other.strip() != ""


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


def names_alike(one: str, other: str) -> bool:
    """Whether they are one name, or similar."""
    return names_equal(one, other) or names_similar(one, other)


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
    if names_equal(given, held_given) and any(names_equal(family, name) for name in held[1:]):
        return NameComparison("match", ())
    given_alike = [names_alike(given, name) for name in held]
    family_alike = [names_alike(family, name) for name in held]
    flags = tuple(
        f"VRF{number}"
        for number, (alike, name) in enumerate(
            zip(given_alike + family_alike, held * 2, strict=True), start=1
        )
        if name and not alike
    )
    similar = any(given_alike) and any(family_alike)
    return NameComparison("similar" if similar else "different", flags)
