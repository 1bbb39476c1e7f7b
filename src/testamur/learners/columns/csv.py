"""Reading a verify batch in CSV: a row of headings, which are the names of the schema, and a row for each learner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from testamur.batches.columns import Line, Reading, Unreadable
from testamur.batches.findings import Finding
from testamur.learners.columns import source
from testamur.learners.columns.options import ReadOptions
from testamur.learners.rules.lines import FIELDS, LineJudge
from testamur.plumbing import text
from testamur.plumbing.delimited import Rows, nearest, plain, unguard

_ADDED = {plain(heading) for heading in ("Findings", "ResponseCode", "FailureFlags")}
"""Columns that our own result file adds; left out when that file comes back."""

# Beside the names of the schema, those that people write instead.
_HEADINGS = {
    plain(name): each.name for each in FIELDS for name in (each.name, each.label, f"Searched{each.name}")
}
_HEADINGS |= {
    "dob": "DateOfBirth",
    "surname": "FamilyName",
    "lastname": "FamilyName",
    "forename": "GivenName",
}
_HEADINGS |= {"firstname": "GivenName", "uniquelearnernumber": "ULN", "sex": "Gender"}
# In a result of ours, what was searched is what is searched again; the plain names hold what was found.
_SEARCHED = {plain(f"Searched{each.name}"): each.name for each in FIELDS} | {"misidentifier": "MISIdentifier"}


@dataclass(slots=True)
class _Columns:
    """The columns that are read: their places in the file, their headings, and where each field stands among them."""

    headings: list[str]
    places: list[int]
    width: int
    position: dict[str, int]
    notes: list[Finding] = field(default_factory=list)


def read_csv(data: bytes, options: ReadOptions) -> Reading:
    """Open a verify batch in CSV. The lines are read, and judged, as they are asked for."""
    with source.refusals():
        decoded = text.decode(data)
        rows = Rows(
            decoded.text,
            separators=(",", ";", "\t", "|"),
            rank=lambda row: (
                sum(plain(cell) in _HEADINGS or plain(cell) in _SEARCHED for cell in row),
                len(row),
            ),
        )
        columns = _columns(next(rows, []))
    notes = [Finding("V05.windows_1252")] if decoded.guessed else []
    return Reading(
        format="csv",
        headings=columns.headings,
        lines=_lines(rows, columns, options),
        notes=[*notes, *columns.notes],
    )


def _columns(row: list[str]) -> _Columns:
    """Assign columns to fields. Refused when one that every record needs has no column, or two."""
    is_result = any(plain(cell) == "searcheduln" for cell in row)
    names = _SEARCHED if is_result else _HEADINGS
    left_out = _ADDED | (_HEADINGS.keys() - _SEARCHED.keys() if is_result else set())
    places = [place for place, cell in enumerate(row) if cell.strip() and plain(cell) not in left_out]
    columns = _Columns([row[place].strip() for place in places], places, len(row), {})
    unknown = []
    for number, heading in enumerate(columns.headings):
        name = names.get(plain(heading))
        if name is None:
            unknown.append(heading)
        elif name in columns.position:
            raise Unreadable(Finding("V04.repeated", params={"found": heading[:60]}))
        else:
            columns.position[name] = number
    missing = [each.name for each in FIELDS if each.mandatory and each.name not in columns.position]
    free = [each.name for each in FIELDS if each.name not in columns.position]
    meant = [(heading, nearest(heading, free)) for heading in unknown]
    said = "; ".join(f"“{found[:60]}” may be meant as {near}" for found, near in meant if near)
    if missing or said:
        raise Unreadable(_wrong_headings(missing, unknown, said))
    if unknown:
        columns.notes.append(Finding("V05.columns", params={"found": _listed(unknown)}))
    return columns


def positions(headings: Sequence[str]) -> dict[str, int]:
    """Where each field stands among the headings of a batch that was read."""
    names = _SEARCHED if any(plain(heading) == "searcheduln" for heading in headings) else _HEADINGS
    return {names[key]: place for place, key in enumerate(map(plain, headings)) if key in names}


def _wrong_headings(missing: list[str], unknown: list[str], meant: str) -> Finding:
    params = {
        "missing": ", ".join(missing) or "none",
        "unknown": _listed(unknown),
        "nearest": f" {meant}." if meant else "",
        "expected": ", ".join(each.name for each in FIELDS),
    }
    return Finding("V04.headings", params=params)


def _listed(headings: list[str]) -> str:
    shown = [f"“{heading[:60]}”" for heading in headings[:20]]
    more = [f"and {len(headings) - 20} more"] if len(headings) > 20 else []
    return ", ".join([*shown, *more]) or "none"


def _lines(rows: Iterator[list[str]], columns: _Columns, options: ReadOptions) -> Iterator[Line]:
    judge = LineJudge(today=options.today, guess_dates=True)
    number = 0
    with source.refusals():
        for number, row in enumerate(rows, start=1):
            source.refuse_too_many(number, options)
            yield _line(number, row, columns, judge, options)
    if number == 0:
        raise Unreadable(Finding("V01.none"))


def _line(number: int, row: list[str], columns: _Columns, judge: LineJudge, options: ReadOptions) -> Line:
    incoming: list[str | None] = [unguard(row[place]) if place < len(row) else "" for place in columns.places]
    if any(cell.strip() for cell in row[columns.width :]):
        cells = Finding("V10.cells", params={"found": len(row), "expected": columns.width})
        return Line(number, [*incoming, *row[columns.width :]], None, [cells], True)
    places = (columns.position.get(field.name) for field in FIELDS)
    judged = judge.judge([None if place is None else incoming[place] for place in places])
    if judged.findings:
        source.refuse_long_field(incoming, f"Record {number}", options)
    return Line(number, incoming, judged.payload, judged.findings, judged.rejected)
