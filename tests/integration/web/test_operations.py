"""The operator's home: what waits, what is stuck, and trying again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from integration.web.test_batches import some, text_of
from testamur.batches.models import Batch
from testamur.batches.rules import ATTEMPTS_BEFORE_A_PERSON_LOOKS
from world import World, submit

As = Callable[..., Client]


def test_service_page_tells_of_queue_workers_and_letters(world: World, as_: As) -> None:
    submit(world, some(world), name="waits.xml", run=False)
    submit(world, some(world, 2), name="done.xml")
    shown = text_of(as_(world.operator).get("/service/"))
    for part in (
        "workers at work",
        "batches waiting",
        "the oldest for",
        "emails not sent yet",
        "waits.xml",
        "done.xml",
    ):
        assert part in shown
    assert "There are no stuck batches." in shown
    assert f"/organisations/{world.board.uuid}/people/" in shown


def test_service_page_of_a_service_without_batches_says_so(world: World, as_: As) -> None:
    assert "No batches have been sent yet" in text_of(as_(world.operator).get("/service/"))


@pytest.mark.requirement("XC-02")
def test_stuck_batch_is_shown_and_tried_again(world: World, as_: As) -> None:
    batch = submit(world, some(world), run=False)
    Batch.objects.filter(pk=batch.pk).update(
        state="stopped", attempts=ATTEMPTS_BEFORE_A_PERSON_LOOKS, last_error="OperationalError"
    )
    page = as_(world.operator)
    shown = text_of(page.get("/service/"))
    assert "OperationalError" in shown
    assert "We have stopped trying" in shown
    assert f"/batches/{batch.uuid}/retry/" in shown
    response = page.post(f"/batches/{batch.uuid}/retry/", follow=True)
    assert f"We are trying batch {batch.pk} again" in text_of(response)
    held = Batch.objects.get(pk=batch.pk)
    assert (held.state, held.attempts) == ("received", 0)


def test_batch_that_is_still_tried_by_itself_has_no_button(world: World, as_: As) -> None:
    batch = submit(world, some(world), run=False)
    Batch.objects.filter(pk=batch.pk).update(attempts=1, last_error="OSError")
    shown = text_of(as_(world.operator).get("/service/"))
    assert "It will be tried again automatically" in shown
    assert "/retry/" not in shown


@pytest.mark.requirement("XC-03")
def test_service_page_is_for_operators_only(world: World, as_: As) -> None:
    for user in (world.super_user, world.viewer, world.outsider):
        assert as_(user).get("/service/").status_code == 403


def test_home_shows_recent_batches_of_the_organisation_worked_for(world: World, as_: As) -> None:
    submit(world, some(world), name="summer.xml")
    assert "summer.xml" in text_of(as_(world.viewer).get("/"))
    assert "Recent batches" not in text_of(as_(world.stranger).get("/"))
