"""The addresses of a centre's batches, below ``/centre-record-batches``."""

from __future__ import annotations

import functools
import uuid

from django.http import HttpResponse, HttpResponseBase
from ninja import Query, Router
from ninja.responses import Status

from testamur.api.batches import of_kind
from testamur.api.batches.operations import AS_RECEIVED, decides, downloads, shows, takes
from testamur.api.batches.schemas import AskedFindings
from testamur.api.batches.taking import Key, Taking, received, take
from testamur.api.centre_records import presenters
from testamur.api.centre_records.presenters import OF
from testamur.api.centre_records.schemas import (
    AskedCentreBatches,
    CentreBatch,
    CentreBatchList,
    CentreFindingList,
    CentreSubmission,
    SubmittedCentreBatch,
)
from testamur.api.identity import CallerRequest
from testamur.batches import actions

router = Router(tags=["Centre records"])


@router.post(
    "",
    response={202: SubmittedCentreBatch, 200: SubmittedCentreBatch},
    **takes("submit_centre_records", "Send a centre's records", CentreSubmission),
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
    sent, wanted = received(request, asked)
    taking = Taking(sent, wanted, idempotency_key, confirm_first=wanted.confirm_first)
    batch, duplicate = take(OF, request, response, taking)
    shown = SubmittedCentreBatch(**presenters.details(batch, user=request.auth.user), duplicate=duplicate)
    return Status(200 if duplicate else 202, shown)


@router.get("", response=CentreBatchList, **shows("list_centre_batches", "List a centre's batches"))
def list_centre_batches(request: CallerRequest, asked: Query[AskedCentreBatches]) -> CentreBatchList:
    """The batches of your centre, newest first, whoever sent them and through whichever door."""
    items, cursor = of_kind.listed(OF, request, asked, presenters.summary, number=asked.number)
    return CentreBatchList(items=items, next=cursor)


@router.get("/{uuid:batch_id}", response=CentreBatch, **shows("view_centre_batch", "View a centre's batch"))
def view_centre_batch(request: CallerRequest, batch_id: uuid.UUID) -> CentreBatch:
    """Its state, counts, effects and files, and what you may decide now."""
    return presenters.detail(of_kind.the(OF, request, batch_id), user=request.auth.user)


@router.get(
    "/{uuid:batch_id}/findings",
    response=CentreFindingList,
    **shows("list_centre_findings", "List the findings of a centre's batch"),
)
def list_centre_findings(
    request: CallerRequest, batch_id: uuid.UUID, asked: Query[AskedFindings]
) -> CentreFindingList:
    """The lines that have findings, in the order of the file. What was found on the whole file is in the batch."""
    batch = of_kind.the(OF, request, batch_id)
    show = functools.partial(presenters.record, code=asked.code, severity=asked.severity)
    items, cursor = of_kind.found_in(batch, asked, show, rejected=asked.rejected)
    return CentreFindingList(items=items, next=cursor)


@router.post(
    "/{uuid:batch_id}/confirm",
    response=CentreBatch,
    **decides("confirm_centre_batch", "Confirm a centre's batch"),
)
def confirm_centre_batch(request: CallerRequest, batch_id: uuid.UUID) -> CentreBatch:
    """Let a batch that was checked, and that waits for you, be applied."""
    batch = of_kind.decided(OF, actions.confirm, request, batch_id)
    return presenters.detail(batch, user=request.auth.user)


@router.post(
    "/{uuid:batch_id}/cancel",
    response=CentreBatch,
    **decides("cancel_centre_batch", "Cancel a centre's batch"),
)
def cancel_centre_batch(request: CallerRequest, batch_id: uuid.UUID) -> CentreBatch:
    """Stop a batch of which nothing has been applied."""
    batch = of_kind.decided(OF, actions.cancel, request, batch_id)
    return presenters.detail(batch, user=request.auth.user)


@router.post(
    "/{uuid:batch_id}/undo",
    response=CentreBatch,
    **decides("undo_centre_batch", "Undo a centre's batch"),
)
def undo_centre_batch(request: CallerRequest, batch_id: uuid.UUID) -> CentreBatch:
    """Put back what the batch changed. What has changed since is left as it is, and listed in `undone`."""
    batch = of_kind.decided(OF, actions.undo, request, batch_id)
    return presenters.detail(batch, user=request.auth.user)


@router.get(
    "/{uuid:batch_id}/files/{name}",
    **downloads("download_centre_file", "Download an outcome file of a centre's batch"),
)
def download_centre_file(request: CallerRequest, batch_id: uuid.UUID, name: str) -> HttpResponseBase:
    """One of the `files` of the batch, by its name."""
    return of_kind.outcome_file(OF, request, batch_id, name)


@router.get(
    "/{uuid:batch_id}/submitted-file",
    **downloads(
        "download_centre_submitted_file", "Download the submitted file of a centre's batch", AS_RECEIVED
    ),
)
def download_centre_submitted_file(request: CallerRequest, batch_id: uuid.UUID) -> HttpResponseBase:
    """The file of the batch, byte for byte as it was received."""
    return of_kind.submitted_file(OF, request, batch_id)
