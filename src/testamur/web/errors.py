"""The pages for what went wrong. Each says what happened and what to do."""

from __future__ import annotations

import sys

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from testamur.plumbing import trouble

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
    if met := trouble.of(sys.exc_info()[1]):
        return in_the_way(request, met)
    return HttpResponse(render_to_string("errors/500.html", {"reference": request_id()}), status=500)


def in_the_way(request: HttpRequest, met: trouble.Trouble) -> HttpResponse:
    """Something that will pass: a held record, a slow database, a full disk. It needs no database to be shown."""
    log.warning("request.in_the_way", what=met.slug)
    words = render_to_string("errors/in_the_way.html", {"met": met})
    return HttpResponse(words, status=met.status, headers={"Retry-After": str(met.retry_after)})


def too_large(request: HttpRequest, limit: int) -> HttpResponse:
    """A form or a file that is larger than its address takes; none of it was read."""
    return render(request, "errors/413.html", {"limit": limit}, status=413)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or was sent from elsewhere."""
    log.info("csrf.refused", reason=reason)
    return render(request, "errors/csrf.html", status=403)


def request_id() -> str:
    """The id under which the logs tell of this request."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
