"""The service as its operator looks at it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from testamur.batches import queries as ledger
from testamur.batches.states import Event
from testamur.notices import queries as outbox
from testamur.organisations import queries as organisations
from testamur.plumbing import queue
from testamur.web.batches.lists import BATCHES
from testamur.web.batches.presenters import words
from testamur.web.figures import Figure
from testamur.web.formats import duration, number
from testamur.web.lists import Table, embedded

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation

RECENT = 10
ORGANISATIONS = 8


@dataclass(frozen=True, slots=True)
class Stuck:
    """A batch whose step failed. ``stopped`` says that the engine no longer tries by itself."""

    uuid: uuid.UUID
    number: int
    organisation: str
    file_name: str
    tag: tuple[str, str]
    error: str
    attempts: int
    since: dt.datetime
    stopped: bool


@dataclass(frozen=True, slots=True)
class ServicePage:
    figures: list[Figure]
    stuck: list[Stuck]
    recent: Table
    organisations: list[Organisation]
    organisation_count: int


def service_page(request: HttpRequest) -> ServicePage:
    known = organisations.registered()
    recent = ledger.batches_for(request.user)[:RECENT]
    return ServicePage(
        figures=_figures(),
        stuck=[_stuck(batch) for batch in ledger.stuck_batches()],
        recent=embedded(BATCHES, request, recent, caption=_("Recent batches of all organisations")),
        organisations=list(known[:ORGANISATIONS]),
        organisation_count=known.count(),
    )


def _figures() -> list[Figure]:
    health = ledger.queue_health()
    workers, unsent = queue.living_workers(), outbox.unsent().count()
    oldest = health.oldest_waiting_seconds
    waited = _("the oldest for %(time)s") % {"time": duration(oldest)} if oldest is not None else ""
    return [
        Figure(
            number(workers),
            _("workers at work"),
            "good" if workers else "bad",
            "" if workers else _("Start a worker"),
        ),
        Figure(number(health.waiting), _("batches waiting"), "", waited),
        Figure(number(health.moving), _("batches in progress")),
        Figure(number(health.for_a_person), _("waiting for a person")),
        Figure(number(health.stuck), _("batches stuck"), "bad" if health.stuck else "good"),
        Figure(number(unsent), _("emails not sent yet"), "attention" if unsent else "good"),
    ]


def _stuck(batch: Any) -> Stuck:
    return Stuck(
        uuid=batch.uuid,
        number=batch.pk,
        organisation=batch.organisation.name,
        file_name=batch.file_name,
        tag=words.tag(batch),
        error=batch.last_error,
        attempts=batch.attempts,
        since=batch.progressed_at,
        stopped=ledger.can_be(Event.RETRY, batch),
    )
