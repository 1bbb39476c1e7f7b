"""What spreadsheets do to values on their way to CSV, undone where it can be, and said.

A repair turns the text of a cell into the text that the record should have had. What it is not sure of it
leaves alone, for the row rules to judge.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from testamur.batches.findings import Finding
from testamur.plumbing.dates import Guess, guess_date, read_date
from testamur.qualifications.rules import ReferenceKind, read_reference

Repaired = tuple[str, Finding | None]
Repair = Callable[[str], Repaired]

_DECIMALS = re.compile(r"([0-9]{1,12})\.0+", re.ASCII)
_LOST_ZEROS = re.compile(r"[0-9]{1,6}[0-9X]", re.ASCII)
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec"
_LIKE_A_DATE = re.compile(rf"[0-9]{{1,2}}-(?:{_MONTHS})|(?:{_MONTHS})-[0-9]{{2}}", re.ASCII | re.IGNORECASE)


def repairs(*, day_first_is_said: bool) -> dict[str, Repair]:
    """The repairs, by the field's schema name. Fields that spreadsheets leave alone have none."""
    return {
        "AchievementAwardDate": _date("AchievementAwardDate", day_first_is_said),
        "ActionDate": _date("ActionDate", day_first_is_said),
        "DateofBirth": _date("DateofBirth", day_first_is_said),
        "Action": _whole_number("Action"),
        "Gender": _whole_number("Gender"),
        "ProviderUkprn": _whole_number("ProviderUkprn"),
        "Uln": _whole_number("Uln"),
        "Grade": _grade,
        "UnitOrQualificationReferenceNumber": _reference,
    }


def _date(name: str, day_first_is_said: bool) -> Repair:
    """Year first is plain; day first and a spreadsheet's day number are read, and said."""

    def repair(text: str) -> Repaired:
        if not text or read_date(text):
            return text, None
        guessed = guess_date(text)
        if guessed is None:
            return text, None
        day = guessed.day.isoformat()
        match guessed.how:
            case Guess.YEAR_FIRST:
                return day, None
            case Guess.DAY_FIRST:
                return day, Finding("R01.day_first", name, text, {"read": day}) if day_first_is_said else None
            case Guess.SERIAL:
                return day, Finding("R01.serial", name, text, {"read": day})

    return repair


def _whole_number(name: str) -> Repair:
    def repair(text: str) -> Repaired:
        if match := _DECIMALS.fullmatch(text):
            return match[1], Finding("R02.decimals", name, text, {"read": match[1]})
        return text, None

    return repair


def _reference(text: str) -> Repaired:
    """A qualification number without slashes is a number to a spreadsheet, which drops leading zeros.

    Taken back only when the check character then fits.
    """
    name = "UnitOrQualificationReferenceNumber"
    if match := _DECIMALS.fullmatch(text):
        return match[1], Finding("R02.decimals", name, text, {"read": match[1]})
    if _LOST_ZEROS.fullmatch(text):
        found = read_reference(text.zfill(8))
        if found and found.kind is ReferenceKind.QUALIFICATION and found.check_ok:
            return found.canonical, Finding("R03.leading_zeros", name, text, {"read": found.canonical})
    return text, None


def _grade(text: str) -> Repaired:
    return text, Finding("R04.grade_as_date", "Grade", text) if _LIKE_A_DATE.fullmatch(text) else None
