"""The register of qualifications and units. Everybody who may log in may read it."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from testamur.qualifications import queries as qualifications
from testamur.web import reach
from testamur.web.register import presenters


@require_safe
@login_required
def register_entry(request: HttpRequest, entry_id: uuid.UUID) -> HttpResponse:
    entry = reach.or_404(qualifications.entry_by_uuid(entry_id))
    return render(request, "register/entry.html", {"shown": presenters.entry_page(entry)})
