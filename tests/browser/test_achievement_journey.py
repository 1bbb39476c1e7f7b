"""One achievement is found, created, updated, withdrawn and reinstated."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.looking import Look
from testamur.learners import actions as learners
from testamur.learners.models import Learner
from world import World, record, submit, the

SignIn = Callable[..., Page]


def fill_in(page: Page, learner: Learner, *, grade: str = "A") -> None:
    page.get_by_label("ULN").fill(learner.uln)
    page.get_by_label("Given name").fill(learner.given_name)
    page.get_by_label("Family name").fill(learner.family_name)
    page.get_by_label("Reference number").fill("601/0001/1")
    awarded = page.get_by_role("group", name="Achievement award date")
    awarded.get_by_label("Day").fill("3")
    awarded.get_by_label("Month").fill("7")
    awarded.get_by_label("Year").fill("2019")
    page.get_by_label("Grade (optional)").fill(grade)


@pytest.mark.requirement("ACH-03")
@pytest.mark.requirement("XC-01")
@pytest.mark.requirement("XC-05")
def test_an_achievement_is_created_updated_withdrawn_and_reinstated(
    page: Page, world: World, look: Look, sign_in: SignIn
) -> None:
    learner = world.learners[0]
    sign_in(world.batch_user)
    page.goto("/achievements/")
    look("achievement-find")
    page.get_by_label("ULN").fill(learner.uln)
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("alert")).to_contain_text("Your organisation has no achievements for the learner")
    look("achievement-find-none")

    page.get_by_role("link", name="Create achievement").click()
    look("achievement-create")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the ULN")
    look("achievement-create-errors")
    fill_in(page, learner, grade="Z")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Check these first")).to_be_visible()
    look("achievement-create-check")
    page.get_by_role("button", name="Go back and change it").click()
    page.get_by_label("Grade (optional)").fill("A")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Check these first")).to_have_count(0)
    page.get_by_role("button", name="Create achievement").click()
    expect(page.get_by_text("The achievement has been created.")).to_be_visible()
    look("achievement-created")

    page.get_by_role("button", name="Update grade, UKPRN or language").click()
    look("achievement-update")
    page.get_by_label("Grade", exact=True).fill("B")
    page.get_by_role("button", name="Continue").click()
    look("achievement-update-check")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("The achievement has been updated.")).to_be_visible()

    page.get_by_role("button", name="Withdraw").click()
    look("achievement-withdraw")
    page.get_by_label("Reason").fill("The learner never completed the course")
    page.get_by_role("button", name="Withdraw achievement").click()
    expect(page.get_by_text("The achievement has been withdrawn.")).to_be_visible()
    page.get_by_role("button", name="Reinstate").click()
    look("achievement-reinstate")
    page.get_by_label("Reason").fill("The learner did")
    page.get_by_role("button", name="Reinstate achievement").click()
    titles = page.locator(".app-timeline__title")
    expect(titles).to_have_text(["Reinstated", "Withdrawn", "Updated", "Created"])
    look("achievement-with-history")


@pytest.mark.requirement("ACH-13")
def test_the_achievements_of_a_learner_are_listed_and_sorted(
    page: Page, world: World, look: Look, sign_in: SignIn
) -> None:
    learner, linked = world.learners[:2]
    submit(
        world,
        [
            record(learner),
            record(learner, reference="601/0002/3", grade="B", award_date="2019-06-01"),
            record(learner, reference="J/602/3521", grade="Pass", award_date="2018-06-01"),
            record(linked),
        ],
    )
    submit(
        world, [record(learner, reference="601/0003/5")], organisation=world.other_board, by=world.stranger
    )
    sign_in(world.viewer)
    page.goto("/achievements/")
    look("achievement-find-viewer")
    page.get_by_label("ULN").fill(learner.uln)
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("1-3 of 3 results")).to_be_visible()
    look("achievement-list")
    page.get_by_role("link", name="Subject").click()
    expect(page.get_by_role("rowheader").first).to_have_text("Fit healthcare equipment")
    page.get_by_role("link", name="Physics").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Achievement summary")
    look("achievement-viewer")
    page.get_by_role("link", name="Back to list").click()

    learners.merge(learner=linked, master=learner, reason="the same person", by=None)
    page.reload()
    expect(page.get_by_text(f"merged into this one: {linked.uln}")).to_be_visible()
    look("achievement-list-master")
    page.goto(f"/achievements/{the(linked).uuid}/")
    look("achievement-merged")


@pytest.mark.requirement("XC-05")
def test_an_achievement_is_withdrawn_and_reinstated_by_its_key_without_scripts(
    plain_page: Page, world: World, sign_in: SignIn
) -> None:
    learner = world.learners[0]
    submit(world, [record(learner)])
    page = sign_in(world.batch_user, on=plain_page)
    for verb, reason in [("Withdraw", "Sent by mistake"), ("Reinstate", "It was right")]:
        page.goto("/achievements/")
        page.get_by_role("link", name=f"{verb} achievement").click()
        page.get_by_label("ULN").fill(learner.uln)
        page.get_by_label("Reference number").fill("601/0001/1")
        page.get_by_label("Day").fill("3")
        page.get_by_label("Month").fill("7")
        page.get_by_label("Year").fill("2019")
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("Reason").fill(reason)
        page.get_by_role("button", name=f"{verb} achievement").click()
        expect(page.get_by_text(f"Reason: {reason}")).to_be_visible()
    assert the(learner).state == "active"


def test_an_achievement_to_withdraw_that_is_not_there_is_said_above_the_form(
    page: Page, world: World, look: Look, sign_in: SignIn
) -> None:
    sign_in(world.batch_user)
    page.goto("/achievements/withdraw/")
    look("achievement-withdraw-find")
    page.get_by_label("ULN").fill(world.learners[0].uln)
    page.get_by_label("Reference number").fill("601/0001/1")
    page.get_by_label("Day").fill("3")
    page.get_by_label("Month").fill("7")
    page.get_by_label("Year").fill("2019")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("There is nothing to withdraw")
    look("achievement-withdraw-find-none")
    page.goto("/achievements/reinstate/")
    look("achievement-reinstate-find")
