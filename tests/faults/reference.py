"""The batch of 10,000 as it goes when nothing happens, to which every disturbed run is compared."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import pairwise

from faults.outcome import Outcome, outcome_of
from faults.service import Service, wait_until

AT_WORK = "select worker_id from procrastinate_jobs where status = 'doing' and task_name ~ 'advance_batch'"
LADDER = ("received", "staged", "ready", "confirmed", "applied", "done")

Place = tuple[int, int]
"""How far a batch is: the rung of the ladder, and the records written. Places can be compared."""


@dataclass
class Reference:
    """What becomes of the batch, the places at which it was found, and how long it was at each."""

    outcome: Outcome
    seconds: dict[Place, float] = field(default_factory=dict)

    @property
    def writing(self) -> Place:
        """The place from which the first records are written."""
        return max(place for place in self.seconds if place[1] == 0)


def undisturbed(service: Service, batch: int) -> Reference:
    """Let one worker do the batch in peace, and look on."""
    service.worker()
    service.wait_for(AT_WORK)
    seen: dict[Place, float] = {}

    def ended() -> bool:
        seen.setdefault(place_of(service, batch), time.monotonic())
        return service.state(batch) == "done"

    wait_until(ended, why=service.words, pause=0.002)
    seconds = {place: until - since for (place, since), (_, until) in pairwise(seen.items())}
    return Reference(finished(service, batch), seconds)


def place_of(service: Service, batch: int) -> Place:
    """How far the batch is."""
    query = "select state, applied_through from batches_batch where id = %(batch)s"
    ((state, applied),) = service.ask(query, {"batch": batch})
    return LADDER.index(state), applied


def wait_for_place(service: Service, batch: int, place: Place) -> None:
    """Wait until the batch has come to this place or beyond it."""
    wait_until(lambda: place_of(service, batch) >= place, why=service.words, pause=0.002)


def finished(service: Service, batch: int) -> Outcome:
    """Wait until the batch has ended and everybody is told."""
    service.wait_for_end(batch)
    service.wait_for_quiet()
    return outcome_of(service, batch)


def hold_back(service: Service) -> None:
    """Let no worker begin with a batch yet."""
    service.ask("update procrastinate_jobs set scheduled_at = 'infinity' where task_name ~ 'advance_batch'")


def let_go(service: Service) -> None:
    """Let the workers begin."""
    service.ask("update procrastinate_jobs set scheduled_at = null where task_name ~ 'advance_batch'")
