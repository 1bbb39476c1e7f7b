"""Answers as the API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from testamur.api.addresses import address
from testamur.api.batches import shown
from testamur.api.batches.of_kind import OfKind
from testamur.api.learners.schemas import (
    HeldLearner,
    Result,
    Searched,
    Verified,
    VerifyBatch,
    VerifyBatchSummary,
)
from testamur.batches import queries as ledger
from testamur.batches.states import Event
from testamur.learners.rules.verifying import MEANINGS

if TYPE_CHECKING:
    from testamur.batches.models import Batch as Job
    from testamur.learners import queries as learners

OF = OfKind(
    "verify",
    view="view_verify_batch",
    file="download_verify_file",
    submitted_file="download_verify_submitted_file",
)


def verified(answer: learners.Verified) -> Verified:
    meaning = MEANINGS[answer.code]
    return Verified.model_validate(
        {
            "code": answer.code,
            "label": _(meaning.label),
            "sentence": _(meaning.sentence),
            "flags": list(answer.flags),
            "parts": {name: how.value for name, how in answer.parts.items()},
            "master_substituted": answer.master_substituted,
            "held": _held(answer.held),
        }
    )


def _held(held: learners.Disclosed | None) -> HeldLearner | None:
    if held is None:
        return None
    return HeldLearner(
        uln=held.uln,
        given_name=held.given_name or None,
        family_name=held.family_name or None,
        date_of_birth=held.date_of_birth,
        gender=held.gender,
    )


def summary(batch: Job) -> VerifyBatchSummary:
    return VerifyBatchSummary(**_summary(batch))


def detail(batch: Job, *, user: Any) -> VerifyBatch:
    return VerifyBatch(**details(batch, user=user))


def details(batch: Job, *, user: Any) -> dict[str, Any]:
    """Everything about a verify batch, by the names of its schema."""
    return {
        **_summary(batch),
        **shown.details(OF, batch, user=user, events=[Event.CANCEL]),
        "explanation": _(ledger.explanation(batch)),
        "results_href": address("list_verify_results", batch_id=batch.uuid),
    }


def _summary(batch: Job) -> dict[str, Any]:
    return {**shown.summary(OF, batch), "answers": batch.effects}


def result(row: learners.VerifiedRow) -> Result:
    return Result(
        record=row.line,
        searched=Searched(
            mis_identifier=row.mis_identifier,
            uln=row.searched_uln,
            family_name=row.searched_family_name,
            given_name=row.searched_given_name,
            date_of_birth=row.searched_date_of_birth,
            gender=row.searched_gender,
        ),
        code=row.code,
        flags=list(row.flags),
        held=_held(row.held),
        findings=[shown.finding(each) for each in ledger.sentences("verify", row.findings, line=row.line)],
    )
