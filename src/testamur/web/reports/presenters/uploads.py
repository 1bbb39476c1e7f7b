"""What was uploaded, by month and type of job."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from testamur.achievements.queries import mi
from testamur.achievements.states import Effect
from testamur.web.batches.presenters.words import EFFECTS
from testamur.web.figures import Figure
from testamur.web.formats import number, percentage
from testamur.web.links import date_query, url
from testamur.web.reports.presenters.charts import Chart, Series, chart
from testamur.web.reports.presenters.shown import Shown
from testamur.web.reports.presenters.tables import (
    MONTH,
    NUMBER,
    SHARE,
    Column,
    Row,
    Share,
    Table,
    Value,
    month,
)


def show(scope: mi.Scope) -> Shown:
    lines = mi.uploads(scope)
    tables = [_records(scope, lines), _effects(lines)]
    return Shown(_about(), _figures(lines), _chart(scope, lines), tables)


def _about() -> list[str]:
    return [
        _("Batches count in the month in which we received them, whoever sent them and by whichever way."),
        _(
            "“Not taken” are records without a fault, or not checked, in batches that failed, were cancelled, or have "
            "not been written yet. Submitted records are the accepted, the rejected and those not taken."
        ),
        _("Single achievements that were changed on a page, or one at a time, are in no batch and not here."),
    ]


def _figures(lines: list[mi.UploadLine]) -> list[Figure]:
    submitted, accepted, rejected = (
        sum(getattr(line, name) for line in lines) for name in ("submitted", "accepted", "rejected")
    )
    failed = sum(line.failed for line in lines)
    batches = number(sum(line.batches for line in lines))
    note = _("%(count)s failed") % {"count": number(failed)} if failed else ""
    return [
        Figure(batches, _("batches"), note=note),
        Figure(number(submitted), _("records submitted")),
        Figure(number(accepted), _("accepted"), "good", percentage(accepted, submitted)),
        Figure(number(rejected), _("rejected"), "bad" if rejected else "", percentage(rejected, submitted)),
    ]


def _chart(scope: mi.Scope, lines: list[mi.UploadLine]) -> Chart | None:
    series = [
        Series(_("Accepted"), "good"),
        Series(_("Rejected"), "bad"),
        Series(_("Not taken"), "quiet"),
    ]
    sums = dict.fromkeys(scope.period.months, (0, 0, 0))
    for line in lines:
        before = sums[line.month]
        sums[line.month] = (
            before[0] + line.accepted,
            before[1] + line.rejected,
            before[2] + line.not_taken,
        )
    bars = [(month(each), _told(*numbers), numbers) for each, numbers in sums.items()]
    title = _("Records submitted each month")
    return chart(title, _described(sums), series, bars)


def _told(accepted: int, rejected: int, not_taken: int) -> str:
    text = _("%(accepted)s accepted, %(rejected)s rejected") % {
        "accepted": number(accepted),
        "rejected": number(rejected),
    }
    return (
        _("%(text)s, %(count)s not taken") % {"text": text, "count": number(not_taken)} if not_taken else text
    )


def _described(sums: dict[dt.date, tuple[int, int, int]]) -> str:
    busiest = max(sums, key=lambda each: sum(sums[each]))
    return _("A bar for every month. The longest is %(month)s with %(count)s records.") % {
        "month": month(busiest),
        "count": number(sum(sums[busiest])),
    }


def _records(scope: mi.Scope, lines: list[mi.UploadLine]) -> Table:
    columns = [
        Column(_("Month"), MONTH),
        Column(_("Type of job")),
        Column(_("Batches"), NUMBER),
        Column(_("Failed"), NUMBER),
        Column(_("Undone"), NUMBER),
        Column(_("Submitted"), NUMBER),
        Column(_("Accepted"), NUMBER),
        Column(_("Accepted share"), SHARE),
        Column(_("Rejected"), NUMBER),
        Column(_("Rejected share"), SHARE),
        Column(_("Not taken"), NUMBER),
    ]
    found = {line.month: [each for each in lines if each.month == line.month] for line in lines}
    rows = []
    for each in scope.period.months if lines else []:
        rows += [
            Row([each, _job(line), *_counts([line])], links=_leads(scope, line))
            for line in found.get(each, [])
        ]
        if each not in found:
            rows.append(Row([each, None, *_counts([])]))
    return Table(
        "records",
        _("Batches and records by month"),
        columns,
        rows,
        Row([_("All months"), None, *_counts(lines)]) if lines else None,
        empty=_none(),
    )


def _leads(scope: mi.Scope, line: mi.UploadLine) -> dict[int, str]:
    """From the counts of batches to the batches that they count."""
    if not line.job_type:
        return {}
    following = (line.month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    first = max(line.month, scope.period.first)
    last = min(following - dt.timedelta(days=1), scope.period.last)
    asked = {"kind": "achievements", "organisation": str(scope.organisation.uuid), "job_type": line.job_type}
    address = (
        f"{url('batch_list')}?{urlencode(asked | date_query('first', first) | date_query('last', last))}"
    )
    counted = {2: (line.batches, ""), 3: (line.failed, "&state=refused"), 4: (line.undone, "&state=undone")}
    return {place: address + state for place, (count, state) in counted.items() if count}


def _counts(lines: Iterable[mi.UploadLine]) -> list[Value]:
    several = list(lines)
    batches, failed, undone, submitted, accepted, rejected, not_taken = (
        sum(getattr(line, name) for line in several)
        for name in ("batches", "failed", "undone", "submitted", "accepted", "rejected", "not_taken")
    )
    return [
        batches,
        failed,
        undone,
        submitted,
        accepted,
        Share(accepted, submitted),
        rejected,
        Share(rejected, submitted),
        not_taken,
    ]


def _effects(lines: list[mi.UploadLine]) -> Table:
    columns = [Column(_("Month"), MONTH), Column(_("Type of job"))]
    columns += [Column(str(EFFECTS[effect]), NUMBER) for effect in Effect]
    rows = [Row([line.month, _job(line), *(line.effects[effect] for effect in Effect)]) for line in lines]
    sums = [sum(line.effects[effect] for line in lines) for effect in Effect]
    return Table(
        "effects",
        _("What records became"),
        columns,
        rows,
        Row([_("All months"), None, *sums]) if lines else None,
        note=_("Counted when they were written; what was undone later is counted too."),
        empty=_none(),
    )


def _job(line: mi.UploadLine) -> str:
    return {"provisional": _("Provisional"), "final": _("Final")}.get(line.job_type, _("Not said"))


def _none() -> str:
    return _("No batch was received in this period.")
