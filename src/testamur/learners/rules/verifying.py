"""Verifying a learner: do the particulars that somebody has belong to the learner whom the register holds?

The codes and flags are those of the LRS (lrs.md 2.3). What it does not publish, and we decided, is in
``docs/verification.md``: how similar names may be, how a date of birth or a gender that nobody gave is taken, and with
which of two merged records a claim is compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from testamur.learners.rules.names import compare_names, names_alike, names_equal, names_similar
from testamur.plumbing.translatable import Translatable


class Code(StrEnum):
    """What verifying a claim gave."""

    MATCH = "WSVRC001"
    LINKED_MATCH = "WSVRC002"
    SIMILAR = "WSVRC003"
    LINKED_SIMILAR = "WSVRC004"
    NO_MATCH = "WSVRC005"
    NOT_FOUND = "WSVRC006"


ANSWER_KEYS: dict[Code, str] = {
    Code.LINKED_MATCH: "V20.linked_match",
    Code.SIMILAR: "V20.similar",
    Code.LINKED_SIMILAR: "V20.linked_similar",
    Code.NO_MATCH: "V20.no_match",
    Code.NOT_FOUND: "V20.not_found",
}
"""The key of the finding that says an answer. A plain match is no finding."""


class Flag(StrEnum):
    """A comparison that failed. The names are compared across: each that was given with each that is held."""

    GIVEN_WITH_GIVEN = "VRF1"
    GIVEN_WITH_FAMILY = "VRF2"
    GIVEN_WITH_PREVIOUS = "VRF3"
    FAMILY_WITH_GIVEN = "VRF4"
    FAMILY_WITH_FAMILY = "VRF5"
    FAMILY_WITH_PREVIOUS = "VRF6"
    DATE_OF_BIRTH = "VRF7"
    GENDER = "VRF8"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a person reads of a code: a few words, and a sentence."""

    label: Translatable
    sentence: Translatable


MEANINGS: dict[Code, Meaning] = {
    Code.MATCH: Meaning("Match", "Everything you entered matches the learner who has this ULN."),
    Code.LINKED_MATCH: Meaning(
        "Match, merged ULN",
        "Everything you entered matches the learner, but this ULN has been merged into "
        "another. Use the other ULN from now on.",
    ),
    Code.SIMILAR: Meaning(
        "Similar",
        "The learner who has this ULN is probably the one you mean, but the names are not quite the same.",
    ),
    Code.LINKED_SIMILAR: Meaning(
        "Similar, merged ULN",
        "The learner is probably the one you mean, but the names are not quite the same, and "
        "this ULN has been merged into another. Use the other ULN from now on.",
    ),
    Code.NO_MATCH: Meaning(
        "Does not match", "The ULN exists, but what you entered does not match the learner who has it."
    ),
    Code.NOT_FOUND: Meaning("ULN not found", "No learner has this ULN."),
}


class Disclosure(StrEnum):
    """For which answers it is disclosed what the register holds. Of a learner who does not match, never."""

    SIMILAR = "similar"
    EXACT = "exact"
    NOTHING = "nothing"

    def allows(self, code: str) -> bool:
        return code in _DISCLOSED[self]


_EXACT = frozenset({Code.MATCH, Code.LINKED_MATCH})
MATCHING = _EXACT | {Code.SIMILAR, Code.LINKED_SIMILAR}
"""The answers that say that the claim belongs to the learner, or probably does."""

