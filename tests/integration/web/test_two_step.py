"""The second step of logging in."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import caches
from django.db import connection
from django.test import Client
from structlog.testing import capture_logs

from testamur.access import actions as access
from testamur.access.models import User
from world import PASSWORD, World

As = Callable[[User], Client]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SET_UP = "/account/two-step/app/"


NOW = 1_800_000_000.0  # for apps and the service alike, so that no test runs into the next code


def code(later: int = 0) -> str:
    return format_hotp_value(hotp_value(SECRET, int(NOW) // 30 + later))


@pytest.fixture(autouse=True)
def _two_steps(settings: Any, _pages: None, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TWO_STEP_REQUIRED = True
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: NOW))


@pytest.mark.parametrize("address", ["/", "/account/", "/account/two-step/", "/organisations/choose/"])
def test_staff_without_it_are_sent_to_set_it_up(address: str, as_: As, world: World) -> None:
    for user in world.people.values():
        assert as_(user).get(address)["Location"] == SET_UP


def test_somebody_without_a_role_needs_none(as_: As, world: World) -> None:
    assert as_(world.outsider).get("/account/").status_code == 200


@pytest.mark.parametrize(
    "address", ["/healthz", "/api/v1/openapi.json", "/account/logout/", "/accessibility/"]
)
def test_machines_and_the_way_out_are_not_held_up(address: str, as_: As, world: World) -> None:
    response = as_(world.super_user).get(address)
    assert response.get("Location") != SET_UP


def test_staff_who_have_it_go_on(as_: As, world: World) -> None:
    TOTP.activate(world.super_user, SECRET)
    assert as_(world.super_user).get("/").status_code == 200


def test_role_that_is_given_during_a_session_asks_for_it_at_once(as_: As, world: World) -> None:
    client = as_(world.outsider)
    access.grant(user=world.outsider, organisation=world.board, role="ao_viewer", by=None)
    assert client.get("/")["Location"] == SET_UP


def test_password_alone_opens_nothing_for_who_has_it(client: Client, world: World) -> None:
    TOTP.activate(world.super_user, SECRET)
    response = client.post("/account/login/", {"login": "susan", "password": PASSWORD})
    assert response["Location"] == "/account/two-step/authenticate/"
    assert client.get("/account/")["Location"].startswith("/account/login/")
    wrong = client.post("/account/two-step/authenticate/", {"code": "000000"})
    assert "The code is not right" in wrong.content.decode()
    assert client.post("/account/two-step/authenticate/", {"code": code()})["Location"] == "/"
    assert client.get("/account/").status_code == 200


def enter(given: str, name: str = "susan") -> int:
    """302 if the code lets somebody in who has given the right password."""
    client = Client()
    client.post("/account/login/", {"login": name, "password": PASSWORD})
    return client.post("/account/two-step/authenticate/", {"code": given}).status_code


def test_code_is_good_once_and_those_before_it_no_more(world: World) -> None:
    TOTP.activate(world.super_user, SECRET)
    before, now, after = code(-1), code(), code(1)
    assert [enter(now), enter(now), enter(before)] == [302, 200, 200]
    assert [enter(after), enter(after), enter(now)] == [302, 200, 200]


def test_code_of_before_is_good_once_for_who_is_slow(world: World) -> None:
    TOTP.activate(world.super_user, SECRET)
    before, now = code(-1), code()
    assert [enter(before), enter(before), enter(now)] == [302, 200, 302]


def test_code_that_was_used_is_known_to_every_process(world: World) -> None:
    """It is kept with the secret, not in a cache that may forget it or be another one."""
    TOTP.activate(world.super_user, SECRET)
    used = code()
    assert enter(used) == 302
    caches["default"].clear()
    assert enter(used) == 200


def test_every_step_is_in_the_log_and_no_secret(world: World) -> None:
    TOTP.activate(world.super_user, SECRET)
    given = code()
    with capture_logs() as lines:
        Client().post("/account/login/", {"login": "susan", "password": "not it"})
        enter("000000")
        enter(given)
    told = [
        (line["event"], line["right"], line["user"]) for line in lines if line["event"].startswith("login.")
    ]
    key = world.super_user.pk
    assert told == [
        ("login.password", False, None),
        ("login.password", True, key),
        ("login.second_step", False, key),
        ("login.password", True, key),
        ("login.second_step", True, key),
    ]
    for secret in (PASSWORD, given, "susan"):
        assert secret not in str(lines)


def test_recovery_code_is_good_once(world: World) -> None:
    TOTP.activate(world.super_user, SECRET)
    one, other = RecoveryCodes.activate(world.super_user).get_unused_codes()[:2]
    assert [enter(one), enter(one), enter(other)] == [302, 200, 302]


@pytest.mark.django_db(transaction=True)
def test_code_that_comes_twice_at_once_is_good_once(world: World) -> None:
    held = TOTP.activate(world.super_user, SECRET).instance
    step = int(NOW) // 30

    def use(_number: int) -> bool:
        try:
            return access.use_code(authenticator=held, steps=[step], by=world.super_user)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(use, range(8))) == 1


def test_code_of_somebody_else_is_no_code(world: World) -> None:
    TOTP.activate(world.super_user, SECRET)
    TOTP.activate(world.batch_user, "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU")
    assert enter(code(), "bashir") == 200
    assert enter(code()) == 302


def test_codes_cannot_be_guessed_for_ever(client: Client, world: World) -> None:
    TOTP.activate(world.super_user, SECRET)
    client.post("/account/login/", {"login": "susan", "password": PASSWORD})
    for _attempt in range(5):
        client.post("/account/two-step/authenticate/", {"code": "000000"})
    response = client.post("/account/two-step/authenticate/", {"code": code()})
    assert "too many attempts" in response.content.decode()


def test_secrets_are_sealed_in_the_database(as_: As, world: World) -> None:
    client = as_(world.super_user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(world.super_user.pk)
    session["mfa.totp.secret"] = SECRET
    session.save()
    response = client.post(SET_UP, {"code": code()})
    assert response["Location"] == "/account/two-step/codes/"
    kept = {found.type: found for found in Authenticator.objects.filter(user=world.super_user)}
    assert SECRET not in str(kept["totp"].data)
    assert enter(code()) == 200, "the code of the set-up does not log in as well"
    assert enter(code(-1)) == 200
    assert enter(code(1)) == 302
    shown = client.get("/account/two-step/codes/").content.decode()
    first = kept["recovery_codes"].wrap().get_unused_codes()[0]
    assert first in shown
    assert first not in str(kept["recovery_codes"].data)
    text = client.get("/account/two-step/codes/download/")
    assert text["Content-Type"].startswith("text/plain")
    assert first in text.content.decode().split()


def test_set_up_asks_for_the_password_again_after_a_while(as_: As, world: World) -> None:
    response = as_(world.super_user).get(SET_UP)
    assert response["Location"] == f"/account/reauthenticate/?next={quote(SET_UP, safe='')}"


def test_records_service_lets_somebody_set_it_up_anew_but_not_themselves(as_: As, world: World) -> None:
    for user in (world.operator, world.batch_user):
        TOTP.activate(user, SECRET)
    client = as_(world.operator)
    own = f"/organisations/{world.service.uuid}/people/{world.operator.uuid}/two-step/"
    refused = client.post(own)
    assert refused.status_code == 409
    assert "Ask someone else" in refused.content.decode()
    of_another = f"/organisations/{world.board.uuid}/people/{world.batch_user.uuid}/two-step/"
    assert client.post(of_another).status_code == 302
    assert list(Authenticator.objects.values_list("user_id", flat=True)) == [world.operator.pk]
