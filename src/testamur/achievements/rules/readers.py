"""One reader for each field: a text in, a typed value and findings out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from testamur.achievements.rules.dates import read_date
from testamur.achievements.rules.options import RowOptions
from testamur.batches.findings import Finding, Severity
from testamur.learners.rules import (
    GENDERS,
    ULN_UNKNOWN,
    postcode_is_acceptable,
    uln_has_its_shape,
    uln_is_valid,
)
from testamur.organisations.rules import ukprn_is_acceptable, ukprn_is_usual
from testamur.qualifications.rules import read_reference

Read = tuple[Any, Sequence[Finding]]
Reader = Callable[[str | None], Read]
Check = Callable[[str], Read]

_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]{1,2}", re.ASCII | re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_FIRST_BIRTHDAY = date(1800, 1, 1)

NO_REFERENCE = (None, None)


def readers(options: RowOptions) -> dict[str, Reader]:
    """The reader of every field, by its schema name, in the order of the schema."""
    return {
        "AchievementAwardDate": mandatory("AchievementAwardDate", award_date(options)),
        "Action": mandatory("Action", action(options)),
        "ActionDate": mandatory("ActionDate", action_date(options)),
        "ActionReason": optional(text("ActionReason", options.action_reason_longest, "F04.reason_length")),
        "DateofBirth": optional(date_of_birth(options)),
        "FamilyName": mandatory("FamilyName", text("FamilyName", options.name_longest, "F05.name_length")),
        "Gender": optional(gender),
        "GivenName": mandatory("GivenName", text("GivenName", options.name_longest, "F05.name_length")),
        "Grade": optional(text("Grade", options.grade_longest, "F05.grade_length")),
        "LanguageForAssessment": optional(language(options)),
        "LearnerPostcode": optional(postcode),
        "MisIdentifier": optional(text("MisIdentifier", options.mis_identifier_longest, "F05.mis_length")),
        "ProviderUkprn": optional(ukprn),
        "Uln": mandatory("Uln", uln),
        "UnitOrQualificationReferenceNumber": reference,
    }


def mandatory(name: str, check: Check) -> Reader:
    """F01 when there is nothing but space, else what ``check`` says of the text without surrounding space."""

    def read(raw: str | None) -> Read:
        value = raw.strip() if raw else ""
        return check(value) if value else (None, [Finding("F01.missing", name)])

    return read


def optional(check: Check) -> Reader:
    def read(raw: str | None) -> Read:
        value = raw.strip() if raw else ""
        return check(value) if value else (None, ())

    return read


def text(name: str, longest: int, too_long: str) -> Check:
    """Free text of bounded length that can be printed."""

    def check(value: str) -> Read:
        if len(value) <= longest and value.isprintable():
            return value, ()
        findings = []
        if len(value) > longest:
            findings.append(Finding(too_long, name, value, {"length": len(value), "longest": longest}))
        if _UNPRINTABLE.search(value):
            findings.append(Finding("F05.control_character", name, _UNPRINTABLE.sub("\ufffd", value)))
        return (None if findings else value), findings

    return check


def award_date(options: RowOptions) -> Check:
    def check(value: str) -> Read:
        day = read_date(value)
        if day is None:
            return None, [Finding("F03.not_a_date", "AchievementAwardDate", value)]
        if day < options.award_date_floor:
            floor = {"floor": options.award_date_floor.isoformat()}
            return None, [Finding("F03.too_early", "AchievementAwardDate", day.isoformat(), floor)]
        if day > options.today:
            return None, [Finding("F03.future", "AchievementAwardDate", day.isoformat())]
        return day.isoformat(), ()

    return check


def action_date(options: RowOptions) -> Check:
    def check(value: str) -> Read:
        day = read_date(value)
        if day is None:
            return None, [Finding("F04.not_a_date", "ActionDate", value)]
        if day > options.today:
            return None, [Finding("F04.future", "ActionDate", day.isoformat())]
        return day.isoformat(), ()

    return check


def date_of_birth(options: RowOptions) -> Check:
    def check(value: str) -> Read:
        day = read_date(value)
        if day is None:
            return None, [Finding("F05.date_of_birth", "DateofBirth", value)]
        if not _FIRST_BIRTHDAY <= day <= options.today:
            return None, [Finding("F05.date_of_birth_range", "DateofBirth", day.isoformat())]
        return day.isoformat(), ()

    return check


def action(options: RowOptions) -> Check:
    def check(value: str) -> Read:
        known = options.actions.get(value.lower())
        if known is None:
            return None, [Finding("F04.action", "Action", value, {"expected": _listed(options.actions)})]
        return known, ()

    return check


def language(options: RowOptions) -> Check:
    def check(value: str) -> Read:
        known = options.languages.get(value.lower())
        if known is not None:
            return known, ()
        expected = {"expected": _listed(options.languages)}
        if options.unknown_language_is is Severity.WARNING and len(value) <= 35:
            return value, [Finding("F08.language_kept", "LanguageForAssessment", value, expected)]
        return None, [Finding("F08.language", "LanguageForAssessment", value, expected)]

    return check


def gender(value: str) -> Read:
    if value.isdecimal() and value.isascii() and int(value[:4]) in GENDERS and len(value) <= 4:
        return int(value), ()
    return None, [Finding("F05.gender", "Gender", value)]


def postcode(value: str) -> Read:
    if postcode_is_acceptable(value):
        return value.upper(), ()
    return None, [Finding("F05.postcode", "LearnerPostcode", value)]


def ukprn(value: str) -> Read:
    if not ukprn_is_acceptable(value):
        return None, [Finding("F07.shape", "ProviderUkprn", value)]
    if not ukprn_is_usual(value):
        return value.upper(), [Finding("F07.unusual", "ProviderUkprn", value)]
    return value, ()


def uln(value: str) -> Read:
    if uln_is_valid(value):
        return value, ()
    if value == ULN_UNKNOWN:
        return None, [Finding("F02.unknown", "Uln", value)]
    if uln_has_its_shape(value):
        return None, [Finding("F02.check_digit", "Uln", value)]
    shortened = _SCIENTIFIC.fullmatch(value) is not None
    return None, [Finding("F02.scientific" if shortened else "F02.shape", "Uln", value)]


def reference(raw: str | None) -> Read:
    """The canonical reference and its kind, or two Nones."""
    name = "UnitOrQualificationReferenceNumber"
    value = raw.strip() if raw else ""
    if not value:
        return NO_REFERENCE, [Finding("F01.missing", name)]
    found = read_reference(value)
    if found is None:
        return NO_REFERENCE, [Finding("F06.shape", name, value)]
    findings = []
    if not found.check_ok:
        findings.append(Finding("F06.check_character", name, found.canonical, {"expected": found.expected}))
    return (found.canonical, str(found.kind)), findings


def read_uln(raw: str) -> Read:
    """A ULN that a person enters by itself, written as it may be in groups of figures."""
    return mandatory("Uln", uln)("".join(raw.split()))


def read_action_reason(raw: str, longest: int = 255) -> Read:
    """Why something is done, if anything is said of it."""
    return optional(text("ActionReason", longest, "F04.reason_length"))(" ".join(raw.split()))


def _listed(choices: Mapping[str, str]) -> str:
    """What a person may write: "1 (create), 2 (update)" for numbers, else the words themselves."""
    numbers = [f"{key} ({meaning})" for key, meaning in choices.items() if key.isdigit()]
    return ", ".join(numbers or dict.fromkeys(choices.values()))
