"""The operator looks after the service and brings the register up to date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.looking import Look
from testamur.batches import actions
from testamur.batches.models import Batch
from testamur.batches.rules import ATTEMPTS_BEFORE_A_PERSON_LOOKS
from testamur.qualifications.kinds.organisations.layout import LAYOUT as ORGANISATIONS
from world import World, record, submit

SignIn = Callable[..., Page]


@pytest.mark.requirement("XC-05")
def test_a_stuck_batch_is_found_and_tried_again(
    page: Page, world: World, look: Look, sign_in: SignIn
) -> None:
    sign_in(world.operator)
    page.goto("/service/")
    look("service-quiet")
    stuck = submit(world, [record(world.learners[0])], run=False)
    Batch.objects.filter(pk=stuck.pk).update(
        state="stopped", attempts=ATTEMPTS_BEFORE_A_PERSON_LOOKS, last_error="OperationalError"
    )
    submit(world, [record(world.learners[1])], name="another.xml")
    page.get_by_role("link", name="Refresh").click()
    look("service")
    page.get_by_role("link", name=str(stuck.pk), exact=True).click()
    expect(
        page.get_by_role("heading", name="This batch has stopped, and nothing has been changed")
    ).to_be_visible()
    look("batch-stuck")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text(f"We are trying batch {stuck.pk} again.")).to_be_visible()


@pytest.mark.requirement("XC-02")
def test_a_register_is_imported_after_a_look_at_what_would_change(
    page: Page, world: World, look: Look, sign_in: SignIn, tmp_path: Path
) -> None:
    headings = list(ORGANISATIONS.names)
    held = {"recognition_number": "RN7777", "name": "Eastern Board", "acronym": "EB"}
    cells = [held.get(key, "") for key in ORGANISATIONS.payload_keys]
    path = tmp_path / "organisations.csv"
    path.write_text(f"{','.join(headings)}\n{','.join(cells)}\n", encoding="utf-8")

    sign_in(world.operator)
    page.goto("/register/")
    look("register-search")
    page.get_by_role("main").get_by_role("searchbox").fill("alchemy")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_contain_text("There is no entry with “alchemy”")
    look("register-search-empty")
    page.get_by_role("link", name="Show all entries").click()
    page.get_by_role("link", name="Physics").click()
    look("register-entry")
    page.get_by_role("link", name="Qualification register").last.click()
    page.get_by_role("button", name="Import a register").click()
    look("register-import")
    page.get_by_label("Awarding organisations").check()
    page.get_by_label("Register file").set_input_files(path)
    page.get_by_role("button", name="Send and check").click()
    expect(page.locator(".app-progress__label")).to_have_text("Waiting to be read")
    batch = Batch.objects.get()
    actions.advance(batch_id=batch.pk)
    expect(page.get_by_role("heading", name="Nothing has been changed yet")).to_be_visible()
    look("register-ready")
    page.get_by_role("button", name="Confirm and apply").click()
    actions.advance(batch_id=batch.pk)
    expect(page.get_by_role("heading", name="The record was accepted")).to_be_visible()
    look("register-done")
