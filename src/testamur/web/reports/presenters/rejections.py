"""Why records were rejected."""

from __future__ import annotations

from django.utils.translation import gettext as _

from testamur.achievements.queries import mi
from testamur.batches.findings import ErrorClass
from testamur.web.batches.presenters.words import CLASSES
from testamur.web.figures import Figure
from testamur.web.formats import number, percentage
from testamur.web.links import url
from testamur.web.reports.presenters import leads
from testamur.web.reports.presenters.charts import Chart, Series, chart
from testamur.web.reports.presenters.shown import Shown
from testamur.web.reports.presenters.tables import NUMBER, SHARE, Column, Row, Share, Table

_OF_RECORDS = (ErrorClass.FIELD_DATA, ErrorClass.LEARNER_DATA, ErrorClass.BUSINESS_RULE)


def show(scope: mi.Scope) -> Shown:
    found = mi.rejections(scope)
    tables = [_classes(scope, found), _reasons(scope, found)]
    if found.refusals:
        tables.append(_refusals(scope, found))
    return Shown(_about(), _figures(scope, found), _chart(found), tables)


def _about() -> list[str]:
    return [
        _(
            "Records in batches that we received in the period, including batches that were "
            "refused as a whole."
        ),
        _(
            "Each rejected record counts once in the official class of its first error, as in a job result. "
            "A record with several errors counts for each of its reasons, so shares may add up to more than 100%."
        ),
    ]


def _figures(scope: mi.Scope, found: mi.Rejections) -> list[Figure]:
    return [
        Figure(
            number(found.submitted),
            _("records submitted"),
            href=leads.records(scope) if found.submitted else "",
        ),
        Figure(
            number(found.rejected),
            _("records rejected"),
            "bad" if found.rejected else "good",
            percentage(found.rejected, found.submitted),
            _rejected(scope) if found.rejected else "",
        ),
        Figure(number(len(found.reasons)), _("reasons")),
        Figure(
            number(found.refused),
            _("batches refused as a whole"),
            href=leads.batches(scope, state="refused") if found.refused else "",
        ),
    ]


def _rejected(scope: mi.Scope) -> str:
    return leads.records(scope, fate="rejected")


def _chart(found: mi.Rejections) -> Chart | None:
    numbers = {each: found.classes.get(each, 0) for each in _OF_RECORDS}
    most = max(numbers, key=lambda each: numbers[each])
    description = _("A bar for every class. The longest is %(class)s (records: %(count)s).") % {
        "class": str(CLASSES[most]),
        "count": number(numbers[most]),
    }
    bars = [
        (str(CLASSES[each]), f"{number(count)} ({percentage(count, found.rejected)})", [count])
        for each, count in numbers.items()
    ]
    return chart(_("Rejected records by class"), description, [Series(_("Rejected"), "bad")], bars)


def _classes(scope: mi.Scope, found: mi.Rejections) -> Table:
    columns = [
        Column(_("Class")),
        Column(_("Name in a job result")),
        Column(_("Records"), NUMBER),
        Column(_("Share of rejected records"), SHARE),
    ]
    rows = [
        Row(
            [str(CLASSES[each]), each.value, count, Share(count, found.rejected)],
            links={2: leads.records(scope, error_class=each.value)},
        )
        for each in _OF_RECORDS
        for count in (found.classes.get(each, 0),)
    ]
    total = Row(
        [_("All"), None, found.rejected, Share(found.rejected, found.rejected)], links={2: _rejected(scope)}
    )
    return Table("classes", _("By official class"), columns, rows, total)


def _reasons(scope: mi.Scope, found: mi.Rejections) -> Table:
    columns = [
        Column(_("Code")),
        Column(_("Class")),
        Column(_("What was wrong")),
        Column(_("What to do")),
        Column(_("Records"), NUMBER),
        Column(_("Share of rejected records"), SHARE),
        Column(_("Latest batch"), NUMBER),
    ]
    rows = [
        Row(
            [
                each.code,
                str(CLASSES[each.error_class]),
                each.what,
                each.remedy,
                each.records,
                Share(each.records, found.rejected),
                each.batch,
            ],
            f"{url('batch_findings', each.batch_uuid)}?code={each.code}&severity=error",
            {4: leads.records(scope, reason=each)},
        )
        for each in found.reasons
    ]
    empty = _("No record was rejected in this period.")
    return Table("reasons", _("By reason"), columns, rows, link=6, empty=empty)


def _refusals(scope: mi.Scope, found: mi.Rejections) -> Table:
    columns = [
        Column(_("Code")),
        Column(_("What was wrong")),
        Column(_("What to do")),
        Column(_("Batches"), NUMBER),
        Column(_("Latest batch"), NUMBER),
    ]
    rows = [
        Row(
            [each.code, each.what, each.remedy, each.batches, each.batch],
            url("batch_detail", each.batch_uuid),
            {3: leads.batches(scope, state="refused", refused_for=each.key)},
        )
        for each in found.refusals
    ]
    return Table("refusals", _("Batches refused as a whole"), columns, rows, link=4)
