"""The people of an organisation, below ``/organisations/{id}/people``."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from django.core.exceptions import ValidationError
from ninja import Query, Router
from ninja.responses import Status
from pydantic import BaseModel, ConfigDict, Field

from testamur.access import actions as access_actions
from testamur.access import queries as access
from testamur.access.rules import Role
from testamur.api import paging
from testamur.api.addresses import address
from testamur.api.batches import bases
from testamur.api.contract import also
from testamur.api.identity import READ, WRITE, Bearer, CallerRequest
from testamur.api.people.organisations import organisation_for
from testamur.api.problems import not_valid, or_not_found
from testamur.api.schemas import request_like

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.organisations.models import Organisation

Name = Annotated[str, Field(min_length=1, max_length=150, pattern=r"^[^\x00]*$")]


class AskedPeople(paging.Asked):
    containing: str | None = Field(
        None,
        max_length=100,
        pattern=r"^[^\x00]*$",
        description="Only those with this in name or email address.",
    )
    role: Role | None = Field(None, description="Only those with this role.")


class Person(BaseModel):
    """Someone who works for the organisation, and as what."""

    id: uuid.UUID
    first_name: str
    last_name: str
    email: str
    roles: list[Role]
    since: dt.datetime
    active: bool = Field(description="False while the organisation has suspended them.")
    href: str


class Account(BaseModel):
    """The account, which is the person's own."""

    username: str
    telephone: str | None
    active: bool = Field(description="False while the records service has suspended it.")
    locked: bool = Field(description="After wrong passwords: the next try has to wait.")
    two_step: bool = Field(description="Two-step log-in is set up.")


class PersonDetail(Person):
    account: Account | None = Field(description="Only for whoever can help with it.")


class PersonList(bases.Piece[Person]):
    pass


class Details(BaseModel):
    model_config = request_like({"first_name": "Robin", "last_name": "Example", "telephone": "01632 960001"})

    first_name: Name
    last_name: Name
    telephone: str = Field("", max_length=40, pattern=r"^[^\x00]*$")


class HeldRoles(BaseModel):
    model_config = ConfigDict(extra="forbid")

    roles: list[Role] = Field(
        description="Exactly these from now on; none takes the person off the organisation."
    )


router = Router(tags=["People"])


def _fields(organisation: Organisation, user: Any) -> dict[str, Any]:
    return {
        "id": user.uuid,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "roles": user.roles_here,
        "since": user.since,
        "active": user.active_here,
        "href": address("view_person", organisation_id=organisation.uuid, person_id=user.uuid),
    }


def _account(by: User, user: User, organisation: Organisation) -> Account | None:
    if not access.can_help_with_account(by, user, organisation):
        return None
    return Account(
        username=user.username,
        telephone=user.telephone or None,
        active=user.is_active,
        locked=bool(access.locked_out([user])),
        two_step=bool(access.with_two_step([user])),
    )


def _person(
    request: CallerRequest, organisation_id: uuid.UUID, person_id: uuid.UUID
) -> tuple[Organisation, User]:
    organisation = organisation_for(request, organisation_id)
    return organisation, or_not_found(access.person_at(organisation, person_id))


def _detail(by: User, organisation: Organisation, user: User) -> PersonDetail:
    shown = access.people_of(organisation).get(pk=user.pk)
    return PersonDetail(**_fields(organisation, shown), account=_account(by, shown, organisation))


def _done(
    request: CallerRequest,
    place: tuple[Organisation, User],
    act: Callable[..., Any],
    *,
    at: bool = True,
    **more: Any,
) -> PersonDetail:
    """Act, and show the person as they are then. ``at``: the act is on what they are at the organisation."""
    organisation, user = place
    by = request.auth.user
    try:
        act(user=user, by=by, **({"organisation": organisation} if at else {}), **more)
    except ValidationError as error:
        raise not_valid(error) from error
    return _detail(by, organisation, or_not_found(access.person_at(organisation, user.uuid)))


@router.get(
    "/{uuid:organisation_id}/people",
    auth=Bearer(READ),
    response=PersonList,
    summary="List people",
    openapi_extra=also(404),
)
def list_people(request: CallerRequest, organisation_id: uuid.UUID, asked: Query[AskedPeople]) -> PersonList:
    """Who works for the organisation."""
    organisation = organisation_for(request, organisation_id)
    held = access.people_of(organisation, containing=asked.containing or "", role=asked.role)
    found, cursor = paging.piece(held, asked, order=["last_name", "first_name", "id"])
    return PersonList(items=[Person(**_fields(organisation, each)) for each in found], next=cursor)


