"""Outcome files of a register import, and the e-mail to whoever submitted it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from testamur.batches import queries as ledger
from testamur.batches.findings import Finding, Sentence, in_words
from testamur.batches.registry import Message, Report
from testamur.plumbing import delimited
from testamur.qualifications.columns import FINDINGS
from testamur.qualifications.findings import CATALOGUE

if TYPE_CHECKING:
    from testamur.batches.models import Batch

_CSV = "text/csv"
LIST_HEADINGS = ("Record", "Field", "Value", "Code", "Severity", "Class", "What is wrong", "What to do")


def outcome_files(batch: Batch) -> list[Report]:
    """The submitted file with the findings in a last column, and the findings as a list."""
    if not batch.headings:
        return []
    stem = PurePath(batch.file_name).stem or "register"
    own, found = delimited.written(_own_file(batch)), delimited.written(_findings(batch))
    return [
        Report(f"{stem}-outcome.csv", _("Your file with the findings in it"), _CSV, own),
        Report(f"{stem}-findings.csv", _("List of findings"), _CSV, found),
    ]


def _said(line: int, findings: list[dict[str, object]]) -> list[Sentence]:
    return [in_words(Finding.from_stored(kept), CATALOGUE, line=line, translate=_) for kept in findings]


def _own_file(batch: Batch) -> Iterator[list[str]]:
    yield [*batch.headings, FINDINGS]
    for row in ledger.all_rows(batch):
        said = [
            f"{one.code} {one.severity}: {one.what} {one.remedy}" for one in _said(row.number, row.findings)
        ]
        yield [*(cell or "" for cell in row.incoming), " | ".join(said)]


def _findings(batch: Batch) -> Iterator[list[str]]:
    yield list(LIST_HEADINGS)
    for row in ledger.all_rows(batch, only_found=True):
        for one in _said(row.number, row.findings):
            place = [str(row.number), one.field, one.value, one.code, one.severity, one.error_class]
            yield [*place, one.what, one.remedy]


def messages(batch: Batch, *, title: str) -> list[Message]:
    """Tell the submitter what became of the file. A supplier's system has no address and is not told."""
    if not batch.submitted_by.email:
        return []
    label = ledger.meaning(batch).label
    subject = _("%(title)s: batch %(number)s, %(state)s") % {
        "title": title,
        "number": batch.pk,
        "state": label,
    }
    lines = [
        _("Your file %(name)s has been processed.") % {"name": batch.file_name},
        "",
        f"{label}. {ledger.meaning(batch).explanation}",
        "",
        _("Records: %(total)s, rejected: %(rejected)s, with warnings: %(warned)s.")
        % {"total": batch.total, "rejected": batch.rejected, "warned": batch.warned},
        *(f"{effect}: {number}" for effect, number in batch.effects.items()),
        *(f"{said.code}: {said.what} {said.remedy}" for said in ledger.batch_sentences(batch)),
        "",
        _("See every finding and download the outcome files:"),
        f"{settings.PUBLIC_URL}/batches/{batch.uuid}/",
    ]
    return [Message(batch.submitted_by.email, subject, "\n".join(lines))]
