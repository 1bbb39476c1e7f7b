"""Which invitations wait: for the person who looks after an organisation's people, or for those invited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.web.formats import number
from testamur.web.waiting import Item, Told, Waiting, listing

if TYPE_CHECKING:
    from testamur.access.models import User


def _tell(user: User) -> Told:
    if not access.can(user, Permission.PEOPLE_MANAGE):
        return Told()
    return Told([item for each in access.waiting_invitations(user) for item in _items(each)])


def _items(found: access.WaitingInvitations) -> list[Item]:
    place = found.organisation
    expired = ngettext(
        "%(count)s invitation to work for %(organisation)s has expired: send it again or withdraw it",
        "%(count)s invitations to work for %(organisation)s have expired: send them again or withdraw them",
        found.expired,
    )
    holding = ngettext(
        "%(count)s invitation to work for %(organisation)s has not been accepted yet",
        "%(count)s invitations to work for %(organisation)s have not been accepted yet",
        found.holding,
    )
    told = ((found.expired, expired, "expired"), (found.holding, holding, "waiting"))
    return [
        Item(
            count,
            text % {"count": number(count), "organisation": place.name},
            listing("invitation_list", place.uuid, query={"state": state}),
            for_me=state == "expired",
        )
        for count, text, state in told
        if count
    ]


WAITING = Waiting(order=40, tell=_tell)
