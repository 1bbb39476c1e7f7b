"""A weekly report sent back with decisions, below ``/challenge-decisions``."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from ninja import Query, Router
from ninja.responses import Status

from testamur.api import batch_files, paging
from testamur.api.batches import read
from testamur.api.batches.submit import RESPONSES, Key, Taking, asked_in_all, take
from testamur.api.described import a_file, also, file_body
from testamur.api.identity import READ, WRITE, Bearer, CallerRequest
from testamur.api.problems import Problem
from testamur.api.weekly_reports import presenters
from testamur.api.weekly_reports.schemas import (
    AskedDecisionBatches,
    AskedDecisionRows,
    DecisionBatch,
    DecisionBatchList,
    DecisionRowList,
    DecisionsSubmission,
    SubmittedDecisions,
)
from testamur.bulk import actions
from testamur.bulk import queries as bulk

if TYPE_CHECKING:
    from testamur.bulk.models import Batch as Job

KIND = "challenge_decisions"
router = Router(tags=["Weekly reports of challenges"])


def _the(request: CallerRequest, batch_id: uuid.UUID) -> Job:
    return read.the(request, batch_id, kind=KIND)


@router.post(
    "",
    url_name="submit_decisions",
    operation_id="submitDecisions",
    auth=Bearer(WRITE),
    response={202: SubmittedDecisions, 200: SubmittedDecisions},
    summary="Send back a weekly report with decisions",
    openapi_extra={
        "requestBody": file_body(DecisionsSubmission, batch_files.TABLE_TYPES),
        "responses": RESPONSES,
    },
)
def submit_decisions(
    request: CallerRequest,
    response: HttpResponse,
    asked: Query[DecisionsSubmission],
    idempotency_key: Key = None,
) -> Status[SubmittedDecisions]:
    """The workbook or CSV of a weekly report with Accept or Reject in its column Decision, as the whole body or as the
    part `file` of a form. Rows without a decision are left for later.

    202 answers a batch that was taken: follow `Location` until `next_move` is `person`, look at `planned` and the
    findings, and `confirm`. 200 with `duplicate` answers a file that was sent before.
    """
    ending = "csv" if request.content_type == "text/csv" else "xlsx"
    sent = batch_files.sent(request, name=asked.file_name or f"decisions.{ending}")
    wanted = asked_in_all(request, asked, sent)
    taking = Taking(
        kind=KIND,
        options={},
        confirm_first=True,
        send_again=wanted.send_again,
        file_name=wanted.file_name or sent.name,
        key=idempotency_key,
        view="view_decision_batch",
    )
    batch, duplicate = take(request, response, sent, taking)
    shown = SubmittedDecisions(**presenters.details(batch, user=request.auth.user), duplicate=duplicate)
    return Status(200 if duplicate else 202, shown)


@router.get(
    "",
    url_name="list_decision_batches",
    operation_id="listDecisionBatches",
    auth=Bearer(READ),
    response=DecisionBatchList,
    summary="List batches of decisions",
)
def list_decision_batches(request: CallerRequest, asked: Query[AskedDecisionBatches]) -> DecisionBatchList:
    """The reports that your organisation has sent back, newest first."""
    batches = bulk.batches_for(request.auth.user, kind=KIND, state=asked.state)
    found, cursor = paging.piece(batches, asked, order=["-id"])
    return DecisionBatchList(items=[presenters.summary(batch) for batch in found], next=cursor)


@router.get(
    "/{uuid:batch_id}",
    url_name="view_decision_batch",
    operation_id="viewDecisionBatch",
    auth=Bearer(READ),
    response=DecisionBatch,
    summary="View a batch of decisions",
)
def view_decision_batch(request: CallerRequest, batch_id: uuid.UUID) -> DecisionBatch:
    """Its state, what it would or did decide, and its files."""
    return presenters.one(_the(request, batch_id), user=request.auth.user)


@router.get(
    "/{uuid:batch_id}/findings",
    url_name="list_decision_findings",
    operation_id="listDecisionFindings",
    auth=Bearer(READ),
    response=DecisionRowList,
    summary="List the findings of a batch of decisions",
)
def list_decision_findings(
    request: CallerRequest, batch_id: uuid.UUID, asked: Query[AskedDecisionRows]
) -> DecisionRowList:
    """The rows in which something was found, in the order of the file."""
    batch = _the(request, batch_id)
    rows = bulk.rows_with_findings(batch, code=asked.code, severity=asked.severity)
    found, cursor = paging.piece(rows, asked, order=["line"])
    items = [presenters.row(each) for each in bulk.in_words_all(batch, found)]
    return DecisionRowList(items=items, next=cursor)


def _decided(act: Callable[..., Job], request: CallerRequest, batch_id: uuid.UUID) -> DecisionBatch:
    user: Any = request.auth.user
    try:
        act(batch=_the(request, batch_id), by=user)
    except ValidationError as error:
        raise Problem("not-possible-now", error.messages[0]) from error
    return presenters.one(_the(request, batch_id), user=user)


@router.post(
    "/{uuid:batch_id}/confirm",
    url_name="confirm_decision_batch",
    operation_id="confirmDecisionBatch",
    auth=Bearer(WRITE),
    response=DecisionBatch,
    summary="Confirm a batch of decisions",
    openapi_extra=also(409),
)
def confirm_decision_batch(request: CallerRequest, batch_id: uuid.UUID) -> DecisionBatch:
    """Let the decisions count. Whoever raised the challenges is told."""
    return _decided(actions.confirm, request, batch_id)


@router.post(
    "/{uuid:batch_id}/cancel",
    url_name="cancel_decision_batch",
    operation_id="cancelDecisionBatch",
    auth=Bearer(WRITE),
    response=DecisionBatch,
    summary="Cancel a batch of decisions",
    openapi_extra=also(409),
)
def cancel_decision_batch(request: CallerRequest, batch_id: uuid.UUID) -> DecisionBatch:
    """Stop a batch of which nothing counts yet."""
    return _decided(actions.cancel, request, batch_id)


@router.post(
    "/{uuid:batch_id}/undo",
    url_name="undo_decision_batch",
    operation_id="undoDecisionBatch",
    auth=Bearer(WRITE),
    response=DecisionBatch,
    summary="Take back a batch of decisions",
    openapi_extra=also(409),
)
def undo_decision_batch(request: CallerRequest, batch_id: uuid.UUID) -> DecisionBatch:
    """Take the decisions back. Challenges that have moved on are left, and listed in `undone`."""
    return _decided(actions.undo, request, batch_id)


@router.get(
    "/{uuid:batch_id}/files/{name}",
    url_name="download_decision_file",
    operation_id="downloadDecisionFile",
    auth=Bearer(READ),
    response={200: None},
    summary="Download an outcome file of decisions",
    openapi_extra=a_file("The file."),
)
def download_decision_file(request: CallerRequest, batch_id: uuid.UUID, name: str) -> HttpResponseBase:
    """One of the `files` of the batch, by its name."""
    return read.outcome_file(_the(request, batch_id), name)


@router.get(
    "/{uuid:batch_id}/submitted-file",
    url_name="download_decision_submitted_file",
    operation_id="downloadDecisionSubmittedFile",
    auth=Bearer(READ),
    response={200: None},
    summary="Download the report as it was sent back",
    openapi_extra=a_file("The file, byte for byte as it was received."),
)
def download_decision_submitted_file(request: CallerRequest, batch_id: uuid.UUID) -> HttpResponseBase:
    """The file of the batch, byte for byte as it was received."""
    return read.submitted_file(_the(request, batch_id))
