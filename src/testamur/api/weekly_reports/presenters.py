"""Batches of decisions as the API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from testamur.api.addresses import address
from testamur.api.batches import presenters as batches
from testamur.api.weekly_reports.schemas import (
    DecisionBatch,
    DecisionBatchSummary,
    DecisionEffects,
    DecisionRow,
    UndoneDecisions,
)
from testamur.bulk import queries as bulk
from testamur.bulk.states import Event

if TYPE_CHECKING:
    from testamur.bulk.models import Batch as Job

_DECISIONS = (Event.CONFIRM, Event.CANCEL, Event.UNDO)
_VIEW = "view_decision_batch"


def _common(batch: Job) -> dict[str, Any]:
    return batches.common(batch, view=_VIEW)


def summary(batch: Job) -> DecisionBatchSummary:
    return DecisionBatchSummary(**_common(batch))


def details(batch: Job, *, user: Any) -> dict[str, Any]:
    """Everything about a batch of decisions, by the names of its schema."""
    return {
        **_common(batch),
        "explanation": bulk.explanation(batch),
        "sent_again": batch.sent_again,
        "planned": DecisionEffects(**batch.planned),
        "effects": DecisionEffects(**batch.effects),
        "findings": [batches.finding(said) for said in bulk.batch_sentences(batch)],
        "undone": UndoneDecisions.model_validate(batch.undo_result) if batch.undo_result else None,
        "decisions": [event.value for event in _DECISIONS if bulk.can(user, event, batch)],
        "files": batches.outcome_files(batch, view="download_decision_file"),
        "findings_href": address("list_decision_findings", batch_id=batch.uuid),
        "submitted_file_href": address("download_decision_submitted_file", batch_id=batch.uuid),
    }


def one(batch: Job, *, user: Any) -> DecisionBatch:
    return DecisionBatch(**details(batch, user=user))


def row(found: bulk.RecordFindings) -> DecisionRow:
    return DecisionRow.model_validate(
        {
            "record": found.line,
            "rejected": found.rejected,
            "effect": found.effect,
            "incoming": found.incoming,
            "findings": [batches.finding(said) for said in found.sentences],
        }
    )
