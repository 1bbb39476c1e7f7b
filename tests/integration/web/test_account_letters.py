"""Whoever changes how a person logs in, the person is told of it by e-mail, and by nothing secret."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from integration.commands.running import call
from testamur.access import actions as access
from testamur.access.models import User
from testamur.access.rules import AccountChange
from testamur.notices import queries as outbox
from testamur.notices.models import Notice
from world import PASSWORD, World

As = Callable[[User], Client]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = 1_800_000_000.0
CODE = format_hotp_value(hotp_value(SECRET, int(NOW) // 30))
CHOSEN = "three quiet words"
HERE = "192.0.2.7"


@pytest.fixture(autouse=True)
def _pages_of_accounts(_pages: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: NOW))


@pytest.fixture
def vera(world: World) -> Client:
    """Somebody who has just proved who she is, by the password."""
    client = Client(REMOTE_ADDR=HERE)
    client.post("/account/login/", {"login": "vera", "password": PASSWORD})
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(world.viewer.pk)
    session["mfa.totp.secret"] = SECRET
    session.save()
    return client


def letter() -> Notice:
    """The one letter that waits."""
    (found,) = outbox.unsent()
    return found


def check(found: Notice, *, says: str, to: str = "vera@people.example", address: str = HERE) -> None:
    """It says what, when, from where, and what to do; and nothing that would let anybody in."""
    assert found.to == to
    assert says in found.body
    assert re.search(r"When: \d+ \w+ \d{4}, (\d+:\d\d[ap]m|midday|midnight)\n", found.body)
    assert f"Network address: {address}\n" in found.body
    assert "support@testamur.example" in found.body
    assert "If it was not you" in found.body
    assert "http://localhost:8000/account/password/reset/\n" in found.body
    for secret in (PASSWORD, CHOSEN, SECRET, CODE):
        assert secret not in found.subject + found.body


def test_password_that_is_changed_on_the_page_is_told(vera: Client) -> None:
    vera.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": CHOSEN})
    check(letter(), says="The password of your account was changed.")
    assert "Who: you, or someone using your account\n" in letter().body


def test_password_that_is_not_changed_is_not_told(vera: Client) -> None:
    vera.post("/account/password/change/", {"oldpassword": "not it at all", "password1": CHOSEN})
    vera.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": "short"})
    assert not outbox.unsent().exists()


def test_password_that_is_chosen_by_a_link_is_told(world: World) -> None:
    guest = Client(REMOTE_ADDR=HERE)
    guest.post("/account/password/reset/", {"email": "vera@people.example"})
    link = re.search(r"http://localhost:8000(\S+)", letter().body)
    assert link
    Notice.objects.all().delete()
    form = guest.get(link[1])["Location"]
    guest.post(form, {"password1": CHOSEN})
    check(letter(), says="The password of your account was changed.")


def test_password_that_the_command_line_sets_is_told(world: World) -> None:
    assert call("createuser", "vera", "--generate", "--yes").exit_code == 0
    check(letter(), says="The password of your account was changed.", address="not known")
    assert "Who: the people who run Testamur\n" in letter().body


def test_first_password_of_an_account_is_no_change(world: World) -> None:
    made = {"email": "nadia@people.example", "first_name": "Nadia", "last_name": "New"}
    user = access.create_user(username="nadia", **made, by=None)
    access.set_password(user=user, password=CHOSEN, by=None)
    assert not outbox.unsent().exists()


def test_second_step_that_is_set_up_and_removed_is_told(
    vera: Client, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        vera.post("/account/two-step/app/", {"code": CODE})
    check(letter(), says="Two-step log-in was set up for your account.")
    Notice.objects.all().delete()
    vera.post("/account/two-step/app/remove/")
    assert not Authenticator.objects.filter(user=world.viewer, type="totp").exists()
    check(letter(), says="Two-step log-in was removed from your account.")


def test_new_recovery_codes_are_told(
    vera: Client, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    TOTP.activate(world.viewer, SECRET)
    with django_capture_on_commit_callbacks(execute=True):
        vera.post("/account/two-step/codes/new/")
    check(letter(), says="New recovery codes were created for your account.")
    for code in RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes():
        assert code not in letter().body


def test_recovery_code_that_lets_somebody_in_is_told(world: World) -> None:
    TOTP.activate(world.viewer, SECRET)
    code = RecoveryCodes.activate(world.viewer).get_unused_codes()[0]
    client = Client(REMOTE_ADDR=HERE)
    client.post("/account/login/", {"login": "vera", "password": PASSWORD})
    client.post("/account/two-step/authenticate/", {"code": "nonsense"})
    assert not outbox.unsent().exists()
    assert client.post("/account/two-step/authenticate/", {"code": code}).status_code == 302
    check(letter(), says="One of your recovery codes was used.")
    assert code not in letter().body


def test_code_of_the_app_is_told_to_nobody(world: World) -> None:
    TOTP.activate(world.viewer, SECRET)
    client = Client()
    client.post("/account/login/", {"login": "vera", "password": PASSWORD})
    assert client.post("/account/two-step/authenticate/", {"code": CODE}).status_code == 302
    assert not outbox.unsent().exists()


def test_second_step_that_the_records_service_removes_is_told(as_: As, world: World) -> None:
    TOTP.activate(world.viewer, SECRET)
    as_(world.operator).post(f"/organisations/{world.board.uuid}/people/{world.viewer.uuid}/two-step/")
    check(letter(), says="Two-step log-in was removed from your account.", address="not known")
    assert f"Who: {world.operator}\n" in letter().body


def test_address_that_an_account_had_before_is_told(world: World) -> None:
    """Whoever reads its mail may be somebody else: neither the new address nor a person of the staff is named."""
    user = access.create_user(
        username="old@people.example",
        email="old@people.example",
        first_name="Nadia",
        last_name="New",
        by=None,
    )
    access.correct_unused_email(user=user, email="new@people.example", by=world.super_user)
    found = letter()
    assert found.to == "old@people.example"
    assert "have changed" in found.body
    assert "support@testamur.example" in found.body
    for hidden in ("new@people.example", str(world.super_user), "/account/password/"):
        assert hidden not in found.body


def test_nothing_is_told_of_a_change_that_is_undone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(User, "save", broken)
    with pytest.raises(RuntimeError):
        access.set_password(user=world.viewer, password=CHOSEN, by=None)
    assert not outbox.unsent().exists()


def test_system_of_a_supplier_gets_no_letter(world: World) -> None:
    system, _secret = access.create_api_client(name="Exams", organisation=world.board, by=world.super_user)
    assert system.user
    access.tell_of_change(user=system.user, change=AccountChange.PASSWORD, by=None)
    assert not outbox.unsent().exists()
