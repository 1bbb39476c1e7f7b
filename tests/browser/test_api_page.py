"""The page of the API: readable for people, wide and narrow, without scripts and with nobody logged in."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.looking import Look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_page_of_the_api_can_be_read_by_everybody(page: Page, look: Look, live_server: Any) -> None:
    page.goto(f"{live_server.url}/api/v1/docs")
    expect(page.get_by_role("heading", level=1)).to_have_text("The Testamur API")
    look("api-docs")


def test_contents_of_the_page_lead_to_their_sections(plain_page: Page, live_server: Any) -> None:
    plain_page.goto(f"{live_server.url}/api/v1/docs")
    links = plain_page.locator("main a[href^='#']")
    places = {str(link.get_attribute("href")) for link in links.all()}
    assert len(places) > 40
    assert [place for place in places if plain_page.locator(f"[id='{place[1:]}']").count() != 1] == []
    plain_page.get_by_role("navigation", name="Contents").get_by_role("link", name="Send a batch").click()
    expect(plain_page.get_by_role("heading", name="Send a batch")).to_be_in_viewport()
