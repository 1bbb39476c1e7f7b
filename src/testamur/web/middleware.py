"""What holds for every page: one language, no copies in caches, and staff have proved themselves in two steps."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from testamur.access import actions as access_actions
from testamur.access import queries as access
from testamur.plumbing import addresses, bodies, languages, trouble
from testamur.web import current, errors

Handler = Callable[[HttpRequest], HttpResponse]

# The pages that a person needs before two-step sign-in is set up.
_BEFORE_TWO_STEP = {
    "mfa_activate_totp",
    "account_logout",
    "account_reauthenticate",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_reauthenticate",
    "set_language",
    "accessibility",
}

_MACHINES = {"/healthz", "/readyz", "/metrics"}


class LanguageMiddleware(LocaleMiddleware):
    """The language that was chosen, once its catalogue is whole; until then English, and a word about it.

    A page in two languages at once would be read out wrongly by a screen reader.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.chosen_language = translation.get_language()  # type: ignore[attr-defined]
        if not languages.is_whole(request.chosen_language):  # type: ignore[attr-defined]
            translation.activate(settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = settings.LANGUAGE_CODE


class PrivatePagesMiddleware:
    """No browser and no proxy keeps a copy of a page, unless its view says that it may.

    What is shown to a person who is logged in is never kept, whatever the view says.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control") or request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store, private"
        return response


class BodyMiddleware:
    """A body that is larger than its address takes, or for which there was no room, is refused before it is read.

    The server has not read it either; it asks the same rule. Views with a door of their own refuse it themselves.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if bodies.refuses(view):
            return None
        if request.META.get(bodies.SPOOL_IS_FULL):
            return errors.in_the_way(request, trouble.FULL)
        limit = bodies.limit_of(view, kwargs)
        if bodies.length_of(request) > limit:
            return errors.too_large(request, limit)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What will pass by itself is no error of ours: a sentence, and what to do."""
        met = trouble.of(exception)
        return errors.in_the_way(request, met) if met else None


class SessionTimeMiddleware:
    """Ends a session that nobody has used for a while, or that began too long ago; keeps when it was used, and where.

    That is written once a minute at most, so that pages do not all write.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self._look(request)
        return self.get_response(request)

    def _look(self, request: HttpRequest) -> None:
        session, now = request.session, time.time()
        began, seen = session.get(_BEGAN, now), session.get(_SEEN)
        idle = now - (seen or now)
        if idle > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE:
            logout(request)
            messages.info(
                request, _("You have been logged off, because you were inactive or logged in for too long.")
            )
        elif seen is None or idle >= _WRITTEN_EVERY:
            session[_BEGAN], session[_SEEN] = began, now
            access_actions.note_session(
                key=session.session_key or "",
                address=addresses.client_address(request),
                user_agent=request.headers.get("User-Agent", ""),
                by=current.person(request),
            )


_BEGAN, _SEEN = "session_began", "session_seen"
_WRITTEN_EVERY = 60


class TwoStepMiddleware:
    """People who work with other people's records go no further until they have set up two-step sign-in."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not settings.TWO_STEP_REQUIRED or _can_go_first(request):
            return None
        user = request.user
        if not user.is_authenticated or is_mfa_enabled(user, [Authenticator.Type.TOTP]):
            return None
        return redirect("mfa_activate_totp") if access.is_staff_person(user) else None


def _can_go_first(request: HttpRequest) -> bool:
    """Whether the address is for machines, which prove themselves otherwise, or serves the set-up."""
    match = request.resolver_match
    if match is None or match.route.startswith("api/") or request.path_info in _MACHINES:
        return True
    if (match.url_name or "").startswith("soap_"):  # the web services
        return True
    return match.url_name in _BEFORE_TWO_STEP
