"""What is shown when the password was wrong too often (django-axes counts)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The same page whether or not there is an account of that name."""
    words = {"failures": settings.AXES_FAILURE_LIMIT, "hours": settings.AXES_COOLOFF_TIME}
    return render(request, "account/locked.html", words, status=settings.AXES_HTTP_RESPONSE_CODE)
