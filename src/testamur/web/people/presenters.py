"""People of an organisation as their pages show them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from testamur.access import queries as access

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Person:
    uuid: uuid.UUID
    name: str
    email: str
    username: str
    telephone: str
    roles: tuple[str, ...]
    active: bool
    locked: bool
    invited: bool
    two_step: bool

    @property
    def state(self) -> tuple[str, str]:
        """What to say of the account and what it means (the ``app-tag--…`` of the styles)."""
        if not self.active:
            return _("Suspended"), "over"
        if self.locked:
            return _("Locked"), "bad"
        if self.invited:
            return _("Invited"), "waiting"
        return _("Active"), "good"


def people(organisation: Organisation, *, only: uuid.UUID | None = None) -> list[Person]:
    """The people of an organisation by name, or only one of them."""
    found = access.people_at(organisation)
    if only is not None:
        found = [(user, held) for user, held in found if user.uuid == only]
    users = [user for user, _held in found]
    locked, two_step = access.locked_out(users), access.with_two_step(users)
    return [
        _person(user, tuple(str(each.get_role_display()) for each in held), locked, two_step)
        for user, held in found
    ]


def _person(user: User, roles: tuple[str, ...], locked: set[int], two_step: set[int]) -> Person:
    return Person(
        uuid=user.uuid,
        name=str(user),
        email=user.email,
        username=user.username,
        telephone=user.telephone,
        roles=roles,
        active=user.is_active,
        locked=user.pk in locked,
        invited=not user.has_usable_password(),
        two_step=user.pk in two_step,
    )
