"""Reading a table: CSV as spreadsheets really write it, or a workbook taken apart by a child process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Generic

from testamur.batches.columns.checks import repairs
from testamur.batches.columns.judging import LineJudge, named
from testamur.batches.columns.layout import FINDINGS_HEADING, Field, Layout, Options, Repair, Table
from testamur.batches.columns.profiles import Profile
from testamur.batches.columns.reading import Form, Line, Reading, Unreadable
from testamur.batches.findings import Finding
from testamur.plumbing import spreadsheets, text
from testamur.plumbing.delimited import Rows, nearest, plain, unguard
from testamur.plumbing.spreadsheets import Limits, Unusable, fitting

_SHOWN, _SHOWN_LENGTH = 20, 60


def read_text(data: bytes, form: Form[Options]) -> Reading:
    """Open a table in CSV: its encoding, separator, header and headings. The lines are read later."""
    headings = Headings(form)
    with form.refusals():
        decoded = text.decode(data)
        rows = rows_of(decoded.text, headings, form)
        reading = _opened(rows, headings, form, "csv")
    if decoded.guessed:
        reading.notes.insert(0, form.layout.finding("windows_1252"))
    return reading


def rows_of(content: str, headings: Headings[Options], form: Form[Options]) -> Rows:
    """The rows of a table in CSV, by the separator that makes the most of its headings."""
    return Rows(
        content,
        separators=form.profile.table.separators,
        rank=lambda row: (headings.fields_in(row) + headings.header_in(row), len(row)),
    )


SPARE_COLUMNS = 30
"""Columns of somebody's own beside those of the layout."""


def read_workbook(data: bytes, form: Form[Options]) -> Reading:
    """Open a workbook. Its cells are texts already, and carry no guard."""
    most = form.limits.max_records + 3
    allowed = Limits(rows=most, cells=most * (len(form.layout.fields) + SPARE_COLUMNS))
    try:
        sheet = spreadsheets.read(data, sheet=form.profile.table.sheet or "", limits=allowed)
    except Unusable as error:
        raise form.refuse(error.reason.value, **error.details) from error
    rows = iter([row for row in sheet.rows if any(cell.strip() for cell in row)])
    return _opened(rows, Headings(form), form, "xlsx")


def _opened(
    rows: Iterator[list[str]], headings: Headings[Options], form: Form[Options], kind: str
) -> Reading:
    header, columns = headings.header_and_columns(rows)
    options = form.begin(header)
    lines = _lines(rows, columns, form, options, guarded=kind == "csv")
    return Reading(kind, columns.headings, lines, header, columns.notes)


# --- headings -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Columns:
    """The columns that are kept: their headings, their places in the file, and where each field stands among them."""

    headings: list[str]
    kept: list[int]
    width: int
    place_of: dict[str, int] = field(default_factory=dict)
    notes: list[Finding] = field(default_factory=list)


