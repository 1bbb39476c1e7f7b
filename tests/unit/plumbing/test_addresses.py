"""From which address a request really comes."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from testamur.plumbing import addresses
from testamur.plumbing.addresses import TrustedProxiesMiddleware, client_of

TRUSTED = [ip_network("10.0.0.0/8"), ip_network("2001:db8:ffff::/48")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "192.0.2.1", "203.0.113.7"),  # whoever is no proxy is not believed
        ("10.0.0.1", "192.0.2.1", "192.0.2.1"),
        ("10.0.0.1", "198.51.100.1, 192.0.2.1", "192.0.2.1"),  # what the client wrote itself
        ("10.0.0.1", "198.51.100.1, 192.0.2.1, 10.0.0.2", "192.0.2.1"),  # two proxies
        ("10.0.0.1", "198.51.100.1, 10.0.0.9, 192.0.2.1, 10.0.0.2", "192.0.2.1"),  # a proxy that is none
        ("10.0.0.1", "10.0.0.7", "10.0.0.7"),  # somebody inside
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "192.0.2.1, nonsense", "10.0.0.1"),
        ("10.0.0.1", "192.0.2.1:4711", "192.0.2.1"),
        ("2001:db8:ffff::1", "[2001:db8:1::5]:443", "2001:db8:1::5"),
        ("::ffff:10.0.0.1", "192.0.2.1", "192.0.2.1"),
        ("", "192.0.2.1", ""),  # a socket without an address
    ],
)
def test_header_is_read_from_its_end_as_far_as_its_writers_are_trusted(
    peer: str, forwarded: str, client: str
) -> None:
    assert client_of(peer, forwarded, TRUSTED) == client


def test_nobody_is_trusted_unless_it_is_set() -> None:
    assert client_of("127.0.0.1", "192.0.2.1", []) == "127.0.0.1"


def test_in_one_network_of_ipv6_all_addresses_are_counted_as_one() -> None:
    request = HttpRequest()
    counted = set()
    for address in ("2001:db8:1:2::5", "2001:db8:1:2:ffff::9"):
        request.META["REMOTE_ADDR"] = address
        counted.add(addresses.counted_address(request))
    assert counted == {"2001:db8:1:2::"}
    request.META["REMOTE_ADDR"] = "192.0.2.1"
    assert addresses.counted_address(request) == "192.0.2.1"


@pytest.mark.parametrize(
    ("peer", "trusted", "believed"),
    [
        ("10.0.0.1", TRUSTED, True),
        ("203.0.113.7", TRUSTED, False),
        ("10.0.0.1", [], False),  # behind a proxy that nobody has named
        ("", TRUSTED, False),  # a socket without an address
    ],
)
def test_what_only_a_proxy_may_say_is_believed_of_nobody_else(
    settings: Any, peer: str, trusted: list[Any], believed: bool
) -> None:
    settings.TRUSTED_PROXIES = trusted
    settings.WEB_SERVICE_CERTIFICATE_HEADER = "X-Client-Subject"
    request = HttpRequest()
    said = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_CLIENT_SUBJECT": "CN=board"}
    request.META |= {"REMOTE_ADDR": peer, **said}
    TrustedProxiesMiddleware(lambda request: HttpResponse())(request)
    assert (said.items() <= request.META.items()) is believed
