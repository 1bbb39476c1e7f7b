"""The pages for what went wrong. Each says what happened and what to do."""

from __future__ import annotations

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

log = structlog.get_logger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A rule that refuses says why in a sentence; that sentence is shown."""
    return render(request, "errors/403.html", {"reason": str(exception or "")}, status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Shown when something is broken, perhaps the database: so without session, person or navigation."""
    return HttpResponse(render_to_string("errors/500.html", {"reference": request_id()}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or was sent from elsewhere."""
    log.info("csrf.refused", reason=reason)
    return render(request, "errors/csrf.html", status=403)


def request_id() -> str:
    """The id under which the logs tell of this request."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
