"""What is asked of weekly reports and of decisions in bulk, and what is shown of them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from pydantic import BaseModel, Field

from testamur.api.batches import bases


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


class WeeklyReportList(bases.Piece[WeeklyReportSummary]):
    pass


class DecisionsSubmission(bases.Submission):
    """How a file is to be taken."""


class AskedDecisionBatches(bases.AskedBatches):
    pass


class AskedDecisionRows(bases.AskedFindings):
    code: str | None = Field(None, max_length=20, description="Only findings of this code.", examples=["D12"])


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


class DecisionBatchSummary(bases.Summary):
    """A batch of decisions as a list shows it."""

    number: int = Field(description="The job number, which people quote.", examples=[1204])
    through: str = Field(description="`page`, `api` or `file`.", examples=["api"])


class DecisionBatch(bases.DecidedDetails, DecisionBatchSummary):
    """A batch of decisions with all that is known of it."""

    planned: DecisionEffects = Field(
        description="What will become of the rows, as things stood when checked."
    )
    effects: DecisionEffects = Field(description="What has become of them so far.")
    undone: UndoneDecisions | None
    files: list[bases.OutcomeFile] = Field(
        description="Among them `corrections…xml`, a batch of achievements to submit."
    )


class SubmittedDecisions(bases.Taken, DecisionBatch):
    pass


class DecisionBatchList(bases.Piece[DecisionBatchSummary]):
    pass


class DecisionRow(bases.Record):
    """A row of the file: what came in, what was found, what became of it."""

    effect: Literal["accepted", "rejected", "unchanged", "skipped"] | None
    incoming: dict[str, str | None] = Field(description="The cells as they came.")


class DecisionRowList(bases.Piece[DecisionRow]):
    pass
