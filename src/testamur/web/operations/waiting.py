"""What of the service itself waits for its operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.notices import queries as outbox
from testamur.plumbing import queue
from testamur.web.formats import number
from testamur.web.links import url
from testamur.web.waiting import Item, Told, Waiting

if TYPE_CHECKING:
    from testamur.access.models import User


def _tell(user: User) -> Told:
    if not access.can(user, Permission.SERVICE_OPERATE):
        return Told()
    unsent, page = outbox.unsent().count(), url("operator_home")
    text = ngettext("%(count)s e-mail is not sent yet", "%(count)s e-mails are not sent yet", unsent)
    waiting = [Item(unsent, text % {"count": number(unsent)}, page, for_me=False)] if unsent else []
    if not queue.living_workers():
        waiting.append(Item(0, _("No worker is at work: start one"), page, is_late=True))
    return Told(waiting)


WAITING = Waiting(order=5, tell=_tell)
