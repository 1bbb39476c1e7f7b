"""The weekly report of outstanding challenges: read it, take it away, send it back with decisions."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.batches import registry
from testamur.plumbing import bodies
from testamur.web import reach
from testamur.web.links import url
from testamur.web.requests import asked_and_done
from testamur.web.submitting import sending
from testamur.web.submitting.views import sent
from testamur.web.weekly_reports import presenters


@require_safe
@login_required
def weekly_report_file(request: HttpRequest, report_id: uuid.UUID, kind: str) -> StreamingHttpResponse:
    """The report as a workbook or CSV: always to keep, never shown in the browser."""
    report = reach.weekly_report_or_404(request, report_id)
    if kind not in presenters.CONTENT_TYPES:
        raise Http404
    response = StreamingHttpResponse(
        presenters.content(report, kind), content_type=presenters.CONTENT_TYPES[kind]
    )
    disposition = content_disposition_header(True, presenters.file_name(report, kind))
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@bodies.takes(lambda report_id: sending.largest_body("challenge_decisions"))
@asked_and_done
@login_required
def weekly_report_return(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """A returned workbook becomes a batch, whose page shows what would be decided before it counts."""
    report = reach.weekly_report_or_404(request, report_id)
    access.check_can(request.user, Permission.CHALLENGE_DECIDE, report.organisation)
    if report.organisation is None:
        raise Http404
    kind = registry.named("challenge_decisions")
    return sent(
        request,
        registry.page_of(kind),
        [kind],
        organisations=[report.organisation],
        return_to=url("weekly_report_detail", report.uuid),
    )
