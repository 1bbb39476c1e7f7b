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
