"""One record of a verify batch, or what one person filled in: six texts in, a claim and findings out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from testamur.batches.findings import Finding
from testamur.learners.findings import REJECTING
from testamur.learners.rules.identifiers import GENDERS, ULN_UNKNOWN, uln_has_its_shape, uln_is_valid
from testamur.learners.rules.verifying import Claim
from testamur.plumbing.dates import Guess, guess_date, read_date

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_FIRST_BIRTHDAY = date(1800, 1, 1)


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its element in the schema, its name in a payload, what people call it, whether it must be there."""

    name: str
    key: str
    label: str
    mandatory: bool
    longest: int | None = None


# In the order of the schema (lrs.md 3.4); lengths from its older, stricter form (lrs.md 4.5).
FIELDS: tuple[Field, ...] = (
    Field("MISIdentifier", "mis_identifier", "MIS identifier", False, 128),
    Field("ULN", "uln", "ULN", True),
    Field("FamilyName", "family_name", "Family name", True, 35),
    Field("GivenName", "given_name", "Given name", True, 35),
    Field("DateOfBirth", "date_of_birth", "Date of birth", False),
    Field("Gender", "gender", "Gender", False),
)
FIELD_OF_NAME: dict[str, Field] = {field.name: field for field in FIELDS}

Texts = Mapping[str, str | None]
"""What came in, by the field's element."""


Reader = Callable[[str, list[Finding]], Any]
"""From a text that is not empty to its value; what is wrong is added to the findings."""

_REMEMBERED = 5000


class JudgedLine(NamedTuple):
    """Typed values as JSON has them (None: absent or wrong), every finding, and whether one of them rejects."""

    payload: dict[str, Any]
    findings: list[Finding]
    rejected: bool


def claim_of(payload: Mapping[str, Any]) -> Claim:
    born = payload.get("date_of_birth")
    return Claim(
        payload["uln"],
        payload["given_name"],
        payload["family_name"],
        date.fromisoformat(born) if born else None,
        payload.get("gender"),
    )


class LineJudge:
    """Judges the lines of one file, one after another. Not to be shared between threads.

    ``guess_dates``: dates as spreadsheets write them are read too, and it is said how. What was read without a
    finding is remembered, because a file repeats names and dates.
    """

    def __init__(self, *, today: date, guess_dates: bool = False) -> None:
        def born(value: str, findings: list[Finding]) -> str | None:
            return _date(value, findings, today, guess_dates)

        readers: dict[str, Reader] = {"uln": _uln, "gender": _gender, "date_of_birth": born}
        self._findings: list[Finding] = []
        self._fields = [
            (field.key, _Remembered(field, readers.get(field.key) or _text(field), self._findings))
            for field in FIELDS
        ]

    def judge(self, texts: Sequence[str | None]) -> JudgedLine:
        """Read one record; ``texts`` are its fields in the order of :data:`FIELDS`."""
        payload = {key: known[text] for (key, known), text in zip(self._fields, texts, strict=True)}
        if not self._findings:
            return JudgedLine(payload, [], False)
        findings = self._findings.copy()
        self._findings.clear()
        return JudgedLine(payload, findings, any(finding.key in REJECTING for finding in findings))


class _Remembered(dict[str | None, Any]):
    """The values of a field's texts. What is wrong is read afresh each time, so that each occurrence is reported."""

    def __init__(self, field: Field, reader: Reader, findings: list[Finding]) -> None:
        super().__init__()
        self._field, self._reader, self._findings = field, reader, findings

    def __missing__(self, text: str | None) -> Any:
        before, value = len(self._findings), (text or "").strip()
        read = self._reader(value, self._findings) if value else None
        if not value and self._field.mandatory:
            self._findings.append(Finding("V10.missing", self._field.name))
        if len(self._findings) == before and len(self) < _REMEMBERED:
            self[text] = read
        return read


def judge_line(texts: Texts, *, today: date) -> JudgedLine:
    """Read what one person filled in."""
    return LineJudge(today=today).judge([texts.get(field.name) for field in FIELDS])


def _text(field: Field) -> Reader:
    longest = field.longest or 0

    def read(value: str, findings: list[Finding]) -> str | None:
        if len(value) <= longest and value.isprintable():
            return value
        before = len(findings)
        if len(value) > longest:
            said = {"length": len(value), "longest": longest}
            findings.append(Finding("V12.too_long", field.name, value, said))
        if _UNPRINTABLE.search(value):
            findings.append(Finding("V12.control_character", field.name, _UNPRINTABLE.sub("\ufffd", value)))
        return value if len(findings) == before else None

    return read


def _uln(value: str, findings: list[Finding]) -> str | None:
    if uln_is_valid(value):
        return value
    shaped = "V11.check_digit" if uln_has_its_shape(value) else "V11.shape"
    findings.append(Finding("V11.unknown" if value == ULN_UNKNOWN else shaped, "ULN", value))
    return None


def _gender(value: str, findings: list[Finding]) -> int | None:
    if value.isascii() and value.isdecimal() and len(value) == 1 and int(value) in GENDERS:
        return int(value)
    findings.append(Finding("V14.gender", "Gender", value))
    return None


def _date(value: str, findings: list[Finding], today: date, guess_dates: bool) -> str | None:
    day = read_date(value)
    if day is None and guess_dates and (guessed := guess_date(value)):
        day = guessed.day
        if guessed.how is not Guess.YEAR_FIRST:
            said = {"read": day.isoformat()}
            findings.append(Finding(f"V15.{guessed.how.value}", "DateOfBirth", value, said))
    if day is None:
        findings.append(Finding("V13.not_a_date", "DateOfBirth", value))
        return None
    if not _FIRST_BIRTHDAY <= day <= today:
        findings.append(Finding("V13.range", "DateOfBirth", day.isoformat()))
        return None
    return day.isoformat()
