"""Batches as a person may see them, and what may be done with them."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet, UUIDField
from django.utils.translation import gettext

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.batches import registry
from testamur.batches.columns.judging import reader
from testamur.batches.findings import Finding, Sentence, in_words
from testamur.batches.models import Batch
from testamur.batches.queries.waiting import Waiting, waiting_for
from testamur.batches.states import BATCH_LIFE, BatchState, Event, Owner
from testamur.organisations import queries as organisations
from testamur.plumbing import clock
from testamur.plumbing.machines import Meaning
from testamur.plumbing.prepared import Given, Prepared

if TYPE_CHECKING:
    from testamur.access.models import Visitor
    from testamur.organisations.models import Organisation


def batches_for(
    user: Visitor,
    *,
    kind: str | None = None,
    organisation: int | None = None,
    state: str | None = None,
    stated: Mapping[str, str] | None = None,
    first: dt.date | None = None,
    last: dt.date | None = None,
    containing: str = "",
    refused_for: str | None = None,
    waiting: Waiting | None = None,
) -> QuerySet[Batch]:
    """The batches the person may see, newest first.

    ``first`` and ``last`` are days on which they were received, ``containing`` their number or a part of their file's
    name, ``stated`` what the header of their file says, or if it does not, what was said when they were sent; nothing
    stands for what neither says. ``refused_for`` is a finding for which they were refused whole,
    ``waiting`` for whom they wait.
    """
    batches = Batch.objects.visible_to(user).select_related("organisation", "submitted_by").order_by("-id")
    like = {"kind": kind, "organisation_id": organisation, "state": state}
    batches = batches.filter(**{name: value for name, value in like.items() if value})
    for name, value in (stated or {}).items():
        when_sent = Q(**{f"options__{name}": value}) if value else _unsaid("options", name)
        said = Q(**{f"header__{name}": value}) if value else Q(pk__in=[])
        batches = batches.filter(said | _unsaid("header", name) & when_sent)
    if first:
        batches = batches.filter(received_at__gte=clock.beginning(first))
    if last:
        batches = batches.filter(received_at__lt=clock.beginning(last + dt.timedelta(days=1)))
    if containing:
        numbered = Q(pk=int(containing)) if re.fullmatch("[0-9]{1,18}", containing, re.ASCII) else Q()
        batches = batches.filter(Q(file_name__icontains=containing) | numbered)
    if refused_for:
        refused = batches.filter(state=BatchState.REFUSED.value)
        batches = refused.filter(findings__contains=[{"key": refused_for}])
    if waiting:
        batches = batches.filter(waiting_for(user, waiting))
    return batches


def _unsaid(where: str, name: str) -> Q:
    return Q(**{f"{where}__{name}": ""}) | Q(**{f"{where}__{name}": None}) | ~Q(**{f"{where}__has_key": name})


def batch_for(user: Visitor, value: uuid.UUID) -> Batch | None:
    """One batch by its address, if the person may see it."""
    return next((batch for batch in _BATCH(uuid=value) if batch.is_visible_to(user)), None)


_PEOPLE = ("submitted_by", "confirmed_by", "ended_by")
_BATCH = Prepared(
    lambda: Batch.objects.select_related("organisation", *_PEOPLE).filter(uuid=Given("uuid", UUIDField()))
)


def batch_by_number(user: Visitor, number: int) -> Batch | None:
    """One batch by its job number, if the person may see it."""
    return batches_for(user).filter(pk=number).first()


def was_applied_at_once(user: Visitor, kind: str) -> bool:
    """What the person chose on the page when they last sent a batch of this kind there: not to look first."""
    sent = Batch.objects.filter(submitted_by_id=user.pk, kind=kind, through="page").order_by("-id")
    return sent.values_list("needs_confirmation", flat=True).first() is False


def kinds_and_owners(user: Visitor) -> tuple[list[tuple[str, str]], list[Organisation]]:
    """Of which kinds (name and title), and of which organisations if of several, there are batches to see."""
    found = list(Batch.objects.visible_to(user).order_by().values_list("kind", "organisation_id").distinct())
    names, owners = {name for name, _owner in found}, {owner for _name, owner in found}
    kinds = [(kind.name, kind.title) for kind in registry.all_kinds() if kind.name in names]
    return kinds, list(organisations.with_ids(owners)) if len(owners) > 1 else []


def permission_to(event: Event, batch: Batch) -> Permission:
    """What a person needs at the batch's organisation to decide this about it."""
    kind = registry.named(batch.kind)
    undoes = event is Event.UNDO or batch.state == BatchState.UNDO_STOPPED
    return kind.undo_permission if undoes else kind.submit_permission


