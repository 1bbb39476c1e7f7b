"""Finding a learner by demographics: whom may somebody mean who knows no ULN? (lrs.md 2.2, 3.2)

The LRS publishes the codes and not the comparison, so that is ours: the date of birth must be right, genders must not
contradict each other, and the names must be equal or similar. It is an exact match if the names are equal and the
postcode is the one that is held, or none is held. ``docs/verification.md`` says the same to people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from testamur.learners.rules.names import compare_names

MOST_TOLD = 10
"""More possible matches than this are too many to be told."""


class Answer(StrEnum):
    """What a search gave."""

    NO_MATCH = "WSRC0001"
    TOO_MANY = "WSRC0002"
    POSSIBLE = "WSRC0003"
    EXACT = "WSRC0004"
    MASTER_SUBSTITUTED = "WSRC0022"


class Likeness(StrEnum):
    EXACT = "exact"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Demographics:
    """What somebody knows of a learner. All of it is needed; a postcode that nobody knows is ``ZZ99 9ZZ``."""

    given_name: str
    family_name: str
    date_of_birth: date
    gender: int
    postcode: str
    previous_family_name: str = ""


@dataclass(frozen=True, slots=True)
class HeldDemographics:
    """The same of a learner who is on the register."""

    given_name: str
    family_name: str
    previous_family_name: str
    date_of_birth: date
    gender: int
    postcode: str


_SAYS_SOMETHING = {1, 2}


def likeness(said: Demographics, held: HeldDemographics) -> Likeness | None:
    """Whether this learner is the one who is meant, may be, or is another."""
    genders = {said.gender, held.gender}
    if said.date_of_birth != held.date_of_birth or genders == _SAYS_SOMETHING:
        return None
    verdicts = {
        compare_names(
            said.given_name,
            family_name,
            held_given=held.given_name,
            held_family=held.family_name,
            held_previous=held.previous_family_name,
        ).verdict
        for family_name in {said.family_name, said.previous_family_name or said.family_name}
    }
    if verdicts == {"different"}:
        return None
    same_place = not held.postcode or _plain(said.postcode) == _plain(held.postcode)
    return Likeness.EXACT if "match" in verdicts and same_place else Likeness.POSSIBLE


def _plain(postcode: str) -> str:
    return "".join(postcode.split()).upper()


def demographics_of(payload: Mapping[str, Any]) -> Demographics:
    """From what the checks of a verify batch made of a record, and a postcode."""
    return Demographics(
        payload["given_name"],
        payload["family_name"],
        date.fromisoformat(payload["date_of_birth"]),
        payload["gender"],
        payload["postcode"],
        payload.get("previous_family_name") or "",
    )
