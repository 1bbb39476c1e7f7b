"""Challenges of the demo world: raised by a college, and taken as far as each of them goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from testamur.access import queries as access
from testamur.achievements import queries as achievements
from testamur.challenges import actions as challenge_actions
from testamur.challenges import queries as challenges
from testamur.challenges.rules import Problem
from testamur.demo.people import COLLEGE, DOMAIN, HARROWMERE
from testamur.organisations import queries as organisations

if TYPE_CHECKING:
    from testamur.achievements.models import Achievement
    from testamur.challenges.models import Challenge

THROUGH = "command"


@dataclass(frozen=True, slots=True)
class Parties:
    """Who acts: the college, the awarding organisation's data challenge user, and Business Support."""

    college: Any
    owner: Any
    support: Any


Step = Callable[["Challenge", Parties], "Challenge"]


def _process(challenge: Challenge, who: Parties) -> Challenge:
    return challenge_actions.process(challenge=challenge, through=THROUGH, by=who.owner)


def _ask(challenge: Challenge, who: Parties) -> Challenge:
    challenge_actions.say(
        challenge=challenge, text="Which certificate number does the learner have?", by=who.owner
    )
    challenge_actions.say(
        challenge=challenge, text="It ends in 4417. We have sent you a scan.", by=who.college
    )
    return challenge


def _accept(challenge: Challenge, who: Parties) -> Challenge:
    return challenge_actions.accept(challenge=challenge, through=THROUGH, by=who.owner)


def _correct(challenge: Challenge, who: Parties) -> Challenge:
    return challenge_actions.correct(challenge=challenge, through=THROUGH, by=who.owner)


def _reject(challenge: Challenge, who: Parties) -> Challenge:
    reason = "The mark sheet of the moderation shows the grade that is on the record."
    return challenge_actions.reject(challenge=challenge, reason=reason, through=THROUGH, by=who.owner)


def _close(challenge: Challenge, who: Parties) -> Challenge:
    return challenge_actions.close(challenge=challenge, through=THROUGH, by=who.support)


@dataclass(frozen=True, slots=True)
class Planned:
    """A challenge, and what its parties do with it in turn."""

    problem: Problem
    description: str
    steps: tuple[Step, ...] = ()


CHALLENGES = (
    Planned(Problem.GRADE, "The certificate shows a higher grade."),
    Planned(Problem.AWARD_DATE, "The certificate is dated a month earlier."),
    Planned(Problem.NOT_COMPLETED, "She left the course in January.", (_process,)),
    Planned(Problem.GRADE, "The re-mark was successful.", (_process, _ask)),
    Planned(Problem.DUPLICATE, "It shows twice, once for each campus.", (_process, _accept)),
    Planned(Problem.GRADE, "The grade was changed after a clerical check.", (_process, _accept, _correct)),
    Planned(Problem.GRADE, "The learner expected a better grade.", (_process, _reject)),
    Planned(Problem.NOT_COMPLETED, "He never sat the examination.", (_process, _accept, _correct, _close)),
)


def are_raised() -> bool:
    """Whether the last of them is there, and so all."""
    college = access.user_by_login("college")
    return college is not None and challenges.challenges_for(college).count() >= len(CHALLENGES)


def raise_all(ulns: Iterable[str]) -> None:
    """Raise what is not raised yet against achievements of these learners, one each, and take it as far as it goes."""
    who = Parties(*(access.user_by_login(name) for name in ("college", "challenges", "support")))
    _nominate(who)
    there = challenges.challenges_for(who.college).count()
    for plan, achievement in zip(CHALLENGES[there:], _free(ulns, who), strict=False):
        challenge = _raise(plan, achievement, who)
        for step in plan.steps:
            challenge = step(challenge, who)


def _nominate(who: Parties) -> None:
    """Who is told of the organisation's challenges: asked for by the one side, agreed to by the other."""
    organisation = organisations.by_ukprn(HARROWMERE.ukprn)
    if organisation is None or challenges.contacts_in_force(organisation).exists():
        return
    nominee = challenge_actions.Nominee(
        who.owner.first_name, who.owner.last_name, "01632 960 222", f"challenges@{DOMAIN}"
    )
    asked = challenge_actions.ask_for_contact(
        organisation=organisation, nominee=nominee, through=THROUGH, by=who.owner
    )
    challenge_actions.approve_contact(contact=asked, through=THROUGH, by=who.support)


def _free(ulns: Iterable[str], who: Parties) -> Iterator[Achievement]:
    """Of each learner in turn one achievement of the organisation with a grade and without a challenge."""
    for uln in ulns:
        for achievement in achievements.achievements_of_learner(who.owner, uln):
            free = not challenges.open_challenges_of([achievement.pk])
            if free and achievement.grade and achievements.can_be_changed(achievement):
                yield achievement
                break


def _raise(plan: Planned, achievement: Achievement, who: Parties) -> Challenge:
    wanted_date = achievement.award_date - dt.timedelta(days=30)
    said = challenge_actions.Said(
        problem=plan.problem,
        description=plan.description,
        contact_name=who.college.get_full_name(),
        contact_email=who.college.email,
        contact_telephone="01632 960 111",
        wanted_grade=_other_grade(achievement) if plan.problem == Problem.GRADE else None,
        wanted_award_date=wanted_date if plan.problem == Problem.AWARD_DATE else None,
    )
    return challenge_actions.raise_challenge(
        achievement=achievement,
        said=said,
        raised_for=organisations.by_ukprn(COLLEGE),
        through=THROUGH,
        by=who.college,
    )


def _other_grade(achievement: Achievement) -> str:
    return "A" if achievement.grade != "A" else "B"
