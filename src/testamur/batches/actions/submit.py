"""Receiving a batch: from a page, the API, the wire or the command line, all the same."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, TYPE_CHECKING, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from testamur.access import queries as access
from testamur.batches import registry
from testamur.batches.columns import Unreadable
from testamur.batches.models import Batch
from testamur.batches.states import BatchState
from testamur.plumbing import queue, sql

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation

ADVANCE = "testamur.batches.jobs.advance_batch"


@dataclass(frozen=True, slots=True)
class Submission:
    """A batch, and whether it is new. Sent before and not sent again on purpose: the first batch, not new."""

    batch: Batch
    is_new: bool


def wake(batch_id: int) -> None:
    """Ask a worker to go on with the batch. Harmless when one already does."""
    queue.defer(ADVANCE, once=f"batch:{batch_id}", batch_id=batch_id)


def submit(
    *,
    kind: str,
    organisation: Organisation,
    file: IO[bytes],
    file_name: str,
    options: dict[str, Any] | None = None,
    confirm_first: bool | None = None,
    send_again: bool = False,
    idempotency_key: str | None = None,
    through: str,
    by: Any,
) -> Submission:
    """Store a file and queue it as a batch.

    The same file (with the same options) from the same organisation gives the first batch back, unless that was
    cancelled or undone, or ``send_again`` is set. So does the same ``idempotency_key`` from the same submitter.
    Raises ``PermissionDenied`` without the right, and ``Unreadable`` for a file of a size that cannot be accepted.
    """
    plugged = registry.named(kind)
    access.check_can(by, plugged.submit_permission, organisation)
    digest, size = _measure(file, plugged.max_bytes())
    if refusal := plugged.refusal_of_size(size):
        raise Unreadable(refusal)
    wanted = options or {}
    with transaction.atomic():
        if earlier := _sent_before(organisation, kind, digest, wanted, by, idempotency_key, send_again):
            return Submission(earlier, is_new=False)
        batch = Batch(
            kind=kind,
            organisation=organisation,
            submitted_by=by,
            through=through,
            idempotency_key=idempotency_key,
            file_name=PurePath(file_name.replace("\\", "/")).name[:254] or "batch",
            file_size=size,
            digest=digest,
            sent_again=send_again,
            options=wanted,
            needs_confirmation=plugged.changes_records
            and (plugged.needs_confirmation if confirm_first is None else confirm_first),
        )
        file.seek(0)
        batch.file = default_storage.save(f"batches/{batch.uuid}/submitted", File(file))
        batch.save()
        wake(batch.pk)
    return Submission(batch, is_new=True)


def _measure(file: IO[bytes], limit: int) -> tuple[str, int]:
    """SHA-256 and size in bytes, reading no further than just past ``limit``."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while size <= limit and (block := file.read(1 << 18)):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size


def _sent_before(
    organisation: Organisation,
    kind: str,
    digest: str,
    options: dict[str, Any],
    by: Any,
    idempotency_key: str | None,
    send_again: bool,
) -> Batch | None:
    """The earlier batch that this submission repeats. Two at the same instant wait for each other here.

    Whoever has a key waits at it first, and everybody at the file, so that nobody waits in a circle.
    """
    if idempotency_key:
        _wait_at(f"{by.pk}:{idempotency_key}")
    _wait_at(f"{organisation.pk}:{kind}:{digest}")
    if idempotency_key:
        repeated = Batch.objects.filter(submitted_by=by, idempotency_key=idempotency_key).first()
        if repeated is not None:
            return repeated
    if send_again:
        return None
    same = Batch.objects.filter(organisation=organisation, kind=kind, digest=digest, options=options)
    return same.exclude(state__in=[BatchState.CANCELLED, BatchState.UNDONE]).order_by("id").first()


def _wait_at(what: str) -> None:
    """Hold a lock until the transaction ends."""
    sql.rows("SELECT pg_advisory_xact_lock(hashtextextended(%(what)s, 0))", {"what": what})
