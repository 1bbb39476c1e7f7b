"""Batches of decisions as the API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from testamur.api.addresses import address
from testamur.api.batches import shown
from testamur.api.batches.of_kind import OfKind
from testamur.api.weekly_reports.schemas import (
    DecisionBatch,
    DecisionBatchSummary,
    DecisionEffects,
    DecisionRow,
    UndoneDecisions,
)

if TYPE_CHECKING:
    from testamur.batches.models import Batch as Job
    from testamur.batches.queries import RecordFindings

OF = OfKind(
    "challenge_decisions",
    view="view_decision_batch",
    file="download_decision_file",
    submitted_file="download_decision_submitted_file",
)


def summary(batch: Job) -> DecisionBatchSummary:
    return DecisionBatchSummary(**shown.summary(OF, batch))


def detail(batch: Job, *, user: Any) -> DecisionBatch:
    return DecisionBatch(**details(batch, user=user))


def details(batch: Job, *, user: Any) -> dict[str, Any]:
    """Everything about a batch of decisions, by the names of its schema."""
    return {
        **shown.summary(OF, batch),
        **shown.details(OF, batch, user=user),
        "planned": DecisionEffects(**batch.planned),
        "effects": DecisionEffects(**batch.effects),
        "undone": UndoneDecisions.model_validate(batch.undo_result) if batch.undo_result else None,
        "findings_href": address("list_decision_findings", batch_id=batch.uuid),
    }


def row(found: RecordFindings) -> DecisionRow:
    return DecisionRow.model_validate(shown.record(found))
