"""Verify batches and their answers, below ``/verify-batches``."""

from __future__ import annotations

import uuid

from django.http import HttpResponse, HttpResponseBase
from ninja import Query, Router
from ninja.responses import Status

from testamur.api import paging
from testamur.api.batches import of_kind
from testamur.api.batches.operations import AS_RECEIVED, decides, downloads, shows, takes
from testamur.api.batches.taking import Key, Taking, received, take
from testamur.api.identity import CallerRequest
from testamur.api.learners import presenters
from testamur.api.learners.presenters import OF
from testamur.api.learners.schemas import (
    AskedResults,
    AskedVerifyBatches,
    ResultList,
    SubmittedVerifyBatch,
    VerifyBatch,
    VerifyBatchList,
    VerifySubmission,
)
from testamur.batches import actions
from testamur.batches import queries as ledger
from testamur.learners import queries as learners

router = Router(tags=["Learner verification"])


@router.post(
    "",
    response={202: SubmittedVerifyBatch, 200: SubmittedVerifyBatch},
    **takes("submit_verify_batch", "Send a verify batch", VerifySubmission),
)
def submit_verify_batch(
    request: CallerRequest,
    response: HttpResponse,
    asked: Query[VerifySubmission],
    idempotency_key: Key = None,
) -> Status[SubmittedVerifyBatch]:
    """The file is the request `SubmitVerifyBatch` of the LRS web service, or CSV with the same names as headings. It is
    the whole body (`application/xml`, `text/xml` or `text/csv`, with the parameters in the address), or the part `file`
    of a form.

    202 answers a batch that was taken: follow `Location` until `next_move` is no longer `engine`, then read results.
    What cannot be read at all ends in the state `refused`. 200 with `duplicate` answers a file that was sent before.
    """
    sent, wanted = received(request, asked)
    batch, duplicate = take(OF, request, response, Taking(sent, wanted, idempotency_key))
    shown = SubmittedVerifyBatch(**presenters.details(batch, user=request.auth.user), duplicate=duplicate)
    return Status(200 if duplicate else 202, shown)


@router.get("", response=VerifyBatchList, **shows("list_verify_batches", "List verify batches"))
def list_verify_batches(request: CallerRequest, asked: Query[AskedVerifyBatches]) -> VerifyBatchList:
    """The verify batches of your organisation, newest first, whoever sent them and through whichever door."""
    items, cursor = of_kind.listed(OF, request, asked, presenters.summary, number=asked.number)
    return VerifyBatchList(items=items, next=cursor)


@router.get("/{uuid:batch_id}", response=VerifyBatch, **shows("view_verify_batch", "View a verify batch"))
def view_verify_batch(request: CallerRequest, batch_id: uuid.UUID) -> VerifyBatch:
    """Its state, counts, answers and files."""
    return presenters.detail(of_kind.the(OF, request, batch_id), user=request.auth.user)


@router.get(
    "/{uuid:batch_id}/results",
    response=ResultList,
    **shows("list_verify_results", "List the results of a verify batch"),
)
def list_verify_results(
    request: CallerRequest, batch_id: uuid.UUID, asked: Query[AskedResults]
) -> ResultList:
    """Every record with its answer, in the order of the file. Empty until the batch is `done`."""
    batch = of_kind.the(OF, request, batch_id)
    rows = ledger.rows_of(batch, effect=asked.code, rejected=asked.rejected)
    if batch.state != ledger.BatchState.DONE:
        rows = rows.none()
    found, cursor = paging.piece(rows, asked, order=["line"])
    items = [presenters.result(row) for row in learners.verified_rows(batch, found)]
    return ResultList(items=items, next=cursor)


@router.post(
    "/{uuid:batch_id}/cancel",
    response=VerifyBatch,
    **decides("cancel_verify_batch", "Cancel a verify batch"),
)
def cancel_verify_batch(request: CallerRequest, batch_id: uuid.UUID) -> VerifyBatch:
    """Stop a batch of which nothing has been compared."""
    batch = of_kind.decided(OF, actions.cancel, request, batch_id)
    return presenters.detail(batch, user=request.auth.user)


@router.get("/{uuid:batch_id}/files/{name}", **downloads("download_verify_file", "Download a result file"))
def download_verify_file(request: CallerRequest, batch_id: uuid.UUID, name: str) -> HttpResponseBase:
    """One of the `files` of the batch, by its name."""
    return of_kind.outcome_file(OF, request, batch_id, name)


@router.get(
    "/{uuid:batch_id}/submitted-file",
    **downloads("download_verify_submitted_file", "Download the submitted verify file", AS_RECEIVED),
)
def download_verify_submitted_file(request: CallerRequest, batch_id: uuid.UUID) -> HttpResponseBase:
    """The file of the batch, byte for byte as it was received."""
    return of_kind.submitted_file(OF, request, batch_id)
