"""What acts for an organisation: ``/organisations/{id}/api-clients``, and ``…/web-service``."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from ninja import Query, Router
from ninja.responses import Status
from pydantic import BaseModel, Field

from testamur.access import actions as access_actions
from testamur.access import queries as access
from testamur.access.rules import PASSWORD_LENGTH, Role
from testamur.api import paging
from testamur.api.batches import bases
from testamur.api.contract import also
from testamur.api.identity import READ, WRITE, Bearer, CallerRequest
from testamur.api.people.organisations import organisation_for
from testamur.api.problems import not_valid, or_not_found
from testamur.api.schemas import request_like

if TYPE_CHECKING:
    from testamur.access.models import ApiClient as HeldClient
    from testamur.organisations.models import Organisation


class NewClient(BaseModel):
    model_config = request_like({"name": "Exam Software", "role": "ao_batch_user"})

    name: str = Field(min_length=1, max_length=100, pattern=r"^[^\x00]*\S[^\x00]*$")
    role: Role = Field(description="What the system may do: one of `roles_of_systems` of the organisation.")


class RegisteredClient(BaseModel):
    """A system that uses this API for the organisation."""

    id: uuid.UUID
    name: str
    client_id: str
    created_at: dt.datetime


class CreatedClient(RegisteredClient):
    client_secret: str = Field(description="Shown only now. We keep a digest of it.")


class ClientList(bases.Piece[RegisteredClient]):
    pass


class WebServicePassword(BaseModel):
    """How the organisation's software is let into the LRS web services from now on."""

    model_config = request_like({"roles": ["ao_batch_user"]})

    roles: list[Role] = Field(min_length=1, description="What the software may do.")
    password: str = Field(
        "",
        max_length=PASSWORD_LENGTH,
        pattern=r"^[^\x00]*$",
        description=f"Exactly {PASSWORD_LENGTH} characters. Without it we make one.",
    )
    reference: str = Field(
        "", max_length=6, pattern=r"^[^\x00]*$", description="Organisation reference of the LRS."
    )
    certificate_subject: str = Field(
        "", max_length=255, pattern=r"^[^\x00]*$", description="Where this installation checks certificates."
    )


class WebServiceState(BaseModel):
    """Whether software of the organisation can call the web services, and as what."""

    allowed: bool
    roles: list[Role]
    reference: str | None
    certificate_subject: str | None
    set_at: dt.datetime | None


class WebServiceSet(WebServiceState):
    password: str = Field(description="Shown only now. We keep a digest of it.")


router = Router(tags=["Systems"])


def _client(held: HeldClient) -> dict[str, Any]:
    return {"id": held.uuid, "name": held.name, "client_id": held.client_id, "created_at": held.created}


@router.get(
    "/{uuid:organisation_id}/api-clients",
    auth=Bearer(READ),
    response=ClientList,
    summary="List API clients",
    openapi_extra=also(404),
)
def list_api_clients(
    request: CallerRequest, organisation_id: uuid.UUID, asked: Query[paging.Asked]
) -> ClientList:
    """The systems that use this API for the organisation."""
    held = access.api_clients_of(organisation_for(request, organisation_id))
    found, cursor = paging.piece(held, asked, order=["name", "id"])
    return ClientList(items=[RegisteredClient(**_client(each)) for each in found], next=cursor)


@router.post(
    "/{uuid:organisation_id}/api-clients",
    auth=Bearer(WRITE),
    response={201: CreatedClient},
    summary="Create an API client",
    openapi_extra=also(404, 409),
)
def create_api_client(
    request: CallerRequest, organisation_id: uuid.UUID, given: NewClient
) -> Status[CreatedClient]:
    """Let another system use this API for the organisation. The answer has its secret, which is shown only once."""
    organisation = organisation_for(request, organisation_id)
    if access.api_clients_of(organisation).filter(name__iexact=given.name).exists():
        raise not_valid(
            ValidationError(
                {"name": _("There is already an API client with this name. Choose another name.")}
            )
        )
    try:
        client, secret = access_actions.create_api_client(
            name=given.name, role=given.role, organisation=organisation, by=request.auth.user
        )
    except ValidationError as error:
        raise not_valid(error) from error
    return Status(201, CreatedClient(**_client(client), client_secret=secret))


@router.post(
    "/{uuid:organisation_id}/api-clients/{uuid:client_id}/remove",
    auth=Bearer(WRITE),
    response={204: None},
    summary="Remove an API client",
    openapi_extra=also(404),
)
def remove_api_client(
    request: CallerRequest, organisation_id: uuid.UUID, client_id: uuid.UUID
) -> Status[None]:
    """End a client with its tokens. Yours may be the one."""
    organisation = organisation_for(request, organisation_id)
    client = or_not_found(access.api_clients_of(organisation).filter(uuid=client_id).first())
    access_actions.remove_api_client(client=client, by=request.auth.user)
    return Status(204, None)


def _web_service(organisation: Organisation) -> dict[str, Any]:
    held = access.web_service_of(organisation)
    if held is None:
        return dict.fromkeys(("reference", "certificate_subject", "set_at")) | {"allowed": False, "roles": []}
    return {
        "allowed": True,
        "roles": access.web_service_settings(organisation)["roles"],
        "reference": held.reference,
        "certificate_subject": held.certificate_subject or None,
        "set_at": held.set_at,
    }


@router.get(
    "/{uuid:organisation_id}/web-service",
    auth=Bearer(READ),
    response=WebServiceState,
    summary="View access to the web services",
    openapi_extra=also(404),
)
def view_web_service(request: CallerRequest, organisation_id: uuid.UUID) -> WebServiceState:
    """Whether the organisation's software can call the LRS web services. The password cannot be read."""
    return WebServiceState(**_web_service(organisation_for(request, organisation_id)))


@router.post(
    "/{uuid:organisation_id}/web-service",
    auth=Bearer(WRITE),
    response=WebServiceSet,
    summary="Set the web service password",
    openapi_extra=also(404, 409),
)
def set_web_service_password(
    request: CallerRequest, organisation_id: uuid.UUID, given: WebServicePassword
) -> WebServiceSet:
    """Let the organisation's software in with another password. The old one stops working."""
    organisation = organisation_for(request, organisation_id)
    try:
        _held, password = access_actions.set_web_service_password(
            **given.model_dump() | {"roles": set(given.roles)},
            organisation=organisation,
            by=request.auth.user,
        )
    except ValidationError as error:
        raise not_valid(error) from error
    return WebServiceSet(**_web_service(organisation), password=password)


@router.post(
    "/{uuid:organisation_id}/web-service/remove",
    auth=Bearer(WRITE),
    response=WebServiceState,
    summary="Remove the web service password",
    openapi_extra=also(404),
)
def remove_web_service_password(request: CallerRequest, organisation_id: uuid.UUID) -> WebServiceState:
    """Shut the organisation's software out of the web services from its next call on."""
    organisation = organisation_for(request, organisation_id)
    access_actions.remove_web_service_password(organisation=organisation, by=request.auth.user)
    return WebServiceState(**_web_service(organisation))