_DISCLOSED: dict[Disclosure, frozenset[Code]] = {
    Disclosure.SIMILAR: MATCHING,
    Disclosure.EXACT: _EXACT,
    Disclosure.NOTHING: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says of a learner. ``None`` is what they do not say, and is not compared."""

    uln: str
    given_name: str
    family_name: str
    date_of_birth: date | None = None
    gender: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What the register holds under one ULN; ``master`` is what it holds under the ULN into which this one merged."""

    given_name: str
    family_name: str
    previous_family_name: str
    date_of_birth: date
    gender: int
    master: Held | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The code, and the comparisons that failed. Flags stand only beside a similar match and beside none."""

    code: Code
    flags: tuple[Flag, ...] = ()


_MAY_BE_COMPARED = {1, 2}


def verify(claim: Claim, held: Held | None) -> Verdict:
    """Compare a claim with the learner held under its ULN.

    A merged learner has two records, and the better of the two answers counts: both are of this person, and who
    holds the older number often holds the older name with it.
    """
    if held is None:
        return Verdict(Code.NOT_FOUND)
    _nearest, verdict = _compare_with_nearest(claim, held)
    if held.master is None:
        return verdict
    return Verdict(_LINKED.get(verdict.code, verdict.code), verdict.flags)


def _compare_with_nearest(claim: Claim, held: Held) -> tuple[Held, Verdict]:
    """The record of the person, the master's first, that fits the claim best, and how it fits."""
    records = [held] if held.master is None else [held.master, held]
    compared = [(record, _compare(claim, record)) for record in records]
    return min(compared, key=lambda each: (each[1].code, len(each[1].flags)))


_LINKED = {Code.MATCH: Code.LINKED_MATCH, Code.SIMILAR: Code.LINKED_SIMILAR}


def _compare(claim: Claim, held: Held) -> Verdict:
    names = compare_names(
        claim.given_name,
        claim.family_name,
        held_given=held.given_name,
        held_family=held.family_name,
        held_previous=held.previous_family_name,
    )
    others = _other_flags(claim, held)
    if names.verdict == "different" or others:
        return Verdict(Code.NO_MATCH, (*(Flag(flag) for flag in names.flags), *others))
    if names.verdict == "similar":
        return Verdict(Code.SIMILAR, tuple(Flag(flag) for flag in names.flags))
    return Verdict(Code.MATCH)


def _other_flags(claim: Claim, held: Held) -> tuple[Flag, ...]:
    """Date of birth and gender. "Not known" and "not specified" say nothing, on either side."""
    flags = []
    if claim.date_of_birth is not None and claim.date_of_birth != held.date_of_birth:
        flags.append(Flag.DATE_OF_BIRTH)
    if claim.gender != held.gender and {claim.gender, held.gender} <= _MAY_BE_COMPARED:
        flags.append(Flag.GENDER)
    return tuple(flags)


class How(StrEnum):
    """How one part of a claim compares with what is held."""

    SAME = "same"
    SIMILAR = "similar"
    OTHER_NAME = "other_name"
    DIFFERENT = "different"
    NOT_COMPARED = "not_compared"


def parts(claim: Claim, held: Held) -> dict[str, How]:
    """Part by part how the claim compares, for a person: the flags tell of pairs of names, which nobody thinks in."""
    held, verdict = _compare_with_nearest(claim, held)
    previous = held.previous_family_name
    given = _how_name(claim.given_name, held.given_name, (held.family_name, previous))
    family = _how_name(claim.family_name, held.family_name, (previous, held.given_name))
    if given is not How.DIFFERENT and previous and names_equal(claim.family_name, previous):
        family = How.SAME
    gender_says = {claim.gender, held.gender} <= _MAY_BE_COMPARED
    return {
        "given_name": given,
        "family_name": family,
        "date_of_birth": _how(claim.date_of_birth is not None, Flag.DATE_OF_BIRTH in verdict.flags),
        "gender": _how(gender_says, Flag.GENDER in verdict.flags),
    }


def _how_name(name: str, own: str, others: tuple[str, ...]) -> How:
    if names_equal(name, own):
        return How.SAME
    if names_similar(name, own):
        return How.SIMILAR
    return How.OTHER_NAME if any(other and names_alike(name, other) for other in others) else How.DIFFERENT


def _how(compared: bool, differs: bool) -> How:
    if not compared:
        return How.NOT_COMPARED
    return How.DIFFERENT if differs else How.SAME


def claim_of(payload: Mapping[str, Any]) -> Claim:
    """The claim that a record of a verify batch makes, by the keys of its layout."""
    born = payload.get("date_of_birth")
    return Claim(
        payload["uln"],
        payload["given_name"],
        payload["family_name"],
        date.fromisoformat(born) if born else None,
        payload.get("gender"),
    )
