"""What reading gives: lines for the ledger, or the reason why a file cannot be read at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Generic

from testamur.batches.columns.layout import Layout, Options
from testamur.batches.columns.profiles import Profile
from testamur.batches.findings import Finding
from testamur.plumbing.text import Damage, Damaged


@dataclass(slots=True)
class Line:
    """One record of a file, as it came and as it was understood.

    ``number`` counts records from 1. ``incoming`` holds the texts in the order of the reading's headings, ``None``
    where a field was absent. ``payload`` holds the typed values as JSON types (dates as ISO text), or ``None``
    when the record cannot be understood. ``rejected`` is true when a finding of severity *error* is among
    ``findings``.
    """

    number: int
    incoming: list[str | None]
    payload: dict[str, Any] | None
    findings: list[Finding]
    rejected: bool


@dataclass(slots=True)
class Reading:
    """An opened file: its headings, what its header says, notes on the whole file, and its lines, read lazily.

    ``format`` is ``"xml"``, ``"csv"``, ``"xlsx"`` or ``"json"``. ``header`` holds what the file says of itself, such as
    the type of job and the e-mail address. ``notes`` are warnings on the whole file ("we read it as Windows-1252").
    Iterating ``lines`` may raise :class:`Unreadable` when the damage is found half-way.
    """

    format: str
    headings: list[str]
    lines: Iterator[Line]
    header: Mapping[str, str] = field(default_factory=dict)
    notes: list[Finding] = field(default_factory=list)


class Unreadable(Exception):
    """The file as a whole is refused; ``findings`` say why (class *Job*). Nothing of it may be applied."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(", ".join(finding.key for finding in findings))
        self.findings = list(findings)


RowRules = Callable[[dict[str, Any], list[Finding]], None]
"""What needs more than one field: may complete the payload, and adds to the findings of the line."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold: bytes, records, and characters in one field.

    ``max_bytes`` is for what the records carry (:mod:`~.carrying`). The file around them may be larger, up to
    ``max_file_bytes``: prefixes, tags, and what we have added to it.
    """

    max_bytes: int
    max_records: int
    max_field: int = 1000
    max_file_bytes: int = 0

    @property
    def file_bytes(self) -> int:
        return max(self.max_bytes, self.max_file_bytes)


@dataclass(frozen=True, slots=True)
class Form(Generic[Options]):
    """How a file is read just now: its layout, the mapping profile, the limits, and the settings of its checks.

    ``begin`` is given what the file says of itself, which it may refuse or complete, and returns the settings of the
    field checks. ``rules`` makes of these the rules that need more than one field. ``rejecting`` are the keys of
    errors.
    """

    layout: Layout[Options]
    profile: Profile
    limits: Limits
    begin: Callable[[dict[str, str]], Options]
    rejecting: frozenset[str]
    rules: Callable[[Options], RowRules | None] | None = None

    def refuse(self, name: str, field: str = "", value: str = "", **params: Any) -> Unreadable:
        """A refusal of the whole file by a common finding."""
        return Unreadable(self.layout.finding(name, field, value, **params))

    def check_count(self, number: int) -> None:
        if number > self.limits.max_records:
            raise self.refuse("too_many", limit=f"{self.limits.max_records:,}")

    def check_lengths(self, texts: Sequence[str | None], where: str) -> None:
        """A text as long as this is no field with a fault but a sign that the file is damaged."""
        longest = self.limits.max_field
        if any(text is not None and len(text) > longest for text in texts):
            raise self.refuse("long_field", where=where, limit=f"{longest:,}")

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Refuse the file when what is read inside turns out to be damaged."""
        try:
            yield
        except Damaged as damaged:
            raise self._of_damage(damaged) from damaged

    def _of_damage(self, damaged: Damaged) -> Unreadable:
        details = damaged.details
        if damaged.damage is Damage.LONG_LINE:
            return self.refuse("long_field", where=f"Line {details['line']}", limit=f"{details['limit']:,}")
        return self.refuse(damaged.damage.value, **details)
