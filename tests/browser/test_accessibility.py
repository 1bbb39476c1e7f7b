"""Every page there is, as somebody who may open it, wide and narrow: axe finds nothing, nothing runs over the edge.

The pages come from the access test's table, so a new page is looked at as soon as it has its row there.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from browser.looking import Look
from integration.access.routes import DEMO_ONLY, OWN_ACCOUNT, PAGES
from integration.access.scene import PEOPLE, Scene, make_scene
from plugins.databases import prepared
from testamur.access.models import User
from testamur.batches.models import Batch
from testamur.batches.states import BatchState

FILES = {
    "report_csv",
    "report_workbook",
    "batch_file",
    "batch_template",
    "batch_example",
    "record_pdf",
    "learner_record_pdf",
    "weekly_report_file",
}
PARTS = {"batch_progress"}
POSTED = {name for name, page in PAGES.items() if page.method != "get"}
LOOKED_AT = sorted(set(PAGES) - FILES - PARTS - POSTED)


def _area(name: str) -> str:
    """The pages about one thing, which are looked at together."""
    return name.partition("_")[0]


AREAS = sorted({_area(name) for name in LOOKED_AT})

scene = prepared(make_scene)


def _somebody(scene: Scene, name: str) -> User | None:
    """Somebody who may open the page, the person with the most to see first."""
    allowed = PAGES[name].ok
    for role in ("super_user", "operator", "batch_user", *PEOPLE[1:]):
        if role in allowed:
            return scene.user(role)
    return None


@pytest.mark.requirement("XC-05")
@pytest.mark.parametrize("area", AREAS)
def test_every_page_is_accessible(area: str, scene: Scene, page: Page, look: Look, sign_in: Any) -> None:
    faults = []
    for name in (name for name in LOOKED_AT if _area(name) == area):
        signed_out = name.startswith("account_") and name != "account_change_password"
        page.context.clear_cookies()
        if not signed_out and (person := _somebody(scene, name)):
            sign_in(person)
        page.goto(reverse(name, kwargs=PAGES[name].arguments(scene)))
        try:
            look(f"page-{name.replace('_', '-')}")
            assert page.locator("h1").count() == 1, "a page has one h1"
            assert page.title().endswith("- Testamur"), page.title()
        except AssertionError as fault:
            faults.append(f"{name}: {fault}")
    assert not faults, "\n".join(faults)


@pytest.mark.requirement("XC-05")
def test_a_batch_is_accessible_in_every_state(scene: Scene, page: Page, look: Look, sign_in: Any) -> None:
    sign_in(scene.world.super_user)
    faults = []
    for state in BatchState:
        page.goto("about:blank")  # a moving batch asks for itself again, and would do so while we leave
        Batch.objects.filter(pk=scene.done.pk).update(state=state)
        page.goto(reverse("batch_detail", args=[scene.done.uuid]))
        try:
            look(f"state-{state}")
            assert page.locator("h1").count() == 1, "a page has one h1"
        except AssertionError as fault:
            faults.append(f"{state}: {fault}")
    assert not faults, "\n".join(faults)


DARK = ("home", "challenge_list", "batch_detail", "batch_submit_kind", "report_uploads", "profile", "search")


@pytest.mark.requirement("XC-05")
def test_a_dark_screen_is_accessible_and_paper_stays_light(
    scene: Scene, page: Page, look: Look, sign_in: Any
) -> None:
    sign_in(scene.world.super_user)
    page.emulate_media(color_scheme="dark")
    for name in DARK:
        page.goto(reverse(name, kwargs=PAGES[name].arguments(scene)))
        assert _ground(page) == "rgb(14, 27, 32)", name
        look(f"dark-{name.replace('_', '-')}")
    page.emulate_media(media="print", color_scheme="dark")
    assert _ground(page) == "rgb(255, 255, 255)"


def _ground(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_the_stroke_key_goes_to_the_search_unless_somebody_writes(
    scene: Scene, page: Page, sign_in: Any
) -> None:
    sign_in(scene.world.viewer)
    page.goto(reverse("register_search"))
    search = page.get_by_role("banner").get_by_role("searchbox")
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.type(f"{scene.done.pk}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Batch {scene.done.pk}")
    page.goto(reverse("register_search"))
    words = page.get_by_role("main").get_by_role("searchbox")
    words.press("/")
    expect(words).to_be_focused()
    expect(words).to_have_value("/")


def test_no_page_is_left_out() -> None:
    """What is not looked at here is a file, a part of a page, the demo's own, or has a journey of its own."""
    assert set(PAGES) == set(LOOKED_AT) | FILES | PARTS | POSTED
    assert not set(LOOKED_AT) & (OWN_ACCOUNT | set(DEMO_ONLY))
