"""People of an organisation as their pages show them: what they are there, and nothing else of theirs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.states import INVITATION_LIFE, InvitationEvent, InvitationSide
from testamur.plumbing import clock
from testamur.plumbing.machines import Tag

if TYPE_CHECKING:
    from testamur.access.models import Invitation, User, Visitor
    from testamur.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Person:
    uuid: UUID
    organisation: UUID
    name: str
    email: str
    roles: tuple[str, ...]
    since: dt.datetime
    active: bool

    @property
    def state(self) -> tuple[str, str]:
        """What to say of the membership and what it means (the ``app-tag--…`` of the styles)."""
        return (_("Active"), Tag.GOOD) if self.active else (_("Suspended"), Tag.OVER)


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody is shown of a person's account who can help with it; ``operates``: and change it."""

    username: str
    telephone: str
    active: bool
    locked: bool
    two_step: bool
    operates: bool

    @property
    def state(self) -> tuple[str, str]:
        if not self.active:
            return _("Suspended"), Tag.OVER
        return (_("Locked"), Tag.BAD) if self.locked else (_("Active"), Tag.GOOD)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation. ``possible`` is what the organisation can do with it."""

    uuid: UUID
    organisation: UUID
    name: str
    email: str
    roles: tuple[str, ...]
    by: str
    sent_at: dt.datetime
    expires_at: dt.datetime
    state: tuple[str, str]
    possible: frozenset[InvitationEvent]


def people(organisation: Organisation, users: Iterable[Any]) -> list[Person]:
    """These of ``access.people_of`` an organisation, with what they are there."""
    return [
        Person(
            uuid=user.uuid,
            organisation=organisation.uuid,
            name=str(user),
            email=user.email,
            roles=tuple(access.role_label(role) for role in user.roles_here),
            since=user.since,
            active=user.active_here,
        )
        for user in users
    ]


def account(by: Visitor, user: User, organisation: Organisation) -> Account | None:
    """The account of a person, for whoever can help with it."""
    if not access.can_help_with_account(by, user, organisation):
        return None
    return Account(
        username=user.username,
        telephone=user.telephone,
        active=user.is_active,
        locked=bool(access.locked_out([user])),
        two_step=bool(access.with_two_step([user])),
        operates=access.holds_everywhere(by, access.Permission.PEOPLE_MANAGE),
    )


def invitations(organisation: Organisation, found: Iterable[Invitation]) -> list[Invited]:
    now = clock.now()
    return [_invited(each, organisation, now) for each in found]


def _invited(invitation: Invitation, organisation: Organisation, now: dt.datetime) -> Invited:
    meaning = INVITATION_LIFE.meaning(invitation.state)
    possible = INVITATION_LIFE.possible(invitation.state, by=[InvitationSide.ORGANISATION])
    expired = bool(possible) and invitation.expires_at <= now
    return Invited(
        uuid=invitation.uuid,
        organisation=organisation.uuid,
        name=f"{invitation.first_name} {invitation.last_name}",
        email=invitation.email,
        roles=tuple(access.role_label(role) for role in invitation.roles),
        by=str(invitation.by),
        sent_at=invitation.sent_at,
        expires_at=invitation.expires_at,
        state=(_("Expired"), Tag.OVER) if expired else (_(meaning.label), meaning.tag),
        possible=possible,
    )
