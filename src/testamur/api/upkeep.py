"""Who has looked at a learner, a learner's details, and an organisation's."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from ninja import Path, Router
from pydantic import BaseModel, ConfigDict, Field

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.api.contract import also
from testamur.api.identity import READ, WRITE, Bearer, CallerRequest
from testamur.api.problems import Problem, not_valid
from testamur.api.records import NamedLearner, claim_of, identified, nobody, router
from testamur.learners import actions as learner_actions
from testamur.learners import queries as learners
from testamur.learners.states import Sharing

PAGE_SIZE = 50


class AskAudit(BaseModel):
    model_config = ConfigDict(extra="forbid")

    learner: NamedLearner
    page: int = Field(0, ge=0, le=10_000, description=f"Which {PAGE_SIZE} entries, counted from 0.")


class AuditEntry(BaseModel):
    at: dt.datetime
    action: str = Field(examples=["Record viewed"])
    process: str = Field(description="The same for a program.", examples=["learner.record_viewed"])
    organisation: str
    by: str


class Audit(BaseModel):
    """Who has looked, newest first."""

    entries: list[AuditEntry]
    total: int


@router.post(
    "/audit",
    auth=Bearer(READ),
    response=Audit,
    openapi_extra=also(404),
    summary="See who has looked at a learner",
)
def view_audit(request: CallerRequest, asked: AskAudit) -> Audit:
    """Every look at the learner who is named: whose record was read, who was found or verified, and by whom.

    A learner who does not share the record is answered as one who is not there. That you asked is noted too.
    """
    caller = request.auth
    access.check_can(caller.user, Permission.RECORD_VIEW, caller.organisation)
    entries = learner_actions.view_audit(
        learner=learner_actions.identify(claim=claim_of(asked.learner), by=caller.user),
        organisation=caller.organisation,
        through="api",
        by=caller.user,
    )
    if entries is None:
        raise nobody()
    shown = entries[asked.page * PAGE_SIZE : (asked.page + 1) * PAGE_SIZE]
    return Audit(
        entries=[
            AuditEntry(
                at=entry.at,
                action=str(learners.LOOKS[entry.process]),
                process=entry.process,
                organisation=entry.organisation,
                by=entry.by_name,
            )
            for entry in shown
        ],
        total=len(entries),
    )


class UpdateDetails(BaseModel):
    """What is left out or empty stays as it is."""

    model_config = ConfigDict(extra="forbid")

    learner: NamedLearner
    version: int = Field(description="The version that you have read.")
    email: str = Field("", max_length=254, pattern=r"^[^\x00]*$")
    telephone: str = Field("", max_length=40, pattern=r"^[^\x00]*$")
    school_at_16: str = Field("", max_length=254, pattern=r"^[^\x00]*$")
    preferred_given_name: str = Field("", max_length=35, pattern=r"^[^\x00]*$")
    ability_to_share: Literal[0, 1] | None = Field(
        None, description="1: the learner has been given the privacy notice, and the record is shared."
    )


class DetailsUpdated(BaseModel):
    version: int = Field(description="The new version.")


@router.post(
    "/details",
    auth=Bearer(WRITE),
    response=DetailsUpdated,
    openapi_extra=also(404, 409),
    summary="Change a learner's details",
)
def update_details(request: CallerRequest, asked: UpdateDetails) -> DetailsUpdated:
    """A centre says how the learner is reached and called. Of two who read the same version the second gets 409."""
    caller = request.auth
    access.check_can(caller.user, Permission.SHARING_SET, caller.organisation)
    given = asked.model_dump(include={"email", "telephone", "school_at_16", "preferred_given_name"})
    try:
        version = learner_actions.update_details(
            learner=identified(asked.learner, by=caller.user),
            version=asked.version,
            details=learner_actions.Details(**given),
            sharing=None if asked.ability_to_share is None else Sharing(asked.ability_to_share),
            organisation=caller.organisation,
            through="api",
            by=caller.user,
        )
    except ValidationError as refusal:
        raise not_valid(refusal) from refusal
    return DetailsUpdated(version=version)


organisations = Router(tags=["Access"])

Number = Annotated[str, Path(min_length=1, max_length=12, pattern=r"^[0-9A-Za-z]+$")]


class OrganisationDetails(BaseModel):
    name: str
    ukprn: str | None
    recognition_number: str | None
    reference: str | None = Field(description="The six characters by which the LRS knows it.")
    is_active: bool


@organisations.get(
    "/by-number/{number}",
    auth=Bearer(READ),
    response=OrganisationDetails,
    openapi_extra=also(404),
    summary="View an organisation's details",
)
def find_organisation(request: CallerRequest, number: Number) -> OrganisationDetails:
    """The organisation of this UKPRN, recognition number or reference of the LRS."""
    named = access.organisation_named([number])
    if named is None:
        raise Problem("not-found", _("No organisation has this number."))
    organisation, reference = named
    return OrganisationDetails(
        name=organisation.name,
        ukprn=organisation.ukprn,
        recognition_number=organisation.recognition_number,
        reference=reference or None,
        is_active=organisation.is_active,
    )
