"""Receiving a batch: from a page, the API, the wire or the command line, all the same."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import orjson
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.batches import registry
from testamur.batches.columns import Unreadable
from testamur.batches.models import Batch, Source
from testamur.batches.registry import Kind, SelectionKind
from testamur.batches.states import BatchState
from testamur.plumbing import malware, queue, selecting, sql, text

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from testamur.access.models import User
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
    by: User,
    source: Source = Source.FILE,
) -> Submission:
    """Store a file and queue it as a batch.

    The same file (with the same options) from the same organisation gives the first batch back, unless that was
    cancelled or undone, or ``send_again`` is set. So does the same ``idempotency_key`` from the same submitter.
    Raises ``PermissionDenied`` without the right, and ``Unreadable`` for a file of a size that cannot be accepted or
    with malware in it.
    """
    plugged = registry.named(kind)
    access.check_can(by, plugged.submit_permission, organisation)
    digest, size = _measure(file, plugged.max_file_bytes())
    plugged.check_size(file, size)
    if found := malware.find(file):
        raise Unreadable(plugged.layout.finding("malware", found=found))
    file.seek(0)
    batch = _new(plugged, organisation, options, confirm_first, send_again, idempotency_key, through, by)
    batch.source, batch.file_size, batch.digest = source, size, digest
    batch.file_name = text.file_name(file_name, longest=254) or "batch"
    return _queue(batch, file)


def submit_records(
    *, kind: str, items: Sequence[Mapping[str, Any]], file_name: str = "records.json", by: User, **how: Any
) -> Submission:
    """Queue records that came as such, by the keys of the kind's layout; otherwise like :func:`submit`."""
    content = orjson.dumps(items, option=orjson.OPT_SORT_KEYS)
    return submit(
        kind=kind, file=io.BytesIO(content), file_name=file_name, source=Source.RECORDS, by=by, **how
    )


def submit_selection(
    *,
    kind: str,
    organisation: Organisation,
    selection: Mapping[str, Any],
    expected: int | None = None,
    options: dict[str, Any] | None = None,
    confirm_first: bool | None = None,
    idempotency_key: str | None = None,
    digest: str = "",
    through: str,
    by: User,
) -> Submission:
    """Queue what a selection of records is to undergo. Its lines are made of them in sets, as they then are.

    ``selection`` is what the kind selects by; ``expected`` is how many the person saw. The same selection made twice
    is two batches, unless the ``idempotency_key`` is the same. ``digest`` tells what was asked for from other things,
    where that is not just these records. Raises ``PermissionDenied``.
    """
    plugged = registry.named(kind)
    access.check_can(by, plugged.submit_permission, organisation)
    wanted = {**(options or {}), "selection": dict(selection), "expected": expected}
    batch = _new(plugged, organisation, wanted, confirm_first, True, idempotency_key, through, by)
    batch.source, batch.sent_again = Source.SELECTION, False
    content = orjson.dumps(wanted, option=orjson.OPT_SORT_KEYS)
    batch.digest = digest or hashlib.sha256(content).hexdigest()
    return _queue(batch, None)


def submit_selected(
    *,
    kind: str,
    rows: QuerySet[Any],
    details: Mapping[str, str],
    expected: int | None = None,
    idempotency_key: str | None = None,
    by: User,
    **how: Any,
) -> Submission:
    """Queue what the records that somebody selected are to undergo, as :func:`submit_selection` does.

    ``rows`` are among those that the person may see, ``details`` is what the kind's ``selecting`` asks for. A key that
    was used before gives its batch, whatever has become of the records since. Raises ``PermissionDenied``, and
    ``ValidationError`` or ``Unreadable`` with sentences.
    """
    plugged = registry.selecting(kind)
    access.check_can(by, plugged.submit_permission)
    if earlier := _with_key(by, idempotency_key):
        return Submission(earlier, is_new=False)
    said = plugged.selecting
    found = list(rows.order_by().values_list("uuid", said.owner)[: said.most + 1])
    selecting.check_number(len(found), most=said.most)
    organisation = _one_owner(plugged, {owner for _uuid, owner in found}, by)
    plugged.check_details(details, organisation)
    return submit_selection(
        kind=kind,
        organisation=organisation,
        selection={said.records: sorted(str(each) for each, _owner in found), **details},
        expected=len(found) if expected is None else expected,
        idempotency_key=idempotency_key,
        by=by,
        **how,
    )


def _one_owner(kind: SelectionKind[Any], owners: set[int], by: User) -> Organisation:
    """The organisation whose records these all are, if the person may do this for it."""
    known = {each.pk: each for each in access.organisations_where(by, kind.submit_permission)}
    if len(owners) != 1 or not owners <= known.keys():
        raise ValidationError(_(kind.selecting.several_owners))
    return known[owners.pop()]


def _new(
    kind: Kind[Any],
    organisation: Organisation,
    options: dict[str, Any] | None,
    confirm_first: bool | None,
    send_again: bool,
    idempotency_key: str | None,
    through: str,
    by: User,
) -> Batch:
    return Batch(
        kind=kind.name,
        organisation=organisation,
        submitted_by=by,
        through=through,
        idempotency_key=idempotency_key,
        sent_again=send_again,
        options=options or {},
        needs_confirmation=kind.changes_records
        and (kind.needs_confirmation if confirm_first is None else confirm_first),
    )


def _queue(batch: Batch, file: IO[bytes] | None) -> Submission:
    """The batch with its file, or neither: where one of them cannot be kept, nothing of the file stays."""
    path = f"batches/{batch.uuid}/submitted"
    try:
        with transaction.atomic():
            if earlier := _sent_before(batch):
                return Submission(earlier, is_new=False)
            if file is not None:
                batch.file = default_storage.save(path, File(file))
            batch.save()
            wake(batch.pk)
    except Exception:
        if file is not None:
            default_storage.delete(path)
        raise
    return Submission(batch, is_new=True)


def _measure(file: IO[bytes], limit: int) -> tuple[str, int]:
    """SHA-256 and size in bytes, reading no further than just past ``limit``."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while size <= limit and (block := file.read(1 << 18)):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size


def _sent_before(batch: Batch) -> Batch | None:
    """The earlier batch that this submission repeats. Two at the same instant wait for each other here.

    Whoever has a key waits at it first, and everybody at the content, so that nobody waits in a circle.
    """
    by, key = batch.submitted_by, batch.idempotency_key
    if key:
        _wait_at(f"{by.pk}:{key}")
    _wait_at(f"{batch.organisation_id}:{batch.kind}:{batch.digest}")
    if repeated := _with_key(by, key):
        return repeated
    if batch.sent_again or batch.source == Source.SELECTION:
        return None
    same = Batch.objects.filter(
        organisation=batch.organisation, kind=batch.kind, digest=batch.digest, options=batch.options
    )
    return same.exclude(state__in=[BatchState.CANCELLED, BatchState.UNDONE]).order_by("id").first()


def _with_key(by: User, key: str | None) -> Batch | None:
    return Batch.objects.filter(submitted_by=by, idempotency_key=key).first() if key else None


def _wait_at(what: str) -> None:
    """Hold a lock until the transaction ends."""
    sql.rows("SELECT pg_advisory_xact_lock(hashtextextended(%(what)s, 0))", {"what": what})