_ONE = "/{uuid:organisation_id}/people/{uuid:person_id}"
_WRITTEN: dict[str, Any] = {"auth": Bearer(WRITE), "response": PersonDetail, "openapi_extra": also(404, 409)}


@router.get(_ONE, auth=Bearer(READ), response=PersonDetail, summary="View a person", openapi_extra=also(404))
def view_person(request: CallerRequest, organisation_id: uuid.UUID, person_id: uuid.UUID) -> PersonDetail:
    """One person, with the account for whoever can help with it."""
    organisation, user = _person(request, organisation_id, person_id)
    return _detail(request.auth.user, organisation, user)


@router.post(f"{_ONE}/details", summary="Change a person's name or telephone number", **_WRITTEN)
def change_person(
    request: CallerRequest, organisation_id: uuid.UUID, person_id: uuid.UUID, given: Details
) -> PersonDetail:
    """For the records service alone: an account is the person's own."""
    place = _person(request, organisation_id, person_id)
    return _done(request, place, access_actions.change_person, at=False, **given.model_dump())


@router.post(
    f"{_ONE}/roles",
    auth=Bearer(WRITE),
    response={200: PersonDetail, 204: None},
    openapi_extra=also(404, 409),
    summary="Set a person's roles",
)
def set_person_roles(
    request: CallerRequest, organisation_id: uuid.UUID, person_id: uuid.UUID, given: HeldRoles
) -> PersonDetail | Status[None]:
    """What the person is at the organisation from now on. No role takes them off it, which answers 204."""
    place = _person(request, organisation_id, person_id)
    if given.roles:
        return _done(request, place, access_actions.set_roles, roles=set(given.roles))
    organisation, user = place
    try:
        access_actions.set_roles(user=user, organisation=organisation, roles=set(), by=request.auth.user)
    except ValidationError as error:
        raise not_valid(error) from error
    return Status(204, None)


@router.post(f"{_ONE}/suspend", summary="Suspend a person", **_WRITTEN)
def suspend_person(request: CallerRequest, organisation_id: uuid.UUID, person_id: uuid.UUID) -> PersonDetail:
    """Keep a person out of the organisation from their next request on."""
    return _done(request, _person(request, organisation_id, person_id), access_actions.suspend)


@router.post(f"{_ONE}/reactivate", summary="Let a suspended person in again", **_WRITTEN)
def reactivate_person(
    request: CallerRequest, organisation_id: uuid.UUID, person_id: uuid.UUID
) -> PersonDetail:
    """Let a person whom the organisation has suspended in again, with the roles of before."""
    return _done(request, _person(request, organisation_id, person_id), access_actions.reactivate)


@router.post(f"{_ONE}/unlock", summary="Unlock a person's account", **_WRITTEN)
def unlock_person(request: CallerRequest, organisation_id: uuid.UUID, person_id: uuid.UUID) -> PersonDetail:
    """Let a person try again after wrong passwords. For whoever can help with the account."""
    return _done(request, _person(request, organisation_id, person_id), access_actions.unlock)


@router.post(f"{_ONE}/two-step/remove", summary="Remove a person's two-step log-in", **_WRITTEN)
def remove_two_step(request: CallerRequest, organisation_id: uuid.UUID, person_id: uuid.UUID) -> PersonDetail:
    """Let a person set up two-step log-in anew after their next log-in. For whoever can help with the account."""
    return _done(request, _person(request, organisation_id, person_id), access_actions.remove_two_step)


@router.post(f"{_ONE}/account/suspend", summary="Suspend a person's account", **_WRITTEN)
def suspend_account(request: CallerRequest, organisation_id: uuid.UUID, person_id: uuid.UUID) -> PersonDetail:
    """Let no one log in with the account, anywhere. For the records service alone."""
    place = _person(request, organisation_id, person_id)
    return _done(request, place, access_actions.suspend_account, at=False)


@router.post(f"{_ONE}/account/reactivate", summary="Let a suspended account be used again", **_WRITTEN)
def reactivate_account(
    request: CallerRequest, organisation_id: uuid.UUID, person_id: uuid.UUID
) -> PersonDetail:
    """Let the account be used again. For the records service alone."""
    place = _person(request, organisation_id, person_id)
    return _done(request, place, access_actions.reactivate_account, at=False)
