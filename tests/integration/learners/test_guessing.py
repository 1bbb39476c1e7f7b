"""Claims that identify nobody are bounded at every door, and right ones are not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from integration.api.client import System, assert_problem
from testamur.access import actions as access
from testamur.access.models import User
from testamur.access.rules import Role
from testamur.learners import actions as learners
from testamur.learners.models import Learner
from testamur.learners.rules.verifying import Claim
from testamur.plumbing import meter, sql
from world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bounds(db: None, settings: Any) -> None:
    """Small ones, in a minute that does not end within the test."""
    while meter.count("test", a_minute=0).seconds_left < 5:
        time.sleep(0.2)
    settings.LEARNER_MISSES_PER_MINUTE, settings.LEARNER_MISSES_OF_ONE_PER_MINUTE = 6, 3


@pytest.fixture
def verifier(world: World) -> User:
    user = world.batch_user
    access.grant(user=user, organisation=world.board, role=Role.AO_VERIFY_USER, by=None)
    return user


def claim(learner: Learner, family_name: str = "") -> Claim:
    return Claim(learner.uln, learner.given_name, family_name or learner.family_name)


def ask(world: World, said: Claim, by: User) -> bool:
    answer = learners.verify_learner(claim=said, organisation=world.board, through="web", by=by)
    return answer.held is not None


def wrong() -> Iterator[str]:
    yield from (f"Wrong{letter}" for letter in "abcdefghijklmnop")


def test_one_learner_is_not_guessed_at_for_long_and_others_are_still_answered(
    world: World, verifier: User
) -> None:
    first, second, *_ = world.learners
    guesses = wrong()
    assert [ask(world, claim(first, next(guesses)), verifier) for _ in range(3)] == [False] * 3
    for said in (claim(first, next(guesses)), claim(first)):
        with pytest.raises(meter.Exhausted):  # not even the right one, or the refusal would tell it
            ask(world, said, verifier)
    assert ask(world, claim(second), verifier)


def test_many_learners_are_not_guessed_at_for_long(world: World, verifier: User) -> None:
    for learner in world.learners[:6]:
        assert not ask(world, claim(learner, "Wrong"), verifier)
    with pytest.raises(meter.Exhausted):
        ask(world, claim(world.learners[7]), verifier)


def test_right_claims_and_a_wrong_one_made_again_count_for_nothing(world: World, verifier: User) -> None:
    assert all(ask(world, claim(world.learners[0]), verifier) for _ in range(20))
    assert not any(ask(world, claim(world.learners[1], "Wrong"), verifier) for _ in range(20))
    assert ask(world, claim(world.learners[1]), verifier)


def test_next_minute_begins_anew(world: World, verifier: User) -> None:
    for name, _number in zip(wrong(), range(3), strict=False):
        ask(world, claim(world.learners[0], name), verifier)
    sql.run("UPDATE plumbing_meter SET minute = minute - interval '1 minute'")
    assert ask(world, claim(world.learners[0]), verifier)


def test_record_is_not_guessed_at_for_long(world: World) -> None:
    learner, college = world.learners[0], System(world.provider)
    said = {"uln": learner.uln, "given_name": learner.given_name, "family_name": learner.family_name}
    guesses = [{**said, "date_of_birth": f"1999-01-0{day}"} for day in range(1, 6)]
    answers = [college.post("/records/search", guess) for guess in guesses]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 429, 429]


def test_a_program_is_told_to_wait(world: World) -> None:
    verifier = System(world.board, role=Role.AO_VERIFY_USER)
    learner = world.learners[0]
    said = {"uln": learner.uln, "given_name": learner.given_name}
    answers = [
        verifier.post("/learners/verify", {**said, "family_name": name})
        for name, _number in zip(wrong(), range(5), strict=False)
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert_problem(answers[-1], 429, "too-many-requests")
    assert answers[-1].headers["Retry-After"] == "60"
    other = System(world.board, role=Role.AO_VERIFY_USER)
    assert other.post("/learners/verify", {**said, "family_name": learner.family_name}).status_code == 200
