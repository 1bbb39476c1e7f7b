"""An achievement that is challenged says so on its own page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from testamur.challenges import actions as challenges
from world import a_challenge, make_world, record, submit, the

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("EDC-10")
def test_the_summary_names_open_challenges_and_no_others(settings: Any) -> None:
    settings.TWO_STEP_REQUIRED = False
    world = make_world(2)
    submit(world, [record(learner) for learner in world.learners])
    challenged, other = (the(learner) for learner in world.learners)
    challenge = a_challenge(world, challenged)
    client = Client()
    client.force_login(world.edc_user)

    def summary(achievement: Any) -> str:
        return client.get(reverse("achievement_detail", args=[achievement.uuid])).content.decode()

    assert challenge.reference in summary(challenged)
    assert "1 open challenge" in summary(challenged)
    assert "open challenge" not in summary(other)
    challenges.withdraw(challenge=challenge, through="page", by=world.provider_user)
    assert "open challenge" not in summary(challenged)
