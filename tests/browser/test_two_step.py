"""The second step of logging in, which whoever works with other people's records must have."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from browser.looking import Look
from browser.test_logging_in import log_in
from world import World


def code_of(secret: str, later: int = 0) -> str:
    """What an authenticator app shows, now or ``later`` times half a minute from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


@pytest.fixture(autouse=True)
def _two_steps(settings: Any) -> None:
    settings.TWO_STEP_REQUIRED = True


@pytest.mark.requirement("XC-05")
def test_two_step_sign_in_is_set_up_before_anything_else_and_asked_for_from_then_on(
    page: Page, world: World, look: Look
) -> None:
    log_in(page, "susan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up two-step log-in")
    page.goto("/account/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up two-step log-in")
    look("two-step-set-up")

    page.get_by_text("I cannot scan it").click()
    secret = page.locator(".app-mono").inner_text()
    page.get_by_label("Code").fill("000 000")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("The code is not right")
    look("two-step-set-up-errors")
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep your recovery codes")
    look("recovery-codes")
    recovery = page.locator(".app-secret-list li").first.inner_text()
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Northern Board")

    page.get_by_role("button", name="Log off").click()
    log_in(page, "susan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter the code of your authenticator app")
    look("two-step-ask")
    page.get_by_label("Code").fill(code_of(secret, later=1))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Northern Board")

    page.get_by_role("button", name="Log off").click()
    log_in(page, "susan")
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Northern Board")

    page.goto("/account/two-step/")
    expect(page.get_by_text("9 codes left")).to_be_visible()
    look("two-step")
    page.get_by_role("link", name="Renew recovery codes").click()
    look("recovery-codes-new")
    page.get_by_role("button", name="Make new codes").click()
    expect(page.locator(".app-secret-list li")).to_have_count(10)


def test_a_new_telephone_is_set_up_by_removing_the_old_one(page: Page, world: World, look: Look) -> None:
    log_in(page, "susan")
    page.get_by_text("I cannot scan it").click()
    page.get_by_label("Code").fill(code_of(page.locator(".app-mono").inner_text()))
    page.get_by_role("button", name="Continue").click()
    page.goto("/account/two-step/")
    page.get_by_role("link", name="Remove authenticator app").click()
    look("two-step-remove")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up two-step log-in")
