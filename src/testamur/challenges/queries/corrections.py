"""What an accepted challenge would change, for the page that asks for confirmation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from testamur.achievements import queries as achievements
from testamur.challenges.models import Challenge
from testamur.challenges.rules import PROBLEMS, Problem, Remedy
from testamur.learners import queries as learners


@dataclass(frozen=True, slots=True)
class Correction:
    """The correction that the challenge asks for, pre-filled. ``version`` is the record's as it is shown now.

    ``new_learner`` is whose record the achievement would go to, once their ULN is known; ``possible`` says whether
    the record can still be corrected from here.
    """

    remedy: Remedy
    version: str
    possible: bool
    grade: str
    award_date: dt.date | None
    uln: str
    new_learner: str


def correction_of(challenge: Challenge) -> Correction:
    """What the correction would be, as the parties last agreed."""
    achievement = challenge.achievement
    remedy = PROBLEMS[Problem(challenge.problem)].remedy
    uln = challenge.wanted_uln or ""
    if remedy == Remedy.MOVE and not uln:
        remedy = Remedy.DELETE
    new = learners.by_uln(uln) if uln else None
    return Correction(
        remedy=remedy,
        version=achievements.version_of(achievement),
        possible=achievements.can_be_changed(achievement) and remedy != Remedy.UPDATE,
        grade=challenge.wanted_grade or "",
        award_date=challenge.wanted_award_date,
        uln=uln,
        new_learner=str(new.known_as) if new else "",
    )
