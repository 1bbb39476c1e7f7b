"""Batches, their findings, their records and their files."""

from __future__ import annotations

import functools
import uuid

from django.http import HttpResponseBase
from ninja import Query

from testamur.achievements import queries as achievements
from testamur.api.addresses import address
from testamur.api.batches import of_kind, presenters
from testamur.api.batches.operations import AS_RECEIVED, downloads, shows
from testamur.api.batches.presenters import OF
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
from testamur.api.identity import CallerRequest
from testamur.api.problems import Problem
from testamur.batches import queries as ledger


@router.get("", response=BatchList, **shows("list_batches", "List batches"))
def list_batches(request: CallerRequest, asked: Query[AskedBatches]) -> BatchList:
    """The batches of your organisation, newest first, whoever sent them and through whichever door."""
    items, cursor = of_kind.listed(OF, request, asked, presenters.summary, number=asked.number)
    return BatchList(items=items, next=cursor)


@router.get("/{uuid:batch_id}", response=Batch, **shows("view_batch", "View a batch"))
def view_batch(request: CallerRequest, batch_id: uuid.UUID, asked: Query[AskedBatch]) -> Batch:
    """Its state, counts, progress and files, what you may decide now, and the job result of the LRS web service."""
    batch = of_kind.the(OF, request, batch_id)
    return presenters.detail(batch, user=request.auth.user, error_file=asked.error_file)


@router.get("/{uuid:batch_id}/findings", response=FindingList, **shows("list_findings", "List findings"))
def list_findings(request: CallerRequest, batch_id: uuid.UUID, asked: Query[AskedFindings]) -> FindingList:
    """The records that have findings, in the order of the file. What was found on the whole file is in the batch."""
    batch = of_kind.the(OF, request, batch_id)
    show = functools.partial(presenters.record, code=asked.code, severity=asked.severity)
    items, cursor = of_kind.found_in(batch, asked, show, rejected=asked.rejected)
    return FindingList(items=items, next=cursor)


@router.get(
    "/{uuid:batch_id}/finding-codes",
    response=CodeList,
    **shows("count_findings", "Count findings by code"),
)
def count_findings(request: CallerRequest, batch_id: uuid.UUID) -> CodeList:
    """How many records have a finding of each code: errors first, the most frequent first, each with an example."""
    found = ledger.findings_by_code(of_kind.the(OF, request, batch_id))
    return CodeList(items=[presenters.code_count(each) for each in found])


@router.get(
    "/{uuid:batch_id}/records/{int:number}",
    response=BatchRecordDetail,
    **shows("view_record", "View a record of a batch"),
)
def view_record(request: CallerRequest, batch_id: uuid.UUID, number: int) -> BatchRecordDetail:
    """One record of the file: what came in, what was found, and the achievement that it became."""
    batch = of_kind.the(OF, request, batch_id)
    row = ledger.row_of(batch.pk, number)
    if row is None:
        raise Problem("not-found")
    (found,) = ledger.in_words_all(batch, [row])
    became = achievements.achievement_of_record(request.auth.user, row.record) if row.record else None
    href = address("view_achievement", achievement_id=became.uuid) if became else None
    return BatchRecordDetail(**presenters.record(found).model_dump(), achievement_href=href)


@router.get("/{uuid:batch_id}/files/{name}", **downloads("download_file", "Download an outcome file"))
def download_file(request: CallerRequest, batch_id: uuid.UUID, name: str) -> HttpResponseBase:
    """One of the `files` of the batch, by its name."""
    return of_kind.outcome_file(OF, request, batch_id, name)


@router.get(
    "/{uuid:batch_id}/submitted-file",
    **downloads("download_submitted_file", "Download the submitted file", AS_RECEIVED),
)
def download_submitted_file(request: CallerRequest, batch_id: uuid.UUID) -> HttpResponseBase:
    """The file of the batch, byte for byte as it was received."""
    return of_kind.submitted_file(OF, request, batch_id)
