"""A correction satisfies its challenge, from whichever door it comes (EDC-10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from testamur.achievements import actions as achievements
from testamur.achievements.actions import ChangedSince, Rejected
from testamur.achievements.models import Achievement
from testamur.challenges import actions as challenges
from testamur.challenges import queries
from testamur.challenges.models import Challenge
from testamur.challenges.rules import Problem
from testamur.challenges.states import State
from testamur.learners import actions as learners
from world import World, record, submit

Raise = Callable[..., Challenge]
OTHER_DAY = dt.date(2019, 7, 4)


def accepted(challenge: Challenge, world: World) -> Challenge:
    return challenges.accept(challenge=challenge, through="page", by=world.edc_user)


def state_of(challenge: Challenge) -> str:
    challenge.refresh_from_db()
    return challenge.state


def test_an_update_by_batch_is_matched_to_its_challenge(world: World, raise_one: Raise) -> None:
    challenge = accepted(raise_one(), world)
    submit(world, [record(world.learners[0], action="update", grade="C")])
    assert challenges.match_corrections() == 0
    batch = submit(world, [record(world.learners[0], action="update", grade="A")])
    assert challenges.match_corrections() == 1
    assert state_of(challenge) == State.CORRECTED
    assert queries.history_of(challenge)[0].batch == batch.pk
    assert challenges.match_corrections() == 0


def test_a_correction_is_matched_although_nothing_was_decided(world: World, raise_one: Raise) -> None:
    challenge = raise_one()
    submit(world, [record(world.learners[0], action="update", grade="A")])
    assert challenges.match_corrections() == 1
    assert state_of(challenge) == State.CORRECTED


def test_a_rejected_challenge_is_not_matched(world: World, raise_one: Raise) -> None:
    challenge = challenges.reject(
        challenge=raise_one(), reason="It is right.", through="page", by=world.edc_user
    )
    submit(world, [record(world.learners[0], action="update", grade="A")])
    assert challenges.match_corrections() == 0
    assert state_of(challenge) == State.REJECTED


def test_withdraw_and_create_by_batch_satisfy_a_wrong_date_only_together(
    world: World, raise_one: Raise
) -> None:
    challenge = accepted(raise_one(Problem.AWARD_DATE, wanted_award_date=OTHER_DAY), world)
    submit(world, [record(world.learners[0], action="withdraw")])
    assert challenges.match_corrections() == 0
    submit(world, [record(world.learners[0], award_date=OTHER_DAY.isoformat())])
    assert challenges.match_corrections() == 1
    assert state_of(challenge) == State.CORRECTED


def test_a_move_to_another_learner_than_asked_does_not_satisfy(
    world: World, achievement: Achievement, raise_one: Raise
) -> None:
    challenge = accepted(raise_one(Problem.LEARNER, wanted_uln=world.learners[1].uln), world)
    by = {"through": "page", "by": world.edc_user}
    achievements.move(achievement=achievement, uln=world.learners[2].uln, **by)
    assert challenges.match_corrections() == 0
    achievements.move(achievement=achievement, uln=world.learners[1].uln, **by)
    assert challenges.match_corrections() == 1
    assert state_of(challenge) == State.CORRECTED


def test_a_move_under_a_merged_number_is_not_a_move_away(world: World, raise_one: Raise) -> None:
    """Two ULNs of one person are one record."""
    challenge = accepted(raise_one(Problem.NOT_COMPLETED), world)
    learners.merge(learner=world.learners[0], master=world.learners[1], reason="Double", by=world.operator)
    assert challenges.match_corrections() == 0
    assert state_of(challenge) == State.ACCEPTED


@pytest.mark.parametrize(
    ("problem", "said", "left"),
    [
        (Problem.GRADE, {}, [("A", "active", 0)]),
        (Problem.AWARD_DATE, {"wanted_award_date": OTHER_DAY}, [("B", "active", 0), ("B", "withdrawn", 0)]),
        (Problem.LEARNER, {}, [("B", "deleted", 0)]),
        (Problem.LEARNER, {"wanted_uln": "1"}, [("B", "active", 1)]),
        (Problem.DUPLICATE, {}, [("B", "deleted", 0)]),
        (Problem.NOT_COMPLETED, {}, [("B", "deleted", 0)]),
    ],
)
def test_the_prefilled_correction_puts_each_problem_right(
    world: World,
    achievement: Achievement,
    raise_one: Raise,
    problem: Problem,
    said: dict[str, object],
    left: list[tuple[str, str, int]],
) -> None:
    if "wanted_uln" in said:
        said = {"wanted_uln": world.learners[1].uln}
    challenge = accepted(raise_one(problem, **said), world)
    correction = queries.correction_of(challenge)
    assert correction.new_learner == (str(world.learners[1]) if "wanted_uln" in said else "")
    done = challenges.correct(
        challenge=challenge, version=correction.version, through="page", by=world.edc_user
    )
    assert done.state == State.CORRECTED
    place = {learner.pk: at for at, learner in enumerate(world.learners)}
    held = Achievement.objects.order_by("state", "id")
    assert [(one.grade, one.state, place[one.learner_id]) for one in held] == left
    assert challenges.close(challenge=done, through="page", by=world.support).state == State.CLOSED


def test_of_two_people_on_one_record_the_second_is_told_and_nothing_is_half_done(
    world: World, achievement: Achievement, raise_one: Raise
) -> None:
    challenge = accepted(raise_one(), world)
    version = queries.correction_of(challenge).version
    achievements.edit_grade(achievement=achievement, grade="D", through="page", by=world.batch_user)
    with pytest.raises(ChangedSince):
        challenges.correct(
            challenge=challenge, version=version, grade="A*", through="page", by=world.edc_user
        )
    achievement.refresh_from_db()
    assert (achievement.grade, state_of(challenge), challenge.wanted_grade) == ("D", State.ACCEPTED, "A")


def test_a_correction_that_breaks_a_rule_changes_nothing(world: World, raise_one: Raise) -> None:
    challenge = accepted(raise_one(Problem.LEARNER, wanted_uln=world.learners[1].uln), world)
    submit(world, [record(world.learners[1])])
    with pytest.raises(Rejected):
        challenges.correct(challenge=challenge, through="page", by=world.edc_user)
    assert state_of(challenge) == State.ACCEPTED
    assert Achievement.objects.filter(learner=world.learners[0], state="active").count() == 1


def test_only_an_accepted_challenge_is_corrected_from_its_page(world: World, raise_one: Raise) -> None:
    with pytest.raises(ValidationError, match="once it is accepted"):
        challenges.correct(challenge=raise_one(), through="page", by=world.edc_user)


def test_something_else_is_satisfied_by_a_change_after_acceptance(world: World, raise_one: Raise) -> None:
    challenge = raise_one(Problem.OTHER)
    submit(world, [record(world.learners[0], action="update", language="Welsh")])
    assert challenges.match_corrections() == 0
    accepted(challenge, world)
    assert challenges.match_corrections() == 0
    submit(world, [record(world.learners[0], action="update", language="Irish")])
    assert challenges.match_corrections() == 1
