"""Reading a centre's records: CSV, two rows that say whose return it is, and a row for each learning aim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from testamur.achievements.columns import source
from testamur.achievements.columns.centre_profile import HEADER, CentreProfile
from testamur.achievements.columns.fields import FINDINGS_HEADING
from testamur.achievements.columns.repairs import Repair, repairs
from testamur.achievements.rules.centre import FIELDS, MANDATORY, CentreJudge, CentreOptions
from testamur.batches.columns import Line, Reading, Unreadable
from testamur.batches.findings import Finding
from testamur.plumbing import text
from testamur.plumbing.delimited import Rows, nearest, plain, unguard, written
from testamur.plumbing.text import Damage, Damaged

_COLLECTION, _RETURN, _UKPRN = re.compile("[A-Z]"), re.compile("[0-9]{1,2}"), re.compile("[0-9A-Z]{8}")

# What spreadsheets do to a field of the return they do to that field of an achievement batch.
_LIKE = {
    "ULN": "Uln",
    "DateOfBirth": "DateofBirth",
    "LearnAimRef": "UnitOrQualificationReferenceNumber",
    "LearnStartDate": "ActionDate",
    "LearnActEndDate": "ActionDate",
    "CompStatus": "Action",
    "Outcome": "Action",
    "OutGrade": "Grade",
    "AchDate": "AchievementAwardDate",
}


@dataclass(frozen=True, slots=True)
class CentreReading:
    """Settings of a reading."""

    options: CentreOptions
    profile: CentreProfile
    max_bytes: int
    max_records: int
    max_field: int = 1000


@dataclass(slots=True)
class _Columns:
    """The columns that are kept: their places in the file, their headings, and where each field stands among them."""

    headings: list[str]
    places: list[int]
    width: int
    position: dict[str, int]
    notes: list[Finding] = field(default_factory=list)


def read_centre(file: BinaryIO, settings: CentreReading) -> Reading:
    """Open the file. Its lines are read, and judged, as they are asked for."""
    with source.refusals():
        decoded = _decoded(file, settings.max_bytes)
        rows = _rows(decoded.text, settings.profile)
        header = _header(next(rows, []), next(rows, []), settings.profile)
        columns = _columns(next(rows, []), settings.profile)
    notes = [Finding("R05.windows_1252")] if decoded.guessed else []
    lines = _lines(rows, columns, settings)
    return Reading("csv", columns.headings, lines, header, [*notes, *columns.notes])


def _decoded(file: BinaryIO, max_bytes: int) -> text.Decoded:
    try:
        data = text.take(file, max_bytes)
        if text.is_xml(data):
            raise Damaged(Damage.OTHER_FORMAT, found="it begins like XML")
        return text.decode(data)
    except Damaged as damaged:
        if damaged.damage is Damage.OTHER_FORMAT:
            raise Unreadable(Finding("I01.not_csv", params=damaged.details)) from damaged
        raise


def _rows(decoded: str, profile: CentreProfile) -> Rows:
    known = {
        plain(heading)
        for headings in (*profile.header.values(), *profile.fields.values())
        for heading in headings
    }
    return Rows(
        decoded,
        separators=profile.separators,
        rank=lambda row: (sum(plain(cell) in known for cell in row), len(row)),
    )


# --- whose return it is -------------------------------------------------------------------------------------------


def _header(headings: Sequence[str], values: Sequence[str], profile: CentreProfile) -> dict[str, str]:
    keys = {plain(heading): key for key, all_ in profile.header.items() for heading in all_}
    pairs = zip(headings, values, strict=False)
    said = {
        key: value.strip() for heading, value in pairs if (key := keys.get(plain(heading))) and value.strip()
    }
    names = {key: headings_[0] for key, headings_ in profile.header.items()}
    missing = [names[key] for key in HEADER if key not in said]
    if missing:
        params = {"missing": _listed(missing), "expected": _listed(names.values())}
        raise Unreadable(Finding("I02.header", params=params))
    said["collection_type"] = said["collection_type"].upper()
    said["ukprn"] = said["ukprn"].upper()
    for key, pattern, expected in (
        ("ukprn", _UKPRN, "eight figures"),
        ("collection_type", _COLLECTION, "one letter"),
        ("return_number", _RETURN, "a number of at most two figures"),
    ):
        if not pattern.fullmatch(said[key]):
            raise Unreadable(Finding("I02.value", names[key], said[key][:60], {"expected": expected}))
    said["return_number"] = said["return_number"].zfill(2)
    return said


# --- the records --------------------------------------------------------------------------------------------------


def _columns(row: Sequence[str], profile: CentreProfile) -> _Columns:
    """Assign columns to fields. Refused when one that every record needs has no column, or one has two."""
    names = {plain(heading): name for name, headings in profile.fields.items() for heading in headings}
    left_out = {plain(heading) for heading in (FINDINGS_HEADING, *profile.ignored_columns)}
    places = [place for place, cell in enumerate(row) if cell.strip() and plain(cell) not in left_out]
    columns = _Columns([row[place].strip() for place in places], places, len(row), {})
    unknown = []
    for number, heading in enumerate(columns.headings):
        name = names.get(plain(heading))
        if name is None:
            unknown.append(heading)
        elif name in columns.position:
            raise Unreadable(Finding("J06.repeated_heading", params={"found": heading[:60]}))
        else:
            columns.position[name] = number
    missing = [name for name in FIELDS if name in MANDATORY and name not in columns.position]
    free = [name for name in FIELDS if name not in columns.position]
    meant = [f"“{found[:60]}” may be meant as {near}" for found in unknown if (near := nearest(found, free))]
    if missing or meant:
        params = {
            "missing": _listed(missing),
            "unknown": _listed(unknown),
            "nearest": f" {'; '.join(meant)}." if meant else "",
            "expected": _listed(FIELDS),
        }
        raise Unreadable(Finding("J06.headings", value=_listed(columns.headings), params=params))
    if unknown:
        columns.notes.append(Finding("R06.columns_left_out", params={"found": _listed(unknown)}))
    return columns


def _listed(texts: Iterable[str]) -> str:
    shown = [each[:60] for each in texts]
    return ", ".join(shown[:20] + ([f"and {len(shown) - 20} more"] if len(shown) > 20 else [])) or "none"


def _lines(rows: Rows, columns: _Columns, settings: CentreReading) -> Iterator[Line]:
    judge, mending = CentreJudge(settings.options), _mending()
    number = 0
    with source.refusals():
        for number, row in enumerate(rows, start=1):
            if number > settings.max_records:
                raise Unreadable(Finding("J01.too_many", params={"limit": f"{settings.max_records:,}"}))
            yield _line(number, row, columns, judge, mending, settings.max_field)
    if number == 0:
        raise Unreadable(Finding("J01.none"))


def _line(
    number: int,
    row: Sequence[str],
    columns: _Columns,
    judge: CentreJudge,
    mending: Mapping[str, Repair],
    max_field: int,
) -> Line:
    incoming: list[str | None] = [unguard(row[place]) if place < len(row) else "" for place in columns.places]
    if any(len(cell or "") > max_field for cell in incoming):
        limit = {"where": f"Record {number}", "limit": f"{max_field:,}"}
        raise Unreadable(Finding("J04.long_field", params=limit))
    if any(cell.strip() for cell in row[columns.width :]):
        cells = Finding("F01.cells", params={"found": len(row), "expected": columns.width})
        return Line(number, [*incoming, *row[columns.width :]], None, [cells], True)
    texts = {name: incoming[place] for name, place in columns.position.items()}
    mended: list[Finding] = []
    for name, repair in mending.items():
        repaired, said = repair((texts.get(name) or "").strip())
        texts[name] = repaired
        if said is not None:
            mended.append(replace(said, field=name))
    judged = judge.judge(texts, number)
    return Line(number, incoming, judged.payload, [*mended, *judged.findings], judged.rejected)


def _mending() -> dict[str, Repair]:
    known = repairs(day_first_is_said=True)
    return {name: known[like] for name, like in _LIKE.items()}


# --- the answer ---------------------------------------------------------------------------------------------------


def annotate_centre(
    headings: Sequence[str], header: Mapping[str, str], lines: Iterable[tuple[Sequence[str | None], str]]
) -> Iterator[bytes]:
    """The file as it came, every record with its findings in a last column. It can be corrected and sent again."""

    def rows() -> Iterator[list[str | None]]:
        yield ["UKPRN", "CollectionType", "ReturnNumber"]
        yield [header.get(key, "") for key in HEADER]
        yield [*headings, FINDINGS_HEADING]
        for incoming, said in lines:
            yield [*incoming[: len(headings)], said, *incoming[len(headings) :]]

    return written(rows())
