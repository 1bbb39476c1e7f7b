"""The pages in Welsh and French: longer words fit, axe finds nothing, and nothing of the frame stays in English."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.looking import Look
from world import World, record, submit

SignIn = Callable[..., Page]

PAGES = ("/", "/batches/", "/challenges/", "/reports/", "/achievements/", "/help/", "/account/")


@pytest.mark.requirement("XC-05")
@pytest.mark.parametrize(("language", "search"), [("Cymraeg", "Chwilio"), ("Français", "Rechercher")])
def test_pages_fit_and_are_found_right_in_each_language(
    page: Page, world: World, look: Look, sign_in: SignIn, language: str, search: str
) -> None:
    batch = submit(world, [record(world.learners[0]), record(world.learners[1], grade="Z")])
    sign_in(world.super_user)
    page.goto("/")
    page.get_by_role("button", name=language).click()
    expect(page.get_by_role("banner").get_by_role("button", name=search)).to_be_visible()
    for address in (*PAGES, f"/batches/{batch.uuid}/", f"/batches/{batch.uuid}/findings/"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        look(f"{language}{address.replace('/', '-')}")


@pytest.mark.requirement("XC-05")
@pytest.mark.parametrize("language", ["Cymraeg", "Français"])
def test_learner_reads_their_record_in_their_language(
    page: Page, world: World, look: Look, sign_in: SignIn, language: str
) -> None:
    sign_in(world.learner_user)
    page.goto("/record/")
    page.get_by_role("button", name=language).click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("My record")
    look(f"{language}-own-record")
    page.goto("/record/sharing/")
    look(f"{language}-sharing")
