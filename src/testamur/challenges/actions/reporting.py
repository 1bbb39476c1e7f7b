"""The weekly report of outstanding challenges: to each awarding organisation and to Business Support (EDC-08).

Source: event-data-challenges section 2 ("every week, a report is sent … listing all outstanding EDCs").
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.audit import actions as audit
from testamur.challenges import queries as challenges
from testamur.challenges.columns import completed
from testamur.challenges.models import WeeklyReport
from testamur.challenges.queries import reports
from testamur.notices import actions as notices
from testamur.notices.rules import Topic
from testamur.organisations import queries as organisations
from testamur.plumbing import clock
from testamur.plumbing.formats import date, number

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation

Rows = list[dict[str, Any]]


def make_due_weekly_reports() -> int:
    """Make the reports of the week for which they are due, if they are not there; returns how many were made.

    It can be asked as often as one likes. A service that was down when the time came makes them once it is back.
    """
    week = reports.week_due()
    return 0 if reports.is_made(week) else len(make_weekly_reports(week=week))


@transaction.atomic
def make_weekly_reports(*, week: dt.date) -> list[WeeklyReport]:
    """One report for every awarding organisation with outstanding challenges, and one for Business Support.

    The latter is there every week, though it be empty: it says that the week's reports were made.
    """
    today, rows = clock.today(), reports.outstanding()
    completed_rows = {owner: [completed(row, today=today) for row in held] for owner, held in rows.items()}
    everything = [row for held in completed_rows.values() for row in held]
    everything.sort(key=lambda row: (row["due_on"], row["reference"]))
    owners = organisations.with_ids(completed_rows)
    wanted = [(None, everything), *((owner, completed_rows[owner.pk]) for owner in owners)]
    return _make(wanted, week=week)


@transaction.atomic
def make_weekly_report(*, organisation: Organisation | None, week: dt.date) -> WeeklyReport:
    """The report of one organisation, or of Business Support; the one that is there, if it was made before."""
    today, rows = clock.today(), reports.outstanding()
    held = rows.get(organisation.pk, []) if organisation else [row for each in rows.values() for row in each]
    _make([(organisation, [completed(row, today=today) for row in held])], week=week)
    return WeeklyReport.objects.get(organisation=organisation, week=week)


def _make(wanted: Iterable[tuple[Organisation | None, Rows]], *, week: dt.date) -> list[WeeklyReport]:
    """Those that are not there yet, in one statement, and the e-mails about them."""
    fresh = []
    for organisation, rows in wanted:
        outstanding, overdue = reports.counted(list(rows))
        fresh.append(
            WeeklyReport(
                organisation=organisation, week=week, outstanding=outstanding, overdue=overdue, rows=rows
            )
        )
    with audit.process("weekly_report.made", by=None):
        WeeklyReport.objects.bulk_create(fresh, ignore_conflicts=True)
    addresses = [report.uuid for report in fresh]
    made = WeeklyReport.objects.filter(uuid__in=addresses).select_related("organisation").defer("rows")
    found = list(made.order_by("id"))
    for report in found:
        _tell(report)
    return found


def _tell(report: WeeklyReport) -> None:
    """An e-mail with a link to the report: who the learners are stays behind the login."""
    if not report.outstanding:
        return
    if report.organisation_id is None:
        to = challenges.addresses_of_support()
    else:
        to = challenges.addresses_of_organisation(report.organisation_id)
    for one in to:
        with access.in_language_of(one):
            subject, lines = _letter(report)
        dedupe = f"weekly_report:{report.uuid}:{one}"
        notices.tell(
            to=one, subject=subject, body="\n".join(lines), dedupe=dedupe, topic=Topic.WEEKLY_REPORTS
        )


def _letter(report: WeeklyReport) -> tuple[str, list[str]]:
    words = {
        "week": date(report.week),
        "number": number(report.outstanding),
        "overdue": number(report.overdue),
        "organisation": report.organisation,
    }
    what = (
        _("Event data challenges of all awarding organisations.")
        if report.organisation is None
        else _("Event data challenges against records of %(organisation)s.") % words
    )
    lines = [what, "", _("Outstanding: %(number)s. Overdue: %(overdue)s.") % words]
    if report.organisation is not None:
        lines.append(
            _(
                "Enter Accept or Reject next to each challenge in the report’s workbook, then send "
                "it back on the report’s page."
            )
        )
    lines += ["", _("See the report:"), f"{settings.PUBLIC_URL}/weekly-reports/{report.uuid}/"]
    return _("Weekly report of challenges, week of %(week)s: %(number)s outstanding") % words, lines
