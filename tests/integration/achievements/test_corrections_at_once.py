"""Many people at one achievement at the same time: one wins, and the others are told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from testamur.achievements import actions
from testamur.achievements.models import Achievement
from testamur.achievements.queries import history_of, version_of
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from world import World, keys_of, record, submit, the

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 100
CONNECTIONS = 25
"""As many at a time as the database of the tests, which others use too, has connections to spare."""

Act = Callable[[], Any]


def at_once(acts: Sequence[Act]) -> list[str]:
    """Every act in a thread and a transaction of its own; what each of them was told, or nothing."""
    gate, room = threading.Barrier(len(acts)), threading.BoundedSemaphore(CONNECTIONS)

    def one(act: Act) -> str:
        gate.wait()
        with room:
            try:
                act()
            except actions.Rejected as refusal:
                return refusal.sentences[0].what
            finally:
                connection.close()
        return ""

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(one, acts))


def move(world: World, held: Achievement, place: int, **more: Any) -> Act:
    uln, by = world.learners[place].uln, (world.edc_user, world.batch_user)[place % 2]
    return lambda: actions.move(achievement=held, uln=uln, through="page", by=by, **more)


def test_of_a_hundred_moves_at_once_one_wins_and_ninety_nine_are_told(world: World) -> None:
    submit(world, [record(world.learners[0])])
    held = the(world.learners[0])
    places = [1 + number % (len(world.learners) - 1) for number in range(PEOPLE)]
    told = at_once([move(world, held, place, version=version_of(held)) for place in places])
    assert told.count("") == 1
    assert (
        sum("This achievement has changed since you opened it." in sentence for sentence in told)
        == PEOPLE - 1
    )
    now = Achievement.objects.get()
    assert now.learner == world.learners[places[told.index("")]]
    assert now.uln == now.learner.uln
    assert [version.process for version in history_of(now)] == ["achievement.moved", "batch.applied"]


def test_two_people_who_move_it_to_different_learners_do_not_both(world: World) -> None:
    submit(world, [record(world.learners[0])])
    held = the(world.learners[0])
    told = at_once([move(world, held, place, version=version_of(held)) for place in (1, 2)])
    assert sorted(sentence == "" for sentence in told) == [False, True]
    assert Achievement.objects.get().learner in world.learners[1:3]


def test_moving_and_deleting_at_once_leave_one_of_the_two(world: World) -> None:
    submit(world, [record(world.learners[0])])
    held = the(world.learners[0])
    seen = version_of(held)
    told = at_once(
        [
            move(world, held, 1, version=seen),
            lambda: actions.delete(achievement=held, version=seen, through="page", by=world.edc_user),
        ]
    )
    assert sorted(sentence == "" for sentence in told) == [False, True]
    now = Achievement.objects.get()
    assert (now.learner == world.learners[1]) != (now.state == "deleted")
    assert len(history_of(now)) == 2


def test_two_records_moved_to_one_learner_at_once_do_not_both_arrive(world: World) -> None:
    submit(world, [record(learner) for learner in world.learners[:2]])
    told = at_once([move(world, the(learner), 2) for learner in world.learners[:2]])
    assert sorted("already has this achievement" in sentence for sentence in told) == [False, True]
    assert Achievement.objects.filter(learner=world.learners[2], state="active").count() == 1


def test_batch_that_was_judged_before_a_move_does_not_change_the_new_learners_record(world: World) -> None:
    submit(world, [record(world.learners[0])])
    held = the(world.learners[0])
    late = submit(world, [record(world.learners[0], action="update", grade="C")], confirm_first=True)
    assert late.state == "ready"
    actions.move(achievement=held, uln=world.learners[1].uln, through="page", by=world.edc_user)
    batches.confirm(batch=late, by=world.batch_user)
    batches.advance(batch_id=late.pk)
    assert keys_of(Batch.objects.get(pk=late.pk), 1) == ["B09.changed_since"]
    held.refresh_from_db()
    assert (held.learner, held.grade) == (world.learners[1], "A")


def test_batch_and_page_at_once_on_one_record_are_told_or_follow_each_other(world: World) -> None:
    submit(world, [record(world.learners[0])])
    held = the(world.learners[0])
    batch = submit(world, [record(world.learners[0], action="withdraw")], run=False)
    told = at_once(
        [lambda: batches.advance(batch_id=batch.pk), move(world, held, 1, version=version_of(held))],
    )
    now = Achievement.objects.get()
    batch.refresh_from_db()
    if told[1]:
        assert "has changed since you opened it" in told[1]
        assert (now.learner, now.state, batch.effects) == (world.learners[0], "withdrawn", {"withdrawn": 1})
    else:
        assert (now.learner, now.state) == (world.learners[1], "active")
        assert keys_of(batch, 1)[0] in {"B03.not_found", "B09.changed_since"}
    assert len(history_of(now)) == 2


def test_undoing_the_batch_leaves_what_was_moved_since(world: World) -> None:
    batch = submit(world, [record(world.learners[0])])
    held = the(world.learners[0])
    actions.move(achievement=held, uln=world.learners[1].uln, through="page", by=world.edc_user)
    batches.undo(batch=batch, by=world.super_user)
    batches.advance(batch_id=batch.pk)
    held.refresh_from_db()
    assert (held.learner, held.state) == (world.learners[1], "active")
    assert Batch.objects.get(pk=batch.pk).undo_result["left"] == 1
