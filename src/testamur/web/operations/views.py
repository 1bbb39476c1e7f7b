"""What the operator of the service looks at first."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.web.operations import presenters


@require_safe
@login_required
def operator_home(request: HttpRequest) -> HttpResponse:
    access.check_can(request.user, Permission.SERVICE_OPERATE)
    return render(request, "operations/home.html", {"service": presenters.service_page(request)})
