"""Lists of weekly reports, and of what one of them holds."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.challenges import queries as challenges
from testamur.web import reach
from testamur.web.formats import date, number
from testamur.web.links import url
from testamur.web.lists import Asked, Choice, Column, Kind, List, Option, Tick, cells, never
from testamur.web.weekly_reports import presenters
from testamur.web.weekly_reports.presenters import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from testamur.challenges.models import WeeklyReport


def _scope(request: HttpRequest) -> bool:
    """Whether the person sees the reports of everybody."""
    access.check_can(request.user, Permission.CHALLENGE_VIEW)
    return access.holds_everywhere(request.user, Permission.CHALLENGE_VIEW)


def _of_everybody(asked: Asked[bool], rows: Sequence[WeeklyReport]) -> bool:
    return asked.scope


def _organisations(asked: Asked[bool]) -> list[Option]:
    found = challenges.organisations_of_reports(asked.user) if asked.scope else []
    return [Option(str(each.uuid), each.name, each) for each in found]


REPORTS: List[bool, WeeklyReport] = List(
    name="weekly-reports",
    title=lambda asked: _("Weekly reports of challenges"),
    scope=_scope,
    rows=lambda asked: challenges.weekly_reports_for(
        asked.user, organisation=asked.wanted.get("organisation")
    ),
    columns=[
        Column(
            "week",
            _("Week of"),
            lambda report: report.week,
            kind=Kind.DATE,
            cell=lambda report: date(report.week),
            link=lambda report: url("weekly_report_detail", report.uuid),
            sort="week",
        ),
        Column("organisation", _("Awarding organisation"), presenters.owner, on_screen=_of_everybody),
        Column(
            "outstanding",
            _("Outstanding"),
            lambda report: report.outstanding,
            kind=Kind.NUMBER,
            sort="outstanding",
        ),
        Column("overdue", _("Overdue"), lambda report: report.overdue, kind=Kind.NUMBER, sort="overdue"),
    ],
    filters=[Choice("organisation", _("Awarding organisation"), _organisations, all=_("All organisations"))],
    count=lambda count: ngettext("%(num)s report", "%(num)s reports", count) % {"num": number(count)},
    nothing=lambda asked: _(
        "There are no reports yet. The first is made when there is an outstanding challenge."
    ),
    no_match=lambda asked: _("No reports match."),
    show_all=_("Show all reports"),
    template="weekly_reports/list.html",
)


def _report(request: HttpRequest, report_id: uuid.UUID) -> WeeklyReport:
    return reach.weekly_report_or_404(request, report_id)


def _of_all(asked: Asked[WeeklyReport], rows: Sequence[Row]) -> bool:
    return asked.scope.organisation_id is None


def _words(asked: Asked[WeeklyReport]) -> dict[str, Any]:
    report = asked.scope
    return {
        "caption": presenters.owner(report),
        "breadcrumbs": [(_("Weekly reports of challenges"), url("weekly_report_list"))],
        "report": report,
        "can_return": presenters.can_return(asked.user, report),
    }


def _decided(row: Row) -> str:
    return cells.stack(presenters.decision(row), row.comment)


CHALLENGES: List[WeeklyReport, Row] = List(
    name="weekly-report",
    title=lambda asked: _("Challenges in the week of %(week)s") % {"week": date(asked.scope.week)},
    scope=_report,
    rows=lambda asked: presenters.rows(
        asked.scope, containing=asked.search, overdue=bool(asked.wanted.get("overdue"))
    ),
    columns=[
        Column(
            "challenge", _("Challenge"), lambda row: row.reference, template="weekly_reports/challenge.html"
        ),
        Column("organisation", _("Organisation"), lambda row: row.organisation, on_screen=_of_all),
        Column(
            "learner",
            _("Learner"),
            lambda row: row.learner,
            cell=lambda row: cells.stack(row.learner, cells.code(row.uln), row.was_born),
            sort=True,
        ),
        Column(
            "record", _("Record"), lambda row: row.title, template="weekly_reports/record.html", sort=True
        ),
        Column(
            "problem",
            _("Problem and recommended action"),
            lambda row: row.problem,
            template="weekly_reports/problem.html",
            classes="app-break",
        ),
        Column("due", _("Due"), lambda row: row.due_on, template="weekly_reports/due.html", sort=True),
        Column("decision", _("Decision"), presenters.decision, cell=_decided, sort=True),
        Column("comment", _("Comment"), lambda row: row.comment, on_screen=never),
    ],
    search=_("Reference, ULN or name"),
    filters=[Tick("overdue", _("Only overdue"))],
    count=lambda count: ngettext("%(num)s challenge", "%(num)s challenges", count) % {"num": number(count)},
    nothing=lambda asked: _("Nothing was outstanding."),
    no_match=lambda asked: _("No challenges match."),
    show_all=_("Show all challenges"),
    exports=False,  # the report itself is a workbook to be sent back
    template="weekly_reports/detail.html",
    words=_words,
)
