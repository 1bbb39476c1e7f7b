"""Reports as the API shows them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from testamur.achievements.queries import mi
from testamur.api.addresses import address
from testamur.api.reports.schemas import (
    AgeBand,
    ClassCount,
    InTime,
    InTimeMonth,
    InTimeType,
    LateRecord,
    ProvisionalAchievement,
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

if TYPE_CHECKING:
    from testamur.achievements.queries.mi import Provisional, Punctuality, Reason, Refusal


def _period(scope: mi.Scope) -> dict[str, Any]:
    return {"first_day": scope.period.first, "last_day": scope.period.last}


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
    found = mi.timeliness(scope)
    return TimelinessReport(
        **_period(scope),
        counted_from=found.start,
        working_days=found.days,
        total=InTime(**_counts(found.total)),
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
