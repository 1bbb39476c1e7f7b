"""The addresses of achievements, below ``/achievements``."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from ninja import Query
from ninja.responses import Status

from testamur.achievements import actions
from testamur.achievements import queries as achievements
from testamur.achievements.states import Job, State
from testamur.api import paging
from testamur.api.achievements import presenters
from testamur.api.achievements.refusing import refused
from testamur.api.achievements.router import router
from testamur.api.achievements.schemas import (
    AchievementDetail,
    AchievementList,
    AskedByUln,
    Changed,
    Checked,
    Record,
    Search,
)
from testamur.api.batches.shown import finding
from testamur.api.described import also
from testamur.api.identity import READ, WRITE, Bearer, CallerRequest
from testamur.api.problems import Problem
from testamur.plumbing import clock
from testamur.plumbing.dates import read_date
from testamur.qualifications.rules import read_reference

if TYPE_CHECKING:
    pass


@router.get(
    "",
    url_name="list_achievements",
    operation_id="listAchievements",
    auth=Bearer(READ),
    response=AchievementList,
    summary="List the achievements of a learner",
)
def list_achievements(request: CallerRequest, asked: Query[AskedByUln]) -> AchievementList:
    """The achievements that your organisation uploaded for the learner known under this ULN, latest award first.

    Of a merged learner everything is shown, whichever ULN it was submitted under. What was deleted is listed only
    when `state` asks for it. A ULN in an address may be kept by
    programs on the way: `POST /achievements/search` asks the same with the ULN in the body.
    """
    return _of_learner(request, asked)


@router.post(
    "/search",
    url_name="search_achievements",
    operation_id="searchAchievements",
    auth=Bearer(READ),
    response=AchievementList,
    summary="Find the achievements of a learner",
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
    "/{uuid:achievement_id}",
    url_name="view_achievement",
    operation_id="viewAchievement",
    auth=Bearer(READ),
    response=AchievementDetail,
    summary="View an achievement",
)
def view_achievement(request: CallerRequest, achievement_id: uuid.UUID) -> AchievementDetail:
    """An achievement with its history: who changed what, when, why, and through which door or batch."""
    held = achievements.achievement_for(request.auth.user, achievement_id)
    if held is None:
        raise Problem("not-found")
    return presenters.one(held)


@router.post(
    "",
    url_name="change_achievement",
    operation_id="changeAchievement",
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
        held, warnings = actions.change_one(
            organisation=request.auth.organisation,
            job=Job(record.job_type),
            item=_item(record),
            through="api",
            by=request.auth.user,
            **_seen(request, record),
        )
    except actions.Rejected as refusal:
        raise refused(refusal) from refusal
    shown = presenters.one(held)
    response["Location"] = shown.href
    created = len(shown.history) == 1
    return Status(
        201 if created else 200, Changed(achievement=shown, warnings=[finding(w) for w in warnings])
    )


@router.post(
    "/check",
    url_name="check_achievement",
    operation_id="checkAchievement",
    auth=Bearer(WRITE),
    response=Checked,
    summary="Check a record",
    openapi_extra=also(409),
)
def check_achievement(request: CallerRequest, record: Record) -> Checked:
    """What `POST /achievements` would say of the same record. Nothing is changed."""
    try:
        warnings = actions.check_one(
            organisation=request.auth.organisation,
            job=Job(record.job_type),
            item=_item(record),
            by=request.auth.user,
            **_seen(request, record),
        )
    except actions.Rejected as refusal:
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
