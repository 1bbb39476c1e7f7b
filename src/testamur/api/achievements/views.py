"""The addresses of achievements, below ``/achievements``."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django.http import HttpResponse
from ninja import Query, Router
from ninja.responses import Status

from testamur.achievements import actions as achievement_actions
from testamur.achievements import queries as achievements
from testamur.achievements.states import Job, State
from testamur.api import paging, problems
from testamur.api.achievements import presenters
from testamur.api.achievements.schemas import (
    AchievementDetail,
    AchievementList,
    AskedByUln,
    Changed,
    Checked,
    Deletion,
    Grade,
    NewLearner,
    Record,
    Search,
    Transfer,
)
from testamur.api.batches.shown import finding
from testamur.api.contract import also
from testamur.api.identity import READ, WRITE, Bearer, CallerRequest
from testamur.api.problems import Problem, or_not_found, record_errors
from testamur.plumbing import clock
from testamur.plumbing.dates import read_date
from testamur.qualifications.rules import read_reference

if TYPE_CHECKING:
    from testamur.achievements.models import Achievement


router = Router(tags=["Achievements"])


def refused(refusal: achievement_actions.Rejected) -> Problem:
    """409 where somebody was faster, else 422 with every finding, at its field."""
    if isinstance(refusal, achievement_actions.ChangedSince):
        return problems.with_findings("changed-since", refusal.sentences)
    errors = record_errors(sentence for sentence in refusal.sentences if sentence.severity == "error")
    return problems.with_findings("record-rejected", refusal.sentences, errors=errors)


@router.get("", auth=Bearer(READ), response=AchievementList, summary="List the achievements of a learner")
def list_achievements(request: CallerRequest, asked: Query[AskedByUln]) -> AchievementList:
    """The achievements that your organisation uploaded for the learner known under this ULN, latest award first.

    Of a merged learner everything is shown, whichever ULN it was submitted under. What was deleted is listed only
    when `state` asks for it. A ULN in an address may be kept by
    programs on the way: `POST /achievements/search` asks the same with the ULN in the body.
    """
    return _of_learner(request, asked)


@router.post(
    "/search", auth=Bearer(READ), response=AchievementList, summary="Find the achievements of a learner"
)
def search_achievements(request: CallerRequest, asked: Search) -> AchievementList:
    """The same as `GET /achievements`, with the ULN in the body, where no program on the way keeps it."""
    return _of_learner(request, asked)


def _of_learner(request: CallerRequest, asked: AskedByUln) -> AchievementList:
    held = achievements.achievements_of_learner(request.auth.user, asked.uln)
    held = held.select_related("organisation", "learner__master")
    held = held.filter(state=asked.state) if asked.state is not None else held.exclude(state=State.DELETED)
    found, cursor = paging.piece(held, asked, order=["-award_date", "reference", "id"])
    return AchievementList(items=presenters.several(found), next=cursor)


@router.get(
    "/{uuid:achievement_id}", auth=Bearer(READ), response=AchievementDetail, summary="View an achievement"
)
def view_achievement(request: CallerRequest, achievement_id: uuid.UUID) -> AchievementDetail:
    """An achievement with its history: who changed what, when, why, and through which door or batch."""
    return presenters.one(or_not_found(achievements.achievement_for(request.auth.user, achievement_id)))


@router.post(
    "",
    auth=Bearer(WRITE),
    response={201: Changed, 200: Changed},
    summary="Create, update, withdraw or reinstate an achievement",
    openapi_extra=also(409),
)
def change_achievement(request: CallerRequest, response: HttpResponse, record: Record) -> Status[Changed]:
    """One record, through the same rules as a batch of one. 201 answers what created an achievement, 200 all else.

    The key of an achievement is your organisation, ULN, reference number and award date, so sending a `create` twice
    creates it once. An `update` may change only grade, provider UKPRN and language for assessment. With a `version`,
    nothing is done if the achievement has changed since you saw it.
    """
    try:
        held, warnings = achievement_actions.change_one(
            organisation=request.auth.organisation,
            job=Job(record.job_type),
            item=_item(record),
            through="api",
            by=request.auth.user,
            **_seen(request, record),
        )
    except achievement_actions.Rejected as refusal:
        raise refused(refusal) from refusal
    shown = presenters.one(held)
    response["Location"] = shown.href
    created = len(shown.history) == 1
    return Status(
        201 if created else 200, Changed(achievement=shown, warnings=[finding(w) for w in warnings])
    )


@router.post(
    "/check", auth=Bearer(WRITE), response=Checked, summary="Check a record", openapi_extra=also(409)
)
def check_achievement(request: CallerRequest, record: Record) -> Checked:
    """What `POST /achievements` would say of the same record. Nothing is changed."""
    try:
        warnings = achievement_actions.check_one(
            organisation=request.auth.organisation,
            job=Job(record.job_type),
            item=_item(record),
            by=request.auth.user,
            **_seen(request, record),
        )
    except achievement_actions.Rejected as refusal:
        raise refused(refusal) from refusal
    return Checked(warnings=[finding(warning) for warning in warnings])


def _seen(request: CallerRequest, record: Record) -> dict[str, Any]:
    """The achievement under the record's key, and the version of it that the caller has seen, if any was named."""
    if record.version is None:
        return {}
    reference, awarded = read_reference(record.reference), read_date(record.award_date)
    if reference is None or awarded is None:
        return {}
    held = achievements.achievements_by_key(
        request.auth.organisation, uln=record.uln, reference=reference.canonical, award_date=awarded
    ).first()
    return {"achievement": held, "version": record.version} if held else {}


