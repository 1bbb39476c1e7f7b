"""The addresses of a centre's batches, below ``/centre-record-batches``."""

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
from testamur.api.batches.schemas import AskedFindings
from testamur.api.batches.submit import RESPONSES, Key, Taking, asked_in_all, take
from testamur.api.centre_records import presenters
from testamur.api.centre_records.schemas import (
    AskedCentreBatches,
    CentreBatch,
    CentreBatchList,
    CentreFindingList,
    CentreSubmission,
    SubmittedCentreBatch,
)
from testamur.api.described import a_file, also, file_body
from testamur.api.identity import READ, WRITE, Bearer, CallerRequest
from testamur.api.problems import Problem
from testamur.bulk import actions
from testamur.bulk import queries as bulk

if TYPE_CHECKING:
    from testamur.bulk.models import Batch as Job

KIND = "centre_records"
router = Router(tags=["Centre records"])


def _the(request: CallerRequest, batch_id: uuid.UUID) -> Job:
    return read.the(request, batch_id, kind=KIND)


@router.post(
    "",
    url_name="submit_centre_records",
    operation_id="submitCentreRecords",
    auth=Bearer(WRITE),
    response={202: SubmittedCentreBatch, 200: SubmittedCentreBatch},
    summary="Send a centre's records",
    openapi_extra={"requestBody": file_body(CentreSubmission), "responses": RESPONSES},
)
def submit_centre_records(
    request: CallerRequest,
    response: HttpResponse,
    asked: Query[CentreSubmission],
    idempotency_key: Key = None,
) -> Status[SubmittedCentreBatch]:
    """The file is CSV with the field names of the ILR. It is the whole body (`text/csv`, with the parameters in the
    address), or the part `file` of a form. It needs a client of a provider that may send records.

    202 answers a file that was taken: follow `Location` until `next_move` is no longer `engine`. What cannot be read at
    all ends in the state `refused`. 200 with `duplicate` answers a file that was sent before.
    """
    sent = batch_files.sent(request, name=asked.file_name)
    wanted = asked_in_all(request, asked, sent)
    taking = Taking(
        kind=KIND,
        options={},
        confirm_first=wanted.confirm_first,
        send_again=wanted.send_again,
        file_name=wanted.file_name or sent.name,
        key=idempotency_key,
        view="view_centre_batch",
    )
    batch, duplicate = take(request, response, sent, taking)
    shown = SubmittedCentreBatch(**presenters.details(batch, user=request.auth.user), duplicate=duplicate)
    return Status(200 if duplicate else 202, shown)


@router.get(
    "",
    url_name="list_centre_batches",
    operation_id="listCentreBatches",
    auth=Bearer(READ),
    response=CentreBatchList,
    summary="List a centre's batches",
)
def list_centre_batches(request: CallerRequest, asked: Query[AskedCentreBatches]) -> CentreBatchList:
    """The batches of your centre, newest first, whoever sent them and through whichever door."""
    batches = bulk.batches_for(request.auth.user, kind=KIND, state=asked.state)
    if asked.number is not None:
        batches = batches.filter(pk=asked.number)
    found, cursor = paging.piece(batches, asked, order=["-id"])
    return CentreBatchList(items=[presenters.summary(batch) for batch in found], next=cursor)


@router.get(
    "/{uuid:batch_id}",
    url_name="view_centre_batch",
    operation_id="viewCentreBatch",
    auth=Bearer(READ),
    response=CentreBatch,
    summary="View a centre's batch",
)
def view_centre_batch(request: CallerRequest, batch_id: uuid.UUID) -> CentreBatch:
    """Its state, counts, effects and files, and what you may decide now."""
    return CentreBatch(**presenters.details(_the(request, batch_id), user=request.auth.user))


@router.get(
    "/{uuid:batch_id}/findings",
    url_name="list_centre_findings",
    operation_id="listCentreFindings",
    auth=Bearer(READ),
    response=CentreFindingList,
    summary="List the findings of a centre's batch",
)
def list_centre_findings(
    request: CallerRequest, batch_id: uuid.UUID, asked: Query[AskedFindings]
) -> CentreFindingList:
    """The lines that have findings, in the order of the file. What was found on the whole file is in the batch."""
    batch = _the(request, batch_id)
    rows = bulk.rows_with_findings(batch, code=asked.code, severity=asked.severity, rejected=asked.rejected)
    found, cursor = paging.piece(rows, asked, order=["line"])
    items = [
        presenters.record(each, code=asked.code, severity=asked.severity)
        for each in bulk.in_words_all(batch, found)
    ]
    return CentreFindingList(items=items, next=cursor)


def _decided(action: Callable[..., Job], request: CallerRequest, batch_id: uuid.UUID) -> CentreBatch:
    user: Any = request.auth.user
    try:
        action(batch=_the(request, batch_id), by=user)
    except ValidationError as error:
        raise Problem("not-possible-now", error.messages[0]) from error
    return CentreBatch(**presenters.details(_the(request, batch_id), user=user))


@router.post(
    "/{uuid:batch_id}/confirm",
    url_name="confirm_centre_batch",
    operation_id="confirmCentreBatch",
    auth=Bearer(WRITE),
    response=CentreBatch,
    summary="Confirm a centre's batch",
    openapi_extra=also(409),
)
def confirm_centre_batch(request: CallerRequest, batch_id: uuid.UUID) -> CentreBatch:
    """Let a batch that was checked, and that waits for you, be applied."""
    return _decided(actions.confirm, request, batch_id)


@router.post(
    "/{uuid:batch_id}/cancel",
    url_name="cancel_centre_batch",
    operation_id="cancelCentreBatch",
    auth=Bearer(WRITE),
    response=CentreBatch,
    summary="Cancel a centre's batch",
    openapi_extra=also(409),
)
def cancel_centre_batch(request: CallerRequest, batch_id: uuid.UUID) -> CentreBatch:
    """Stop a batch of which nothing has been applied."""
    return _decided(actions.cancel, request, batch_id)


@router.post(
    "/{uuid:batch_id}/undo",
    url_name="undo_centre_batch",
    operation_id="undoCentreBatch",
    auth=Bearer(WRITE),
    response=CentreBatch,
    summary="Undo a centre's batch",
    openapi_extra=also(409),
)
def undo_centre_batch(request: CallerRequest, batch_id: uuid.UUID) -> CentreBatch:
    """Put back what the batch changed. What has changed since is left as it is, and listed in `undone`."""
    return _decided(actions.undo, request, batch_id)


@router.get(
    "/{uuid:batch_id}/files/{name}",
    url_name="download_centre_file",
    operation_id="downloadCentreFile",
    auth=Bearer(READ),
    response={200: None},
    summary="Download an outcome file of a centre's batch",
    openapi_extra=a_file("The file."),
)
def download_centre_file(request: CallerRequest, batch_id: uuid.UUID, name: str) -> HttpResponseBase:
    """One of the `files` of the batch, by its name."""
    return read.outcome_file(_the(request, batch_id), name)


@router.get(
    "/{uuid:batch_id}/submitted-file",
    url_name="download_centre_submitted_file",
    operation_id="downloadCentreSubmittedFile",
    auth=Bearer(READ),
    response={200: None},
    summary="Download the submitted file of a centre's batch",
    openapi_extra=a_file("The file, byte for byte as it was received."),
)
def download_centre_submitted_file(request: CallerRequest, batch_id: uuid.UUID) -> HttpResponseBase:
    """The file of the batch, byte for byte as it was received."""
    return read.submitted_file(_the(request, batch_id))
