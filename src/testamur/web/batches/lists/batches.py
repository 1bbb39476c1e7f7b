"""The list of batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.batches import queries as ledger
from testamur.batches.states import BATCH_LIFE
from testamur.web.batches.presenters import words
from testamur.web.formats import date_time, number
from testamur.web.links import url
from testamur.web.lists import (
    Asked,
    Choice,
    Column,
    Day,
    Kind,
    List,
    Option,
    Table,
    cells,
    differs,
    embedded,
    never,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from testamur.batches.models import Batch
    from testamur.organisations.models import Organisation

_RECENT = 5
_RECORDS, _ACCEPTED, _REJECTED = _("Records"), _("Accepted"), _("Rejected")


_several_kinds = differs(words.kind_title)


def _of_one_kind(asked: Asked[None], rows: Sequence[Batch]) -> bool:
    """The type of a job stands below its kind where there are several kinds, and nowhere where there is none."""
    return not _several_kinds(asked, rows) and any(words.job_type(batch) for batch in rows)


def _by(batch: Batch) -> str:
    return _("by %(name)s") % {"name": batch.submitted_by}


def _counted(
    name: str, label: StrOrPromise, sort: str, value: Callable[[Batch], int | None]
) -> Column[Batch]:
    return Column(name, label, value, kind=Kind.NUMBER, sort=sort)


_NAMED: Sequence[Column[Batch]] = [
    Column(
        "number",
        _("Number"),
        lambda batch: batch.pk,
        cell=lambda batch: cells.code(str(batch.pk)),
        link=lambda batch: url("batch_detail", batch.uuid),
        link_prefix=_("Batch"),
        sort="id",
        indexed=True,
    ),
    Column(
        "file",
        _("File"),
        lambda batch: batch.file_name,
        sort="file_name",
        classes="app-break app-table__file",
    ),
    Column(
        "kind",
        _("Kind"),
        words.kind_title,
        cell=lambda batch: cells.stack(words.kind_title(batch), cells.muted(words.job_type(batch))),
        on_screen=_several_kinds,
    ),
    Column(
        "organisation",
        _("Organisation"),
        lambda batch: batch.organisation.name,
        sort="organisation__name",
        on_screen=differs(lambda batch: batch.organisation_id),
    ),
    Column("job_type", _("Type of job"), words.job_type, on_screen=_of_one_kind),
    Column(
        "submitted",
        _("Submitted"),
        lambda batch: batch.received_at,
        kind=Kind.MOMENT,
        cell=lambda batch: cells.beside(date_time(batch.received_at), cells.muted(_by(batch))),
        sort="received_at",
    ),
    Column("by", _("Submitted by"), lambda batch: str(batch.submitted_by), on_screen=never),
]
_STATE: Column[Batch] = Column(
    "state", _("State"), lambda batch: words.tag(batch)[0], cell=lambda batch: cells.tag(*words.tag(batch))
)


def columns(*, passed: StrOrPromise = _ACCEPTED, failed: StrOrPromise = _REJECTED) -> Sequence[Column[Batch]]:
    """``passed`` and ``failed`` are what a kind calls its records that were accepted, or rejected."""
    return [
        *_NAMED,
        _counted("records", _RECORDS, "total", lambda batch: batch.total or None),
        _counted("accepted", passed, "accepted", lambda batch: batch.accepted if batch.judged_at else None),
        _counted("rejected", failed, "rejected", lambda batch: batch.rejected if batch.judged_at else None),
        _STATE,
    ]


@dataclass(frozen=True, slots=True)
class Scope:
    """What there is to choose from."""

    kinds: Sequence[tuple[str, str]]
    owners: Sequence[Organisation]


def scope(permission: Permission) -> Callable[[HttpRequest], Scope]:
    """For a list of batches that this permission opens."""

    def found(request: HttpRequest) -> Scope:
        access.check_can(request.user, permission)
        return Scope(*ledger.kinds_and_owners(request.user))

    return found


def _kinds(asked: Asked[Scope]) -> list[Option]:
    return [Option(name, _(title), name) for name, title in asked.scope.kinds]


def _states(asked: Asked[Scope]) -> list[Option]:
    return [
        Option(state.value, _(meaning.label), state.value) for state, meaning in BATCH_LIFE.states.items()
    ]


def job_types(asked: Asked[Any]) -> list[Option]:
    """Nothing is what is known of a batch whose file was never read."""
    return [
        Option("provisional", _("Provisional"), "provisional"),
        Option("final", _("Final"), "final"),
        Option("not_said", _("Not given"), ""),
    ]


def _waiting(asked: Asked[Scope]) -> list[Option]:
    return [
        Option(ledger.Waiting.ME.value, _("me"), ledger.Waiting.ME),
        Option(ledger.Waiting.OTHERS.value, _("someone else"), ledger.Waiting.OTHERS),
    ]


def _refusals(asked: Asked[Scope]) -> list[Option]:
    return [Option(said.value, words.shortened(said), said.value) for said in ledger.refusals_of(asked.user)]


def _rows(asked: Asked[Scope]) -> QuerySet[Batch]:
    wanted = dict(asked.wanted)
    job_type = wanted.pop("job_type", None)
    stated = {} if job_type is None else {"job_type": job_type}
    return ledger.batches_for(asked.user, containing=asked.search, stated=stated, **wanted)


def _owners(asked: Asked[Scope]) -> list[Option]:
    return [Option(str(each.uuid), each.name, each.pk) for each in asked.scope.owners]


def recent(request: HttpRequest) -> Table | None:
    """The latest batches that the person may see, for the home page; ``None`` where there are none."""
    found = list(ledger.batches_for(request.user)[:_RECENT])
    return embedded(BATCHES, request, found, caption=_("Recent batches")) if found else None


def count(number_of: int) -> str:
    return ngettext("%(num)s batch", "%(num)s batches", number_of) % {"num": number(number_of)}


BATCHES: List[Scope, Batch] = List(
    name="batches",
    title=lambda asked: _("Batches"),
    scope=scope(Permission.BATCH_VIEW),
    rows=_rows,
    columns=columns(),
    search=_("Number or file name"),
    filters=[
        Choice("kind", _("Kind"), _kinds, all=_("All kinds")),
        Choice("state", _("State"), _states, all=_("All states")),
        Choice("waiting", _("Waiting for"), _waiting, all=_("anyone or no one")),
        Choice("job_type", _("Type of job"), job_types, all=_("All types of job")),
        Choice("refused_for", _("Refused because"), _refusals, all=_("Anything")),
        Choice("organisation", _("Organisation"), _owners, all=_("All organisations")),
        Day("first", _("Submitted from"), _("first day")),
        Day("last", _("Submitted until"), _("last day")),
    ],
    sorted_by="-number",
    count=count,
    nothing=lambda asked: _("No batches have been sent yet. When one is sent, its result appears here."),
    no_match=lambda asked: _("No batches match."),
    show_all=_("Show all batches"),
    words=lambda asked: {
        "buttons": [(_("Submit achievements batch"), url("batch_submit"))]
        if access.ids_where(asked.user, Permission.BATCH_SUBMIT)
        else []
    },
)
