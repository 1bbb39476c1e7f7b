"""The e-mails of a demo. Elsewhere there are no such pages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from testamur.web import reach
from testamur.web.outbox import presenters


@require_safe
def mail(request: HttpRequest, file: str, number: int) -> HttpResponse:
    found = reach.or_404(presenters.mail(file, number) if settings.DEMO else None)
    return render(request, "outbox/mail.html", {"mail": found})
