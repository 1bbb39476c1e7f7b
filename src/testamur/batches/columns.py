"""What reading a file gives: lines for the ledger, or the reason why the file cannot be read at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from testamur.batches.findings import Finding


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

    ``format`` is ``"xml"`` or ``"csv"``. ``header`` holds what the file says of itself, such as the type of job
    and the e-mail address. ``notes`` are warnings on the whole file ("we read it as Windows-1252"). Iterating
    ``lines`` may raise :class:`Unreadable` when the damage is found half-way.
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
