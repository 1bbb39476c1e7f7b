"""Sending a batch through the page: once, twice, too large, for nobody, and on purpose again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from integration.web.test_batches import some, text_of
from testamur.achievements.models import Achievement
from testamur.batches import actions
from testamur.batches.models import Batch
from testamur.batches.states import BatchState
from world import World, person, record, submit, xml

As = Callable[..., Client]


def token_of(page: Client, address: str = "/batches/submit/") -> str:
    found = re.search(r'name="token" value="([^"]+)"', page.get(address).content.decode())
    assert found is not None
    return found[1]


def send(
    page: Client, data: bytes, *, name: str = "summer.xml", token: str | None = None, **more: str
) -> HttpResponse:
    fields = {"job_type": "", "when_checked": "at_once", "token": token or token_of(page), **more}
    return page.post("/batches/submit/", fields | {"file": SimpleUploadedFile(name, data)})


def only_batch() -> Batch:
    return Batch.objects.get()


@pytest.mark.requirement("ACH-01")
@pytest.mark.requirement("ACH-02")
def test_submitting_a_file_puts_a_batch_in_the_queue_and_shows_it(world: World, as_: As) -> None:
    page = as_(world.batch_user)
    assert "at most 6 MB and 10,000 records" in text_of(page.get("/batches/submit/"))
    response = send(page, xml(some(world, 3)))
    batch = only_batch()
    assert response.headers["Location"] == f"/batches/{batch.uuid}/"
    assert (batch.through, batch.file_name, batch.state) == ("page", "summer.xml", BatchState.RECEIVED)
    actions.advance(batch_id=batch.pk)
    assert "All 3 records were accepted" in text_of(page.get(f"/batches/{batch.uuid}/"))
    assert Achievement.objects.count() == 3


@pytest.mark.requirement("ACH-01")
def test_submitting_a_file_that_is_too_large_names_the_limit_and_makes_no_batch(
    world: World, as_: As, settings: object
) -> None:
    settings.ACHIEVEMENT_BATCH_MAX_BYTES = 1024 * 1024  # type: ignore[attr-defined]
    response = send(as_(world.batch_user), b"x" * (1024 * 1024 + 1))
    shown = text_of(response)
    assert "The file is larger than 1 MB" in shown
    assert 'href="#id_file"' in shown
    assert "<title>Error: " in shown
    assert not Batch.objects.exists()


@pytest.mark.requirement("ACH-01")
def test_submitting_one_record_more_than_allowed_refuses_the_batch_and_names_the_limit(
    world: World, as_: As, settings: object
) -> None:
    settings.ACHIEVEMENT_BATCH_MAX_RECORDS = 3  # type: ignore[attr-defined]
    page = as_(world.batch_user)
    send(page, xml(some(world, 4)))
    actions.advance(batch_id=only_batch().pk)
    shown = text_of(page.get(f"/batches/{only_batch().uuid}/"))
    assert "The file has more than 3 records" in shown
    assert "WSEC0046" in shown
    assert not Achievement.objects.exists()


@pytest.mark.parametrize(("data", "sentence"), [(b"", "The file is empty"), (None, "Select a batch file")])
def test_submitting_nothing_is_said_at_the_file(
    world: World, as_: As, data: bytes | None, sentence: str
) -> None:
    page = as_(world.batch_user)
    given = {"job_type": "", "when_checked": "at_once", "token": token_of(page)}
    files = {"file": SimpleUploadedFile("empty.xml", data)} if data is not None else {}
    shown = text_of(page.post("/batches/submit/", given | files))
    assert sentence in shown
    assert not Batch.objects.exists()


@pytest.mark.requirement("XC-03")
def test_submitting_is_not_for_viewers_operators_or_people_without_a_role(world: World, as_: As) -> None:
    for user in (world.viewer, world.operator, world.outsider):
        page = as_(user)
        assert page.get("/batches/submit/achievements/").status_code == 403
        assert page.post("/batches/submit/achievements/", {}).status_code == 403
        assert page.post("/batches/submit/", {}).status_code == 403
    for user in (world.viewer, world.outsider):
        assert as_(user).get("/batches/submit/").status_code == 403
    assert not Batch.objects.exists()


def test_submitting_for_another_organisation_is_not_offered_and_not_taken(world: World, as_: As) -> None:
    both = person("gemma", (world.board, "ao_batch_user"), (world.other_board, "ao_viewer"))
    page = as_(both)
    assert "Southern Board" not in text_of(page.get("/batches/submit/")).split("<main")[1]
    send(page, xml(some(world)), organisation=str(world.other_board.uuid))
    assert only_batch().organisation == world.board


def test_submitting_with_roles_at_two_organisations_asks_which(world: World, as_: As) -> None:
    both = person("gemma", (world.board, "ao_batch_user"), (world.other_board, "ao_batch_user"))
    page = as_(both)
    data = xml([record(world.learners[0], reference="601/0003/5")])
    send(page, data, organisation=str(world.other_board.uuid))
    assert only_batch().organisation == world.other_board


# --- twice --------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("XC-02")
def test_submitting_the_same_form_twice_makes_one_batch_and_shows_it_both_times(
    world: World, as_: As
) -> None:
    page = as_(world.batch_user)
    token, data = token_of(page), xml(some(world))
    first, second = send(page, data, token=token), send(page, data, token=token)
    assert first.headers["Location"] == second.headers["Location"] == f"/batches/{only_batch().uuid}/"


def test_submitting_a_form_again_with_another_file_or_another_answer_is_another_batch(
    world: World, as_: As
) -> None:
    page = as_(world.batch_user)
    token = token_of(page)
    send(page, xml(some(world), job_type=None), token=token)
    send(page, xml(some(world), job_type=None), token=token, job_type="final")
    send(page, xml(some(world, 2)), token=token)
    assert Batch.objects.count() == 3


@pytest.mark.requirement("XC-02")
def test_submitting_a_file_that_was_sent_before_shows_the_first_batch(world: World, as_: As) -> None:
    page, data = as_(world.batch_user), xml(some(world))
    send(page, data)
    response = send(page, data, name="another-name.xml")
    assert response.headers["Location"] == f"/batches/{only_batch().uuid}/sent-before/"
    shown = text_of(page.get(response.headers["Location"]))
    assert "This file was sent before" in shown
    assert f"as batch {only_batch().pk}" in shown


def test_sending_again_on_purpose_makes_a_second_batch_once(world: World, as_: As) -> None:
    page = as_(world.batch_user)
    first = submit(world, some(world), name="summer.xml")
    address = f"/batches/{first.uuid}/sent-before/"
    given = {"token": token_of(page, address), "when_checked": "show_first"}
    one, two = page.post(address, given), page.post(address, given)
    second = Batch.objects.exclude(pk=first.pk).get()
    assert one.headers["Location"] == two.headers["Location"] == f"/batches/{second.uuid}/"
    assert (second.sent_again, second.needs_confirmation, second.file_name) == (True, True, "summer.xml")
    assert second.digest == first.digest


def test_sending_again_is_not_for_viewers(world: World, as_: As) -> None:
    first = submit(world, some(world))
    assert as_(world.viewer).get(f"/batches/{first.uuid}/sent-before/").status_code == 403


# --- type of job, threshold ---------------------------------------------------------------------------------------


@pytest.mark.requirement("ACH-04")
def test_submitting_as_final_a_file_that_says_provisional_is_refused(world: World, as_: As) -> None:
    page = as_(world.batch_user)
    send(page, xml(some(world), job_type="provisional"), job_type="final")
    actions.advance(batch_id=only_batch().pk)
    shown = text_of(page.get(f"/batches/{only_batch().uuid}/"))
    assert "A batch must be one or the other" in shown
    assert not Achievement.objects.exists()


@pytest.mark.requirement("ACH-04")
def test_submitting_final_after_provisional_promotes(world: World, as_: As) -> None:
    page = as_(world.batch_user)
    submit(world, some(world), job_type="provisional")
    send(page, xml(some(world), job_type=None), job_type="final")
    final = Batch.objects.latest("pk")
    actions.advance(batch_id=final.pk)
    assert "Promoted to final" in text_of(page.get(f"/batches/{final.uuid}/"))
    assert set(Achievement.objects.values_list("status", flat=True)) == {"final"}


@pytest.mark.requirement("ACH-05")
def test_submitting_with_more_than_thirty_percent_rejected_fails_with_rs005_and_changes_nothing(
    world: World, as_: As
) -> None:
    page = as_(world.batch_user)
    send(page, xml(some(world, 10, bad=4)))
    actions.advance(batch_id=only_batch().pk)
    shown = text_of(page.get(f"/batches/{only_batch().uuid}/"))
    assert "RS005" in shown
    assert "The whole batch was refused, and nothing was changed" in shown
    assert "Send a corrected file" in shown
    assert not Achievement.objects.exists()


@pytest.mark.requirement("ACH-05")
def test_submitting_with_exactly_thirty_percent_rejected_passes(world: World, as_: As) -> None:
    page = as_(world.batch_user)
    send(page, xml(some(world, 10, bad=3)))
    actions.advance(batch_id=only_batch().pk)
    assert "7 of 10 records were accepted" in text_of(page.get(f"/batches/{only_batch().uuid}/"))
    assert Achievement.objects.count() == 7
