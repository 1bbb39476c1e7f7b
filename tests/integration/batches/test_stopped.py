"""A batch of which a step keeps failing is left to a person, who is told, and has a way on and a way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import FileSystemStorage

from testamur.achievements.kinds.achievements.kind import Achievements
from testamur.achievements.models import Achievement
from testamur.batches import actions as batches
from testamur.batches import queries
from testamur.batches.models import Batch
from testamur.batches.rules import ATTEMPTS_BEFORE_A_PERSON_LOOKS
from testamur.notices.models import Notice
from world import World, record, submit

pytestmark = pytest.mark.django_db

Break = Callable[..., Callable[[], None]]


def fresh(batch: Batch) -> Batch:
    return Batch.objects.get(pk=batch.pk)


def tried_until_it_stops(batch: Batch) -> Batch:
    """The engine's attempts, without the pauses between them."""
    for attempt in range(1, ATTEMPTS_BEFORE_A_PERSON_LOOKS + 1):
        assert queries.is_moving(fresh(batch))
        with pytest.raises(Exception, match="cannot"):
            batches.advance(batch_id=batch.pk)
        assert fresh(batch).attempts == attempt
    return fresh(batch)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Break:
    """``broken(thing, method)`` makes it raise; what it gives mends it again."""

    def break_it(thing: object, method: str, error: Exception | None = None) -> Callable[[], None]:
        works = getattr(thing, method)

        def fails(*_given: Any, **_named: Any) -> Any:
            raise error or RuntimeError("this step cannot be taken")

        monkeypatch.setattr(thing, method, fails)
        return lambda: monkeypatch.setattr(thing, method, works)

    return break_it


@pytest.fixture
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Achievements, "slice_size", 2)


def five(world: World, **more: Any) -> Batch:
    return submit(world, [record(learner) for learner in world.learners[:5]], run=False, **more)


REPORTS = {
    "the kind's own files": (Achievements, "further_files", RuntimeError("this cannot be written")),
    "the kind's e-mails": (Achievements, "further_messages", RuntimeError("this cannot be told")),
    "the storage": (FileSystemStorage, "save", PermissionError(13, "cannot write")),
}


@pytest.mark.parametrize("what", REPORTS)
def test_report_that_cannot_be_made_leaves_a_batch_that_is_written_and_can_be_tried_again(
    world: World, broken: Break, what: str
) -> None:
    batch = five(world)
    mend = broken(*REPORTS[what])
    stopped = tried_until_it_stops(batch)
    assert (stopped.state, stopped.effects, stopped.reports) == ("unreported", {"created": 5}, {})
    assert Achievement.objects.count() == 5
    assert batches.wake_unfinished(idle_seconds=0) == 0
    assert queries.queue_health().stuck == 1

    mend()
    batches.retry(batch=batch, by=world.batch_user)
    assert batches.advance(batch_id=batch.pk) == "done"
    done = fresh(batch)
    assert (len(done.reports), done.attempts, done.last_error) == (3, 0, "")
    assert Achievement.objects.count() == 5
    assert list(queries.stuck_batches()) == []


def test_whoever_sent_the_batch_is_told_once_each_time_that_it_stops(world: World, broken: Break) -> None:
    batch = five(world)
    broken(Achievements, "further_files")
    for time in (1, 2):
        tried_until_it_stops(batch)
        batches.wake_unfinished(idle_seconds=0)
        told = Notice.objects.filter(to=world.batch_user.email)
        assert [each.subject for each in told] == [
            f"Achievements batch {batch.pk}: Outcome files missing"
        ] * time
        batches.retry(batch=batch, by=world.operator)
    assert f"/batches/{batch.uuid}/" in told[0].body


