"""The home page: what waits for whom. What it counts is what its links list."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from lxml import html

from integration.access.scene import PEOPLE, Scene, make_scene
from testamur.access.models import Invitation
from testamur.audit import actions as audit
from testamur.batches import queries as ledger
from testamur.batches.models import Batch
from testamur.batches.states import BATCH_LIFE, BatchState, Event, Owner
from testamur.challenges import queries as challenges
from testamur.challenges.models import Challenge
from testamur.challenges.states import CHALLENGE_LIFE
from testamur.plumbing import clock
from testamur.web import waiting
from world import person

WORKERS = [name for name in PEOPLE if name not in ("anonymous", "outsider", "learner")]


@pytest.fixture
def scene(db: None) -> Scene:
    """With a batch in every state in which a person has to do something, and an invitation that has expired."""
    scene = make_scene()
    for state in BATCH_LIFE.owned_by(Owner.PERSON):
        for kind in (scene.ready, scene.centre, scene.verified, *scene.imports.values()):
            kind.pk, kind.uuid, kind._state.adding = None, None, True
            kind.uuid = Batch._meta.get_field("uuid").get_default()
            kind.state, kind.idempotency_key = state.value, None
            kind.save()
    with audit.process("invitation.aged", by=None):
        Invitation.objects.update(expires_at=clock.now() - dt.timedelta(days=1))
    return scene


def listed(page: Any) -> int:
    (said,) = html.fromstring(page.content).xpath("//p[contains(@class, 'app-list__count')]")
    (*_rest, total) = re.findall("[0-9,]+", said.text_content())
    return int(total.replace(",", ""))


def test_whatever_is_counted_is_what_its_link_lists(scene: Scene) -> None:
    followed = set()
    both = person("both", (scene.world.board, "ao_viewer"), (scene.world.other_board, "ao_super_user"))
    for user in (*(scene.user(name) for name in WORKERS), both):
        client = Client()
        client.force_login(user)
        day = waiting.day_of(user)
        home = client.get("/").content.decode().replace("&amp;", "&")
        for item in (*day.for_me, *day.for_others, *day.happened):
            assert item.href in home
            if "?" in item.href:
                assert listed(client.get(item.href)) == item.count, (str(user), item)
                followed.add(item.href.partition("?")[0].partition("/organisations/")[0])
    assert followed == {"/batches/", "/challenges/", "/contacts/", ""}


def test_batches_wait_for_whoever_may_decide_about_them(scene: Scene) -> None:
    for name in WORKERS:
        user = scene.user(name)
        seen = ledger.batches_for(user)
        mine = {
            each.pk
            for each in seen
            if each.state in BATCH_LIFE.owned_by(Owner.PERSON)
            and any(ledger.can(user, event, each) for event in (Event.CONFIRM, Event.RETRY))
        }
        assert set(ledger.batches_for(user, waiting=ledger.Waiting.ME).values_list("pk", flat=True)) == mine
        others = ledger.batches_for(user, waiting=ledger.Waiting.OTHERS)
        assert not mine & set(others.values_list("pk", flat=True))
    assert ledger.batches_for(scene.world.operator, waiting=ledger.Waiting.ME).exists()
    assert ledger.batches_for(scene.world.viewer, waiting=ledger.Waiting.OTHERS).exists()


def test_challenges_wait_for_the_party_whose_move_it_is(scene: Scene) -> None:
    found = Challenge.objects.get(pk=scene.challenge.pk)
    for name in WORKERS:
        user = scene.user(name)
        if challenges.challenge_for(user, found.uuid) is None:
            continue
        expected = CHALLENGE_LIFE.meaning(found.state).owner in challenges.sides_of(user, found)
        mine = challenges.listed_challenges(user, waiting=challenges.Waiting.ME)
        assert mine.filter(pk=found.pk).exists() == expected, name


def test_viewer_is_told_what_waits_for_others_and_nothing_else(scene: Scene) -> None:
    day = waiting.day_of(scene.world.viewer)
    assert day.for_me == ()
    assert any("waiting for someone else" in item.text for item in day.for_others)
    assert "Nothing is waiting for you." in scene.person("viewer").get("/").content.decode()


def test_weeks_begin_on_mondays_and_count_what_was_sent(scene: Scene) -> None:
    user = scene.world.super_user
    lately = ledger.batches_lately(user, days=7, weeks=3)
    assert [week.begins.weekday() for week in lately.weeks] == [0, 0, 0]
    assert lately.weeks[-1].begins <= clock.today() < lately.weeks[-1].begins + dt.timedelta(weeks=1)
    assert sum(lately.by_state.values()) == ledger.batches_for(user).count()
    monday = clock.beginning(lately.weeks[0].begins)
    Batch.objects.update(received_at=monday)
    moved = ledger.batches_lately(user, days=7, weeks=3)
    assert [week.batches for week in moved.weeks] == [ledger.batches_for(user).count(), 0, 0]
    assert BatchState.DONE not in moved.by_state
