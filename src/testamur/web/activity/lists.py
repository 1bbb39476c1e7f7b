"""The activity log."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from testamur.audit import queries as history
from testamur.batches import queries as ledger
from testamur.web.formats import date_time, number
from testamur.web.links import url
from testamur.web.lists import Asked, Choice, Column, Day, Kind, List, Option, cells
from testamur.web.logs import THROUGH, Log, kinds_for


@dataclass(frozen=True, slots=True)
class Scope:
    """The kinds of record of which the person may read."""

    kinds: Sequence[tuple[Log, QuerySet[Any]]]


@dataclass(frozen=True, slots=True)
class Row:
    at: dt.datetime
    by: str
    what: str
    record: str
    record_href: str | None
    through: str
    batch: int | None
    batch_href: str | None
    reason: str


def _scope(request: HttpRequest) -> Scope:
    if kinds := kinds_for(request.user):
        return Scope(kinds)
    raise PermissionDenied(
        _("Your account does not have the right to do this. Ask a super user of your organisation.")
    )


def _kinds(asked: Asked[Scope]) -> list[Option]:
    return [Option(log.name, log.title, (log, versions)) for log, versions in asked.scope.kinds]


def _chosen(asked: Asked[Scope]) -> tuple[Log, QuerySet[Any]]:
    found: tuple[Log, QuerySet[Any]] = asked.wanted.get("kind") or asked.scope.kinds[0]
    return found


def _rows(asked: Asked[Scope]) -> QuerySet[Any]:
    """A number is that of a batch, and counts only if the person may see the batch; anything else is a name."""
    _log, versions = _chosen(asked)
    days: dict[str, Any] = {"first": asked.wanted.get("first"), "last": asked.wanted.get("last")}
    if not re.fullmatch("[0-9]{1,18}", asked.search, re.ASCII):
        return history.narrowed(versions, by=asked.search, **days)
    batch = ledger.batch_by_number(asked.user, int(asked.search))
    return history.narrowed(versions, batch=batch.pk, **days) if batch else versions.none()


def _prepare(asked: Asked[Scope], events: Sequence[Any]) -> list[Row]:
    log, _versions = _chosen(asked)
    entries = [history.entry(event) for event in events]
    seen = ledger.visible_numbers(asked.user, {each.batch for each in entries if each.batch})
    return [
        Row(
            at=each.at,
            by=each.by_name,
            what=log.told(each),
            record=name,
            record_href=href,
            through=str(THROUGH.get(each.through, "")),
            batch=each.batch if each.batch in seen else None,
            batch_href=url("batch_detail", seen[each.batch]) if each.batch in seen else None,
            reason=each.reason,
        )
        for each, (name, href) in zip(entries, log.shown(entries), strict=True)
    ]


ACTIVITY: List[Scope, Row] = List(
    name="activity",
    title=lambda asked: _("Activity log"),
    scope=_scope,
    rows=_rows,
    prepare=_prepare,
    columns=[
        Column(
            "at",
            _("When"),
            lambda row: row.at,
            kind=Kind.MOMENT,
            cell=lambda row: date_time(row.at),
            sort="pgh_id",
            indexed=True,
        ),
        Column("by", _("Who"), lambda row: row.by),
        Column("what", _("What happened"), lambda row: row.what),
        Column(
            "record",
            _("Record"),
            lambda row: row.record,
            link=lambda row: row.record_href,
            classes="app-break",
        ),
        Column(
            "batch",
            _("Batch"),
            lambda row: row.batch,
            cell=lambda row: cells.code(str(row.batch)) if row.batch else "",
            link=lambda row: row.batch_href,
            link_prefix=_("Batch"),
        ),
        Column("through", _("How"), lambda row: row.through),
        Column("reason", _("Reason"), lambda row: row.reason, classes="app-break"),
    ],
    search=_("Name of who did it, or number of a batch"),
    filters=[
        Choice("kind", _("Kind of record"), _kinds, default=lambda asked: asked.scope.kinds[0][0].name),
        Day("first", _("From"), _("first day")),
        Day("last", _("Until"), _("last day")),
    ],
    sorted_by="-at",
    unique="pgh_id",
    count=lambda count: ngettext("%(num)s entry", "%(num)s entries", count) % {"num": number(count)},
    nothing=lambda asked: _("Nothing has happened to these records yet."),
    no_match=lambda asked: _("Nothing in the log matches."),
    show_all=_("Show the whole log"),
)
