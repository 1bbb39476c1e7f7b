"""A board's achievement on a learner's record, and those who may say that it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from plugins.databases import prepared
from testamur.achievements.models import Achievement
from testamur.challenges import actions as challenges
from testamur.challenges.models import Challenge
from testamur.challenges.rules import Problem
from world import World, make_world, record, submit, the

world = prepared(make_world, 6)


@pytest.fixture
def achievement(world: World) -> Achievement:
    submit(world, [record(world.learners[0], grade="B")])
    return the(world.learners[0])


@pytest.fixture
def raise_one(world: World, achievement: Achievement) -> Callable[..., Challenge]:
    """Raise a challenge, by default of the grade, by the provider; keywords change what is said."""

    def raised(problem: Problem = Problem.GRADE, *, of: Achievement | None = None, **said: Any) -> Challenge:
        fields = {
            "description": "The certificate says otherwise.",
            "contact_name": "Priya Tester",
            "contact_email": "exams@riverside.example",
            "wanted_grade": "A" if problem == Problem.GRADE else None,
            **said,
        }
        return challenges.raise_challenge(
            achievement=of or achievement,
            said=challenges.Said(problem=problem, **fields),
            raised_for=world.provider,
            through="page",
            by=world.provider_user,
        )

    return raised
