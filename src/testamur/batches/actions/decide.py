"""What a person decides about a batch: confirm, cancel, undo, try again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.batches import registry
from testamur.batches.actions.engine import move
from testamur.batches.actions.submit import wake
from testamur.batches.models import Batch
from testamur.batches.states import BATCH_LIFE, Event
from testamur.plumbing import clock
from testamur.plumbing.machines import NotPossible

if TYPE_CHECKING:
    from testamur.access.models import User


def _moved(batch: Batch, event: Event) -> Batch:
    """The batch after the event, held until the transaction ends; ``ValidationError`` with a sentence if too late."""
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    try:
        BATCH_LIFE.check(event, locked.state)
    except NotPossible as refused:
        words = {"number": locked.pk, "state": _(refused.label)}
        raise ValidationError(_(refused.sentence) % words) from refused
    move(locked, event)
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
    """Let the engine try again a batch whose steps kept failing."""
    access.check_can(by, Permission.SERVICE_OPERATE)
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    locked.attempts = 0
    locked.save()
    wake(locked.pk)
    return locked
