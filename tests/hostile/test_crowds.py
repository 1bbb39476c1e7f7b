"""One address that takes all the connections it may have leaves the others theirs."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

import pytest

from faults.service import wait_until
from hostile.conftest import Front
from hostile.wire import Wire
from testamur.config.front.crowd import Crowd

MOST = 5
GREEDY, MODEST, PROXY = "127.0.0.2", "127.0.0.3", "127.0.0.4"


@pytest.fixture(scope="module")
def port(front: Front) -> Iterator[int]:
    """The port of a web process that lets an address have few connections."""
    web, port = front.web(
        "crowded", TESTAMUR_WEB_CONNECTIONS_PER_ADDRESS=str(MOST), TESTAMUR_TRUSTED_PROXIES=PROXY
    )
    yield port
    front.stop(web)


def waiting(port: int, source: str) -> Wire:
    """A connection that is kept waiting for the rest of its request."""
    return Wire(port, source).say("GET /healthz HTTP/1.1", end=False)


def is_answered(port: int, source: str) -> bool:
    wire = Wire(port, source)
    try:
        return wire.say("GET /healthz HTTP/1.1").reply().status == 200
    except (AssertionError, ConnectionError):
        return False
    finally:
        wire.close()


@pytest.mark.requirement("XC-02")
def test_others_are_answered_while_one_address_holds_all_it_may(port: int) -> None:
    held = [waiting(port, GREEDY) for _ in range(MOST)]
    assert not any(is_answered(port, GREEDY) for _ in range(3))
    assert is_answered(port, MODEST)
    assert all(wire.is_held_open() for wire in held)
    held.pop().close()
    wait_until(lambda: is_answered(port, GREEDY))
    for wire in held:
        wire.close()


def test_a_trusted_proxy_may_have_any_number(port: int) -> None:
    held = [waiting(port, PROXY) for _ in range(2 * MOST)]
    assert is_answered(port, PROXY)
    for wire in held:
        wire.close()


def test_addresses_of_one_network_of_ipv6_are_counted_together() -> None:
    crowd = Crowd(2, [ip_network("2001:db8:ffff::/48")])
    assert [crowd.enter(f"2001:db8:1:2::{number}") for number in (1, 2, 3)] == [True, True, False]
    assert crowd.enter("2001:db8:1:3::1")
    crowd.leave("2001:db8:1:2::1")
    assert crowd.enter("2001:db8:1:2::4")
    assert all(crowd.enter("2001:db8:ffff::1") for _ in range(5))
    assert all(crowd.enter("") for _ in range(5))
