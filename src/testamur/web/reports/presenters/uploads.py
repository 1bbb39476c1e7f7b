"""What was uploaded, by month and type of job."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from testamur.achievements.queries import mi
from testamur.achievements.states import Effect
from testamur.web.batches.presenters.words import EFFECTS
from testamur.web.figures import Figure
from testamur.web.formats import number, percentage
from testamur.web.reports.presenters import leads
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
    tables = [_records(scope, lines), _effects(scope, lines)]
    return Shown(_about(), _figures(scope, lines), _chart(scope, lines), tables)


def _about() -> list[str]:
    return [
        _(
            "Batches are counted in the month when we received them, whoever sent them and "
            "however they were sent."
        ),
        _(
            "“Not processed” means records without an error, or not checked, in batches that "
            "failed, were cancelled or have not been saved yet. Submitted records are those "
            "accepted, rejected and not processed."
        ),
        _("Achievements that were changed one at a time are not in a batch, so they are not counted here."),
    ]


def _figures(scope: mi.Scope, lines: list[mi.UploadLine]) -> list[Figure]:
    submitted, accepted, rejected = (
        sum(getattr(line, name) for line in lines) for name in ("submitted", "accepted", "rejected")
    )
    failed = sum(line.failed for line in lines)
    batches = sum(line.batches for line in lines)
    note = _("%(count)s failed") % {"count": number(failed)} if failed else ""
    hrefs = _leads(scope)
    return [
        Figure(number(batches), _("batches"), note=note, href=hrefs["batches"] if batches else ""),
        Figure(number(submitted), _("records submitted"), href=hrefs["submitted"] if submitted else ""),
        Figure(
            number(accepted),
            _("accepted"),
            "good",
            percentage(accepted, submitted),
            hrefs["accepted"] if accepted else "",
        ),
        Figure(
            number(rejected),
            _("rejected"),
            "bad" if rejected else "",
            percentage(rejected, submitted),
            hrefs["rejected"] if rejected else "",
        ),
    ]


def _chart(scope: mi.Scope, lines: list[mi.UploadLine]) -> Chart | None:
    series = [
        Series(_("Accepted"), "good"),
        Series(_("Rejected"), "bad"),
        Series(_("Not processed"), "quiet"),
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
        _("%(text)s, %(count)s not processed") % {"text": text, "count": number(not_taken)}
        if not_taken
        else text
    )


def _described(sums: dict[dt.date, tuple[int, int, int]]) -> str:
    busiest = max(sums, key=lambda each: sum(sums[each]))
    return _("A bar for every month. The longest is %(month)s (records: %(count)s).") % {
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
        Column(_("Not processed"), NUMBER),
    ]
    found = {line.month: [each for each in lines if each.month == line.month] for line in lines}
    rows = []
    for each in scope.period.months if lines else []:
        rows += [
            Row([each, _job(line), *_counts([line])], links=_placed(_of_line(scope, line)))
            for line in found.get(each, [])
        ]
        if each not in found:
            rows.append(Row([each, None, *_counts([])]))
    return Table(
        "records",
        _("Batches and records by month"),
        columns,
        rows,
        Row([_("All months"), None, *_counts(lines)], links=_placed(_leads(scope))) if lines else None,
        empty=_none(),
        named_by=2,
    )


def _of_line(scope: mi.Scope, line: mi.UploadLine) -> dict[str, str]:
    return _leads(leads.month_of(scope, line.month), line.job_type)


def _leads(scope: mi.Scope, job_type: str | None = None) -> dict[str, str]:
    """From the counts, by their names, to what they count."""
    return {
        "batches": leads.batches(scope, job_type=job_type),
        "failed": leads.batches(scope, job_type=job_type, state="refused"),
        "undone": leads.batches(scope, job_type=job_type, state="undone"),
        "submitted": leads.records(scope, job_type=job_type),
        "accepted": leads.records(scope, job_type=job_type, fate="accepted"),
        "rejected": leads.records(scope, job_type=job_type, fate="rejected"),
        "not_taken": leads.records(scope, job_type=job_type, fate="not_taken"),
    }


_PLACES = {
    "batches": 2,
    "failed": 3,
    "undone": 4,
    "submitted": 5,
    "accepted": 6,
    "rejected": 8,
    "not_taken": 10,
}


def _placed(hrefs: dict[str, str]) -> dict[int, str]:
    return {_PLACES[name]: href for name, href in hrefs.items()}


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


def _effects(scope: mi.Scope, lines: list[mi.UploadLine]) -> Table:
    columns = [Column(_("Month"), MONTH), Column(_("Type of job"))]
    columns += [Column(str(EFFECTS[effect]), NUMBER) for effect in Effect]
    rows = [
        Row(
            [line.month, _job(line), *(line.effects[effect] for effect in Effect)],
            links=_by_effect(leads.month_of(scope, line.month), line.job_type),
        )
        for line in lines
    ]
    sums = [sum(line.effects[effect] for line in lines) for effect in Effect]
    return Table(
        "effects",
        _("Changes made by records"),
        columns,
        rows,
        Row([_("All months"), None, *sums], links=_by_effect(scope)) if lines else None,
        note=_("Counted when they were saved, even if they were undone later."),
        empty=_none(),
        named_by=2,
    )


def _by_effect(scope: mi.Scope, job_type: str | None = None) -> dict[int, str]:
    return {
        place: leads.records(scope, job_type=job_type, effect=effect.value)
        for place, effect in enumerate(Effect, start=2)
    }


def _job(line: mi.UploadLine) -> str:
    return {"provisional": _("Provisional"), "final": _("Final")}.get(line.job_type, _("Not given"))


def _none() -> str:
    return _("No batch was received in this period.")
