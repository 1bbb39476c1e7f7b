"""Which requests about nominated contacts wait for Business Support."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.challenges import queries as challenges
from testamur.challenges.states import ContactState
from testamur.web.formats import number
from testamur.web.waiting import Item, Told, Waiting, listing

if TYPE_CHECKING:
    from testamur.access.models import User


def _tell(user: User) -> Told:
    if not access.can(user, Permission.CONTACT_APPROVE):
        return Told()
    count = challenges.contact_requests_waiting(user).count()
    text = ngettext(
        "%(count)s request about a nominated contact to agree to or decline",
        "%(count)s requests about nominated contacts to agree to or decline",
        count,
    )
    href = listing("contact_requests", query={"state": ContactState.REQUESTED})
    return Told([Item(count, text % {"count": number(count)}, href)] if count else [])


WAITING = Waiting(order=30, tell=_tell)
