"""Which e-mails a person is sent is theirs to choose, but for those that an account or a duty needs."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from testamur.achievements.models import Achievement
from testamur.challenges import actions as challenges
from testamur.notices import actions as notices
from testamur.notices import queries as outbox
from testamur.notices.models import Notice
from testamur.notices.rules import Topic
from world import World, a_challenge, record, submit

pytestmark = pytest.mark.django_db


def subjects(address: str) -> list[str]:
    return list(outbox.to_address(address).values_list("subject", flat=True))


def test_whoever_wants_no_news_of_batches_is_sent_none_and_others_are(world: World) -> None:
    mail = world.batch_user.email
    notices.choose(wanted=set(Topic) - {Topic.BATCHES}, by=mail.upper())
    submit(world, [record(world.learners[0])], by=world.batch_user)
    assert subjects(mail) == []
    submit(world, [record(world.learners[1])], by=world.super_user)
    assert len(subjects(world.super_user.email)) == 1
    notices.choose(wanted=Topic, by=mail)
    submit(world, [record(world.learners[2])], by=world.batch_user)
    assert len(subjects(mail)) == 1


def test_new_challenge_is_told_although_its_news_are_not_wanted(world: World) -> None:
    submit(world, [record(world.learners[0])])
    notices.choose(wanted=(), by=world.edc_user.email)
    found = a_challenge(world, Achievement.objects.get())
    assert any("new challenge" in each for each in subjects(world.edc_user.email))
    before = Notice.objects.filter(to=world.edc_user.email).count()
    challenges.assign(challenge=found, to=world.edc_user, through="page", by=world.super_user)
    assert Notice.objects.filter(to=world.edc_user.email).count() == before


def test_choice_is_made_on_ones_own_page(world: World, settings: object) -> None:
    settings.TWO_STEP_REQUIRED = False  # type: ignore[attr-defined]
    client = Client()
    client.force_login(world.viewer)
    page = client.get("/account/notifications/").content.decode()
    assert len(re.findall(r'type="checkbox"[^>]* checked', page)) == len(Topic)
    answer = client.post("/account/notifications/", {"wanted": ["batches"]})
    assert answer["Location"] == "/account/"
    assert outbox.wanted_by(world.viewer.email) == {Topic.BATCHES}
    client.post("/account/notifications/", {})
    assert outbox.wanted_by(world.viewer.email) == set()
