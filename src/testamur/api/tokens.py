"""Access tokens: the only two views of the OAuth library that are open, and of its grants only client credentials."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from oauth2_provider.views import RevokeTokenView, TokenView

from testamur.api.identity import too_many
from testamur.plumbing import meter

GRANT = "client_credentials"


def _meter(request: HttpRequest) -> None:
    """A secret is checked slowly on purpose, so an address may not have it done too often."""
    taken = meter.take(f"token:{_address(request)}", a_minute=settings.API_TOKENS_PER_MINUTE)
    if taken.is_too_much:
        raise too_many(taken)


def _address(request: HttpRequest) -> str:
    """Who asks. Behind a proxy (``TESTAMUR_BEHIND_PROXY``) it is the last address that the proxy has noted."""
    if settings.SECURE_PROXY_SSL_HEADER:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()[:100]
    return str(request.META.get("REMOTE_ADDR", ""))


class Token(TokenView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        _meter(request)
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
        return super().post(request, *args, **kwargs)
