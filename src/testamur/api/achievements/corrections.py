"""Corrections of one achievement, as the pages have them: its grade edited, it deleted, or moved to its learner."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from testamur.achievements import actions
from testamur.achievements import queries as achievements
from testamur.api.achievements import presenters
from testamur.api.achievements.refusing import refused
from testamur.api.achievements.router import router
from testamur.api.achievements.schemas import (
    AchievementDetail,
    Changed,
    Checked,
    Deletion,
    Grade,
    NewLearner,
    Transfer,
)
from testamur.api.batches.shown import finding
from testamur.api.described import also
from testamur.api.identity import WRITE, Bearer, CallerRequest
from testamur.api.problems import Problem

if TYPE_CHECKING:
    from testamur.achievements.models import Achievement

Answer = TypeVar("Answer")


def _asked(
    request: CallerRequest, achievement_id: uuid.UUID, asked: Grade | Deletion | Transfer
) -> dict[str, Any]:
    """What every correction needs to know; 404 for what the caller may not see."""
    held = achievements.achievement_for(request.auth.user, achievement_id)
    if held is None:
        raise Problem("not-found")
    return {"achievement": held, "version": asked.version, "by": request.auth.user}


def _done(act: Callable[..., Answer], **arguments: Any) -> Answer:
    try:
        return act(**arguments)
    except actions.Rejected as refusal:
        raise refused(refusal) from refusal


def _shown(request: CallerRequest, held: Achievement) -> AchievementDetail:
    now = achievements.achievement_for(request.auth.user, held.uuid)
    return presenters.one(now or held)


@router.post(
    "/{uuid:achievement_id}/grade",
    url_name="edit_grade",
    operation_id="editGrade",
    auth=Bearer(WRITE),
    response=Changed,
    summary="Edit the grade of an achievement",
    openapi_extra=also(409),
)
def edit_grade(request: CallerRequest, achievement_id: uuid.UUID, asked: Grade) -> Changed:
    """Replace or add the grade. A grade that is not on the scale of the register is taken, with a warning."""
    known = _asked(request, achievement_id, asked)
    warnings = _done(actions.check_grade, grade=asked.grade, **known)
    held = _done(actions.edit_grade, grade=asked.grade, reason=asked.reason or "", through="api", **known)
    return Changed(achievement=_shown(request, held), warnings=[finding(warning) for warning in warnings])


@router.post(
    "/{uuid:achievement_id}/grade/check",
    url_name="check_grade",
    operation_id="checkGrade",
    auth=Bearer(WRITE),
    response=Checked,
    summary="Check a grade",
    openapi_extra=also(409),
)
def check_grade(request: CallerRequest, achievement_id: uuid.UUID, asked: Grade) -> Checked:
    """What editing the grade would say. Nothing is changed."""
    warnings = _done(actions.check_grade, grade=asked.grade, **_asked(request, achievement_id, asked))
    return Checked(warnings=[finding(warning) for warning in warnings])


@router.post(
    "/{uuid:achievement_id}/delete",
    url_name="delete_achievement",
    operation_id="deleteAchievement",
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
    return _shown(request, _done(actions.delete, reason=asked.reason or "", through="api", **known))


@router.post(
    "/{uuid:achievement_id}/move",
    url_name="move_achievement",
    operation_id="moveAchievement",
    auth=Bearer(WRITE),
    response=AchievementDetail,
    summary="Move an achievement to another learner",
    openapi_extra=also(409),
)
def move_achievement(request: CallerRequest, achievement_id: uuid.UUID, asked: Transfer) -> AchievementDetail:
    """Put an achievement on the record of the learner to whom it belongs."""
    known = _asked(request, achievement_id, asked)
    moved = _done(actions.move, uln=asked.uln, reason=asked.reason or "", through="api", **known)
    return _shown(request, moved)


@router.post(
    "/{uuid:achievement_id}/move/check",
    url_name="check_move",
    operation_id="checkMove",
    auth=Bearer(WRITE),
    response=NewLearner,
    summary="See to whom an achievement would be moved",
    openapi_extra=also(409),
)
def check_move(request: CallerRequest, achievement_id: uuid.UUID, asked: Transfer) -> NewLearner:
    """The learner with this ULN, to be compared with whom you mean. Nothing is changed."""
    known = _asked(request, achievement_id, asked)
    learner = _done(actions.check_move, uln=asked.uln, **known)
    return NewLearner(uln=learner.uln, given_name=learner.given_name, family_name=learner.family_name)
