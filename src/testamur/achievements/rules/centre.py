"""What one record of a centre's data return must satisfy, and whether it makes a record of an achievement.

The fields are those of the individualised learner record (ILR) by name; what is asked of them is our own reading.
The readers are those of an achievement batch, so that a ULN or a date is judged alike everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from testamur.achievements.findings import REJECTING
from testamur.achievements.rules import readers
from testamur.achievements.rules.options import RowOptions
from testamur.achievements.rules.readers import Read, Reader, mandatory, optional
from testamur.achievements.rules.records import Judged
from testamur.batches.findings import Finding
from testamur.plumbing.dates import read_date

FIELDS: tuple[str, ...] = (
    "LearnRefNumber",
    "ULN",
    "FamilyName",
    "GivenNames",
    "DateOfBirth",
    "Sex",
    "LearnAimRef",
    "LearnStartDate",
    "LearnActEndDate",
    "CompStatus",
    "Outcome",
    "OutGrade",
    "AchDate",
)
MANDATORY = frozenset(
    {"LearnRefNumber", "ULN", "FamilyName", "GivenNames", "LearnAimRef", "CompStatus", "Outcome"}
)

SEXES: Mapping[str, int] = {"M": 1, "F": 2}
COMPLETIONS: Mapping[str, str] = {
    "1": "continuing",
    "2": "completed",
    "3": "withdrawn",
    "6": "on a temporary break",
}
OUTCOMES: Mapping[str, str] = {
    "1": "achieved",
    "2": "partly achieved",
    "3": "not achieved",
    "8": "completed, outcome not known yet",
}
_CLASS_CODE = re.compile(r"[ZC][0-9]{7}", re.ASCII | re.IGNORECASE)
_NAME_LONGEST, _REFERENCE_LONGEST = 100, 12


@dataclass(frozen=True, slots=True)
class CentreOptions:
    """``rows`` are the settings of achievement batches: today, the earliest award date, the longest grade."""

    rows: RowOptions
    sexes: Mapping[str, int] = field(default_factory=lambda: SEXES)
    completions: Mapping[str, str] = field(default_factory=lambda: COMPLETIONS)
    outcomes: Mapping[str, str] = field(default_factory=lambda: OUTCOMES)
    achieved: str = "1"
    completed: str = "2"


class CentreJudge:
    """Judges the records of one file, one after another."""

    def __init__(self, options: CentreOptions) -> None:
        self._options = options
        self._readers = _readers(options)
        self._first: dict[str, int] = {}

    def judge(self, texts: Mapping[str, str | None], number: int) -> Judged:
        """Judge the record; ``texts`` are its fields by name. One that makes no record says so and is let through."""
        findings: list[Finding] = []
        read: dict[str, Any] = {}
        for name, reader in self._readers.items():
            read[name], said = reader(texts.get(name))
            findings += said
        skipped = self._skipped(read, texts)
        if skipped is None:
            findings += self._about_achievement(read, texts)
        rejected = any(finding.key in REJECTING for finding in findings)
        if not rejected and skipped is None:
            findings += self._doubled(read, number)
            rejected = any(finding.key in REJECTING for finding in findings)
        if not rejected and skipped is not None:
            findings.append(skipped)
        return Judged(_payload(read, skip=skipped is not None), findings, rejected)

    def _skipped(self, read: Mapping[str, Any], texts: Mapping[str, str | None]) -> Finding | None:
        """Why this makes no record, if it makes none."""
        outcome = read["Outcome"]
        if outcome is not None and outcome != self._options.achieved:
            return Finding(
                "I06.not_achieved", "Outcome", outcome, {"meaning": self._options.outcomes[outcome]}
            )
        aim = (texts.get("LearnAimRef") or "").strip()
        if _CLASS_CODE.fullmatch(aim):
            return Finding("I06.class_code", "LearnAimRef", aim)
        if not (texts.get("AchDate") or "").strip():
            return Finding("I06.no_date", "AchDate")
        return None

    def _about_achievement(self, read: dict[str, Any], texts: Mapping[str, str | None]) -> list[Finding]:
        """What only a record of an achievement has to satisfy: its aim is a reference number, it has an award date."""
        (read["reference"], _kind), of_aim = readers.reference(texts.get("LearnAimRef"))
        read["AchDate"], of_date = mandatory("AchDate", readers.award_date(self._options.rows))(
            texts.get("AchDate")
        )
        findings = [replace(said, field="LearnAimRef") for said in of_aim if said.key != "F01.missing"]
        findings += [replace(said, field="AchDate") for said in of_date]
        completion = read["CompStatus"]
        if completion is not None and completion != self._options.completed:
            findings.append(Finding("I07.not_completed", "CompStatus", completion))
        start, end = read["LearnStartDate"], read["LearnActEndDate"]
        if start and end and end < start:
            findings.append(Finding("I05.ends_before", "LearnActEndDate", end, {"start": start}))
        return findings

    def _doubled(self, read: Mapping[str, Any], number: int) -> list[Finding]:
        same = f"{read['ULN']} {read['reference']} {read['AchDate']}"
        first = self._first.setdefault(same, number)
        if first == number:
            return []
        return [Finding("B07.duplicate", "LearnAimRef", read["reference"], {"first": first})]


def _payload(read: Mapping[str, Any], *, skip: bool) -> dict[str, Any]:
    return {
        "mis_identifier": read["LearnRefNumber"],
        "uln": read["ULN"],
        "family_name": read["FamilyName"],
        "given_name": read["GivenNames"],
        "date_of_birth": read["DateOfBirth"],
        "gender": read["Sex"],
        "reference": read.get("reference"),
        "participation_start": read["LearnStartDate"],
        "participation_end": read["LearnActEndDate"],
        "grade": read["OutGrade"],
        "award_date": None if skip else read["AchDate"],
        "skip": skip or None,
    }


def _readers(options: CentreOptions) -> dict[str, Reader]:
    rows = options.rows
    checks: dict[str, Callable[[str], Read]] = {
        "LearnRefNumber": _text("LearnRefNumber", _REFERENCE_LONGEST),
        "ULN": readers.uln,
        "FamilyName": _text("FamilyName", _NAME_LONGEST),
        "GivenNames": _text("GivenNames", _NAME_LONGEST),
        "DateOfBirth": readers.date_of_birth(rows),
        "Sex": _code("Sex", options.sexes),
        "LearnAimRef": lambda value: (value, ()),
        "LearnStartDate": _date("LearnStartDate"),
        "LearnActEndDate": _date("LearnActEndDate"),
        "CompStatus": _code("CompStatus", {code: code for code in options.completions}),
        "Outcome": _code("Outcome", {code: code for code in options.outcomes}),
        "OutGrade": _text("OutGrade", rows.grade_longest),
        "AchDate": lambda value: (value, ()),
    }
    return {name: _named(name, checks[name]) for name in FIELDS}


def _named(name: str, check: Callable[[str], Read]) -> Reader:
    """What the reader says is said of the field as the file calls it."""
    read = mandatory(name, check) if name in MANDATORY else optional(check)

    def named(raw: str | None) -> Read:
        value, findings = read(raw)
        return value, [replace(finding, field=name) for finding in findings]

    return named


def _text(name: str, longest: int) -> Callable[[str], Read]:
    return readers.text(name, longest, "I03.too_long")


def _code(name: str, known: Mapping[str, Any]) -> Callable[[str], Read]:
    def check(value: str) -> Read:
        found = known.get(value.upper())
        if found is None:
            return None, [Finding("I04.code", name, value, {"expected": ", ".join(known)})]
        return found, ()

    return check


def _date(name: str) -> Callable[[str], Read]:
    def check(value: str) -> Read:
        day: date | None = read_date(value)
        return (None, [Finding("I05.date", name, value)]) if day is None else (day.isoformat(), ())

    return check
