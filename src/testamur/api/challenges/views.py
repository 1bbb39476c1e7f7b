"""Challenges: raised, listed, shown; and what every step in the life of one shares."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router
from ninja.responses import Status as Answer

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements import queries as achievements
from testamur.achievements.actions import Rejected
from testamur.achievements.queries import LearnerRecord, LearningEvent
from testamur.achievements.states import Source
from testamur.api import paging
from testamur.api.achievements.views import refused
from testamur.api.challenges import presenters
from testamur.api.challenges.schemas import (
    AskedChallenges,
    Challenge,
    ChallengeCorrection,
    ChallengedEvent,
    ChallengeList,
    ChallengePeople,
    RaiseChallenge,
)
from testamur.api.contract import also, header
from testamur.api.identity import READ, WRITE, Bearer, CallerRequest
from testamur.api.problems import Problem, not_valid, or_not_found
from testamur.challenges import actions as challenge_actions
from testamur.challenges import queries as challenges
from testamur.challenges import rules
from testamur.challenges.states import Side, State, Status
from testamur.learners.rules import Claim
from testamur.qualifications.rules import read_reference

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.achievements.models import Achievement
    from testamur.challenges.models import Challenge as Held


router = Router(tags=["Event data challenges"])


def done(
    request: CallerRequest, challenge_id: uuid.UUID, act: Callable[..., Any], **arguments: Any
) -> Challenge:
    """Act, and show the challenge as it stands then; or refuse with a problem."""
    user: User = request.auth.user
    try:
        act(challenge=visible_challenge(request, challenge_id), by=user, **arguments)
    except Rejected as refusal:
        raise refused(refusal) from refusal
    except ValidationError as error:
        raise not_valid(error) from error
    return presenters.one(visible_challenge(request, challenge_id), user=user)


def nobody_works_here() -> str:
    return _("No one with this id works on challenges of the organisation. GET …/people lists those who do.")


def visible_challenge(request: CallerRequest, challenge_id: uuid.UUID) -> Held:
    """The challenge, if the caller may see it."""
    return or_not_found(challenges.challenge_for(request.auth.user, challenge_id))


@router.get("", auth=Bearer(READ), response=ChallengeList, summary="List challenges")
def list_challenges(request: CallerRequest, asked: Query[AskedChallenges]) -> ChallengeList:
    """The challenges against your organisation's records, or those that it raised, those due first on top."""
    user = request.auth.user
    challenges.check_reader(user)
    held = challenges.listed_challenges(
        user,
        status=Status(asked.status) if asked.status else None,
        state=State(asked.state) if asked.state else None,
        overdue=asked.overdue,
    )
    found, cursor = paging.piece(held, asked, order=["due_on", "id"])
    return ChallengeList(items=presenters.several(found), next=cursor)


@router.get("/{uuid:challenge_id}", auth=Bearer(READ), response=Challenge, summary="View a challenge")
def view_challenge(request: CallerRequest, challenge_id: uuid.UUID) -> Challenge:
    """A challenge with what the record was and should be, what the parties said, and its history."""
    return presenters.one(visible_challenge(request, challenge_id), user=request.auth.user)


@router.get(
    "/{uuid:challenge_id}/correction",
    auth=Bearer(READ),
    response=ChallengeCorrection,
    summary="See what a correction would change",
)
def view_correction(request: CallerRequest, challenge_id: uuid.UUID) -> ChallengeCorrection:
    """The correction that the challenge asks for, pre-filled. Send it back to `correct` with its `version`."""
    challenge = visible_challenge(request, challenge_id)
    challenges.check_side(request.auth.user, challenge, Side.AWARDING_ORGANISATION)
    return presenters.correction(challenge)


