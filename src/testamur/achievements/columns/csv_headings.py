"""Headings of a CSV file: which column is which field, and what to say when they are not those of a batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from testamur.achievements.columns.fields import FIELDS, FINDINGS_HEADING
from testamur.achievements.columns.profile import Profile
from testamur.batches.columns import Unreadable
from testamur.batches.findings import Finding
from testamur.plumbing.delimited import nearest, plain

_MANDATORY = tuple(field.name for field in FIELDS if field.mandatory)


@dataclass(slots=True)
class Columns:
    """Where each field stands, in the order of the schema (``None``: nowhere), and which columns are kept.

    ``kept`` are the places, in the file, of the columns that are read; ``width`` is how many columns it has.
    """

    headings: list[str]
    kept: list[int]
    width: int
    position_of: list[int | None]
    notes: list[Finding] = field(default_factory=list)


class Headings:
    """Recognises the headings of one profile."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._exact = profile.csv.case_sensitive
        self._fields = self._indexed(profile.fields)
        self._header = self._indexed(profile.header)
        self._ignored = {self._plain(heading) for heading in (FINDINGS_HEADING, *profile.csv.ignored_columns)}

    def _plain(self, heading: str) -> str:
        return heading.strip() if self._exact else plain(heading)

    def _indexed(self, names: Mapping[str, Sequence[str]]) -> dict[str, str]:
        return {self._plain(heading): name for name, headings in names.items() for heading in headings}

    def fields_in(self, row: Iterable[str]) -> int:
        """How many cells of this row are headings of a record."""
        return sum(self._plain(cell) in self._fields for cell in row)

    def header_in(self, row: Iterable[str]) -> int:
        """How many cells of this row are headings of the file's header."""
        return sum(self._plain(cell) in self._header for cell in row)

    def header_values(self, headings: Sequence[str], values: Sequence[str]) -> dict[str, str]:
        """The file's header from a row of headings and the row of values below it."""
        pairs = zip(headings, values, strict=False)
        keys = ((self._header.get(self._plain(heading)), value.strip()) for heading, value in pairs)
        return {key: value for key, value in keys if key and value}

    def columns(self, row: Sequence[str]) -> Columns:
        """Assign columns to fields. Refused when a field that every record needs has no column."""
        width = max((place for place, cell in enumerate(row, start=1) if cell.strip()), default=0)
        kept = [place for place, cell in enumerate(row[:width]) if self._plain(cell) not in self._ignored]
        headings = [row[place].strip() for place in kept]
        columns = Columns(headings, kept, width, [None] * len(FIELDS))
        unknown = []
        places = {name: number for number, name in enumerate(field.name for field in FIELDS)}
        for column, heading in enumerate(headings):
            name = self._fields.get(self._plain(heading))
            if name is None:
                unknown.append(heading)
            elif columns.position_of[places[name]] is not None:
                raise Unreadable(Finding("J06.repeated_heading", params={"found": heading}))
            else:
                columns.position_of[places[name]] = column
        missing = [name for name in _MANDATORY if columns.position_of[places[name]] is None]
        self._refuse_wrong(columns, missing, unknown)
        return columns

    def _refuse_wrong(self, columns: Columns, missing: list[str], unknown: list[str]) -> None:
        unclaimed = [
            heading
            for field_, column in zip(FIELDS, columns.position_of, strict=True)
            if column is None
            for heading in self._profile.fields[field_.name]
        ]
        likely = [(heading, nearest(heading, unclaimed)) for heading in unknown if heading]
        meant = [f"“{found}” may be meant as {near}" for found, near in likely if near]
        if missing or meant or (unknown and self._profile.csv.unknown_columns == "refuse"):
            params = {
                "missing": _listed(missing),
                "unknown": _listed(_shown(heading) for heading in unknown),
                "nearest": f" {'; '.join(meant)}." if meant else "",
                "expected": _listed(headings[0] for headings in self._profile.fields.values()),
            }
            raise Unreadable(Finding("J06.headings", value=_listed(columns.headings), params=params))
        if unknown:
            found = _listed(_shown(heading) for heading in unknown)
            columns.notes.append(Finding("R06.columns_left_out", params={"found": found}))
        if self._profile.csv.fixed_order:
            _refuse_other_order(columns)


def _refuse_other_order(columns: Columns) -> None:
    there = [column for column in columns.position_of if column is not None]
    for column, expected in zip(there, sorted(there), strict=True):
        if column != expected:
            params = {
                "found": columns.headings[expected],
                "expected": columns.headings[column],
                "all": _listed(columns.headings[place] for place in there),
            }
            raise Unreadable(Finding("J06.heading_order", params=params))


def _shown(heading: str) -> str:
    return f"“{heading[:40]}”" if heading else "an empty heading"


def _listed(texts: Iterable[str]) -> str:
    listed = list(texts)
    if len(listed) > 20:
        listed = [*listed[:20], f"and {len(listed) - 20} more"]
    return ", ".join(listed) or "none"