def test_batch_without_its_outcome_files_can_be_ended_or_undone(world: World, broken: Break) -> None:
    batch = five(world)
    broken(Achievements, "further_files")
    tried_until_it_stops(batch)
    closed = batches.close(batch=batch, by=world.batch_user)
    assert (closed.state, closed.reports, closed.attempts, closed.ended_by) == (
        "done",
        {},
        0,
        world.batch_user,
    )
    assert closed.ended_at is not None
    assert Notice.objects.filter(subject__endswith=": Successful").count() == 1

    batches.undo(batch=batch, by=world.super_user)
    assert batches.advance(batch_id=batch.pk) == "undone"
    assert fresh(batch).undo_result["put_back"] == 5


def test_e_mails_that_cannot_be_made_do_not_keep_a_batch_from_being_ended(
    world: World, broken: Break
) -> None:
    batch = five(world)
    broken(Achievements, "further_messages")
    tried_until_it_stops(batch)
    assert batches.close(batch=batch, by=world.batch_user).state == "done"
    assert Notice.objects.filter(subject__endswith=": Successful").count() == 0


@pytest.mark.parametrize("step", ["read", "judge", "foresee", "apply"])
def test_step_before_anything_is_written_leaves_a_batch_that_can_be_tried_again_or_cancelled(
    world: World, broken: Break, step: str
) -> None:
    tried, left = five(world), five(world, send_again=True)
    mend = broken(Achievements, step)
    for batch in (tried, left):
        stopped = tried_until_it_stops(batch)
        assert (stopped.state, stopped.effects, stopped.applied_through) == ("stopped", {}, 0)
    batches.cancel(batch=left, by=world.batch_user)
    assert (fresh(left).state, Achievement.objects.count()) == ("cancelled", 0)

    mend()
    batches.retry(batch=tried, by=world.batch_user)
    assert batches.advance(batch_id=tried.pk) == "done"
    assert list(tried.rows.values_list("line", flat=True)) == [1, 2, 3, 4, 5]
    assert fresh(tried).effects == {"created": 5}


@pytest.mark.parametrize("way", ["retry", "undo"])
def test_batch_interrupted_between_two_slices_goes_on_or_back(
    world: World, monkeypatch: pytest.MonkeyPatch, small_slices: None, way: str
) -> None:
    batch, works = five(world), Achievements.apply

    def second_slice_fails(self: Any, *given: Any, batch: Batch) -> None:
        if batch.applied_through >= 2:
            raise RuntimeError("this slice cannot be written")
        works(self, *given, batch=batch)

    monkeypatch.setattr(Achievements, "apply", second_slice_fails)
    stopped = tried_until_it_stops(batch)
    assert (stopped.state, stopped.applied_through, stopped.effects) == ("interrupted", 2, {"created": 2})
    monkeypatch.setattr(Achievements, "apply", works)
    getattr(batches, way)(batch=batch, by=world.super_user)
    assert batches.advance(batch_id=batch.pk) == {"retry": "done", "undo": "undone"}[way]
    states = Achievement.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == {"retry": ["active"] * 5, "undo": ["withdrawn"] * 2}[way]


def test_undo_that_cannot_be_made_changes_nothing_and_can_be_tried_again(world: World, broken: Break) -> None:
    batch = five(world)
    batches.advance(batch_id=batch.pk)
    mend = broken(Achievements, "settle_undone")
    batches.undo(batch=batch, by=world.super_user)
    assert tried_until_it_stops(batch).state == "undo_stopped"
    assert set(Achievement.objects.values_list("state", flat=True)) == {"active"}

    mend()
    with pytest.raises(PermissionDenied):  # who may submit may not undo
        batches.retry(batch=fresh(batch), by=world.batch_user)
    batches.retry(batch=fresh(batch), by=world.super_user)
    assert batches.advance(batch_id=batch.pk) == "undone"


def test_operator_has_any_batch_tried_again_and_ends_none(world: World, broken: Break) -> None:
    batch = five(world)
    broken(Achievements, "further_files")
    tried_until_it_stops(batch)
    with pytest.raises(PermissionDenied):
        batches.close(batch=batch, by=world.operator)
    assert batches.retry(batch=batch, by=world.operator).state == "applied"
