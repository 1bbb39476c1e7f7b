"""The addresses of learners' records, below ``/records``. Personal data goes in the body and never in an address."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import TYPE_CHECKING, Annotated, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements import queries as achievements
from testamur.api.achievements.schemas import Uln
from testamur.api.contract import also
from testamur.api.identity import READ, WRITE, Bearer, CallerRequest
from testamur.api.problems import Problem, not_valid
from testamur.api.schemas import ROBIN, request_like
from testamur.challenges import queries as challenges
from testamur.learners import actions as learner_actions
from testamur.learners import queries as learners
from testamur.learners.rules import Claim
from testamur.learners.states import SHARING_LIFE, Sharing

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.learners.models import Learner


Name = Annotated[str, Field(min_length=1, max_length=150)]


class NamedLearner(BaseModel):
    """Everything that is given must be right: what is wrong is not said."""

    model_config = request_like(ROBIN)

    uln: Uln
    given_name: Name
    family_name: Name
    date_of_birth: dt.date | None = None
    gender: Literal[0, 1, 2, 9] | None = Field(
        None, description="0 not known, 1 male, 2 female, 9 not specified."
    )


class SharingState(BaseModel):
    ability_to_share: Literal[0, 1, 2] = Field(
        description="0 privacy notice not seen, 1 seen and shared, 2 seen and not shared."
    )
    label: str = Field(examples=["Shared with providers"])


class RecordLearner(BaseModel):
    uln: str = Field(description="The number under which the learner is known now; another if merged.")
    linked_ulns: list[str] = Field(description="Numbers that were merged into it.")
    given_name: str
    family_name: str
    version: int = Field(description="Of the learner's particulars, for whoever changes them.")


class LearningEvent(BaseModel):
    """One line of the record, with the fields of the LRS."""

    id: uuid.UUID
    uln: str = Field(description="The number that was submitted.")
    subject_code: str
    subject: str
    level: str
    qualification_type: str
    credits: int | None
    grade: str
    award_date: dt.date
    status: Literal["F", "P"] = Field(description="Final, or provisional: it may still change.")
    source: Literal["AO", "QCFU", "ILR"] = Field(
        description="An awarding organisation, an awarding organisation's unit, or a centre's data return."
    )
    awarding_organisation_name: str
    awarding_organisation_ukprn: str
    achievement_provider_name: str
    achievement_provider_ukprn: str
    language: str
    collection_type: str
    return_number: str
    participation_start: dt.date | None
    participation_end: dt.date | None
    date_loaded: dt.datetime
    under_data_challenge: bool
    superseded: bool
    superseded_by: uuid.UUID | None = Field(
        description="The awarding organisation's record of the same award, which replaces this one."
    )


class RecordFound(BaseModel):
    """The record; empty, with `shared` false, if the learner has chosen not to share it."""

    learner: RecordLearner
    shared: bool
    sharing: SharingState
    events: list[LearningEvent] = Field(description="Latest award first.")


class SetSharing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    learner: NamedLearner
    ability_to_share: Literal[0, 1, 2]
    reason: str = Field(
        min_length=1,
        max_length=255,
        pattern=r"^[^\x00]*$",
        description="It is kept in the history, which the learner can read.",
    )
    notice_given: bool = Field(
        False,
        description="The learner has been given the current privacy notice. Needed before a record is shared.",
    )


class InviteLearner(BaseModel):
    model_config = ConfigDict(extra="forbid")

    learner: NamedLearner
    email: str = Field(
        pattern=r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f.]+(\.[^@\s\x00-\x1f.]+)+$",
        max_length=254,
        description="An address that only the learner reads. The link that we send there opens the record.",
        examples=["robin@example.com"],
    )


class Invitation(BaseModel):
    email: str
    again: bool = Field(description="There was an invitation before; its link has stopped working.")


router = Router(tags=["Learners' records"])

_EVENT_FIELDS = set(LearningEvent.model_fields) - {"id", "under_data_challenge"}


@router.post(
    "/search",
    auth=Bearer(READ),
    response=RecordFound,
    openapi_extra=also(404),
    summary="Find a learner's record",
)
def search_records(request: CallerRequest, named: NamedLearner) -> RecordFound:
    """The whole personal learning record of the learner who is named, from every source.

    For systems of providers and local authorities. All that is given of the learner must be right. If the learner has
    chosen not to share the record, `shared` is false and there are no events. Every look stands in the learner's own
    record with the name of your organisation.
    """
    caller = request.auth
    access.check_can(caller.user, Permission.RECORD_VIEW, caller.organisation)
    claim = claim_of(named)
    learner_actions.check_may_name(claim=claim, by=caller.user)
    found = achievements.record_for(caller.user, claim)
    if isinstance(found, achievements.NotFound):
        learner_actions.note_miss(claim=claim, by=caller.user)
        raise nobody()
    if isinstance(found, achievements.NotShared):
        return _record(found.learner, shared=False)
    learner_actions.note_look(
        learner=found.learner, organisation=caller.organisation, through="api", by=caller.user
    )
    return record_found(found.learner, linked=list(found.linked_ulns), events=found.events)


@router.post(
    "/sharing",
    auth=Bearer(WRITE),
    response=SharingState,
    openapi_extra=also(404, 409),
    summary="Set whether a learner's record is shared",
)
def set_sharing(request: CallerRequest, asked: SetSharing) -> SharingState:
    """A centre says that the learner has seen the privacy notice, or lifts a refusal on the learner's behalf.

    Since 25 May 2018 learners can no longer refuse; a refusal from before stays until it is lifted. A change that is
    not possible answers 409.
    """
    caller = request.auth
    access.check_can(caller.user, Permission.SHARING_SET, caller.organisation)
    learner = identified(asked.learner, by=caller.user)
    try:
        learner_actions.set_sharing(
            learner=learner,
            to=Sharing(asked.ability_to_share),
            reason=asked.reason,
            organisation=caller.organisation,
            notice_given=asked.notice_given,
            through="api",
            by=caller.user,
        )
    except ValidationError as refusal:
        raise not_valid(refusal) from refusal
    return _sharing(Sharing(asked.ability_to_share))


@router.post(
    "/invitations",
    auth=Bearer(WRITE),
    response=Invitation,
    openapi_extra=also(404, 409),
    summary="Invite a learner to see their record",
)
def invite_learner(request: CallerRequest, asked: InviteLearner) -> Invitation:
    """Send the learner a link by which they choose a password and then see their own record.

    As long as no password has been chosen the invitation can be sent again, to another address if the first was wrong.
    """
    caller = request.auth
    access.check_can(caller.user, Permission.LEARNER_INVITE, caller.organisation)
    learner = identified(asked.learner, by=caller.user)
    try:
        invited = learner_actions.invite(
            learner=learner,
            email=asked.email,
            organisation=caller.organisation,
            through="api",
            by=caller.user,
        )
    except ValidationError as refusal:
        raise not_valid(refusal) from refusal
    return Invitation(email=invited.email, again=invited.again)


def claim_of(named: NamedLearner) -> Claim:
    return Claim(**named.model_dump())


def identified(named: NamedLearner, *, by: User) -> Learner:
    learner = learner_actions.identify(claim=claim_of(named), by=by)
    if learner is None:
        raise nobody()
    return learner


def nobody() -> Problem:
    return Problem("not-found", _("No learner has this ULN and these details. Check each of them."))


def record_found(
    learner: Learner, *, linked: list[str], events: list[achievements.LearningEvent]
) -> RecordFound:
    """A record that is shown."""
    return _record(learner, shared=True, linked=linked, events=_events(events))


def _record(
    learner: Learner,
    *,
    shared: bool,
    linked: list[str] | None = None,
    events: list[LearningEvent] | None = None,
) -> RecordFound:
    return RecordFound(
        learner=RecordLearner(
            uln=learner.uln or "",
            linked_ulns=linked or [],
            given_name=learner.given_name,
            family_name=learner.family_name,
            version=learners.version_number(learner),
        ),
        shared=shared,
        sharing=_sharing(learners.sharing_of(learner)),
        events=events or [],
    )


def _events(events: list[achievements.LearningEvent]) -> list[LearningEvent]:
    challenged = challenges.open_challenges_of([event.id for event in events])
    return [
        LearningEvent(
            **{name: value for name, value in dataclasses.asdict(event).items() if name in _EVENT_FIELDS},
            id=event.uuid,
            under_data_challenge=event.id in challenged,
        )
        for event in events
    ]


def _sharing(state: Sharing) -> SharingState:
    return SharingState(ability_to_share=state.value, label=_(SHARING_LIFE.states[state].label))
