"""The service as its operator looks at it: ``/service``."""

from __future__ import annotations

import datetime as dt
import uuid

from ninja import Router
from pydantic import BaseModel, Field

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.api.identity import READ, Bearer, CallerRequest
from testamur.batches import queries as ledger
from testamur.batches.states import BatchState, Event
from testamur.notices import queries as outbox
from testamur.organisations import queries as organisations
from testamur.plumbing import queue


class StuckBatch(BaseModel):
    """A batch whose step failed."""

    id: uuid.UUID
    number: int
    kind: str
    organisation: str
    state: BatchState
    attempts: int
    error: str
    since: dt.datetime
    stopped: bool = Field(description="The engine no longer tries by itself: a person has to.")


class ServiceState(BaseModel):
    """What an operator looks at first."""

    workers: int = Field(description="Workers that are alive.")
    batches_waiting: int
    batches_moving: int
    batches_for_a_person: int
    batches_stuck: int
    oldest_waiting_seconds: float | None = Field(description="None while nothing waits.")
    emails_unsent: int
    organisations: int
    stuck: list[StuckBatch]


router = Router(tags=["Service"])


@router.get("", auth=Bearer(READ), response=ServiceState, summary="View the service")
def view_service(request: CallerRequest) -> ServiceState:
    """The queue, the workers, and the batches that do not move, of all organisations."""
    access.check_can(request.auth.user, Permission.SERVICE_OPERATE)
    health = ledger.queue_health()
    return ServiceState(
        workers=queue.living_workers(),
        batches_waiting=health.waiting,
        batches_moving=health.moving,
        batches_for_a_person=health.for_a_person,
        batches_stuck=health.stuck,
        oldest_waiting_seconds=health.oldest_waiting_seconds,
        emails_unsent=outbox.unsent().count(),
        organisations=organisations.registered().count(),
        stuck=[
            StuckBatch(
                id=batch.uuid,
                number=batch.pk,
                kind=batch.kind,
                organisation=batch.organisation.name,
                state=BatchState(batch.state),
                attempts=batch.attempts,
                error=batch.last_error,
                since=batch.progressed_at,
                stopped=ledger.can_be(Event.RETRY, batch),
            )
            for batch in ledger.stuck_batches()
        ],
    )
