"""A super user looks after the people of an organisation."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.looking import Look
from browser.test_logging_in import log_in, open_link_of_newest_letter
from testamur.access import actions as access
from world import PASSWORD, World, person


@pytest.mark.requirement("XC-05")
def test_a_person_is_invited_chooses_a_password_and_logs_in(
    page: Page, new_page: Callable[..., Page], world: World, look: Look, sign_in: Callable[..., Page]
) -> None:
    sign_in(world.super_user)
    page.goto("/")
    look("home-super-user")
    page.get_by_label("Service").get_by_role("link", name="Organisation").click()
    page.get_by_role("link", name="People", exact=True).first.click()
    page.get_by_role("button", name="Invite a person").click()
    look("person-invite")
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_role("alert")).to_contain_text("Select at least one role")
    look("person-invite-errors")
    page.get_by_label("First name").fill("Nadia")
    page.get_by_label("Last name").fill("Newly")
    page.get_by_label("Email address").fill("Nadia.Newly@people.example")
    page.get_by_label("Batch user").check()
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_text("We have sent an invitation to nadia.newly@people.example.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Nadia Newly")).to_contain_text("Waiting")
    look("invitations")

    guest = new_page()
    letter = open_link_of_newest_letter(guest, "nadia.newly@people.example")
    assert "Susan Tester has invited you to work for Northern Board" in letter
    expect(guest.get_by_text("Susan Tester has invited you to work for Northern Board")).to_be_visible()
    guest.get_by_role("button", name="Accept and create account").click()
    expect(guest.get_by_role("alert")).to_contain_text("Enter a password")
    look("invitation-errors")
    guest.get_by_label("Choose a password", exact=True).fill("three quiet words")
    guest.get_by_role("button", name="Accept and create account").click()
    log_in(guest, "nadia.newly@people.example", "three quiet words")
    expect(guest.get_by_role("heading", level=1)).to_have_text("Northern Board")
    guest.get_by_label("Service").get_by_role("link", name="Organisation").click()
    expect(guest.get_by_role("link", name="People", exact=True)).to_have_count(0)


@pytest.mark.requirement("XC-05")
def test_somebody_with_an_account_is_asked_before_they_work_for_another_organisation(
    page: Page, new_page: Callable[..., Page], world: World, look: Look, sign_in: Callable[..., Page]
) -> None:
    sign_in(world.super_user)
    page.goto(f"/organisations/{world.board.uuid}/people/invite/")
    page.get_by_label("First name").fill("Somebody")
    page.get_by_label("Last name").fill("Else")
    page.get_by_label("Email address").fill("stefan@people.example")
    page.get_by_label("Viewer").check()
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_role("row").filter(has_text="Somebody Else")).to_contain_text("Waiting")
    page.get_by_role("link", name="Send again stefan@people.example").click()
    look("invitation-send-again")
    page.get_by_role("button", name="Send the invitation").click()
    page.get_by_role("link", name="Withdraw stefan@people.example").click()
    look("invitation-withdraw")

    open_link_of_newest_letter(page, "stefan@people.example")
    expect(page.get_by_role("heading", level=1)).to_have_text("This invitation is for another account")
    look("invitation-for-another-account")

    guest = new_page()
    open_link_of_newest_letter(guest, "stefan@people.example")
    guest.get_by_label("Email address or username").fill("stefan")
    guest.get_by_label("Password", exact=True).fill(PASSWORD)
    guest.get_by_role("button", name="Log in").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("Do you want to work for Northern Board?")
    guest.get_by_role("button", name="Accept the invitation").click()
    expect(guest.get_by_text("You can now work for Northern Board.")).to_be_visible()
    page.goto(f"/organisations/{world.board.uuid}/people/")
    expect(page.get_by_role("link", name="Stefan Tester")).to_be_visible()
    look("people")


def test_pages_of_an_invitation_look_right(
    page: Page, world: World, look: Look, sign_in: Callable[..., Page]
) -> None:
    given = {"organisation": world.board, "first_name": "Nadia", "last_name": "Newly"}
    for email in ("nadia@people.example", "oskar@people.example"):
        invitation, key = access.invite(
            email=email, roles={"ao_viewer", "ao_batch_user"}, by=world.super_user, **given
        )
        if email.startswith("oskar"):
            sign_in(world.outsider)
        page.goto(f"/account/invitations/{invitation.uuid}/{key}/")
        look(f"invitation-{email.partition('@')[0]}")
        access.withdraw(invitation=invitation, by=world.super_user)
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("This invitation is no longer valid")
    look("invitation-over")


@pytest.mark.requirement("XC-05")
def test_people_are_looked_after_without_scripts(
    plain_page: Page, world: World, sign_in: Callable[..., Page]
) -> None:
    page = sign_in(world.super_user, on=plain_page)
    page.goto("/")
    page.get_by_label("Service").get_by_role("link", name="Organisation").click()
    page.get_by_role("link", name="People", exact=True).first.click()
    page.get_by_role("link", name="Bashir Tester").click()
    page.get_by_role("link", name="Change roles").click()
    page.get_by_label("Viewer").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The roles of Bashir Tester have been changed.")).to_be_visible()
    expect(page.get_by_text("Batch user, Viewer")).to_be_visible()


@pytest.mark.requirement("XC-05")
def test_a_person_who_is_suspended_can_do_nothing_more_for_the_organisation_at_once(
    page: Page, new_page: Callable[..., Page], world: World, look: Look, sign_in: Callable[..., Page]
) -> None:
    worker = new_page()
    log_in(worker, "bashir")
    expect(worker.get_by_role("button", name="Log off")).to_be_visible()

    sign_in(world.super_user)
    page.goto("/")
    page.get_by_label("Service").get_by_role("link", name="Organisation").click()
    page.get_by_role("link", name="People", exact=True).first.click()
    page.get_by_role("link", name="Bashir Tester").click()
    look("person")
    page.get_by_role("link", name="Suspend").click()
    look("person-suspend")
    page.get_by_role("button", name="Suspend").click()
    expect(page.get_by_text("Bashir Tester is suspended")).to_be_visible()
    look("person-suspended")

    worker.reload()
    expect(worker.get_by_role("heading", level=1)).to_have_text("You have no role yet")


@pytest.mark.requirement("XC-05")
def test_an_account_that_the_records_service_suspends_is_logged_off_at_once(
    page: Page, new_page: Callable[..., Page], world: World, look: Look, sign_in: Callable[..., Page]
) -> None:
    worker = new_page()
    log_in(worker, "bashir")
    expect(worker.get_by_role("button", name="Log off")).to_be_visible()

    sign_in(world.operator)
    page.goto(f"/organisations/{world.board.uuid}/people/{world.batch_user.uuid}/")
    look("person-for-the-operator")
    page.get_by_role("link", name="Change name or telephone number").click()
    page.get_by_label("Telephone number").fill("01632 960 001")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("01632 960 001")).to_be_visible()
    page.get_by_role("link", name="Suspend the account").click()
    look("account-suspend")
    page.get_by_role("button", name="Suspend").click()
    expect(page.get_by_text("It can no longer be used to log in.")).to_be_visible()

    worker.reload()
    expect(worker.get_by_role("button", name="Log off")).to_have_count(0)
    log_in(worker, "bashir", PASSWORD)
    expect(worker.get_by_role("heading", level=1)).to_have_text("Your account is suspended")


@pytest.mark.requirement("XC-05")
def test_somebody_with_two_organisations_chooses_between_them(
    page: Page, world: World, look: Look, sign_in: Callable[..., Page]
) -> None:
    both = person("gemma", (world.board, "ao_viewer"), (world.other_board, "ao_super_user"))
    sign_in(both)
    page.goto("/")
    expect(page.get_by_role("banner")).to_contain_text("Northern Board")
    page.get_by_label("Service").get_by_role("link", name="Organisation").click()
    expect(page.get_by_role("link", name="People", exact=True)).to_have_count(0)
    page.goto("/")
    look("home-two-organisations")
    page.get_by_role("link", name="Change organisation").click()
    look("organisation-choose")
    page.get_by_label("Southern Board").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("You are now working for Southern Board.")).to_be_visible()
    expect(page.get_by_role("banner")).to_contain_text("Southern Board")
    page.get_by_label("Service").get_by_role("link", name="Organisation").click()
    expect(page.get_by_role("link", name="People", exact=True).first).to_be_visible()
    page.goto("/")
    page.get_by_role("button", name="Work here – Northern Board").click()
    expect(page.get_by_role("banner")).to_contain_text("Northern Board")


def test_a_suppliers_system_is_added_and_its_secret_shown_once(
    page: Page, world: World, look: Look, sign_in: Callable[..., Page]
) -> None:
    sign_in(world.super_user)
    page.goto("/")
    page.get_by_label("Service").get_by_role("link", name="Organisation").click()
    page.get_by_role("link", name="API clients").first.click()
    look("api-clients-empty")
    page.get_by_role("button", name="Add an API client").click()
    page.get_by_label("Name of the system").fill("Exam system")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep the secret of Exam system now")
    secret = page.locator(".app-secret").last.inner_text()
    look("api-client-secret")
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_role("row").filter(has_text="Exam system")).to_be_visible()
    assert secret not in page.content()
    look("api-clients")
    page.get_by_role("link", name="Remove Exam system").click()
    look("api-client-remove")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Exam system can no longer use the API.")).to_be_visible()
