"""What an operator looks at: the queue, and the batches that do not move."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet

from testamur.batches.models import Batch
from testamur.batches.states import BATCH_LIFE, BatchState, Event, Owner
from testamur.plumbing import sql


@dataclass(frozen=True, slots=True)
class QueueHealth:
    """What an operator looks at first. ``oldest_waiting_seconds`` is ``None`` when nothing waits."""

    waiting: int
    moving: int
    stuck: int
    for_a_person: int
    oldest_waiting_seconds: float | None


def queue_health() -> QueueHealth:
    """The state of the engine over all organisations."""
    engine = [state.value for state in BATCH_LIFE.owned_by(Owner.ENGINE)]
    stopped = [state.value for state in BATCH_LIFE.sources_of(Event.RETRY)]
    counted = Batch.objects.filter(state__in=[*engine, *stopped, BatchState.READY]).aggregate(
        waiting=Count("pk", filter=Q(state=BatchState.RECEIVED)),
        moving=Count("pk", filter=Q(state__in=engine) & ~Q(state=BatchState.RECEIVED)),
        stuck=Count("pk", filter=Q(state__in=stopped)),
        for_a_person=Count("pk", filter=Q(state=BatchState.READY)),
        oldest=Min("received_at", filter=Q(state=BatchState.RECEIVED)),
    )
    ((age,),) = sql.rows(
        "SELECT extract(epoch FROM statement_timestamp() - %(oldest)s::timestamptz)",
        {"oldest": counted.pop("oldest")},
    )
    return QueueHealth(**counted, oldest_waiting_seconds=None if age is None else float(age))


def last_ended_at() -> dt.datetime | None:
    """When the latest batch of all that have ended did."""
    ended = Batch.objects.filter(ended_at__isnull=False).order_by("-id")
    return ended.values_list("ended_at", flat=True).first()


def counts_by_state() -> dict[str, int]:
    """How many batches of all organisations are in each state, also in those where there is none."""
    found = dict(Batch.objects.order_by().values_list("state").annotate(number=Count("pk")))
    return {state.value: found.get(state.value, 0) for state in BatchState}


def stuck_batches() -> QuerySet[Batch]:
    """Batches whose steps failed, for the operator's page."""
    return Batch.objects.filter(attempts__gt=0).select_related("organisation").order_by("id")
