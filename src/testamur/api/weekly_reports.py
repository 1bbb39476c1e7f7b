"""The weekly report of challenges, below ``/weekly-reports``.

It comes back as a batch of decisions (``batches/kinds/decisions``).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from ninja import Query, Router
from pydantic import BaseModel, Field

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.api import paging
from testamur.api.addresses import address
from testamur.api.batch_files import XLSX
from testamur.api.batches import bases
from testamur.api.contract import a_file
from testamur.api.identity import READ, Bearer, CallerRequest
from testamur.api.problems import or_not_found
from testamur.challenges import queries as challenges
from testamur.challenges.columns import write_csv, write_xlsx

if TYPE_CHECKING:
    from testamur.challenges.models import WeeklyReport as Held


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


router = Router(tags=["Weekly reports of challenges"])


def _the(request: CallerRequest, report_id: uuid.UUID) -> Held:
    return or_not_found(challenges.weekly_report_for(request.auth.user, report_id))


def _summary(report: Held) -> dict[str, Any]:
    return {
        "id": report.uuid,
        "week": report.week,
        "organisation": report.organisation.name if report.organisation else None,
        "made_at": report.made_at,
        "outstanding": report.outstanding,
        "overdue": report.overdue,
        "href": address("view_weekly_report", report_id=report.uuid),
    }


@router.get("", auth=Bearer(READ), response=WeeklyReportList, summary="List weekly reports")
def list_weekly_reports(request: CallerRequest, asked: Query[paging.Asked]) -> WeeklyReportList:
    """The weekly reports of your organisation's challenges, latest first."""
    access.check_can(request.auth.user, Permission.CHALLENGE_VIEW)
    held = challenges.weekly_reports_for(request.auth.user)
    found, cursor = paging.piece(held, asked, order=["-id"])
    return WeeklyReportList(items=[WeeklyReportSummary(**_summary(each)) for each in found], next=cursor)


@router.get("/{uuid:report_id}", auth=Bearer(READ), response=WeeklyReport, summary="View a weekly report")
def view_weekly_report(request: CallerRequest, report_id: uuid.UUID) -> WeeklyReport:
    """The outstanding challenges of one week, each with the recommended action."""
    report = _the(request, report_id)
    rows = [
        ReportedChallenge(**row, href=address("view_challenge", challenge_id=row["uuid"]))
        for row in report.rows
    ]
    return WeeklyReport(
        **_summary(report),
        challenges=rows,
        workbook_href=address("download_weekly_workbook", report_id=report.uuid),
        csv_href=address("download_weekly_csv", report_id=report.uuid),
    )


@router.get(
    "/{uuid:report_id}/report.xlsx",
    auth=Bearer(READ),
    response={200: None},
    summary="Download a weekly report as a workbook",
    openapi_extra=a_file("The workbook, in which Decision and Comment can be written."),
)
def download_weekly_workbook(request: CallerRequest, report_id: uuid.UUID) -> HttpResponseBase:
    """The report as an Excel workbook. Send it to `/challenge-decisions` once the decisions stand in it."""
    report = _the(request, report_id)
    of_all = report.organisation_id is None
    return _file(report, "xlsx", XLSX, write_xlsx(report.rows, with_owner=of_all, title=str(report)))


@router.get(
    "/{uuid:report_id}/report.csv",
    auth=Bearer(READ),
    response={200: None},
    summary="Download a weekly report as CSV",
    openapi_extra=a_file("The report as CSV."),
)
def download_weekly_csv(request: CallerRequest, report_id: uuid.UUID) -> HttpResponseBase:
    """The report as CSV. Send it to `/challenge-decisions` once the decisions stand in it."""
    report = _the(request, report_id)
    of_all = report.organisation_id is None
    return _file(report, "csv", "text/csv", write_csv(report.rows, with_owner=of_all))


def _file(report: Held, ending: str, kind: str, content: Iterator[bytes]) -> HttpResponseBase:
    response = StreamingHttpResponse(content, content_type=kind)
    name = f"challenges-{report.week.isoformat()}.{ending}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
