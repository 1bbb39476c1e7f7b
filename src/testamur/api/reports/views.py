"""The addresses of reports, below ``/reports``. A report is of the client's own organisation."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ninja import Query, Router

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements.queries import mi
from testamur.achievements.rules.periods import Period
from testamur.api import paging
from testamur.api.fields import parameter_error
from testamur.api.identity import READ, Bearer, CallerRequest
from testamur.api.problems import Problem
from testamur.api.reports import presenters
from testamur.api.reports.schemas import (
    AskedAwards,
    AskedPeriod,
    AskedProvisional,
    ProvisionalList,
    ProvisionalReport,
    RejectionsReport,
    TimelinessReport,
    UploadsReport,
)

if TYPE_CHECKING:
    from collections.abc import Callable

router = Router(tags=["Reports"])


def _scope(
    request: CallerRequest,
    first: dt.date | None,
    last: dt.date | None,
    *,
    usual: Callable[[], Period] = mi.usual,
    limited: bool = True,
) -> mi.Scope:
    access.check_can(request.auth.user, Permission.REPORT_VIEW, request.auth.organisation)
    otherwise = usual()
    period = Period(first or otherwise.first, last or otherwise.last)
    if refusal := mi.refusal(period, limited=limited):
        raise Problem("invalid-request", errors=[parameter_error("to", f"{refusal}.")])
    return mi.Scope(request.auth.organisation, period)


@router.get(
    "/uploads",
    url_name="view_uploads_report",
    operation_id="viewUploadsReport",
    auth=Bearer(READ),
    response=UploadsReport,
    summary="Report on uploads",
)
def view_uploads_report(request: CallerRequest, asked: Query[AskedPeriod]) -> UploadsReport:
    """Batches and records submitted, accepted and rejected by month and type of job, and what records became."""
    return presenters.uploads(_scope(request, asked.first, asked.last))


@router.get(
    "/rejections",
    url_name="view_rejections_report",
    operation_id="viewRejectionsReport",
    auth=Bearer(READ),
    response=RejectionsReport,
    summary="Report on rejections by reason",
)
def view_rejections_report(request: CallerRequest, asked: Query[AskedPeriod]) -> RejectionsReport:
    """Why records of the batches of the period were rejected, by official class and by reason."""
    return presenters.rejections(_scope(request, asked.first, asked.last))


@router.get(
    "/timeliness",
    url_name="view_timeliness_report",
    operation_id="viewTimelinessReport",
    auth=Bearer(READ),
    response=TimelinessReport,
    summary="Report on timeliness",
)
def view_timeliness_report(request: CallerRequest, asked: Query[AskedPeriod]) -> TimelinessReport:
    """Whether what was first uploaded in the period came within the working days allowed.

    Working days are Monday to Friday without the bank holidays of England. The day on which results were issued is
    not in a record; `counted_from` names the date that is taken in its place.
    """
    return presenters.timeliness(_scope(request, asked.first, asked.last))


@router.get(
    "/provisional",
    url_name="view_provisional_report",
    operation_id="viewProvisionalReport",
    auth=Bearer(READ),
    response=ProvisionalReport,
    summary="Report on provisional achievements",
)
def view_provisional_report(request: CallerRequest, asked: Query[AskedAwards]) -> ProvisionalReport:
    """How many achievements are still provisional, by age and by qualification."""
    scope = _scope(request, asked.first, asked.last, usual=mi.everything, limited=False)
    return presenters.provisional(scope)


@router.get(
    "/provisional/achievements",
    url_name="list_provisional_achievements",
    operation_id="listProvisionalAchievements",
    auth=Bearer(READ),
    response=ProvisionalList,
    summary="List provisional achievements",
)
def list_provisional_achievements(request: CallerRequest, asked: Query[AskedProvisional]) -> ProvisionalList:
    """The achievements that wait for their final result, the oldest award first."""
    scope = _scope(request, asked.first, asked.last, usual=mi.everything, limited=False)
    found, cursor = paging.piece(mi.provisional(scope), asked, order=["award_date", "id"])
    items = [presenters.provisional_achievement(each) for each in mi.provisional_listed(found)]
    return ProvisionalList(items=items, next=cursor)
