"""Organisations, below ``/organisations``, and the one that an address names."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from ninja import Query, Router
from pydantic import BaseModel, Field

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.api import paging
from testamur.api.addresses import address
from testamur.api.batches import bases
from testamur.api.contract import also
from testamur.api.identity import READ, Bearer, CallerRequest
from testamur.api.problems import or_not_found
from testamur.organisations import queries as organisations
from testamur.organisations.queries import OrganisationKind

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation as Held


class AskedOrganisations(paging.Asked):
    containing: str | None = Field(
        None, max_length=100, pattern=r"^[^\x00]*$", description="Only those with this in name or acronym."
    )
    kind: OrganisationKind | None = Field(None, description="Only those of this kind.")


class RoleOffered(BaseModel):
    role: str = Field(examples=["ao_batch_user"])
    label: str = Field(examples=["Batch user"])
    explanation: str


class RegisteredOrganisation(BaseModel):
    """An awarding organisation, a provider, a local authority, or the records service itself."""

    id: uuid.UUID
    name: str
    acronym: str | None
    kind: OrganisationKind
    ukprn: str | None
    recognition_number: str | None
    active: bool
    href: str


class OrganisationDetail(RegisteredOrganisation):
    roles: list[RoleOffered] = Field(description="What people can be there.")
    roles_of_systems: list[RoleOffered] = Field(description="What an API client can be there.")


class OrganisationList(bases.Piece[RegisteredOrganisation]):
    pass


router = Router(tags=["Organisations"])


def organisation_for(request: CallerRequest, organisation_id: uuid.UUID) -> Held:
    """An organisation with which the caller has business, and whose people it manages."""
    found = or_not_found(access.organisation_in_reach(request.auth.user, organisation_id))
    access.check_can(request.auth.user, Permission.PEOPLE_MANAGE, found)
    return found


def _fields(held: Held) -> dict[str, Any]:
    return {
        "id": held.uuid,
        "name": held.name,
        "acronym": held.acronym or None,
        "kind": held.kind,
        "ukprn": held.ukprn,
        "recognition_number": held.recognition_number,
        "active": held.is_active,
        "href": address("view_organisation", organisation_id=held.uuid),
    }


def _offered(choices: list[tuple[str, str, str]]) -> list[RoleOffered]:
    return [RoleOffered(role=role, label=label, explanation=said) for role, label, said in choices]


@router.get("", auth=Bearer(READ), response=OrganisationList, summary="List organisations")
def list_organisations(request: CallerRequest, asked: Query[AskedOrganisations]) -> OrganisationList:
    """Every organisation, for a system of the records service that watches over it."""
    access.check_can(request.auth.user, Permission.SERVICE_OPERATE)
    held = organisations.registered(asked.containing or "", kind=asked.kind)
    found, cursor = paging.piece(held, asked, order=["name", "id"])
    return OrganisationList(items=[RegisteredOrganisation(**_fields(each)) for each in found], next=cursor)


@router.get(
    "/{uuid:organisation_id}",
    auth=Bearer(READ),
    response=OrganisationDetail,
    summary="View an organisation",
    openapi_extra=also(404),
)
def view_organisation(request: CallerRequest, organisation_id: uuid.UUID) -> OrganisationDetail:
    """An organisation whose people you manage, with the roles that can be held there."""
    held = organisation_for(request, organisation_id)
    return OrganisationDetail(
        **_fields(held),
        roles=_offered(access.role_choices(held)),
        roles_of_systems=_offered(access.role_choices(held, of_systems=True)),
    )
