"""Who calls. Whatever is wrong with what a caller gives, or missing in it, the answer is one and the same."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.http import HttpRequest
from lxml import etree

from testamur.access import queries as access
from testamur.plumbing import addresses, clock, meter
from testamur.soap.calls import Call, Operation
from testamur.soap.refusals import Code, Refusal

GROUPS = ("invokingUser", "invokingOrganisation")
_PASSWORDS = ("OrgPassword", "Password")
_NAMES = ("OrganisationRef", "UKPRN", "Ukprn", "Reference")
_USER_NAMES = ("UserName", "Username")
_LONGEST_NAME = 8
_LONGEST_USER_NAME = 35


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request says of its sender: the organisation by one or more names, its password, and its user."""

    names: tuple[str, ...]
    password: str
    user_name: str

    @property
    def are_whole(self) -> bool:
        short = all(len(name) <= _LONGEST_NAME for name in self.names)
        return bool(self.names and short and self.password and 0 < len(self.user_name) <= _LONGEST_USER_NAME)

    def __repr__(self) -> str:
        return "Credentials(…)"


def credentials_of(body: etree._Element) -> Credentials:
    """Read who calls, and blank the password: from here on the request does not hold it.

    The parts are known by their local names and may stand in any order; whether they are where they belong the
    schema says afterwards.
    """
    passwords: list[str] = []
    names: list[str] = []
    users: list[str] = []
    for element in _parts(body):
        name, text = etree.QName(element).localname, (element.text or "").strip()
        if name in _PASSWORDS:
            passwords.append(element.text or "")
            _blank(element)
        elif name in _NAMES and text:
            names.append(text)
        elif name in _USER_NAMES and text:
            users.append(text)
    one_password = passwords[0] if len(passwords) == 1 else ""
    return Credentials(tuple(dict.fromkeys(names)), one_password, users[0] if len(users) == 1 else "")


def _parts(body: etree._Element) -> list[etree._Element]:
    wanted = {*_PASSWORDS, *_NAMES, *_USER_NAMES}
    parts = []
    for element in body:
        name = etree.QName(element).localname
        if name in GROUPS:
            parts += list(element)
        elif name in wanted:
            parts.append(element)
    return parts


def _blank(element: etree._Element) -> None:
    element.text = None
    del element[:]


def caller(request: HttpRequest, given: Credentials, operation: Operation) -> Call:
    """Whoever calls, made sure of; or the one refusal that does not say what was wrong."""
    if not given.are_whole:
        raise Refusal(Code.WRONG_PASSWORD)
    held = access.web_service_named(given.names)
    if held is None or not access.is_remembered(held, given.password):
        _meter_checks(request)
        if not access.is_right(held, given.password):
            raise Refusal(Code.WRONG_PASSWORD)
    if held is None or not _has_certificate(request, held.certificate_subject):
        raise Refusal(Code.WRONG_PASSWORD)
    if not held.organisation.is_active or not held.user.is_active:
        raise Refusal(Code.UNKNOWN_ORGANISATION)
    structlog.contextvars.bind_contextvars(web_service=held.pk)
    _meter_calls(held.organisation.pk, operation.name)
    return Call(held.organisation, held.user, given.user_name)


def _has_certificate(request: HttpRequest, subject: str) -> bool:
    """Whether the proxy that we trust saw the certificate of this organisation. Without a header, nobody looks."""
    header = settings.WEB_SERVICE_CERTIFICATE_HEADER
    if not header:
        return True
    shown = request.headers.get(header, "")
    return bool(subject) and hmac.compare_digest(shown.encode(), subject.encode())


def _meter_checks(request: HttpRequest) -> None:
    """A password is checked slowly on purpose, so an address may not have it done too often."""
    limit = settings.WEB_SERVICE_WRONG_PASSWORDS_PER_MINUTE
    usage = meter.count(f"wire-check:{addresses.counted_address(request)}", a_minute=limit)
    if usage.is_too_much:
        words = f"At most {limit} passwords a minute are checked for your address."
        raise _too_many(words, usage.seconds_left)


def _meter_calls(organisation: int, operation: str) -> None:
    """An organisation may call an operation many times in a row; what is far beyond that is told to wait."""
    usual = (settings.WEB_SERVICE_REQUESTS_PER_MINUTE, settings.WEB_SERVICE_BURST)
    limit = meter.Limit(*settings.WEB_SERVICE_LIMITS.get(operation, usual))
    token = meter.take(f"wire:{organisation}:{operation}", limit)
    if not token.is_granted:
        words = (
            f"Your organisation may call {operation} {limit.burst:,} times in a row,"
            f" and {limit.a_minute:,} times a minute after that."
        )
        raise _too_many(words, token.seconds_left)


def _too_many(words: str, seconds: int) -> Refusal:
    retry = {"Retry-After": str(seconds)}
    return Refusal(Code.UNKNOWN_ERROR, f"{words} Go on in {seconds} seconds.", status=429, headers=retry)


_UNWEIGHED = 64 * 1024
"""Bytes of a request that costs no more to read than a page."""


@contextmanager
def weighed(request: HttpRequest, size: int) -> Iterator[None]:
    """Read a request, before it is known whose it is, at the expense of the address it comes from.

    Once its sender is made sure of, it has cost nothing. Whoever sends much that is refused is not read any more.
    """
    if size <= _UNWEIGHED:
        yield
        return
    who, kilobytes = f"wire-weight:{addresses.counted_address(request)}", size // 1024
    limit = settings.WEB_SERVICE_UNKNOWN_BYTES_PER_MINUTE // 1024
    usage = meter.count(who, a_minute=limit, amount=kilobytes)
    if usage.is_too_much:
        meter.give_back(who, kilobytes)
        words = "Too much has come from your address that could not be accepted."
        raise _too_many(words, usage.seconds_left)
    yield
    meter.give_back(who, kilobytes)


def check_hours() -> None:
    """Refuse what comes outside the hours of service, if there are any."""
    if not settings.WEB_SERVICE_HOURS:
        return
    opens, closes = settings.WEB_SERVICE_HOURS
    now = clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)).time()
    is_open = opens <= now < closes if opens <= closes else now >= opens or now < closes
    if not is_open:
        raise Refusal(Code.OUT_OF_HOURS, f"The service is open from {opens:%H:%M} to {closes:%H:%M}.")
