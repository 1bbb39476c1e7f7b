"""Layouts of the register's files, and how they are read.

``qualifications.csv`` and ``organisations.csv`` have the layout in which Ofqual publishes its register
(progress_results.md A6.5). Units are no longer published; ``units.csv`` is a layout of our own in the same
style. A file must have every column that we keep: one without would empty that field in the whole register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from testamur.batches.columns import Line, Reading, Unreadable
from testamur.batches.findings import Finding
from testamur.plumbing import delimited, text
from testamur.plumbing.text import Damage
from testamur.qualifications.rules import (
    JudgedLine,
    RegisterOptions,
    judge_organisation,
    judge_qualification,
    judge_unit,
)

Judge = Callable[[Mapping[str, str], Mapping[str, str], RegisterOptions], JudgedLine]

FINDINGS = "Findings"
"""The column that our outcome files add; left out when such a file comes back."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A file's headings: those that are kept, by the key of the value; those that may be missing; those not
    kept."""

    title: str
    judge: Judge
    kept: Mapping[str, str]
    optional: Mapping[str, str]
    ignored: tuple[str, ...] = ()

    @property
    def headings(self) -> dict[str, str]:
        """Heading by key."""
        return {**self.kept, **self.optional}


QUALIFICATIONS = Layout(
    "the register of qualifications",
    judge_qualification,
    kept={
        "reference": "Qualification Number",
        "title": "Qualification Title",
        "owner_number": "Owner Organisation Recognition Number",
        "owner_name": "Owner Organisation Name",
        "level": "Qualification Level",
        "sub_level": "Qualification Sub Level",
        "type": "Qualification Type",
        "credits": "Total Credits",
        "subject_area": "Qualification SSA",
        "status": "Qualification Status",
        "starts_on": "Operational Start Date",
        "ends_on": "Operational End Date",
        "certification_ends_on": "Certification End Date",
        "grading_type": "Overall Grading Type",
        "grades": "Grading Scale",
    },
    optional={},
    ignored=(
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
)

UNITS = Layout(
    "the register of units",
    judge_unit,
    kept={
        "reference": "Unit Reference",
        "title": "Unit Title",
        "owner_number": "Owner Organisation Recognition Number",
        "owner_name": "Owner Organisation Name",
        "shared": "Shared",
        "level": "Level",
        "credits": "Credits",
        "starts_on": "Operational Start Date",
        "ends_on": "Operational End Date",
        "grading_type": "Overall Grading Type",
        "grades": "Grading Scale",
    },
    optional={},
)

ORGANISATIONS = Layout(
    "the register of awarding organisations",
    judge_organisation,
    kept={"recognition_number": "Recognition Number", "name": "Name", "acronym": "Acronym"},
    optional={"ukprn": "UKPRN"},
    ignored=(
        "Legal Name",
        "Email",
        "Website",
        "Head Office Address Line 1",
        "Head Office Address Line 2",
        "Head Office Address Town/City",
        "Head Office Address County",
        "Head Office Address Postcode",
        "Head Office Address Country",
        "Head Office Address Telephone Number",
        "Ofqual Status",
        "Ofqual Recognised From",
        "Ofqual Recognised To",
        "CCEA Status",
        "CCEA Recognised From",
        "CCEA Recognised To",
        "CCEA Regulation Status",
        "CCEA Regulation Recognised From",
        "CCEA Regulation Recognised To",
    ),
)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Settings of a reading."""

    rows: RegisterOptions
    max_bytes: int
    max_records: int


_DAMAGES: Mapping[Damage, str] = {
    Damage.TOO_LARGE: "Q01.too_large",
    Damage.EMPTY: "Q01.empty",
    Damage.OTHER_FORMAT: "Q02.other_format",
    Damage.BINARY: "Q02.binary",
    Damage.ENCODING: "Q02.encoding",
    Damage.QUOTATION: "Q02.quotation",
    Damage.LONG_LINE: "Q02.long_line",
}


def unreadable(damage: text.Damaged) -> Unreadable:
    """What damage to the file is called in the catalogue."""
    return Unreadable(Finding(_DAMAGES[damage.damage], params=damage.details))


