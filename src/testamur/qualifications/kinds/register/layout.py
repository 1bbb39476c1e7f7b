"""Lines of the register's files, in the layout in which Ofqual publishes its register (progress_results.md A6.5).

Units are no longer published; ``units.csv`` is a layout of our own in the same style. A file must have every column
that we keep: one without would empty that field in the whole register.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from testamur.batches.columns.checks import always, as_it_is
from testamur.batches.columns.layout import Check, Field, Layout, Read, Table, public_keys
from testamur.batches.findings import Finding
from testamur.qualifications.rules import ReferenceKind, read_reference

LONGEST_GRADE = 20
"""No achievement can have a longer grade (lrs.md 1.3), so a longer text in a grading scale is no grade."""

_ALPHANUMERIC = re.compile(r"([0-9A-Z]{3})/?([0-9]{4})/?([0-9A-Z])", re.ASCII)
_RECOGNITION_NUMBER = re.compile(r"[A-Z]{2}[0-9]{1,8}", re.ASCII)
_CREDITS = re.compile(r"([0-9]{1,6})(?:\.0+)?", re.ASCII)
_DAY = re.compile(
    r"(?:([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}))"
    r"(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?)?",
    re.ASCII,
)
_NO_GRADES = frozenset({"", "-", "N/A", "NA", "NONE", "NOT APPLICABLE"})
_YES, _NO = frozenset({"yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0"})


@dataclass(frozen=True, slots=True)
class RegisterOptions:
    """``qcf_types`` are the qualification types, in small letters, that belong to the QCF; all others are
    NQF."""

    qcf_types: frozenset[str] = frozenset({"qcf"})


def plain_text(longest: int) -> Check:
    """Text with one blank between words. Finds ``too_long``."""

    def check(value: str) -> Read:
        text = " ".join(value.split())
        if len(text) > longest:
            lengths = {"length": len(text), "longest": longest}
            return text, [Finding("too_long", value=text, params=lengths)]
        return text, ()

    return check


def recognition_number(value: str) -> Read:
    number = value.upper()
    if not _RECOGNITION_NUMBER.fullmatch(number):
        return number, [Finding("recognition_number", value=value)]
    return number, ()


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


def _day(value: str) -> Read:
    read = read_day(value)
    return (None, [Finding("not_a_date", value=value)]) if read is None else (read.isoformat(), ())


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


def _grades(value: str) -> Read:
    grades = read_grades(value)
    return ([], [Finding("grading_scale", value=value)]) if grades is None else (grades, ())


def _credits(value: str) -> Read:
    match = _CREDITS.fullmatch(value)
    return (int(match[1]), ()) if match else (None, [Finding("credits", value=value)])


def _shared(value: str) -> Read:
    text = value.casefold()
    return text in _YES, () if text in _YES | _NO else [Finding("shared", value=value)]


def _qualification_number(value: str) -> Read:
    """In canonical form. Beside digits, a letter may stand among the first three or at the end (A6.5)."""
    text = value.upper()
    read = read_reference(text)
    if read is not None and read.kind is ReferenceKind.QUALIFICATION:
        return read.canonical, _check_character(read, value)
    match = _ALPHANUMERIC.fullmatch(text)
    if read is not None or match is None:
        return "", [Finding("qualification_number", value=value)]
    return "/".join(match.groups()), ()


def _unit_reference(value: str) -> Read:
    read = read_reference(value)
    if read is None or read.kind is not ReferenceKind.UNIT:
        return "", [Finding("unit_reference", value=value)]
    return read.canonical, _check_character(read, value)


def _check_character(read: Any, value: str) -> list[Finding]:
    if read.check_ok:
        return []
    return [Finding("check_character", value=value, params={"expected": read.expected})]


Options = RegisterOptions


def _field(key: str, name: str, check: Check, **more: Any) -> Field[Options]:
    return Field(key=key, name=name, label=name, check=always(check), **{"column": True, **more})


def _text(key: str, name: str, longest: int, **more: Any) -> Field[Options]:
    return _field(key, name, plain_text(longest), empty="", **more)


def _date(key: str, name: str, example: str = "") -> Field[Options]:
    return _field(key, name, _day, sql="date", keys={"not_a_date": "Q12.date"}, example=example)


_OWNER = (
    _field(
        "owner_number",
        "Owner Organisation Recognition Number",
        recognition_number,
        required=True,
        example="RN5001",
        keys={"recognition_number": "Q11.recognition_number"},
    ),
    _text("owner_name", "Owner Organisation Name", 254, example="Northern Board"),
)
_CREDIT = _field(
    "credits", "Total Credits", _credits, sql="integer", keys={"credits": "Q13.credits"}, example="10"
)
_STARTS = _date("starts_on", "Operational Start Date", "2010-09-01")
_ENDS = _date("ends_on", "Operational End Date")
_GRADING = (
    _text("grading_type", "Overall Grading Type", 60, example="Graded"),
    _field(
        "grades",
        "Grading Scale",
        _grades,
        sql="text[]",
        empty=[],
        keys={"grading_scale": "Q14.grading_scale"},
        example="A*/A/B/C",
        help="The grades, best first, divided by “/”.",
    ),
)

KEYS = public_keys(
    Q01="too_large too_many empty none",
    Q02="malware other_format binary encoding quotation long_field=long_line",
    Q03="headings repeated_heading=repeated",
    Q04="all_or_nothing=rejected",
    Q05="windows_1252 columns_left_out=columns",
    Q10="cells missing too_long",
    Q26="not_applied",
)

QUALIFICATIONS: Layout[Options] = Layout(
    title="the register of qualifications",
    keys=KEYS,
    fields=(
        _field(
            "reference",
            "Qualification Number",
            _qualification_number,
            required=True,
            example="600/1166/X",
            keys={
                "qualification_number": "Q11.qualification_number",
                "check_character": "Q11.check_character",
            },
        ),
        _text("title", "Qualification Title", 500, required=True, example="Diploma in Engineering"),
        *_OWNER,
        _field("level", "Qualification Level", as_it_is, empty="", example="Level 3"),
        _field("sub_level", "Qualification Sub Level", as_it_is, empty="", sql=None),
        _text("type", "Qualification Type", 100, example="GCE A Level"),
        _CREDIT,
        _text("subject_area", "Qualification SSA", 254),
        _text("status", "Qualification Status", 60, example="Available to learners"),
        _STARTS,
        _ENDS,
        _date("certification_ends_on", "Certification End Date"),
        *_GRADING,
    ),
    identifying=("reference", "title"),
    derived="kind text, shared boolean, framework text",
    table=Table(
        refuse_nearly_known=False,
        ignored_columns=(),
        known_columns=(
            "Owner Organisation Acronym",
            "EQF Level",
            "Regulation Start Date",
            "Minimum Guided Learning Hours",
            "Maximum Guided Learning Hours",
            "Total Qualification Time",
            "Guided Learning Hours",
            "Offered In England",
            "Offered In Northern Ireland",
            "Assessment Methods",
            "NI Discount Code",
            "GCE Size Equivalence",
            "GCSE Size Equivalence",
            "Entitlement Framework Designation",
            "Specialisms",
            "Pathways",
            "Approved For DEL Funded Programme",
            "Link To Specification",
            "Offered Internationally",
            "Currently and / or will consider offering internationally",
            "Apprenticeship Standard Reference Number",
            "Apprenticeship Standard Title",
        ),
    ),
)

UNITS: Layout[Options] = Layout(
    title="the register of units",
    keys=KEYS,
    fields=(
        _field(
            "reference",
            "Unit Reference",
            _unit_reference,
            required=True,
            example="J/602/3521",
            keys={"unit_reference": "Q11.unit_reference", "check_character": "Q11.check_character"},
        ),
        _text("title", "Unit Title", 500, required=True, example="Health and safety"),
        *_OWNER,
        _field(
            "shared",
            "Shared",
            _shared,
            sql="boolean",
            empty=False,
            keys={"shared": "Q13.shared"},
            example="No",
            help="Yes if any awarding organisation may award it.",
        ),
        _field("level", "Level", as_it_is, empty="", example="Level 2"),
        _CREDIT,
        _STARTS,
        _ENDS,
        *_GRADING,
    ),
    identifying=("reference", "title"),
    derived="kind text, type text, framework text, subject_area text, certification_ends_on date, status text",
    table=Table(refuse_nearly_known=False),
)
