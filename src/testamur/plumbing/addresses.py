"""From which address a request really comes. Everything that counts or logs an address asks here.

A proxy notes in ``X-Forwarded-For`` whom it speaks for, behind whatever the client wrote there itself. So the header is
read from its end, and only as far as those who wrote it are trusted (``TESTAMUR_TRUSTED_PROXIES``).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_NEIGHBOURS = 64
"""Bits of an IPv6 address that somebody is given; within them everybody can have as many addresses as they like."""


class TrustedProxiesMiddleware:
    """Puts the client's address where Django, its libraries and the logs look for it: ``REMOTE_ADDR``.

    What only a trusted proxy may say, it may not say to us directly.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta, trusted = request.META, settings.TRUSTED_PROXIES
        peer = str(meta.get("REMOTE_ADDR", ""))
        if not is_among(parsed(peer), trusted):
            for header in _of_proxies():
                meta.pop(header, None)
        meta["REMOTE_ADDR"] = client_of(peer, str(meta.get("HTTP_X_FORWARDED_FOR", "")), trusted)
        return self.get_response(request)


def _of_proxies() -> list[str]:
    names = ["X-Forwarded-Proto", settings.WEB_SERVICE_CERTIFICATE_HEADER]
    return [f"HTTP_{name.upper().replace('-', '_')}" for name in names if name]


def client_of(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """Who asks: ``peer``, or whom trusted proxies say that they speak for. What cannot be read is not believed."""
    found = parsed(peer)
    if found is None:
        return peer
    for noted in reversed(forwarded.split(",")):
        before = parsed(noted)
        if before is None or not is_among(found, trusted):
            break
        found = before
    return str(found)


def parsed(text: str) -> Address | None:
    """An address as proxies write it, perhaps with a port."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped or found


def is_among(address: Address | None, networks: Sequence[Network]) -> bool:
    return address is not None and any(address in network for network in networks)


def client_address(request: HttpRequest) -> str:
    """Who asks, as far as it can be known."""
    return str(request.META.get("REMOTE_ADDR", ""))


def counted_address(request: HttpRequest) -> str:
    """The address under which whoever asks is counted."""
    return counted(client_address(request))


def counted(text: str) -> str:
    """The address under which somebody is counted: of IPv6, the network that they are given."""
    found = parsed(text)
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, _NEIGHBOURS), strict=False).network_address)
    return text
