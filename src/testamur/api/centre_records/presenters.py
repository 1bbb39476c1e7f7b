"""A centre's batches as the API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from testamur.api.addresses import address
from testamur.api.batches import presenters as batches
from testamur.api.batches.schemas import Undone
from testamur.api.centre_records.schemas import CentreBatchSummary, CentreEffects, CentreRecord
from testamur.bulk import queries as bulk
from testamur.bulk.states import Event

if TYPE_CHECKING:
    from testamur.bulk.models import Batch as Job
    from testamur.bulk.queries import RecordFindings

_DECISIONS = (Event.CONFIRM, Event.CANCEL, Event.UNDO)


def summary(batch: Job) -> CentreBatchSummary:
    return CentreBatchSummary(**_common(batch))


def details(batch: Job, *, user: Any) -> dict[str, Any]:
    """Everything about a centre's batch, by the names of its schema."""
    return {
        **_common(batch),
        "explanation": _(bulk.explanation(batch)),
        "needs_confirmation": batch.needs_confirmation,
        "sent_again": batch.sent_again,
        "planned": CentreEffects(**batch.planned),
        "effects": CentreEffects(**batch.effects),
        "findings": [batches.finding(sentence) for sentence in bulk.batch_sentences(batch)],
        "undone": Undone.model_validate(batch.undo_result) if batch.undo_result else None,
        "decisions": [event.value for event in _DECISIONS if bulk.can(user, event, batch)],
        "files": batches.outcome_files(batch, view="download_centre_file"),
        "findings_href": address("list_centre_findings", batch_id=batch.uuid),
        "submitted_file_href": address("download_centre_submitted_file", batch_id=batch.uuid),
    }


def _common(batch: Job) -> dict[str, Any]:
    said = {key: batch.header.get(key) for key in ("collection_type", "return_number")}
    return {**batches.common(batch, view="view_centre_batch"), **said}


def record(found: RecordFindings, *, code: str | None, severity: str | None) -> CentreRecord:
    """A line with its findings, or those of one code or severity."""
    told = [
        batches.finding(sentence)
        for sentence in found.sentences
        if code in (None, sentence.code) and severity in (None, sentence.severity)
    ]
    shown = {"record": found.line, "rejected": found.rejected, "effect": found.effect}
    return CentreRecord.model_validate({**shown, "incoming": found.incoming, "findings": told})