class Headings(Generic[Options]):
    """Recognises the headings of one layout, as the mapping profile has them."""

    def __init__(self, form: Form[Options]) -> None:
        self._form = form
        self._table: Table = form.profile.table
        self._fields = self._indexed(form.profile.fields)
        self._header = self._indexed(form.profile.header)
        self._returned = {self._plain(heading): name for heading, name in self._table.returned.items()}
        self._known = {self._plain(each) for each in self._table.known_columns}
        self._left_out = {
            self._plain(each) for each in (FINDINGS_HEADING, *self._table.added, *self._table.ignored_columns)
        }

    def _plain(self, heading: str) -> str:
        return heading.strip() if self._table.case_sensitive else plain(heading)

    def _indexed(self, names: Mapping[str, Sequence[str]]) -> dict[str, str]:
        return {self._plain(heading): name for name, headings in names.items() for heading in headings}

    def fields_in(self, row: Iterable[str]) -> int:
        """How many cells of this row are headings of a line."""
        return sum(self._plain(cell) in self._fields or self._plain(cell) in self._returned for cell in row)

    def header_in(self, row: Iterable[str]) -> int:
        """How many cells of this row are headings of the file's header."""
        return sum(self._plain(cell) in self._header for cell in row)

    def header_and_columns(self, rows: Iterator[list[str]]) -> tuple[dict[str, str], Columns]:
        """The rows before the lines: the header's headings and values, and the headings of the lines."""
        table, first = self._table, next(rows, [])
        if table.header == "none":
            return {}, self.columns(first)
        if table.header == "required":
            return self._required_header(first, next(rows, [])), self.columns(next(rows, []))
        if table.layout == "second_row":
            columns = self.columns(first)
            pairs = zip(table.header_columns, next(rows, []), strict=False)
            return {key: value.strip() for key, value in pairs if value.strip()}, columns
        if self.header_in(first) > self.fields_in(first):
            values = next(rows, [])
            if self.fields_in(values) > 3:
                raise self._form.refuse("header_row", line=2)
            return self._header_values(first, values), self.columns(next(rows, []))
        return {}, self.columns(first)

    def _header_values(self, headings: Sequence[str], values: Sequence[str]) -> dict[str, str]:
        pairs = zip(headings, values, strict=False)
        keys = ((self._header.get(self._plain(heading)), value.strip()) for heading, value in pairs)
        return {key: value for key, value in keys if key and value}

    def _required_header(self, headings: Sequence[str], values: Sequence[str]) -> dict[str, str]:
        header = self._header_values(headings, values)
        names = {each.key: self._form.profile.header[each.key][0] for each in self._form.layout.header}
        missing = [
            names[each.key] for each in self._form.layout.header if each.required and each.key not in header
        ]
        if missing:
            expected = _listed(names.values())
            raise self._form.refuse("header_missing", missing=_listed(missing), expected=expected)
        return header

    def columns(self, row: Sequence[str]) -> Columns:
        """Assign columns to fields. Refused when a field that every line needs has no column, or one has two."""
        width = max((place for place, cell in enumerate(row, start=1) if cell.strip()), default=0)
        names, left_out = self._fields, self._left_out
        if any(self._plain(cell) in self._returned and self._plain(cell) not in names for cell in row):
            names, left_out = self._returned, left_out | (self._fields.keys() - self._returned.keys())
        kept = [place for place in range(width) if self._plain(row[place]) not in left_out]
        columns = Columns([unguard(row[place]).strip() for place in kept], kept, width)
        unknown = []
        for number, heading in enumerate(columns.headings):
            name = names.get(self._plain(heading))
            if name is None:
                if self._plain(heading) not in self._known:
                    unknown.append(heading)
            elif name in columns.place_of:
                raise self._form.refuse("repeated_heading", found=heading[:_SHOWN_LENGTH])
            else:
                columns.place_of[name] = number
        self._refuse_wrong(columns, unknown)
        return columns

    def _refuse_wrong(self, columns: Columns, unknown: list[str]) -> None:
        form, table = self._form, self._table
        fields = form.layout.fields
        missing = [each.name for each in fields if each.needs_column and each.name not in columns.place_of]
        free = [
            heading
            for each in fields
            if each.name not in columns.place_of
            for heading in form.profile.fields[each.name]
        ]
        near = [(heading, nearest(heading, free)) for heading in unknown if heading]
        meant = [f"{_quoted(found)} may be meant as {_known(known)}" for found, known in near if known]
        refused = missing or (unknown and table.unknown_columns == "refuse")
        if refused or (meant and table.refuse_nearly_known):
            raise form.refuse(
                "headings",
                value=_listed(columns.headings),
                layout=form.layout.title,
                missing=_listed(map(_known, missing)),
                unknown=_listed(map(_quoted, unknown)),
                nearest=f" {'; '.join(meant)}." if meant else "",
                expected=_listed((form.profile.fields[each.name][0] for each in fields), len(fields)),
            )
        if unknown:
            columns.notes.append(
                form.layout.finding("columns_left_out", found=_listed(map(_quoted, unknown)))
            )
        if table.fixed_order:
            self._refuse_other_order(columns)

    def _refuse_other_order(self, columns: Columns) -> None:
        there = [
            columns.place_of[each.name] for each in self._form.layout.fields if each.name in columns.place_of
        ]
        for place, expected in zip(there, sorted(there), strict=True):
            if place != expected:
                raise self._form.refuse(
                    "heading_order",
                    found=columns.headings[expected],
                    expected=columns.headings[place],
                    all=_listed(columns.headings[each] for each in there),
                )


def places_of(headings: Sequence[str], layout: Layout[Options], profile: Profile) -> dict[str, int]:
    """Where each field stands among the headings of a file that was read."""
    names = {plain(heading): name for name, all_ in profile.fields.items() for heading in all_}
    returned = {plain(heading): name for heading, name in profile.table.returned.items()}
    if any(plain(heading) in returned and plain(heading) not in names for heading in headings):
        names = returned
    return {names[key]: place for place, key in enumerate(map(plain, headings)) if key in names}


