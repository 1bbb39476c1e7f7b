"""What the API does with batches of every kind. The modules of a kind say which batches, and in what words."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponseBase

from testamur.api import paging
from testamur.api.identity import CallerRequest
from testamur.api.problems import Problem
from testamur.batches import queries as ledger

if TYPE_CHECKING:
    from testamur.api.batches import bases
    from testamur.batches.models import Batch as Job

Shown = TypeVar("Shown")
Part = tuple[list[Shown], str | None]
"""A part of a list, and the cursor of the next."""

_TYPES = {"xml": "application/xml", "csv": "text/csv"}


@dataclass(frozen=True, slots=True)
class OfKind:
    """A kind of batch, and the names of the addresses that show one and hand out its files."""

    kind: str
    view: str
    file: str
    submitted_file: str


def the(of: OfKind, request: CallerRequest, batch_id: uuid.UUID) -> Job:
    """The batch of this kind and address, if the client may see it."""
    batch = ledger.batch_for(request.auth.user, batch_id)
    if batch is None or batch.kind != of.kind:
        raise Problem("not-found")
    return batch


def listed(
    of: OfKind,
    request: CallerRequest,
    asked: bases.AskedBatches,
    show: Callable[[Job], Shown],
    *,
    number: int | None = None,
) -> Part[Shown]:
    """The client's batches of this kind, newest first; of one number if it is given."""
    batches = ledger.batches_for(request.auth.user, kind=of.kind, state=asked.state)
    if number is not None:
        batches = batches.filter(pk=number)
    found, cursor = paging.piece(batches, asked, order=["-id"])
    return [show(batch) for batch in found], cursor


def found_in(
    batch: Job,
    asked: bases.AskedFindings,
    show: Callable[[ledger.RecordFindings], Shown],
    *,
    rejected: bool | None = None,
) -> Part[Shown]:
    """The records that have findings, in the order of the file."""
    rows = ledger.rows_with_findings(batch, code=asked.code, severity=asked.severity, rejected=rejected)
    found, cursor = paging.piece(rows, asked, order=["line"])
    return [show(each) for each in ledger.in_words_all(batch, found)], cursor


def decided(of: OfKind, action: Callable[..., Job], request: CallerRequest, batch_id: uuid.UUID) -> Job:
    """The batch after the action, which is refused if its state does not let it."""
    user: Any = request.auth.user
    try:
        action(batch=the(of, request, batch_id), by=user)
    except ValidationError as error:
        raise Problem("not-possible-now", error.messages[0]) from error
    return the(of, request, batch_id)


def outcome_file(of: OfKind, request: CallerRequest, batch_id: uuid.UUID, name: str) -> HttpResponseBase:
    """A file that the engine made."""
    found = ledger.report_file(the(of, request, batch_id), name)
    if found is None:
        raise Problem("not-found")
    report, file = found
    return FileResponse(file, as_attachment=True, filename=name, content_type=report["type"])


def submitted_file(of: OfKind, request: CallerRequest, batch_id: uuid.UUID) -> HttpResponseBase:
    """The file as it was received."""
    batch = the(of, request, batch_id)
    return FileResponse(
        ledger.submitted_file(batch),
        as_attachment=True,
        filename=batch.file_name,
        content_type=_TYPES.get(batch.file_format, "application/octet-stream"),
    )
