"""The ladder: one step, one transaction, the batch locked. A killed worker loses its transaction and nothing else.

Every step starts from what the ledger says, so it does not matter which worker takes it, how often it is woken, or
whether another one is at it: the second finds the batch locked and goes away.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import structlog
from django.core.files.storage import default_storage
from django.db import Error, connection, transaction
from django.db.models import F

from testamur.audit import actions as audit
from testamur.batches import registry
from testamur.batches.actions import ledger, outcome, staging, undo
from testamur.batches.actions.submit import wake
from testamur.batches.columns import Unreadable
from testamur.batches.findings import Finding
from testamur.batches.models import Batch
from testamur.batches.relations import Known, Stage
from testamur.batches.rules import ATTEMPTS_BEFORE_A_PERSON_LOOKS
from testamur.batches.states import BATCH_LIFE, BatchState, Event, Owner
from testamur.plumbing import clock, queue, sql

log = structlog.get_logger(__name__)

DISTURBANCES_IN_A_ROW = 5


def advance(*, batch_id: int) -> str:
    """Take a batch as far as it goes without a person, and return the state it came to.

    A worker that is told to stop leaves the next step to another. A step that was disturbed (a deadlock, a lost
    connection) is taken again at once: its transaction has left nothing behind.
    """
    disturbed = 0
    while True:
        state = Batch.objects.values_list("state", flat=True).get(pk=batch_id)
        if state not in STEPS:
            return state
        if queue.is_stopping():
            wake(batch_id)
            return state
        started = time.perf_counter()
        try:
            taken = _take(batch_id, state)
        except Exception as error:
            if disturbed < DISTURBANCES_IN_A_ROW and sql.was_disturbed(error):
                disturbed += 1
                log.warning("batch.step_disturbed", batch_id=batch_id, error=type(error).__name__)
                continue
            _remember_failure(batch_id, error)
            raise
        if not taken:
            return state
        disturbed = 0
        seconds = round(time.perf_counter() - started, 4)
        log.info("batch.step_taken", batch_id=batch_id, step=PROCESSES[state], seconds=seconds, parts=taken)


def _take(batch_id: int, state: str) -> dict[str, float]:
    """Take one step, unless another worker is at it or somebody has changed the state.

    Returns the seconds by process without those of the commit; nothing if no step was taken. A batch that nobody
    has to confirm and that is written in one slice is judged and written in one transaction: what was looked up
    to judge it still holds, so it is not looked up twice, and less can come between.
    """
    with transaction.atomic():
        batch = Batch.objects.select_for_update(skip_locked=True).filter(pk=batch_id, state=state).first()
        if batch is None:
            return {}
        if batch.started_at is None:
            batch.started_at = clock.now()
        spent: dict[str, float] = {}
        with _process(batch, spent):
            judged = STEPS[state](batch)
        one_slice = batch.total <= registry.named(batch.kind).slice_size
        if judged is not None and batch.state == BatchState.CONFIRMED and one_slice:
            with _process(batch, spent):
                write(batch, judged, last=batch.total)
        batch.attempts, batch.last_error, batch.progressed_at = 0, "", clock.now()
        batch.save()
        return spent


@contextlib.contextmanager
def _process(batch: Batch, spent: dict[str, float]) -> Iterator[None]:
    process, started = PROCESSES[batch.state], time.perf_counter()
    by = batch.ended_by or batch.confirmed_by or batch.submitted_by
    with audit.process(process, by=by, batch=batch.pk, through=batch.through):
        yield
    spent[process] = round(time.perf_counter() - started, 4)


def _remember_failure(batch_id: int, error: Exception) -> None:
    """Count a step that broke, so that it is tried again later and later, and a person can see it."""
    if connection.in_atomic_block and connection.needs_rollback:
        return
    log.exception("batch.step_failed", batch_id=batch_id)
    with contextlib.suppress(Error):  # the database may be what is missing; then the batch did not fail
        Batch.objects.filter(pk=batch_id).update(
            attempts=F("attempts") + 1, last_error=type(error).__name__, progressed_at=clock.now()
        )
        _stop_if_given_up(batch_id)


def _stop_if_given_up(batch_id: int) -> None:
    """Leave a batch to a person, and tell them, once a step of it has failed too often."""
    with transaction.atomic():
        failed = Batch.objects.filter(pk=batch_id, attempts__gte=ATTEMPTS_BEFORE_A_PERSON_LOOKS)
        batch = failed.filter(**BATCH_LIFE.lookup(Event.STOP)).select_for_update(skip_locked=True).first()
        if batch is None:
            return
        log.error("batch.stopped", batch_id=batch_id, step=PROCESSES[batch.state], error=batch.last_error)
        move(batch, Event.STOP)
        batch.save()
        outcome.tell_of_stop(batch)


def move(batch: Batch, event: Event) -> None:
    """Change the state as its life allows; the caller has locked the batch."""
    batch.state = BATCH_LIFE.check(event, batch.state).value


def receive(batch: Batch) -> None:
    """Every line into the ledger, with what row rules say of it.

    The commit does not wait for the disk: the next step's does, for both. A server that loses power in between
    forgets this step whole, and it is taken again from the file.
    """
    sql.run("SET LOCAL synchronous_commit = off")
    if batch.total:  # it was read before, and stopped
        ledger.forget_lines(batch)
    kind = registry.named(batch.kind)
    try:
        with transaction.atomic():
            if isinstance(kind, registry.SelectionKind):
                _select(batch, kind)
            else:
                _read(batch, kind)
    except Unreadable as refusal:
        batch.total = 0
        refuse(batch, *refusal.findings)
        return
    move(batch, Event.STAGE)


def _read(batch: Batch, kind: registry.Kind[Any]) -> None:
    with default_storage.open(batch.file) as file:
        reading = kind.read(file, batch=batch)
        batch.file_format = reading.format
        batch.headings = reading.headings
        batch.header = dict(reading.header)
        batch.total = ledger.copy_lines(batch, reading.lines)
        batch.findings = [finding.as_stored() for finding in reading.notes]


def _select(batch: Batch, kind: registry.SelectionKind[Any]) -> None:
    selected = kind.select(batch=batch)
    batch.headings = list(selected.headings)
    batch.total = ledger.select_lines(batch, selected)
    if not batch.total:
        raise Unreadable(kind.layout.finding("none"))
    expected = batch.options.get("expected")
    if expected is not None and expected != batch.total:
        counts = {"expected": f"{expected:,}", "found": f"{batch.total:,}"}
        batch.findings = [kind.layout.finding("selection_changed", **counts).as_stored()]


@dataclass(frozen=True, slots=True)
class Judged:
    """Lines that can be written in the transaction in which they were judged, and what is known of them."""

    stage: Stage
    known: Known | None = None


def judge(batch: Batch) -> Judged:
    """Set rules over the accepted lines, then the gate."""
    kind = registry.named(batch.kind)
    stage = staging.stage_lines(batch, kind.shape)
    known = kind.judge(stage, batch=batch)
    ledger.keep_found(batch, stage, kind.catalogue)
    _count(batch)
    batch.judged_at = clock.now()
    if refusal := kind.gate(stage, batch=batch, total=batch.total, rejected=batch.rejected):
        refuse(batch, refusal)
    else:
        foreseen = kind.foresee(stage, known, batch=batch)
        batch.planned = ledger.keep_foreseen(batch, foreseen, kind.writes)
        move(batch, Event.JUDGE)
        if not batch.needs_confirmation:
            move(batch, Event.CONFIRM)
            batch.confirmed_at = clock.now()
    return Judged(stage, known)


def apply(batch: Batch) -> None:
    """Write one slice. After the last one the batch is applied."""
    kind = registry.named(batch.kind)
    first, last = batch.applied_through + 1, min(batch.applied_through + kind.slice_size, batch.total)
    stage = staging.stage_lines(batch, kind.shape, first=first, last=last)
    write(batch, Judged(stage), last=last)


def write(batch: Batch, judged: Judged, *, last: int) -> None:
    """Write what is staged: the slice that ends with line ``last``."""
    kind = registry.named(batch.kind)
    kind.apply(judged.stage, judged.known, batch=batch)
    written = ledger.keep_became(batch, judged.stage, not_applied_key=kind.not_applied_key)
    batch.effects = {
        effect: batch.effects.get(effect, 0) + written.get(effect, 0)
        for effect in sorted({*batch.effects, *written})
    }
    batch.applied_through = last
    if batch.applied_through >= batch.total:
        batch.applied_at = clock.now()
        move(batch, Event.APPLY)


def report(batch: Batch) -> None:
    """Write the outcome files, tell who asked to be told, and end."""
    move(batch, Event.REPORT)
    settle(batch)
    outcome.write(batch)


def settle(batch: Batch) -> None:
    """The figures with which a batch ends of which everything is written; the caller has locked it."""
    if sum(batch.effects.values()) != batch.accepted:
        _count(batch)
    batch.ended_at = clock.now()


def refuse(batch: Batch, *refusals: Finding) -> None:
    """Refuse the whole batch: nothing of it is applied."""
    batch.findings = [*batch.findings, *(finding.as_stored() for finding in refusals)]
    move(batch, Event.REFUSE)
    batch.ended_at = clock.now()
    outcome.write(batch)


def put_back(batch: Batch) -> None:
    """Undo what the batch changed and nothing has changed since."""
    batch.undo_result = undo.put_back(batch)
    move(batch, Event.FINISH_UNDO)


def _count(batch: Batch) -> None:
    counts = ledger.count(batch, registry.named(batch.kind).catalogue)
    batch.total, batch.accepted, batch.rejected = counts.total, counts.accepted, counts.rejected
    batch.warned, batch.classes = counts.warned, counts.classes


PROCESSES: dict[str, str] = {
    BatchState.RECEIVED: "batch.staged",
    BatchState.STAGED: "batch.judged",
    BatchState.CONFIRMED: "batch.applied",
    BatchState.APPLIED: "batch.reported",
    BatchState.UNDOING: "batch.undone",
}

STEPS: dict[str, Callable[[Batch], Judged | None]] = {
    BatchState.RECEIVED: receive,
    BatchState.STAGED: judge,
    BatchState.CONFIRMED: apply,
    BatchState.APPLIED: report,
    BatchState.UNDOING: put_back,
}


def wake_unfinished(*, idle_seconds: int = 10) -> int:
    """Wake every batch that waits for the engine and has not moved for ``idle_seconds``; returns how many.

    The ledger is the truth: this finds what a killed worker left, whatever became of its job. A batch whose steps
    keep failing is tried at growing intervals, then stopped and left for a person (``retry``).
    """
    now, woken = clock.now(), 0
    unfinished = Batch.objects.filter(state__in=BATCH_LIFE.owned_by(Owner.ENGINE))
    for batch in unfinished.order_by("id"):
        if batch.attempts >= ATTEMPTS_BEFORE_A_PERSON_LOOKS:
            _stop_if_given_up(batch.pk)
        elif now - batch.progressed_at >= dt.timedelta(seconds=idle_seconds * 2**batch.attempts):
            wake(batch.pk)
            woken += 1
    return woken