def _quoted(heading: str) -> str:
    return f"“{heading[:_SHOWN_LENGTH]}”" if heading else "an empty heading"


def _known(heading: str) -> str:
    return _quoted(heading) if " " in heading else heading


def _listed(texts: Iterable[str], most: int = _SHOWN) -> str:
    listed = list(texts)
    if len(listed) > most:
        listed = [*listed[:most], f"and {len(listed) - most} more"]
    return ", ".join(listed) or "none"


# --- lines --------------------------------------------------------------------------------------------------------


def _lines(
    rows: Iterator[list[str]], columns: Columns, form: Form[Options], options: Options, *, guarded: bool
) -> Iterator[Line]:
    judge = LineJudge(form.layout, options, rejecting=form.rejecting, rules=form.rules)
    taken = _Taken(columns, form, guarded=guarded)
    number, width, most = 0, len(columns.headings), form.limits.max_records
    with form.refusals():
        for number, row in enumerate(rows, start=1):
            if number > most:
                form.check_count(number)
            incoming = taken.incoming(row)
            if len(incoming) > width:
                form.check_lengths(incoming, f"Record {number}")
                cells = form.layout.finding("cells", found=len(incoming), expected=width)
                yield Line(number, list(incoming), None, [cells], True)
                continue
            texts, mended = taken.texts(incoming)
            judged = judge.judge_in_file(texts, number)
            findings = [*mended, *judged.findings] if mended else judged.findings
            if findings:
                form.check_lengths(incoming, f"Record {number}")
            yield Line(number, list(incoming), judged.payload, findings, judged.rejected)
    if number == 0:
        raise Unreadable(form.layout.finding("none"))


class _Taken:
    """Takes a row apart: the cells that are kept, and the fields in the order of the layout, repaired."""

    def __init__(self, columns: Columns, form: Form[Options], *, guarded: bool) -> None:
        self._guarded = guarded
        self._width = absent = len(columns.headings)
        self._all = columns.width
        self._kept = columns.kept if columns.kept != list(range(self._width)) else None
        fields = form.layout.fields
        places = [columns.place_of.get(each.name, absent) for each in fields]
        self._in_order = itemgetter(*places) if len(places) > 1 else (lambda cells: (cells[places[0]],))
        self._repairs = [
            (place, _Remembered(each, form)) for place, each in enumerate(fields) if each.repair is not None
        ]

    def incoming(self, row: list[str]) -> list[str]:
        """The kept cells without formula guard, as many as there are headings; more if there are more."""
        cells = [unguard(cell) if cell.startswith("'") else cell for cell in row] if self._guarded else row
        beyond = cells[self._all :]
        if self._kept is not None:
            cells = [cells[place] if place < len(cells) else "" for place in self._kept]
        elif len(cells) > self._width:
            cells = cells[: self._width]
        if len(cells) < self._width:
            cells = cells + [""] * (self._width - len(cells))
        if any(beyond) and any(cell.strip() for cell in beyond):
            cells = cells + beyond
        return cells

    def texts(self, incoming: list[str]) -> tuple[list[str], list[Finding]]:
        """The texts of the fields, and what was repaired in them."""
        texts = list(self._in_order([*incoming, ""]))
        mended: list[Finding] = []
        for place, remembered in self._repairs:
            repaired, finding = remembered[texts[place]]
            if finding is not None:
                mended.append(finding)
            texts[place] = repaired
        return texts, mended


class _Remembered(dict[str, tuple[str, Finding | None]]):
    """Repairs already made: dates, actions and centres repeat from record to record."""

    def __init__(self, field: Field[Options], form: Form[Options]) -> None:
        super().__init__()
        self._field = field
        self._keys = {**form.layout.keys, **field.keys}
        wanted: Repair = field.repair  # type: ignore[assignment]
        self._repair = repairs(wanted, day_first_dates=form.profile.table.day_first_dates)

    def __missing__(self, text: str) -> tuple[str, Finding | None]:
        repaired, finding = self._repair(text.strip())
        mended = repaired, named(finding, self._field, self._keys) if finding is not None else None
        if len(self) < 20_000:
            self[text] = mended
        return mended


__all__ = ["Columns", "Headings", "fitting", "places_of", "read_text", "read_workbook"]
