"""Achievement batches, below ``/achievement-batches``."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from testamur.achievements import queries as achievements
from testamur.api.addresses import address
from testamur.api.batches import bases
from testamur.api.batches.declared import KindRoutes, RecordMembers

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.batches.models import Batch, BatchRow


class AskedBatch(BaseModel):
    error_file: bool = Field(
        False, description="Whether `job_result` includes `AchievementBatchErrorFile`, which can be large."
    )


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


class TypeOfJob(bases.Members):
    job_type: Literal["provisional", "final"] | None

    @classmethod
    def of_batch(cls, batch: Batch, asked: None) -> TypeOfJob:
        return cls(job_type=batch.header.get("job_type") or batch.options.get("job_type"))


class Job(bases.Members):
    rejected_by_class: dict[Literal["FieldData", "LearnerData", "BusinessRule", "Job"], int] = Field(
        description="Rejected records by the official class of their first error.",
        examples=[{"FieldData": 3}],
    )
    job_result: JobResult

    @classmethod
    def of_batch(cls, batch: Batch, asked: AskedBatch | None) -> Job:
        result = achievements.job_result(batch, with_error_file=bool(asked and asked.error_file))
        return cls.model_validate({"rejected_by_class": batch.classes, "job_result": result})


class Left(BaseModel):
    """A record that undoing left as it was, because it has changed since."""

    line: int
    uln: str
    reference: str
    award_date: dt.date
    achievement: uuid.UUID


class Undone(bases.Undone[Left]):
    pass


class BecameAchievement(RecordMembers):
    achievement_href: str | None = Field(description="The achievement that the record created or changed.")

    @classmethod
    def of_row(cls, row: BatchRow, user: User) -> BecameAchievement:
        became = achievements.achievement_of_record(user, row.record) if row.record else None
        href = address("view_achievement", achievement_id=became.uuid) if became else None
        return cls(achievement_href=href)


ACHIEVEMENTS = KindRoutes(
    kind="achievements",
    noun="",
    path="/achievement-batches",
    tag="Achievement batches",
    one="a batch",
    many="batches",
    content="An achievement batch of the LRS as XML, or as CSV with the same names as headings. Records may "
    "be in any order; we recommend the order of ULN.",
    effects={
        "created": "",
        "updated": "",
        "withdrawn": "",
        "reinstated": "",
        "promoted": "From provisional to final.",
    },
    in_lists=TypeOfJob,
    in_full=Job,
    asked_in_full=AskedBatch,
    of_record=BecameAchievement,
    undone=Undone,
    schema_names={
        "Submitted{}Batch": "Submitted",
        "{}Record": "BatchRecord",
        "{}RecordDetail": "BatchRecordDetail",
    },
)
