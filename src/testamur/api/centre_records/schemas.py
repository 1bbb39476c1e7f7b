"""What is asked of a centre's batches, and what is shown of them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from testamur.api import paging
from testamur.api.batches.schemas import Counts, File, OutcomeFile, Progress, State, Undone
from testamur.api.schemas import Finding


class CentreSubmission(BaseModel):
    """How a file is to be taken."""

    model_config = ConfigDict(extra="forbid")

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


class CentreEffects(BaseModel):
    """Lines by what they become, or became."""

    created: int = Field(0, description="Put on the learner's record.")
    superseded: int = Field(
        0, description="Kept below the awarding organisation's own record of the same award."
    )
    updated: int = 0
    unchanged: int = 0
    skipped: int = Field(0, description="Made no record, for example because the outcome is not achieved.")


class CentreBatchSummary(BaseModel):
    """A centre's batch as a list shows it."""

    id: uuid.UUID
    number: int = Field(description="The number that people quote.", examples=[1204])
    state: State
    state_label: str = Field(description="The state in words.", examples=["Successful"])
    next_move: Literal["engine", "person", "nobody"] = Field(
        description="Who has to do something: the service, you, or nobody. Ask again while it is `engine`."
    )
    file: File
    submitted_at: dt.datetime
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    submitted_by: str
    through: str = Field(description="`page`, `api`, `command` or `file`.", examples=["api"])
    counts: Counts
    progress: Progress
    collection_type: str | None = Field(description="As the file says it.", examples=["W"])
    return_number: str | None = Field(description="As the file says it.", examples=["02"])
    href: str


class CentreBatch(CentreBatchSummary):
    """A centre's batch with all that is known of it."""

    explanation: str = Field(description="What the state means.")
    needs_confirmation: bool
    sent_again: bool
    planned: CentreEffects = Field(
        description="What will become of the accepted lines, as things stood when checked."
    )
    effects: CentreEffects = Field(description="What has become of them so far.")
    findings: list[Finding] = Field(description="What was found on the file or the job as a whole.")
    undone: Undone | None
    decisions: list[Literal["confirm", "cancel", "undo"]] = Field(
        description="What your client may decide now: addresses of the same names below this one."
    )
    files: list[OutcomeFile]
    findings_href: str
    submitted_file_href: str


class SubmittedCentreBatch(CentreBatch):
    duplicate: bool = Field(
        description="The same file was sent before, and this is the batch that it became. Nothing new was made."
    )


class CentreBatchList(BaseModel):
    items: list[CentreBatchSummary]
    next: str | None = Field(description="The cursor of the next piece; none at the end.")


class AskedCentreBatches(paging.Asked):
    state: State | None = Field(None, description="Only batches in this state.")
    number: int | None = Field(None, ge=1, le=2**53, description="Only the batch with this number.")


class CentreRecord(BaseModel):
    """A line of the file: what came in, what was found, what it became."""

    record: int = Field(description="Counted from 1.")
    rejected: bool
    effect: Literal["created", "superseded", "updated", "unchanged", "skipped"] | None
    incoming: dict[str, str | None] = Field(description="The fields as they came.")
    findings: list[Finding]


class CentreFindingList(BaseModel):
    items: list[CentreRecord]
    next: str | None = Field(description="The cursor of the next piece; none at the end.")
