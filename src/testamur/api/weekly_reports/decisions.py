"""A weekly report sent back with decisions, below ``/challenge-decisions``."""

from __future__ import annotations

import uuid

from django.http import HttpResponse, HttpResponseBase
from ninja import Query, Router
from ninja.responses import Status

from testamur.api.batch_files import TABLE_TYPES
from testamur.api.batches import of_kind
from testamur.api.batches.operations import AS_RECEIVED, decides, downloads, shows, takes
from testamur.api.batches.taking import Key, Taking, received, take
from testamur.api.identity import CallerRequest
from testamur.api.weekly_reports import presenters
from testamur.api.weekly_reports.presenters import OF
from testamur.api.weekly_reports.schemas import (
    AskedDecisionBatches,
    AskedDecisionRows,
    DecisionBatch,
    DecisionBatchList,
    DecisionRowList,
    DecisionsSubmission,
    SubmittedDecisions,
)
from testamur.batches import actions

router = Router(tags=["Weekly reports of challenges"])


@router.post(
    "",
    response={202: SubmittedDecisions, 200: SubmittedDecisions},
    **takes("submit_decisions", "Send back a weekly report with decisions", DecisionsSubmission, TABLE_TYPES),
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
    sent, wanted = received(request, asked, name=f"decisions.{ending}")
    taking = Taking(sent, wanted, idempotency_key, confirm_first=True)
    batch, duplicate = take(OF, request, response, taking)
    shown = SubmittedDecisions(**presenters.details(batch, user=request.auth.user), duplicate=duplicate)
    return Status(200 if duplicate else 202, shown)


@router.get("", response=DecisionBatchList, **shows("list_decision_batches", "List batches of decisions"))
def list_decision_batches(request: CallerRequest, asked: Query[AskedDecisionBatches]) -> DecisionBatchList:
    """The reports that your organisation has sent back, newest first."""
    items, cursor = of_kind.listed(OF, request, asked, presenters.summary)
    return DecisionBatchList(items=items, next=cursor)


@router.get(
    "/{uuid:batch_id}",
    response=DecisionBatch,
    **shows("view_decision_batch", "View a batch of decisions"),
)
def view_decision_batch(request: CallerRequest, batch_id: uuid.UUID) -> DecisionBatch:
    """Its state, what it would or did decide, and its files."""
    return presenters.detail(of_kind.the(OF, request, batch_id), user=request.auth.user)


@router.get(
    "/{uuid:batch_id}/findings",
    response=DecisionRowList,
    **shows("list_decision_findings", "List the findings of a batch of decisions"),
)
def list_decision_findings(
    request: CallerRequest, batch_id: uuid.UUID, asked: Query[AskedDecisionRows]
) -> DecisionRowList:
    """The rows in which something was found, in the order of the file."""
    items, cursor = of_kind.found_in(of_kind.the(OF, request, batch_id), asked, presenters.row)
    return DecisionRowList(items=items, next=cursor)


@router.post(
    "/{uuid:batch_id}/confirm",
    response=DecisionBatch,
    **decides("confirm_decision_batch", "Confirm a batch of decisions"),
)
def confirm_decision_batch(request: CallerRequest, batch_id: uuid.UUID) -> DecisionBatch:
    """Let the decisions count. Whoever raised the challenges is told."""
    batch = of_kind.decided(OF, actions.confirm, request, batch_id)
    return presenters.detail(batch, user=request.auth.user)


@router.post(
    "/{uuid:batch_id}/cancel",
    response=DecisionBatch,
    **decides("cancel_decision_batch", "Cancel a batch of decisions"),
)
def cancel_decision_batch(request: CallerRequest, batch_id: uuid.UUID) -> DecisionBatch:
    """Stop a batch of which nothing counts yet."""
    batch = of_kind.decided(OF, actions.cancel, request, batch_id)
    return presenters.detail(batch, user=request.auth.user)


@router.post(
    "/{uuid:batch_id}/undo",
    response=DecisionBatch,
    **decides("undo_decision_batch", "Take back a batch of decisions"),
)
def undo_decision_batch(request: CallerRequest, batch_id: uuid.UUID) -> DecisionBatch:
    """Take the decisions back. Challenges that have moved on are left, and listed in `undone`."""
    batch = of_kind.decided(OF, actions.undo, request, batch_id)
    return presenters.detail(batch, user=request.auth.user)


@router.get(
    "/{uuid:batch_id}/files/{name}",
    **downloads("download_decision_file", "Download an outcome file of decisions"),
)
def download_decision_file(request: CallerRequest, batch_id: uuid.UUID, name: str) -> HttpResponseBase:
    """One of the `files` of the batch, by its name."""
    return of_kind.outcome_file(OF, request, batch_id, name)


@router.get(
    "/{uuid:batch_id}/submitted-file",
    **downloads("download_decision_submitted_file", "Download the report as it was sent back", AS_RECEIVED),
)
def download_decision_submitted_file(request: CallerRequest, batch_id: uuid.UUID) -> HttpResponseBase:
    """The file of the batch, byte for byte as it was received."""
    return of_kind.submitted_file(OF, request, batch_id)
