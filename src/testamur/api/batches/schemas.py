"""What is asked of batches, and what is shown of them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from testamur.api import paging
from testamur.api.schemas import Finding, Severity
from testamur.bulk.states import BatchState

JobType = Literal["provisional", "final"]
State = Annotated[BatchState, Field(description="Where the batch stands.")]


class Submission(BaseModel):
    """How a file is to be taken."""

    model_config = ConfigDict(extra="forbid")

    job_type: JobType | None = Field(
        None, description="The type of job. Not needed when the file says it; it must not say another."
    )
    confirm_first: bool = Field(
        False,
        description="Check first and wait for `confirm`. Otherwise what is accepted is applied at once.",
    )
    send_again: bool = Field(
        False,
        description="Take the file although the same one was sent before. Otherwise the first batch is shown.",
    )
    file_name: str | None = Field(
        None,
        min_length=1,
        max_length=254,
        pattern=r"^[^\x00-\x1f\x7f]+$",
        description="What the file is called. In a form the file brings its name itself.",
    )


class AskedBatches(paging.Asked):
    state: BatchState | None = Field(None, description="Only batches in this state.")
    number: int | None = Field(None, ge=1, le=2**53, description="Only the batch with this job number.")


class AskedBatch(BaseModel):
    error_file: bool = Field(
        False, description="Whether `job_result` is to hold `AchievementBatchErrorFile`, which may be large."
    )


class AskedFindings(paging.Asked):
    code: str | None = Field(None, max_length=20, description="Only findings of this code.", examples=["F02"])
    severity: Severity | None = Field(None, description="Only errors or only warnings.")
    rejected: bool | None = Field(
        None, description="Only records that were rejected, or only those that were not."
    )


class File(BaseModel):
    name: str = Field(examples=["batch.xml"])
    size: int = Field(description="In bytes.", examples=[5242880])
    format: Literal["xml", "csv", "xlsx"] | None = Field(description="Known once the file has been read.")


class Counts(BaseModel):
    records: int = Field(description="Records in the file.")
    accepted: int
    rejected: int
    warned: int = Field(description="Accepted records that have a warning.")


class Progress(BaseModel):
    """How far the batch is in its present step."""

    done: int
    total: int
    percent: int = Field(ge=0, le=100)


class Effects(BaseModel):
    """Records by what they become, or became."""

    created: int = 0
    updated: int = 0
    withdrawn: int = 0
    reinstated: int = 0
    promoted: int = Field(0, description="From provisional to final.")


class OutcomeFile(BaseModel):
    name: str = Field(examples=["job-result.json"])
    title: str = Field(examples=["Job result"])
    type: str = Field(examples=["application/json"])
    size: int = Field(description="In bytes.")
    href: str


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


class BatchSummary(BaseModel):
    """A batch as a list shows it."""

    id: uuid.UUID
    number: int = Field(description="The job number, which people and the LRS quote.", examples=[1204])
    state: State
    state_label: str = Field(description="The state in words.", examples=["Successful"])
    next_move: Literal["engine", "person", "nobody"] = Field(
        description="Who has to do something: the service, you, or nobody. Ask again while it is `engine`."
    )
    job_type: JobType | None
    file: File
    submitted_at: dt.datetime
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    submitted_by: str
    through: str = Field(description="`page`, `api`, `wire`, `command` or `file`.", examples=["api"])
    counts: Counts
    progress: Progress
    href: str


class Batch(BatchSummary):
    """A batch with all that is known of it."""

    explanation: str = Field(description="What the state means.")
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
    findings: list[Finding] = Field(description="What was found on the file or the job as a whole.")
    job_result: JobResult
    undone: Undone | None
    decisions: list[Literal["confirm", "cancel", "undo"]] = Field(
        description="What your client may decide now: addresses of the same names below this one."
    )
    files: list[OutcomeFile]
    findings_href: str
    submitted_file_href: str


class Submitted(Batch):
    duplicate: bool = Field(
        description="The same file was sent before, and this is the batch that it became. Nothing new was made."
    )


class BatchList(BaseModel):
    items: list[BatchSummary]
    next: str | None = Field(description="The cursor of the next piece; none at the end.")


class BatchRecord(BaseModel):
    """A record of the file: what came in, what was found, what it became."""

    record: int = Field(description="Counted from 1.")
    rejected: bool
    effect: Literal["created", "updated", "withdrawn", "reinstated", "promoted"] | None
    incoming: dict[str, str | None] = Field(
        description="The fields as they came.", examples=[{"Uln": "1000000000", "Grade": "A"}]
    )
    findings: list[Finding]


class BatchRecordDetail(BatchRecord):
    achievement_href: str | None = Field(description="The achievement that the record created or changed.")


class FindingList(BaseModel):
    items: list[BatchRecord]
    next: str | None = Field(description="The cursor of the next piece; none at the end.")


class CodeCount(BaseModel):
    """How many records have a finding of this code."""

    code: str
    severity: Severity
    records: int
    example: Finding


class CodeList(BaseModel):
    items: list[CodeCount]
