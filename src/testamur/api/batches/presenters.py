"""Achievement batches and their records as the API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from testamur.achievements import queries as achievements
from testamur.api.addresses import address
from testamur.api.batch_files import KIND
from testamur.api.batches import shown
from testamur.api.batches.of_kind import OfKind
from testamur.api.batches.schemas import Batch, BatchRecord, BatchSummary, CodeCount, Effects, Undone

if TYPE_CHECKING:
    from testamur.batches.models import Batch as Job
    from testamur.batches.queries import CodeSummary, RecordFindings

OF = OfKind(KIND, view="view_batch", file="download_file", submitted_file="download_submitted_file")


def summary(batch: Job) -> BatchSummary:
    return BatchSummary(**_summary(batch))


def detail(batch: Job, *, user: Any, error_file: bool = False) -> Batch:
    return Batch(**details(batch, user=user, error_file=error_file))


def details(batch: Job, *, user: Any, error_file: bool = False) -> dict[str, Any]:
    """Everything about a batch, by the names of :class:`Batch`."""
    return {
        **_summary(batch),
        **shown.details(OF, batch, user=user),
        "needs_confirmation": batch.needs_confirmation,
        "rejected_by_class": batch.classes,
        "planned": Effects(**batch.planned),
        "effects": Effects(**batch.effects),
        "job_result": achievements.job_result(batch, with_error_file=error_file),
        "undone": Undone.model_validate(batch.undo_result) if batch.undo_result else None,
        "findings_href": address("list_findings", batch_id=batch.uuid),
    }


def _summary(batch: Job) -> dict[str, Any]:
    job_type = batch.header.get("job_type") or batch.options.get("job_type")
    return {**shown.summary(OF, batch), "job_type": job_type}


def record(found: RecordFindings, *, code: str | None = None, severity: str | None = None) -> BatchRecord:
    return BatchRecord.model_validate(shown.record(found, code=code, severity=severity))


def code_count(found: CodeSummary) -> CodeCount:
    return CodeCount(
        code=found.code,
        severity=found.severity.value,
        records=found.lines,
        example=shown.finding(found.example),
    )
