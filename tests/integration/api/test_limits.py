"""Limits of a client hold over all processes, because the database counts."""

from __future__ import annotations

import threading
from ipaddress import ip_network
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from integration.api.client import ROOT, System, assert_problem, register, token_response
from testamur.api.door import FORM
from testamur.plumbing import meter
from world import World, make_world

pytestmark = pytest.mark.django_db


def _until_refused(ask: Any, most: int) -> Any:
    """The first refusal. A minute may turn once in between, so twice the limit is always enough."""
    for _ in range(most):
        response = ask()
        if response.status_code == 429:
            return response
    raise AssertionError("was never refused")


def test_client_over_its_limit_is_told_when_to_go_on(system: System, settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    response = _until_refused(lambda: system.get("/me"), 8)
    problem = assert_problem(response, 429, "too-many-requests")
    assert "3 requests" in problem["detail"]
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert response.headers["Cache-Control"] == "no-store, private"


def test_answer_tells_how_the_client_stands(system: System, settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 100
    first = system.get("/me")
    assert first.headers["RateLimit-Limit"] == "100"
    assert int(first.headers["RateLimit-Remaining"]) < 100
    assert 1 <= int(first.headers["RateLimit-Reset"]) <= 60


def test_limit_of_one_client_is_not_that_of_another(system: System, world: World, settings: Any) -> None:
    other = System(world.board)
    settings.API_REQUESTS_PER_MINUTE = 2
    _until_refused(lambda: system.get("/me"), 6)
    assert other.get("/me").status_code == 200


def test_requests_that_fail_count_too(system: System, settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    _until_refused(lambda: system.get("/achievements", uln="x"), 8)


def test_tokens_are_not_given_or_tried_without_end(world: World, settings: Any) -> None:
    settings.API_TOKENS_PER_MINUTE = 3
    client, _secret = register(world.board)
    response = _until_refused(lambda: token_response(client, "guess"), 8)
    assert_problem(response, 429, "too-many-requests")
    assert int(response.headers["Retry-After"]) >= 1


def _post_from(address: str, forwarded: str) -> Any:
    headers = {"X-Forwarded-For": forwarded, "Content-Type": FORM}
    return Client(REMOTE_ADDR=address).post(f"{ROOT}/oauth/token", headers=headers)


def test_behind_a_trusted_proxy_an_address_is_the_one_that_the_proxy_noted(
    world: World, settings: Any
) -> None:
    """What a client itself writes into the header stands before it, and buys nothing."""
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    settings.API_TOKENS_PER_MINUTE = 2
    numbers = iter(range(100))

    def ask(address: str) -> Any:
        return _post_from("10.1.2.3", f"198.51.100.{next(numbers)}, {address}, 10.9.9.9")

    _until_refused(lambda: ask("192.0.2.1"), 6)
    assert ask("192.0.2.2").status_code != 429


def test_nobody_else_is_believed_about_an_address(world: World, settings: Any) -> None:
    settings.API_TOKENS_PER_MINUTE = 2
    numbers = iter(range(100))
    for trusted in ([], [ip_network("10.0.0.0/8")]):
        settings.TRUSTED_PROXIES = trusted
        _until_refused(lambda: _post_from("203.0.113.7", f"198.51.100.{next(numbers)}"), 6)


def test_minute_begins_anew(db: None) -> None:
    assert meter.count("someone", a_minute=1).number == 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE plumbing_meter SET minute = minute - interval '1 minute', taken = 500")
    taken = meter.count("someone", a_minute=1)
    assert (taken.number, taken.is_too_much, taken.remaining) == (1, False, 0)


def test_those_not_seen_for_an_hour_are_forgotten(db: None) -> None:
    meter.count("someone", a_minute=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE plumbing_meter SET minute = minute - interval '2 hours'")
        meter.count("another", a_minute=1)
        cursor.execute("SELECT who FROM plumbing_meter")
        assert cursor.fetchall() == [("another",)]


def _minute() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT date_trunc('minute', statement_timestamp())")
        return cursor.fetchone()


def _asked_at_once(system: System, times: int) -> list[int]:
    """What each of so many requests at one instant was told to have left; a thread has a connection of its own."""
    start, remaining = threading.Barrier(times), []

    def ask() -> None:
        start.wait()
        answer = Client().get("/api/v1/me", headers=system.headers())
        remaining.append(int(answer.headers["RateLimit-Remaining"]))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(remaining)


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_instant_are_all_counted() -> None:
    """None takes the number of another. Asked again if the minute turned meanwhile."""
    world = make_world()
    minute = None
    while minute != _minute():
        minute, system = _minute(), System(world.board)
        remaining = _asked_at_once(system, 8)
    assert remaining == list(range(592, 600))
