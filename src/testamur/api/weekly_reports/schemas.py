"""What is asked of weekly reports and of decisions in bulk, and what is shown of them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from testamur.api import paging
from testamur.api.batches.schemas import Counts, File, OutcomeFile, Progress, State
from testamur.api.schemas import Finding, Severity
from testamur.bulk.states import BatchState


class WeeklyReportSummary(BaseModel):
    """A report as a list shows it."""

    id: uuid.UUID
    week: dt.date = Field(description="The Monday.")
    organisation: str | None = Field(
        description="None: the report for Business Support, of all organisations."
    )
    made_at: dt.datetime
    outstanding: int
    overdue: int
    href: str


class ReportedChallenge(BaseModel):
    """One outstanding challenge, as it stood when the report was made."""

    reference: str = Field(examples=["EDC0000012"])
    uln: str
    given_name: str
    family_name: str
    date_of_birth: dt.date
    reference_number: str
    title: str
    award_date: dt.date
    grade: str
    provider_ukprn: str
    provider_name: str
    problem: str
    detail: str
    recommended: str = Field(description="The recommended action.")
    raised_on: dt.date
    age: int = Field(description="In days.")
    due_on: dt.date
    overdue: bool
    decision: Literal["Accept", "Reject", ""]
    comment: str
    organisation: str = Field(description="The awarding organisation.")
    href: str


class WeeklyReport(WeeklyReportSummary):
    challenges: list[ReportedChallenge] = Field(description="Those due first on top.")
    workbook_href: str
    csv_href: str


class WeeklyReportList(BaseModel):
    items: list[WeeklyReportSummary]
    next: str | None = Field(description="The cursor of the next piece; none at the end.")


class DecisionsSubmission(BaseModel):
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


class AskedDecisionBatches(paging.Asked):
    state: BatchState | None = Field(None, description="Only batches in this state.")


class AskedDecisionRows(paging.Asked):
    code: str | None = Field(None, max_length=20, description="Only findings of this code.", examples=["D12"])
    severity: Severity | None = Field(None, description="Only errors or only warnings.")


class DecisionEffects(BaseModel):
    """Rows by what they become, or became."""

    accepted: int = 0
    rejected: int = Field(0, description="Challenges that were rejected, with a comment.")
    unchanged: int = Field(0, description="Decided in this way before.")
    skipped: int = Field(0, description="Without a decision.")


class LeftChallenge(BaseModel):
    """A challenge that undoing left as it was, because it has moved on."""

    line: int
    reference: str
    state: str
    challenge: uuid.UUID


class UndoneDecisions(BaseModel):
    """What undoing the batch did."""

    put_back: int = 0
    left: int = 0
    listed: list[LeftChallenge] = Field([], description="The first thousand of those that were left.")


class DecisionBatchSummary(BaseModel):
    """A batch of decisions as a list shows it."""

    id: uuid.UUID
    number: int = Field(description="The job number, which people quote.", examples=[1204])
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
    through: str = Field(description="`page`, `api` or `file`.", examples=["api"])
    counts: Counts
    progress: Progress
    href: str


class DecisionBatch(DecisionBatchSummary):
    """A batch of decisions with all that is known of it."""

    explanation: str = Field(description="What the state means.")
    sent_again: bool
    planned: DecisionEffects = Field(
        description="What will become of the rows, as things stood when checked."
    )
    effects: DecisionEffects = Field(description="What has become of them so far.")
    findings: list[Finding] = Field(description="What was found on the file or the job as a whole.")
    undone: UndoneDecisions | None
    decisions: list[Literal["confirm", "cancel", "undo"]] = Field(
        description="What your client may decide now: addresses of the same names below this one."
    )
    files: list[OutcomeFile] = Field(
        description="Among them `corrections…xml`, a batch of achievements to submit."
    )
    findings_href: str
    submitted_file_href: str


class SubmittedDecisions(DecisionBatch):
    duplicate: bool = Field(
        description="The same file was sent before, and this is the batch that it became. Nothing new was made."
    )


class DecisionBatchList(BaseModel):
    items: list[DecisionBatchSummary]
    next: str | None = Field(description="The cursor of the next piece; none at the end.")


class DecisionRow(BaseModel):
    """A row of the file: what came in, what was found, what became of it."""

    record: int = Field(description="Counted from 1.")
    rejected: bool
    effect: Literal["accepted", "rejected", "unchanged", "skipped"] | None
    incoming: dict[str, str | None] = Field(description="The cells as they came.")
    findings: list[Finding]


class DecisionRowList(BaseModel):
    items: list[DecisionRow]
    next: str | None = Field(description="The cursor of the next piece; none at the end.")
