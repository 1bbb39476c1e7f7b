"""A report as files: what they are called, and the sheets of its workbook."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.text import slugify
from django.utils.translation import gettext as _

from testamur.plumbing.spreadsheets.tables import TEXT, Sheet
from testamur.web.formats import date, date_time
from testamur.web.reports.presenters.tables import sheet

if TYPE_CHECKING:
    from testamur.achievements.queries.mi import Scope
    from testamur.web.reports.presenters import Report
    from testamur.web.reports.presenters.shown import Shown

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def name(scope: Scope, ending: str) -> str:
    """northern-board-2025-12-01-2026-11-22-uploads.xlsx"""
    called = slugify(scope.organisation.acronym or scope.organisation.name) or "report"
    return f"{called}-{scope.period.first}-{scope.period.last}-{ending}"


def sheets(asked: Report, scope: Scope, whole: Shown, *, at: dt.datetime) -> list[Sheet]:
    """A sheet that says what this is, then the tables."""
    facts = [
        (_("Organisation"), scope.organisation.name),
        (_("First day"), date(scope.period.first)),
        (_("Last day"), date(scope.period.last)),
        (_("Made"), date_time(at)),
        (_("Figures as at"), date_time(whole.as_at or at)),
        *(("", sentence) for sentence in whole.about),
    ]
    about = Sheet(_("About"), [(_("Report"), TEXT), (str(asked.title), TEXT)], facts, (20, 110))
    return [about, *(sheet(table) for table in whole.tables)]
