"""An awarding organisation sends a batch and sees what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from browser.looking import Look
from testamur.audit import actions as audit
from testamur.batches import actions
from testamur.batches.actions import engine
from testamur.batches.models import Batch
from testamur.batches.states import BatchState
from world import World, record, submit, xml

SignIn = Callable[..., Page]


def one_step(batch: Batch) -> None:
    """What a worker does, one step of it, so that there is time to look on."""
    batch.refresh_from_db()
    with transaction.atomic(), audit.process("batch.stepped", by=batch.submitted_by, batch=batch.pk):
        engine.STEPS[batch.state](batch)
        batch.save()


def some(world: World, *, bad: int = 0) -> list[dict[str, object]]:
    """A record a learner and day; ``bad`` of them with a ULN that cannot be."""
    days = [f"2019-07-{day:02}" for day in range(1, 6)]
    right = [record(learner, award_date=day) for day in days for learner in world.learners]
    wrong = [
        record(world.learners[0], uln="1234567890", award_date=f"2019-06-{day:02}")
        for day in range(1, bad + 1)
    ]
    return [*wrong, *right]


def file_of(folder: Path, data: bytes, name: str = "summer-results.xml") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def newest() -> Batch:
    return Batch.objects.latest("pk")


@pytest.mark.requirement("ACH-01")
@pytest.mark.requirement("ACH-02")
@pytest.mark.requirement("XC-02")
@pytest.mark.requirement("XC-05")
def test_a_batch_goes_from_file_to_outcome_while_one_looks_on(
    page: Page, world: World, look: Look, sign_in: SignIn, tmp_path: Path
) -> None:
    sign_in(world.super_user)
    page.goto("/")
    look("home-no-batches")
    page.get_by_role("button", name="Submit achievements batch").click()
    look("batch-submit")
    page.get_by_role("button", name="Submit batch").click()
    expect(page.get_by_role("alert")).to_contain_text("Select a batch file")
    look("batch-submit-errors")

    page.get_by_label("Batch file").set_input_files(file_of(tmp_path, xml(some(world, bad=2))))
    page.get_by_label("Apply at once").check()
    page.get_by_role("button", name="Submit batch").click()
    batch = newest()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Batch {batch.pk}")
    expect(page.locator(".app-progress__label")).to_have_text("Waiting to be read")
    expect(page.get_by_text("You can close this page")).to_be_visible()
    look("batch-received")

    one_step(batch)
    expect(page.locator(".app-progress__label")).to_have_text("Checking 22 records")
    page.reload()
    look("batch-staged")
    one_step(batch)
    expect(page.locator(".app-progress__label")).to_have_text("Saving records")
    page.reload()
    look("batch-confirmed")
    one_step(batch)
    expect(page.locator(".app-progress__label")).to_have_text("Making the outcome files")
    page.reload()
    look("batch-applied")
    one_step(batch)
    expect(page.get_by_role("heading", name="20 of 22 records were accepted")).to_be_visible()
    look("batch-done")


@pytest.mark.requirement("ACH-02")
def test_the_outcome_of_a_batch_is_downloaded_and_read_record_by_record(
    page: Page, world: World, look: Look, sign_in: SignIn
) -> None:
    batch = submit(world, some(world, bad=2), name="summer-results.xml")
    sign_in(world.viewer)
    page.goto(f"/batches/{batch.uuid}/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download your file with the findings").click()
    assert download.value.suggested_filename == "summer-results-outcome.xml"
    assert "is not valid" in download.value.path().read_text(encoding="utf-8")

    page.get_by_role("link", name="See every finding, record by record").click()
    look("batch-findings")
    page.get_by_label("Severity").select_option("Warnings")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("status")).to_contain_text("No findings match")
    look("batch-findings-filtered-empty")
    page.get_by_role("link", name="Show all findings").click()
    page.get_by_role("link", name="Record 2", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Record 2 of batch")
    look("batch-record-rejected")
    page.get_by_role("link", name="Record 3").click()
    look("batch-record-accepted")
    page.get_by_role("link", name="View it as it is now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Achievement summary")


@pytest.mark.requirement("XC-02")
def test_a_batch_that_is_done_is_undone(page: Page, world: World, look: Look, sign_in: SignIn) -> None:
    batch = submit(world, some(world))
    submit(world, [record(world.learners[0], award_date="2019-07-01", action="update", grade="C")])
    sign_in(world.super_user)
    page.goto(f"/batches/{batch.uuid}/")
    page.get_by_role("button", name="Undo this batch").click()
    look("batch-undo")
    page.get_by_role("button", name="Undo this batch").click()
    expect(page.locator(".app-progress__label")).to_have_text("Undoing changes")
    look("batch-undoing")
    actions.advance(batch_id=batch.pk)
    expect(page.get_by_role("heading", name="19 records were restored")).to_be_visible()
    expect(page.get_by_text("1 record was left as it is")).to_be_visible()
    look("batch-undone")


@pytest.mark.requirement("XC-02")
@pytest.mark.requirement("ACH-04")
def test_a_provisional_batch_and_its_final_one_are_looked_at_before_they_are_applied(
    page: Page, world: World, look: Look, sign_in: SignIn, tmp_path: Path
) -> None:
    submit(world, some(world), job_type="provisional")
    sign_in(world.batch_user)
    page.goto("/batches/submit/")
    page.get_by_label("Batch file").set_input_files(file_of(tmp_path, xml(some(world), job_type=None)))
    page.get_by_label("Final", exact=True).check()
    page.get_by_label("Show me the changes first").check()
    page.get_by_role("button", name="Submit batch").click()
    expect(page.locator(".app-progress__label")).to_have_text("Waiting to be read")
    actions.advance(batch_id=newest().pk)

    expect(page.get_by_role("heading", name="Nothing has been changed yet")).to_be_visible()
    expect(page.get_by_role("list", name="What will change")).to_contain_text("20 To be promoted to final")
    look("batch-ready")
    page.get_by_role("button", name="Confirm and apply").click()
    expect(page.get_by_text("has been confirmed. Its records are being saved")).to_be_visible()
    actions.advance(batch_id=newest().pk)
    expect(page.get_by_role("heading", name="All 20 records were accepted")).to_be_visible()
    expect(page.get_by_role("list", name="What was changed")).to_contain_text("Promoted to final")
    page.get_by_role("link", name="Home").first.click()
    look("home-with-batches")
    page.get_by_role("link", name="All batches").click()
    look("batch-list")


@pytest.mark.requirement("ACH-05")
def test_a_batch_that_is_refused_says_why_and_what_to_do(
    page: Page, world: World, look: Look, sign_in: SignIn
) -> None:
    refused = submit(world, some(world, bad=20))
    letter = submit(world, b"Dear all,\n\nhere are the results.\n", name="letter.txt")
    sign_in(world.batch_user)
    page.goto(f"/batches/{refused.uuid}/")
    expect(page.get_by_text("RS005")).to_be_visible()
    look("batch-refused")
    page.goto(f"/batches/{letter.uuid}/")
    expect(page.get_by_text("The file could not be read as a batch")).to_be_visible()
    look("batch-unreadable")
    page.get_by_role("button", name="Send a corrected file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Submit achievements batch")


@pytest.mark.requirement("XC-02")
def test_a_file_that_was_sent_before_is_not_taken_twice_unless_on_purpose(
    page: Page, world: World, look: Look, sign_in: SignIn, tmp_path: Path
) -> None:
    data = xml(some(world))
    first = submit(world, data)
    sign_in(world.batch_user)
    page.goto("/batches/submit/")
    page.get_by_label("Batch file").set_input_files(file_of(tmp_path, data))
    page.get_by_role("button", name="Submit batch").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This file was sent before")
    look("batch-sent-before")
    page.get_by_role("button", name="Send it again").click()
    second = newest()
    assert second.pk != first.pk
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Batch {second.pk}")
    page.get_by_role("link", name="Cancel this batch").click()
    look("batch-cancel")
    page.get_by_role("button", name="Yes, cancel this batch").click()
    expect(page.get_by_role("heading", name="This batch was cancelled")).to_be_visible()
    look("batch-cancelled")
    page.go_back()
    page.go_back()
    page.get_by_role("button", name="Yes, cancel this batch").or_(
        page.get_by_role("heading", level=1)
    ).first.wait_for()
    assert Batch.objects.count() == 2
    page.goto("about:blank")


@pytest.mark.requirement("XC-05")
def test_a_batch_is_sent_confirmed_and_read_without_scripts(
    plain_page: Page, world: World, sign_in: SignIn, tmp_path: Path
) -> None:
    page = sign_in(world.super_user, on=plain_page)
    page.goto("/batches/submit/")
    page.get_by_label("Batch file").set_input_files(file_of(tmp_path, xml(some(world, bad=1))))
    page.get_by_label("Show me the changes first").check()
    page.get_by_role("button", name="Submit batch").click()
    expect(page.locator(".app-progress__label")).to_have_text("Waiting to be read")
    actions.advance(batch_id=newest().pk)
    page.get_by_role("link", name="Check progress").click()
    page.get_by_role("button", name="Confirm and apply").click()
    actions.advance(batch_id=newest().pk)
    page.get_by_role("link", name="Check progress").click()
    expect(page.get_by_role("heading", name="20 of 21 records were accepted")).to_be_visible()
    page.get_by_role("link", name="F02").click()
    expect(page.get_by_role("status")).to_contain_text("Records 1 to 1 of 1")
    page.goto(f"/batches/{newest().uuid}/undo/")
    page.get_by_role("button", name="Undo this batch").click()
    assert newest().state == BatchState.UNDOING
    page.goto("about:blank")


@pytest.mark.requirement("XC-05")
def test_a_batch_waiting_in_a_page_without_scripts_comes_up_by_itself(
    plain_page: Page, world: World, sign_in: SignIn
) -> None:
    batch = submit(world, some(world), run=False)
    page = sign_in(world.viewer, on=plain_page)
    page.goto(f"/batches/{batch.uuid}/")
    actions.advance(batch_id=batch.pk)
    expect(page.get_by_role("heading", name="All 20 records were accepted")).to_be_visible(timeout=15_000)


@pytest.mark.requirement("XC-05")
def test_a_batch_is_sent_and_confirmed_with_the_keyboard_alone(
    page: Page, world: World, sign_in: SignIn, tmp_path: Path
) -> None:
    sign_in(world.batch_user)
    chosen = file_of(tmp_path, xml(some(world)))
    page.on("filechooser", lambda chooser: chooser.set_files(chosen))
    page.goto("/batches/submit/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    _tab_to(page, page.get_by_label("Batch file"))
    page.keyboard.press("Space")
    expect(page.get_by_label("Batch file")).to_have_value(re.compile(r"summer-results\.xml$"))
    _tab_to(page, page.get_by_label("Use the type of job in the file"))
    _tab_to(page, page.get_by_label("Show me the changes first"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Apply at once")).to_be_checked()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Show me the changes first")).to_be_checked()
    _tab_to(page, page.get_by_role("button", name="Submit batch"))
    page.keyboard.press("Enter")
    expect(page.locator(".app-progress__label")).to_have_text("Waiting to be read")
    actions.advance(batch_id=newest().pk)
    expect(page.get_by_role("heading", name="Nothing has been changed yet")).to_be_visible()
    _tab_to(page, page.get_by_role("button", name="Confirm and apply"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("has been confirmed")).to_be_visible()
    page.goto("about:blank")


def _tab_to(page: Page, target: object, *, at_most: int = 40) -> None:
    """Press Tab until the thing has the focus, as somebody does who has no mouse."""
    for _press in range(at_most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):  # type: ignore[attr-defined]
            return
    raise AssertionError(f"the keyboard does not reach {target}")
