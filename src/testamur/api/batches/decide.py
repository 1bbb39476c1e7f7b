"""What is decided about a batch: confirm it, cancel it, undo it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from testamur.api.batches import presenters
from testamur.api.batches.read import the
from testamur.api.batches.router import router
from testamur.api.batches.schemas import Batch
from testamur.api.described import also
from testamur.api.identity import WRITE, Bearer, CallerRequest
from testamur.api.problems import Problem
from testamur.bulk import actions as bulk

if TYPE_CHECKING:
    from testamur.bulk.models import Batch as Job


def _decided(action: Callable[..., Job], request: CallerRequest, batch_id: uuid.UUID) -> Batch:
    user: Any = request.auth.user
    try:
        action(batch=the(request, batch_id), by=user)
    except ValidationError as error:
        raise Problem("not-possible-now", error.messages[0]) from error
    return presenters.detail(the(request, batch_id), user=user)


@router.post(
    "/{uuid:batch_id}/confirm",
    url_name="confirm_batch",
    operation_id="confirmBatch",
    auth=Bearer(WRITE),
    response=Batch,
    summary="Confirm a batch",
    openapi_extra=also(409),
)
def confirm_batch(request: CallerRequest, batch_id: uuid.UUID) -> Batch:
    """Let a batch that was checked, and that waits for you, be applied."""
    return _decided(bulk.confirm, request, batch_id)


@router.post(
    "/{uuid:batch_id}/cancel",
    url_name="cancel_batch",
    operation_id="cancelBatch",
    auth=Bearer(WRITE),
    response=Batch,
    summary="Cancel a batch",
    openapi_extra=also(409),
)
def cancel_batch(request: CallerRequest, batch_id: uuid.UUID) -> Batch:
    """Stop a batch of which nothing has been applied."""
    return _decided(bulk.cancel, request, batch_id)


@router.post(
    "/{uuid:batch_id}/undo",
    url_name="undo_batch",
    operation_id="undoBatch",
    auth=Bearer(WRITE),
    response=Batch,
    summary="Undo a batch",
    openapi_extra=also(409),
)
def undo_batch(request: CallerRequest, batch_id: uuid.UUID) -> Batch:
    """Put back what a batch changed. What has changed since is left as it is, and listed in `undone`.

    Needs a role that may undo batches.
    """
    return _decided(bulk.undo, request, batch_id)
