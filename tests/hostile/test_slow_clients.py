"""Clients that send or take a byte at a time cost a connection, and neither a thread nor anybody's time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from hostile.conftest import THREADS, Front
from hostile.wire import Wire

MANY = 50
FORM = "Content-Type: application/x-www-form-urlencoded"


def unfinished_head(port: int) -> Wire:
    return Wire(port).say("GET /account/login/ HTTP/1.1", "X-Slow: 1", end=False)


def unfinished_body(port: int) -> Wire:
    return Wire(port).post("/account/login/", FORM, "Content-Length: 1000", body=b"login=")


def unfinished_upload(port: int) -> Wire:
    head = ("Content-Type: application/xml", "Content-Length: 5000000")
    return Wire(port).post("/api/v1/achievement-batches", *head, body=b"<" * 300_000)


def drip(wire: Wire) -> None:
    """A byte more, which is neither a line's end nor the last."""
    wire.socket.sendall(b"x")


@pytest.mark.requirement("XC-02")
@pytest.mark.parametrize("slow", [unfinished_head, unfinished_body, unfinished_upload])
def test_a_page_is_answered_beside_fifty_slow_clients(front: Front, slow: Callable[[int], Wire]) -> None:
    wires = [slow(front.port) for _ in range(MANY)]
    try:
        for _ in range(3):
            for wire in wires:
                drip(wire)
            for _ in range(THREADS + 1):
                assert "Log in" in front.visitor().go("/account/login/").words
        assert all(wire.is_held_open() for wire in wires)
    finally:
        for wire in wires:
            wire.close()


@pytest.mark.requirement("XC-02")
def test_a_client_that_does_not_take_its_answers_holds_no_thread(front: Front) -> None:
    """Every one asks for more than the connection itself can hold, and reads none of it."""
    wires = [Wire(front.port) for _ in range(2 * THREADS)]
    try:
        for wire in wires:
            for _ in range(40):
                wire.say("GET /api/v1/openapi.json HTTP/1.1")
        for _ in range(THREADS + 1):
            assert "Log in" in front.visitor().go("/account/login/").words
    finally:
        for wire in wires:
            wire.close()


@pytest.mark.requirement("XC-02")
@pytest.mark.parametrize("slow", [unfinished_head, unfinished_body])
def test_a_client_that_is_too_slow_is_left(front: Front, hasty: int, slow: Callable[[int], Wire]) -> None:
    wire = slow(hasty)
    assert wire.reply().status == 408
    assert wire.is_left()


def test_a_connection_on_which_nothing_happens_is_closed(front: Front, hasty: int) -> None:
    wire = Wire(hasty).say("GET /healthz HTTP/1.1")
    assert wire.reply().status == 200
    assert wire.is_left()
    assert Wire(hasty).is_left()


@contextmanager
def sessions_held(front: Front) -> Iterator[None]:
    """Whoever has a session has to wait, as long as waiting is allowed."""
    with psycopg.connect(front.url) as connection:
        connection.execute("lock table django_session in access exclusive mode")
        yield


@pytest.mark.requirement("XC-02")
def test_health_is_told_while_every_thread_waits(front: Front, patient: int) -> None:
    visitor = front.logged_in(patient)
    cookie = "; ".join(f"{name}={value}" for name, value in visitor.session.cookies.items())
    with sessions_held(front):
        waiting = [Wire(patient).say("GET / HTTP/1.1", f"Cookie: {cookie}") for _ in range(THREADS + 3)]
        front.wait_for(
            "select count(*) >= %(threads)s from pg_stat_activity where wait_event_type = 'Lock' "
            "and datname = current_database()",
            threads=THREADS,
        )
        assert front.visitor(patient).fetch("/healthz").text == "ok\n"
        assert any(wire.is_held_open() for wire in waiting)
    assert {wire.reply().status for wire in waiting} <= {200, 503}
