"""A centre's batches as the API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from testamur.api.addresses import address
from testamur.api.batches import shown
from testamur.api.batches.of_kind import OfKind
from testamur.api.batches.schemas import Undone
from testamur.api.centre_records.schemas import CentreBatch, CentreBatchSummary, CentreEffects, CentreRecord
from testamur.batches import queries as ledger

if TYPE_CHECKING:
    from testamur.batches.models import Batch as Job
    from testamur.batches.queries import RecordFindings

OF = OfKind(
    "centre_records",
    view="view_centre_batch",
    file="download_centre_file",
    submitted_file="download_centre_submitted_file",
)


def summary(batch: Job) -> CentreBatchSummary:
    return CentreBatchSummary(**_summary(batch))


def detail(batch: Job, *, user: Any) -> CentreBatch:
    return CentreBatch(**details(batch, user=user))


def details(batch: Job, *, user: Any) -> dict[str, Any]:
    """Everything about a centre's batch, by the names of its schema."""
    return {
        **_summary(batch),
        **shown.details(OF, batch, user=user),
        "explanation": _(ledger.explanation(batch)),
        "needs_confirmation": batch.needs_confirmation,
        "planned": CentreEffects(**batch.planned),
        "effects": CentreEffects(**batch.effects),
        "undone": Undone.model_validate(batch.undo_result) if batch.undo_result else None,
        "findings_href": address("list_centre_findings", batch_id=batch.uuid),
    }


def _summary(batch: Job) -> dict[str, Any]:
    said = {key: batch.header.get(key) for key in ("collection_type", "return_number")}
    return {**shown.summary(OF, batch), **said}


def record(found: RecordFindings, *, code: str | None, severity: str | None) -> CentreRecord:
    return CentreRecord.model_validate(shown.record(found, code=code, severity=severity))
