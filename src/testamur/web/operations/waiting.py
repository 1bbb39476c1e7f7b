"""What of the service itself waits for its operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.plumbing import queue
from testamur.web.links import url
from testamur.web.waiting import Item, Told, Waiting

if TYPE_CHECKING:
    from testamur.access.models import User


def _tell(user: User) -> Told:
    """Batches that have stopped are told of with the batches."""
    if not access.can(user, Permission.SERVICE_OPERATE) or queue.living_workers():
        return Told()
    return Told([Item(0, _("No worker is running: start one"), url("operator_home"), is_late=True)])


WAITING = Waiting(order=5, tell=_tell)
