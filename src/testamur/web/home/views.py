"""The first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from testamur.learners import queries as learners
from testamur.web import current, waiting
from testamur.web.batches import lists as batches
from testamur.web.home import presenters


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What Testamur is, for everybody; for a person who is logged in, where their work lies, or their record."""
    if not request.user.is_authenticated:
        return render(request, "home/welcome.html")
    dashboard = presenters.dashboard(request)
    if dashboard is None and learners.learner_of(request.user):
        return redirect("record")
    recent = batches.recent(request) if dashboard else None
    day = waiting.day_of(current.person(request))
    return render(request, "home/dashboard.html", {"dashboard": dashboard, "recent": recent, "day": day})