def read(file: BinaryIO, *, layout: Layout, options: ReadOptions) -> Reading:
    """Open a register file. Records come judged by the row rules, as they are asked for."""
    try:
        decoded = text.decode(text.take(file, options.max_bytes))
        known = {delimited.plain(heading) for heading in layout.headings.values()}
        rows = delimited.Rows(
            decoded.text,
            separators=(",", ";", "\t", "|"),
            rank=lambda row: (sum(delimited.plain(cell) in known for cell in row), len(row)),
        )
        columns = _columns(next(rows, []), layout)
    except text.Damaged as damage:
        raise unreadable(damage) from damage
    notes = [Finding("Q05.windows_1252")] if decoded.guessed else []
    return Reading(
        format="csv",
        headings=columns.headings,
        lines=_lines(rows, columns, layout, options),
        notes=[*notes, *columns.notes],
    )


@dataclass(slots=True)
class _Columns:
    """The columns that are kept in the ledger, and where each value stands among them."""

    headings: list[str]
    places: list[int]
    width: int
    position: dict[str, int]
    notes: list[Finding]


def _columns(row: list[str], layout: Layout) -> _Columns:
    """Assign columns to values. Refused when a value that we keep has no column, or two."""
    keys = {delimited.plain(heading): key for key, heading in layout.headings.items()}
    ignored = {delimited.plain(heading) for heading in layout.ignored}
    places = [
        place
        for place, cell in enumerate(row)
        if cell.strip() and delimited.plain(cell) != FINDINGS.casefold()
    ]
    headings = [row[place].strip() for place in places]
    position: dict[str, int] = {}
    unknown = []
    for number, heading in enumerate(headings):
        key = keys.get(delimited.plain(heading))
        if key is None:
            if delimited.plain(heading) not in ignored:
                unknown.append(heading)
        elif key in position:
            raise Unreadable(Finding("Q03.repeated", params={"found": heading[:60]}))
        else:
            position[key] = number
    missing = [heading for key, heading in layout.kept.items() if key not in position]
    if missing:
        raise Unreadable(_wrong_headings(layout, missing, unknown))
    notes = [Finding("Q05.columns", params={"found": _listed(unknown)})] if unknown else []
    width = max(place for place, cell in enumerate(row) if cell.strip()) + 1
    return _Columns(headings, places, width, position, notes)


def _wrong_headings(layout: Layout, missing: list[str], unknown: list[str]) -> Finding:
    meant = [(heading, delimited.nearest(heading, missing)) for heading in unknown]
    said = "; ".join(f"“{found[:60]}” may be meant as “{near}”" for found, near in meant if near)
    params = {
        "layout": layout.title,
        "missing": _listed(missing),
        "unknown": _listed(unknown),
        "nearest": f" {said}." if said else "",
        "expected": ", ".join(layout.kept.values()),
    }
    return Finding("Q03.headings", params=params)


def _listed(headings: list[str]) -> str:
    shown = [f"“{heading[:60]}”" for heading in headings[:20]]
    more = [f"and {len(headings) - 20} more"] if len(headings) > 20 else []
    return ", ".join([*shown, *more]) or "none"


def _lines(
    rows: Iterator[list[str]], columns: _Columns, layout: Layout, options: ReadOptions
) -> Iterator[Line]:
    number = 0
    try:
        for number, row in enumerate(rows, start=1):
            if number > options.max_records:
                raise Unreadable(Finding("Q01.too_many", params={"limit": f"{options.max_records:,}"}))
            yield _line(number, row, columns, layout, options)
    except text.Damaged as damage:
        raise unreadable(damage) from damage
    if number == 0:
        raise Unreadable(Finding("Q01.none"))


def _line(number: int, row: list[str], columns: _Columns, layout: Layout, options: ReadOptions) -> Line:
    incoming: list[str | None] = [
        delimited.unguard(row[place]) if place < len(row) else "" for place in columns.places
    ]
    if any(cell.strip() for cell in row[columns.width :]):
        cells = Finding("Q10.cells", params={"found": len(row), "expected": columns.width})
        return Line(number, incoming, None, [cells], True)
    texts = {key: incoming[place] or "" for key, place in columns.position.items()}
    judged = layout.judge(texts, layout.headings, options.rows)
    return Line(number, incoming, judged.payload, judged.findings, judged.rejected)
