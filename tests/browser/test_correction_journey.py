"""Manage learner achievements: the grade is edited, an achievement is moved, and one is deleted."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.looking import Look
from testamur.achievements import actions
from testamur.learners.models import Learner
from world import World, record, submit, the

SignIn = Callable[..., Page]


def open_summary(page: Page, learner: Learner, subject: str) -> None:
    page.goto("/achievements/")
    page.get_by_label("ULN").fill(learner.uln)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=subject).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Achievement summary")


@pytest.mark.requirement("EDC-03")
@pytest.mark.requirement("EDC-04")
@pytest.mark.requirement("EDC-07")
def test_the_grade_is_edited_and_the_second_of_two_people_is_told(
    page: Page, world: World, look: Look, sign_in: SignIn
) -> None:
    learner = world.learners[0]
    submit(world, [record(learner), record(learner, reference="J/602/3521", grade=None)])
    sign_in(world.edc_user)
    page.goto("/achievements/")
    look("manage-learner-achievements")
    open_summary(page, learner, "Mathematics")
    look("correction-summary")
    page.get_by_role("button", name="Edit grade").click()
    look("edit-grade")
    page.get_by_role("link", name="Cancel").click()
    page.get_by_role("button", name="Edit grade").click()
    page.get_by_label("New grade").fill("x" * 21)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("has 21 characters")
    look("edit-grade-error")
    page.get_by_label("New grade").fill("Z")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Check these first")).to_be_visible()
    look("edit-grade-check")
    page.get_by_role("button", name="Go back and change it").click()
    page.get_by_label("New grade").fill("B")
    page.get_by_label("Reason (optional)").fill("Re-marked")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The grade has been saved.")).to_be_visible()
    look("edit-grade-done")

    page.get_by_role("button", name="Edit grade").click()
    held = the(learner, reference="601/0001/1")
    actions.edit_grade(achievement=held, grade="C", through="page", by=world.batch_user)
    page.get_by_label("New grade").fill("D")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("This achievement has changed since you opened it")).to_be_visible()
    look("changed-since")
    held.refresh_from_db()
    assert held.grade == "C"


@pytest.mark.requirement("EDC-06")
@pytest.mark.requirement("XC-05")
def test_an_achievement_is_moved_to_the_learner_whose_name_is_shown(
    page: Page, world: World, look: Look, sign_in: SignIn
) -> None:
    learner, other = world.learners[:2]
    submit(world, [record(learner)])
    sign_in(world.edc_user)
    open_summary(page, learner, "Mathematics")
    page.get_by_role("button", name="Move to new learner").click()
    look("move")
    page.get_by_label("New ULN").fill(learner.uln)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("is already on this learner's record")
    look("move-error")
    page.get_by_label("New ULN").fill(other.uln)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text(str(other), exact=True)).to_be_visible()
    look("move-confirm")
    assert the(learner).uln == learner.uln
    page.get_by_role("button", name="Confirm transfer").click()
    expect(page.get_by_text(re.compile("The achievement has been moved to"))).to_be_visible()
    look("move-done")
    assert the(other).uln == other.uln


@pytest.mark.requirement("EDC-05")
@pytest.mark.requirement("EDC-07")
@pytest.mark.requirement("XC-05")
def test_an_achievement_is_deleted_without_scripts(plain_page: Page, world: World, sign_in: SignIn) -> None:
    learner = world.learners[0]
    submit(world, [record(learner), record(learner, reference="J/602/3521", grade="Pass")])
    page = sign_in(world.edc_user, on=plain_page)
    open_summary(page, learner, "Mathematics")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete learner achievement")
    page.get_by_role("link", name="Cancel").click()
    assert the(learner, reference="601/0001/1").state == "active"
    page.get_by_role("button", name="Delete").click()
    page.get_by_label("Reason").fill("The learner never completed the course")
    page.get_by_role("button", name="Confirm delete").click()
    expect(page.get_by_text("The achievement has been deleted")).to_be_visible()
    expect(page.get_by_text("1-1 of 1 results")).to_be_visible()
    assert the(learner, reference="601/0001/1").state == "deleted"


@pytest.mark.requirement("EDC-05")
def test_a_deleted_achievement_is_looked_at(page: Page, world: World, look: Look, sign_in: SignIn) -> None:
    learner = world.learners[0]
    submit(world, [record(learner)])
    sign_in(world.edc_user)
    open_summary(page, learner, "Mathematics")
    page.get_by_role("button", name="Delete").click()
    look("delete")
    page.get_by_label("Reason").fill("The learner never completed the course")
    page.get_by_role("button", name="Confirm delete").click()
    look("delete-done")
    page.get_by_role("link", name="Show it").click()
    look("list-with-deleted")
    page.get_by_role("link", name="Mathematics").click()
    look("deleted-summary")


@pytest.mark.requirement("ACH-10")
def test_a_centre_sends_its_records(page: Page, world: World, look: Look, sign_in: SignIn) -> None:
    from integration.achievements.returns import aim, csv
    from testamur.batches import actions as batches
    from testamur.batches.models import Batch

    one, two, three = world.learners[:3]
    submit(world, [record(two)])
    sign_in(world.provider_user)
    page.goto("/centre-records/submit/")
    look("centre-records-submit")
    data = csv([aim(one), aim(two), aim(three, Outcome="3")])
    page.get_by_label("Data return file").set_input_files(
        {"name": "return.csv", "mimeType": "text/csv", "buffer": data}
    )
    page.get_by_label("Apply at once").check()
    page.get_by_role("button", name="Submit records").click()
    page.wait_for_url(re.compile("/batches/"))
    batch = Batch.objects.get(kind="centre_records")
    batches.advance(batch_id=batch.pk)
    expect(page.get_by_text("Added to learners’ records").first).to_be_visible()
    look("centre-records-batch")