def check_can(user: Visitor, event: Event, batch: Batch) -> None:
    """Raise ``PermissionDenied`` unless the person may decide this about batches like this one."""
    if not _operates(user, event):
        access.check_can(user, permission_to(event, batch), batch.organisation)


def can(user: Visitor, event: Event, batch: Batch) -> bool:
    """Whether the person may, and the batch is in a state in which it can be."""
    if not can_be(event, batch):
        return False
    return _operates(user, event) or access.can(user, permission_to(event, batch), batch.organisation)


def _operates(user: Visitor, event: Event) -> bool:
    """Whether it is the operator of the service, who has anything tried again."""
    return event is Event.RETRY and access.can(user, Permission.SERVICE_OPERATE)


def can_be(event: Event, batch: Batch) -> bool:
    """Whether this can be decided at all about a batch of this kind, in this state."""
    has_changed = event is not Event.UNDO or registry.named(batch.kind).changes_records
    return has_changed and BATCH_LIFE.may(event, batch.state)


def meaning(batch: Batch) -> Meaning[Owner]:
    return BATCH_LIFE.meaning(batch.state)


def explanation(batch: Batch) -> str:
    """What the state means for a batch of this kind, in English."""
    said = registry.named(batch.kind).explanations.get(BatchState(batch.state))
    return said or meaning(batch).explanation


def is_moving(batch: Batch) -> bool:
    """Whether the engine has the next move, so that a page should ask again."""
    return meaning(batch).owner is Owner.ENGINE


def is_ahead(batch: Batch) -> bool:
    """Whether what was foreseen of the lines is still to come."""
    return batch.state in (BatchState.READY, BatchState.CONFIRMED, BatchState.INTERRUPTED)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is: ``done`` of ``total`` records in the current step."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


def progress(batch: Batch) -> Progress:
    if batch.state in (BatchState.RECEIVED, BatchState.STAGED):
        return Progress(0, batch.total)
    return Progress(batch.applied_through, batch.total)


def batch_sentences(batch: Batch) -> list[Sentence]:
    """What was found on the whole file or job, in words."""
    catalogue = registry.named(batch.kind).catalogue
    return [in_words(Finding.from_stored(kept), catalogue, translate=gettext) for kept in batch.findings]


def sentences(kind: str, findings: Iterable[Finding], *, line: int | None = None) -> list[Sentence]:
    """Findings of a kind of batch in words, in the reader's language."""
    catalogue = registry.named(kind).catalogue
    return [in_words(each, catalogue, line=line, translate=gettext) for each in findings]


def read_value(kind: str, key: str, text: str) -> tuple[Any, list[Finding]]:
    """What one field of a kind's layout makes of a text, such as a ULN that a person enters by itself."""
    plugged = registry.named(kind)
    return reader(plugged.layout.of_key[key], plugged.layout, plugged.options())(text)


def numbers_of(ids: set[int]) -> dict[int, uuid.UUID]:
    """Addresses of batches by job number, for links in a record's history."""
    return dict(Batch.objects.filter(pk__in=ids).values_list("pk", "uuid"))


def visible_numbers(user: Visitor, ids: set[int]) -> dict[int, uuid.UUID]:
    """The same, of those batches that the person may see."""
    if not ids:
        return {}
    return dict(Batch.objects.visible_to(user).filter(pk__in=ids).values_list("pk", "uuid"))


def submitted_file(batch: Batch) -> IO[bytes]:
    """The file as it was received."""
    return default_storage.open(batch.file)


def report_file(batch: Batch, name: str) -> tuple[dict[str, Any], IO[bytes]] | None:
    """An outcome file: what is known of it, and its content. ``None`` if the batch has no file of this name."""
    report = batch.reports.get(name)
    return (report, default_storage.open(report["path"])) if report else None


def stored_files() -> Iterator[str]:
    """Every file that the ledger names, by its name in the file storage."""
    for file, reports in Batch.objects.order_by("id").values_list("file", "reports").iterator():
        yield from filter(None, [file, *(report["path"] for report in reports.values())])
