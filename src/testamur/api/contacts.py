"""The addresses of nominated contacts, below ``/contacts``."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from django.core.exceptions import ValidationError
from ninja import Query, Router
from ninja.responses import Status
from pydantic import BaseModel, ConfigDict, Field

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.api import paging
from testamur.api.addresses import address
from testamur.api.contract import also
from testamur.api.identity import READ, WRITE, Bearer, CallerRequest
from testamur.api.problems import not_valid, or_not_found
from testamur.api.schemas import request_like
from testamur.challenges import actions as challenge_actions
from testamur.challenges import queries as challenges
from testamur.challenges.states import ContactState

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.challenges.models import Contact as Held


Name = Annotated[str, Field(min_length=1, max_length=35)]


class AskedContacts(paging.Asked):
    state: ContactState | None = Field(None, description="Only contacts in this state.")


class Nominee(BaseModel):
    """Who is to be told of challenges."""

    model_config = request_like(
        {
            "given_name": "Robin",
            "family_name": "Example",
            "telephone": "01632 960001",
            "email": "challenges@board.example",
        }
    )

    given_name: Name
    family_name: Name
    telephone: str = Field(min_length=1, max_length=40)
    email: str = Field(min_length=3, max_length=254)
    replaces: uuid.UUID | None = Field(None, description="The current contact to be replaced.")


class Declining(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=1000, description="The person who asked will read this.")


class NominatedContact(BaseModel):
    """A contact of an awarding organisation, or what is asked of one."""

    id: uuid.UUID
    organisation: str
    given_name: str
    family_name: str
    telephone: str
    email: str
    state: ContactState
    state_label: str = Field(examples=["In force"])
    replaces: uuid.UUID | None = Field(description="The contact that this one replaces, or ends.")
    ends: bool = Field(description="It asks for the contact in `replaces` to be removed.")
    requested_by: str
    requested_at: dt.datetime
    decided_by: str | None
    decided_at: dt.datetime | None
    reason: str | None = Field(description="Why it was declined.")
    href: str


class ContactVersion(BaseModel):
    """One version: who, when, and why."""

    at: dt.datetime
    process: str = Field(examples=["contact.approved"])
    by: str
    reason: str | None


class ContactDetail(NominatedContact):
    history: list[ContactVersion] = Field(description="Newest first.")


class ContactList(BaseModel):
    items: list[NominatedContact]
    next: str | None = Field(description="The cursor of the next page; null at the end.")


router = Router(tags=["Nominated contacts"])


def visible_contact(request: CallerRequest, contact_id: uuid.UUID) -> Held:
    return or_not_found(challenges.contact_for(request.auth.user, contact_id))


def _fields(held: Held) -> dict[str, Any]:
    return {
        "id": held.uuid,
        "organisation": held.organisation.name,
        "given_name": held.given_name,
        "family_name": held.family_name,
        "telephone": held.telephone,
        "email": held.email,
        "state": held.state,
        "state_label": held.meaning.label,
        "replaces": held.replaces.uuid if held.replaces else None,
        "ends": held.ends,
        "requested_by": held.requested_by.get_full_name(),
        "requested_at": held.requested_at,
        "decided_by": held.decided_by.get_full_name() if held.decided_by else None,
        "decided_at": held.decided_at,
        "reason": held.decision_reason or None,
        "href": address("view_contact", contact_id=held.uuid),
    }


def _detail(held: Held) -> ContactDetail:
    history = [
        ContactVersion(
            at=version.at, process=version.process, by=version.by_name, reason=version.reason or None
        )
        for version in challenges.contact_history(held)
    ]
    return ContactDetail(**_fields(held), history=history)


def _done(request: CallerRequest, act: Callable[..., Held], **arguments: Any) -> ContactDetail:
    """Act, and show the contact as it stands then; or refuse with a problem."""
    user: User = request.auth.user
    try:
        held = act(through="api", by=user, **arguments)
    except ValidationError as error:
        raise not_valid(error) from error
    return _detail(visible_contact(request, held.uuid))


@router.get("", auth=Bearer(READ), response=ContactList, summary="List nominated contacts")
def list_contacts(request: CallerRequest, asked: Query[AskedContacts]) -> ContactList:
    """Who is told of your organisation's challenges, who was, and what is asked for."""
    access.check_can(request.auth.user, Permission.CHALLENGE_VIEW)
    held = challenges.contacts_for(request.auth.user, state=asked.state)
    found, cursor = paging.piece(held, asked, order=["family_name", "given_name", "id"])
    return ContactList(items=[NominatedContact(**_fields(each)) for each in found], next=cursor)


@router.get(
    "/{uuid:contact_id}", auth=Bearer(READ), response=ContactDetail, summary="View a nominated contact"
)
def view_contact(request: CallerRequest, contact_id: uuid.UUID) -> ContactDetail:
    """One contact with its history."""
    return _detail(visible_contact(request, contact_id))


@router.post(
    "",
    auth=Bearer(WRITE),
    response={201: ContactDetail},
    summary="Ask for a nominated contact",
    openapi_extra=also(404, 409),
)
def ask_for_contact(request: CallerRequest, nominee: Nominee) -> Status[ContactDetail]:
    """Ask Business Support that somebody be told of your challenges: a new contact, or one in place of another."""
    access.check_can(request.auth.user, Permission.CONTACT_REQUEST, request.auth.organisation)
    given = nominee.model_dump(exclude={"replaces"})
    replaced = visible_contact(request, nominee.replaces) if nominee.replaces else None
    organisation = replaced.organisation if replaced else request.auth.organisation
    asked = _done(
        request,
        challenge_actions.ask_for_contact,
        organisation=organisation,
        nominee=challenge_actions.Nominee(**given),
        replaces=replaced,
    )
    return Status(201, asked)


@router.post(
    "/{uuid:contact_id}/end",
    auth=Bearer(WRITE),
    response={201: ContactDetail},
    summary="Ask for the end of a nominated contact",
    openapi_extra=also(409),
)
def end_contact(request: CallerRequest, contact_id: uuid.UUID) -> Status[ContactDetail]:
    """Ask Business Support that this contact be told no more. The answer is the request."""
    contact = visible_contact(request, contact_id)
    return Status(201, _done(request, challenge_actions.ask_to_end_contact, contact=contact))


@router.post(
    "/{uuid:contact_id}/approve",
    auth=Bearer(WRITE),
    response=ContactDetail,
    summary="Agree to a request about a contact",
    openapi_extra=also(409),
)
def approve_contact(request: CallerRequest, contact_id: uuid.UUID) -> ContactDetail:
    """Business Support: let the request take effect."""
    return _done(request, challenge_actions.approve_contact, contact=visible_contact(request, contact_id))


@router.post(
    "/{uuid:contact_id}/decline",
    auth=Bearer(WRITE),
    response=ContactDetail,
    summary="Decline a request about a contact",
    openapi_extra=also(409),
)
def decline_contact(request: CallerRequest, contact_id: uuid.UUID, given: Declining) -> ContactDetail:
    """Business Support: do not agree, and say why."""
    return _done(
        request,
        challenge_actions.decline_contact,
        contact=visible_contact(request, contact_id),
        reason=given.reason,
    )
