"""The records in which reports of uploads and rejections count, over many batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from testamur.achievements.queries import mi
from testamur.achievements.states import Effect
from testamur.batches import queries as ledger
from testamur.batches.findings import ErrorClass
from testamur.web.batches.lists import job_types
from testamur.web.batches.presenters.words import CLASSES, EFFECTS, shortened
from testamur.web.formats import NOTHING, number
from testamur.web.links import url
from testamur.web.lists import Asked, Choice, Column, Day, Kind, List, Option, cells, differs, never
from testamur.web.reports.lists.scope import awarding_organisation, words
from testamur.web.reports.presenters.records import (
    FATES,
    SubmittedRecord,
    reason_asked,
    reason_label,
    submitted,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from testamur.batches.models import BatchRow
    from testamur.organisations.models import Organisation

_OF_RECORDS = (ErrorClass.FIELD_DATA, ErrorClass.LEARNER_DATA, ErrorClass.BUSINESS_RULE)


def _fates(asked: Asked[Organisation]) -> list[Option]:
    return [Option(fate.value, label, fate) for fate, label in FATES.items()]


def _classes(asked: Asked[Organisation]) -> list[Option]:
    return [Option(each.value, CLASSES[each], each) for each in _OF_RECORDS]


def _effects(asked: Asked[Organisation]) -> list[Option]:
    return [Option(each.value, EFFECTS[each], each.value) for each in Effect]


def _reasons(asked: Asked[Organisation]) -> list[Option]:
    """Every reason, and the one that is asked for of a certain field, to which a report leads."""
    all_of_them = [
        Option(said.value, shortened(said), (said.value, None)) for said in ledger.reasons(mi.KIND)
    ]
    name = asked.request.GET.get("reason", "")
    of_field = reason_asked(name)
    if of_field is None:
        return all_of_them
    return [Option(name, reason_label(*of_field), of_field), *all_of_them]


def _rows(asked: Asked[Organisation]) -> QuerySet[BatchRow]:
    return mi.submitted_records(asked.user, asked.scope, **asked.wanted)


def records(count: int) -> str:
    return ngettext("%(num)s record", "%(num)s records", count) % {"num": number(count)}


def _known_by(record: SubmittedRecord) -> str:
    return cells.stack(*(cells.labelled(label, value) for label, value in record.known_by)) or NOTHING


def _codes(record: SubmittedRecord) -> str:
    return cells.stack(*map(cells.code, record.codes)) or NOTHING


SUBMITTED: List[Organisation, SubmittedRecord] = List(
    name="submitted-records",
    title=lambda asked: _("Submitted records"),
    scope=awarding_organisation,
    rows=_rows,
    prepare=lambda asked, rows: submitted(rows),
    columns=[
        Column(
            "record",
            _("Record"),
            lambda record: record.line,
            cell=lambda record: number(record.line),
            link=lambda record: url("batch_record", record.batch.uuid, record.line),
            link_prefix=_("Record"),
        ),
        Column(
            "batch",
            _("Batch"),
            lambda record: record.batch.pk,
            cell=lambda record: cells.code(str(record.batch.pk)),
            link=lambda record: url("batch_detail", record.batch.uuid),
            link_prefix=_("Batch"),
            sort=("batch_id", "line"),
            indexed=True,
        ),
        Column(
            "submitted",
            _("Submitted"),
            lambda record: record.batch.received_at,
            kind=Kind.MOMENT,
            sort="batch__received_at",
        ),
        Column(
            "job_type",
            _("Type of job"),
            lambda record: record.job_type,
            on_screen=differs(lambda record: record.job_type),
        ),
        Column("known_by", _("Identified by"), lambda record: record.called, cell=_known_by),
        Column(
            "fate", _("Outcome"), lambda record: record.tag[0], cell=lambda record: cells.tag(*record.tag)
        ),
        Column("effect", _("Change made"), lambda record: record.effect),
        Column("codes", _("Findings"), lambda record: ", ".join(record.codes), cell=_codes),
        Column("what", _("What was wrong"), lambda record: record.what, on_screen=never),
        Column("remedy", _("What to do"), lambda record: record.remedy, on_screen=never),
    ],
    filters=[
        Choice("fate", _("Outcome"), _fates, all=_("All outcomes")),
        Choice("effect", _("Change made"), _effects, all=_("All")),
        Choice("error_class", _("Class of the first error"), _classes, all=_("All classes")),
        Choice("reason", _("Rejected because"), _reasons, all=_("All reasons")),
        Choice("job_type", _("Type of job"), job_types, all=_("All types of job")),
        Day("first", _("Submitted from"), _("first day")),
        Day("last", _("Submitted until"), _("last day")),
    ],
    count=records,
    nothing=lambda asked: _("No record has been submitted yet."),
    no_match=lambda asked: _("No records match."),
    show_all=_("Show all records"),
    words=words,
)
