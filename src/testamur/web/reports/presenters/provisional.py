"""Provisional achievements that wait for their final result."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from testamur.achievements.queries import mi
from testamur.achievements.rules.periods import Period
from testamur.web.figures import Figure
from testamur.web.formats import date, number
from testamur.web.links import url
from testamur.web.reports.presenters import leads
from testamur.web.reports.presenters.charts import Chart, Series, chart
from testamur.web.reports.presenters.shown import Shown
from testamur.web.reports.presenters.tables import DATE, NUMBER, SHARE, Column, Row, Share, Table

if TYPE_CHECKING:
    from testamur.achievements.queries.mi import Band, Provisional, ProvisionalCounts

PAGE = 25
QUALIFICATIONS = 50


def show(scope: mi.Scope, page: str | None) -> Shown:
    counts = mi.provisional_counts(scope)
    found = Paginator(mi.provisional(scope), PAGE).get_page(page)
    listed = _listed(mi.provisional_listed(list(found)))
    tables = [_bands(scope, counts), _references(scope, counts, QUALIFICATIONS), listed]
    return Shown(_about(counts), _figures(scope, counts), _chart(counts), tables, found)


def whole(scope: mi.Scope) -> Shown:
    """All there is, for a file; the list is read while the file is written."""
    counts = mi.provisional_counts(scope)
    listed = _listed(mi.provisional_all(scope))
    tables = [_bands(scope, counts), _references(scope, counts), listed]
    return Shown(_about(counts), _figures(scope, counts), _chart(counts), tables)


def _about(counts: ProvisionalCounts) -> list[str]:
    return [
        _("Achievements on record as provisional on %(today)s, whose award date is in the period.")
        % {"today": date(counts.today)},
        _("An achievement leaves this report when a final result for it arrives, or when it is withdrawn."),
        _("The report covers all awards unless you choose a period, so that nothing old is missed."),
    ]


def _figures(scope: mi.Scope, counts: ProvisionalCounts) -> list[Figure]:
    oldest = counts.references[0].oldest if counts.references else None
    old = sum(count for band, count in counts.bands if band.first > 90)
    return [
        Figure(
            number(counts.total),
            _("provisional achievements"),
            href=leads.provisional(scope) if counts.total else "",
        ),
        Figure(
            number(old),
            _("older than 90 days"),
            "attention" if old else "good",
            href=leads.provisional(_until(scope, counts.today - dt.timedelta(days=91))) if old else "",
        ),
        Figure(date(oldest), _("oldest award date")),
    ]


def _until(scope: mi.Scope, day: dt.date) -> mi.Scope:
    return mi.Scope(scope.organisation, Period(scope.period.first, min(scope.period.last, day)))


def named(band: Band) -> str:
    if band.last is None:
        return _("More than %(days)s days") % {"days": band.first - 1}
    return _("%(first)s to %(last)s days") % {"first": band.first, "last": band.last}


def _chart(counts: ProvisionalCounts) -> Chart | None:
    series = [Series(_("Provisional achievements"), "plain")]
    bars = [(named(band), number(count), [count]) for band, count in counts.bands]
    largest, most = max(counts.bands, key=lambda each: each[1])
    description = _("A bar for every age. The longest is %(age)s (achievements: %(count)s).") % {
        "age": named(largest),
        "count": number(most),
    }
    return chart(_("Provisional achievements by days since the award"), description, series, bars)


def _bands(scope: mi.Scope, counts: ProvisionalCounts) -> Table:
    columns = [
        Column(_("Since the award")),
        Column(_("Achievements"), NUMBER),
        Column(_("Share"), SHARE),
    ]
    rows = [
        Row(
            [named(band), count, Share(count, counts.total)],
            links={1: leads.provisional(scope, age=band.name)},
        )
        for band, count in counts.bands
    ]
    total = Row(
        [_("All"), counts.total, Share(counts.total, counts.total)], links={1: leads.provisional(scope)}
    )
    return Table("ages", _("By age"), columns, rows, total)


def _references(scope: mi.Scope, counts: ProvisionalCounts, most: int | None = None) -> Table:
    columns = [
        Column(_("Reference number")),
        Column(_("Subject")),
        Column(_("Type")),
        Column(_("Achievements"), NUMBER),
        Column(_("Oldest award"), DATE),
    ]
    rows = [
        Row(
            [each.reference, each.title, each.type, each.records, each.oldest],
            links={3: leads.provisional(scope, q=each.reference)},
        )
        for each in itertools.islice(counts.references, most)
    ]
    note = ""
    if most is not None and len(counts.references) > most:
        note = _("The %(most)s with the oldest awards, of %(count)s. The downloads have all of them.") % {
            "most": most,
            "count": number(len(counts.references)),
        }
    empty = _("No achievement is provisional.")
    return Table("qualifications", _("By qualification"), columns, rows, note=note, empty=empty)


def _listed(found: Iterable[Provisional]) -> Table:
    columns = [
        Column(_("ULN")),
        Column(_("Reference number")),
        Column(_("Subject")),
        Column(_("Award date"), DATE),
        Column(_("Days since"), NUMBER),
        Column(_("Grade")),
        Column(_("Provider UKPRN")),
        Column(_("MIS identifier")),
    ]
    return Table(
        "achievements",
        _("The achievements, oldest first"),
        columns,
        list(_rows(found)) if isinstance(found, list) else _rows(found),
        empty=_("No achievement is provisional."),
    )


def _rows(found: Iterable[Provisional]) -> Iterator[Row]:
    for each in found:
        held = each.achievement
        yield Row(
            [
                held.uln,
                held.reference,
                each.title,
                held.award_date,
                each.days,
                held.grade,
                held.provider_ukprn,
                held.mis_identifier,
            ],
            url("achievement_detail", held.uuid),
        )
