"""Weekly reports as their pages show them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.challenges.columns import write_csv, write_xlsx
from testamur.challenges.states import CHALLENGE_LIFE
from testamur.web.formats import short_date

if TYPE_CHECKING:
    from testamur.challenges.models import WeeklyReport

PAGE = 25
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One outstanding challenge, as it stood when the report was made."""

    uuid: uuid.UUID
    reference: str
    learner: str
    uln: str
    born: str
    number: str
    title: str
    awarded: str
    grade: str
    provider: str
    problem: str
    detail: str
    recommended: str
    raised: str
    due: str
    age: int
    overdue: bool
    state: tuple[str, str]
    decision: str
    comment: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Detail:
    """A report's page."""

    uuid: uuid.UUID
    week: dt.date
    made_at: dt.datetime
    organisation: str
    is_of_all: bool
    outstanding: int
    overdue: int
    page: Page[Any]
    rows: list[Row]
    can_return: bool


def listing(reports: QuerySet[WeeklyReport], *, page: str | None) -> Page[WeeklyReport]:
    return Paginator(reports, PAGE).get_page(page)


def detail(user: Any, report: WeeklyReport, *, page: str | None) -> Detail:
    shown = Paginator(report.rows, PAGE).get_page(page)
    return Detail(
        uuid=report.uuid,
        week=report.week,
        made_at=report.made_at,
        organisation=report.organisation.name if report.organisation else _("All awarding organisations"),
        is_of_all=report.organisation_id is None,
        outstanding=report.outstanding,
        overdue=report.overdue,
        page=shown,
        rows=[_row(row) for row in shown],
        can_return=can_return(user, report),
    )


def can_return(user: Any, report: WeeklyReport) -> bool:
    """Whether the person may decide on the challenges of this report."""
    return report.organisation is not None and access.can(
        user, Permission.CHALLENGE_DECIDE, report.organisation
    )


def _row(row: dict[str, Any]) -> Row:
    meaning = CHALLENGE_LIFE.meaning(row["state"])
    provider = " ".join(part for part in (row["provider_ukprn"], row["provider_name"]) if part)
    return Row(
        uuid=uuid.UUID(row["uuid"]),
        reference=row["reference"],
        learner=f"{row['given_name']} {row['family_name']}",
        uln=row["uln"],
        born=_day(row["date_of_birth"]),
        number=row["reference_number"],
        title=row["title"],
        awarded=_day(row["award_date"]),
        grade=row["grade"],
        provider=provider,
        problem=_(row["problem"]),
        detail=row["detail"],
        recommended=_(row["recommended"]),
        raised=_day(row["raised_on"]),
        due=_day(row["due_on"]),
        age=row["age"],
        overdue=row["overdue"],
        state=(_(meaning.label), meaning.tag),
        decision=row["decision"],
        comment=row["comment"],
        organisation=row["organisation"],
    )


def _day(text: str) -> str:
    return short_date(dt.date.fromisoformat(text))


def file_name(report: WeeklyReport, kind: str) -> str:
    return f"challenges-{report.week.isoformat()}.{kind}"


def content(report: WeeklyReport, kind: str) -> Iterator[bytes]:
    """The report as a file."""
    of_all = report.organisation_id is None
    if kind == "csv":
        return write_csv(report.rows, with_owner=of_all)
    title = _("Event data challenges, week of %(week)s") % {"week": report.week.isoformat()}
    return write_xlsx(report.rows, with_owner=of_all, title=title)
