"""What is asked of batches, and what is shown of them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from testamur.api.batches import bases
from testamur.api.schemas import Finding, Severity

JobType = Literal["provisional", "final"]


class Submission(bases.CheckedSubmission):
    """How a file is to be taken."""

    job_type: JobType | None = Field(
        None, description="The type of job. Not needed when the file says it; it must not say another."
    )


class AskedBatches(bases.AskedBatches):
    number: int | None = Field(None, ge=1, le=2**53, description="Only the batch with this job number.")


class AskedBatch(BaseModel):
    error_file: bool = Field(
        False, description="Whether `job_result` is to hold `AchievementBatchErrorFile`, which may be large."
    )


class AskedFindings(bases.AskedFindings):
    code: str | None = Field(None, max_length=20, description="Only findings of this code.", examples=["F02"])
    rejected: bool | None = Field(
        None, description="Only records that were rejected, or only those that were not."
    )


class Effects(BaseModel):
    """Records by what they become, or became."""

    created: int = 0
    updated: int = 0
    withdrawn: int = 0
    reinstated: int = 0
    promoted: int = Field(0, description="From provisional to final.")


class Left(BaseModel):
    """A record that undoing left as it was, because it has changed since."""

    line: int
    uln: str
    reference: str
    award_date: dt.date
    achievement: uuid.UUID


class Undone(BaseModel):
    """What undoing the batch did."""

    put_back: int = 0
    left: int = 0
    listed: list[Left] = Field([], description="The first thousand of those that were left.")


class JobResult(TypedDict, total=False):
    """The job result of the LRS web service (`GetAchievementBatchJob`). What has no value is left out."""

    AchievementBatchErrorFile: str
    AchievementsCreated: int
    AchievementsPromotedToFinal: int
    AchievementsReinstated: int
    AchievementsUpdated: int
    AchievementsWithdrawn: int
    BusinessRuleErrors: int
    Duration: str
    EndDate: str
    FieldDataErrors: int
    Filename: str
    JobID: int
    LearnerDataErrors: int
    NumberOfRecords: int
    PercentageSuccessfulRecords: float
    RejectionReason: str
    StartDate: str
    Status: Literal["Failed", "Successful", "Waiting", "InProgress", "Cancelled"]
    SubmittedDate: str
    SuccessfulFinalAchievements: int
    SuccessfulProvisionalAchievements: int
    Type: str
    User: str


class BatchSummary(bases.Summary):
    """A batch as a list shows it."""

    job_type: JobType | None


class Batch(bases.DecidedDetails, BatchSummary):
    """A batch with all that is known of it."""

    needs_confirmation: bool
    sent_again: bool = Field(description="It was sent although the same file had been sent before.")
    rejected_by_class: dict[Literal["FieldData", "LearnerData", "BusinessRule", "Job"], int] = Field(
        description="Rejected records by the official class of their first error.",
        examples=[{"FieldData": 3}],
    )
    planned: Effects = Field(
        description="What will become of the accepted records, as things stood when checked."
    )
    effects: Effects = Field(description="What has become of them so far.")
    job_result: JobResult
    undone: Undone | None


class Submitted(bases.Taken, Batch):
    pass


class BatchList(bases.Piece[BatchSummary]):
    pass


class BatchRecord(bases.Record):
    """A record of the file: what came in, what was found, what it became."""

    effect: Literal["created", "updated", "withdrawn", "reinstated", "promoted"] | None
    incoming: dict[str, str | None] = Field(
        description="The fields as they came.", examples=[{"Uln": "1000000000", "Grade": "A"}]
    )


class BatchRecordDetail(BatchRecord):
    achievement_href: str | None = Field(description="The achievement that the record created or changed.")


class FindingList(bases.Piece[BatchRecord]):
    pass


class CodeCount(BaseModel):
    """How many records have a finding of this code."""

    code: str
    severity: Severity
    records: int
    example: Finding


class CodeList(BaseModel):
    items: list[CodeCount]
