"""What is asked of batches of every kind, and what is shown of them: the schemas from which each kind makes its own."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from testamur.api import paging
from testamur.api.schemas import Finding, Severity
from testamur.batches.states import BatchState

State = Annotated[BatchState, Field(description="Where the batch stands.")]
Item = TypeVar("Item")


class Submission(BaseModel):
    """How a file is to be taken."""

    model_config = ConfigDict(extra="forbid")

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


class CheckedSubmission(Submission):
    """How a file is to be taken that may be looked at before it counts."""

    confirm_first: bool = Field(
        False,
        description="Check first and wait for `confirm`. Otherwise what is accepted is applied at once.",
    )


class AskedBatches(paging.Asked):
    state: BatchState | None = Field(None, description="Only batches in this state.")


class AskedFindings(paging.Asked):
    code: str | None = Field(None, max_length=20, description="Only findings of this code.")
    severity: Severity | None = Field(None, description="Only errors or only warnings.")


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


class OutcomeFile(BaseModel):
    name: str = Field(examples=["job-result.json"])
    title: str = Field(examples=["Job result"])
    type: str = Field(examples=["application/json"])
    size: int = Field(description="In bytes.")
    href: str


class Summary(BaseModel):
    """A batch as a list shows it."""

    id: uuid.UUID
    number: int = Field(description="The job number, which people and the LRS quote.", examples=[1204])
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
    through: str = Field(description="`page`, `api`, `wire`, `command` or `file`.", examples=["api"])
    counts: Counts
    progress: Progress
    href: str


class Details(BaseModel):
    """What is known of a batch beyond its summary."""

    explanation: str = Field(description="What the state means.")
    sent_again: bool
    findings: list[Finding] = Field(description="What was found on the file or the job as a whole.")
    files: list[OutcomeFile]
    submitted_file_href: str


class DecidedDetails(Details):
    """What is known of a batch that somebody decides about, and that has findings to list."""

    decisions: list[Literal["confirm", "cancel", "undo"]] = Field(
        description="What your client may decide now: addresses of the same names below this one."
    )
    findings_href: str


class Taken(BaseModel):
    """What is said of a batch to the one who has just sent it."""

    duplicate: bool = Field(
        description="The same file was sent before, and this is the batch that it became. Nothing new was made."
    )


class Record(BaseModel):
    """A record of the file: what came in, what was found."""

    record: int = Field(description="Counted from 1.")
    rejected: bool
    incoming: dict[str, str | None] = Field(description="The fields as they came.")
    findings: list[Finding]


class Piece(BaseModel, Generic[Item]):
    """A piece of a list."""

    items: list[Item]
    next: str | None = Field(description="The cursor of the next piece; none at the end.")
