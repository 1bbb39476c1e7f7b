"""Verify batches and their answers, below ``/verify-batches``."""

from __future__ import annotations

import uuid
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
from testamur.api.learners import presenters
from testamur.api.learners.schemas import (
    AskedResults,
    AskedVerifyBatches,
    ResultList,
    SubmittedVerifyBatch,
    VerifyBatch,
    VerifyBatchList,
    VerifySubmission,
)
from testamur.api.problems import Problem
from testamur.bulk import actions
from testamur.bulk import queries as bulk
from testamur.learners import queries as learners

if TYPE_CHECKING:
    from testamur.bulk.models import Batch as Job

KIND = "verify"
router = Router(tags=["Learner verification"])


def _the(request: CallerRequest, batch_id: uuid.UUID) -> Job:
    return read.the(request, batch_id, kind=KIND)


@router.post(
    "",
    url_name="submit_verify_batch",
    operation_id="submitVerifyBatch",
    auth=Bearer(WRITE),
    response={202: SubmittedVerifyBatch, 200: SubmittedVerifyBatch},
    summary="Send a verify batch",
    openapi_extra={"requestBody": file_body(VerifySubmission), "responses": RESPONSES},
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
    sent = batch_files.sent(request, name=asked.file_name)
    wanted = asked_in_all(request, asked, sent)
    taking = Taking(
        kind=KIND,
        options={},
        confirm_first=False,
        send_again=wanted.send_again,
        file_name=wanted.file_name or sent.name,
        key=idempotency_key,
        view="view_verify_batch",
    )
    batch, duplicate = take(request, response, sent, taking)
    shown = SubmittedVerifyBatch(**presenters.details(batch, user=request.auth.user), duplicate=duplicate)
    return Status(200 if duplicate else 202, shown)


@router.get(
    "",
    url_name="list_verify_batches",
    operation_id="listVerifyBatches",
    auth=Bearer(READ),
    response=VerifyBatchList,
    summary="List verify batches",
)
def list_verify_batches(request: CallerRequest, asked: Query[AskedVerifyBatches]) -> VerifyBatchList:
    """The verify batches of your organisation, newest first, whoever sent them and through whichever door."""
    batches = bulk.batches_for(request.auth.user, kind=KIND, state=asked.state)
    if asked.number is not None:
        batches = batches.filter(pk=asked.number)
    found, cursor = paging.piece(batches, asked, order=["-id"])
    return VerifyBatchList(items=[presenters.summary(batch) for batch in found], next=cursor)


@router.get(
    "/{uuid:batch_id}",
    url_name="view_verify_batch",
    operation_id="viewVerifyBatch",
    auth=Bearer(READ),
    response=VerifyBatch,
    summary="View a verify batch",
)
def view_verify_batch(request: CallerRequest, batch_id: uuid.UUID) -> VerifyBatch:
    """Its state, counts, answers and files."""
    return VerifyBatch(**presenters.details(_the(request, batch_id), user=request.auth.user))


@router.get(
    "/{uuid:batch_id}/results",
    url_name="list_verify_results",
    operation_id="listVerifyResults",
    auth=Bearer(READ),
    response=ResultList,
    summary="List the results of a verify batch",
)
def list_verify_results(
    request: CallerRequest, batch_id: uuid.UUID, asked: Query[AskedResults]
) -> ResultList:
    """Every record with its answer, in the order of the file. Empty until the batch is `done`."""
    batch = _the(request, batch_id)
    rows = bulk.rows_of(batch, effect=asked.code, rejected=asked.rejected)
    if batch.state != bulk.BatchState.DONE:
        rows = rows.none()
    found, cursor = paging.piece(rows, asked, order=["line"])
    items = [presenters.result(row) for row in learners.verified_rows(batch, found)]
    return ResultList(items=items, next=cursor)


@router.post(
    "/{uuid:batch_id}/cancel",
    url_name="cancel_verify_batch",
    operation_id="cancelVerifyBatch",
    auth=Bearer(WRITE),
    response=VerifyBatch,
    summary="Cancel a verify batch",
    openapi_extra=also(409),
)
def cancel_verify_batch(request: CallerRequest, batch_id: uuid.UUID) -> VerifyBatch:
    """Stop a batch of which nothing has been compared."""
    user: Any = request.auth.user
    try:
        actions.cancel(batch=_the(request, batch_id), by=user)
    except ValidationError as error:
        raise Problem("not-possible-now", error.messages[0]) from error
    return VerifyBatch(**presenters.details(_the(request, batch_id), user=user))


@router.get(
    "/{uuid:batch_id}/files/{name}",
    url_name="download_verify_file",
    operation_id="downloadVerifyFile",
    auth=Bearer(READ),
    response={200: None},
    summary="Download a result file",
    openapi_extra=a_file("The file."),
)
def download_verify_file(request: CallerRequest, batch_id: uuid.UUID, name: str) -> HttpResponseBase:
    """One of the `files` of the batch, by its name."""
    return read.outcome_file(_the(request, batch_id), name)


@router.get(
    "/{uuid:batch_id}/submitted-file",
    url_name="download_verify_submitted_file",
    operation_id="downloadVerifySubmittedFile",
    auth=Bearer(READ),
    response={200: None},
    summary="Download the submitted verify file",
    openapi_extra=a_file("The file, byte for byte as it was received."),
)
def download_verify_submitted_file(request: CallerRequest, batch_id: uuid.UUID) -> HttpResponseBase:
    """The file of the batch, byte for byte as it was received."""
    return read.submitted_file(_the(request, batch_id))
