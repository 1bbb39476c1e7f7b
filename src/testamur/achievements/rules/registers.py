"""What can be said of an achievement beside registers that stand in files: rules of L and B, record by record.

The server says the same of whole batches in SQL (``actions/judge``); a test holds the two together. What needs more
than these registers is not said here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from testamur.batches.findings import Finding
from testamur.learners.rules import compare_names

_REFERENCE = "UnitOrQualificationReferenceNumber"
_KNOWN_GENDERS = (1, 2)
_KEYS_OF_NAMES = {"similar": "L02.name_similar"}

_LOOKED_AT = {
    "qualification": "the register of qualifications",
    "unit": "the register of units",
}
_NEVER = (
    "what is on the record already",
    "whether providers are known",
    "merged and deleted ULNs, and previous family names",
)


@dataclass(frozen=True, slots=True)
class Awardable:
    """One entry of the register of qualifications and units. Dates are ISO texts; grades are in capitals."""

    framework: str
    owner_number: str
    owner_name: str
    shared: bool
    grades: tuple[str, ...]
    starts_on: str | None
    awarded_until: str | None

    def is_of(self, number: str | None) -> bool:
        return number is None or self.shared or self.owner_number == number

    def is_offered_on(self, day: str) -> bool:
        return (not self.starts_on or self.starts_on <= day) and (
            not self.awarded_until or day <= self.awarded_until
        )


@dataclass(frozen=True, slots=True)
class Registered:
    """A learner as the register has them."""

    given_name: str
    family_name: str
    date_of_birth: str | None
    gender: int | None


@dataclass(slots=True)
class Registers:
    """What is there to look at. An empty register is none; ``number`` is that of the organisation, if it is known."""

    entries: dict[str, list[Awardable]] = field(default_factory=dict)
    learners: dict[str, Registered] = field(default_factory=dict)
    kinds: set[str] = field(
        default_factory=set
    )  # of references that the register has: "qualification", "unit"
    number: str | None = None

    def judge(self, payload: Mapping[str, Any], job_type: str) -> list[Finding]:
        """What is wrong with a record that nothing in its own file speaks against."""
        found = list(self._of_learner(payload)) if self.learners else []
        if payload["reference_kind"] in self.kinds:
            found += self._of_entries(payload, self.entries.get(payload["reference"], ()), job_type)
        return found

    def not_looked_at(self) -> list[str]:
        """What the server looks at besides."""
        missing = [words for kind, words in _LOOKED_AT.items() if kind not in self.kinds]
        if not self.learners:
            missing.append("the register of learners")
        if self.kinds and self.number is None:
            missing.append("whose the qualifications are (--organisation says for whom)")
        return [*missing, *_NEVER]

    def _of_learner(self, payload: Mapping[str, Any]) -> Iterator[Finding]:
        held = self.learners.get(payload["uln"])
        if held is None:
            yield Finding("L01.unknown_uln", "Uln", payload["uln"])
            return
        born, gender = payload["date_of_birth"], payload["gender"]
        if born and held.date_of_birth and born != held.date_of_birth:
            yield Finding("L02.date_of_birth", "DateofBirth", born)
        if gender in _KNOWN_GENDERS and held.gender in _KNOWN_GENDERS and gender != held.gender:
            yield Finding("L02.gender", "Gender", str(gender))
        given, family = payload["given_name"], payload["family_name"]
        compared = compare_names(
            given, family, held_given=held.given_name, held_family=held.family_name, held_previous=""
        )
        if compared.verdict != "match":
            key = _KEYS_OF_NAMES.get(compared.verdict, "L02.name_mismatch")
            yield Finding(key, "FamilyName", f"{given} {family}", {"flags": ", ".join(compared.flags)})

    def _of_entries(
        self, payload: Mapping[str, Any], entries: Sequence[Awardable], job_type: str
    ) -> Iterator[Finding]:
        reference, action, grade = payload["reference"], payload["action"], payload["grade"]
        if not entries:
            yield Finding("B01.unknown_reference", _REFERENCE, reference)
            return
        own = [each for each in entries if each.is_of(self.number)]
        if not own:
            owner = min(each.owner_name for each in entries) or "another organisation"
            yield Finding("B01.not_owner", _REFERENCE, reference, {"owner": owner})
        elif action != "withdraw" and not any(each.is_offered_on(payload["award_date"]) for each in own):
            yield Finding("B01.not_offered", "AchievementAwardDate", reference)
        is_qcf = all(each.framework == "QCF" for each in entries)
        if is_qcf and payload["reference_kind"] == "qualification" and job_type == "provisional":
            yield Finding("B05.treated_as_final", _REFERENCE, reference)
        on_scale = any(not each.grades or (grade or "").upper() in each.grades for each in entries)
        if grade and own and action != "withdraw" and not on_scale:
            scale = min(", ".join(each.grades) for each in entries)
            yield Finding("B08.grade_scale", "Grade", grade, {"scale": scale})
