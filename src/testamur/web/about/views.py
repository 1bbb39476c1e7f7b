"""Pages about the service itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from testamur.web.about import presenters


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "about/accessibility.html")


@require_safe
def service_status(request: HttpRequest) -> HttpResponse:
    """Whether the service works, for everybody; what is wrong inside it is the operator's to see."""
    return render(request, "about/status.html", {"shown": presenters.status_page()})


@require_safe
def whats_new(request: HttpRequest) -> HttpResponse:
    return render(request, "about/whats_new.html", {"news": presenters.news()})
