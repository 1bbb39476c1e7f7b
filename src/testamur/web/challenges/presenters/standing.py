"""Whether the record is right now, in words: what Business Support checks before it closes a challenge (EDC-09)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from testamur.challenges import queries as challenges
from testamur.challenges.rules import Problem
from testamur.web.formats import short_date

if TYPE_CHECKING:
    from testamur.challenges.models import Challenge
    from testamur.challenges.rules import Standing


@dataclass(frozen=True, slots=True)
class Check:
    """Whether the record is as the challenge asks, and a sentence about it."""

    is_right: bool
    sentence: str


def check(challenge: Challenge) -> Check:
    """The challenge beside the record as it stands."""
    found = challenges.compared_one(challenge)
    return Check(found.satisfied, _sentence(challenge, found.standing, is_right=found.satisfied))


def _sentence(challenge: Challenge, standing: Standing, *, is_right: bool) -> str:
    match Problem(challenge.problem):
        case Problem.GRADE:
            return _grade(challenge, standing, is_right=is_right)
        case Problem.AWARD_DATE:
            return _award_date(challenge, standing, is_right=is_right)
        case Problem.LEARNER:
            return _learner(challenge, standing, is_right=is_right)
        case Problem.DUPLICATE | Problem.NOT_COMPLETED:
            if is_right:
                return _("The achievement is no longer on the learner’s record, as asked.")
            return _("The achievement is still on the learner’s record.")
        case Problem.OTHER:
            if is_right:
                return _("The record has been changed since. Compare it with what was asked.")
            return _("The record has not been changed since.")


def _grade(challenge: Challenge, standing: Standing, *, is_right: bool) -> str:
    if not (standing.active and standing.with_learner):
        return _("The achievement is no longer on the learner’s record, so it shows no grade there.")
    words = {
        "grade": standing.grade or _("none"),
        "wanted": challenge.wanted_grade or _("what it should be"),
    }
    if is_right:
        return _("The record now shows grade %(grade)s, as asked.") % words
    if (standing.grade or "") == (challenge.recorded_grade or ""):
        return _("The record still shows grade %(grade)s, not %(wanted)s.") % words
    return _("The record now shows grade %(grade)s, not %(wanted)s.") % words


def _award_date(challenge: Challenge, standing: Standing, *, is_right: bool) -> str:
    here = standing.active and standing.with_learner
    words = {
        "day": short_date(standing.award_date),
        "wanted": short_date(challenge.wanted_award_date),
    }
    if is_right and here:
        return _("The record now shows the award date %(day)s, as asked.") % words
    if is_right:
        return _("A new record with the award date %(wanted)s has taken the place of this one.") % words
    if here:
        return _("The record still shows the award date %(day)s, not %(wanted)s.") % words
    return _("The record is gone, but there is none with the award date %(wanted)s yet.") % words


def _learner(challenge: Challenge, standing: Standing, *, is_right: bool) -> str:
    wanted = {"uln": challenge.wanted_uln or ""}
    if standing.active and standing.with_learner:
        return _("The achievement is still on this learner’s record.")
    if is_right and challenge.wanted_uln:
        return _("The achievement is now on the record of the learner with the ULN %(uln)s.") % wanted
    if is_right:
        return _("The achievement is no longer on this learner’s record.")
    return (
        _("The achievement is gone from this record, but the learner with the ULN %(uln)s does not have it.")
        % wanted
    )
