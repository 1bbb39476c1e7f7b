"""What the API shows of a batch, by the names of the schemas of its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from testamur.api.addresses import address
from testamur.api.batch_files import TYPES_OF_FORMAT
from testamur.api.batches.bases import CodeCount, Counts, OutcomeFile, Progress
from testamur.api.batches.schemas import schemas_of
from testamur.api.problems import as_finding
from testamur.api.schemas import Finding
from testamur.batches import queries as ledger
from testamur.batches.findings import Sentence

if TYPE_CHECKING:
    from pydantic import BaseModel

    from testamur.access.models import User
    from testamur.api.batches import bases
    from testamur.api.batches.declared import KindRoutes
    from testamur.batches.models import Batch, BatchRow
    from testamur.batches.queries import CodeSummary, RecordFindings


def summary(routes: KindRoutes, batch: Batch) -> bases.Summary:
    return schemas_of(routes).summary(**_summary(routes, batch))


def detail(routes: KindRoutes, batch: Batch, *, user: User, asked: BaseModel | None = None) -> bases.Details:
    return schemas_of(routes).detail(**_details(routes, batch, user=user, asked=asked))


def submitted(routes: KindRoutes, batch: Batch, *, user: User, duplicate: bool) -> BaseModel:
    known = _details(routes, batch, user=user, asked=None)
    return schemas_of(routes).submitted(**known, duplicate=duplicate)


def _summary(routes: KindRoutes, batch: Batch) -> dict[str, Any]:
    meaning, progress = ledger.meaning(batch), ledger.progress(batch)
    return {
        "id": batch.uuid,
        "number": batch.pk,
        "state": batch.state,
        "state_label": str(meaning.label),
        "next_move": meaning.owner.value,
        "file": {
            "name": batch.file_name,
            "size": batch.file_size,
            "format": batch.file_format if batch.file_format in TYPES_OF_FORMAT else None,
        },
        "submitted_at": batch.received_at,
        "started_at": batch.started_at,
        "ended_at": batch.ended_at,
        "submitted_by": str(batch.submitted_by),
        "through": batch.through,
        "counts": Counts(
            records=batch.total, accepted=batch.accepted, rejected=batch.rejected, warned=batch.warned
        ),
        "progress": Progress(done=progress.done, total=progress.total, percent=progress.percent),
        "href": address(routes.operation("view", "batch"), batch_id=batch.uuid),
        **dict(routes.in_lists.of_batch(batch, None)),
    }


def _details(routes: KindRoutes, batch: Batch, *, user: User, asked: BaseModel | None) -> dict[str, Any]:
    known = _summary(routes, batch) | {
        "explanation": _(ledger.explanation(batch)),
        "sent_again": batch.sent_again,
        "findings": [finding(sentence) for sentence in ledger.batch_sentences(batch)],
        "decisions": [event.value for event in routes.decisions if ledger.can(user, event, batch)],
        "files": [_file(routes, batch, name, kept) for name, kept in batch.reports.items()],
        **dict(routes.in_full.of_batch(batch, asked)),
    }
    if routes.plugged.changes_records:
        known |= {
            "needs_confirmation": batch.needs_confirmation,
            "planned": batch.planned,
            "effects": batch.effects,
            "undone": batch.undo_result or None,
        }
    if routes.lists_findings:
        known["findings_href"] = address(routes.operation("list", "findings"), batch_id=batch.uuid)
    if routes.plugged.takes_files:
        name = routes.operation("download", "submitted_file")
        known["submitted_file_href"] = address(name, batch_id=batch.uuid)
    return known


def _file(routes: KindRoutes, batch: Batch, name: str, kept: dict[str, Any]) -> OutcomeFile:
    return OutcomeFile(
        name=name,
        title=kept["title"],
        type=kept["type"],
        size=kept["size"],
        href=address(routes.operation("download", "file"), batch_id=batch.uuid, name=name),
    )


def finding(sentence: Sentence) -> Finding:
    return Finding(**as_finding(sentence))


def record(
    routes: KindRoutes, found: RecordFindings, *, code: str | None = None, severity: str | None = None
) -> bases.Record:
    """A record with its findings, or those of one code or severity."""
    return schemas_of(routes).record(**_record(found, code=code, severity=severity))


def record_detail(routes: KindRoutes, found: RecordFindings, row: BatchRow, *, user: User) -> bases.Record:
    return schemas_of(routes).record_detail(**_record(found), **dict(routes.of_record.of_row(row, user)))


def _record(found: RecordFindings, *, code: str | None = None, severity: str | None = None) -> dict[str, Any]:
    return {
        "record": found.line,
        "rejected": found.rejected,
        "effect": found.effect,
        "incoming": found.incoming,
        "findings": [
            finding(sentence)
            for sentence in found.sentences
            if code in (None, sentence.code) and severity in (None, sentence.severity)
        ],
    }


def code_count(found: CodeSummary) -> CodeCount:
    return CodeCount(
        code=found.code,
        severity=found.severity.value,
        records=found.lines,
        example=finding(found.example),
    )
