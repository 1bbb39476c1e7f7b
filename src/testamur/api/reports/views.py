"""The addresses of reports, below ``/reports``. A report is of the client's own organisation."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from ninja import Query, Router

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements.queries import mi
from testamur.achievements.rules.periods import Period
from testamur.api import paging
from testamur.api.addresses import address
from testamur.api.identity import READ, Bearer, CallerRequest
from testamur.api.problems import Problem, parameter_error
from testamur.api.reports.schemas import (
    AgeBand,
    AskedAwards,
    AskedPeriod,
    AskedProvisional,
    ClassCount,
    InTime,
    InTimeMonth,
    InTimeType,
    LateRecord,
    ProvisionalAchievement,
    ProvisionalList,
    ProvisionalQualification,
    ProvisionalReport,
    RefusalReason,
    RejectionReason,
    RejectionsReport,
    TimelinessReport,
    UploadEffects,
    UploadMonth,
    UploadsReport,
)
from testamur.plumbing import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from testamur.achievements.queries.mi import Provisional, Punctuality, Reason, Refusal


def _period(scope: mi.Scope, *, as_at: dt.datetime | None = None) -> dict[str, Any]:
    return {
        "first_day": scope.period.first,
        "last_day": scope.period.last,
        "as_at": as_at or clock.now(),
    }


def uploads(scope: mi.Scope) -> UploadsReport:
    months = [
        UploadMonth(
            **dataclasses.asdict(line)
            | {
                "month": f"{line.month:%Y-%m}",
                "job_type": line.job_type or None,
                "effects": UploadEffects(**{effect.value: n for effect, n in line.effects.items()}),
            }
        )
        for line in mi.uploads(scope)
    ]
    return UploadsReport(**_period(scope), months=months)


def rejections(scope: mi.Scope) -> RejectionsReport:
    found = mi.rejections(scope)
    return RejectionsReport(
        **_period(scope),
        submitted=found.submitted,
        rejected=found.rejected,
        classes=[ClassCount(error_class=each.value, records=n) for each, n in found.classes.items()],
        reasons=[
            RejectionReason(**_told(each), error_class=each.error_class.value, records=each.records)
            for each in found.reasons
        ],
        refusals=[RefusalReason(**_told(each), batches=each.batches) for each in found.refusals],
    )


def _told(each: Reason | Refusal) -> dict[str, Any]:
    href = address("view_batch", batch_id=each.batch_uuid)
    return {"code": each.code, "what": each.what, "remedy": each.remedy, "latest_batch_href": href}


def timeliness(scope: mi.Scope) -> TimelinessReport:
    try:
        found = mi.timeliness(scope)
    except mi.NotPreparedYet as error:
        detail = gettext("The figures of this report are being prepared, because there are many records.")
        raise Problem("unavailable", detail, headers={"Retry-After": "60"}) from error
    return TimelinessReport(
        **_period(scope, as_at=found.as_at),
        counted_from=found.start,
        working_days=found.days,
        total=InTime(**_counts(found.total)),
        finals=InTime(**_counts(found.finals)),
        months=[InTimeMonth(**_counts(each), month=f"{each.of:%Y-%m}") for each in found.months],
        types=[InTimeType(**_counts(each), type=each.of or None) for each in found.types],
        latest=[
            LateRecord(
                uln=each.uln,
                reference=each.reference,
                title=each.title,
                counted_from=each.start,
                due=each.due,
                uploaded=each.uploaded,
                days_late=each.days,
                achievement_href=address("view_achievement", achievement_id=each.achievement),
            )
            for each in found.latest
        ],
    )


def _counts(of: Punctuality) -> dict[str, int]:
    return {"records": of.records, "in_time": of.in_time, "late": of.late}


def provisional(scope: mi.Scope) -> ProvisionalReport:
    counts = mi.provisional_counts(scope)
    return ProvisionalReport(
        **_period(scope),
        today=counts.today,
        total=counts.total,
        ages=[AgeBand(from_days=band.first, to_days=band.last, achievements=n) for band, n in counts.bands],
        qualifications=[
            ProvisionalQualification(
                reference=each.reference,
                title=each.title,
                type=each.type or None,
                achievements=each.records,
                oldest_award_date=each.oldest,
            )
            for each in counts.references
        ],
    )


def provisional_achievement(each: Provisional) -> ProvisionalAchievement:
    held = each.achievement
    return ProvisionalAchievement(
        id=held.uuid,
        uln=held.uln,
        reference=held.reference,
        title=each.title,
        award_date=held.award_date,
        days=each.days,
        grade=held.grade,
        provider_ukprn=held.provider_ukprn,
        mis_identifier=held.mis_identifier,
        href=address("view_achievement", achievement_id=held.uuid),
    )


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


@router.get("/uploads", auth=Bearer(READ), response=UploadsReport, summary="Report on uploads")
def view_uploads_report(request: CallerRequest, asked: Query[AskedPeriod]) -> UploadsReport:
    """Batches and records submitted, accepted and rejected by month and type of job, and what records became."""
    return uploads(_scope(request, asked.first, asked.last))


@router.get(
    "/rejections", auth=Bearer(READ), response=RejectionsReport, summary="Report on rejections by reason"
)
def view_rejections_report(request: CallerRequest, asked: Query[AskedPeriod]) -> RejectionsReport:
    """Why records of the batches of the period were rejected, by official class and by reason."""
    return rejections(_scope(request, asked.first, asked.last))


@router.get("/timeliness", auth=Bearer(READ), response=TimelinessReport, summary="Report on timeliness")
def view_timeliness_report(request: CallerRequest, asked: Query[AskedPeriod]) -> TimelinessReport:
    """Whether what was first uploaded in the period came within the working days allowed.

    Working days are Monday to Friday without the bank holidays of England. The day on which results were issued is
    not in a record; `counted_from` names the date that is taken in its place.
    """
    return timeliness(_scope(request, asked.first, asked.last))


@router.get(
    "/provisional",
    auth=Bearer(READ),
    response=ProvisionalReport,
    summary="Report on provisional achievements",
)
def view_provisional_report(request: CallerRequest, asked: Query[AskedAwards]) -> ProvisionalReport:
    """How many achievements are still provisional, by age and by qualification."""
    scope = _scope(request, asked.first, asked.last, usual=mi.everything, limited=False)
    return provisional(scope)


@router.get(
    "/provisional/achievements",
    auth=Bearer(READ),
    response=ProvisionalList,
    summary="List provisional achievements",
)
def list_provisional_achievements(request: CallerRequest, asked: Query[AskedProvisional]) -> ProvisionalList:
    """The achievements that wait for their final result, the oldest award first."""
    scope = _scope(request, asked.first, asked.last, usual=mi.everything, limited=False)
    found, cursor = paging.piece(mi.provisional(scope), asked, order=["award_date", "id"])
    items = [provisional_achievement(each) for each in mi.provisional_listed(found)]
    return ProvisionalList(items=items, next=cursor)
