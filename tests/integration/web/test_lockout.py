"""Wrong passwords: guessing gets slower and slower, and nobody is shut out of an account by others."""

from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_network
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection
from django.db.models import F
from django.test import Client

from testamur.access import actions as access
from testamur.access import queries
from testamur.access.models import Attempts
from testamur.notices import queries as outbox
from world import PASSWORD, World

LOGIN = "/account/login/"
HOME, AWAY = "192.0.2.1", "198.51.100.{}"


def try_in(password: str, *, login: str = "olga", address: str = HOME, **headers: str) -> int:
    return (
        Client(REMOTE_ADDR=address)
        .post(LOGIN, {"login": login, "password": password}, headers=headers)
        .status_code
    )


def later(seconds: float) -> None:
    """Let all that was counted lie so much further back."""
    moved = {"last_at": F("last_at") - dt.timedelta(seconds=seconds)}
    Attempts.objects.update(**moved, waits_until=F("waits_until") - dt.timedelta(seconds=seconds))


def test_waiting_grows_and_ends(world: World) -> None:
    assert [try_in("wrong") for _try in range(3)] == [200, 200, 429]
    for seconds in (30, 60, 120, 240):
        later(seconds - 5)
        assert try_in(PASSWORD) == 429, "not even the right one, and it does not count"
        later(6)
        assert try_in("wrong") == 429, "looked at, wrong, and now twice as long"
    later(480 + 1)
    assert try_in(PASSWORD) == 302


def test_strangers_who_try_keep_nobody_out_who_comes_from_elsewhere(world: World) -> None:
    for number in range(9):
        try_in("wrong", address=AWAY.format(1))
        try_in("wrong", address=AWAY.format(number))
    assert try_in(PASSWORD) == 302


def test_who_comes_through_a_socket_without_an_address_is_counted_as_one_place(world: World) -> None:
    assert [try_in("wrong", address="") for _try in range(3)] == [200, 200, 429]
    assert try_in(PASSWORD, address="") == 429
    later(31)
    assert try_in(PASSWORD, address="") == 302
    assert try_in(PASSWORD) == 302


def test_many_strangers_keep_nobody_out_who_logged_in_there_before(world: World, settings: Any) -> None:
    settings.LOCKOUT_FAILURES_OF_ALL = 10
    assert try_in(PASSWORD) == 302
    found = [try_in("wrong", address=AWAY.format(number)) for number in range(20)]
    assert found[:10] == [200] * 10, found
    assert try_in(PASSWORD, address=AWAY.format(99)) == 429, "from a new address one waits"
    assert try_in(PASSWORD) == 302
    later(3601)
    assert try_in(PASSWORD, address=AWAY.format(99)) == 302, "but not for ever"


def test_name_that_nobody_has_waits_as_long(world: World) -> None:
    known = [try_in("wrong", login="olga") for _try in range(4)]
    assert [try_in("wrong", login="nobody") for _try in range(4)] == known == [200, 200, 429, 429]


def test_new_password_by_mail_opens_at_once(world: World) -> None:
    for _try in range(3):
        try_in("wrong")
    guest = Client()
    guest.post("/account/password/reset/", {"email": world.operator.email})
    link = re.search(
        re.escape(configured.PUBLIC_URL) + r"(\S+)", outbox.to_address(world.operator.email)[0].body
    )
    assert link
    page = guest.get(link[1], follow=True)
    guest.post(page.request["PATH_INFO"], {"password1": "three quiet words"})
    assert try_in("three quiet words") == 302


def test_unlocking_takes_effect_at_once(world: World) -> None:
    for _try in range(5):
        try_in("wrong", login="bashir")
    assert queries.locked_out([world.batch_user, world.viewer]) == {world.batch_user.pk}
    access.unlock(user=world.batch_user, organisation=world.board, by=world.operator)
    assert queries.locked_out([world.batch_user]) == set()
    assert try_in(PASSWORD, login="bashir") == 302


def test_right_password_takes_back_what_it_was_counted(world: World) -> None:
    for _round in range(4):
        assert [try_in("wrong"), try_in("wrong"), try_in(PASSWORD)] == [200, 200, 302]
    of_all, here = Attempts.objects.order_by("address")
    assert (here.failures, of_all.failures) == (0, 2), "once the address is known its slips count here alone"


@pytest.mark.parametrize("login", ["olga", "olga@people.example", "OLGA"])
def test_no_name_that_was_typed_is_kept(world: World, login: str) -> None:
    try_in("wrong", login=login)
    kept = str(list(Attempts.objects.values())).lower()
    assert "olga" not in kept
    assert Attempts.objects.count() == 2


def test_behind_a_trusted_proxy_each_client_is_counted_by_its_own_address(
    world: World, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    proxy = {"address": "10.0.0.1"}
    for _try in range(3):
        try_in("wrong", **proxy, **{"X-Forwarded-For": "198.51.100.1"})
    assert try_in(PASSWORD, **proxy, **{"X-Forwarded-For": "198.51.100.1"}) == 429
    assert try_in(PASSWORD, **proxy, **{"X-Forwarded-For": "198.51.100.1, 192.0.2.1"}) == 302


def test_one_address_may_log_in_only_so_often_and_a_proxy_is_no_address(world: World, settings: Any) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    names = [f"nobody{number}" for number in range(31)]
    found = [
        try_in("wrong", login=name, address="10.0.0.1", **{"X-Forwarded-For": "198.51.100.1"})
        for name in names
    ]
    assert found[-1] == 429
    assert try_in(PASSWORD, address="10.0.0.1", **{"X-Forwarded-For": "192.0.2.1"}) == 302


def test_what_counts_no_more_is_forgotten(world: World) -> None:
    try_in("wrong", login="nobody")
    try_in(PASSWORD)
    later(25 * 3600)
    access.forget_attempts()
    assert list(Attempts.objects.values_list("address", flat=True)) == [HOME]
    later(31 * 24 * 3600)
    access.forget_attempts()
    assert not Attempts.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_time_are_all_counted_before_they_are_looked_at(world: World) -> None:
    def guess(number: int) -> int:
        try:
            return access.begin_attempt(username="olga", address=HOME)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        waits = list(threads.map(guess, range(24)))
    assert waits.count(0) == 3
