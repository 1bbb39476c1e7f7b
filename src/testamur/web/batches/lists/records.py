"""The records of one batch, and what was found in them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from testamur.batches import queries as ledger
from testamur.batches.findings import Severity
from testamur.web import reach
from testamur.web.batches import presenters
from testamur.web.batches.forms import RecordForm
from testamur.web.batches.presenters import About, BatchPage, Found, Record
from testamur.web.breaking import breakable
from testamur.web.formats import NOTHING, number
from testamur.web.links import url
from testamur.web.lists import Asked, Choice, Column, List, Option, Table, cells, embedded, never

if TYPE_CHECKING:
    from testamur.batches.models import BatchRow


@dataclass(frozen=True)
class Scope:
    """A batch, and what is shown of it beside its list."""

    page: BatchPage
    causes: Sequence[tuple[str, str, About]]


def _findings_scope(request: HttpRequest, batch_id: uuid.UUID) -> Scope:
    batch = reach.batch_or_404(request, batch_id)
    return Scope(presenters.batch_page(request.user, batch), presenters.causes_of(batch))


def _records_scope(request: HttpRequest, batch_id: uuid.UUID) -> Scope:
    return Scope(presenters.batch_page(request.user, reach.batch_or_404(request, batch_id)), ())


def _words(asked: Asked[Scope]) -> dict[str, Any]:
    page = asked.scope.page
    return {
        "page": page,
        "caption": page.called,
        "breadcrumbs": [
            (_("Batches"), url("batch_list")),
            (_("Batch %(number)s") % {"number": page.number}, url("batch_detail", page.uuid)),
        ],
        "record_form": RecordForm(total=page.batch.total),
    }


def _record_number(found: Found | Record) -> int:
    return found.line


def _record_link(found: Found | Record) -> str:
    return url("batch_record", found.batch, found.line)


def _known_by(found: Found | Record) -> str:
    return cells.stack(*(cells.labelled(label, value) for label, value in found.known_by)) or NOTHING


def _counted(count: int) -> str:
    return ngettext("%(num)s record", "%(num)s records", count) % {"num": number(count)}


_RECORD: Column[Any] = Column(
    "record",
    _("Record"),
    _record_number,
    cell=lambda found: number(found.line),
    link=_record_link,
    link_prefix=_("Record"),
    sort="line",
    indexed=True,
)
_KNOWN: Column[Any] = Column("known_by", _("Identified by"), lambda found: found.called, cell=_known_by)


# --- findings ---


def _severities(asked: Asked[Scope]) -> list[Option]:
    names = {Severity.ERROR: _("Errors"), Severity.WARNING: _("Warnings")}
    return [Option(severity.value, label, severity.value) for severity, label in names.items()]


def _codes(asked: Asked[Scope]) -> list[Option]:
    return [Option(*cause) for cause in asked.scope.causes]


def _about(asked: Asked[Scope]) -> About:
    return asked.wanted.get("code") or About()


def _with_findings(asked: Asked[Scope]) -> Any:
    about, batch = _about(asked), asked.scope.page.batch
    return ledger.rows_with_findings(
        batch,
        code=about.code,
        cause=about.cause,
        severity=asked.wanted.get("severity"),
        containing=asked.search,
    )


def _found(asked: Asked[Scope], rows: Sequence[BatchRow]) -> list[Found]:
    severity = asked.wanted.get("severity")
    return presenters.findings_of(asked.scope.page.batch, rows, about=_about(asked), severity=severity)


def _code(found: Found) -> str:
    said = found.sentence
    tag = (_("Error"), "bad") if said.severity is Severity.ERROR else (_("Warning"), "attention")
    return cells.beside(cells.code(said.code), cells.tag(*tag))


def _said(found: Found) -> str:
    """What is wrong, with the value unless the sentence quotes it, and what to do."""
    said = found.sentence
    quotes = not said.value or said.value in said.what
    value = "" if quotes else cells.html(' {}: <span class="app-break">{}</span>.', _("Value"), said.value)
    return cells.html(
        '<span>{} <span class="app-muted">{}{}</span></span>',
        breakable(said.what),
        breakable(said.remedy),
        value,
    )


def _known(asked: Asked[Scope]) -> int | None:
    """How many there are in all, where nothing is left out."""
    narrowed = asked.search or any(value is not None for value in asked.wanted.values())
    return None if narrowed else ledger.number_with_findings(asked.scope.page.batch)


FINDINGS: List[Scope, Found] = List(
    name="findings",
    title=lambda asked: _("Findings of batch %(number)s") % {"number": asked.scope.page.number},
    scope=_findings_scope,
    rows=_with_findings,
    prepare=_found,
    known=_known,
    unique="line",
    search=_("ULN or other number, or the whole text of a field"),
    columns=[
        _RECORD,
        _KNOWN,
        Column("code", _("Finding"), lambda found: found.sentence.code, cell=_code, classes="app-unbroken"),
        Column("field", _("Field"), lambda found: found.sentence.field, classes="app-break app-table__field"),
        Column("severity", _("Severity"), lambda found: found.sentence.severity, on_screen=never),
        Column(
            "what",
            _("What is wrong, and what to do"),
            lambda found: found.sentence.what,
            cell=_said,
        ),
        Column("remedy", _("What to do"), lambda found: found.sentence.remedy, on_screen=never),
        Column("value", _("Value"), lambda found: found.sentence.value, on_screen=never),
    ],
    filters=[
        Choice("severity", _("Severity"), _severities, all=_("Errors and warnings")),
        Choice("code", _("What is wrong"), _codes, all=_("Everything")),
    ],
    sorted_by="record",
    count=_counted,
    status=lambda first, last, total: (
        _("Records %(first)s to %(last)s of %(total)s with findings")
        % {"first": number(first), "last": number(last), "total": number(total)}
    ),
    nothing=lambda asked: _("There are no findings in this batch."),
    no_match=lambda asked: _("No findings match."),
    show_all=_("Show all findings"),
    template="batches/findings.html",
    words=_words,
)


# --- records ---


_VERDICTS = {
    "accepted": _("Accepted"),
    "warned": _("Accepted with a warning"),
    "rejected": _("Rejected"),
}
_MEANT: dict[str | None, dict[str, bool]] = {
    "accepted": {"rejected": False},
    "warned": {"warned": True},
    "rejected": {"rejected": True},
}


def _verdicts(asked: Asked[Scope]) -> list[Option]:
    return [Option(name, label, name) for name, label in _VERDICTS.items()]


def _effects(asked: Asked[Scope]) -> list[Option]:
    batch = asked.scope.page.batch
    ahead = ledger.is_ahead(batch) and not batch.effects
    return [
        Option(name, presenters.effect_label(batch, name, ahead=ahead), name)
        for name in (batch.planned if ahead else batch.effects)
    ]


def _lines(asked: Asked[Scope]) -> Any:
    verdict = _MEANT.get(asked.wanted.get("verdict"), {})
    effect = asked.wanted.get("effect")
    return ledger.rows_of(asked.scope.page.batch, effect=effect, containing=asked.search, **verdict)


def _changes(record: Record) -> str:
    """Before and after of each field; what is new has no before."""
    found = presenters.fields_of(record.changes)
    lines = [cells.change(label, before, after) for label, before, after in found]
    return (cells.stack if any(before for _label, before, _after in found) else cells.listed)(
        *lines
    ) or NOTHING


def _any_changes(asked: Asked[Scope], rows: Sequence[Record]) -> bool:
    return any(record.changes.fields for record in rows)


def _goes_back(record: Record) -> str:
    """What undoing puts back: the fields the other way round, or nothing where somebody has changed it since."""
    if record.changes.touched:
        return cells.stack(
            cells.tag(_("Changed since"), "attention"), cells.muted(_("It stays as it is now."))
        )
    lines = [
        cells.change(label, after, before or NOTHING)
        for label, before, after in presenters.fields_of(record.changes)
    ]
    return cells.stack(*lines) or NOTHING


EMBEDDED = 10


def changing(request: HttpRequest, page: BatchPage) -> Table | None:
    """The first records that the batch changes, for its own page; or those that it has, if it changes none."""
    batch = page.batch
    if not batch.judged_at or not page.changes_records:
        return None
    rows = list(ledger.rows_that_change(batch)[:EMBEDDED]) or list(ledger.rows_of(batch)[:EMBEDDED])
    return embedded(RECORDS, request, rows, caption=_("Records"), scope=Scope(page, ())) if rows else None


def going_back(request: HttpRequest, page: BatchPage) -> Table | None:
    """The first records that undoing the batch puts back."""
    rows = list(ledger.rows_that_change(page.batch)[: RECORDS.sizes[0]])
    caption = _("What is put back")
    return embedded(UNDOING, request, rows, caption=caption, scope=Scope(page, ())) if rows else None


RECORDS: List[Scope, Record] = List(
    name="records",
    title=lambda asked: _("Records of batch %(number)s") % {"number": asked.scope.page.number},
    scope=_records_scope,
    rows=_lines,
    prepare=lambda asked, rows: presenters.records_of(asked.scope.page.batch, rows),
    unique="line",
    search=_("ULN or other number, or the whole text of a field"),
    columns=[
        _RECORD,
        _KNOWN,
        Column("verdict", _("Outcome"), lambda row: row.tag[0], cell=lambda row: cells.tag(*row.tag)),
        Column("effect", _("Change"), lambda row: row.effect),
        Column(
            "changes",
            _("Before and after"),
            lambda row: row.changed,
            cell=_changes,
            on_screen=_any_changes,
        ),
        Column(
            "codes",
            _("Findings"),
            lambda row: ", ".join(row.codes),
            cell=lambda row: cells.stack(*map(cells.code, row.codes)) or NOTHING,
        ),
    ],
    filters=[
        Choice("verdict", _("Outcome"), _verdicts, all=_("All outcomes")),
        Choice("effect", _("Change"), _effects, all=_("All")),
    ],
    sorted_by="record",
    count=_counted,
    nothing=lambda asked: _("No records have been read from this batch."),
    no_match=lambda asked: _("No records match."),
    show_all=_("Show all records"),
    template="batches/records.html",
    words=_words,
)


UNDOING: List[Scope, Record] = replace(
    RECORDS,
    name="undoing",
    columns=[
        _RECORD,
        _KNOWN,
        Column("effect", _("What became of it"), lambda row: row.effect),
        Column("back", _("What undoing puts back"), lambda row: row.changed, cell=_goes_back),
    ],
)
