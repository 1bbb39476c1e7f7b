"""The first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from testamur.web.batches import presenters as batches
from testamur.web.home import presenters


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What Testamur is, for everybody; for a person who is logged in, where their work lies."""
    if not request.user.is_authenticated:
        return render(request, "home/welcome.html")
    dashboard = presenters.dashboard(request)
    recent = batches.recent(request.user, dashboard.organisation) if dashboard else None
    return render(request, "home/dashboard.html", {"dashboard": dashboard, "recent": recent})
