"""What is asked of batches of every kind, and what is shown of them: the schemas from which ``schemas`` makes each
kind's own."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from testamur.api import paging
from testamur.api.schemas import Finding, Severity
from testamur.batches.states import BatchState

if TYPE_CHECKING:
    from testamur.batches.models import Batch

Text = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00-\x1f\x7f]*$")]
State = Annotated[BatchState, Field(description="The state of the batch.")]
Item = TypeVar("Item")
EffectsOf = TypeVar("EffectsOf")
UndoneAs = TypeVar("UndoneAs")


class Members(BaseModel):
    """What a kind shows of a batch beyond what all kinds show."""

    @classmethod
    def of_batch(cls, batch: Batch, asked: Any) -> Any:
        """``asked`` is what the address says besides the batch, where the kind lets it say anything."""
        return cls()


class RecordsSubmission(BaseModel):
    """How records are to be taken."""

    model_config = ConfigDict(extra="forbid")

    send_again: bool = Field(
        False,
        description="Accept the file even if the same file was sent before. Otherwise the first batch is returned.",
    )


class Submission(RecordsSubmission):
    """How a file is to be taken."""

    file_name: str | None = Field(
        None,
        min_length=1,
        max_length=254,
        pattern=r"^[^\x00-\x1f\x7f]+$",
        description="The name of the file. In a form it comes with the file.",
    )


class Selection(BaseModel):
    """Which records are meant. What they can be narrowed by, and what is to become of them, the kind says."""

    model_config = ConfigDict(extra="forbid")

    ids: list[uuid.UUID] | None = Field(None, description="The records, by their ids.")


CONFIRM_FIRST: Any = (
    bool,
    Field(
        False,
        description="Check first and wait for `confirm`. Otherwise what is accepted is applied at once.",
    ),
)
"""The parameter of a kind whose batches may be looked at before they count."""


class AskedBatches(paging.Asked):
    state: BatchState | None = Field(None, description="Only batches in this state.")
    number: int | None = Field(None, ge=1, le=2**53, description="Only the batch with this number.")


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
        description="Who has to do something: the service, you, or no one. Check again while it is `engine`."
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
    findings: list[Finding] = Field(description="Findings on the file or the job as a whole.")
    files: list[OutcomeFile]


class WithFindings(BaseModel):
    findings_href: str


class WithSubmittedFile(BaseModel):
    """What is shown of batches of a kind that takes files; one that a selection makes has none."""

    submitted_file_href: str


class LeftRecord(BaseModel):
    """A record that undoing left as it was, because it has changed since."""

    line: int
    reference: str = ""


class Undone(BaseModel, Generic[Item]):
    """What undoing the batch did."""

    put_back: int = 0
    left: int = 0
    listed: list[Item] = Field([], description="The first thousand of those that were left.")


class Changing(BaseModel, Generic[EffectsOf, UndoneAs]):
    """What is known of a batch that changes records."""

    needs_confirmation: bool
    planned: EffectsOf = Field(
        description="What will happen to the accepted records, as it was when they were checked."
    )
    effects: EffectsOf = Field(description="What has happened to them so far.")
    undone: UndoneAs | None


class Taken(BaseModel):
    """What is said of a batch to the one who has just sent it."""

    duplicate: bool = Field(
        description="The same file was sent before, and this is its batch. No new batch was created."
    )


class Record(BaseModel):
    """A record of the file: what came in, what was found."""

    record: int = Field(description="Counted from 1.")
    rejected: bool
    incoming: dict[str, str | None] = Field(description="The fields as they were sent.")
    findings: list[Finding]


class CodeCount(BaseModel):
    """How many records have a finding of this code."""

    code: str
    severity: Severity
    records: int
    example: Finding


class CodeList(BaseModel):
    items: list[CodeCount]


class Piece(BaseModel, Generic[Item]):
    """A piece of a list."""

    items: list[Item]
    next: str | None = Field(description="The cursor of the next page; null at the end.")
