"""The register is read by everybody with an account and brought up to date by an operator."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from integration.web.test_batches import text_of
from testamur.batches import actions
from testamur.batches.models import Batch
from testamur.qualifications.models import Entry
from world import World, register

As = Callable[..., Client]


def test_register_is_searched_by_reference_and_by_words(world: World, as_: As) -> None:
    page = as_(world.viewer)
    assert "4 entries" in text_of(page.get("/register/"))
    assert "1 entry" in text_of(page.get("/register/?q=601/0002"))
    assert "Fit healthcare equipment" in text_of(page.get("/register/?q=equipment HEALTH"))
    nothing = text_of(page.get("/register/?q=alchemy"))
    assert "There is no entry with “alchemy”" in nothing
    assert "Import a register" not in nothing


def test_register_entry_tells_owner_grades_and_what_else_its_number_stands_for(world: World, as_: As) -> None:
    register("601/0001/1", "Mathematics (statistics)")
    entry = Entry.objects.get(title="Mathematics")
    shown = text_of(as_(world.viewer).get(f"/register/entries/{entry.uuid}/"))
    for part in (
        "601/0001/1",
        "Northern Board · RN0001",
        "A*, A, B",
        "1 Jan 2006",
        "Mathematics (statistics)",
    ):
        assert part in shown


def test_register_entry_that_is_not_there_is_not_found(world: World, as_: As) -> None:
    assert as_(world.viewer).get(f"/register/entries/{uuid.uuid4()}/").status_code == 404


def test_register_is_for_people_who_are_logged_in(world: World) -> None:
    assert Client().get("/register/").status_code == 302


@pytest.mark.requirement("XC-03")
def test_register_is_imported_by_operators_only(world: World, as_: As) -> None:
    for user in (world.super_user, world.viewer, world.outsider):
        assert as_(user).get("/register/import/").status_code == 403
        assert as_(user).post("/register/import/", {}).status_code == 403
    assert as_(world.operator).get("/register/import/").status_code == 200


@pytest.mark.requirement("XC-02")
def test_register_import_shows_what_would_change_and_writes_when_confirmed(world: World, as_: As) -> None:
    page = as_(world.operator)
    shown = page.get("/register/import/").content.decode()
    token = re.search(r'name="token" value="([^"]+)"', shown)
    assert token
    response = page.post(
        "/register/import/",
        {
            "kind": "organisations",
            "token": token[1],
            "file": SimpleUploadedFile("organisations.csv", _organisations()),
        },
    )
    batch = Batch.objects.get()
    assert response.headers["Location"] == f"/batches/{batch.uuid}/"
    actions.advance(batch_id=batch.pk)
    ready = text_of(page.get(f"/batches/{batch.uuid}/"))
    assert "Nothing has been changed yet" in ready
    page.post(f"/batches/{batch.uuid}/confirm/")
    actions.advance(batch_id=batch.pk)
    done = text_of(page.get(f"/batches/{batch.uuid}/"))
    assert "The record was accepted" in done
    assert page.get(f"/batches/{batch.uuid}/records/1/").status_code == 200


def _organisations() -> bytes:
    from testamur.qualifications.kinds.organisations.layout import LAYOUT as ORGANISATIONS

    values = {"recognition_number": "RN7777", "name": "Eastern Board", "acronym": "EB"}
    headings = [*ORGANISATIONS.names]
    cells = [values.get(key, "") for key in ORGANISATIONS.payload_keys]
    return (",".join(headings) + "\n" + ",".join(cells) + "\n").encode()


def test_register_import_of_nothing_says_so(world: World, as_: As) -> None:
    page = as_(world.operator)
    shown = text_of(
        page.post("/register/import/", {"kind": "units", "file": SimpleUploadedFile("u.csv", b"")})
    )
    assert "There is a problem" in shown
    assert "empty" in shown
    assert not Batch.objects.exists()
