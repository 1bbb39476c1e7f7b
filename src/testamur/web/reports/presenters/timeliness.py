"""Whether results were uploaded in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from testamur.achievements.queries import mi
from testamur.web.figures import Figure
from testamur.web.formats import date, number, percentage
from testamur.web.links import url
from testamur.web.reports.presenters import leads
from testamur.web.reports.presenters.charts import Chart, Series, chart
from testamur.web.reports.presenters.shown import Shown
from testamur.web.reports.presenters.tables import (
    DATE,
    MONTH,
    NUMBER,
    SHARE,
    TEXT,
    Column,
    Row,
    Share,
    Table,
    month,
)

if TYPE_CHECKING:
    from testamur.achievements.queries.mi import Punctuality, Timeliness


def show(scope: mi.Scope) -> Shown:
    found = mi.timeliness(scope)
    by_month = {each.of: each for each in found.months}
    months = [by_month.get(each) or mi.Punctuality(each, 0, 0) for each in scope.period.months]
    tables = [
        _counted(
            "months",
            _("By month of upload"),
            Column(_("Month"), MONTH),
            [
                Row([each.of, *_numbers(each)], links=_leads(leads.month_of(scope, each.of)))
                for each in (months if found.total.records else [])
            ],
            _all(scope, found),
        ),
        _counted(
            "types",
            _("By type of qualification"),
            Column(_("Type"), TEXT),
            [
                Row([_type(each.of), *_numbers(each)], links=_leads(scope, type=each.of))
                for each in found.types
            ],
            _all(scope, found),
        ),
        _latest(found),
    ]
    return Shown(_about(found), _figures(scope, found), _chart(months), tables, as_at=found.as_at)


def _about(found: Timeliness) -> list[str]:
    sentence = ngettext(
        "Results are to be uploaded within %(days)s working day of being issued to the learner.",
        "Results are to be uploaded within %(days)s working days of being issued to the learner.",
        found.days,
    )
    counted = _started()[found.start]
    example = _("A result with that date today is in time until %(due)s.") % {"due": date(found.due_today)}
    return [
        sentence % {"days": number(found.days)},
        _(
            "The time is counted from the day that the file gives as “Results Issued”. If it does not give one, this "
            "report uses the %(date)s instead. %(example)s"
        )
        % {"date": counted, "example": example},
        _("Working days are Monday to Friday without the bank holidays of England."),
        _(
            "A record counts in the month of its first upload, whatever happened to it later: a "
            "provisional result that is now final counts on the day it was uploaded as "
            "provisional. Deleted records do not count."
        ),
        _(
            "A final result in place of a provisional one is issued once more, and is counted by itself: %(in_time)s "
            "came in time in this period, %(late)s late."
        )
        % {"in_time": number(found.finals.in_time), "late": number(found.finals.late)},
    ]


def _started() -> dict[str, str]:
    return {"award_date": _("award date"), "action_date": _("action date")}


def _figures(scope: mi.Scope, found: Timeliness) -> list[Figure]:
    total = found.total
    every, in_time, late = _leads(scope).values()
    return [
        Figure(number(total.records), _("records first uploaded"), href=every if total.records else ""),
        Figure(
            number(total.in_time),
            _("in time"),
            "good",
            percentage(total.in_time, total.records),
            in_time if total.in_time else "",
        ),
        Figure(
            number(total.late),
            _("late"),
            "bad" if total.late else "",
            percentage(total.late, total.records),
            late if total.late else "",
        ),
    ]


def _leads(scope: mi.Scope, *, type: str | None = None) -> dict[int, str]:
    """From the counts, by their columns, to what they count."""
    return {
        1: leads.first_uploads(scope, type=type),
        2: leads.first_uploads(scope, type=type, late="in_time"),
        4: leads.first_uploads(scope, type=type, late="late"),
    }


def _all(scope: mi.Scope, found: Timeliness) -> Row:
    return Row([_("All"), *_numbers(found.total)], links=_leads(scope))


def _chart(months: list[Punctuality]) -> Chart | None:
    series = [Series(_("In time"), "good"), Series(_("Late"), "bad")]
    bars = [
        (
            month(each.of),
            _("%(in_time)s in time, %(late)s late")
            % {"in_time": number(each.in_time), "late": number(each.late)},
            [each.in_time, each.late],
        )
        for each in months
    ]
    worst = max(months, key=lambda each: each.late)
    description = _("A bar for every month. Most late records came in %(month)s: %(late)s of %(count)s.") % {
        "month": month(worst.of),
        "late": number(worst.late),
        "count": number(worst.records),
    }
    if not worst.late:
        description = _("A bar for every month. No record was late.")
    return chart(_("Records uploaded in time and late each month"), description, series, bars)


def _type(name: str) -> str:
    return name or _("Not on the register")


def _counted(key: str, title: str, first: Column, rows: list[Row], total: Row) -> Table:
    columns = [
        first,
        Column(_("Records"), NUMBER),
        Column(_("In time"), NUMBER),
        Column(_("In time share"), SHARE),
        Column(_("Late"), NUMBER),
        Column(_("Late share"), SHARE),
    ]
    empty = _("Nothing was uploaded in this period.")
    return Table(key, title, columns, rows, total if rows else None, empty=empty)


def _numbers(of: Punctuality) -> list[Any]:
    return [of.records, of.in_time, Share(of.in_time, of.records), of.late, Share(of.late, of.records)]


def _latest(found: Timeliness) -> Table:
    columns = [
        Column(_("ULN")),
        Column(_("Reference number")),
        Column(_("Subject")),
        Column(_started()[found.start].capitalize(), DATE),
        Column(_("Last day in time"), DATE),
        Column(_("Uploaded"), DATE),
        Column(_("Days late"), NUMBER),
    ]
    rows = [
        Row(
            [each.uln, each.reference, each.title, each.start, each.due, each.uploaded, each.days],
            url("achievement_detail", each.achievement),
        )
        for each in found.latest
    ]
    return Table(
        "latest",
        _("The latest"),
        columns,
        rows,
        note=_("Days late include days that are not working days. At most %(count)s records are listed.")
        % {"count": mi.LATEST},
        empty=_("No record of this period was late."),
    )
