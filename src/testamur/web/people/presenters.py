"""People of an organisation as their pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from testamur.access import queries as access

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Person:
    uuid: UUID
    organisation: UUID
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


def people(organisation: Organisation, users: Iterable[Any]) -> list[Person]:
    """These of ``access.people_of`` an organisation, with what they are there."""
    found = list(users)
    locked, two_step = access.locked_out(found), access.with_two_step(found)
    return [_person(user, organisation, locked, two_step) for user in found]


def _person(user: Any, organisation: Organisation, locked: set[int], two_step: set[int]) -> Person:
    return Person(
        uuid=user.uuid,
        organisation=organisation.uuid,
        name=str(user),
        email=user.email,
        username=user.username,
        telephone=user.telephone,
        roles=tuple(access.role_label(role) for role in user.roles_here),
        active=user.is_active,
        locked=user.pk in locked,
        invited=not user.has_usable_password(),
        two_step=user.pk in two_step,
    )
