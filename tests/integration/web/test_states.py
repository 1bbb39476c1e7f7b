"""Every state of every life cycle has a page that shows it by its tag and its sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models.functions import Now
from django.test import Client

from testamur.access.models import User
from testamur.achievements.models import Achievement
from testamur.achievements.states import ACHIEVEMENT_LIFE, Source
from testamur.achievements.states import State as AchievementState
from testamur.audit import actions as audit
from testamur.challenges import actions as challenges
from testamur.challenges.models import Challenge, Contact
from testamur.challenges.states import CHALLENGE_LIFE, CONTACT_LIFE, ContactState, State
from world import World, a_challenge, record, submit, the

As = Callable[[User], Client]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", State)
def test_challenge_in_every_state(world: World, as_: As, state: State) -> None:
    submit(world, [record(world.learners[0])])
    challenge = a_challenge(world, the(world.learners[0]))
    with audit.process("challenge.put_into_a_state", by=None):
        Challenge.objects.update(state=state, decision_reason="It is right.", resolved_at=Now())
    shown = as_(world.support).get(f"/challenges/{challenge.uuid}/").content.decode()
    meaning = CHALLENGE_LIFE.meaning(state)
    assert f'app-tag--{meaning.tag}">{meaning.label}<' in shown
    assert meaning.explanation in shown


@pytest.mark.parametrize("state", AchievementState)
def test_achievement_in_every_state(world: World, as_: As, state: AchievementState) -> None:
    submit(world, [record(world.learners[0])])
    achievement = the(world.learners[0])
    with audit.process("achievement.put_into_a_state", by=None):
        source = Source.ILR if state is AchievementState.SUPERSEDED else Source.AO
        Achievement.objects.update(state=state, source=source)
    shown = as_(world.super_user).get(f"/achievements/{achievement.uuid}/").content.decode()
    meaning = ACHIEVEMENT_LIFE.meaning(state)
    assert f'app-tag--{meaning.tag}">{meaning.label}<' in shown


@pytest.mark.parametrize("state", ContactState)
def test_contact_in_every_state(world: World, as_: As, state: ContactState) -> None:
    nominee = challenges.Nominee("Nora", "Nominee", "01632 960001", "nora@board.example")
    contact = challenges.ask_for_contact(
        organisation=world.board, nominee=nominee, through="page", by=world.edc_user
    )
    with audit.process("contact.put_into_a_state", by=None):
        Contact.objects.update(state=state, decision_reason="No longer here.", decided_at=Now())
    shown = as_(world.support).get(f"/contacts/{contact.uuid}/").content.decode()
    meaning = CONTACT_LIFE.meaning(state)
    assert f'app-tag--{meaning.tag}">{meaning.label}<' in shown
    assert ("/approve/" in shown) is (state is ContactState.REQUESTED)
