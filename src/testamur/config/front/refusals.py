"""What the front refuses by itself: a page where pages are, a sentence elsewhere, in the reader's language.

Nothing is asked of Django's threads or the database: it is said just when those have no time.
"""

from __future__ import annotations

from functools import lru_cache

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.cookie import parse_cookie
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy
from django.utils.translation.trans_real import get_language_from_request

from testamur.plumbing import bodies, languages
from testamur.plumbing.trouble import Trouble

Headers = list[tuple[bytes, bytes]]

NOT_READABLE = Trouble(
    "not-readable",
    400,
    gettext_lazy("We could not read that request"),
    gettext_lazy(
        "Your browser or your system sent something that Testamur does not understand. Nothing was changed."
    ),
)
HEAD_TOO_LARGE = Trouble(
    "head-too-large",
    431,
    gettext_lazy("The head of the request is too large"),
    gettext_lazy("Delete the cookies of this service in your browser, then try again."),
)
HEAD_TOO_SLOW = Trouble(
    "head-too-slow",
    408,
    gettext_lazy("The head of the request took too long to arrive"),
    gettext_lazy("Nothing was saved. Check your connection, then try again."),
)
BODY_TOO_SLOW = Trouble(
    "body-too-slow",
    408,
    gettext_lazy("What you sent took too long to arrive"),
    gettext_lazy("Nothing was saved. Check your connection, then send it again."),
)
BUSY = Trouble(
    "busy",
    503,
    gettext_lazy("Too many people are asking at the moment"),
    gettext_lazy("Nothing was saved. Try again in a few minutes."),
)
BROKEN = Trouble(
    "broken",
    500,
    gettext_lazy("Sorry, there is a problem with the service"),
    gettext_lazy(
        "Try again in a few minutes. What you sent last may not have been saved: look before you send it again."
    ),
)


def answer(met: Trouble, headers: Headers, path: str | None) -> tuple[Headers, bytes]:
    """Headers and body of the answer to a request that began like this. ``path`` is ``None`` where it is unknown."""
    language = _language_of(headers)
    as_page = _takes_pages(headers) if path is None else bodies.rule_at(path).is_page
    body = _body(met, language, as_page)
    said = [
        (b"content-type", b"text/html; charset=utf-8" if as_page else b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"content-language", language.encode()),
        (b"cache-control", b"no-store, private"),
        (b"x-content-type-options", b"nosniff"),
        (b"connection", b"close"),
    ]
    if settings.SECURE_HSTS_SECONDS:
        subdomains = "; includeSubDomains" if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else ""
        policy = f"max-age={settings.SECURE_HSTS_SECONDS}{subdomains}"
        said.append((b"strict-transport-security", policy.encode()))
    if as_page:
        said.append((b"content-security-policy", build_policy().encode()))
    if met is BUSY:
        said.append((b"retry-after", str(met.retry_after).encode()))
    return said, body


@lru_cache(maxsize=64)
def _body(met: Trouble, language: str, as_page: bool) -> bytes:
    with translation.override(language):
        text = render_to_string("errors/in_the_way.html", {"met": met}) if as_page else f"{met}\n"
    return text.encode()


def _language_of(headers: Headers) -> str:
    """The language of the service's pages for whoever sends these; English where they say nothing."""
    request = HttpRequest()
    for name, value in headers:
        if name == b"cookie":
            request.COOKIES |= parse_cookie(value.decode("latin-1"))
        elif name == b"accept-language":
            request.META["HTTP_ACCEPT_LANGUAGE"] = value.decode("latin-1")
    code = str(get_language_from_request(request))
    return code if languages.is_whole(code) else str(settings.LANGUAGE_CODE)


def _takes_pages(headers: Headers) -> bool:
    return any(name == b"accept" and b"text/html" in value for name, value in headers)
