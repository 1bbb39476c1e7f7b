"""The batch of 10,000 as it goes when nothing happens, to which every disturbed run is compared."""

from __future__ import annotations

import json
from dataclasses import dataclass

from faults.outcome import Outcome, outcome_of
from faults.service import Service

AT_WORK = "select worker_id from procrastinate_jobs where status = 'doing' and task_name ~ 'advance_batch'"
STEPS = [
    ("received", 0),
    ("staged", 0),
    ("confirmed", 0),
    ("confirmed", 5000),
    ("applied", 10_000),
    ("done", 10_000),
]
FIRST_SLICE = STEPS.index(("confirmed", 0))


@dataclass
class Reference:
    """What becomes of the batch, and the seconds of each of its steps."""

    outcome: Outcome
    seconds: list[float]


def undisturbed(service: Service, batch: int) -> Reference:
    """Let one worker do the batch in peace."""
    worker = service.worker()
    outcome = finished(service, batch)
    words = worker.log.read_text().splitlines()
    taken = [json.loads(line) for line in words if "batch.step_taken" in line]
    return Reference(outcome, [step["seconds"] for step in taken])


def step_of(service: Service, batch: int) -> int:
    """How many steps of the batch are done."""
    query = "select state, applied_through from bulk_batch where id = %(batch)s"
    ((state, applied),) = service.ask(query, {"batch": batch})
    return STEPS.index((state, applied))


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
