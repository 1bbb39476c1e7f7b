"""Who gets in, who does not, and what they are told."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import get_resolver

from integration.access.routes import OWN_ACCOUNT
from testamur.access import actions as access
from testamur.access.models import User
from testamur.notices import queries as outbox
from world import PASSWORD, World

LOGIN = "/account/login/"
As = Callable[[User], Client]


def try_in(client: Client, login: str, password: str) -> Any:
    return client.post(LOGIN, {"login": login, "password": password})


def words(response: Any) -> str:
    """A page without what differs each time: the token of its forms, and what was typed."""
    text = re.sub(r'(value="|csrftoken": ")[A-Za-z0-9]{64}"', "", response.content.decode())
    return re.sub(r'id="id_login"[^>]*>', "", text)


@pytest.mark.parametrize("login", ["bashir", "bashir@people.example", "Bashir@People.example", "BASHIR"])
def test_either_name_and_the_password_let_a_person_in(login: str, client: Client, world: World) -> None:
    response = try_in(client, login, PASSWORD)
    assert (response.status_code, response["Location"]) == (302, "/")


def test_unknown_person_and_wrong_password_get_the_same_answer(client: Client, world: World) -> None:
    wrong, unknown = try_in(client, "bashir", "not it"), try_in(client, "nobody", "not it")
    assert "is not right" in wrong.content.decode()
    assert (wrong.status_code, words(wrong)) == (unknown.status_code, words(unknown))


def test_as_much_work_is_done_for_nobody_as_for_a_person(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the time that an answer takes would tell whether there is an account."""
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    work = {}
    for login in ("bashir", "bashir@people.example", "nobody", "nobody@people.example"):
        hashed.clear()
        try_in(client, login, "not it")
        work[login] = len(hashed)
    assert set(work.values()) == {1}, work


def test_wrong_passwords_under_every_name_of_a_person_add_up(client: Client, world: World) -> None:
    answers = [try_in(client, login, "not it") for login in ("bashir", "bashir@people.example", "BASHIR")]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Too many wrong passwords" in answers[-1].content.decode()
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 31
    assert try_in(Client(), "bashir", PASSWORD).status_code == 429


def test_name_that_nobody_has_is_locked_with_the_same_page(client: Client, world: World) -> None:
    for _attempt in range(2):
        try_in(client, "bashir", "not it")
        try_in(client, "nobody", "not it")
    known, unknown = try_in(client, "bashir", "not it"), try_in(client, "nobody", "not it")
    assert known.status_code == unknown.status_code == 429
    assert words(known) == words(unknown)


def test_right_password_wipes_the_slate(client: Client, world: World) -> None:
    for _round in range(2):
        assert try_in(Client(), "bashir", "not it").status_code == 200
        assert try_in(Client(), "bashir", "not it").status_code == 200
        assert try_in(Client(), "bashir@people.example", PASSWORD).status_code == 302


def test_locked_person_gets_in_again_once_the_records_service_unlocked_them(
    client: Client, world: World
) -> None:
    for _attempt in range(3):
        try_in(client, "bashir@people.example", "not it")
    access.unlock(user=world.batch_user, organisation=world.board, by=world.operator)
    assert try_in(client, "bashir", PASSWORD).status_code == 302


def test_lock_holds_for_one_person_alone(client: Client, world: World) -> None:
    for _attempt in range(3):
        try_in(client, "bashir", "not it")
    assert try_in(client, "vera", PASSWORD).status_code == 302


