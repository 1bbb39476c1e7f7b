"""Sending a batch: one page for every kind, made from what the kind says of itself."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.batches import registry
from testamur.batches.columns import Unreadable
from testamur.plumbing import bodies
from testamur.web import current, reach
from testamur.web.batches import presenters as batches
from testamur.web.requests import asked_and_done
from testamur.web.submitting import presenters, sending
from testamur.web.submitting.forms import SendAgainForm, SendForm

if TYPE_CHECKING:
    from testamur.batches.submitting import SubmitPage
    from testamur.organisations.models import Organisation


@bodies.takes(sending.largest_body)
@asked_and_done
@login_required
def batch_submit(request: HttpRequest) -> HttpResponse:
    """What the person may send: straight to the page of the usual kind or of the only one, else a choice."""
    pages = sending.pages_for(current.person(request))
    names = [page.name for page in pages]
    if request.method == "POST" or sending.FIRST in names:
        return batch_submit_kind(request, sending.FIRST)
    if not pages:
        access.check_can(request.user, Permission.BATCH_SUBMIT)
    if len(names) == 1:
        return batch_submit_kind(request, names[0])
    return render(request, "submitting/choose.html", {"links": presenters.links(pages)})


@bodies.takes(sending.largest_body)
@asked_and_done
@login_required
def batch_submit_kind(request: HttpRequest, name: str) -> HttpResponse:
    """The page of a kind, or the one that several kinds share."""
    for page, kinds in registry.submit_pages().items():
        here = kinds if page.name == name else [kind for kind in kinds if kind.name == name]
        if here:
            return sent(request, page, here)
    raise Http404


def sent(
    request: HttpRequest,
    page: SubmitPage,
    kinds: Sequence[registry.Kind[Any]],
    *,
    organisations: Sequence[Organisation] = (),
    return_to: str = "",
) -> HttpResponse:
    """The form of a page, and what becomes of it. ``organisations`` are those for which it may be sent here."""
    form = SendForm(
        request.POST or None,
        request.FILES or None,
        page=page,
        kinds=kinds,
        organisations=organisations or sending.organisations(request, kinds[0].submit_permission),
        now=sending.organisation_now(request),
        at_once=sending.chose_at_once(current.person(request), kinds),
    )
    if form.is_valid():
        try:
            submission = sending.submit(form, by=current.person(request))
        except Unreadable as refusal:
            sending.refused(form, refusal)
        else:
            return sending.answer(submission, key=form.key)
    others = {} if return_to else sending.pages_for(current.person(request))
    words = {"form": form, "shown": presenters.shown(page, kinds, others), "return_to": return_to}
    return render(request, "submitting/submit.html", words)


@require_safe
@login_required
def batch_table(request: HttpRequest, what: str, name: str, ending: str) -> StreamingHttpResponse:
    """A blank table of a kind, or an example: always to keep, never shown in the browser."""
    kind = next((kind for kind in registry.all_kinds() if kind.name == name), None)
    if kind is None or ending not in presenters.TYPES or ending not in kind.formats:
        raise Http404
    access.check_can(request.user, kind.submit_permission)
    content = presenters.TABLES[what][ending](kind.layout)
    response = StreamingHttpResponse(content, content_type=presenters.TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="{kind.name}-{what}.{ending}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@asked_and_done
@login_required
def batch_sent_before(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """The same file was sent before: here is its batch, and a way to send it again on purpose."""
    batch = reach.batch_or_404(request, batch_id)
    sending.check_can_send(current.person(request), batch)
    form = SendAgainForm(request.POST or None, kind=registry.named(batch.kind))
    if form.is_valid():
        submission = sending.submit_again(form, batch=batch, by=current.person(request))
        return redirect("batch_detail", submission.batch.uuid)
    shown = batches.batch_page(request.user, batch)
    return render(request, "submitting/sent_before.html", {"form": form, "page": shown})
