"""What holds for every page: the frame, privacy, errors."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client
from django.urls import reverse
from lxml import html

from integration.access.routes import PAGES, nothing
from testamur.access import actions as access
from testamur.access.models import User
from testamur.plumbing import languages
from testamur.web.languages import REGRETS
from world import World, person

As = Callable[[User], Client]
# What the header, the footer and a person's own account lead to, and what one gets to when logging in.
LINKED_ELSEWHERE = {
    name for name in PAGES if name.startswith(("account_", "profile", "session_", "organisation_choose"))
} | {"search", "set_language", "batch_submit", "centre_records_submit"}  # other ways to pages of the menu
ROLE_NAMES = {
    "ao_super_user": "super_user",
    "ao_batch_user": "batch_user",
    "ao_edc_user": "edc_user",
    "ao_verify_user": "verify_user",
    "ao_viewer": "viewer",
    "provider_data_user": "provider_user",
    "local_authority_user": "authority_user",
    "operator": "operator",
    "register_user": "register_user",
    "business_support": "support",
}
PUBLIC = [
    "/",
    "/account/login/",
    "/account/password/reset/",
    "/accessibility/",
    "/status/",
    "/whats-new/",
    "/nowhere/",
]
OWN = ["/", "/account/", "/account/details/", "/account/two-step/", "/organisations/choose/"]


def texts(response: Any, path: str) -> list[str]:
    return [each.text_content().strip() for each in html.fromstring(response.content).xpath(path)]


# --- every page ---


@pytest.mark.requirement("XC-05")
@pytest.mark.parametrize("address", PUBLIC)
def test_public_page_has_one_heading_a_title_and_nothing_inline(address: str, client: Client) -> None:
    check_page(client.get(address))


@pytest.mark.requirement("XC-05")
@pytest.mark.parametrize("address", OWN)
def test_own_page_has_one_heading_a_title_and_nothing_inline(address: str, as_: As, world: World) -> None:
    check_page(as_(world.super_user).get(address))


def check_page(response: Any) -> None:
    page = html.fromstring(response.content)
    (heading,) = page.xpath("//h1")
    (title,) = page.xpath("//title")
    assert title.text_content() == f"{heading.text_content().strip()} - Testamur"
    assert page.get("lang") == "en"
    assert page.xpath("//main[@id='main-content']")
    assert page.xpath("//*[@style]") == []
    assert page.xpath("//script[not(@src)]") == []
    assert page.xpath("//style") == []
    assert page.xpath("//@*[starts-with(name(), 'on')]") == []
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("address", [*PUBLIC, *OWN])
def test_no_page_of_a_person_is_kept_in_a_cache(address: str, as_: As, world: World) -> None:
    assert "no-store" in as_(world.super_user).get(address)["Cache-Control"]


@pytest.mark.parametrize("address", PUBLIC)
def test_no_public_page_is_kept_in_a_shared_cache(address: str, client: Client) -> None:
    assert "private" in client.get(address)["Cache-Control"]


# --- who is here, and for whom ---


def test_bar_holds_only_what_the_roles_open(as_: As, world: World) -> None:
    path = "//nav[@aria-label='Service']//a"
    bars = {role: texts(as_(user).get("/"), path) for role, user in world.people.items()}
    assert bars["ao_super_user"] == ["Home", "Batches", "Records", "Challenges", "Reports", "Organisation"]
    assert "Reports" not in bars["ao_verify_user"]
    assert "Service" in bars["operator"]
    for names in bars.values():
        assert names[0] == "Home"
        assert len(names) <= 7


def test_menu_reaches_every_page_of_a_role_and_none_that_it_may_not_open(as_: As, world: World) -> None:
    """Pages without which something could be done nowhere: those of the access test that need no record."""
    wanted = {
        name: (page, reverse(name))
        for name, page in PAGES.items()
        if page.arguments is nothing and page.method == "get" and name not in LINKED_ELSEWHERE
    }
    for name, user in world.people.items():
        client, linked = as_(user), set()
        bar = html.fromstring(client.get("/").content).xpath("//nav[@aria-label='Service']//a/@href")
        for address in bar:
            page = client.get(address)
            section = html.fromstring(page.content).xpath("//nav[contains(@class, 'app-section')]//a/@href")
            for each in {address, *section}:
                answer = client.get(each)
                assert answer.status_code == 200, (str(user), each)
                linked |= {each, *html.fromstring(answer.content).xpath("//a/@href")}
        who = ROLE_NAMES[name]
        missing = {address for page, address in wanted.values() if who in page.ok} - linked
        assert not missing, (name, missing)


def test_every_link_of_the_home_page_can_be_followed(as_: As, world: World) -> None:
    for user in (*world.people.values(), world.outsider):
        client = as_(user)
        page = html.fromstring(client.get("/").content)
        for address in {link for link in page.xpath("//a/@href") if link.startswith("/")}:
            assert client.get(address).status_code == 200, (str(user), address)


def test_organisation_that_is_chosen_stays_and_others_cannot_be_chosen(as_: As, world: World) -> None:
    both = person("gemma", (world.board, "ao_viewer"), (world.other_board, "ao_super_user"))
    client = as_(both)
    chosen = client.post("/organisations/choose/", {"organisation": str(world.other_board.uuid)})
    assert chosen["Location"] == "/"
    assert texts(client.get("/account/"), "//*[@class='app-header__organisation']") == ["Southern Board"]
    for wrong in (str(world.service.uuid), "nonsense", ""):
        page = client.post("/organisations/choose/", {"organisation": wrong})
        assert "Select an organisation" in page.content.decode()
    assert texts(client.get("/"), "//h1") == ["Southern Board"]


def test_organisation_whose_role_was_taken_away_is_left(as_: As, world: World) -> None:
    both = person("gemma", (world.board, "ao_viewer"), (world.other_board, "ao_viewer"))
    client = as_(both)
    client.post("/organisations/choose/", {"organisation": str(world.other_board.uuid)})
    access.set_roles(user=both, organisation=world.other_board, roles=set(), by=world.stranger)
    assert texts(client.get("/"), "//h1") == ["Northern Board"]


def test_own_details_are_changed_and_recorded(as_: As, world: World) -> None:
    client = as_(world.viewer)
    details = {"first_name": "Véra", "last_name": "O’Tester", "telephone": "01632 960 002"}
    assert client.post("/account/details/", details)["Location"] == "/account/"
    world.viewer.refresh_from_db()
    assert (str(world.viewer), world.viewer.telephone) == ("Véra O’Tester", "01632 960 002")
    missing = client.post("/account/details/", details | {"first_name": " "})
    assert "Enter the first name" in missing.content.decode()


def test_text_of_a_person_is_never_markup(as_: As, world: World) -> None:
    client = as_(world.super_user)
    wicked = "<script>alert(1)</script>"
    client.post("/account/details/", {"first_name": wicked, "last_name": "Tester", "telephone": ""})
    for address in ("/", "/account/", f"/organisations/{world.board.uuid}/people/"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


# --- languages ---


@pytest.mark.requirement("XC-05")
def test_language_whose_catalogue_is_not_whole_regrets_in_its_own_words(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(languages, "is_whole", lambda code: code == "en")
    response = client.post("/language/", {"language": "cy", "next": "/accessibility/"})
    assert response["Location"] == "/accessibility/"
    page = client.get("/accessibility/")
    assert html.fromstring(page.content).get("lang") == "en"
    assert texts(page, "//aside[@lang='cy']") == [REGRETS["cy"]]


@pytest.mark.requirement("XC-05")
@pytest.mark.parametrize(("language", "log_in"), [("cy", "Mewngofnodi"), ("fr", "Se connecter")])
def test_language_that_is_chosen_is_spoken(client: Client, language: str, log_in: str) -> None:
    client.post("/language/", {"language": language, "next": "/account/login/"})
    page = client.get("/account/login/")
    assert html.fromstring(page.content).get("lang") == language
    assert texts(page, "//h1") == [log_in]
    assert texts(page, "//aside[@lang]") == []


def test_change_of_language_does_not_lead_elsewhere(client: Client) -> None:
    response = client.post("/language/", {"language": "cy", "next": "https://elsewhere.example/"})
    assert response["Location"] == "/"


# --- when something goes wrong ---


def test_page_that_is_not_there_says_so(client: Client) -> None:
    response = client.get("/nowhere/")
    assert (response.status_code, texts(response, "//h1")) == (404, ["Page not found"])


def test_form_without_its_token_is_refused_with_advice(world: World) -> None:
    response = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "vera", "password": "x"})
    assert (response.status_code, texts(response, "//h1")) == (403, ["This page was open for too long"])


def test_request_that_cannot_be_read_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: Any) -> None:
        raise SuspiciousOperation("wrong on purpose")

    monkeypatch.setattr("testamur.web.about.views.render", fail)
    response = client.get("/accessibility/")
    assert (response.status_code, texts(response, "//h1")) == (400, ["We could not read that request"])


def test_fault_of_ours_has_a_page_that_needs_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: Any) -> None:
        raise RuntimeError("wrong on purpose")

    monkeypatch.setattr("testamur.web.about.views.render", fail)
    client = Client(raise_request_exception=False)
    client.force_login(world.viewer)
    response = client.get("/accessibility/")
    assert response.status_code == 500
    assert "Sorry, there is a problem with the service" in response.content.decode()
    assert "wrong on purpose" not in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_too_many_attempts_have_a_page(as_: As, world: World) -> None:
    client = as_(world.viewer)
    for _attempt in range(5):
        client.post("/account/password/change/", {"oldpassword": "x", "password1": "y"})
    response = client.post("/account/password/change/", {"oldpassword": "x", "password1": "y"})
    assert (response.status_code, texts(response, "//h1")) == (429, ["Too many attempts"])


# --- the demo's e-mails ---


def test_e_mails_are_shown_in_a_demo_only(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_FILE_PATH = str(tmp_path)
    message = EmailMessage()
    message["Subject"], message["To"] = "A subject", "a@people.example"
    message.set_content("See http://localhost/x and <b>nothing</b> else.")
    (tmp_path / "one.log").write_bytes(message.as_bytes() + b"\n" + b"-" * 79 + b"\n")
    (tmp_path.parent / "other.log").write_text("Subject: Not this one\n\nx")
    for address in ("/dev/mail/", "/dev/mail/one.log/0/"):
        assert client.get(address).status_code == 404
    settings.DEMO = True
    assert "A subject" in client.get("/dev/mail/").content.decode()
    letter = client.get("/dev/mail/one.log/0/").content.decode()
    assert '<a href="http://localhost/x"' in letter
    assert "&lt;b&gt;nothing" in letter
    for address in ("one.log/1/", "two.log/0/", "..%2Fother.log/0/", "%2E%2E%2Fother.log/0/"):
        assert client.get(f"/dev/mail/{address}").status_code == 404


def test_what_can_be_reached_follows_the_rights_of_each(world: World, as_: As) -> None:
    def reached(user: User) -> set[str]:
        page = as_(user)
        groups = html.fromstring(page.get("/").content).xpath("//nav[@aria-label='Service']//a/@href")
        inside = "//nav[contains(@class, 'app-section')]//a"
        return {name for group in groups for name in texts(page.get(group), inside)}

    before = reached(world.viewer)
    assert "People" in reached(world.super_user)
    assert "People" not in before
    access.grant(user=world.viewer, organisation=world.board, role="ao_super_user", by=None)
    assert "People" in reached(world.viewer)
    assert "People" not in reached(world.batch_user)
