"""What is asked of reports, and what they say."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from pydantic import BaseModel, Field

from testamur.api import paging
from testamur.api.schemas import ErrorClass


class AskedPeriod(BaseModel):
    """The period of a report, of at most five years."""

    first: dt.date | None = Field(
        None, alias="from", description="The first day; if left out, eleven months before this month began."
    )
    last: dt.date | None = Field(None, alias="to", description="The last day, included; if left out, today.")


class AskedAwards(BaseModel):
    """The award dates that are looked at; all, if none is given."""

    first: dt.date | None = Field(None, alias="from", description="The first award date; if left out, all.")
    last: dt.date | None = Field(
        None, alias="to", description="The last award date, included; if left out, today."
    )


class AskedProvisional(paging.Asked, AskedAwards):
    pass


class OfPeriod(BaseModel):
    """The period that the report is of."""

    first_day: dt.date
    last_day: dt.date
    as_at: dt.datetime = Field(
        description="When the figures were counted. Those of many records are prepared, and counted again at intervals."
    )


class UploadEffects(BaseModel):
    """What records became; counted when they were written."""

    created: int
    updated: int
    promoted: int = Field(description="From provisional to final.")
    withdrawn: int
    reinstated: int


class UploadMonth(BaseModel):
    """The batches of one type of job that came in one month."""

    month: str = Field(examples=["2026-07"])
    job_type: Literal["provisional", "final"] | None = Field(description="Null if the file did not have it.")
    batches: int
    failed: int = Field(description="Batches that were refused as a whole.")
    undone: int = Field(description="Batches that were undone later.")
    submitted: int = Field(description="Records: accepted, rejected and not processed.")
    accepted: int
    rejected: int
    not_taken: int = Field(
        description=(
            "Records without an error, or not checked, in batches that failed, were cancelled or are waiting."
        )
    )
    effects: UploadEffects


class UploadsReport(OfPeriod):
    months: list[UploadMonth] = Field(description="Months without a batch are left out.")


class ClassCount(BaseModel):
    error_class: ErrorClass
    records: int


class RejectionReason(BaseModel):
    """A reason for which records were rejected."""

    code: str = Field(description="The code to quote.", examples=["F02"])
    error_class: ErrorClass
    what: str = Field(
        description="What was wrong, without the values of a record.",
        examples=["The qualification register has no qualification or unit …"],
    )
    remedy: str = Field(description="What to do.")
    records: int = Field(description="Records rejected for this, and perhaps for other reasons too.")
    latest_batch_href: str


class RefusalReason(BaseModel):
    """A reason for which batches were refused whole."""

    code: str = Field(examples=["RS005"])
    what: str
    remedy: str
    batches: int
    latest_batch_href: str


class RejectionsReport(OfPeriod):
    submitted: int = Field(description="Records in the batches of the period.")
    rejected: int
    classes: list[ClassCount] = Field(description="Every rejected record in the class of its first error.")
    reasons: list[RejectionReason] = Field(description="The most frequent first.")
    refusals: list[RefusalReason]


class InTime(BaseModel):
    records: int
    in_time: int
    late: int


class InTimeMonth(InTime):
    month: str = Field(examples=["2026-07"])


class InTimeType(InTime):
    type: str | None = Field(description="Type of qualification; none if it is not on the register.")


class LateRecord(BaseModel):
    """A record that was uploaded late."""

    uln: str
    reference: str
    title: str
    counted_from: dt.date
    due: dt.date = Field(description="The last day in time.")
    uploaded: dt.date
    days_late: int = Field(description="All days, not only working days.")
    achievement_href: str


class TimelinessReport(OfPeriod):
    """A record counts in the month of its first upload, whatever became of it later."""

    counted_from: Literal["award_date", "action_date"] = Field(
        description="The date used instead of the day of issue, where the file does not give that."
    )
    working_days: int = Field(description="How many working days after it are in time.")
    total: InTime
    finals: InTime = Field(
        description="Final results that came in place of provisional ones, counted from their own issue."
    )
    months: list[InTimeMonth] = Field(description="Months without an upload are left out.")
    types: list[InTimeType]
    latest: list[LateRecord] = Field(description="The latest first, at most 20.")


class AgeBand(BaseModel):
    """An age in days since the award."""

    from_days: int
    to_days: int | None = Field(description="Included; none if it has no end.")
    achievements: int


class ProvisionalQualification(BaseModel):
    reference: str
    title: str
    type: str | None
    achievements: int
    oldest_award_date: dt.date


class ProvisionalReport(OfPeriod):
    today: dt.date = Field(description="The day on which ages are counted.")
    total: int
    ages: list[AgeBand]
    qualifications: list[ProvisionalQualification] = Field(description="The oldest award first.")


class ProvisionalAchievement(BaseModel):
    """A provisional achievement of which no final result has come yet."""

    id: uuid.UUID
    uln: str
    reference: str
    title: str
    award_date: dt.date
    days: int = Field(description="Since the award.")
    grade: str | None
    provider_ukprn: str | None
    mis_identifier: str | None
    href: str


class ProvisionalList(BaseModel):
    items: list[ProvisionalAchievement]
    next: str | None = Field(description="The cursor of the next page; null at the end.")
