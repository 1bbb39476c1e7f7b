"""What a person decides about a batch: confirm, cancel, undo, try again, end without files.

Nobody waits here for a worker's step or for their own first click: a batch that is held is in somebody's hands, and the
person is told so at once (``plumbing/trouble``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.batches.actions import outcome
from testamur.batches.actions.engine import move, settle
from testamur.batches.actions.submit import wake
from testamur.batches.models import Batch
from testamur.batches.states import BATCH_LIFE, Event
from testamur.plumbing import clock
from testamur.plumbing.machines import NotPossible

if TYPE_CHECKING:
    from testamur.access.models import User


log = structlog.get_logger(__name__)


def _moved(batch: Batch, event: Event) -> Batch:
    """The batch after the event, held until the transaction ends; ``ValidationError`` with a sentence if too late.

    What failed before a person decided is no longer counted.
    """
    locked = Batch.objects.select_for_update(nowait=True).get(pk=batch.pk)
    try:
        BATCH_LIFE.check(event, locked.state)
    except NotPossible as refused:
        words = {"number": locked.pk, "state": _(refused.label)}
        raise ValidationError(_(refused.sentence) % words) from refused
    move(locked, event)
    locked.attempts, locked.last_error = 0, ""
    return locked


@transaction.atomic
def confirm(*, batch: Batch, by: User) -> Batch:
    """Let a checked batch be applied."""
    access.check_can(by, registry.named(batch.kind).submit_permission, batch.organisation)
    locked = _moved(batch, Event.CONFIRM)
    locked.confirmed_at, locked.confirmed_by = clock.now(), by
    locked.save()
    wake(locked.pk)
    return locked


@transaction.atomic
def cancel(*, batch: Batch, by: User) -> Batch:
    """Stop a batch of which nothing has been applied."""
    access.check_can(by, registry.named(batch.kind).submit_permission, batch.organisation)
    locked = _moved(batch, Event.CANCEL)
    locked.ended_at, locked.ended_by = clock.now(), by
    locked.save()
    return locked


@transaction.atomic
def undo(*, batch: Batch, by: User) -> Batch:
    """Put back what an applied batch changed. What has changed since is left, and listed."""
    kind = registry.named(batch.kind)
    access.check_can(by, kind.undo_permission, batch.organisation)
    if not kind.changes_records:
        raise ValidationError(
            _("Batch %(number)s has changed nothing, so there is nothing to undo.") % {"number": batch.pk}
        )
    locked = _moved(batch, Event.UNDO)
    locked.ended_by = by
    locked.save()
    wake(locked.pk)
    return locked


@transaction.atomic
def retry(*, batch: Batch, by: User) -> Batch:
    """Let the engine try again what kept failing: at once, and from where it stopped."""
    ledger.check_can(by, Event.RETRY, batch)
    locked = _moved(batch, Event.RETRY)
    locked.save()
    wake(locked.pk)
    return locked


@transaction.atomic
def close(*, batch: Batch, by: User) -> Batch:
    """End a batch of which everything is written and the outcome files cannot be made.

    The e-mails about it are sent if they can be made.
    """
    ledger.check_can(by, Event.CLOSE, batch)
    locked = _moved(batch, Event.CLOSE)
    settle(locked)
    locked.ended_by = by
    locked.save()
    try:
        with transaction.atomic():
            outcome.tell(locked)
    except Exception:
        log.exception("batch.not_told", batch_id=locked.pk)
    return locked
