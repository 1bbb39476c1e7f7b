"""Batches, their findings, their records and their files."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.http import FileResponse, HttpResponseBase
from ninja import Query

from testamur.achievements import queries as achievements
from testamur.api import paging
from testamur.api.addresses import address
from testamur.api.batch_files import KIND
from testamur.api.batches import presenters
from testamur.api.batches.router import router
from testamur.api.batches.schemas import (
    AskedBatch,
    AskedBatches,
    AskedFindings,
    Batch,
    BatchList,
    BatchRecordDetail,
    CodeList,
    FindingList,
)
from testamur.api.described import a_file
from testamur.api.identity import READ, Bearer, CallerRequest
from testamur.api.problems import Problem
from testamur.bulk import queries as bulk

if TYPE_CHECKING:
    from testamur.bulk.models import Batch as Job

_TYPES = {"xml": "application/xml", "csv": "text/csv"}


def the(request: CallerRequest, batch_id: uuid.UUID, *, kind: str = KIND) -> Job:
    """The batch of this kind and address, if the client may see it."""
    batch = bulk.batch_for(request.auth.user, batch_id)
    if batch is None or batch.kind != kind:
        raise Problem("not-found")
    return batch


@router.get(
    "",
    url_name="list_batches",
    operation_id="listBatches",
    auth=Bearer(READ),
    response=BatchList,
    summary="List batches",
)
def list_batches(request: CallerRequest, asked: Query[AskedBatches]) -> BatchList:
    """The batches of your organisation, newest first, whoever sent them and through whichever door."""
    batches = bulk.batches_for(request.auth.user, kind=KIND, state=asked.state)
    if asked.number is not None:
        batches = batches.filter(pk=asked.number)
    found, cursor = paging.piece(batches, asked, order=["-id"])
    return BatchList(items=[presenters.summary(batch) for batch in found], next=cursor)


@router.get(
    "/{uuid:batch_id}",
    url_name="view_batch",
    operation_id="viewBatch",
    auth=Bearer(READ),
    response=Batch,
    summary="View a batch",
)
def view_batch(request: CallerRequest, batch_id: uuid.UUID, asked: Query[AskedBatch]) -> Batch:
    """Its state, counts, progress and files, what you may decide now, and the job result of the LRS web service."""
    return presenters.detail(the(request, batch_id), user=request.auth.user, error_file=asked.error_file)


@router.get(
    "/{uuid:batch_id}/findings",
    url_name="list_findings",
    operation_id="listFindings",
    auth=Bearer(READ),
    response=FindingList,
    summary="List findings",
)
def list_findings(request: CallerRequest, batch_id: uuid.UUID, asked: Query[AskedFindings]) -> FindingList:
    """The records that have findings, in the order of the file. What was found on the whole file is in the batch."""
    batch = the(request, batch_id)
    rows = bulk.rows_with_findings(batch, code=asked.code, severity=asked.severity, rejected=asked.rejected)
    found, cursor = paging.piece(rows, asked, order=["line"])
    items = [
        presenters.record(each, code=asked.code, severity=asked.severity)
        for each in bulk.in_words_all(batch, found)
    ]
    return FindingList(items=items, next=cursor)


@router.get(
    "/{uuid:batch_id}/finding-codes",
    url_name="count_findings",
    operation_id="countFindings",
    auth=Bearer(READ),
    response=CodeList,
    summary="Count findings by code",
)
def count_findings(request: CallerRequest, batch_id: uuid.UUID) -> CodeList:
    """How many records have a finding of each code: errors first, the most frequent first, each with an example."""
    found = bulk.findings_by_code(the(request, batch_id))
    return CodeList(items=[presenters.code_count(each) for each in found])


@router.get(
    "/{uuid:batch_id}/records/{int:number}",
    url_name="view_record",
    operation_id="viewRecord",
    auth=Bearer(READ),
    response=BatchRecordDetail,
    summary="View a record of a batch",
)
def view_record(request: CallerRequest, batch_id: uuid.UUID, number: int) -> BatchRecordDetail:
    """One record of the file: what came in, what was found, and the achievement that it became."""
    batch = the(request, batch_id)
    row = bulk.row_of(batch.pk, number)
    if row is None:
        raise Problem("not-found")
    (found,) = bulk.in_words_all(batch, [row])
    became = achievements.achievement_of_record(request.auth.user, row.record) if row.record else None
    href = address("view_achievement", achievement_id=became.uuid) if became else None
    return BatchRecordDetail(**presenters.record(found).model_dump(), achievement_href=href)


@router.get(
    "/{uuid:batch_id}/files/{name}",
    url_name="download_file",
    operation_id="downloadFile",
    auth=Bearer(READ),
    response={200: None},
    summary="Download an outcome file",
    openapi_extra=a_file("The file."),
)
def download_file(request: CallerRequest, batch_id: uuid.UUID, name: str) -> HttpResponseBase:
    """One of the `files` of the batch, by its name."""
    return outcome_file(the(request, batch_id), name)


@router.get(
    "/{uuid:batch_id}/submitted-file",
    url_name="download_submitted_file",
    operation_id="downloadSubmittedFile",
    auth=Bearer(READ),
    response={200: None},
    summary="Download the submitted file",
    openapi_extra=a_file("The file, byte for byte as it was received."),
)
def download_submitted_file(request: CallerRequest, batch_id: uuid.UUID) -> HttpResponseBase:
    """The file of the batch, byte for byte as it was received."""
    return submitted_file(the(request, batch_id))


def outcome_file(batch: Job, name: str) -> HttpResponseBase:
    found = bulk.report_file(batch, name)
    if found is None:
        raise Problem("not-found")
    report, file = found
    return FileResponse(file, as_attachment=True, filename=name, content_type=report["type"])


def submitted_file(batch: Job) -> HttpResponseBase:
    return FileResponse(
        bulk.submitted_file(batch),
        as_attachment=True,
        filename=batch.file_name,
        content_type=_TYPES.get(batch.file_format, "application/octet-stream"),
    )
