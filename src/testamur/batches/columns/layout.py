"""A kind of batch says what its lines are made of, once: a table of fields, and how files carry them.

Rules, SQL, readers, writers, the API's items and the documentation are all made from this table; no other list of the
same fields exists. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from testamur.batches.findings import Finding
from testamur.plumbing.spreadsheets import Column
from testamur.plumbing.translatable import Translatable

Options = TypeVar("Options")

Read = tuple[Any, Sequence[Finding]]
"""A typed value as JSON has it, or ``None``, and what was found."""

Check = Callable[[str], Read]
"""Reads a text that is neither empty nor has space around it."""

Repair = Callable[[str], tuple[str, Finding | None]]
"""Undoes what a spreadsheet did to a text. What it is not sure of it leaves alone, for the check to judge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Generic[Options]):
    """One field of a line.

    ``name`` is its heading or element and is what findings name; ``key`` stands in payloads, SQL and the API.
    ``check`` makes, for one reading, what turns a text into a value. ``required`` fields need a value in every line;
    ``column`` says whether a table needs the column, where that differs. ``headings`` are understood as well.
    ``sql`` is the type under which the value is staged, ``None`` if no set needs it. ``also`` are further values that
    follow from this one. ``must_be_present``, ``nillable`` and ``xml_type`` are what an XML schema says of it.
    ``source`` says where the rule stands, ``cell`` is the field's column in workbooks of ours. ``keys`` are the public
    keys of common findings, where this field has its own, and of those that only it can have.
    """

    name: str
    key: str
    label: Translatable
    check: Callable[[Options], Check]
    required: bool = False
    column: bool | None = None
    headings: tuple[str, ...] = ()
    sql: str | None = "text"
    also: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    repair: Repair | None = None
    must_be_present: bool = False
    nillable: bool = True
    xml_type: str = "string"
    empty: Any = None
    example: str = ""
    help: Translatable = ""
    source: str = ""
    cell: Column | None = None
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def needs_column(self) -> bool:
        return self.required if self.column is None else self.column


@dataclass(frozen=True, slots=True)
class HeaderField:
    """One thing that a file says of itself, before its lines. ``write`` is how its value is written back."""

    key: str
    heading: str
    headings: tuple[str, ...] = ()
    required: bool = False
    example: str = ""
    write: Callable[[str], str] = str


@dataclass(frozen=True, slots=True)
class Table:
    """How a table (CSV or a workbook) carries the lines.

    ``header`` is ``"none"``, ``"optional"`` (its headings and values may stand in the first two rows) or
    ``"required"``; in the layout ``"second_row"`` the headings of the lines come first and the header's values second,
    in the order of ``header_columns``. ``unknown_columns`` is ``"refuse"`` or ``"note"``; with ``"note"``, a heading
    that is nearly a known one is still refused, unless ``refuse_nearly_known`` is off. ``ignored_columns`` are not read
    at all; ``known_columns`` are kept as they came, and are no news. ``sheet`` is the name of a workbook's sheet, where
    workbooks are taken.
    ``returned`` are the headings by which a result file of ours is known when it comes back, and the fields that they
    stand for; ``added`` are columns that only our own files have.
    """

    header: str = "none"
    layout: str = "auto"
    header_columns: tuple[str, ...] = ()
    separators: tuple[str, ...] = (",", ";", "\t", "|")
    case_sensitive: bool = False
    fixed_order: bool = False
    unknown_columns: str = "note"
    refuse_nearly_known: bool = True
    ignored_columns: tuple[str, ...] = ()
    known_columns: tuple[str, ...] = ()
    day_first_dates: str = "warn"
    sheet: str | None = None
    returned: Mapping[str, str] = field(default_factory=dict)
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class XmlShape:
    """Where an XML file has its header and its records. Every name carries its namespace, as ``{namespace}name``.

    ``header`` says which elements hold which part of the header (``None``: known and not kept); ``header_parents`` are
    elements that only group them. ``before`` is, in order, what may stand before the records, ``needed`` what must.
    ``container`` holds the records; where that is the root itself, it is the root's name. ``count`` is the part of the
    header that says how many records there are.
    """

    root: str
    header: Mapping[str, str | None]
    before: tuple[str, ...]
    container: str
    record: str
    fields: Mapping[str, int]
    mandatory: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    header_parents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fixed_order: bool = True
    count: str | None = None


FINDINGS_HEADING = "Findings"
"""The column that outcome files add; never read when such a file comes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout(Generic[Options]):
    """The lines of one kind of batch.

    ``keys`` gives the common findings the keys under which this kind's catalogue has them, ``codes`` those whose code
    is not the beginning of their key. ``unique`` names what no two lines of a file may share, ``identifying`` what a
    person knows a line by. ``derived`` is SQL for further staged columns, which the row rules fill. ``xml`` are the
    shapes of XML files that are taken, and ``profile`` the mapping profile beside the kind, as (package, file).
    """

    title: str
    fields: tuple[Field[Options], ...]
    keys: Mapping[str, str]
    codes: Mapping[str, str] = field(default_factory=dict)
    header: tuple[HeaderField, ...] = ()
    unique: tuple[str, ...] = ()
    unique_field: str = ""
    identifying: tuple[str, ...] = ()
    derived: str = ""
    table: Table | None = field(default_factory=Table)
    xml: tuple[XmlShape, ...] = ()
    profile: tuple[str, str] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.fields)

    @property
    def payload_keys(self) -> tuple[str, ...]:
        return tuple(each.key for each in self.fields)

    @property
    def headings(self) -> dict[str, str]:
        """The heading of each field, by its key."""
        return {each.key: each.name for each in self.fields}

    @property
    def of_key(self) -> dict[str, Field[Options]]:
        return {each.key: each for each in self.fields}

    @property
    def of_name(self) -> dict[str, Field[Options]]:
        return {each.name: each for each in self.fields}

    @property
    def shape(self) -> str:
        """The typed columns of a staged line, as SQL."""
        staged = [f"{each.key} {each.sql}" for each in self.fields if each.sql]
        return ", ".join([*staged, self.derived] if self.derived else staged)

    def finding(self, name: str, field: str = "", value: str = "", **params: Any) -> Finding:
        """A common finding under this kind's key."""
        return Finding(self.keys[name], field, value, params)


STRUCTURE = (
    "doctype",
    "truncated",
    "not_well_formed",
    "root",
    "namespace",
    "order",
    "unknown_element",
    "repeated_element",
    "missing_element",
    "content",
)
"""The common findings on the structure of XML, which a web service answers with one code."""


def public_keys(**names: str) -> dict[str, str]:
    """Keys by the name of the common finding, from the beginning of the key and the names under it.

    ``public_keys(J01="too_large none", J04="empty other_format=neither")`` gives ``J01.too_large``, ``J01.none``,
    ``J04.empty`` and, for ``other_format``, ``J04.neither``.
    """
    keys = {}
    for beginning, listed in names.items():
        for each in listed.split():
            name, _, own = each.partition("=")
            keys[name] = f"{beginning}.{own or name}"
    return keys
