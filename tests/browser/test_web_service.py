"""A super user lets the organisation's software into the LRS web services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.looking import Look
from world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.requirement("ACH-02")
def test_a_password_is_set_kept_and_removed(
    page: Page, world: World, look: Look, sign_in: Callable[..., Page]
) -> None:
    sign_in(world.super_user)
    page.goto("/")
    page.get_by_label("Service").get_by_role("link", name="Organisation").click()
    page.get_by_role("link", name="Web service").first.click()
    expect(page.get_by_text("No password is set")).to_be_visible()
    look("web-service-none")
    page.get_by_role("button", name="Set a password").click()
    look("web-service-password")
    page.get_by_label("Use the password below").check()
    page.get_by_label("Your own password").fill("too short")
    page.get_by_role("button", name="Set a password").click()
    expect(page.get_by_role("alert")).to_contain_text("exactly 16 characters")
    look("web-service-password-errors")
    page.get_by_label("Make a password for me").check()
    page.get_by_role("button", name="Set a password").click()
    expect(page.locator(".app-secret")).to_have_text(page.locator(".app-secret").inner_text().strip())
    assert len(page.locator(".app-secret").inner_text().strip()) == 16
    look("web-service-created")
    page.get_by_role("button", name="I have kept it").click()
    expect(page.get_by_text("Batch user, Verify user")).to_be_visible()
    look("web-service")
    page.get_by_role("link", name="Remove the password").click()
    look("web-service-remove")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Your software can no longer call the web services.")).to_be_visible()


def test_the_addresses_have_a_page_for_people(
    plain_page: Page, page: Page, look: Look, live_server: Any
) -> None:
    for service in ("ExternalService", "LearnerService", "LearnerServiceR9"):
        plain_page.goto(f"{live_server.url}/{service}.svc")
        expect(plain_page.get_by_role("heading", level=1)).to_have_text(service)
    page.goto(f"{live_server.url}/ExternalService.svc")
    look("web-service-address")
