"""How long somebody stays logged in, where, and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from testamur.access import actions as access
from testamur.access.models import User
from testamur.web import middleware
from testamur.web.messages import NamedCookieStorage
from testamur.web.profile.presenters import device
from world import PASSWORD, World

As = Callable[[User], Client]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
)


def logged_in(name: str = "vera", agent: str = FIREFOX, address: str = "192.0.2.1") -> Client:
    client = Client(REMOTE_ADDR=address, headers={"User-Agent": agent})
    assert client.post("/account/login/", {"login": name, "password": PASSWORD}).status_code == 302
    assert is_in(client)
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


class Clock:
    def __init__(self) -> None:
        self.now = time.time()

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    own = Clock()
    monkeypatch.setattr(middleware, "time", own)
    return own


def test_session_ends_when_nobody_has_used_it_for_an_hour(world: World, clock: Clock) -> None:
    client = logged_in()
    for _step in range(3):
        clock.now += 59 * 60
        assert is_in(client)
    clock.now += 61 * 60
    page = client.get("/account/", follow=True)
    assert page.redirect_chain[0][0] == "/account/login/?next=/account/"
    assert "You have been logged off" in page.content.decode()
    assert not UserSession.objects.filter(session_key=client.session.session_key).exists()


def test_session_ends_after_eight_hours_however_busy(world: World, clock: Clock) -> None:
    client = logged_in()
    for _step in range(16):
        clock.now += 30 * 60 - 1
        assert is_in(client)
    clock.now += 60
    assert not is_in(client)


def test_idle_time_is_a_setting(world: World, clock: Clock, settings: Any) -> None:
    settings.SESSION_IDLE_SECONDS = 15 * 60
    client = logged_in()
    clock.now += 15 * 60 + 1
    assert not is_in(client)


def test_session_is_written_once_a_minute_at_most(
    world: World, clock: Clock, django_assert_num_queries: Any
) -> None:
    client = logged_in()
    seen = client.session[middleware._SEEN]
    clock.now += 59
    client.get("/account/")
    assert client.session[middleware._SEEN] == seen
    clock.now += 2
    client.get("/account/")
    assert client.session[middleware._SEEN] == clock.now


def test_page_shows_each_browser_coarsely_and_ends_one(world: World) -> None:
    here, phone = logged_in(), logged_in(agent=PHONE, address="198.51.100.9")
    page = here.get("/account/sessions/").content.decode()
    for shown in ("Firefox on Linux", "Safari on iPhone", "192.0.2.1", "198.51.100.9", "This browser"):
        assert shown in page
    assert "&lt;" not in page
    for hidden in ("605.1.15", "Gecko", here.session.session_key, phone.session.session_key):
        assert hidden not in page
    other = UserSession.objects.get(session_key=phone.session.session_key)
    assert here.post(f"/account/sessions/{other.pk}/end/")["Location"] == "/account/sessions/"
    assert (is_in(here), is_in(phone)) == (True, False)


def test_all_others_are_ended_at_once(world: World) -> None:
    here, others = logged_in(), [logged_in() for _each in range(3)]
    stranger = logged_in("stefan")
    here.post("/account/sessions/end-others/")
    assert is_in(here)
    assert is_in(stranger)
    assert not any(is_in(each) for each in others)


def test_session_of_somebody_else_is_not_there(world: World) -> None:
    mine, theirs = logged_in(), logged_in("stefan")
    other = UserSession.objects.get(session_key=theirs.session.session_key)
    assert mine.post(f"/account/sessions/{other.pk}/end/").status_code == 404
    assert access.end_sessions(keys={other.session_key}, by=world.viewer) == 0
    assert is_in(theirs)


def test_new_password_ends_all_other_sessions(world: World) -> None:
    here, other = logged_in(), logged_in()
    given = {"oldpassword": PASSWORD, "password1": "three quiet words"}
    assert here.post("/account/password/change/", given)["Location"] == "/account/"
    assert (is_in(here), is_in(other)) == (True, False)
    assert here.get("/account/sessions/").content.decode().count("Network address") == 1


def test_log_off_clears_what_a_browser_has_stored_but_not_what_is_chosen(world: World) -> None:
    client = logged_in()
    client.post("/language/", {"language": "cy"})
    key = client.session.session_key
    answer = client.post("/account/logout/")
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert not Session.objects.filter(session_key=key).exists()
    assert {"sessionid", "csrftoken"} <= {name for name, cookie in answer.cookies.items() if not cookie.value}
    assert client.cookies["language"].value == "cy"
    assert "Rydych wedi allgofnodi." in client.get(answer["Location"]).content.decode()


def test_what_has_ended_is_forgotten(world: World) -> None:
    client, gone = logged_in(), logged_in()
    Session.objects.filter(session_key=gone.session.session_key).update(expire_date=timezone.now())
    access.forget_sessions()
    kept = [client.session.session_key]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == kept
    assert Session.objects.filter(session_key__in=kept).count() == Session.objects.count()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh) Version/18.0 Safari/605.1.15", "Safari on Mac"),
        ("curl/8", "Unknown browser"),
    ],
)
def test_browsers_are_named_as_people_know_them(agent: str, words: str) -> None:
    assert device(agent) == words


SETTINGS = (
    "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
    "LANGUAGE_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SESSION_COOKIE_DOMAIN",
    "SESSION_COOKIE_PATH", "CSRF_COOKIE_DOMAIN", "CSRF_COOKIE_PATH", "MESSAGES_COOKIE_NAME",
)  # fmt: skip


def settings_of(**environment: str) -> dict[str, str]:
    asked = (
        f"from django.conf import settings as s; print(*(repr(getattr(s, n)) for n in {SETTINGS!r}), sep='|')"
    )
    run = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "testamur.config.settings", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(zip(SETTINGS, run.stdout.strip().split("|"), strict=True))


def test_over_tls_cookies_are_bound_to_this_host(db: None) -> None:
    given = settings_of(TESTAMUR_PUBLIC_URL="https://records.example")
    for name in ("SESSION", "CSRF", "LANGUAGE"):
        assert given[f"{name}_COOKIE_NAME"].startswith("'__Host-")
        assert given[f"{name}_COOKIE_SECURE"] == "True"
    assert given["MESSAGES_COOKIE_NAME"] == "'__Host-messages'"
    assert {given[name] for name in SETTINGS if name.endswith("DOMAIN")} == {"None"}
    assert {given[name] for name in SETTINGS if name.endswith("PATH")} == {"'/'"}
    assert (given["SECURE_HSTS_SECONDS"], given["SECURE_HSTS_INCLUDE_SUBDOMAINS"]) == ("31536000", "True")


def test_subdomains_can_be_left_out(db: None) -> None:
    given = settings_of(TESTAMUR_PUBLIC_URL="https://records.example", TESTAMUR_HSTS_SUBDOMAINS="false")
    assert given["SECURE_HSTS_INCLUDE_SUBDOMAINS"] == "False"


def test_without_tls_cookies_have_their_plain_names(db: None) -> None:
    given = settings_of(TESTAMUR_PUBLIC_URL="http://localhost:8000")
    assert given["SESSION_COOKIE_NAME"] == "'sessionid'"
    assert given["SECURE_HSTS_SECONDS"] == "0"


def test_sentence_for_the_next_page_is_kept_under_the_name_that_the_settings_give(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over TLS that name begins with `__Host-`, and the cookie has what a browser asks of such a one."""
    monkeypatch.setattr(NamedCookieStorage, "cookie_name", "__Host-messages")
    monkeypatch.setattr(configured, "SESSION_COOKIE_SECURE", True)
    client = logged_in()
    answer = client.post("/account/logout/")
    kept = answer.cookies["__Host-messages"]
    assert (kept["secure"], kept["httponly"], kept["path"], kept["domain"]) == (True, True, "/", "")
    shown = client.get(answer["Location"])
    assert "You have logged off." in shown.content.decode()
    assert shown.cookies["__Host-messages"].value == ""
    assert "messages" not in client.cookies
