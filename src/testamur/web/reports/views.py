"""Reports for awarding organisations: a page each, and its tables as files."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements.queries import mi
from testamur.plumbing import clock
from testamur.plumbing.delimited import written
from testamur.plumbing.spreadsheets import tables as workbook
from testamur.web import current, reach
from testamur.web.reports.forms import ScopeForm, query
from testamur.web.reports.presenters import REPORTS, Report, Shown, files, tables


@require_safe
@login_required
def report_list(request: HttpRequest) -> HttpResponse:
    access.check_can(request.user, Permission.REPORT_VIEW)
    return render(request, "reports/list.html", {"reports": REPORTS.values()})


@require_safe
@login_required
def report(request: HttpRequest, key: str) -> HttpResponse:
    asked, form = _asked(request, key)
    scope = form.scope
    words = {"report": asked, "form": form, "scope": scope, "shown": None, "query": "", "value": tables.shown}
    if scope:
        shown = _where_prepared(lambda: asked.show(scope, request.GET.get("page")))
        words |= {"shown": shown, "query": query(scope)}
        words |= {"as_at": (shown.as_at or clock.now()) if shown else None}
    return render(request, "reports/report.html", words)


@require_safe
@login_required
def report_csv(request: HttpRequest, key: str, table: str) -> HttpResponseBase:
    """One table of a report; it is written while it is sent."""
    asked, form = _asked(request, key)
    scope = form.scope
    whole = _where_prepared(lambda: asked.whole(scope)) if scope else None
    if scope is None or whole is None:
        return _back(request, asked)
    found = reach.or_404(next((each for each in whole.tables if each.key == table), None))
    response = StreamingHttpResponse(written(tables.in_csv(found)), content_type="text/csv; charset=utf-8")
    return _to_keep(response, files.name(scope, f"{key}-{table}.csv"))


@require_safe
@login_required
def report_workbook(request: HttpRequest, key: str) -> HttpResponseBase:
    """All tables of a report, and a sheet that says what they are."""
    asked, form = _asked(request, key)
    scope = form.scope
    whole = _where_prepared(lambda: asked.whole(scope)) if scope else None
    if scope is None or whole is None:
        return _back(request, asked)
    at = clock.now()
    file = workbook.written(files.sheets(asked, scope, whole, at=at), at=at)
    response = FileResponse(file, content_type=files.XLSX)
    return _to_keep(response, files.name(scope, f"{key}.xlsx"))


def _asked(request: HttpRequest, key: str) -> tuple[Report, ScopeForm]:
    """The report and what the address says of its scope; 404 for an organisation out of the person's reach."""
    access.check_can(request.user, Permission.REPORT_VIEW)
    asked, organisations = REPORTS.get(key), list(mi.organisations_for(request.user))
    if asked is None or not organisations:
        raise Http404
    now = current.organisation(request)
    form = ScopeForm(
        request.GET,
        organisations=organisations,
        now=str(now.uuid) if now else "",
        usual=asked.usual(),
        limited=asked.limited,
    )
    if form.chosen is None:
        raise Http404
    return asked, form


def _where_prepared(show: Callable[[], Shown]) -> Shown | None:
    """A report, unless its figures have still to be counted for the first time."""
    try:
        return show()
    except mi.NotPreparedYet:
        return None


def _back(request: HttpRequest, asked: Report) -> HttpResponse:
    """To the page, which says what is wrong with the period, or that the figures are being prepared."""
    return redirect(f"{reverse(asked.address)}?{request.GET.urlencode()}")


def _to_keep(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
