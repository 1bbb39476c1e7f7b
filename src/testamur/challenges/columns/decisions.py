"""Reading a weekly report that comes back with decisions, as a workbook or as CSV."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from testamur.batches.columns import Line, Reading, Unreadable
from testamur.batches.findings import Finding
from testamur.challenges.columns.report import FIELD_OF, FIELDS, FINDINGS, OWNER, SHEET
from testamur.challenges.rules import number_of
from testamur.plumbing import delimited, spreadsheets, text
from testamur.plumbing.dates import guess_date, read_date
from testamur.plumbing.spreadsheets import Limits, Unusable, scanning

LONGEST_COMMENT = 1000
_KEYS = {delimited.plain(field.heading): field.key for field in FIELDS}
_LEFT_OUT = {delimited.plain(FINDINGS), delimited.plain(OWNER.heading)}
_WORDS = {"accept": "accept", "accepted": "accept", "reject": "reject", "rejected": "reject"}
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of a reading."""

    max_bytes: int
    max_records: int


def read(file: BinaryIO, *, options: Options) -> Reading:
    """Open a returned report. Its lines come judged by what can be said of each alone."""
    data = file.read(options.max_bytes + 1)
    if len(data) > options.max_bytes:
        raise Unreadable(Finding("D01.too_large", params={"limit": text.size(options.max_bytes)}))
    if scanning.is_workbook(data):
        return _of_workbook(data, options)
    return _of_text(file, options)


def _of_workbook(data: bytes, options: Options) -> Reading:
    try:
        sheet = spreadsheets.read(data, sheet=SHEET, limits=Limits(rows=options.max_records + 1))
    except Unusable as error:
        raise Unreadable(Finding(f"D02.{error.reason}", params=error.details)) from error
    rows = iter(row for row in sheet.rows if any(cell.strip() for cell in row))
    columns = _columns(next(rows, []))
    return Reading(format="xlsx", headings=columns.headings, lines=_lines(rows, columns, options))


def _of_text(file: BinaryIO, options: Options) -> Reading:
    file.seek(0)
    try:
        decoded = text.decode(text.take(file, options.max_bytes))
        rows = delimited.Rows(
            decoded.text,
            separators=(",", ";", "\t", "|"),
            rank=lambda row: (sum(delimited.plain(cell) in _KEYS for cell in row), len(row)),
        )
        columns = _columns(next(rows, []))
    except text.Damaged as damage:
        raise _damaged(damage) from damage
    notes = [Finding("D05.windows_1252")] if decoded.guessed else []
    unguarded = ([delimited.unguard(cell) for cell in row] for row in rows)
    lines = _lines(unguarded, columns, options)
    return Reading(format="csv", headings=columns.headings, lines=lines, notes=notes)


def _damaged(damage: text.Damaged) -> Unreadable:
    key = {"empty": "D01.empty", "too_large": "D01.too_large"}.get(damage.damage, f"D02.{damage.damage}")
    return Unreadable(Finding(key, params=damage.details))


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns that are kept, and where each value stands among them."""

    headings: list[str]
    places: list[int]
    position: Mapping[str, int]
    width: int


def _columns(row: Sequence[str]) -> _Columns:
    """Assign columns to values. A report whose headings are not ours is refused."""
    places = [
        place for place, cell in enumerate(row) if cell.strip() and delimited.plain(cell) not in _LEFT_OUT
    ]
    headings = [delimited.unguard(row[place]).strip() for place in places]
    position: dict[str, int] = {}
    unknown = []
    for number, heading in enumerate(headings):
        key = _KEYS.get(delimited.plain(heading))
        if key is None:
            unknown.append(heading)
        elif key in position:
            raise Unreadable(Finding("D03.repeated", params={"found": heading[:60]}))
        else:
            position[key] = number
    missing = [field.heading for field in FIELDS if field.key not in position]
    if missing or unknown:
        raise Unreadable(_wrong_headings(missing, unknown))
    width = max((place for place, cell in enumerate(row) if cell.strip()), default=-1) + 1
    return _Columns(headings, places, position, width)


def _wrong_headings(missing: list[str], unknown: list[str]) -> Finding:
    meant = [(heading, delimited.nearest(heading, missing)) for heading in unknown]
    said = "; ".join(f"“{found[:60]}” may be meant as “{near}”" for found, near in meant if near)
    params = {
        "missing": _listed(missing),
        "unknown": _listed(unknown),
        "nearest": f" {said}." if said else "",
    }
    return Finding("D03.headings", params=params)


def _listed(headings: list[str]) -> str:
    shown = [f"“{heading[:60]}”" for heading in headings[:25]]
    more = [f"and {len(headings) - 25} more"] if len(headings) > 25 else []
    return ", ".join([*shown, *more]) or "none"


def _lines(rows: Iterable[Sequence[str]], columns: _Columns, options: Options) -> Iterator[Line]:
    number = 0
    try:
        for number, row in enumerate(rows, start=1):
            if number > options.max_records:
                raise Unreadable(Finding("D01.too_many", params={"limit": f"{options.max_records:,}"}))
            yield _line(number, row, columns)
    except text.Damaged as damage:
        raise _damaged(damage) from damage
    if number == 0:
        raise Unreadable(Finding("D01.none"))


def _line(number: int, row: Sequence[str], columns: _Columns) -> Line:
    incoming: list[str | None] = [row[place] if place < len(row) else "" for place in columns.places]
    if any(cell.strip() for cell in row[columns.width :]):
        return Line(number, incoming, None, [Finding("D10.cells")], True)
    texts = {key: incoming[place] or "" for key, place in columns.position.items()}
    findings: list[Finding] = []
    reference = texts["reference"].strip()
    challenge = number_of(reference)
    if challenge is None:
        heading = FIELD_OF["reference"].heading
        findings.append(Finding("D11.unknown", heading, reference, {}))
    comment = texts["comment"].strip()
    decision = _decision(texts["decision"], comment, findings)
    payload = {
        "challenge": challenge,
        "decision": decision,
        "comment": comment,
        "cells": {key: _compared(key, cell) for key, cell in texts.items()},
    }
    return Line(number, incoming, payload, findings, bool(findings))


def _decision(cell: str, comment: str, findings: list[Finding]) -> str | None:
    """``accept``, ``reject`` or, for an empty cell, ``None``; what is wrong is added to ``findings``."""
    said = cell.strip()
    heading = FIELD_OF["decision"].heading
    decision = _WORDS.get(said.strip(" .!").casefold())
    if said and decision is None:
        means = {word[:6] for word in re.findall(r"accept|reject", said.casefold())}
        findings.append(Finding("D13.both" if len(means) == 2 else "D13.neither", heading, said))
    if decision == "reject" and not comment:
        findings.append(Finding("D15.no_comment", FIELD_OF["comment"].heading))
    if len(comment) > LONGEST_COMMENT:
        limit = {"limit": f"{LONGEST_COMMENT:,}"}
        findings.append(Finding("D15.too_long", FIELD_OF["comment"].heading, params=limit))
    return decision


def _compared(key: str, cell: str) -> str:
    """A cell as it is compared: one blank between words; of a date, the day that a spreadsheet made of it."""
    said = _SPACE.sub(" ", cell).strip()
    if not FIELD_OF[key].date:
        return said
    if (day := read_date(said)) is not None:
        return day.isoformat()
    guessed = guess_date(said)
    return guessed.day.isoformat() if guessed else said
