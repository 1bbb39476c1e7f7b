"""One right record to change, and files made of such records."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from testamur.achievements.kinds.achievements.findings import CATALOGUE
from testamur.achievements.kinds.achievements.layout import KEYS, RowOptions
from testamur.achievements.kinds.achievements.rules import judge_record, read
from testamur.achievements.kinds.achievements.writing import write_csv, write_xml
from testamur.achievements.samples import qualification_reference, unit_reference, valid_uln
from testamur.batches.columns import Line, Reading, Unreadable
from testamur.batches.columns.judging import Judged
from testamur.batches.findings import Finding, Sentence, in_words

TODAY = date(2024, 7, 15)
QUALIFICATION = qualification_reference(1)
UNIT = unit_reference(1)

GOOD: dict[str, str | None] = {
    "award_date": "2024-06-28T00:00:00",
    "action": "1",
    "action_date": "2024-07-01T00:00:00",
    "action_reason": None,
    "date_of_birth": "2006-02-28T00:00:00",
    "family_name": "O'Brien",
    "gender": "2",
    "given_name": "Siân",
    "grade": "Pass",
    "language": "English",
    "postcode": "CV1 2WT",
    "mis_identifier": "12345/0001",
    "provider_ukprn": "10001234",
    "uln": valid_uln(0),
    "reference": QUALIFICATION,
}

Texts = list[str | None]
Write = Callable[..., bytes]


def texts(**changes: str | None) -> Texts:
    """The texts of a right record, some of them changed."""
    changed = {**GOOD, **changes}
    assert list(changed) == list(KEYS)
    return list(changed.values())


def several(count: int, **changes: str | None) -> list[Texts]:
    """Right records of different learners."""
    return [texts(uln=valid_uln(number), **changes) for number in range(count)]


def judged(options: dict[str, Any] | None = None, **changes: str | None) -> Judged:
    return judge_record(texts(**changes), RowOptions(**{"today": TODAY, **(options or {})}))


def keys(findings: Sequence[Finding]) -> list[str]:
    return [finding.key for finding in findings]


def xml(records: Sequence[Any], **header: Any) -> bytes:
    return b"".join(write_xml(records, **{"job_type": "final", "email": "results@example.org", **header}))


def csv(records: Sequence[Texts], **options: Any) -> bytes:
    header = {"job_type": "final", "email": "results@example.org"}
    return b"".join(write_csv(records, **{"header": header, **options}))


def opened(
    data: bytes, *, name: str = "batch", rows: dict[str, Any] | None = None, **options: Any
) -> Reading:
    return read(io.BytesIO(data), name=name, rows=RowOptions(**{"today": TODAY, **(rows or {})}), **options)


def lines(data: bytes, **options: Any) -> list[Line]:
    return list(opened(data, **options).lines)


def refusal(data: bytes, **options: Any) -> Sentence:
    """Why the file is refused, in words; fails when it is not refused, or for several reasons."""
    with pytest.raises(Unreadable) as caught:
        lines(data, **options)
    (finding,) = caught.value.findings
    return in_words(finding, CATALOGUE)


def refused_key(data: bytes, **options: Any) -> str:
    with pytest.raises(Unreadable) as caught:
        lines(data, **options)
    (finding,) = caught.value.findings
    return finding.key
