"""The corrections that accepted challenges ask for, as records of an achievement batch (EDC-10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from testamur.achievements import queries as achievements
from testamur.challenges.models import Challenge
from testamur.challenges.rules import PROBLEMS, Problem, Remedy
from testamur.challenges.states import State
from testamur.learners import queries as learners
from testamur.plumbing import clock

if TYPE_CHECKING:
    import datetime as dt

    from testamur.learners.models import Learner


@dataclass(frozen=True, slots=True)
class Prefilled:
    """One record: of which challenge, in a batch of which type of job, and its values."""

    challenge: str
    job_type: str
    payload: dict[str, Any]


def prefilled_corrections(batch: int) -> list[Prefilled]:
    """Update, Withdraw and Create records for the challenges that a batch accepted and that still wait.

    An update may change only grade, provider and language (awarding-organisation-faq, "Updating"), so another date
    or learner is a withdrawal and a creation. A challenge of another sort ("other") says in words what is wrong,
    so there is no record for it.
    """
    accepted = Challenge.objects.filter(batch=batch, state=State.ACCEPTED).order_by("id")
    found = list(accepted.select_related("achievement__learner"))
    numbers = {challenge.wanted_uln for challenge in found if challenge.wanted_uln}
    others = {learner.uln: learner for learner in learners.with_ulns(numbers) if learner.uln}
    today = clock.today()
    return [
        Prefilled(challenge.reference, challenge.achievement.status, payload)
        for challenge in found
        if achievements.can_be_changed(challenge.achievement)
        for payload in _payloads(challenge, others, today)
    ]


def _payloads(challenge: Challenge, others: dict[str, Learner], today: dt.date) -> list[dict[str, Any]]:
    remedy = PROBLEMS[Problem(challenge.problem)].remedy
    held = {
        **_as_held(challenge),
        "action_date": today.isoformat(),
        "action_reason": f"Event data challenge {challenge.reference}",
    }
    withdraw, create = {**held, "action": "withdraw"}, {**held, "action": "create"}
    match remedy:
        case Remedy.EDIT_GRADE:
            return [{**held, "action": "update", "grade": challenge.wanted_grade}]
        case Remedy.WITHDRAW_AND_CREATE if challenge.wanted_award_date is not None:
            return [withdraw, {**create, "award_date": challenge.wanted_award_date.isoformat()}]
        case Remedy.MOVE:
            other = others.get(challenge.wanted_uln or "")
            return [withdraw] if other is None else [withdraw, {**create, **_who(other), "uln": other.uln}]
        case Remedy.DELETE:
            return [withdraw]
        case _:
            return []


def _as_held(challenge: Challenge) -> dict[str, Any]:
    held = challenge.achievement
    return {
        **_who(held.learner),
        "uln": held.uln,
        "reference": held.reference,
        "award_date": held.award_date.isoformat(),
        "grade": held.grade,
        "language": held.language,
        "provider_ukprn": held.provider_ukprn,
        "mis_identifier": held.mis_identifier,
    }


def _who(learner: Learner) -> dict[str, Any]:
    return {
        "given_name": learner.given_name,
        "family_name": learner.family_name,
        "date_of_birth": learner.date_of_birth.isoformat(),
        "gender": learner.gender,
    }
