"""Something is done to a selection of a list, without a script of ours: ticked, refused, asked, confirmed."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.looking import Look
from integration.web import own_lists
from testamur.organisations import actions as organisations
from world import World


@pytest.mark.requirement("XC-05")
def test_an_act_on_a_selection(world: World, page: Page, look: Look, sign_in: Any, settings: Any) -> None:
    settings.ROOT_URLCONF = "integration.web.own_lists"
    own_lists.RUN.clear()
    for number in range(4):
        organisations.register(name=f"Seminary {number}", kind="provider", by=None)
    sign_in(world.viewer)
    page.goto("/own/?q=Seminary")
    look("list-acts")
    page.get_by_role("button", name="Count them").click()
    look("list-acts-none-ticked")
    page.get_by_role("link", name="Select at least one").click()
    expect(page.get_by_role("checkbox", name="Select Seminary 0")).to_be_focused()
    page.keyboard.press("Space")
    page.get_by_role("checkbox", name="Select Seminary 2").check()
    page.get_by_role("button", name="Count them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Count 2?")
    page.get_by_label("Reason").fill("Tidy")
    look("list-acts-confirm")
    page.goto("/own/?q=Seminary")
    page.get_by_role("radio", name="all 4 organisations that match").check()
    page.get_by_role("button", name="Count them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Count 4?")
    page.go_back()
    page.get_by_role("radio", name="all 4 organisations that match").check()
    page.get_by_role("button", name="Count them").click()
    organisations.register(name="Seminary 4", kind="provider", by=None)
    page.get_by_label("Reason").fill("Tidy")
    page.get_by_role("button", name="Count them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Count 5?")
    look("list-acts-changed")
    page.get_by_role("button", name="Count them").click()
    expect(page.get_by_text("run")).to_be_visible()
    assert [selection.count for selection, _names, _answers in own_lists.RUN] == [5]
    own_lists.RUN.clear()
