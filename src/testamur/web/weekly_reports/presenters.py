"""Weekly reports as their pages show them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.challenges.columns import ACCEPT, REJECT, write_csv, write_xlsx
from testamur.challenges.states import CHALLENGE_LIFE
from testamur.web.formats import date, short_date

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.challenges.models import WeeklyReport

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
    was_born: str
    number: str
    title: str
    awarded: str
    grade: str
    provider: str
    problem: str
    detail: str
    recommended: str
    raised: str
    due_on: dt.date
    age: int
    overdue: bool
    state: tuple[str, str]
    decision: str
    comment: str
    organisation: str


def owner(report: WeeklyReport) -> str:
    return report.organisation.name if report.organisation else _("All awarding organisations")


def rows(report: WeeklyReport, *, containing: str = "", overdue: bool = False) -> list[Row]:
    """What was outstanding; of that what has this in its reference, ULN or name, and only what was overdue."""
    words = containing.casefold().split()
    found = (_row(row) for row in report.rows if row["overdue"] or not overdue)
    return [
        row
        for row in found
        if all(word in f"{row.reference} {row.uln} {row.learner}".casefold() for word in words)
    ]


def decision(row: Row) -> str:
    return {ACCEPT: _("Accepted"), REJECT: _("Rejected")}.get(row.decision, _("Not decided yet"))


def can_return(user: User, report: WeeklyReport) -> bool:
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
        was_born=_("born %(day)s") % {"day": _day(row["date_of_birth"])},
        number=row["reference_number"],
        title=row["title"],
        awarded=_day(row["award_date"]),
        grade=row["grade"],
        provider=provider,
        problem=_(row["problem"]),
        detail=row["detail"],
        recommended=_(row["recommended"]),
        raised=_day(row["raised_on"]),
        due_on=dt.date.fromisoformat(row["due_on"]),
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
    title = _("Event data challenges, week of %(week)s") % {"week": date(report.week)}
    return write_xlsx(report.rows, with_owner=of_all, title=title)
