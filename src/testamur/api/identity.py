"""Who asks: the client of a bearer token, for whose organisation it acts, and how far the token reaches.

The token endpoint stands here too: it is the OAuth toolkit's, counted for each address.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja.security import APIKeyCookie, HttpBearer
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.views import RevokeTokenView, TokenView
from oauthlib.common import Request as OAuthRequest

from testamur.api import problems
from testamur.api.problems import Problem
from testamur.plumbing import addresses, meter

if TYPE_CHECKING:
    from testamur.access.models import ApiClient, User
    from testamur.organisations.models import Organisation


READ = "achievements:read"
WRITE = "achievements:write"


@dataclass(frozen=True, slots=True)
class Caller:
    """A supplier's system, acting for an organisation. ``user`` is the account whose rights it has."""

    client: ApiClient
    organisation: Organisation
    user: User
    scopes: frozenset[str]
    token_expires_at: dt.datetime
    usage: meter.Usage


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads what is their own."""

    user: User
    usage: meter.Usage


class CallerRequest(HttpRequest):
    """A request that has passed :class:`Bearer`."""

    auth: Caller


class Bearer(HttpBearer):
    """A valid access token with the scope. Every request that brings one counts against the client's limit."""

    def __init__(self, scope: str | None) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise problems.not_authenticated(_("Send an access token in the header Authorization: Bearer …."))
        return self.authenticate(request, token.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        asked = OAuthRequest(request.build_absolute_uri(request.path), http_method=request.method)
        if not OAuth2Validator().validate_bearer_token(token, [], asked) or asked.client is None:
            raise problems.not_authenticated(error="invalid_token")
        caller = _caller(asked)
        structlog.contextvars.bind_contextvars(api_client=caller.client.pk)
        request.user = caller.user
        request.auth = caller  # type: ignore[attr-defined]
        _refuse_too_many(caller.usage)
        if self.scope is not None and self.scope not in caller.scopes:
            raise problems.insufficient_scope(self.scope)
        return caller


class Learner(APIKeyCookie):
    """Somebody who is logged in and reads what is their own. Only for what changes nothing: it asks for no token."""

    scope = None
    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self) -> None:
        super().__init__(csrf=False)

    def authenticate(self, request: HttpRequest, key: str | None) -> Reader:
        if not request.user.is_authenticated:
            raise problems.not_authenticated(_("Log in on the website first, and send the session cookie."))
        usage = meter.count(f"api-own:{request.user.pk}", a_minute=settings.API_REQUESTS_PER_MINUTE)
        request.auth = reader = Reader(request.user, usage)  # type: ignore[attr-defined]
        _refuse_too_many(usage)
        return reader


def _caller(asked: Any) -> Caller:
    client = asked.client
    return Caller(
        client=client,
        organisation=client.organisation,
        user=client.user,
        scopes=frozenset(asked.scopes),
        token_expires_at=asked.access_token.expires,
        usage=meter.count(f"api:{client.pk}", a_minute=settings.API_REQUESTS_PER_MINUTE),
    )


def _refuse_too_many(usage: meter.Usage) -> None:
    if usage.is_too_much:
        raise too_many(usage)


def too_many(usage: meter.Usage) -> Problem:
    detail = _("You can send %(limit)s requests a minute. Try again in %(seconds)s seconds.") % {
        "limit": usage.limit,
        "seconds": usage.seconds_left,
    }
    return Problem("too-many-requests", detail, headers={"Retry-After": str(usage.seconds_left)})


GRANT = "client_credentials"


def _meter(request: HttpRequest) -> None:
    """A secret is checked slowly on purpose, so an address may not have it done too often."""
    usage = meter.count(
        f"token:{addresses.counted_address(request)}", a_minute=settings.API_TOKENS_PER_MINUTE
    )
    if usage.is_too_much:
        raise too_many(usage)


def _refuse_nul(request: HttpRequest) -> None:
    """No text in the database has a NUL, so whoever sends one cannot be found; OAuth has no code for that either."""
    said = [request.POST.urlencode()]
    with contextlib.suppress(ValueError):
        said.append(quote(base64.b64decode(request.headers.get("Authorization", "").partition(" ")[2])))
    if any("%00" in words for words in said):
        raise Problem("malformed", _("The request has a NUL character, which is not allowed."))


class Token(TokenView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        _meter(request)
        _refuse_nul(request)
        grant = request.POST.get("grant_type")
        if grant is not None and grant != GRANT:
            described = f"The grant type must be {GRANT}."
            return JsonResponse(
                {"error": "unsupported_grant_type", "error_description": described}, status=400
            )
        return super().post(request, *args, **kwargs)


class Revocation(RevokeTokenView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        _meter(request)
        _refuse_nul(request)
        return super().post(request, *args, **kwargs)
