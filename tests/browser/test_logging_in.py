"""Getting in: with the mouse, with the keyboard alone, without scripts, after mistakes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from browser.looking import Look
from testamur.notices import actions as notices
from testamur.notices import queries as outbox
from world import PASSWORD, World


def log_in(page: Page, login: str, password: str = PASSWORD) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email address or username").fill(login)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Log in").click()


def open_link_of_newest_letter(page: Page, address: str) -> str:
    """Send what waits in the outbox, and open the link of the last e-mail to ``address``."""
    for notice in outbox.unsent():
        notices.send(notice_id=notice.pk)
    body = [letter for letter in mail.outbox if address in letter.to][-1].body
    found = re.search(r"http\S+", body)
    assert found
    page.goto(found[0])
    return body


@pytest.mark.requirement("XC-05")
def test_log_in_with_the_keyboard_alone_reaches_home_and_logs_off(page: Page, world: World) -> None:
    page.goto("/account/login/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Email address or username")).to_be_focused()
    page.keyboard.type("bashir@people.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Northern Board")
    page.wait_for_load_state("networkidle")
    log_off = page.get_by_role("button", name="Log off")
    for _step in range(40):
        page.keyboard.press("Tab")
        if log_off.evaluate("element => element === document.activeElement"):
            break
    expect(log_off).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You have logged off.")).to_be_visible()
    expect(page.get_by_role("banner").get_by_role("link", name="Log in")).to_be_visible()


@pytest.mark.requirement("XC-05")
def test_log_in_without_scripts_works(plain_page: Page, world: World) -> None:
    log_in(plain_page, "bashir")
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Northern Board")
    plain_page.get_by_role("button", name="Log off").click()
    expect(plain_page.get_by_role("banner").get_by_role("link", name="Log in")).to_be_visible()


@pytest.mark.requirement("XC-05")
def test_log_in_with_mistakes_says_what_to_do_and_leads_to_the_field(
    page: Page, world: World, look: Look
) -> None:
    page.goto("/account/login/")
    look("log-in")
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_title("Error: Log in - Testamur")
    expect(page.get_by_role("alert")).to_contain_text("Enter your password")
    page.get_by_role("link", name="Enter your password").click()
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    look("log-in-errors")


@pytest.mark.requirement("XC-05")
def test_after_three_wrong_passwords_one_waits_unless_the_records_service_unlocks_the_account(
    page: Page, new_page: Callable[..., Page], world: World, look: Look, sign_in: Callable[..., Page]
) -> None:
    for login in ("bashir", "bashir@people.example", "BASHIR"):
        log_in(page, login, "not the password")
    expect(page.get_by_role("heading", level=1)).to_have_text("Too many wrong passwords")
    look("locked")
    log_in(page, "bashir")
    expect(page.get_by_role("heading", level=1)).to_have_text("Too many wrong passwords")

    keeper = sign_in(world.operator, on=new_page())
    keeper.goto(f"/organisations/{world.board.uuid}/people/{world.batch_user.uuid}/")
    keeper.get_by_role("link", name="Unlock").click()
    keeper.get_by_role("button", name="Unlock").click()
    expect(keeper.get_by_text("Bashir Tester can log in again.")).to_be_visible()

    log_in(page, "bashir")
    expect(page.get_by_role("heading", level=1)).to_have_text("Northern Board")


@pytest.mark.requirement("XC-05")
def test_a_person_sees_where_they_are_logged_in_and_ends_it(
    page: Page, new_page: Callable[..., Page], world: World, look: Look
) -> None:
    elsewhere = new_page()
    for each in (elsewhere, page):
        log_in(each, "bashir")
        expect(each.get_by_role("heading", level=1)).to_have_text("Northern Board")
    page.goto("/account/")
    page.get_by_role("link", name="View where you are logged in").click()
    expect(page.get_by_text("This browser")).to_be_visible()
    look("sessions")
    page.get_by_role("button", name="End Chrome").click()
    expect(page.get_by_text("That browser is logged off.")).to_be_visible()
    expect(page.get_by_role("button", name="End", exact=False)).to_have_count(0)
    elsewhere.reload()
    expect(elsewhere.get_by_role("button", name="Log off")).to_have_count(0)


@pytest.mark.requirement("XC-05")
def test_a_forgotten_password_is_replaced_through_a_link(page: Page, world: World, look: Look) -> None:
    page.goto("/account/login/")
    page.get_by_role("link", name="I have forgotten my password").click()
    look("password-reset")
    page.get_by_label("Email address").fill("vera@people.example")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your email")
    look("password-reset-sent")

    open_link_of_newest_letter(page, "vera@people.example")
    look("password-choose")
    page.get_by_label("New password", exact=True).fill("short")
    page.get_by_role("button", name="Save password").click()
    expect(page.get_by_role("alert")).to_contain_text("too short")
    look("password-choose-errors")
    page.get_by_label("New password", exact=True).fill("three quiet words")
    page.get_by_role("button", name="Save password").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have a new password")
    look("password-chosen")

    log_in(page, "vera", "three quiet words")
    expect(page.get_by_role("heading", level=1)).to_have_text("Northern Board")


def test_a_link_that_was_used_offers_another(page: Page, world: World, look: Look) -> None:
    page.goto("/account/password/reset/key/1-abc-def/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This link no longer works")
    look("password-link-dead")
