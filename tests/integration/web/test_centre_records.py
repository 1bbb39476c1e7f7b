"""Sending a centre's records, and what their batch shows."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from integration.achievements.returns import aim, csv, send
from integration.web.test_batches import text_of
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from testamur.notices import actions as notices
from world import World, record, submit, the

As = Callable[..., Client]


def words_of(response: Any) -> str:
    return unescape(text_of(response))


def upload(page: Client, data: bytes, **fields: str) -> Any:
    file = SimpleUploadedFile("return.csv", data, "text/csv")
    return page.post("/centre-records/submit/", {"file": file, "when_checked": "at_once", **fields})


@pytest.mark.requirement("ACH-10")
def test_sending_a_return_shows_what_became_of_each_line(world: World, as_: As) -> None:
    one, two, three = world.learners[:3]
    submit(world, [record(two)])
    page = as_(world.provider_user)
    asked = words_of(page.get("/centre-records/submit/"))
    assert "Submit centre records" in asked
    assert "LearnAimRef" in asked
    assert "Submit centre records" in words_of(page.get("/"))
    response = upload(page, csv([aim(one), aim(two), aim(three, Outcome="3")]))
    batch = Batch.objects.get(kind="centre_records")
    assert response.headers["Location"] == f"/batches/{batch.uuid}/"
    batches.advance(batch_id=batch.pk)
    shown = words_of(page.get(f"/batches/{batch.uuid}/"))
    for words in (
        "Added to learners’ records",
        "Superseded by the awarding organisation’s own record",
        "Not recorded",
        "Undo this batch",
    ):
        assert words in shown
    assert the(two, source="ILR").state == "superseded"
    line = words_of(page.get(f"/batches/{batch.uuid}/records/3/"))
    assert "The outcome is 3 (not achieved)" in line
    assert "Not recorded" in line


@pytest.mark.requirement("ACH-10")
def test_operator_sees_a_superseded_record_with_its_source_and_history(world: World, as_: As) -> None:
    one = world.learners[0]
    send(world, [aim(one)])
    submit(world, [record(one)])
    held = the(one, source="ILR")
    shown = words_of(as_(world.operator).get(f"/achievements/{held.uuid}/"))
    for words in (
        "Superseded",
        "The centre’s data return (ILR)",
        "Riverside College",
        "W 02",
        "1 Sep 2018",
        "Superseded by the awarding organisation’s own record",
    ):
        assert words in shown
    assert "Edit grade" not in shown
    submit(world, [record(one, action="withdraw")])
    shown = words_of(as_(world.operator).get(f"/achievements/{held.uuid}/"))
    assert "On record again" in shown


@pytest.mark.requirement("ACH-13")
def test_awarding_organisation_does_not_see_centres_records(world: World, as_: As) -> None:
    one = world.learners[0]
    send(world, [aim(one)])
    page = as_(world.viewer)
    assert page.get(f"/achievements/{the(one).uuid}/").status_code == 404
    answer = words_of(page.post("/achievements/", {"uln": one.uln}))
    assert "Your organisation has no achievements" in answer


def test_sender_is_told_by_e_mail_without_learners_particulars(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        batch = send(world, [aim(world.learners[0])])
    notices.send_unsent()
    (message,) = [each for each in mail.outbox if "Centre records" in each.subject]
    assert message.to == [world.provider_user.email]
    assert f"/batches/{batch.uuid}/" in message.body
    assert "Added to learners’ records: 1" in message.body
    assert world.learners[0].uln not in message.body


@pytest.mark.requirement("XC-03")
def test_only_a_centres_data_users_send_records(world: World, as_: As) -> None:
    for user in (world.super_user, world.operator, world.authority_user, world.outsider):
        assert as_(user).get("/centre-records/submit/").status_code == 403
        assert upload(as_(user), csv([aim(world.learners[0])])).status_code == 403
    assert not Batch.objects.exists()


@pytest.mark.parametrize("data", [b"", b"x" * (6 * 1024 * 1024 + 1)])
def test_file_that_is_empty_or_too_large_is_refused_at_the_field(world: World, as_: As, data: bytes) -> None:
    shown = words_of(upload(as_(world.provider_user), data))
    assert "There is a problem" in shown
    assert 'href="#id_file"' in shown
    assert not Batch.objects.exists()
