"""Who asks: the client of a bearer token, for whose organisation it acts, and how far the token reaches."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.common import Request as OAuthRequest

from testamur.api import problems
from testamur.api.problems import Problem
from testamur.plumbing import meter

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
    taken: meter.Taken


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
        _refuse_too_many(caller.taken)
        if self.scope is not None and self.scope not in caller.scopes:
            raise problems.insufficient_scope(self.scope)
        return caller


def _caller(asked: Any) -> Caller:
    client = asked.client
    return Caller(
        client=client,
        organisation=client.organisation,
        user=client.user,
        scopes=frozenset(asked.scopes),
        token_expires_at=asked.access_token.expires,
        taken=meter.take(f"api:{client.pk}", a_minute=settings.API_REQUESTS_PER_MINUTE),
    )


def _refuse_too_many(taken: meter.Taken) -> None:
    if taken.is_too_much:
        raise too_many(taken)


def too_many(taken: meter.Taken) -> Problem:
    detail = _("You may send %(limit)s requests a minute. Go on in %(seconds)s seconds.") % {
        "limit": taken.limit,
        "seconds": taken.seconds_left,
    }
    return Problem("too-many-requests", detail, headers={"Retry-After": str(taken.seconds_left)})
