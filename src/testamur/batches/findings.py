"""Findings: what is wrong with a line or a whole batch, where, and what to do about it.

A *definition* is one entry of a room's catalogue. A *finding* is one occurrence of it. Findings are stored in the
ledger in their short form (:meth:`Finding.as_stored`); the sentences are put together when they are shown, so
they can be translated and corrected without touching the ledger.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from testamur.plumbing.translatable import Translatable


class Severity(StrEnum):
    """An error rejects the record; a warning lets it through and says so."""

    ERROR = "error"
    WARNING = "warning"


class ErrorClass(StrEnum):
    """The three official classes that a job result counts (GetAchievementBatchJob), and the job itself."""

    FIELD_DATA = "FieldData"
    LEARNER_DATA = "LearnerData"
    BUSINESS_RULE = "BusinessRule"
    JOB = "Job"


@dataclass(frozen=True, slots=True)
class Definition:
    """One entry of a findings catalogue.

    ``key`` is unique in the catalogue and is what the ledger stores; ``code`` is what people see and quote, and
    several keys may share one. ``sentence`` and ``remedy`` are English templates for :meth:`str.format` over
    ``field``, ``value`` and the finding's ``params``.
    """

    key: str
    code: str
    severity: Severity
    error_class: ErrorClass
    sentence: Translatable
    remedy: Translatable
    source: str = ""


def error(
    key: str, error_class: ErrorClass, sentence: str, remedy: str, source: str = "Testamur", code: str = ""
) -> Definition:
    """A definition that rejects; its code is what stands before the dot of its key, unless it is given."""
    return Definition(
        key, code or key.partition(".")[0], Severity.ERROR, error_class, sentence, remedy, source
    )


def warning(
    key: str, error_class: ErrorClass, sentence: str, remedy: str, source: str = "Testamur", code: str = ""
) -> Definition:
    """A definition that lets the record through."""
    return Definition(
        key, code or key.partition(".")[0], Severity.WARNING, error_class, sentence, remedy, source
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """One occurrence of a definition, at a field of a line (or of the batch, when the line is not known)."""

    key: str
    field: str = ""
    value: str = ""
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def as_stored(self) -> dict[str, Any]:
        """The short form kept in the ledger; empty parts are left out."""
        stored: dict[str, Any] = {"key": self.key}
        if self.field:
            stored["field"] = self.field
        if self.value:
            stored["value"] = self.value[:200]
        if self.params:
            stored["params"] = dict(self.params)
        return stored

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Finding:
        return cls(stored["key"], stored.get("field", ""), stored.get("value", ""), stored.get("params", {}))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A finding in words, ready to be shown, written to a file or sent through the API."""

    line: int | None
    code: str
    severity: Severity
    error_class: ErrorClass
    field: str
    value: str
    what: str
    remedy: str


Catalogue = Mapping[str, Definition]


def _unchanged(text: str) -> str:
    return text


def in_words(
    finding: Finding,
    catalogue: Catalogue,
    *,
    line: int | None = None,
    translate: Callable[[str], str] = _unchanged,
) -> Sentence:
    """Put a finding into words. ``translate`` turns an English template into the reader's language."""
    definition = catalogue[finding.key]
    words = {**finding.params, "field": finding.field, "value": finding.value}
    return Sentence(
        line=line,
        code=definition.code,
        severity=definition.severity,
        error_class=definition.error_class,
        field=finding.field,
        value=finding.value,
        what=translate(definition.sentence).format_map(words),
        remedy=translate(definition.remedy).format_map(words),
    )


def catalogue_of(*definitions: Definition) -> dict[str, Definition]:
    """Index definitions by key and refuse a key used twice."""
    indexed = {definition.key: definition for definition in definitions}
    if len(indexed) != len(definitions):
        raise ValueError("a findings catalogue defines one key twice")
    return indexed
