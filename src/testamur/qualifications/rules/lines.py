"""The row rules of register files: one line's texts in, typed values and findings out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from testamur.batches.findings import Finding
from testamur.qualifications.findings import REJECTING
from testamur.qualifications.rules.references import ReferenceKind, read_reference

LONGEST: Mapping[str, int] = {
    "title": 500,
    "owner_name": 254,
    "level": 30,
    "type": 100,
    "subject_area": 254,
    "grading_type": 60,
    "status": 60,
    "name": 254,
    "acronym": 60,
}
"""The most characters of a text. No entry of the published register comes near."""

LONGEST_GRADE = 20
"""No achievement can have a longer grade (lrs.md 1.3), so a longer text in a grading scale is no grade."""

_ALPHANUMERIC = re.compile(r"([0-9A-Z]{3})/?([0-9]{4})/?([0-9A-Z])", re.ASCII)
_RECOGNITION_NUMBER = re.compile(r"[A-Z]{2}[0-9]{1,8}", re.ASCII)
_UKPRN = re.compile(r"[0-9A-Z]{8}", re.ASCII)
_CREDITS = re.compile(r"([0-9]{1,6})(?:\.0+)?", re.ASCII)
_LEVEL = re.compile(r"(?:entry level|level [1-8])(?: [1-3])?(?:/(?:level )?[1-8])*", re.ASCII | re.IGNORECASE)
_DAY = re.compile(
    r"(?:([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}))"
    r"(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?)?",
    re.ASCII,
)
_NO_GRADES = frozenset({"", "-", "N/A", "NA", "NONE", "NOT APPLICABLE"})
_YES, _NO = frozenset({"yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0", ""})


@dataclass(frozen=True, slots=True)
class RegisterOptions:
    """``qcf_types`` are the qualification types, in small letters, that belong to the QCF; all others are
    NQF."""

    qcf_types: frozenset[str] = frozenset({"qcf"})


@dataclass(slots=True)
class JudgedLine:
    """What row rules made of one line. ``payload`` is ``None`` when it is rejected."""

    payload: dict[str, Any] | None
    findings: list[Finding]

    @property
    def rejected(self) -> bool:
        return self.payload is None


@dataclass(slots=True)
class _Line:
    """The texts of one line by key, the heading under which each stands, and what has been found so far."""

    texts: Mapping[str, str]
    headings: Mapping[str, str]
    findings: list[Finding] = field(default_factory=list)

    def say(self, key: str, at: str, value: str = "", **params: Any) -> None:
        self.findings.append(Finding(key, self.headings[at], value or self.texts.get(at, ""), params))

    def text(self, at: str, *, required: bool = False) -> str:
        text = " ".join(self.texts.get(at, "").split())
        if required and not text:
            self.say("Q10.missing", at)
        elif len(text) > LONGEST[at]:
            self.say("Q10.too_long", at, limit=LONGEST[at])
        return text

    def day(self, at: str) -> str | None:
        text = self.texts.get(at, "").strip()
        if not text:
            return None
        read = read_day(text)
        if read is None:
            self.say("Q12.date", at)
            return None
        return read.isoformat()

    def recognition_number(self, at: str) -> str:
        text = self.texts.get(at, "").strip().upper()
        if not text:
            self.say("Q10.missing", at)
        elif not _RECOGNITION_NUMBER.fullmatch(text):
            self.say("Q11.recognition_number", at)
        return text

    def credits(self, at: str) -> int | None:
        text = self.texts.get(at, "").strip()
        match = _CREDITS.fullmatch(text)
        if text and match is None:
            self.say("Q13.credits", at)
        return int(match[1]) if match else None

    def grades(self, at: str) -> list[str]:
        grades = read_grades(self.texts.get(at, ""))
        if grades is None:
            self.say("Q14.grading_scale", at)
        return grades or []

    def level(self, level: str) -> str:
        if level and not _LEVEL.fullmatch(level):
            self.say("Q14.level", "level", level)
        if len(level) > LONGEST["level"]:
            self.say("Q10.too_long", "level", level, limit=LONGEST["level"])
        return level

    def judged(self, payload: dict[str, Any]) -> JudgedLine:
        refused = any(finding.key in REJECTING for finding in self.findings)
        return JudgedLine(None if refused else payload, self.findings)


def judge_qualification(
    texts: Mapping[str, str], headings: Mapping[str, str], options: RegisterOptions
) -> JudgedLine:
    """One line of ``qualifications.csv``. A type in the options' list makes it QCF, every other NQF."""
    line = _Line(texts, headings)
    kind = line.text("type")
    level = read_level(texts.get("level", ""), texts.get("sub_level", ""))
    payload = {
        "kind": ReferenceKind.QUALIFICATION.value,
        "reference": _qualification_number(line),
        "title": line.text("title", required=True),
        "owner_number": line.recognition_number("owner_number"),
        "owner_name": line.text("owner_name"),
        "shared": False,
        "level": line.level(level),
        "type": kind,
        "framework": "QCF" if kind.casefold() in options.qcf_types else "NQF",
        "subject_area": line.text("subject_area"),
        "credits": line.credits("credits"),
        "grading_type": line.text("grading_type"),
        "grades": line.grades("grades"),
        "starts_on": line.day("starts_on"),
        "ends_on": line.day("ends_on"),
        "certification_ends_on": line.day("certification_ends_on"),
        "status": line.text("status"),
    }
    _judge_order(line, payload)
    return line.judged(payload)