def test_wrong_passwords_when_asked_again_count_too(as_: As, world: World) -> None:
    client = as_(world.batch_user)
    answers = [client.post("/account/reauthenticate/", {"password": "not it"}) for _attempt in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert try_in(Client(), "bashir", PASSWORD).status_code == 429


def test_overlong_or_strange_login_is_refused_politely(client: Client, world: World) -> None:
    assert try_in(client, "x" * 300, "not it").status_code == 200
    assert try_in(client, "nul\0name", "not it").status_code == 200
    assert try_in(client, "bashir", "p" * 5000).status_code == 200


def test_suspended_person_with_the_right_password_is_told_so_and_others_are_not(
    client: Client, world: World
) -> None:
    access.suspend_account(user=world.viewer, by=world.operator)
    wrong, unknown = try_in(client, "vera", "not it"), try_in(client, "nobody", "not it")
    assert words(wrong) == words(unknown)
    right = try_in(client, "vera", PASSWORD)
    assert right.status_code == 403
    assert "Your account is suspended" in right.content.decode()
    assert client.get("/account/").status_code == 302


def test_session_ends_when_the_account_is_suspended(as_: As, world: World) -> None:
    client = as_(world.viewer)
    assert client.get("/account/").status_code == 200
    access.suspend_account(user=world.viewer, by=world.operator)
    response = client.get("/account/")
    assert response["Location"] == f"{LOGIN}?next=/account/"


def test_system_of_a_supplier_cannot_log_in_or_choose_a_password(client: Client, world: World) -> None:
    system, secret = access.create_api_client(name="Exams", organisation=world.board, by=world.super_user)
    assert try_in(client, system.user.username, secret).status_code == 200
    client.post("/account/password/reset/", {"email": system.user.username})
    assert not outbox.unsent().exists()


def test_log_in_leads_on_to_our_own_pages_only(client: Client, world: World) -> None:
    ours = client.post(
        f"{LOGIN}?next=/account/", {"login": "vera", "password": PASSWORD, "next": "/account/"}
    )
    assert ours["Location"] == "/account/"
    bad = {"login": "vera", "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert Client().post(LOGIN, bad)["Location"] == "/"


def test_session_does_not_outlive_the_browser(client: Client, world: World) -> None:
    try_in(client, "vera", PASSWORD)
    assert client.session.get_expire_at_browser_close()


# --- forgotten passwords ---


def test_reset_answers_the_same_for_everybody_and_writes_only_to_those_who_may_log_in(
    client: Client, world: World
) -> None:
    access.suspend_account(user=world.viewer, by=world.operator)
    answers = []
    for address in ("bashir@people.example", "nobody@people.example", "vera@people.example"):
        response = Client().post("/account/password/reset/", {"email": address}, follow=True)
        answers.append((response.redirect_chain, words(response)))
    assert answers[0] == answers[1] == answers[2]
    assert [notice.to for notice in outbox.unsent()] == ["bashir@people.example"]


def link_for(address: str) -> str:
    body = outbox.to_address(address).last().body
    found = re.search(re.escape(configured.PUBLIC_URL) + r"(\S+)", body)
    assert found
    return found[1]


@pytest.mark.parametrize("host", ["localhost:31337", "testserver:80"])
def test_reset_link_leads_to_the_service_whatever_the_request_calls_it(
    client: Client, world: World, settings: Any, host: str
) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    settings.PUBLIC_URL = "https://records.example"
    client.post("/account/password/reset/", {"email": "bashir@people.example"}, headers={"host": host})
    (notice,) = outbox.unsent()
    assert re.findall(r"https?://[^/]+", notice.body) == ["https://records.example"]


def test_reset_link_works_once_and_keeps_its_key_out_of_the_address(client: Client, world: World) -> None:
    client.post("/account/password/reset/", {"email": "BASHIR@people.example"})
    link = link_for("bashir@people.example")
    page = client.get(link, follow=True)
    assert page.request["PATH_INFO"].endswith("-set-password/")
    assert "Choose your password" in page.content.decode()
    response = client.post(page.request["PATH_INFO"], {"password1": "three quiet words"})
    assert response["Location"] == "/account/password/reset/key/done/"
    assert try_in(Client(), "bashir", "three quiet words").status_code == 302
    again = Client().get(link, follow=True)
    assert "This link no longer works" in again.content.decode()


def test_weak_password_is_refused_with_the_reason(as_: As, world: World) -> None:
    client = as_(world.batch_user)
    for weak, reason in {"short": "too short", "123456789012": "numeric", "bashir@people": "similar"}.items():
        page = client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": weak})
        assert reason in page.content.decode()
    changed = client.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": "three quiet words"}
    )
    assert changed["Location"] == "/account/"
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("weak", "reason"),
    [
        ("Testamur2026!!", "words about you"),
        ("Northern-Board-1", "words about you"),
        ("Bashir.Tester.2026", "words about you"),
        ("learner record 1", "words about you"),
        ("iloveyou12345", "stolen"),
        ("letmein letmein", "stolen"),
        ("qwertyuiop1234", "stolen"),
        ("Summer2026!!!!", "stolen"),
        ("x" * 1025, "1024 characters or fewer"),
    ],
)
def test_password_that_is_known_or_easily_thought_of_is_refused(
    as_: As, world: World, weak: str, reason: str
) -> None:
    given = {"oldpassword": PASSWORD, "password1": weak}
    page = as_(world.batch_user).post("/account/password/change/", given)
    assert (page.status_code, reason in page.content.decode()) == (200, True)


@pytest.mark.parametrize(
    "password",
    ["three quiet words", "k8#jz!qPw02x", "northern lights and whales", "ein ganz anderes Wörtchen"],
)
def test_password_that_says_something_else_is_taken(as_: As, world: World, password: str) -> None:
    given = {"oldpassword": PASSWORD, "password1": password}
    assert as_(world.batch_user).post("/account/password/change/", given).status_code == 302


def test_overlong_password_is_refused_before_it_is_hashed(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[int] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        hashed.append(len(password))
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    client.post("/account/password/reset/", {"email": "bashir@people.example"})
    page = client.get(link_for("bashir@people.example"), follow=True)
    hashed.clear()
    refused = client.post(page.request["PATH_INFO"], {"password1": "three quiet words " * 50_000})
    assert "1024 characters or fewer" in refused.content.decode()
    tried = try_in(client, "bashir", "three quiet words " * 50_000)
    assert "1024 characters or fewer" in tried.content.decode()
    assert hashed == []


# --- which pages there are ---


def test_only_the_pages_of_allauth_that_are_wanted_exist(client: Client) -> None:
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert {
        name for name in names if name.startswith(("account_", "mfa_", "socialaccount_"))
    } == OWN_ACCOUNT | {
        "account_login",
        "account_logout",
        "account_change_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
    }
    for address in ("/account/signup/", "/accounts/signup/", "/account/email/", "/admin/"):
        assert client.get(address).status_code == 404


def test_key_of_a_reset_link_is_not_told_to_the_logs(client: Client, world: World, told: io.StringIO) -> None:
    client.post("/account/password/reset/", {"email": "bashir@people.example"})
    link = link_for("bashir@people.example")
    client.get(link)
    client.put(link)  # of which Django itself warns
    Client(enforce_csrf_checks=True).post(link)
    assert told.getvalue().count("/account/password/reset/key/") >= 4
    assert link.rsplit("/", 2)[1].partition("-")[2] not in told.getvalue()
