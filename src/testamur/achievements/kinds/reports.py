"""Outcome files of an achievement batch, and the e-mail to the address in its header."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

import orjson
from django.conf import settings
from django.utils.translation import gettext as _

from testamur.achievements.columns.answering import annotate, write_findings
from testamur.achievements.findings import CATALOGUE
from testamur.achievements.queries import job_result
from testamur.batches import queries as ledger
from testamur.batches.findings import Finding, Sentence, in_words
from testamur.batches.registry import Message, Report
from testamur.batches.states import BatchState

if TYPE_CHECKING:
    from testamur.batches.models import Batch


def outcome_files(batch: Batch) -> list[Report]:
    """The own file with the findings in it, its rejected records alone, the findings as a list, and the job result.

    A batch that was refused as a whole is sent again as a whole, so its rejected records are not offered alone.
    """
    lines = list(ledger.all_rows(batch))
    said = [_sentences(line.number, line.findings) if line.findings else [] for line in lines]
    both = list(zip(lines, said, strict=True))
    result = orjson.dumps(job_result(batch, lines=lines), option=orjson.OPT_INDENT_2)
    files = [Report("job-result.json", _("Job result"), "application/json", iter([result]))]
    if not lines:
        return files
    stem = PurePath(batch.file_name).stem or "batch"
    found = write_findings((line.number, line.payload, sentences) for line, sentences in both if sentences)
    own = [_own_file(batch, f"{stem}-outcome", _("Your file with the findings in it"), both)]
    if batch.state == BatchState.DONE and batch.rejected:
        rejected = [(line, sentences) for line, sentences in both if line.rejected]
        own.append(
            _own_file(
                batch, f"{stem}-rejected", _("The rejected records, to correct and send again"), rejected
            )
        )
    return [*own, Report(f"{stem}-findings.csv", _("List of findings"), "text/csv", found), *files]


def _own_file(
    batch: Batch, name: str, title: str, lines: list[tuple[ledger.LedgerLine, list[Sentence]]]
) -> Report:
    """Lines of the batch in the format in which they came, each with its findings."""
    kind = "application/xml" if batch.file_format == "xml" else "text/csv"
    answered = ((line.incoming, sentences) for line, sentences in lines)
    content = annotate(batch.file_format, batch.headings, batch.header, answered)
    return Report(f"{name}.{batch.file_format}", title, kind, content)


def _sentences(number: int, findings: list[dict[str, object]]) -> list[Sentence]:
    return [in_words(Finding.from_stored(kept), CATALOGUE, line=number) for kept in findings]


def messages(batch: Batch) -> list[Message]:
    """To the address in the header, or else to whom submitted it (faq "Why do we need to include an email address")."""
    address = batch.header.get("email") or batch.options.get("email") or batch.submitted_by.email
    if not address:
        return []
    words = {
        "number": batch.pk,
        "file": batch.file_name,
        "type": str(batch.header.get("job_type", "")).capitalize() or "-",
        "status": ledger.meaning(batch).label,
        "total": batch.total,
        "accepted": batch.accepted if batch.ended_at and batch.effects else 0,
        "rejected": batch.rejected,
        "explanation": _reasons(batch) or ledger.meaning(batch).explanation,
        "address": f"{settings.PUBLIC_URL}/batches/{batch.uuid}/",
    }
    subject = _("Achievements batch %(number)s: %(status)s") % words
    body = (
        _(
            "Batch %(number)s (%(file)s)\n\n"
            "Status: %(status)s\nType of job: %(type)s\nRecords: %(total)s\nAccepted: %(accepted)s\n"
            "Rejected: %(rejected)s\n\n%(explanation)s\n\n"
            "See every finding and download the outcome files:\n%(address)s\n"
        )
        % words
    )
    return [Message(address, subject, body)]


def _reasons(batch: Batch) -> str:
    """Why the whole batch was refused. Values are left out: an e-mail carries no learner's particulars."""
    refused = [sentence for sentence in ledger.batch_sentences(batch) if sentence.severity == "error"]
    return "\n".join(f"{sentence.code}: {sentence.what} {sentence.remedy}" for sentence in refused)
