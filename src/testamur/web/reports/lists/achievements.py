"""The achievements in which reports of timeliness and of provisional results count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from testamur.achievements.queries import mi
from testamur.qualifications import queries as qualifications
from testamur.web.formats import number
from testamur.web.links import url
from testamur.web.lists import Asked, Choice, Column, Day, Kind, List, Option, cells
from testamur.web.reports.lists.records import records
from testamur.web.reports.lists.scope import awarding_organisation, words_below
from testamur.web.reports.presenters.leads import OFF_REGISTER
from testamur.web.reports.presenters.provisional import named

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from testamur.achievements.models import Achievement
    from testamur.organisations.models import Organisation


def _counted(count: int) -> str:
    return ngettext("%(num)s achievement", "%(num)s achievements", count) % {"num": number(count)}


_ULN: Column[Any] = Column(
    "uln",
    _("ULN"),
    lambda row: row.achievement.uln,
    kind=Kind.CODE,
    link=lambda row: url("achievement_detail", row.achievement.uuid),
    link_prefix=_("Achievement of ULN"),
    sort="uln",
)
_REFERENCE: Column[Any] = Column(
    "reference",
    _("Reference number"),
    lambda row: row.achievement.reference,
    kind=Kind.CODE,
    sort="reference",
)
_SUBJECT: Column[Any] = Column("subject", _("Subject"), lambda row: row.title, classes="app-table__subject")


# --- first uploads ---


def _punctuality(asked: Asked[Organisation]) -> list[Option]:
    return [Option("late", _("Late"), True), Option("in_time", _("In time"), False)]


def _types(asked: Asked[Organisation]) -> list[Option]:
    known = [Option(each, each, each) for each in qualifications.types()]
    return [*known, Option(OFF_REGISTER, _("Not on the register"), "")]


def _uploads(asked: Asked[Organisation]) -> QuerySet[Achievement]:
    return mi.first_uploads(asked.user, asked.scope, **asked.wanted)


def _punctuality_tag(row: mi.FirstUpload) -> tuple[str, str]:
    return (gettext("Late"), "bad") if row.days else (gettext("In time"), "good")


FIRST_UPLOADS: List[Organisation, mi.FirstUpload] = List(
    name="first-uploads",
    title=lambda asked: _("Records first uploaded"),
    scope=awarding_organisation,
    rows=_uploads,
    prepare=lambda asked, rows: mi.first_uploaded(rows),
    columns=[
        _ULN,
        _REFERENCE,
        _SUBJECT,
        Column("type", _("Type"), lambda row: row.type),
        Column("start", _("Counted from"), lambda row: row.start, kind=Kind.DATE),
        Column("due", _("Last day in time"), lambda row: row.due, kind=Kind.DATE),
        Column("uploaded", _("Uploaded"), lambda row: row.uploaded, kind=Kind.DATE, sort="created_at"),
        Column(
            "punctuality",
            _("Timeliness"),
            lambda row: _punctuality_tag(row)[0],
            cell=lambda row: cells.tag(*_punctuality_tag(row)),
        ),
        Column("days", _("Days late"), lambda row: row.days or None, kind=Kind.NUMBER),
    ],
    filters=[
        Choice("late", _("Timeliness"), _punctuality, all=_("In time and late")),
        Choice("type", _("Type"), _types, all=_("All types")),
        Day("first", _("First uploaded from"), _("first day")),
        Day("last", _("First uploaded until"), _("last day")),
    ],
    count=records,
    nothing=lambda asked: _("No record has been uploaded yet."),
    no_match=lambda asked: _("No records match."),
    show_all=_("Show all records"),
    words=words_below("report_timeliness", _("Timeliness")),
)


# --- provisional ---


def _ages(asked: Asked[Organisation]) -> list[Option]:
    return [Option(band.name, named(band), band) for band in mi.BANDS]


def _waiting(asked: Asked[Organisation]) -> QuerySet[Achievement]:
    return mi.provisional_for(asked.user, asked.scope, of=asked.search.strip(), **asked.wanted)


PROVISIONAL: List[Organisation, mi.Provisional] = List(
    name="provisional-achievements",
    title=lambda asked: _("Provisional achievements"),
    scope=awarding_organisation,
    rows=_waiting,
    prepare=lambda asked, rows: mi.provisional_listed(list(rows)),
    columns=[
        _ULN,
        _REFERENCE,
        _SUBJECT,
        Column(
            "award_date",
            _("Award date"),
            lambda row: row.achievement.award_date,
            kind=Kind.DATE,
            sort="award_date",
            indexed=True,
        ),
        Column("days", _("Days since"), lambda row: row.days, kind=Kind.NUMBER),
        Column("grade", _("Grade"), lambda row: row.achievement.grade),
        Column(
            "provider",
            _("Provider UKPRN"),
            lambda row: row.achievement.provider_ukprn,
            kind=Kind.CODE,
            sort="provider_ukprn",
        ),
        Column("mis", _("MIS identifier"), lambda row: row.achievement.mis_identifier),
    ],
    search=_("ULN or reference number, in full"),
    filters=[
        Choice("age", _("Since the award"), _ages, all=_("All ages")),
        Day("first", _("Awarded from"), _("first day")),
        Day("last", _("Awarded until"), _("last day")),
    ],
    sorted_by="award_date",
    count=_counted,
    nothing=lambda asked: _("No achievement is provisional."),
    no_match=lambda asked: _("No achievements match."),
    show_all=_("Show all achievements"),
    words=words_below("report_provisional", _("Provisional, not yet final")),
)
