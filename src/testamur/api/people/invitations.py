"""Invitations to work for an organisation, below ``/organisations/{id}/invitations``."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from ninja import Query, Router
from ninja.responses import Status
from pydantic import BaseModel, Field

from testamur.access import actions as access_actions
from testamur.access import queries as access
from testamur.access.rules import Role
from testamur.access.states import InvitationState
from testamur.api import paging
from testamur.api.batches import bases
from testamur.api.contract import also
from testamur.api.identity import READ, WRITE, Bearer, CallerRequest
from testamur.api.people.organisations import organisation_for
from testamur.api.people.people import Name
from testamur.api.problems import not_valid, or_not_found
from testamur.api.schemas import request_like
from testamur.plumbing import clock

if TYPE_CHECKING:
    from testamur.access.models import Invitation as Held


class AskedInvitations(paging.Asked):
    state: InvitationState | None = Field(None, description="Only invitations in this state.")


class Invitee(BaseModel):
    model_config = request_like(
        {
            "first_name": "Robin",
            "last_name": "Example",
            "email": "robin@board.example",
            "roles": ["ao_viewer"],
        }
    )

    first_name: Name
    last_name: Name
    email: str = Field(
        pattern=r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f.]+(\.[^@\s\x00-\x1f.]+)+$",
        max_length=254,
        description="The link that we send there makes the person one of yours.",
    )
    roles: list[Role] = Field(min_length=1)


class PersonInvitation(BaseModel):
    """Someone asked to work for the organisation."""

    id: uuid.UUID
    first_name: str
    last_name: str
    email: str
    roles: list[Role]
    state: InvitationState
    expired: bool = Field(description="It waits no longer; it can be sent again.")
    invited_by: str
    sent_at: dt.datetime
    expires_at: dt.datetime


class InvitationList(bases.Piece[PersonInvitation]):
    pass


router = Router(tags=["People"])


def _shown(held: Held) -> PersonInvitation:
    return PersonInvitation(
        id=held.uuid,
        first_name=held.first_name,
        last_name=held.last_name,
        email=held.email,
        roles=[Role(role) for role in held.roles],
        state=InvitationState(held.state),
        expired=held.state == InvitationState.WAITING and held.expires_at <= clock.now(),
        invited_by=str(held.by),
        sent_at=held.sent_at,
        expires_at=held.expires_at,
    )


def _invitation(request: CallerRequest, organisation_id: uuid.UUID, invitation_id: uuid.UUID) -> Held:
    return or_not_found(access.invitation_at(organisation_for(request, organisation_id), invitation_id))


@router.get(
    "/{uuid:organisation_id}/invitations",
    auth=Bearer(READ),
    response=InvitationList,
    summary="List invitations",
    openapi_extra=also(404),
)
def list_invitations(
    request: CallerRequest, organisation_id: uuid.UUID, asked: Query[AskedInvitations]
) -> InvitationList:
    """Whom the organisation has asked to work for it, the latest first."""
    held = access.invitations_of(organisation_for(request, organisation_id), state=asked.state)
    found, cursor = paging.piece(held, asked, order=["-id"])
    return InvitationList(items=[_shown(each) for each in found], next=cursor)


@router.post(
    "/{uuid:organisation_id}/invitations",
    auth=Bearer(WRITE),
    response={201: PersonInvitation},
    summary="Invite a person",
    openapi_extra=also(404, 409),
)
def invite_person(
    request: CallerRequest, organisation_id: uuid.UUID, invitee: Invitee
) -> Status[PersonInvitation]:
    """Ask someone to work for the organisation. Nothing happens until they accept, by the link in our email."""
    organisation = organisation_for(request, organisation_id)
    given: dict[str, Any] = invitee.model_dump() | {"roles": set(invitee.roles)}
    try:
        with transaction.atomic():
            held, key = access_actions.invite(organisation=organisation, **given, by=request.auth.user)
            access_actions.tell_of_invitation(invitation=held, key=key)
    except ValidationError as error:
        raise not_valid(error) from error
    return Status(201, _shown(held))


@router.post(
    "/{uuid:organisation_id}/invitations/{uuid:invitation_id}/send-again",
    auth=Bearer(WRITE),
    response=PersonInvitation,
    summary="Send an invitation again",
    openapi_extra=also(404, 409),
)
def send_invitation_again(
    request: CallerRequest, organisation_id: uuid.UUID, invitation_id: uuid.UUID
) -> PersonInvitation:
    """Send a new link. An earlier one stops working."""
    invitation = _invitation(request, organisation_id, invitation_id)
    try:
        with transaction.atomic():
            held, key = access_actions.send_again(invitation=invitation, by=request.auth.user)
            access_actions.tell_of_invitation(invitation=held, key=key)
    except ValidationError as error:
        raise not_valid(error) from error
    return _shown(held)


@router.post(
    "/{uuid:organisation_id}/invitations/{uuid:invitation_id}/withdraw",
    auth=Bearer(WRITE),
    response=PersonInvitation,
    summary="Withdraw an invitation",
    openapi_extra=also(404, 409),
)
def withdraw_invitation(
    request: CallerRequest, organisation_id: uuid.UUID, invitation_id: uuid.UUID
) -> PersonInvitation:
    """Take back an invitation that no one has accepted: its link stops working."""
    invitation = _invitation(request, organisation_id, invitation_id)
    try:
        access_actions.withdraw(invitation=invitation, by=request.auth.user)
    except ValidationError as error:
        raise not_valid(error) from error
    return _shown(_invitation(request, organisation_id, invitation_id))
