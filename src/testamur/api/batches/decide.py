"""What is decided about a batch: confirm it, cancel it, undo it."""

from __future__ import annotations

import uuid

from testamur.api.batches import of_kind, presenters
from testamur.api.batches.operations import decides
from testamur.api.batches.presenters import OF
from testamur.api.batches.router import router
from testamur.api.batches.schemas import Batch
from testamur.api.identity import CallerRequest
from testamur.batches import actions as batches


@router.post("/{uuid:batch_id}/confirm", response=Batch, **decides("confirm_batch", "Confirm a batch"))
def confirm_batch(request: CallerRequest, batch_id: uuid.UUID) -> Batch:
    """Let a batch that was checked, and that waits for you, be applied."""
    batch = of_kind.decided(OF, batches.confirm, request, batch_id)
    return presenters.detail(batch, user=request.auth.user)


@router.post("/{uuid:batch_id}/cancel", response=Batch, **decides("cancel_batch", "Cancel a batch"))
def cancel_batch(request: CallerRequest, batch_id: uuid.UUID) -> Batch:
    """Stop a batch of which nothing has been applied."""
    batch = of_kind.decided(OF, batches.cancel, request, batch_id)
    return presenters.detail(batch, user=request.auth.user)


@router.post("/{uuid:batch_id}/undo", response=Batch, **decides("undo_batch", "Undo a batch"))
def undo_batch(request: CallerRequest, batch_id: uuid.UUID) -> Batch:
    """Put back what a batch changed. What has changed since is left as it is, and listed in `undone`.

    Needs a role that may undo batches.
    """
    batch = of_kind.decided(OF, batches.undo, request, batch_id)
    return presenters.detail(batch, user=request.auth.user)