def _item(record: Record) -> dict[str, Any]:
    """The record by the keys of its layout. An action that is not dated is taken today."""
    given = record.model_dump()
    return {**given, "action_date": given["action_date"] or clock.today().isoformat()}


Answer = TypeVar("Answer")


def _asked(
    request: CallerRequest, achievement_id: uuid.UUID, asked: Grade | Deletion | Transfer
) -> dict[str, Any]:
    """What every correction needs to know; 404 for what the caller may not see."""
    held = or_not_found(achievements.achievement_for(request.auth.user, achievement_id))
    return {"achievement": held, "version": asked.version, "by": request.auth.user}


def _done(act: Callable[..., Answer], **arguments: Any) -> Answer:
    try:
        return act(**arguments)
    except achievement_actions.Rejected as refusal:
        raise refused(refusal) from refusal


def _shown(request: CallerRequest, held: Achievement) -> AchievementDetail:
    now = achievements.achievement_for(request.auth.user, held.uuid)
    return presenters.one(now or held)


@router.post(
    "/{uuid:achievement_id}/grade",
    auth=Bearer(WRITE),
    response=Changed,
    summary="Edit the grade of an achievement",
    openapi_extra=also(409),
)
def edit_grade(request: CallerRequest, achievement_id: uuid.UUID, asked: Grade) -> Changed:
    """Replace or add the grade. A grade that is not on the scale of the register is taken, with a warning."""
    known = _asked(request, achievement_id, asked)
    warnings = _done(achievement_actions.check_grade, grade=asked.grade, **known)
    held = _done(
        achievement_actions.edit_grade, grade=asked.grade, reason=asked.reason or "", through="api", **known
    )
    return Changed(achievement=_shown(request, held), warnings=[finding(warning) for warning in warnings])


@router.post(
    "/{uuid:achievement_id}/grade/check",
    auth=Bearer(WRITE),
    response=Checked,
    summary="Check a grade",
    openapi_extra=also(409),
)
def check_grade(request: CallerRequest, achievement_id: uuid.UUID, asked: Grade) -> Checked:
    """What editing the grade would say. Nothing is changed."""
    warnings = _done(
        achievement_actions.check_grade, grade=asked.grade, **_asked(request, achievement_id, asked)
    )
    return Checked(warnings=[finding(warning) for warning in warnings])


@router.post(
    "/{uuid:achievement_id}/delete",
    auth=Bearer(WRITE),
    response=AchievementDetail,
    summary="Delete an achievement",
    openapi_extra=also(409),
)
def delete_achievement(
    request: CallerRequest, achievement_id: uuid.UUID, asked: Deletion
) -> AchievementDetail:
    """Take an achievement that was uploaded in error off the learner's record for good. Its history is kept."""
    known = _asked(request, achievement_id, asked)
    return _shown(
        request, _done(achievement_actions.delete, reason=asked.reason or "", through="api", **known)
    )


@router.post(
    "/{uuid:achievement_id}/move",
    auth=Bearer(WRITE),
    response=AchievementDetail,
    summary="Move an achievement to another learner",
    openapi_extra=also(409),
)
def move_achievement(request: CallerRequest, achievement_id: uuid.UUID, asked: Transfer) -> AchievementDetail:
    """Put an achievement on the record of the learner to whom it belongs."""
    known = _asked(request, achievement_id, asked)
    moved = _done(achievement_actions.move, uln=asked.uln, reason=asked.reason or "", through="api", **known)
    return _shown(request, moved)


@router.post(
    "/{uuid:achievement_id}/move/check",
    auth=Bearer(WRITE),
    response=NewLearner,
    summary="See the learner an achievement would be moved to",
    openapi_extra=also(409),
)
def check_move(request: CallerRequest, achievement_id: uuid.UUID, asked: Transfer) -> NewLearner:
    """The learner with this ULN, to be compared with whom you mean. Nothing is changed."""
    known = _asked(request, achievement_id, asked)
    learner = _done(achievement_actions.check_move, uln=asked.uln, **known)
    return NewLearner(uln=learner.uln or "", given_name=learner.given_name, family_name=learner.family_name)
