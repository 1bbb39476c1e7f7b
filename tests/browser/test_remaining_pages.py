"""The pages that no journey passes are looked at too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from browser.looking import Look
from testamur.access import actions as access
from testamur.organisations import actions as organisations
from world import World, person

PUBLIC = {
    "welcome": "/",
    "accessibility": "/accessibility/",
    "help-search": "/help/?q=undo",
    "help-formats": "/help/file-formats/",
    "help-findings": "/help/findings/",
    "not-found": "/nowhere/",
}
OWN = {
    "account": "/account/",
    "account-details": "/account/details/",
    "password-change": "/account/password/change/",
    "log-off": "/account/logout/",
    "forbidden": "/organisations/",
}


@pytest.mark.requirement("XC-05")
@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_looks_right(name: str, page: Page, look: Look, transactional_db: None) -> None:
    page.goto(PUBLIC[name])
    look(name)


@pytest.mark.requirement("XC-05")
@pytest.mark.parametrize("name", OWN)
def test_page_of_a_person_looks_right(
    name: str, page: Page, world: World, look: Look, sign_in: Callable[..., Page]
) -> None:
    sign_in(world.batch_user)
    page.goto(OWN[name])
    look(name)


@pytest.mark.requirement("XC-05")
def test_pages_about_people_look_right(
    page: Page, world: World, look: Look, sign_in: Callable[..., Page]
) -> None:
    sign_in(world.super_user)
    people = f"/organisations/{world.board.uuid}/people"
    page.goto(f"{people}/{world.super_user.uuid}/remove/")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("alert")).to_contain_text("the last super user")
    look("person-remove-refused")
    for action in ("roles", "reactivate", "remove"):
        page.goto(f"{people}/{world.viewer.uuid}/{action}/")
        look(f"person-{action}")
    sign_in(world.operator)
    for action in ("details", "unlock", "two-step", "account/reactivate"):
        page.goto(f"{people}/{world.viewer.uuid}/{action}/")
        look(f"person-{action.replace('/', '-')}")


@pytest.mark.requirement("XC-05")
def test_operators_list_of_organisations_is_searched_and_paged(
    page: Page, world: World, look: Look, sign_in: Callable[..., Page]
) -> None:
    for number in range(60):
        organisations.register(
            name=f"Awarding Body {number:02}",
            kind="awarding_organisation",
            ukprn=f"190000{number:02}",
            by=None,
        )
    sign_in(world.operator)
    page.goto("/")
    look("home-operator")
    page.goto("/organisations/")
    expect(page.get_by_text("65 organisations")).to_be_visible()
    look("organisations")
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("cell", name="19000025")).to_be_visible()
    page.get_by_label("Name, acronym or number").fill("southern")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page.get_by_text("1 organisation", exact=True)).to_be_visible()
    page.get_by_role("link", name="People – Southern Board").click()
    expect(page.get_by_role("link", name="Stefan Tester")).to_be_visible()
    page.goto("/organisations/?q=zzz")
    look("organisations-none")


def test_home_of_somebody_without_a_role_says_so(
    page: Page, world: World, look: Look, sign_in: Callable[..., Page]
) -> None:
    sign_in(world.outsider)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("You have no role yet")
    look("home-no-role")


def test_people_in_every_state_look_right(
    page: Page, world: World, look: Look, sign_in: Callable[..., Page]
) -> None:
    suspended = person("sigrid", (world.board, "ao_viewer"))
    access.suspend(user=suspended, organisation=world.board, by=world.super_user)
    access.invite(
        organisation=world.board,
        email="a.person.with.a.rather.long.address@department.of.assessment.people.example",
        first_name="Wilhelmina Alexandra",
        last_name="Featherstonehaugh-Cholmondeley",
        roles={"ao_viewer", "ao_batch_user", "ao_super_user"},
        by=world.super_user,
    )
    sign_in(world.super_user)
    page.goto(f"/organisations/{world.board.uuid}/people/")
    look("people-states")
    page.goto(f"/organisations/{world.board.uuid}/people/invitations/")
    look("invitations-long")


@pytest.mark.requirement("XC-05")
def test_language_is_chosen_without_scripts(plain_page: Page, transactional_db: None) -> None:
    plain_page.goto("/accessibility/")
    plain_page.get_by_role("button", name="Français").click()
    assert plain_page.url.endswith("/accessibility/")
    expect(plain_page.locator("html")).to_have_attribute("lang", "fr")
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Déclaration d’accessibilité")
    plain_page.get_by_role("button", name="English").click()
    expect(plain_page.locator("html")).to_have_attribute("lang", "en")


def test_e_mails_of_a_demo_can_be_read(
    page: Page, world: World, look: Look, settings: Any, tmp_path: Path
) -> None:
    settings.DEMO = True
    settings.EMAIL_FILE_PATH = str(tmp_path)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    page.goto("/dev/mail/")
    look("mails-none")
    mail.EmailMessage(
        subject="Your batch is ready",
        body="See http://localhost/batches/1/\n\nThe end.",
        to=["a@people.example"],
    ).send()
    page.reload()
    look("mails")
    page.get_by_role("link", name="Your batch is ready").click()
    expect(page.get_by_role("link", name="http://localhost/batches/1/")).to_be_visible()
    look("mail")
