"""An error on a record is reported, looked into, put right, checked and closed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.looking import Look
from testamur.achievements.models import Achievement
from testamur.challenges import actions as challenges
from testamur.challenges.models import Challenge
from testamur.challenges.rules import Problem
from testamur.notices.models import Notice
from testamur.plumbing import clock
from testamur.web.learners import grants
from world import World, a_challenge, record, submit, the

SignIn = Callable[..., Page]
Later = Callable[[int], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """``later(36)``: from now on it is that many days after the test began."""
    now = clock.now

    def move(days: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: now() + dt.timedelta(days=days))

    return move


def alert(page: Page) -> Any:
    return page.get_by_role("alert")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()


def the_latest() -> Challenge:
    return Challenge.objects.latest("id")


def tell(page: Page, *, grade: str = "B") -> None:
    page.get_by_label("What grade should it be?").fill(grade)
    page.get_by_label("Tell us what is wrong, in your own words").fill("My certificate says B, not A.")


@pytest.mark.requirement("EDC-01")
@pytest.mark.requirement("XC-05")
def test_a_learner_reports_a_wrong_grade_on_their_own_record(
    page: Page, world: World, look: Look, sign_in: SignIn, achievement: Achievement
) -> None:
    sign_in(world.learner_user)
    page.goto("/record/")
    page.get_by_role("link", name=re.compile("Something is wrong with this")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Something is wrong with this result")
    look("challenge-raise-learner")
    press(page, "Continue")
    expect(alert(page)).to_contain_text("Select what is wrong")
    look("challenge-raise-nothing-chosen")
    page.get_by_label("I think I should have got a different result").check()
    press(page, "Continue")
    expect(page.get_by_text("That is called an appeal.")).to_be_visible()
    look("challenge-appeal")
    follow(page, "Back")
    page.get_by_label("The grade is wrong").check()
    press(page, "Continue")
    look("challenge-raise-say")
    press(page, "Continue")
    expect(alert(page)).to_contain_text("Enter the grade that the record should show")
    look("challenge-raise-say-errors")
    tell(page)
    press(page, "Continue")
    expect(page.get_by_text("Nothing is sent until you select the button.")).to_be_visible()
    look("challenge-raise-check")
    press(page, "Go back and change it")
    expect(page.get_by_label("What grade should it be?")).to_have_value("B")
    press(page, "Continue")
    press(page, "Send it")
    expect(page.get_by_text(the_latest().reference)).to_be_visible()
    look("challenge-raised")
    follow(page, "See the challenge")
    look("challenge-learner")
    page.get_by_label("Your message").fill("I can send you a picture of my certificate.")
    press(page, "Send message")
    expect(page.locator(".app-thread__message--own")).to_contain_text("I can send you a picture")
    look("challenge-learner-thread")
    follow(page, "Back to list")
    look("challenge-list-learner")


@pytest.mark.requirement("EDC-01")
@pytest.mark.requirement("XC-05")
def test_a_provider_raises_a_challenge_without_scripts(
    plain_page: Page, world: World, sign_in: SignIn, achievement: Achievement
) -> None:
    page = sign_in(world.provider_user, on=plain_page)
    page.goto(f"/learners/{grants.grant(achievement.learner, to=world.provider_user)}/")
    page.get_by_role("link", name=re.compile("Something is wrong with this")).click()
    page.get_by_label("The achievement is not this learner’s").check()
    press(page, "Continue")
    page.get_by_label("ULN of the learner whose achievement it is").fill(world.learners[1].uln)
    page.get_by_label("Tell us what is wrong").fill("It belongs to somebody else of the same name.")
    press(page, "Continue")
    press(page, "Raise the challenge")
    expect(page.get_by_text(the_latest().reference)).to_be_visible()
    follow(page, "See the challenge")
    press(page, "Withdraw")
    press(page, "Withdraw the challenge")
    expect(page.get_by_text("has been withdrawn. The awarding organisation has been told.")).to_be_visible()
    assert the_latest().state == "withdrawn"


@pytest.mark.requirement("EDC-02")
@pytest.mark.requirement("XC-05")
def test_the_list_by_status_and_process(page: Page, world: World, look: Look, sign_in: SignIn) -> None:
    submit(world, [record(learner) for learner in world.learners])
    found = [a_challenge(world, the(learner)) for learner in world.learners]
    challenges.accept(challenge=found[1], through="page", by=world.edc_user)
    challenges.reject(challenge=found[2], reason="It is right.", through="page", by=world.edc_user)
    challenges.withdraw(challenge=found[3], through="page", by=world.provider_user)
    sign_in(world.edc_user)
    page.goto("/")
    look("home-with-challenges")
    follow(page, "1 new challenge to process")
    look("challenge-list-new")
    page.goto("/challenges/")
    page.get_by_label("Status").select_option(label="In progress (2)")
    press(page, "Refresh")
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_label("Status").select_option(label="All (4)")
    press(page, "Refresh")
    look("challenge-list-all")
    press(page, f"Process {found[0].reference}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(found[0].reference)
    expect(page.get_by_text(f"Challenge {found[0].reference} is now in progress.")).to_be_visible()
    look("challenge-in-progress")
    follow(page, "Back to list")
    expect(page.get_by_text("No challenges match.")).to_be_visible()
    look("challenge-list-none-new")
    sign_in(world.support)
    page.goto("/challenges/")
    look("challenge-list-support")
    page.get_by_label("Decision").select_option(label="Rejected: to be closed")
    press(page, "Refresh")
    expect(page.get_by_role("row")).to_have_count(2)


@pytest.mark.requirement("EDC-07")
@pytest.mark.requirement("XC-05")
def test_nothing_changes_without_confirm_and_cancel_is_everywhere(
    page: Page, world: World, look: Look, sign_in: SignIn, achievement: Achievement
) -> None:
    other = world.learners[1]
    challenge = a_challenge(world, achievement, problem=Problem.LEARNER, wanted_uln=other.uln)
    sign_in(world.edc_user)
    page.goto(f"/challenges/{challenge.uuid}/")
    for button in ("Accept", "Reject", "Assign"):
        press(page, button)
        look(f"challenge-{button.lower()}")
        follow(page, "Cancel")
        expect(page).to_have_url(re.compile(f"/challenges/{challenge.uuid}/$"))
    press(page, "Reject")
    press(page, "Reject the challenge")
    expect(alert(page)).to_contain_text("Enter why the challenge is rejected")
    look("challenge-reject-errors")
    follow(page, "Back")
    challenge.refresh_from_db()
    assert challenge.state == "new"

    press(page, "Accept")
    press(page, "Accept the challenge")
    look("challenge-accepted")
    press(page, "Correct the record")
    expect(page.get_by_text(str(other), exact=True)).to_be_visible()
    look("challenge-correct-move")
    follow(page, "Cancel")
    achievement.refresh_from_db()
    assert achievement.learner == world.learners[0]

    press(page, "Correct the record")
    move_to_somebody_else(page, world.learners[2].uln, look)
    achievement.refresh_from_db()
    assert achievement.learner == world.learners[2]


def move_to_somebody_else(page: Page, uln: str, look: Look) -> None:
    """Whose it is turns out at the last moment; a number that nobody has comes first."""
    page.get_by_text("It should be something else").click()
    page.get_by_label("ULN of the learner whose achievement it is").fill("9999999999")
    press(page, "Show it like this")
    expect(page.get_by_text("There is no learner with the ULN 9999999999.")).to_be_visible()
    look("challenge-correct-unknown")
    page.get_by_label("ULN of the learner whose achievement it is").fill(uln)
    press(page, "Show it like this")
    look("challenge-correct-changed")
    press(page, "Confirm transfer")
    expect(page.get_by_text("The record has been corrected. Business Support will check it")).to_be_visible()
    look("challenge-corrected")


# --- the five weeks -----------------------------------------------------------------------------------------------


@pytest.mark.requirement("EDC-01")
@pytest.mark.requirement("EDC-09")
@pytest.mark.requirement("EDC-10")
def test_five_weeks_of_a_challenge_by_the_parties_and_the_clock(
    page: Page, world: World, look: Look, sign_in: SignIn, achievement: Achievement, later: Later
) -> None:
    sign_in(world.learner_user)
    challenge = learner_says_so(page, achievement)
    address = f"/challenges/{challenge.uuid}/"
    sign_in(world.edc_user)
    organisation_opens_it_and_asks(page, challenge)
    later(9)
    sign_in(world.learner_user)
    learner_answers(page, address)
    sign_in(world.edc_user)
    organisation_accepts_it_and_corrects_nothing(page, address)
    later(36)
    sign_in(world.support)
    support_sees_that_it_is_late(page, challenge, look)
    corrected_by_batch_and_spoilt_it_is_sent_back(page, world, look)
    later(37)
    sign_in(world.edc_user)
    organisation_corrects_it(page, address, look)
    sign_in(world.support)
    support_checks_and_closes_it(page, address, look)
    sign_in(world.learner_user)
    learner_reads_the_end(page, address, look)
    achievement.refresh_from_db()
    assert achievement.grade == "B"
    subjects = Notice.objects.filter(to="lena@people.example").values_list("subject", flat=True)
    assert f"{challenge.reference}: closed" in set(subjects)


def learner_says_so(page: Page, achievement: Achievement) -> Challenge:
    page.goto(f"/challenges/raise/{achievement.uuid}/")
    page.get_by_label("The grade is wrong").check()
    press(page, "Continue")
    tell(page)
    press(page, "Continue")
    press(page, "Send it")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your challenge")
    return the_latest()


def organisation_opens_it_and_asks(page: Page, challenge: Challenge) -> None:
    page.goto("/challenges/")
    press(page, f"Process {challenge.reference}")
    page.get_by_label("Your message").fill("Please tell us the number of the certificate.")
    press(page, "Send message")
    expect(page.get_by_text("Your message has been sent.")).to_be_visible()


def learner_answers(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_text("Please tell us the number of the certificate.")).to_be_visible()
    page.get_by_label("Your message").fill("It is 12/345.")
    press(page, "Send message")
    expect(page.get_by_text("Your message has been sent.")).to_be_visible()


def organisation_accepts_it_and_corrects_nothing(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_text("9 days", exact=True)).to_be_visible()
    press(page, "Accept")
    press(page, "Accept the challenge")
    expect(page.get_by_text("Now correct the record.")).to_be_visible()


def support_sees_that_it_is_late(page: Page, challenge: Challenge, look: Look) -> None:
    page.goto("/")
    look("home-support-overdue")
    follow(page, "1 challenge is overdue at an awarding organisation")
    expect(page.get_by_role("row", name=re.compile(challenge.reference))).to_contain_text("Overdue")
    look("challenge-list-overdue")
    follow(page, f"View {challenge.reference}")
    expect(page.get_by_text("The record still shows grade A, not B.")).to_be_visible()
    expect(page.get_by_role("button", name="Close", exact=True)).to_have_count(0)
    look("challenge-overdue")


def corrected_by_batch_and_spoilt_it_is_sent_back(page: Page, world: World, look: Look) -> None:
    """A batch corrects it and so finds its challenge; the next one changes the grade again."""
    submit(world, [record(world.learners[0], action="update", grade="B")])
    challenges.match_corrections()
    page.reload()
    expect(page.get_by_text("The record now shows grade B, as asked.")).to_be_visible()
    submit(world, [record(world.learners[0], action="update", grade="C")])
    press(page, "Close")
    expect(page.get_by_text("You cannot close the challenge until the record is right.")).to_be_visible()
    look("challenge-close-not-right")
    press(page, "Send back")
    page.get_by_label("What should the awarding organisation look at again?").fill("It shows C now.")
    look("challenge-send-back")
    press(page, "Send it back")
    expect(page.get_by_text("is in progress again.")).to_be_visible()


def organisation_corrects_it(page: Page, address: str, look: Look) -> None:
    page.goto(address)
    press(page, "Accept")
    press(page, "Accept the challenge")
    press(page, "Correct the record")
    look("challenge-correct-grade")
    press(page, "Confirm the new grade")
    expect(page.get_by_text("The record has been corrected. Business Support will check it")).to_be_visible()


def support_checks_and_closes_it(page: Page, address: str, look: Look) -> None:
    page.goto(address)
    press(page, "Close")
    look("challenge-close")
    press(page, "Close the challenge")
    expect(page.get_by_text("Nothing more will happen.")).to_be_visible()
    look("challenge-closed")


def learner_reads_the_end(page: Page, address: str, look: Look) -> None:
    page.goto(address)
    expect(page.get_by_text("This is finished.")).to_be_visible()
    look("challenge-closed-learner")
    titles = page.locator(".app-timeline__title")
    expect(titles.first).to_have_text("Closed")
    expect(titles.last).to_have_text("Raised")