def judge_unit(texts: Mapping[str, str], headings: Mapping[str, str], options: RegisterOptions) -> JudgedLine:
    """One line of ``units.csv``, a layout of our own. Units belong to the QCF, all of them."""
    line = _Line(texts, headings)
    payload = {
        "kind": ReferenceKind.UNIT.value,
        "reference": _unit_reference(line),
        "title": line.text("title", required=True),
        "owner_number": line.recognition_number("owner_number"),
        "owner_name": line.text("owner_name"),
        "shared": _yes_or_no(line, "shared"),
        "level": line.level(read_level(texts.get("level", ""), "")),
        "type": "",
        "framework": "QCF",
        "subject_area": "",
        "credits": line.credits("credits"),
        "grading_type": line.text("grading_type"),
        "grades": line.grades("grades"),
        "starts_on": line.day("starts_on"),
        "ends_on": line.day("ends_on"),
        "certification_ends_on": None,
        "status": "",
    }
    _judge_order(line, payload)
    return line.judged(payload)


def judge_organisation(
    texts: Mapping[str, str], headings: Mapping[str, str], options: RegisterOptions
) -> JudgedLine:
    """One line of ``organisations.csv``. The published file has no UKPRN; a column of ours may add it."""
    line = _Line(texts, headings)
    ukprn = texts.get("ukprn", "").strip().upper()
    if ukprn and not _UKPRN.fullmatch(ukprn):
        line.say("Q11.ukprn", "ukprn")
    payload = {
        "recognition_number": line.recognition_number("recognition_number"),
        "name": line.text("name", required=True),
        "acronym": line.text("acronym"),
        "ukprn": ukprn or None,
    }
    return line.judged(payload)


def _qualification_number(line: _Line) -> str:
    """In canonical form. Beside digits, a letter may stand among the first three or at the end (A6.5)."""
    text = line.texts.get("reference", "").strip().upper()
    if not text:
        line.say("Q10.missing", "reference")
        return ""
    read = read_reference(text)
    if read is not None and read.kind is ReferenceKind.QUALIFICATION:
        if not read.check_ok:
            line.say("Q11.check_character", "reference", expected=read.expected)
        return read.canonical
    match = _ALPHANUMERIC.fullmatch(text)
    if read is not None or match is None:
        line.say("Q11.qualification_number", "reference")
        return ""
    return "/".join(match.groups())


def _unit_reference(line: _Line) -> str:
    text = line.texts.get("reference", "").strip()
    if not text:
        line.say("Q10.missing", "reference")
        return ""
    read = read_reference(text)
    if read is None or read.kind is not ReferenceKind.UNIT:
        line.say("Q11.unit_reference", "reference")
        return ""
    if not read.check_ok:
        line.say("Q11.check_character", "reference", expected=read.expected)
    return read.canonical


def _yes_or_no(line: _Line, at: str) -> bool:
    text = line.texts.get(at, "").strip().casefold()
    if text not in _YES | _NO:
        line.say("Q13.shared", at)
    return text in _YES


def _judge_order(line: _Line, payload: Mapping[str, Any]) -> None:
    last = payload["certification_ends_on"] or payload["ends_on"]
    if last and payload["starts_on"] and payload["starts_on"] > last:
        line.say("Q12.order", "starts_on", last=last)


def read_day(text: str) -> dt.date | None:
    """A day written year first (a time after it does not count) or, as in Britain, day first."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def read_grades(scale: str) -> list[str] | None:
    """The grades of a scale like ``A*/A/B``, best first as they stand, in capitals; ``None`` if it is no
    such list.

    An empty list means that the register gives no scale, and any grade will do.
    """
    text = " ".join(scale.split()).upper()
    if text in _NO_GRADES:
        return []
    grades = list(dict.fromkeys(grade for part in text.split("/") if (grade := part.strip())))
    return grades if all(len(grade) <= LONGEST_GRADE for grade in grades) else None


def read_level(level: str, sub_level: str) -> str:
    """Level and sub-level in one: ``Entry Level`` and ``Entry 3`` are ``Entry Level 3`` (lrs.md 5.6)."""
    level, sub_level = " ".join(level.split()), " ".join(sub_level.split())
    if not sub_level or sub_level.casefold() in ("none", level.casefold()):
        return level
    if not level or sub_level.casefold().startswith(level.casefold()):
        return sub_level
    if level.casefold() == "entry level" and sub_level.casefold().startswith("entry "):
        return f"{level} {sub_level[6:]}"
    return f"{level} {sub_level}"
