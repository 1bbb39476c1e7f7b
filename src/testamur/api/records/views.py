"""The addresses of learners' records, below ``/records``. Personal data goes in the body and never in an address."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from ninja import Router

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements import queries as achievements
from testamur.api.described import also
from testamur.api.identity import READ, WRITE, Bearer, CallerRequest
from testamur.api.problems import Problem
from testamur.api.records.schemas import (
    Invitation,
    InviteLearner,
    LearningEvent,
    NamedLearner,
    RecordFound,
    RecordLearner,
    SetSharing,
    SharingState,
)
from testamur.challenges import queries as challenges
from testamur.learners import actions
from testamur.learners import queries as learners
from testamur.learners.rules import Claim
from testamur.learners.states import SHARING_LIFE, Sharing

if TYPE_CHECKING:
    from testamur.learners.models import Learner

router = Router(tags=["Learners' records"])

_EVENT_FIELDS = set(LearningEvent.model_fields) - {"id", "under_data_challenge"}


@router.post(
    "/search",
    url_name="search_records",
    operation_id="searchRecords",
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
    found = achievements.record_for(caller.user, _claim(named))
    if isinstance(found, achievements.NotFound):
        raise _nobody()
    if isinstance(found, achievements.NotShared):
        return _record(found.learner, shared=False)
    actions.note_look(learner=found.learner, organisation=caller.organisation, through="api", by=caller.user)
    return _record(found.learner, shared=True, linked=list(found.linked_ulns), events=_events(found.events))


@router.post(
    "/sharing",
    url_name="set_sharing",
    operation_id="setSharing",
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
    learner = _identified(asked.learner)
    try:
        actions.set_sharing(
            learner=learner,
            to=Sharing(asked.ability_to_share),
            reason=asked.reason,
            organisation=caller.organisation,
            notice_given=asked.notice_given,
            through="api",
            by=caller.user,
        )
    except ValidationError as refusal:
        raise _refused(refusal) from refusal
    return _sharing(Sharing(asked.ability_to_share))


@router.post(
    "/invitations",
    url_name="invite_learner",
    operation_id="inviteLearner",
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
    learner = _identified(asked.learner)
    try:
        invited = actions.invite(
            learner=learner,
            email=asked.email,
            organisation=caller.organisation,
            through="api",
            by=caller.user,
        )
    except ValidationError as refusal:
        raise _refused(refusal) from refusal
    return Invitation(email=invited.email, again=invited.again)


def _claim(named: NamedLearner) -> Claim:
    return Claim(**named.model_dump())


def _identified(named: NamedLearner) -> Learner:
    learner = learners.identified(_claim(named))
    if learner is None:
        raise _nobody()
    return learner


def _nobody() -> Problem:
    return Problem("not-found", _("No learner has this ULN and these particulars. Check each of them."))


def _refused(refusal: ValidationError) -> Problem:
    """What is missing in the request, at its field; all else is the state of the learner."""
    fields = getattr(refusal, "error_dict", None) or {}
    if fields:
        errors = [
            {"pointer": f"#/{name}", "detail": message}
            for name, found in fields.items()
            for error in found
            for message in error.messages
        ]
        return Problem("invalid-request", errors=errors)
    return Problem("not-possible-now", " ".join(refusal.messages))


def _record(
    learner: Learner,
    *,
    shared: bool,
    linked: list[str] | None = None,
    events: list[LearningEvent] | None = None,
) -> RecordFound:
    return RecordFound(
        learner=RecordLearner(
            uln=learner.uln,
            linked_ulns=linked or [],
            given_name=learner.given_name,
            family_name=learner.family_name,
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
