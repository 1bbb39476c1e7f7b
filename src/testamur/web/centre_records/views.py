"""Sending a centre's records. What becomes of them is shown on the page of the batch."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from testamur.access.rules import Permission
from testamur.batches.columns import Unreadable
from testamur.web.batches import sending
from testamur.web.centre_records import presenters
from testamur.web.centre_records.forms import SubmitForm

KIND = "centre_records"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def centre_records_submit(request: HttpRequest) -> HttpResponse:
    form = SubmitForm(
        request.POST or None,
        request.FILES or None,
        organisations=sending.organisations(request, Permission.RECORD_IMPORT),
        now=sending.organisation_now(request),
        hint=presenters.limits_hint(),
    )
    if form.is_valid():
        try:
            submission = sending.submit(form, kind=KIND, by=request.user)
        except Unreadable as refusal:
            sending.refused(form, refusal, kind=KIND)
        else:
            return sending.answer(submission, key=form.key)
    header, fields = presenters.headings()
    return render(request, "centre_records/submit.html", {"form": form, "header": header, "fields": fields})
