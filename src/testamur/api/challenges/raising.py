"""A challenge is raised by naming the learner and the line of the record (lrs section 3.5, CreateDataChallenge)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja.responses import Status

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements import queries as achievements
from testamur.achievements.queries import LearnerRecord, LearningEvent
from testamur.achievements.states import Source
from testamur.api.challenges import acting, presenters
from testamur.api.challenges.read import the
from testamur.api.challenges.router import router
from testamur.api.challenges.schemas import Challenge, ChallengedEvent, RaiseChallenge
from testamur.api.described import also, header
from testamur.api.identity import WRITE, Bearer, CallerRequest
from testamur.api.problems import Problem
from testamur.challenges import actions, rules
from testamur.learners.rules import Claim
from testamur.qualifications.rules import read_reference

if TYPE_CHECKING:
    from testamur.achievements.models import Achievement

_POINTERS = {
    "contact_name": "contact/name",
    "contact_email": "contact/email",
    "contact_telephone": "contact/telephone",
}
_REFUSALS = also(404, 409)["responses"]


@router.post(
    "",
    url_name="raise_challenge",
    operation_id="raiseChallenge",
    auth=Bearer(WRITE),
    response={201: Challenge},
    summary="Raise a challenge",
    openapi_extra={
        "responses": {201: header("Location", "Where to follow the challenge."), **_REFUSALS},
    },
)
def raise_challenge(
    request: CallerRequest, response: HttpResponse, asked: RaiseChallenge
) -> Status[Challenge]:
    """Report an error in a line of a learner's record to the awarding organisation that sent it.

    All that is given of the learner must be right. Provisional results can be challenged too, but only for an error
    in the data: whoever disagrees with the result itself goes to the exam centre and to the awarding organisation.
    A line that a centre sent answers 409: ask the centre.
    """
    caller = request.auth
    access.check_can(caller.user, Permission.CHALLENGE_RAISE, caller.organisation)
    record = _record(request, asked)
    try:
        challenge = actions.raise_challenge(
            achievement=_line(record, asked.event, "event"),
            second=_line(record, asked.second_event, "second_event") if asked.second_event else None,
            said=_said(asked),
            raised_for=caller.organisation,
            through="api",
            by=caller.user,
        )
    except ValidationError as error:
        raise acting.refused(error, _POINTERS) from error
    shown = presenters.one(the(request, challenge.uuid), user=caller.user)
    response["Location"] = shown.href
    return Status(201, shown)


def _record(request: CallerRequest, asked: RaiseChallenge) -> LearnerRecord:
    found = achievements.record_for(request.auth.user, Claim(**asked.learner.model_dump()))
    if isinstance(found, achievements.NotFound):
        raise Problem("not-found", _("No learner has this ULN and these particulars."))
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


def _said(asked: RaiseChallenge) -> actions.Said:
    return actions.Said(
        problem=rules.Problem(asked.problem),
        description=asked.description,
        contact_name=asked.contact.name,
        contact_email=asked.contact.email,
        contact_telephone=asked.contact.telephone,
        wanted_grade=asked.wanted_grade,
        wanted_award_date=asked.wanted_award_date,
        wanted_uln=asked.wanted_uln,
    )
