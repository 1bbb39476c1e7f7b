"""Outcome files of a verify batch, and the e-mail to the address in its header."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from testamur.batches import queries as ledger
from testamur.batches.findings import in_words
from testamur.batches.registry import Message, Report
from testamur.learners.columns.writing import ResultRow, write_csv, write_xml
from testamur.learners.findings import CATALOGUE
from testamur.learners.queries.verifying import VerifiedRow, verify_output
from testamur.learners.rules.verifying import MEANINGS, Code

if TYPE_CHECKING:
    from testamur.batches.models import Batch


def outcome_files(batch: Batch) -> list[Report]:
    """The result for a spreadsheet and for a program. A batch that was refused has none."""
    if not batch.effects and not batch.rejected:
        return []
    stem = PurePath(batch.file_name).stem or "verify"
    rows = list(_rows(batch))
    started, finished = (at.isoformat() if at else "" for at in (batch.started_at, batch.ended_at))
    answer = write_xml(rows, status=ledger.meaning(batch).job_status, started=started, finished=finished)
    return [
        Report(f"{stem}-result.csv", _("Result, one row a learner"), "text/csv", write_csv(rows)),
        Report(f"{stem}-result.xml", _("Result as the LRS writes it"), "application/xml", answer),
    ]


def _rows(batch: Batch) -> Iterator[ResultRow]:
    for row in verify_output(batch):
        said = (in_words(found, CATALOGUE, line=row.line, translate=_) for found in row.findings)
        yield ResultRow(
            texts=[*_searched(row), row.code, *_held(row)],
            flags=row.flags,
            said=" | ".join(f"{one.code} {one.severity}: {one.what} {one.remedy}" for one in said),
        )


def _searched(row: VerifiedRow) -> tuple[str, ...]:
    return (
        row.mis_identifier,
        row.searched_uln,
        row.searched_family_name,
        row.searched_given_name,
        row.searched_date_of_birth,
        row.searched_gender,
    )


def _held(row: VerifiedRow) -> tuple[str, ...]:
    held = row.held
    if held is None:
        return ("",) * 5
    born = held.date_of_birth.isoformat() if held.date_of_birth else ""
    gender = "" if held.gender is None else str(held.gender)
    return (held.uln, held.family_name, held.given_name, born, gender)


def messages(batch: Batch) -> list[Message]:
    """To the address in the header (``OrgEmail``), or else to whom submitted it. It names no learner."""
    address = batch.header.get("email") or batch.submitted_by.email
    if not address:
        return []
    label = ledger.meaning(batch).label
    subject = _("Verify batch %(number)s: %(status)s") % {"number": batch.pk, "status": label}
    answers = [
        f"{code}  {_(meaning.label)}: {batch.effects[code]}"
        for code, meaning in MEANINGS.items()
        if batch.effects.get(Code(code))
    ]
    refused = [said for said in ledger.batch_sentences(batch) if said.severity == "error"]
    lines = [
        _("Batch %(number)s (%(file)s): %(status)s")
        % {"number": batch.pk, "file": batch.file_name, "status": label},
        "",
        *([f"{said.code}: {said.what} {said.remedy}" for said in refused] or [_(ledger.explanation(batch))]),
        "",
        _("Learners: %(total)s. Could not be verified: %(rejected)s.")
        % {"total": batch.total, "rejected": batch.rejected},
        *answers,
        "",
        _("See every answer and download the result:"),
        f"{settings.PUBLIC_URL}/batches/{batch.uuid}/",
    ]
    return [Message(address, subject, "\n".join(lines))]
