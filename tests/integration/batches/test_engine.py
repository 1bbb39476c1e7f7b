"""The ladder itself: it goes on from where the ledger says it is, whatever happened in between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from testamur.achievements.kinds.achievements.kind import Achievements
from testamur.achievements.models import Achievement
from testamur.achievements.queries import history_of
from testamur.batches import actions as batches
from testamur.batches import queries
from testamur.batches.actions import engine
from testamur.batches.models import Batch
from testamur.batches.rules import ATTEMPTS_BEFORE_A_PERSON_LOOKS
from testamur.batches.states import BATCH_LIFE, Owner
from testamur.notices.models import Notice
from testamur.plumbing import clock, queue, sql
from world import World, record, submit

pytestmark = pytest.mark.django_db


def fresh(batch: Batch) -> Batch:
    return Batch.objects.get(pk=batch.pk)


def waiting(world: World, count: int = 25) -> Batch:
    return submit(world, [record(learner) for learner in world.learners[:count]], run=False)


@pytest.fixture
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Achievements, "slice_size", 10)


def interrupt(monkeypatch: pytest.MonkeyPatch, method: str, *errors: Exception | None) -> list[int]:
    """Let a method of the kind fail in turn with these errors, where ``None`` lets it do its work; count the calls."""
    works: Callable[..., Any] = getattr(Achievements, method)
    remaining, called = list(errors), []

    def interrupted(self: Any, *given: Any, batch: Batch) -> Any:
        called.append(batch.applied_through)
        error = remaining.pop(0) if remaining else None
        if error is not None:
            raise error
        return works(self, *given, batch=batch)

    monkeypatch.setattr(Achievements, method, interrupted)
    return called


def deadlock() -> OperationalError:
    error = OperationalError("deadlock detected")
    error.__cause__ = psycopg.errors.DeadlockDetected("deadlock detected")
    return error


# --- slices and progress ------------------------------------------------------------------------------------------


def test_progress_counts_the_records_written(
    world: World, monkeypatch: pytest.MonkeyPatch, small_slices: None
) -> None:
    seen = []
    works = Achievements.apply

    def looked_at(self: Any, *given: Any, batch: Batch) -> None:
        seen.append(queries.progress(fresh(batch)))
        works(self, *given, batch=batch)

    monkeypatch.setattr(Achievements, "apply", looked_at)
    batch = waiting(world)
    assert queries.progress(batch).percent == 0
    batches.advance(batch_id=batch.pk)
    assert [(each.done, each.total, each.percent) for each in seen] == [
        (0, 25, 0),
        (10, 25, 40),
        (20, 25, 80),
    ]
    assert queries.progress(fresh(batch)) == queries.Progress(25, 25)


def test_batch_goes_on_after_the_last_slice_that_was_written(
    world: World, monkeypatch: pytest.MonkeyPatch, small_slices: None
) -> None:
    called = interrupt(monkeypatch, "apply", None, RuntimeError("killed"))
    batch = waiting(world)
    with pytest.raises(RuntimeError):
        batches.advance(batch_id=batch.pk)
    held = fresh(batch)
    assert (held.state, held.applied_through, held.effects) == ("confirmed", 10, {"created": 10})
    assert (held.attempts, held.last_error) == (1, "RuntimeError")
    assert Achievement.objects.count() == 10

    assert batches.advance(batch_id=batch.pk) == "done"
    held = fresh(batch)
    assert called == [0, 10, 10, 20]
    assert (held.effects, held.attempts, held.last_error) == ({"created": 25}, 0, "")
    assert [len(history_of(achievement)) for achievement in Achievement.objects.all()] == [1] * 25


@pytest.mark.parametrize("size", [1, 5, 10, 25])
def test_slices_of_any_size_give_the_same(world: World, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(Achievements, "slice_size", size)
    learners = world.learners[:5]
    submit(world, [record(learner) for learner in learners])
    changes = [record(learner, action="update", grade="C") for learner in learners[:2]]
    changes += [record(learners[2], action="withdraw"), record(learners[3], reference="601/0002/3")]
    changes += [record(learners[4], uln="1000000009")]
    batch = submit(world, changes)
    assert batch.effects == {"created": 1, "updated": 2, "withdrawn": 1}
    assert list(batch.rows.values_list("effect", flat=True)) == [
        "updated",
        "updated",
        "withdrawn",
        "created",
        None,
    ]


# --- what goes wrong ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["judge", "apply"])
def test_step_that_lost_a_deadlock_is_taken_again_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    called = interrupt(monkeypatch, method, deadlock(), deadlock())
    batch = waiting(world)
    assert batches.advance(batch_id=batch.pk) == "done"
    assert len(called) == 3
    assert (fresh(batch).attempts, fresh(batch).effects) == (0, {"created": 25})


def test_step_that_is_always_disturbed_is_counted_as_failed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = interrupt(monkeypatch, "judge", *(deadlock() for _ in range(50)))
    batch = waiting(world)
    with pytest.raises(OperationalError):
        batches.advance(batch_id=batch.pk)
    assert len(called) == engine.DISTURBANCES_IN_A_ROW + 1
    assert (fresh(batch).attempts, fresh(batch).last_error) == (1, "OperationalError")


@pytest.mark.parametrize(
    ("error", "disturbed"),
    [
        (psycopg.errors.DeadlockDetected(), True),
        (psycopg.errors.SerializationFailure(), True),
        (psycopg.errors.IdleInTransactionSessionTimeout(), True),
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.OperationalError("server closed the connection unexpectedly"), True),
        (psycopg.InterfaceError("the connection is closed"), True),
        (psycopg.errors.DiskFull(), False),
        (psycopg.errors.UniqueViolation(), False),
        (psycopg.errors.UndefinedTable(), False),
        (OSError(28, "No space left on device"), False),
    ],
)
def test_only_what_the_database_took_back_is_a_disturbance(error: Exception, disturbed: bool) -> None:
    assert sql.was_disturbed(error) is disturbed
    wrapped = OperationalError("as Django wraps it")
    wrapped.__cause__ = error
    assert sql.was_disturbed(wrapped) is disturbed


def test_failing_batch_is_tried_later_and_later_then_left_for_a_person(world: World) -> None:
    batch = waiting(world, 1)
    for attempts in range(ATTEMPTS_BEFORE_A_PERSON_LOOKS + 1):
        pause = 10 * 2**attempts
        woken = []
        for age in (pause - 5, pause + 5):
            since = clock.now() - dt.timedelta(seconds=age)
            Batch.objects.filter(pk=batch.pk).update(attempts=attempts, progressed_at=since)
            woken.append(batches.wake_unfinished())
        assert woken == ([0, 1] if attempts < ATTEMPTS_BEFORE_A_PERSON_LOOKS else [0, 0])
        assert fresh(batch).state == ("received" if attempts < ATTEMPTS_BEFORE_A_PERSON_LOOKS else "stopped")
    assert list(queries.stuck_batches()) == [batch]


def test_batch_that_waits_is_woken_once_however_often_it_is_asked_for(world: World) -> None:
    batch = waiting(world, 1)
    for _ in range(3):
        assert batches.wake_unfinished(idle_seconds=0) == 1
    assert sql.rows("SELECT args FROM procrastinate_jobs") == [(f'{{"batch_id": {batch.pk}}}',)]


@pytest.mark.parametrize("state", [*BATCH_LIFE.owned_by(Owner.PERSON), *BATCH_LIFE.owned_by(Owner.NOBODY)])
def test_batch_with_which_the_engine_has_nothing_to_do_is_neither_woken_nor_moved(
    world: World, state: str
) -> None:
    batch = waiting(world, 1)
    Batch.objects.update(state=state)
    assert batches.wake_unfinished(idle_seconds=0) == 0
    assert batches.advance(batch_id=batch.pk) == state


def test_worker_that_is_to_stop_gives_the_batch_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = waiting(world)
    sql.run("DELETE FROM procrastinate_jobs")
    monkeypatch.setattr(queue, "is_stopping", lambda: True)
    assert batches.advance(batch_id=batch.pk) == "received"
    assert sql.rows("SELECT queueing_lock FROM procrastinate_jobs") == [(f"batch:{batch.pk}",)]


@pytest.mark.django_db(transaction=True)
def test_batch_that_another_worker_has_in_hand_is_left_alone(world: World) -> None:
    batch = waiting(world)
    with psycopg.connect(**_the_same_database()) as other:
        other.execute("SELECT FROM batches_batch WHERE id = %s FOR UPDATE", [batch.pk])
        assert batches.advance(batch_id=batch.pk) == "received"
        assert fresh(batch).attempts == 0
    assert batches.advance(batch_id=batch.pk) == "done"


def _the_same_database() -> dict[str, Any]:
    given = connection.get_connection_params()
    return {
        name: given[name]
        for name in ("dbname", "host", "port", "user", "password", "options")
        if name in given
    }


def test_file_that_cannot_be_read_refuses_the_batch_and_tells(world: World) -> None:
    whole = b"".join([b"<SubmitAchievementBatchJob>", b"<achievements>" * 3])
    batch = submit(world, whole)
    assert (batch.state, batch.total, batch.rows.count(), batch.attempts) == ("refused", 0, 0, 0)
    assert batch.findings
    assert list(batch.reports) == ["job-result.json"]
    assert Notice.objects.get().subject == f"Achievements batch {batch.pk}: Failed"


# --- the queue ----------------------------------------------------------------------------------------------------


def test_job_of_a_change_that_is_taken_back_does_not_exist(db: None) -> None:
    with transaction.atomic():
        queue.defer("testamur.notices.jobs.send_notice", notice_id=1)
        transaction.set_rollback(True)
    assert sql.rows("SELECT count(*) FROM procrastinate_jobs") == [(0,)]


def test_job_of_a_worker_is_enqueued_in_the_transaction_of_its_job(db: None) -> None:
    """Inside a worker, procrastinate speaks through connections of its own, which do not see the transaction."""
    with app.replace_connector(InMemoryConnector()):
        queue.defer("testamur.notices.jobs.send_notice", notice_id=1)
    assert sql.rows("SELECT count(*) FROM procrastinate_jobs") == [(1,)]


def test_housekeeping_goes_before_a_hundred_batches(db: None) -> None:
    tasks = {name.rsplit(".", 1)[-1]: task for name, task in app.tasks.items()}
    housekeeping = ("wake_unfinished_batches", "retry_stalled_jobs", "end_frozen_copies")
    assert min(tasks[name].priority for name in housekeeping) > tasks["advance_batch"].priority
