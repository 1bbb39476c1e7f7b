"""Reading a batch in CSV, by the mapping profile, as spreadsheets really write it."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from testamur.achievements.columns import source
from testamur.achievements.columns.csv_headings import Columns, Headings
from testamur.achievements.columns.fields import NAMES
from testamur.achievements.columns.header import check_email, job_type_of
from testamur.achievements.columns.options import ReadOptions
from testamur.achievements.columns.repairs import Repair, Repaired, repairs
from testamur.achievements.rules import RecordJudge
from testamur.batches.columns import Line, Reading, Unreadable
from testamur.batches.findings import Finding
from testamur.plumbing import text
from testamur.plumbing.delimited import Rows, unguard


def read_csv(data: bytes, options: ReadOptions) -> Reading:
    """Open a batch in CSV: its encoding, separator, header and headings. The records are read later."""
    with source.refusals():
        decoded = text.decode(data)
        rows = _rows(decoded.text, options)
        header, columns = _header_and_columns(rows, Headings(options.profile), options)
    notes = [Finding("R05.windows_1252")] if decoded.guessed else []
    job_type = job_type_of(header, options)
    check_email(header)
    judge = RecordJudge(options.rows_of(job_type))
    return Reading(
        format="csv",
        headings=columns.headings,
        lines=_lines(rows, columns, judge, options),
        header={**header, "job_type": job_type},
        notes=[*notes, *columns.notes],
    )


def _rows(decoded: str, options: ReadOptions) -> Rows:
    """The rows of a text, with the separator under which the first has most headings that we know, or most cells."""
    headings = Headings(options.profile)
    return Rows(
        decoded,
        separators=options.profile.csv.separators,
        rank=lambda row: (headings.fields_in(row) + headings.header_in(row), len(row)),
    )


def _header_and_columns(
    rows: Rows, headings: Headings, options: ReadOptions
) -> tuple[dict[str, str], Columns]:
    """The rows before the records: header headings, header values, record headings, by the layout."""
    layout = options.profile.csv
    first = next(rows, [])
    if layout.layout == "second_row":
        columns = headings.columns(first)
        values = next(rows, [])
        keys = zip(layout.header_columns, values, strict=False)
        return {key: value.strip() for key, value in keys if value.strip()}, columns
    if headings.header_in(first) > headings.fields_in(first):
        values = next(rows, [])
        if headings.fields_in(values) > 3:
            raise Unreadable(Finding("J06.header_row", params={"line": 2}))
        return headings.header_values(first, values), headings.columns(next(rows, []))
    return {}, headings.columns(first)


def _lines(rows: Rows, columns: Columns, judge: RecordJudge, options: ReadOptions) -> Iterator[Line]:
    with source.refusals():
        yield from _judged(rows, columns, judge, options)


def _judged(rows: Rows, columns: Columns, judge: RecordJudge, options: ReadOptions) -> Iterator[Line]:
    record = _Record(columns, options)
    number = 0
    for row in rows:
        number += 1
        if number > options.max_records:
            raise Unreadable(Finding("J01.too_many", params={"limit": f"{options.max_records:,}"}))
        incoming = record.incoming(row)
        if len(incoming) > len(columns.headings):
            found = {"found": len(incoming), "expected": len(columns.headings)}
            yield Line(number, list(incoming), None, [Finding("F01.cells", params=found)], True)
            continue
        texts, said = record.texts(incoming)
        judged = judge.judge_in_file(texts, number)
        findings = [*said, *judged.findings] if said else judged.findings
        if findings and any(len(cell) > options.max_field for cell in incoming):
            limit = {"where": f"Record {number}", "limit": f"{options.max_field:,}"}
            raise Unreadable(Finding("J04.long_field", params=limit))
        yield Line(number, list(incoming), judged.payload, findings, judged.rejected)
    if number == 0:
        raise Unreadable(Finding("J01.none"))


class _Record:
    """Takes a row apart: the cells that are kept, and the fields in the order of the schema, repaired."""

    def __init__(self, columns: Columns, options: ReadOptions) -> None:
        self._width = len(columns.headings)
        self._all = columns.width
        self._kept = columns.kept if columns.kept != list(range(self._width)) else None
        absent = self._width
        self._in_order = itemgetter(*(absent if place is None else place for place in columns.position_of))
        said = options.profile.csv.day_first_dates == "warn"
        named = repairs(day_first_is_said=said)
        self._repairs = [
            (place, _Remembered(named[name])) for place, name in enumerate(NAMES) if name in named
        ]

    def incoming(self, row: list[str]) -> list[str]:
        """The kept cells without formula guard, as many as there are headings; more if there are more."""
        cells = [unguard(cell) if cell.startswith("'") else cell for cell in row]
        beyond = cells[self._all :]
        if self._kept is not None:
            cells = [cells[place] if place < len(cells) else "" for place in self._kept]
        elif len(cells) > self._width:
            cells = cells[: self._width]
        if len(cells) < self._width:
            cells += [""] * (self._width - len(cells))
        if any(beyond):
            cells += beyond
        return cells

    def texts(self, incoming: list[str]) -> tuple[list[str], list[Finding]]:
        """The texts of the fields, and what was repaired in them."""
        texts = list(self._in_order([*incoming, ""]))
        said: list[Finding] = []
        for place, remembered in self._repairs:
            repaired, finding = remembered[texts[place]]
            if finding is not None:
                said.append(finding)
            texts[place] = repaired
        return texts, said


class _Remembered(dict[str, Repaired]):
    """Repairs already made: dates, actions and centres repeat from record to record."""

    def __init__(self, repair: Repair) -> None:
        super().__init__()
        self._repair = repair

    def __missing__(self, text: str) -> Repaired:
        repaired = self[text] = self._repair(text.strip())
        return repaired
