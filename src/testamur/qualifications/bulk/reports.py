"""Outcome files of a register import, and the e-mail to whoever submitted it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from testamur.bulk import queries as bulk
from testamur.bulk.findings import Finding, Sentence, in_words
from testamur.bulk.kinds import Message, Report
from testamur.plumbing import delimited
from testamur.qualifications.columns import FINDINGS
from testamur.qualifications.findings import CATALOGUE

if TYPE_CHECKING:
    from testamur.bulk.models import Batch

_CSV = "text/csv; charset=utf-8"


def outcome_files(batch: Batch) -> list[Report]:
    """The submitted file with a column of findings, and the findings one by one. None if nothing could be
    read."""
    if not batch.headings:
        return []
    return [
        Report(
            "file-with-findings.csv", _("Your file with findings"), _CSV, delimited.written(_own_file(batch))
        ),
        Report("findings.csv", _("Findings"), _CSV, delimited.written(_findings(batch))),
    ]


def _said(line: int, findings: list[dict[str, object]]) -> list[Sentence]:
    return [in_words(Finding.from_stored(kept), CATALOGUE, line=line, translate=_) for kept in findings]


def _own_file(batch: Batch) -> Iterator[list[str]]:
    yield [*batch.headings, FINDINGS]
    for line, incoming, _payload, findings, _rejected, _effect in bulk.all_rows(batch):
        said = " ".join(f"{one.code}: {one.what} {one.remedy}" for one in _said(line, findings))
        yield [*(cell or "" for cell in incoming), said]


def _findings(batch: Batch) -> Iterator[list[str]]:
    yield ["Record", "Severity", "Code", "Field", "Value", "Finding", "What to do"]
    for line, _incoming, _payload, findings, _rejected, _effect in bulk.all_rows(batch, only_found=True):
        for one in _said(line, findings):
            yield [str(line), one.severity, one.code, one.field, one.value, one.what, one.remedy]


def messages(batch: Batch, *, title: str) -> list[Message]:
    """Tell the submitter what became of the file. A supplier's system has no address and is not told."""
    if not batch.submitted_by.email:
        return []
    label = bulk.meaning(batch).label
    subject = _("%(title)s: batch %(number)s, %(state)s") % {
        "title": title,
        "number": batch.pk,
        "state": label,
    }
    lines = [
        _("Your file %(name)s has been processed.") % {"name": batch.file_name},
        "",
        f"{label}. {bulk.meaning(batch).explanation}",
        "",
        _("Records: %(total)s, rejected: %(rejected)s, with warnings: %(warned)s.")
        % {"total": batch.total, "rejected": batch.rejected, "warned": batch.warned},
        *(f"{effect}: {number}" for effect, number in batch.effects.items()),
        *(f"{said.code}: {said.what} {said.remedy}" for said in bulk.batch_sentences(batch)),
        "",
        _("The outcome files are with the batch: %(address)s") % {"address": settings.PUBLIC_URL},
    ]
    return [Message(batch.submitted_by.email, subject, "\n".join(lines))]
