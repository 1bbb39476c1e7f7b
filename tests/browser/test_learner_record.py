"""A learner is found, invited, and reads their own record: wide, narrow, by keyboard, on paper, and without scripts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.looking import Look
from testamur.achievements.models import Achievement
from testamur.audit import actions as audit
from testamur.learners.models import Learner
from testamur.notices.models import Notice
from world import PASSWORD, World, record, register, submit

SignIn = Callable[..., Page]


def long_record(world: World, learner: Learner, count: int = 60) -> None:
    """Results of many years: final and provisional ones, units, and what the college sent too."""
    titles = (
        "Mathematics",
        "Food preparation and nutrition",
        "Welsh second language",
        "Computing in practice",
    )
    for number in range(count):
        register(
            f"602/{number:04}/X",
            f"{titles[number % 4]}, part {number // 4 + 1}",
            level=f"Level {1 + number % 3}",
        )
    right = [
        record(
            learner,
            reference=f"602/{number:04}/X",
            award_date=f"{2012 + number // 10}-07-{1 + number % 28:02}",
        )
        for number in range(count)
    ]
    submit(world, right[: count - 5])
    submit(world, right[count - 5 :], job_type="provisional")
    with audit.process("achievement.created", by=world.provider_user, through="file"):
        Achievement.objects.create(
            organisation=world.provider,
            learner=learner,
            uln=learner.uln,
            reference="602/0000/X",
            award_date=dt.date(2012, 7, 1),
            grade="C",
            status="final",
            state="superseded",
            source="ILR",
        )


def name_learner(page: Page, learner: Learner) -> None:
    page.get_by_label("ULN").fill(learner.uln)
    page.get_by_label("Given name").fill(learner.given_name)
    page.get_by_label("Family name").fill(learner.family_name)


@pytest.mark.requirement("ACH-15")
@pytest.mark.requirement("ACH-11")
@pytest.mark.requirement("XC-05")
def test_learner_is_found_invited_and_reads_the_record(
    page: Page, new_page: Callable[..., Page], world: World, look: Look, sign_in: SignIn
) -> None:
    learner = world.learners[1]
    submit(world, [record(learner), record(learner, reference="J/602/3521", grade="Pass")])
    submit(world, [record(learner, action="update", grade="B")])
    sign_in(world.provider_user)
    page.goto("/")
    page.get_by_label("Service").get_by_role("link", name="Records").click()
    look("learner-find")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the ULN")
    name_learner(page, learner)
    page.get_by_label("Given name").fill("Somebody")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("alert")).to_contain_text("No learner has this ULN and these details")
    look("learner-find-nobody")
    name_learner(page, learner)
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("rowheader", name="Mathematics")).to_be_visible()
    assert learner.uln not in page.url
    look("learner-record")

    set_sharing_and_invite(page, look)
    own = new_page()
    accept_invitation(own, "robin@people.example")
    expect(own.get_by_role("heading", name="My record")).to_be_visible()
    Look(own)("my-record")
    own.get_by_role("link", name="Mathematics", exact=True).click()
    expect(own.get_by_text("The grade was changed from A to B.")).to_be_visible()
    Look(own)("my-record-line")
    own.goto("/record/sharing/")
    expect(own.get_by_text("Riverside College").first).to_be_visible()
    expect(own.get_by_text("Enrolment form of 3 September")).to_be_visible()
    Look(own)("my-record-sharing")


def set_sharing_and_invite(page: Page, look: Look) -> None:
    page.get_by_role("link", name="Change sharing").click()
    look("learner-sharing")
    page.get_by_label("Shared with providers").check()
    page.get_by_label("Reason").fill("Enrolment form of 3 September")
    page.get_by_label("The learner has been given").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The change has been saved")).to_be_visible()

    page.get_by_role("link", name="Invite the learner").click()
    look("learner-invite")
    page.get_by_label("The learner’s email address").fill("robin@people.example")
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_text("We have sent an email to robin@people.example.")).to_be_visible()


def accept_invitation(page: Page, email: str) -> None:
    letter = Notice.objects.get(to=email).body
    link = re.search(r"http\S+(/account/password/reset/key/\S+)", letter)
    assert link is not None
    page.goto(link.group(1))
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Save password").click()
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Email address or username").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


@pytest.mark.requirement("ACH-15")
@pytest.mark.requirement("XC-05")
def test_long_record_can_be_read_on_a_telephone_and_on_paper(
    page: Page, world: World, look: Look, sign_in: SignIn
) -> None:
    long_record(world, world.learners[0])
    sign_in(world.learner_user)
    page.goto("/record/")
    expect(page.get_by_text("60 results.")).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    look("my-record-long")
    page.get_by_role("navigation", name="Years").get_by_role("link", name="2014").press("Enter")
    expect(page).to_have_url(re.compile(r"#year-2014$"))
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Personal learning record")).to_be_visible()
    expect(page.get_by_role("navigation", name="Service")).to_be_hidden()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    look._keep("my-record-print")


@pytest.mark.requirement("ACH-15")
@pytest.mark.requirement("XC-05")
def test_record_is_found_and_read_by_keyboard_and_without_scripts(
    plain_page: Page, world: World, sign_in: SignIn
) -> None:
    learner = world.learners[0]
    submit(world, [record(learner)])
    page = sign_in(world.provider_user, plain_page)
    page.goto("/learners/")
    page.get_by_label("ULN").focus()
    page.keyboard.type(learner.uln)
    page.keyboard.press("Tab")
    page.keyboard.type(learner.given_name)
    page.keyboard.press("Tab")
    page.keyboard.type(learner.family_name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("rowheader", name="Mathematics")).to_be_visible()
    page = sign_in(world.learner_user, plain_page)
    page.goto("/record/")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    page.get_by_role("link", name="Mathematics", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="What happened to this result")).to_be_visible()
