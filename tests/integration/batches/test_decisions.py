"""What a person decides about a batch: confirm, cancel, undo, try again; each allowed where the table says so."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from testamur.achievements.models import Achievement
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from testamur.batches.states import BATCH_LIFE, BatchState, Event
from testamur.notices.models import Notice
from testamur.plumbing import sql
from world import World, keys_of, record, submit

pytestmark = pytest.mark.django_db

DECISIONS = {
    Event.CONFIRM: batches.confirm,
    Event.CANCEL: batches.cancel,
    Event.UNDO: batches.undo,
    Event.RETRY: batches.retry,
    Event.CLOSE: batches.close,
}


def fresh(batch: Batch) -> Batch:
    return Batch.objects.get(pk=batch.pk)


@pytest.mark.parametrize("event", DECISIONS)
@pytest.mark.parametrize("state", BatchState)
def test_every_decision_in_every_state_is_taken_or_refused_with_a_sentence(
    world: World, event: Event, state: BatchState
) -> None:
    batch = submit(world, [record(world.learners[0])], run=False)
    Batch.objects.update(state=state)
    if BATCH_LIFE.may(event, state):
        DECISIONS[event](batch=batch, by=world.super_user)
        assert fresh(batch).state == BATCH_LIFE.check(event, state)
        return
    with pytest.raises(ValidationError) as refused:
        DECISIONS[event](batch=batch, by=world.super_user)
    assert f"Batch {batch.pk} is “{BATCH_LIFE.meaning(state).label}”" in refused.value.messages[0]
    assert fresh(batch).state == state


@pytest.mark.parametrize("event", DECISIONS)
@pytest.mark.parametrize("person", ["viewer", "stranger", "outsider"])
def test_nobody_decides_without_the_right(world: World, event: Event, person: str) -> None:
    batch = submit(world, [record(world.learners[0])], run=False)
    before = BATCH_LIFE.sources_of(event)[0]
    Batch.objects.update(state=before)
    with pytest.raises(PermissionDenied):
        DECISIONS[event](batch=batch, by=getattr(world, person))
    assert fresh(batch).state == before


def test_batch_to_be_confirmed_shows_what_it_would_do_and_does_nothing(world: World) -> None:
    submit(world, [record(world.learners[0])])
    wanted = [record(world.learners[0], action="update", grade="B"), record(world.learners[1])]
    batch = submit(world, wanted, confirm_first=True)
    assert (batch.state, batch.planned, batch.effects) == ("ready", {"created": 1, "updated": 1}, {})
    assert list(Achievement.objects.values_list("grade", flat=True)) == ["A"]
    assert Notice.objects.filter(dedupe__contains=str(batch.uuid)).count() == 0
    assert batches.advance(batch_id=batch.pk) == "ready"

    batches.confirm(batch=batch, by=world.super_user)
    assert batches.advance(batch_id=batch.pk) == "done"
    batch = fresh(batch)
    assert (batch.effects, batch.confirmed_by) == ({"created": 1, "updated": 1}, world.super_user)
    assert sorted(Achievement.objects.values_list("grade", flat=True)) == ["A", "B"]


def test_what_changed_between_check_and_confirmation_is_told_and_left(world: World) -> None:
    wanted = [record(world.learners[0], grade="B"), record(world.learners[1])]
    waiting = submit(world, wanted, confirm_first=True)
    submit(world, [record(world.learners[0], grade="C")])
    batches.confirm(batch=waiting, by=world.batch_user)
    batches.advance(batch_id=waiting.pk)
    batch = fresh(waiting)
    assert (batch.state, batch.effects, batch.accepted, batch.rejected) == ("done", {"created": 1}, 1, 1)
    assert keys_of(batch, 1) == ["B09.changed_since"]
    assert sorted(Achievement.objects.values_list("grade", flat=True)) == ["A", "C"]


@pytest.mark.parametrize("confirm_first", [False, True])
def test_cancelled_batch_changes_nothing(world: World, confirm_first: bool) -> None:
    batch = submit(world, [record(world.learners[0])], run=confirm_first, confirm_first=confirm_first)
    batches.cancel(batch=batch, by=world.batch_user)
    assert batches.advance(batch_id=batch.pk) == "cancelled"
    batch = fresh(batch)
    assert (batch.ended_by, batch.effects, Achievement.objects.count()) == (world.batch_user, {}, 0)
    assert batch.ended_at is not None


def test_applied_batch_can_no_longer_be_cancelled(world: World) -> None:
    batch = submit(world, [record(world.learners[0])])
    with pytest.raises(ValidationError, match="can no longer be cancelled"):
        batches.cancel(batch=batch, by=world.batch_user)
    assert Achievement.objects.get().state == "active"


def jobs() -> list[tuple[Any, ...]]:
    return sql.rows(
        "SELECT task_name, queueing_lock FROM procrastinate_jobs WHERE task_name ~ 'advance' ORDER BY id"
    )


def test_decision_that_the_engine_has_to_carry_out_wakes_it(world: World) -> None:
    batch = submit(world, [record(world.learners[0])], confirm_first=True)
    sql.run("DELETE FROM procrastinate_jobs")
    batches.confirm(batch=batch, by=world.batch_user)
    assert jobs() == [("testamur.batches.jobs.advance_batch", f"batch:{batch.pk}")]
    batches.advance(batch_id=batch.pk)
    sql.run("DELETE FROM procrastinate_jobs")
    batches.undo(batch=batch, by=world.super_user)
    assert jobs() == [("testamur.batches.jobs.advance_batch", f"batch:{batch.pk}")]
