"""Outcome files of returned decisions, and who is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from testamur.achievements.columns.writing import texts_of, write_csv, write_xml
from testamur.batches import queries as ledger
from testamur.batches.findings import Finding, Sentence, in_words
from testamur.batches.registry import Message, Report
from testamur.batches.states import BatchState
from testamur.challenges import queries
from testamur.challenges.actions import bulk_letters
from testamur.challenges.columns import annotated
from testamur.challenges.findings import CATALOGUE
from testamur.challenges.models import Challenge
from testamur.plumbing import delimited

if TYPE_CHECKING:
    from testamur.batches.models import Batch

_CSV = "text/csv"
_TYPES = {"csv": _CSV, "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_HEADINGS = ("Row", "Field", "Value", "Code", "Severity", "Class", "What is wrong", "What to do")


def outcome_files(batch: Batch) -> list[Report]:
    """The own file with the findings in it, the findings as a list, and the corrections that were agreed to."""
    if not batch.headings:
        return []
    stem = PurePath(batch.file_name).stem or "decisions"
    own = annotated(batch.file_format, batch.headings, _own_rows(batch))
    found = delimited.written(_findings(batch))
    kind = _TYPES[batch.file_format]
    files = [
        Report(f"{stem}-outcome.{batch.file_format}", _("Your file with the findings in it"), kind, own),
        Report(f"{stem}-findings.csv", _("List of findings"), _CSV, found),
    ]
    return [*files, *_corrections(batch)] if batch.state == BatchState.DONE else files


def _corrections(batch: Batch) -> Iterator[Report]:
    """Achievement batches, one for each type of job, that correct what was accepted; ready to be submitted."""
    found = queries.prefilled_corrections(batch.pk)
    types = sorted({each.job_type for each in found})
    for job_type in types:
        texts = [texts_of(each.payload) for each in found if each.job_type == job_type]
        name = f"corrections-{job_type}" if len(types) > 1 else "corrections"
        words = {"type": job_type}
        yield Report(
            f"{name}.xml",
            _("Corrections to submit as an achievements batch (%(type)s), as XML") % words,
            "application/xml",
            write_xml(texts, job_type=job_type),
        )
        yield Report(
            f"{name}.csv",
            _("Corrections to submit as an achievements batch (%(type)s), as CSV") % words,
            _CSV,
            write_csv(texts, header={"job_type": job_type}),
        )


def _said(line: int, findings: list[dict[str, object]]) -> list[Sentence]:
    return [in_words(Finding.from_stored(kept), CATALOGUE, line=line, translate=_) for kept in findings]


def _own_rows(batch: Batch) -> Iterator[tuple[list[str | None], str]]:
    for row in ledger.all_rows(batch):
        said = _said(row.number, row.findings)
        words = [f"{one.code} {one.severity}: {one.what} {one.remedy}" for one in said]
        yield row.incoming, " | ".join(words)


def _findings(batch: Batch) -> Iterator[list[str]]:
    yield list(_HEADINGS)
    for row in ledger.all_rows(batch, only_found=True):
        for one in _said(row.number, row.findings):
            place = [str(row.number), one.field, one.value, one.code, one.severity, one.error_class]
            yield [*place, one.what, one.remedy]


def messages(batch: Batch) -> list[Message]:
    """To whoever sent the file and, once it counts, one to each address at which raisers want to be told."""
    to_sender = [_to_sender(batch)] if batch.submitted_by.email else []
    if batch.state != BatchState.DONE:
        return to_sender
    decided = Challenge.objects.filter(batch=batch).order_by("id")
    to_raisers = [
        Message(address, *bulk_letters.decided(challenges))
        for address, challenges in bulk_letters.by_address(decided)
    ]
    return [*to_sender, *to_raisers]


def _to_sender(batch: Batch) -> Message:
    """What became of the file. Values are left out: an e-mail carries no learner's particulars."""
    label = ledger.meaning(batch).label
    words = {"number": batch.pk, "state": label, "name": batch.file_name}
    counts = {"total": batch.total, "rejected": batch.rejected}
    refused = [said for said in ledger.batch_sentences(batch) if said.severity == "error"]
    lines = [
        _("Your file %(name)s with decisions on challenges has been processed.") % words,
        "",
        f"{label}. {ledger.meaning(batch).explanation}",
        "",
        _("Rows: %(total)s, with an error: %(rejected)s.") % counts,
        *(f"{effect}: {number}" for effect, number in batch.effects.items()),
        *(f"{said.code}: {said.what} {said.remedy}" for said in refused),
        "",
        _("See every finding and take the outcome files away, among them the corrections to submit:"),
        f"{settings.PUBLIC_URL}/batches/{batch.uuid}/",
    ]
    subject = _("Decisions on challenges: batch %(number)s, %(state)s") % words
    return Message(batch.submitted_by.email, subject, "\n".join(lines))
