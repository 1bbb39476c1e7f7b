"""Outcome files of a centre's records, and the e-mail to whom sent them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from testamur.achievements.columns.answering import write_findings
from testamur.achievements.columns.centre import annotate_centre
from testamur.achievements.findings import CATALOGUE
from testamur.batches import queries as ledger
from testamur.batches.findings import Finding, Sentence, in_words
from testamur.batches.registry import Message, Report
from testamur.batches.states import BatchState

if TYPE_CHECKING:
    from testamur.batches.models import Batch

_CSV = "text/csv"


def outcome_files(batch: Batch) -> list[Report]:
    """The own file with the findings in it, its rejected records alone, and the findings as a list."""
    lines = list(ledger.all_rows(batch))
    if not lines:
        return []
    said = [_sentences(line.number, line.findings) for line in lines]
    both = list(zip(lines, said, strict=True))
    stem = PurePath(batch.file_name).stem or "records"
    own = _own_file(batch, both)
    found = write_findings((line.number, line.payload, sentences) for line, sentences in both if sentences)
    files = [Report(f"{stem}-outcome.csv", _("Your file with the findings in it"), _CSV, own)]
    if batch.state == BatchState.DONE and batch.rejected:
        rejected = _own_file(batch, [(line, sentences) for line, sentences in both if line.rejected])
        title = _("The rejected records, to correct and send again")
        files.append(Report(f"{stem}-rejected.csv", title, _CSV, rejected))
    return [*files, Report(f"{stem}-findings.csv", _("List of findings"), _CSV, found)]


def _own_file(batch: Batch, lines: list[tuple[ledger.LedgerLine, list[Sentence]]]) -> Iterator[bytes]:
    return annotate_centre(
        batch.headings, batch.header, [(line.incoming, _in_a_cell(sentences)) for line, sentences in lines]
    )


def _sentences(number: int, findings: list[dict[str, object]]) -> list[Sentence]:
    return [in_words(Finding.from_stored(kept), CATALOGUE, line=number) for kept in findings]


def _in_a_cell(said: list[Sentence]) -> str:
    return " | ".join(f"{one.code} {one.severity}: {one.what} {one.remedy}" for one in said)


def messages(batch: Batch) -> list[Message]:
    """Tell the sender what became of the file. A supplier's system has no address and is not told."""
    if not batch.submitted_by.email:
        return []
    label = ledger.meaning(batch).label
    words = {"number": batch.pk, "file": batch.file_name, "status": label}
    subject = _("Centre’s records, batch %(number)s: %(status)s") % words
    effects = batch.effects
    lines = [
        _("Your file %(file)s has been processed.") % words,
        "",
        f"{label}. {ledger.explanation(batch)}",
        "",
        _("Records: %(total)s, rejected: %(rejected)s, with warnings: %(warned)s.")
        % {"total": batch.total, "rejected": batch.rejected, "warned": batch.warned},
        _(
            "Put on record: %(created)s, updated: %(updated)s, unchanged: %(unchanged)s, kept below the awarding "
            "organisation’s own record: %(superseded)s, made no record: %(skipped)s."
        )
        % {
            name: effects.get(name, 0)
            for name in ("created", "updated", "unchanged", "superseded", "skipped")
        },
        *(f"{said.code}: {said.what} {said.remedy}" for said in ledger.batch_sentences(batch)),
        "",
        _("See every finding and download the outcome files:"),
        f"{settings.PUBLIC_URL}/batches/{batch.uuid}/",
    ]
    return [Message(batch.submitted_by.email, subject, "\n".join(lines))]