@router.get(
    "/{uuid:challenge_id}/people",
    auth=Bearer(READ),
    response=ChallengePeople,
    summary="List the people a challenge can be assigned to",
)
def list_challenge_people(request: CallerRequest, challenge_id: uuid.UUID) -> ChallengePeople:
    """Those of the awarding organisation who work on challenges."""
    challenge = visible_challenge(request, challenge_id)
    challenges.check_side(request.auth.user, challenge, Side.AWARDING_ORGANISATION, Side.SUPPORT)
    return ChallengePeople(items=[presenters.person(each) for each in challenges.assignable(challenge)])


_POINTERS = {
    "contact_name": "contact/name",
    "contact_email": "contact/email",
    "contact_telephone": "contact/telephone",
}
_REFUSALS = also(404, 409)["responses"]


@router.post(
    "",
    auth=Bearer(WRITE),
    response={201: Challenge},
    summary="Raise a challenge",
    openapi_extra={
        "responses": {201: header("Location", "Where to follow the challenge."), **_REFUSALS},
    },
)
def raise_challenge(
    request: CallerRequest, response: HttpResponse, asked: RaiseChallenge
) -> Answer[Challenge]:
    """Report an error in a line of a learner's record to the awarding organisation that sent it.

    All that is given of the learner must be right. Provisional results can be challenged too, but only for an error
    in the data: whoever disagrees with the result itself goes to the exam centre and to the awarding organisation.
    A line that a centre sent answers 409: ask the centre.
    """
    caller = request.auth
    access.check_can(caller.user, Permission.CHALLENGE_RAISE, caller.organisation)
    record = _record(request, asked)
    try:
        challenge = challenge_actions.raise_challenge(
            achievement=_line(record, asked.event, "event"),
            second=_line(record, asked.second_event, "second_event") if asked.second_event else None,
            said=_said(asked),
            raised_for=caller.organisation,
            through="api",
            by=caller.user,
        )
    except ValidationError as error:
        raise not_valid(error, _POINTERS) from error
    shown = presenters.one(visible_challenge(request, challenge.uuid), user=caller.user)
    response["Location"] = shown.href
    return Answer(201, shown)


def _record(request: CallerRequest, asked: RaiseChallenge) -> LearnerRecord:
    found = achievements.record_for(request.auth.user, Claim(**asked.learner.model_dump()))
    if isinstance(found, achievements.NotFound):
        raise Problem("not-found", _("No learner has this ULN and these details."))
    if isinstance(found, achievements.NotShared):
        raise Problem("not-possible-now", _("The learner has chosen not to share the record."))
    return found


def _line(record: LearnerRecord, asked: ChallengedEvent, place: str) -> Achievement:
    """The line that is meant: an awarding organisation's rather than the centre's of the same award."""
    reference = read_reference(asked.reference)
    found = [
        event
        for event in record.events
        if reference is not None
        and event.subject_code == reference.canonical
        and event.award_date == asked.award_date
        and asked.awarding_organisation_ukprn in (None, event.awarding_organisation_ukprn)
    ]
    chosen = _theirs(found) or found
    if len(chosen) > 1:
        raise _not_meant(
            place,
            _("Several organisations awarded this on that day. Give awarding_organisation_ukprn."),
        )
    held = achievements.achievement_on_record(record.learner, chosen[0].uuid) if chosen else None
    if held is None:
        raise _not_meant(place, _("The record has no such line. POST /records/search lists its lines."))
    return held


def _theirs(events: list[LearningEvent]) -> list[LearningEvent]:
    return [event for event in events if event.source != Source.ILR]


def _not_meant(place: str, detail: str) -> Problem:
    return Problem("invalid-request", errors=[{"pointer": f"#/{place}", "detail": detail}])


def _said(asked: RaiseChallenge) -> challenge_actions.Said:
    return challenge_actions.Said(
        problem=rules.Problem(asked.problem),
        description=asked.description,
        contact_name=asked.contact.name,
        contact_email=asked.contact.email,
        contact_telephone=asked.contact.telephone,
        wanted_grade=asked.wanted_grade,
        wanted_award_date=asked.wanted_award_date,
        wanted_uln=asked.wanted_uln,
    )
