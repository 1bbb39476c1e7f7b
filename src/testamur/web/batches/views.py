"""Batches: see what becomes of one, decide about it, take its files away."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from testamur.batches import actions as batches
from testamur.batches import queries as ledger
from testamur.batches.states import Event
from testamur.web import lists, reach
from testamur.web.batches import presenters
from testamur.web.batches.forms import RecordForm
from testamur.web.batches.lists import RECORDS, changing, going_back
from testamur.web.requests import asked_and_done


@require_safe
@login_required
def batch_detail(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """Every state has a page of its own, and a kind may have its own words for it."""
    shown = presenters.batch_page(request.user, reach.batch_or_404(request, batch_id))
    pages = [f"batches/states/{place}{shown.state}.html" for place in (f"{shown.batch.kind}/", "")]
    resting = shown.moving is None
    return render(request, pages, {"page": shown, "records": changing(request, shown) if resting else None})


@require_safe
def batch_progress(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """The part of a batch's page that asks for itself again.

    Once the batch rests, or the person is logged out or loses sight of it, the whole page is asked for anew.
    """
    batch = ledger.batch_for(request.user, batch_id)
    if batch is not None and ledger.is_moving(batch):
        words = {"page": presenters.batch_page(request.user, batch), "shown": request.GET.get("shown", "")}
        return render(request, "batches/progress.html", words)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect("batch_detail", batch_id)


# --- decisions ----------------------------------------------------------------------------------------------------


def _decided(
    request: HttpRequest, batch_id: uuid.UUID, event: Event, act: Callable[..., Any], template: str, done: str
) -> HttpResponse:
    """Ask, then act and go back to the batch. What somebody else decided meanwhile is said there."""
    batch = reach.batch_or_404(request, batch_id)
    ledger.check_can(request.user, event, batch)
    if request.method == "POST":
        try:
            act(batch=batch, by=request.user)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        else:
            messages.success(request, done % {"number": batch.pk})
        return redirect("batch_detail", batch.uuid)
    if not template or not ledger.can_be(event, batch):
        return redirect("batch_detail", batch.uuid)
    page = presenters.batch_page(request.user, batch)
    records = going_back(request, page) if event is Event.UNDO else None
    return render(request, template, {"page": page, "records": records})


@asked_and_done
@login_required
def batch_confirm(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    done = _("Batch %(number)s has been confirmed. Its records are being saved.")
    return _decided(request, batch_id, Event.CONFIRM, batches.confirm, "", done)


@asked_and_done
@login_required
def batch_cancel(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    done = _("Batch %(number)s has been cancelled. Nothing was changed.")
    return _decided(request, batch_id, Event.CANCEL, batches.cancel, "batches/cancel.html", done)


@asked_and_done
@login_required
def batch_retry(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    return _decided(
        request, batch_id, Event.RETRY, batches.retry, "", _("We are trying batch %(number)s again.")
    )


@asked_and_done
@login_required
def batch_close(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    done = _("Batch %(number)s has been ended. Its records are not affected.")
    return _decided(request, batch_id, Event.CLOSE, batches.close, "batches/close.html", done)


@asked_and_done
@login_required
def batch_undo(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    done = _("The changes made by batch %(number)s are being undone.")
    return _decided(request, batch_id, Event.UNDO, batches.undo, "batches/undo.html", done)


# --- what was found, record by record -----------------------------------------------------------------------------


@lists.shows(RECORDS)
@require_safe
@login_required
def batch_record_find(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponseBase:
    """The records of a batch; given a record's number, the way to its page."""
    if "record" not in request.GET:
        return lists.answer(request, RECORDS, batch_id=batch_id)
    batch = reach.batch_or_404(request, batch_id)
    form = RecordForm(request.GET, total=batch.total)
    if form.is_valid():
        return redirect("batch_record", batch.uuid, form.cleaned_data["record"])
    words = {"page": presenters.batch_page(request.user, batch), "form": form}
    return render(request, "batches/record_find.html", words)


@require_safe
@login_required
def batch_record(request: HttpRequest, batch_id: uuid.UUID, line: int) -> HttpResponse:
    batch = reach.batch_or_404(request, batch_id)
    record = reach.or_404(presenters.record_page(request.user, batch, line))
    words = {"page": presenters.batch_page(request.user, batch), "record": record}
    return render(request, "batches/record.html", words)


@require_safe
@login_required
def batch_file(request: HttpRequest, batch_id: uuid.UUID, name: str) -> FileResponse:
    """An outcome file, or the file as it was sent: always to keep, never shown in the browser."""
    batch = reach.batch_or_404(request, batch_id)
    if name == "submitted" and batch.file:
        content, file_name, kind = ledger.submitted_file(batch), batch.file_name, "application/octet-stream"
    elif (kept := ledger.report_file(batch, name)) is not None:
        content, file_name, kind = kept[1], name, kept[0]["type"]
    else:
        raise Http404
    response = FileResponse(content, as_attachment=True, filename=file_name, content_type=kind)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
