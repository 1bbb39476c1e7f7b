"""What the operator of the service looks at first, and the one thing to be done there."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.batches import actions as batches
from testamur.web import reach
from testamur.web.operations import presenters
from testamur.web.requests import SignedInRequest, asked_and_done


@require_safe
@login_required
def operator_home(request: HttpRequest) -> HttpResponse:
    access.check_can(request.user, Permission.SERVICE_OPERATE)
    return render(request, "operations/home.html", {"service": presenters.service_page(request)})


@asked_and_done
@login_required
def batch_retry(request: SignedInRequest, batch_id: uuid.UUID) -> HttpResponse:
    """Let the engine take up a batch whose steps kept failing. Asked for without a form, it leads to the batch."""
    batch = reach.batch_or_404(request, batch_id)
    access.check_can(request.user, Permission.SERVICE_OPERATE)
    if request.method != "POST":
        return redirect("batch_detail", batch.uuid)
    batches.retry(batch=batch, by=request.user)
    messages.success(request, _("Batch %(number)s is tried again.") % {"number": batch.pk})
    return redirect("operator_home")
