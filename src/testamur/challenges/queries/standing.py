"""Whether a challenged record has been put right, asked of the register for many challenges at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from testamur.achievements import queries as achievements
from testamur.challenges.models import Challenge
from testamur.challenges.rules import Problem, Standing, Wanted, satisfied
from testamur.challenges.states import CHALLENGE_LIFE, Event
from testamur.learners import queries as learners
from testamur.plumbing import sql


@dataclass(frozen=True, slots=True)
class Compared:
    """A challenge beside the record as it stands."""

    challenge: int
    satisfied: bool
    standing: Standing
    batch: int | None


def _compare(condition: str) -> str:
    elsewhere = achievements.held_elsewhere(
        organisation="challenge.organisation_id",
        person="coalesce(wanted.master, wanted.learner, raised.master, raised.learner)",
        reference="challenge.recorded_reference",
        award_date="coalesce(challenge.wanted_award_date, challenge.recorded_award_date)",
    )
    return f"""
    SELECT challenge.id, challenge.problem, challenge.wanted_grade, challenge.wanted_award_date, challenge.wanted_uln,
           held.active, held.grade, held.award_date, held.person = coalesce(raised.master, raised.learner), {elsewhere},
           held.changed_at > coalesce(challenge.decided_at, challenge.raised_at), held.batch
      FROM challenges_challenge AS challenge
      JOIN {achievements.standing_relation()} AS held ON held.achievement = challenge.achievement_id
      JOIN {learners.people_relation()} AS raised ON raised.learner = challenge.learner_id
      LEFT JOIN {learners.people_relation()} AS wanted ON wanted.uln = challenge.wanted_uln
     WHERE {condition} ORDER BY challenge.id
    """


def compared(ids: Iterable[int]) -> list[Compared]:
    """These challenges beside their records."""
    return _read(_compare("challenge.id = ANY(%(ids)s)"), {"ids": list(ids)})


def compared_one(challenge: Challenge) -> Compared:
    """One challenge beside its record."""
    return compared([challenge.pk])[0]


def changed_since_raised() -> list[Compared]:
    """The challenges that wait for a correction and whose record has been written since they were raised.

    What is wrong in a way of its own ("other") counts as put right only once the organisation has accepted it.
    """
    condition = f"""{CHALLENGE_LIFE.as_sql(Event.CORRECT, "challenge")} AND held.changed_at > challenge.raised_at
                   AND (challenge.problem <> %(other)s OR challenge.state = 'accepted')"""
    return _read(_compare(condition), {"other": Problem.OTHER.value})


def _read(statement: str, parameters: dict[str, object]) -> list[Compared]:
    found = []
    for number, problem, grade, day, uln, *facts, batch in sql.rows(statement, parameters):
        standing = Standing(*facts)
        right = satisfied(Problem(problem), Wanted(grade, day, uln), standing)
        found.append(Compared(number, right, standing, batch))
    return found
