"""Judging a record: every field by its reader, then the rules that look at several fields."""

from __future__ import annotations

from collections.abc import Sequence
from operator import getitem
from typing import Any, NamedTuple

from testamur.achievements.findings import REJECTING
from testamur.achievements.rules.options import RowOptions
from testamur.achievements.rules.readers import NO_REFERENCE, Reader, readers
from testamur.batches.findings import Finding

_KEYS = (
    "award_date",
    "action",
    "action_date",
    "action_reason",
    "date_of_birth",
    "family_name",
    "gender",
    "given_name",
    "grade",
    "language",
    "postcode",
    "mis_identifier",
    "provider_ukprn",
    "uln",
    "reference",
    "reference_kind",
)


class Judged(NamedTuple):
    """Typed values (None: absent or wrong), every finding, and whether one of them rejects."""

    payload: dict[str, Any]
    findings: list[Finding]
    rejected: bool


class _Remembered(dict[str | None, Any]):
    """The values of texts already read without a finding.

    A batch repeats itself: dates, grades, references, centres. What is wrong is read afresh each time, so
    that each occurrence is reported.
    """

    def __init__(self, reader: Reader, problems: list[Finding]) -> None:
        super().__init__()
        self._reader = reader
        self._problems = problems

    def __missing__(self, text: str | None) -> Any:
        value, findings = self._reader(text)
        if findings:
            self._problems.extend(findings)
        else:
            self[text] = value
        return value


class RecordJudge:
    """Judges the records of one file, one after another. Not to be shared between threads."""

    def __init__(self, options: RowOptions) -> None:
        self._problems: list[Finding] = []
        self._fields = [_Remembered(reader, self._problems) for reader in readers(options).values()]
        self._fail_grades = options.fail_grades
        self._provisional = options.job_type == "provisional"
        self._first: dict[str, int] = {}

    def judge(self, texts: Sequence[str | None]) -> Judged:
        """Judge one record; ``texts`` are its fields in the order of the schema."""
        problems = self._problems
        *values, read_reference = map(getitem, self._fields, texts)
        reference, kind = read_reference or NO_REFERENCE
        payload = dict(zip(_KEYS, (*values, reference, kind), strict=True))
        if kind == "unit":
            self._judge_unit(payload)
        if not problems:
            return Judged(payload, [], False)
        findings = problems.copy()
        problems.clear()
        return Judged(payload, findings, any(finding.key in REJECTING for finding in findings))

    def judge_in_file(self, texts: Sequence[str | None], number: int) -> Judged:
        """Judge one record of a file, the second of two same achievements included (B07).

        Same means same ULN, reference and award date. A record that is rejected for its own sake does not
        stand in the way of a later, right one.
        """
        judged = self.judge(texts)
        if judged.rejected:
            return judged
        payload = judged.payload
        same = f"{payload['uln']} {payload['reference']} {payload['award_date']}"
        first = self._first.setdefault(same, number)
        if first == number:
            return judged
        duplicate = Finding(
            "B07.duplicate", "UnitOrQualificationReferenceNumber", payload["reference"], {"first": first}
        )
        return Judged(payload, [*judged.findings, duplicate], True)

    def _judge_unit(self, payload: dict[str, Any]) -> None:
        """QCF units: a failed one is not put on the record (B06), and none is provisional (B05)."""
        grade = payload["grade"]
        if grade and grade.lower() in self._fail_grades and payload["action"] in ("create", "update"):
            self._problems.append(Finding("B06.failed_unit", "Grade", grade))
        if self._provisional:
            name = "UnitOrQualificationReferenceNumber"
            self._problems.append(Finding("B05.treated_as_final", name, payload["reference"]))


def judge_record(texts: Sequence[str | None], options: RowOptions) -> Judged:
    """Judge a single record, as a page does. For a file use one :class:`RecordJudge`."""
    return RecordJudge(options).judge(texts)
