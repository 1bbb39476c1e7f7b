"""Batches and their records as the API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from testamur.achievements import queries as achievements
from testamur.api.addresses import address
from testamur.api.batches.schemas import (
    Batch,
    BatchRecord,
    BatchSummary,
    CodeCount,
    Counts,
    Effects,
    OutcomeFile,
    Progress,
    Undone,
)
from testamur.api.problems import as_finding
from testamur.api.schemas import Finding
from testamur.bulk import queries as bulk
from testamur.bulk.findings import Sentence
from testamur.bulk.states import Event

if TYPE_CHECKING:
    from testamur.bulk.models import Batch as Job
    from testamur.bulk.queries import CodeSummary, RecordFindings

_DECISIONS = (Event.CONFIRM, Event.CANCEL, Event.UNDO)


def summary(batch: Job) -> BatchSummary:
    return BatchSummary(**common(batch))


def detail(batch: Job, *, user: Any, error_file: bool = False) -> Batch:
    return Batch(**details(batch, user=user, error_file=error_file))


def details(batch: Job, *, user: Any, error_file: bool = False) -> dict[str, Any]:
    """Everything about a batch, by the names of :class:`Batch`."""
    result = achievements.job_result(batch, with_error_file=error_file)
    return {
        **common(batch),
        "explanation": bulk.explanation(batch),
        "needs_confirmation": batch.needs_confirmation,
        "sent_again": batch.sent_again,
        "rejected_by_class": batch.classes,
        "planned": Effects(**batch.planned),
        "effects": Effects(**batch.effects),
        "findings": [finding(sentence) for sentence in bulk.batch_sentences(batch)],
        "job_result": result,
        "undone": Undone.model_validate(batch.undo_result) if batch.undo_result else None,
        "decisions": [event.value for event in _DECISIONS if bulk.can(user, event, batch)],
        "files": outcome_files(batch),
        "findings_href": address("list_findings", batch_id=batch.uuid),
        "submitted_file_href": address("download_submitted_file", batch_id=batch.uuid),
    }


def common(batch: Job, *, view: str = "view_batch") -> dict[str, Any]:
    """What is shown of a batch of any kind, by the names of the schemas."""
    meaning, progress = bulk.meaning(batch), bulk.progress(batch)
    return {
        "id": batch.uuid,
        "number": batch.pk,
        "state": batch.state,
        "state_label": str(meaning.label),
        "next_move": meaning.owner.value,
        "job_type": batch.header.get("job_type") or batch.options.get("job_type"),
        "file": {"name": batch.file_name, "size": batch.file_size, "format": batch.file_format or None},
        "submitted_at": batch.received_at,
        "started_at": batch.started_at,
        "ended_at": batch.ended_at,
        "submitted_by": str(batch.submitted_by),
        "through": batch.through,
        "counts": Counts(
            records=batch.total, accepted=batch.accepted, rejected=batch.rejected, warned=batch.warned
        ),
        "progress": Progress(done=progress.done, total=progress.total, percent=progress.percent),
        "href": address(view, batch_id=batch.uuid),
    }


def outcome_files(batch: Job, *, view: str = "download_file") -> list[OutcomeFile]:
    return [_file(batch, name, known, view) for name, known in batch.reports.items()]


def _file(batch: Job, name: str, known: dict[str, Any], view: str) -> OutcomeFile:
    return OutcomeFile(
        name=name,
        title=known["title"],
        type=known["type"],
        size=known["size"],
        href=address(view, batch_id=batch.uuid, name=name),
    )


def finding(sentence: Sentence) -> Finding:
    return Finding(**as_finding(sentence))


def record(found: RecordFindings, *, code: str | None = None, severity: str | None = None) -> BatchRecord:
    """A record with its findings, or those of one code or severity."""
    told = [
        finding(sentence)
        for sentence in found.sentences
        if code in (None, sentence.code) and severity in (None, sentence.severity)
    ]
    shown = {
        "record": found.line,
        "rejected": found.rejected,
        "effect": found.effect,
        "incoming": found.incoming,
    }
    return BatchRecord.model_validate({**shown, "findings": told})


def code_count(found: CodeSummary) -> CodeCount:
    return CodeCount(
        code=found.code, severity=found.severity.value, records=found.lines, example=finding(found.example)
    )
