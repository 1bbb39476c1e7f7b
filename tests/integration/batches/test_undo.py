"""Undo puts back what a batch changed, lists what has changed since, and leaves history of both."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from testamur.achievements.models import Achievement
from testamur.achievements.queries import history_of
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from world import World, record, submit, the

pytestmark = pytest.mark.django_db


def undo(world: World, batch: Batch) -> Batch:
    batches.undo(batch=batch, by=world.super_user)
    batches.advance(batch_id=batch.pk)
    return Batch.objects.get(pk=batch.pk)


def values(achievement: Achievement) -> dict[str, Any]:
    fields = (
        "grade",
        "language",
        "provider_ukprn",
        "status",
        "state",
        "mis_identifier",
        "batch_id",
        "batch_line",
    )
    return {name: getattr(achievement, name) for name in fields}


def test_undone_create_is_withdrawn_and_kept(world: World) -> None:
    batch = undo(world, submit(world, [record(world.learners[0])]))
    held = the(world.learners[0])
    assert (batch.state, batch.undo_result["put_back"], batch.undo_result["left"]) == ("undone", 1, 0)
    assert held.state == "withdrawn"
    assert str(batch.pk) in (held.action_reason or "")


@pytest.mark.parametrize(
    ("job_type", "change"),
    [
        ("final", {"action": "update", "grade": "C", "language": "Welsh"}),
        ("final", {"action": "withdraw", "action_reason": "Error"}),
    ],
)
def test_undone_change_is_as_before(world: World, job_type: str, change: dict[str, Any]) -> None:
    submit(world, [record(world.learners[0])])
    before = values(the(world.learners[0]))
    batch = submit(world, [record(world.learners[0], **change)], job_type=job_type)
    assert values(the(world.learners[0])) != before
    undo(world, batch)
    assert values(the(world.learners[0])) == before


def test_undone_promotion_is_provisional_again(world: World) -> None:
    submit(world, [record(world.learners[0], grade="B")], job_type="provisional")
    before = values(the(world.learners[0]))
    batch = submit(world, [record(world.learners[0], grade="A")])
    assert batch.effects == {"promoted": 1}
    undo(world, batch)
    assert values(the(world.learners[0])) == before


def test_undone_reinstatement_is_withdrawn_again(world: World) -> None:
    submit(world, [record(world.learners[0])])
    submit(world, [record(world.learners[0], action="withdraw")])
    before = values(the(world.learners[0]))
    undo(world, submit(world, [record(world.learners[0], action="reinstate", grade="B")]))
    assert values(the(world.learners[0])) == before


def test_what_has_changed_since_is_left_and_listed(world: World) -> None:
    one, two = world.learners[:2]
    first = submit(world, [record(one), record(two)])
    submit(world, [record(one, action="update", grade="C")])
    batch = undo(world, first)
    assert (the(one).grade, the(one).state) == ("C", "active")
    assert the(two).state == "withdrawn"
    assert (batch.undo_result["put_back"], batch.undo_result["left"]) == (1, 1)
    assert [left["uln"] for left in batch.undo_result["listed"]] == [one.uln]


def test_batches_can_be_undone_one_after_the_other(world: World) -> None:
    first = submit(world, [record(world.learners[0])])
    second = submit(world, [record(world.learners[0], action="update", grade="C")])
    undo(world, second)
    assert the(world.learners[0]).grade == "A"
    undo(world, first)
    assert the(world.learners[0]).state == "withdrawn"


def test_undo_is_refused_without_the_right_or_twice(world: World) -> None:
    batch = submit(world, [record(world.learners[0])])
    with pytest.raises(PermissionDenied):
        batches.undo(batch=batch, by=world.batch_user)
    undo(world, batch)
    with pytest.raises(ValidationError, match="cannot be undone"):
        batches.undo(batch=batch, by=world.super_user)


def test_history_says_who_undid_and_through_which_batch(world: World) -> None:
    batch = undo(world, submit(world, [record(world.learners[0])]))
    newest, oldest = history_of(the(world.learners[0]))
    assert (newest.process, newest.by_name, newest.batch) == ("batch.undone", "Susan Tester", batch.pk)
    assert (oldest.process, oldest.by_name, oldest.batch) == ("batch.applied", "Bashir Tester", batch.pk)
    assert ("state", "active", "withdrawn") in {(c.field, c.before, c.after) for c in newest.changes}
